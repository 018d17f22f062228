"""Does a look each day find a rest or a night that is not as the facts give it, and change nothing itself?"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from listeners.access import SYSTEM
from listeners.domain.people import Role
from listeners.errors import NotAllowed
from listeners.jobs.runner import run_due
from listeners.jobs.table import BY_NAME
from listeners.services import periods, rests
from listeners.store.database import act, db
from listeners.store.duties import Rest
from tests.nights import Scene, at, scene_of
from tests.world import World

MORNING = at("30 Nov 10:30")


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """Sam and Luc were out on Friday night, and each is on stand-by on Tuesday."""
    scene = scene_of(world.larkmoor)
    scene.paper("sam", "28 Nov 02:50", "28 Nov 04:10")
    scene.paper("luc", "28 Nov 23:00", "28 Nov 23:30")
    scene.on_duty("sam", "luc", night=date(2026, 12, 1))
    return scene


def differences(now: datetime = MORNING) -> tuple[int, int]:
    db.session.rollback()
    return rests.differences("LKI", SYSTEM, now)


def by_sql(statement: str, **values: object) -> None:
    """Change what is on file behind the program's back."""
    with act() as session:
        session.execute(text(statement), values)


def test_what_was_followed_in_its_own_act_differs_in_nothing(larkmoor: Scene) -> None:
    assert differences() == (0, 0)


def test_a_rest_that_is_not_in_force_any_more_is_missed(larkmoor: Scene) -> None:
    by_sql("UPDATE rest SET in_force = false WHERE listener_id = :who", who=larkmoor.who("sam"))
    assert differences() == (1, 0)


def test_a_time_that_was_changed_and_not_followed_is_found(larkmoor: Scene) -> None:
    is_file = db.engine.dialect.name == "sqlite"
    later = "back_at + 3600" if is_file else "back_at + interval '1 hour'"
    by_sql(f"UPDATE attendance SET back_at = {later} WHERE listener_id = :who", who=larkmoor.who("sam"))  # noqa: S608
    assert differences() == (2, 0), "the rest that there is, and the one that there should be"


def test_a_night_that_a_rest_forbids_is_found(larkmoor: Scene) -> None:
    by_sql(
        "UPDATE attendance SET accepted_at = NULL, out_at = :out, back_at = :back WHERE listener_id = :who",
        who=larkmoor.who("sam"),
        out=stored(at("30 Nov 23:30")),
        back=stored(at("1 Dec 09:00")),
    )
    assert differences(at("1 Dec 10:30")) == (2, 1)


def stored(moment: datetime) -> object:
    """A moment as the engine keeps it."""
    return int(moment.timestamp()) if db.engine.dialect.name == "sqlite" else moment


def test_the_job_says_what_it_found_and_changes_nothing(larkmoor: Scene, caplog: pytest.LogCaptureFixture) -> None:
    by_sql("UPDATE rest SET in_force = false WHERE listener_id = :who", who=larkmoor.who("luc"))
    before = db.session.query(Rest.id, Rest.in_force).order_by(Rest.id).all()
    run_due(BY_NAME["check"], lambda: MORNING)
    db.session.rollback()

    assert db.session.query(Rest.id, Rest.in_force).order_by(Rest.id).all() == before
    assert "at LKI 1 rests and 0 nights are not as the facts give them" in caplog.text
    assert periods.latest(SYSTEM)["check"].outcome.endswith("rests, 0 nights not as the facts give them")
    assert run_due(BY_NAME["check"], lambda: MORNING + timedelta(hours=1)) == (), "once a day"


def test_only_who_may_record_call_outs_has_them_counted(world: World) -> None:
    for role in (Role.LISTENER, Role.AUDITOR, Role.NATIONAL):
        with pytest.raises(NotAllowed):
            rests.differences("LKI", world.larkmoor.actor(role), MORNING)
