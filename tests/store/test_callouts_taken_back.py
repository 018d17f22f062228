"""Does a call-out look for what was taken back of it among later acts alone?"""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from listeners.store.callouts_taken_back import taken_back
from listeners.store.database import db
from tests.rota_world import NOW
from tests.world import World


def test_no_act_before_the_call_out_is_looked_at(world: World) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, given: Any, *_: object) -> None:
        if "FROM audit" in statement:
            asked.append((statement, given))

    event.listen(db.engine, "before_cursor_execute", note)
    assert taken_back(world.larkmoor.id, "no such call-out", NOW) == ()
    event.remove(db.engine, "before_cursor_execute", note)
    ((statement, given),) = asked

    assert "audit.at >= " in statement
    if db.engine.dialect.name == "sqlite":
        plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all()
        assert "SEARCH audit USING INDEX ix_audit_site_at (site_id=? AND at>?)" in [row[-1] for row in plan]
