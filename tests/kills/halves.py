"""Is everything that was acknowledged on file, and is every act on file whole? Asked of the database after kills.

An act is one transaction: what it changed, the rests and stand-downs that follow, its notices, its audit row and the
key of its form. Each check pairs two of these that were written by different statements.
"""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select, text

from listeners.domain.states import AttendanceState, DutyState
from listeners.store.callouts import Attendance, CallOut
from listeners.store.database import db
from listeners.store.duties import Duty, Rest
from listeners.store.records import ActKey, Audit, Kept, Notice
from tests.deadlocks import deadlocks
from tests.kills.load import Ledger

Pair = tuple[str | None, str | None]


def must_be_whole(ledger: Ledger) -> Counter[str]:
    """Compare the ledger with the database, and the rows of each act with one another; return what is on file how
    often, by the verb of the audit, and how many were stood down."""
    db.session.rollback()
    keys = set(db.session.scalars(select(ActKey.id)))
    assert ledger.keys <= keys, f"{len(ledger.keys - keys)} acknowledged acts are lost"
    verbs = Counter(db.session.scalars(select(Audit.verb).where(Audit.kind == "call_out")))
    assert sum(verbs.values()) == len(keys), (verbs, len(keys))
    _requests_have_their_offers()
    _goings_are_audited("send", Attendance.accepted_at.is_not(None))
    _goings_are_audited("record a return", Attendance.state == AttendanceState.RETURNED)
    _corrections_keep_what_was()
    _returns_have_their_rests()
    verbs["stand down"] = _stand_downs_have_their_notices()
    must_be_sound()
    return verbs


def must_be_sound() -> None:
    """The file itself holds together (SQLite), and nobody waited in a circle (PostgreSQL)."""
    if db.engine.dialect.name == "sqlite":
        assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
        assert db.session.execute(text("PRAGMA foreign_key_check")).all() == []
    assert deadlocks() == 0


def _pairs(verb: str) -> Counter[Pair]:
    rows = db.session.execute(select(Audit.object_id, Audit.subject_id).where(Audit.verb == verb))
    return Counter((row.object_id, row.subject_id) for row in rows)


def _corrections_keep_what_was() -> None:
    kept = db.session.scalars(select(Kept.row_id).where(Kept.table_name == "attendance"))
    parts = {part.id: (part.call_out_id, part.listener_id) for part in db.session.scalars(select(Attendance))}
    assert _pairs("correct the out") <= Counter(parts[row] for row in kept)


def _requests_have_their_offers() -> None:
    asked = _pairs("ask for a Listener")
    parts = {
        (row.call_out_id, row.listener_id)
        for row in db.session.execute(select(Attendance.call_out_id, Attendance.listener_id))
    }
    assert sorted(call_out or "" for call_out, _ in asked) == sorted(db.session.scalars(select(CallOut.id)))
    assert {pair for pair in asked if pair[1] is not None} <= parts


def _goings_are_audited(verb: str, which: object) -> None:
    rows = db.session.execute(select(Attendance.call_out_id, Attendance.listener_id).where(which))  # type: ignore[arg-type]
    assert _pairs(verb) == Counter((row.call_out_id, row.listener_id) for row in rows), verb


def _returns_have_their_rests() -> None:
    returned = select(Attendance.listener_id, Attendance.back_at).where(Attendance.state == AttendanceState.RETURNED)
    owed = {(row.listener_id, row.back_at) for row in db.session.execute(returned)}
    rests = select(Rest.listener_id, Rest.rest_from).where(Rest.in_force)
    without = owed - {(row.listener_id, row.rest_from) for row in db.session.execute(rests)}
    assert not without, f"facts without their rest: {without}"


def _stand_downs_have_their_notices() -> int:
    events = set(db.session.scalars(select(Notice.event)))
    stood_down = db.session.scalars(select(Duty).where(Duty.state == DutyState.STOOD_DOWN)).all()
    for duty in stood_down:
        assert f"stood_down:{duty.id}:{duty.listener_id}" in events
        assert any(event.startswith(f"stood_down_gap:{duty.id}:") for event in events)
    return len(stood_down)
