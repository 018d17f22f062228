"""Do overrides from before it was asked what is passed stay as they are, each for one duty?"""

from __future__ import annotations

from sqlalchemy import Engine, inspect, text

from listeners.domain.states import DutyState
from listeners.store import schema
from listeners.store.database import act, db
from tests.duties import planned
from tests.nights import FRIDAY
from tests.services.care_records import site_of, was_overridden
from tests.world import World

BEFORE = "0029"


def copy_duty(engine: Engine, new_id: str) -> None:
    """Put the duty on file once more, withdrawn, as nothing refused before."""
    names = [column["name"] for column in inspect(engine).get_columns("duty")]
    taken = ", ".join({"id": f"'{new_id}'", "state": "'withdrawn'"}.get(name, name) for name in names)
    with engine.begin() as connection:
        connection.execute(text(f"INSERT INTO duty ({', '.join(names)}) SELECT {taken} FROM duty"))  # noqa: S608


def test_an_old_override_stays_with_the_duty_that_is_planned_and_says_no_more_than_it_did(world: World) -> None:
    site, engine = world.larkmoor, db.engine
    override_id = was_overridden(site, "sam", 0)
    with act() as session:
        duty = planned(site_of(site), site.listeners["sam"], FRIDAY)
        duty.override_id = override_id
        session.add(duty)
        duty_id = duty.id
    db.session.remove()
    schema.under_lock(engine, lambda connection: schema.move(connection, BEFORE, down=True))
    copy_duty(engine, "0" * 20)
    schema.upgrade(engine)
    schema.check(engine)

    with engine.connect() as connection:
        under = connection.execute(text("SELECT id, state FROM duty WHERE override_id IS NOT NULL")).all()
        given = connection.execute(text("SELECT id, consented, acknowledged, asked_him_at FROM rest_override")).all()
    assert under == [(duty_id, DutyState.PLANNED)]
    assert [tuple(row) for row in given] == [(override_id, 1, None, None)]
