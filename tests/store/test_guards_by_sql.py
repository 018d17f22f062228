"""Does the database itself refuse what may never be, whoever writes it, by plain SQL that no service would send?

Each attempt begins with the number of the guarantee that it would break (docs/security.md, part c). What would be added
is on SQLite also tried by ``INSERT OR REPLACE``, which takes the place of whatever is in its way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Table, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from listeners.domain.people import Role, Standing
from listeners.domain.states import DutyState, RotaState
from listeners.store.callouts import Attendance, CallOut
from listeners.store.columns import new_id
from listeners.store.database import act, db
from listeners.store.duties import Duty, Rest
from listeners.store.engines import WRITING
from listeners.store.job_runs import write_off
from listeners.store.journal import queue_notice
from listeners.store.people import StandingFact
from listeners.store.records import JobRun, Notice
from listeners.store.rota import Assignment, Rota
from tests.nights import FRIDAY, Scene, at, scene_of
from tests.rota_world import FIRST, MONDAY, NOW, draft, published
from tests.world import World

DAY = timedelta(days=1)
NAMED = ("sam", "ravi", "kofi")


@dataclass
class File:
    """What is on file before an attempt, by what the attempts call it."""

    scene: Scene
    ids: dict[str, Any]

    def who(self, name: str) -> str:
        return self.scene.who(name)


@pytest.fixture
def file(world: World) -> File:
    """Sam is out, Luc is asked beside him; Ravi was out and rests, and a night of his was stood down; Kofi has a night
    of a published rota. There is an older version of it, and a draft."""
    scene = scene_of(world.larkmoor)
    wanted = [(9, FIRST, "kofi")]
    older, newer = (published(world.larkmoor, wanted) for _ in range(2))
    drafted = draft(world.larkmoor, [(8, FIRST, "kofi")])
    ended = scene.paper("ravi", "26 Nov 03:00", "26 Nov 03:40")
    scene.on_duty("sam", "luc")
    scene.on_duty("ravi", night=date(2026, 11, 29))
    out, asked = scene.start("28 Nov 02:10"), None
    scene.goes(out, "sam", "28 Nov 02:14")
    asked = scene.start("28 Nov 02:20", wing="C")
    assert scene.asked(asked) == "luc"
    with act() as session:
        coordinator = world.larkmoor.accounts[Role.COORDINATOR]
        queue_notice(session, scene.site.id, "told", "nights_short", {}, NOW, account_id=coordinator)
        notice = session.query(Notice).filter(Notice.event.startswith("told")).one()
        notice.batch, notice.sent_at = new_id(), NOW
        session.get_one(Rota, older).state = RotaState.REPLACED
        write_off(session, "flags", "LKI 2026-11-22", NOW, "done")
        duties = {
            session.query(Duty).filter_by(listener_id=scene.who(name)).first(): name for name in ("sam", "ravi", "kofi")
        }
        ids = {f"{name}'s duty": duty.id for duty, name in duties.items() if duty is not None}
        rest = session.query(Rest).filter_by(listener_id=scene.who("ravi")).one()
        session.query(Duty).filter_by(id=ids["ravi's duty"]).one().state = DutyState.STOOD_DOWN
    ids |= {"older": older, "newer": newer, "draft": drafted, "out": out.id, "asked": asked.id, "ended": ended}
    ids |= {"rest": rest.id, "notice": notice.id, "sam's part": scene.part(out, "sam").id}
    ids["luc's part"] = scene.part(asked, "luc").id
    ids["ravi's part"] = scene.part(scene.read(ended), "ravi").id
    db.session.remove()
    return File(scene, ids)


Attempt = Callable[[File, Connection, str], object]


def like(connection: Connection, verb: str, of: Any, key: str, **changes: object) -> object:
    """Add a row that is like another one but for some columns; without ``id`` among them it has one of its own."""
    table: Table = of.__table__
    row = dict(connection.execute(select(table).where(table.c.id == key)).one()._mapping)
    return connection.execute(insert(table).prefix_with(verb), {**row, "id": new_id(), **changes})


def change(connection: Connection, of: Any, key: str, **values: object) -> object:
    """Change columns of a row."""
    return connection.execute(update(of.__table__).where(of.__table__.c.id == key).values(**values))


def remove(connection: Connection, of: Any, key: str) -> object:
    """Remove a row."""
    return connection.execute(delete(of.__table__).where(of.__table__.c.id == key))


def removing(of: Any, guard: str, named: str) -> tuple[Any, str, Attempt]:
    """The attempt to remove a row."""
    return of, guard, lambda file, connection, _: remove(connection, of, file.ids[named])


def ending(old: str, new: str, **times: object) -> tuple[Any, str, Attempt]:
    """The attempt to put Luc, who was asked and then ``old``, down as ``new`` with no more than these times."""

    def attempt(file: File, connection: Connection, _: str) -> None:
        luc = connection, Attendance, file.ids["luc's part"]
        for state in ("accepted", old) if old in ("unknown_back", "called_off") else (old,):
            change(*luc, state=state, accepted_at=NOW, called_off_at=NOW if state == "called_off" else None)
        values: dict[str, Any] = {"state": new, "accepted_at": None, "version": Attendance.version + 1, **times}
        change(*luc, **values)

    return Attendance, "guard_attendance_forward", attempt


def opened_again(file: File, connection: Connection, _: str) -> None:
    """Open a request that the telephone ended, as when it was pressed by mistake; somebody had gone to the man."""
    ended = connection, CallOut, file.ids["ended"]
    change(*ended, state="closed", outcome="telephone", closed_at=NOW)
    change(*ended, state="asked", outcome=None, closed_at=None, version=CallOut.version + 1)


ADDED: dict[str, tuple[Any, str, Attempt]] = {
    "I1 a second duty at the same time": (
        *(Duty, "guard_duty"),
        lambda f, c, verb: like(c, verb, Duty, f.ids["sam's duty"], place="second"),
    ),
    "I2 a duty inside a rest": (
        *(Duty, "guard_duty_rest"),
        lambda f, c, verb: like(
            c, verb, Duty, f.ids["sam's duty"], listener_id=f.who("ravi"), night=date(2026, 11, 26),
            starts_at=at("26 Nov 12:00"), ends_at=at("26 Nov 23:00"),
        ),
    ),
    "I2 a rest over a duty": (
        *(Rest, "guard_rest_duty"),
        lambda f, c, verb: like(
            c, verb, Rest, f.ids["rest"], listener_id=f.who("sam"),
            rest_from=at("27 Nov 12:00"), rest_until=at("27 Nov 23:00"),
        ),
    ),
    "I3 a rest that is too short": (
        *(Rest, "length"),
        lambda f, c, verb: like(c, verb, Rest, f.ids["rest"], rest_until=at("26 Nov 12:00")),
    ),
    "I3 a duty that is too long": (
        *(Duty, "longest"),
        lambda f, c, verb: like(
            c, verb, Duty, f.ids["sam's duty"], listener_id=f.who("dean"), ends_at=at("28 Nov 10:01")
        ),
    ),
    "I5 a second lead": (
        *(Attendance, "guard_one_lead"),
        lambda f, c, verb: like(c, verb, Attendance, f.ids["sam's part"], listener_id=f.who("dean")),
    ),
    "I5 another lead in the place of the first": (
        *(Attendance, "guard_one_lead|pk_attendance|attendance.id"),
        lambda f, c, verb: like(
            c, verb, Attendance, f.ids["sam's part"], id=f.ids["sam's part"], listener_id=f.who("dean")
        ),
    ),
    "I6 a man who is out on another call-out": (
        *(Attendance, "guard_one_call_out"),
        lambda f, c, verb: like(c, verb, Attendance, f.ids["sam's part"], call_out_id=f.ids["asked"], part="second"),
    ),
    "I7 somebody out on a call-out that has ended": (
        *(Attendance, "guard_part_open"),
        lambda f, c, verb: like(
            c, verb, Attendance, f.ids["sam's part"], call_out_id=f.ids["ended"], listener_id=f.who("dean"),
            part="second",
        ),
    ),
    "I11 the same notice again": (
        *(Notice, "uq_notice_event|notice.event"),
        lambda f, c, verb: like(c, verb, Notice, f.ids["notice"], sent_at=None, batch=None),
    ),
    "I14 a rota that never was a draft": (
        *(Rota, "guard_rota_drafted"),
        lambda f, c, verb: like(c, verb, Rota, f.ids["newer"], ordinal=99),
    ),
    "I14 a draft in the place of what was published": (
        *(Rota, "pk_rota|rota.id|guard_rota_version_kept"),
        lambda f, c, verb: like(c, verb, Rota, f.ids["draft"], id=f.ids["newer"], ordinal=98),
    ),
    "I14 one more night of a published rota": (
        *(Assignment, "guard_rota_published"),
        lambda f, c, verb: like(c, verb, Assignment, placed(f, c, "draft"), rota_id=f.ids["newer"]),
    ),
    "I17 a duty of somebody who has gone": (
        *(Duty, "guard_duty_standing"),
        lambda f, c, verb: like(
            c, verb, Duty, f.ids["sam's duty"], listener_id=goes_away(f, c), night=date(2026, 12, 20),
            starts_at=at("2026-12-20 18:00"), ends_at=at("2026-12-21 08:00"),
        ),
    ),
    "I17 an end of taking part with a night ahead": (
        *(StandingFact, "guard_standing_duty"),
        lambda f, c, verb: like(
            c, verb, StandingFact, standing_of(f, c, "kofi"), standing=Standing.LEFT, from_on=MONDAY, ordinal=9,
            recorded_at=NOW,
        ),
    ),
}  # fmt: skip
"""What may not be added: the table, what refuses it, and the attempt."""


def placed(f: File, connection: Connection, rota: str) -> str:
    return str(connection.scalar(select(Assignment.id).where(Assignment.rota_id == f.ids[rota])))


def standing_of(f: File, connection: Connection, name: str) -> str:
    return str(connection.scalar(select(StandingFact.id).where(StandingFact.listener_id == f.who(name))))


def goes_away(f: File, connection: Connection) -> str:
    """Dean is released; who he is."""
    gone: dict[str, object] = {"standing": Standing.LEFT, "from_on": date(2026, 12, 1), "ordinal": 9}
    like(connection, "", StandingFact, standing_of(f, connection, "dean"), **gone)
    return f.who("dean")


NO_MORE, ASKED = ("declined", "no_answer", "unknown_back"), ("offered", "declined", "no_answer")
CHANGED: dict[str, tuple[Any, str, Attempt]] = {
    "I1 a duty moved to the time of another": (
        *(Duty, "guard_duty"),
        lambda f, c, _: change(
            c, Duty, f.ids["kofi's duty"], listener_id=f.who("sam"), night=FRIDAY,
            starts_at=at("27 Nov 20:00"), ends_at=at("28 Nov 08:00"),
        ),
    ),
    "I2 a night stood down that is simply given back": (
        *(Duty, "guard_duty_forward"),
        lambda f, c, _: change(c, Duty, f.ids["ravi's duty"], state="planned", cause=None),
    ),
    "I2 a rest cut short": (
        *(Rest, "guard_rest_fixed|length"),
        lambda f, c, _: change(c, Rest, f.ids["rest"], rest_until=at("26 Nov 20:00")),
    ),
    "I3 fewer hours of rest": (
        *(Rest, "guard_rest_fixed"),
        lambda f, c, _: change(c, Rest, f.ids["rest"], hours=5),
    ),
    "I5 the second made lead beside the lead": (
        *(Attendance, "guard_one_lead|attendance.call_out_id"),
        lambda f, c, _: (
            like(c, "", Attendance, f.ids["sam's part"], id="dean's part", listener_id=f.who("dean"), part="second"),
            change(c, Attendance, "dean's part", part="lead"),
        ),
    ),
    "I7 a call-out that ended is asked again": (
        *(CallOut, "guard_call_out_forward"),
        lambda f, c, _: change(c, CallOut, f.ids["ended"], state="asked"),
    ),
    "I7 a call-out that ended goes on": (
        *(CallOut, "guard_call_out_forward"),
        lambda f, c, _: change(c, CallOut, f.ids["ended"], state="acting"),
    ),
    "I7 a call-out that was called off goes on, and was called off": (
        *(CallOut, "guard_call_out_forward"),
        lambda f, c, _: (
            change(c, CallOut, f.ids["ended"], state="closed", outcome="called_off", closed_at=NOW),
            change(c, CallOut, f.ids["ended"], state="acting", version=CallOut.version + 1),
        ),
    ),
    "I7 a call-out ends with somebody out": (
        *(CallOut, "guard_call_out_ended"),
        lambda f, c, _: change(c, CallOut, f.ids["out"], state="closed"),
    ),
    "I7 who is back is out again, from another time": (
        *(Attendance, "guard_attendance_forward|guard_offer_open"),
        lambda f, c, _: change(c, Attendance, f.ids["ravi's part"], state="acting", back_at=None, out_at=NOW),
    ),
    "I7 who is out was only ever asked": (
        *(Attendance, "guard_attendance_forward"),
        lambda f, c, _: change(c, Attendance, f.ids["sam's part"], state="offered"),
    ),
    "I7 a request on which somebody went waits again": (CallOut, "guard_call_out_forward", opened_again),
    **{f"I7 {old}, and is back without having gone": ending(old, "returned", back_at=NOW) for old in ASKED},
    **{f"I7 {old}, and is back some time, never gone": ending(old, "unknown_back", back_before=NOW) for old in ASKED},
    **{f"I7 {old}, and went until nobody knows what": ending(old, "unknown_back", out_at=NOW) for old in ASKED},
    **{f"I7 {old}, and was called off without a yes": ending(old, "called_off", called_off_at=NOW) for old in NO_MORE},
    **{f"I7 {it}, called off at no time": ending(it, "called_off", accepted_at=NOW) for it in (ASKED[0], *NO_MORE)},
    "I7 let go, and waited who knows how long": ending("called_off", "unknown_back", accepted_at=NOW, back_before=NOW),
    "I7 called off, and is out all the same": ending("called_off", "acting", out_at=NOW),
    "I7 waited for nobody knows how long, and is out": ending("unknown_back", "acting", out_at=NOW, back_before=NOW),
    "I11 a message that was sent is to be sent again": (
        *(Notice, "guard_notice_sent"),
        lambda f, c, _: change(c, Notice, f.ids["notice"], sent_at=None),
    ),
    "I11 a notice goes into another message": (
        *(Notice, "guard_notice_sent"),
        lambda f, c, _: change(c, Notice, f.ids["notice"], batch=new_id()),
    ),
    "I11 a notice is of another event": (
        *(Notice, "guard_notice_sent"),
        lambda f, c, _: change(c, Notice, f.ids["notice"], event="another"),
    ),
    "I12 a period of a job is to be done again": (
        *(JobRun, "guard_job_run_kept"),
        lambda _f, c, _: c.execute(text("DELETE FROM job_run")),
    ),
    "I14 what was published is a draft again": (
        *(Rota, "guard_rota_forward"),
        lambda f, c, _: change(c, Rota, f.ids["newer"], state="draft"),
    ),
    "I14 what was replaced is published again": (
        *(Rota, "guard_rota_forward"),
        lambda f, c, _: change(c, Rota, f.ids["older"], state="published"),
    ),
    "I14 what was published had another problem": (
        *(Rota, "guard_rota_forward"),
        lambda f, c, _: change(c, Rota, f.ids["newer"], problem="{}"),
    ),
    "I14 what was published was so earlier": (
        *(Rota, "guard_rota_forward"),
        lambda f, c, _: change(c, Rota, f.ids["newer"], published_at=NOW - DAY),
    ),
    "I14 what was replaced has a reason": (
        *(Rota, "guard_rota_forward"),
        lambda f, c, _: change(c, Rota, f.ids["older"], reason="because"),
    ),
    "I14 a night of a published rota is somebody else's": (
        *(Assignment, "guard_rota_published|guard_rota_taken"),
        lambda f, c, _: change(c, Assignment, placed(f, c, "newer"), listener_id=f.who("mo")),
    ),
    "I14 a night of a published rota is taken into a draft": (
        *(Assignment, "guard_rota_taken"),
        lambda f, c, _: change(c, Assignment, placed(f, c, "newer"), rota_id=f.ids["draft"]),
    ),
    "I14 a night of a published rota is removed": (
        *(Assignment, "guard_rota_kept"),
        lambda f, c, _: remove(c, Assignment, placed(f, c, "newer")),
    ),
    "I17 he takes part, though it was said that he does not": (
        *(StandingFact, "guard_standing_moved"),
        lambda f, c, _: change(c, StandingFact, standing_of(f, c, "mo"), standing=Standing.SHADOWING),
    ),
    "I17 he takes part only after a night of his": (
        *(StandingFact, "guard_standing_moved"),
        lambda f, c, _: change(c, StandingFact, standing_of(f, c, "kofi"), from_on=date(2026, 12, 30), recorded_at=NOW),
    ),
    "I17 a standing is removed": (
        *(StandingFact, "guard_standing_kept"),
        lambda f, c, _: remove(c, StandingFact, standing_of(f, c, "kofi")),
    ),
    "I1 a duty is removed": removing(Duty, "guard_duty_kept", "sam's duty"),
    "I2 a rest is removed": removing(Rest, "guard_rest_kept", "rest"),
    "I6 a part in a call-out is removed": removing(Attendance, "guard_attendance_kept", "sam's part"),
    "I7 a call-out is removed": removing(CallOut, "guard_call_out_kept", "out"),
    "I11 a notice is removed": removing(Notice, "guard_notice_kept", "notice"),
    "I14 a rota is removed": removing(Rota, "guard_rota_version_kept", "older"),
}  # fmt: skip
"""What may not be changed or removed."""


def refused(file: File, of: Any, attempt: Attempt, verb: str = "") -> str:
    """Make an attempt, and return the words of the refusal; the table is as it was before."""
    everything = select(*of.__table__.c).order_by(*of.__table__.primary_key)
    with db.engine.connect() as looking:
        before = looking.execute(everything).all()
    with (
        pytest.raises(DBAPIError) as error,
        db.engine.connect().execution_options(**{WRITING: True}) as connection,
        connection.begin(),
    ):
        attempt(file, connection, verb)
    with db.engine.connect() as looking:
        assert looking.execute(everything).all() == before
    return str(error.value.orig)


def test_nothing_is_added_that_may_not_be(file: File, subtests: pytest.Subtests) -> None:
    verbs = ("", "OR REPLACE") if db.engine.dialect.name == "sqlite" else ("",)
    for name, (of, guard, attempt) in ADDED.items():
        for verb in verbs:
            with subtests.test(f"{name} {verb}"):
                words = refused(file, of, attempt, verb)
                assert any(part in words for part in guard.split("|")) or verb, words


def test_nothing_is_changed_or_removed_that_may_not_be(file: File, subtests: pytest.Subtests) -> None:
    for name, (of, guard, attempt) in CHANGED.items():
        with subtests.test(name):
            words = refused(file, of, attempt)
            assert any(part in words for part in guard.split("|")), words


def test_the_period_of_a_job_has_one_row(file: File) -> None:
    for verb in ("INSERT", "INSERT OR REPLACE") if db.engine.dialect.name == "sqlite" else ("INSERT",):
        words = refused(
            file, JobRun, lambda _f, c, verb: c.execute(text(f"{verb} INTO job_run SELECT * FROM job_run")), verb
        )
        assert "job_run" in words
