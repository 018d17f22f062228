"""Does a leader that has lost its lock without knowing change nothing any more?"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import text

from config import Settings
from listeners.access import SYSTEM
from listeners.jobs.job import Job, Period
from listeners.jobs.runner import run_due
from listeners.services import periods
from listeners.services.leading import Leadership, LeadershipLost
from listeners.store.acts import first_answer, once
from listeners.store.database import act, db
from tests.rota_world import NOW
from tests.world import World

CUT_OFF = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = 4243"
)


@pytest.fixture
def old(world: World, settings: Settings) -> Iterator[Leadership]:
    """A process that leads."""
    with Leadership(SYSTEM, settings.instance) as leadership:
        assert leadership.take()
        yield leadership


@pytest.fixture
def new(settings: Settings) -> Iterator[Leadership]:
    """One that waits for the lead."""
    with Leadership(SYSTEM, settings.instance) as leadership:
        yield leadership


def cut_off(settings: Settings) -> None:
    """Take the lock from whoever leads, who is not told."""
    if db.engine.dialect.name == "sqlite":
        (settings.instance / "jobs.lock").unlink()
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as beside:
        assert beside.execute(text(CUT_OFF)).scalar() == 1


def noting(what: str) -> Job:
    """A job of many acts that leaves a form key."""

    def do(_now: object) -> str:
        return once(SYSTEM, what * 20, NOW, lambda _session: what)

    return Job("noting", "note", "once", lambda _now: [Period("now", do)])


def test_a_leader_does_its_acts(old: Leadership) -> None:
    with old.leading():
        assert run_due(noting("o"), lambda: NOW) == ("now: o",)


def test_what_a_leader_without_its_lock_would_do_is_done_once_by_the_new_one(
    old: Leadership, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    cut_off(settings)
    with Leadership(SYSTEM, settings.instance) as new:
        assert new.take()
        with old.leading():
            with pytest.raises(LeadershipLost), act():
                raise AssertionError("an act has begun")
            assert run_due(noting("o"), lambda: NOW) == ()
        assert (first_answer(SYSTEM, "o" * 20), periods.is_done(SYSTEM, "noting", "now")) == (None, False)
        assert "job noting waits" in caplog.text and "Traceback" not in caplog.text
        with new.leading():
            assert run_due(noting("n"), lambda: NOW) == ("now: n",)


def test_nobody_takes_the_lead_before_the_last_act_of_who_had_it_has_ended(
    app: Flask, old: Leadership, new: Leadership, settings: Settings
) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("a process does not lose the lock of a file while it lives")
    inside, go_on = Event(), Event()

    def wait(_session: object) -> str:
        inside.set()
        return str(go_on.wait(30))

    def last_act() -> None:
        with app.app_context(), old.leading():
            once(SYSTEM, "l" * 20, NOW, wait)
            db.session.remove()

    with ThreadPoolExecutor(1) as thread:
        done = thread.submit(last_act)
        assert inside.wait(30)
        cut_off(settings)
        assert not new.take(), "the old one is in the middle of an act"
        go_on.set()
        done.result()
    assert new.take()
    assert first_answer(SYSTEM, "l" * 20) == "True"


def test_an_act_outside_jobs_asks_for_no_lead(world: World) -> None:
    assert once(SYSTEM, "p" * 20, NOW, lambda _session: "done") == "done"
