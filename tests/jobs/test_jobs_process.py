"""Does the jobs process plan, cancel, lead alone, and leave quickly with nothing behind it?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from config import Settings
from listeners import clock
from listeners.access import SYSTEM
from listeners.domain.people import Role, SiteId
from listeners.domain.states import PlanState
from listeners.jobs.scheduler import LEAD_EVERY
from listeners.services import plan_runs, plans
from listeners.services.leading import Leadership
from listeners.store import people_facts
from listeners.store.database import db
from listeners.store.records import JobRun
from listeners.store.rota import PlanRequest, Rota
from tests.away import gone
from tests.jobs.processes import descendants, environment, is_alive, jobs_process, wait_until
from tests.jobs.test_leading import CUT_OFF
from tests.rota_world import site_of
from tests.world import Prison, World, make_prison

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at processes as Linux shows them")


def ask(prison: Prison, nights: int) -> str:
    now = clock.now()
    first = now.date() + timedelta(days=2)
    return plans.ask(prison.actor(Role.COORDINATOR), site_of(prison), first, nights, now)


def state(request_id: str) -> PlanState:
    db.session.rollback()
    return db.session.get_one(PlanRequest, request_id).state


def a_job_has_run() -> bool:
    db.session.rollback()
    return db.session.query(JobRun).count() > 0


@pytest.fixture
def long_request(app: object) -> str:
    """A request that takes the planner far longer than the test: 40 people, twelve weeks."""
    return ask(make_prison("BGI", "HMP Big", "Big ", size=40), 84)


def running_planner(process: subprocess.Popen[bytes], request_id: str) -> int:
    """Wait until a request is being planned, and return the planner's process."""
    wait_until(lambda: state(request_id) is PlanState.RUNNING and bool(descendants(process.pid)))
    return next(iter(descendants(process.pid)))


def test_what_a_coordinator_asked_for_becomes_a_draft(world: World, settings: Settings) -> None:
    request_id = ask(world.larkmoor, 7)
    with jobs_process(settings):
        wait_until(lambda: state(request_id) is PlanState.DONE)

    assert [row.state.value for row in db.session.query(Rota)] == ["draft"]


def test_cancelling_kills_the_planner(long_request: str, settings: Settings) -> None:
    prison_id = SiteId(db.session.get_one(PlanRequest, long_request).site_id)
    with jobs_process(settings) as process:
        planner = running_planner(process, long_request)
        plans.cancel(SYSTEM, people_facts.site(prison_id), long_request, clock.now())
        wait_until(lambda: state(long_request) is PlanState.CANCELLED)
        wait_until(lambda: not is_alive(planner))
        assert process.poll() is None

    assert db.session.query(Rota).count() == 0


def test_told_to_stop_it_leaves_at_once_and_the_request_waits_again(long_request: str, settings: Settings) -> None:
    with jobs_process(settings) as process:
        planner = running_planner(process, long_request)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert not is_alive(planner)

    assert state(long_request) is PlanState.WAITING


def test_killed_it_takes_the_planner_with_it_and_the_next_one_plans_again(
    long_request: str, settings: Settings
) -> None:
    with jobs_process(settings) as process:
        planner = running_planner(process, long_request)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
        wait_until(lambda: not is_alive(planner))
    assert state(long_request) is PlanState.RUNNING

    with jobs_process(settings) as process:
        running_planner(process, long_request)


def test_a_planner_that_is_killed_leaves_no_draft_and_the_same_can_be_asked_for_again(
    long_request: str, settings: Settings
) -> None:
    prison_id = SiteId(db.session.get_one(PlanRequest, long_request).site_id)
    with jobs_process(settings) as process:
        os.kill(running_planner(process, long_request), signal.SIGKILL)
        wait_until(lambda: state(long_request) is PlanState.FAILED)
        site = people_facts.site(prison_id)
        again = plans.ask(SYSTEM, site, clock.now().date() + timedelta(days=2), 3, clock.now())
        wait_until(lambda: state(again) is PlanState.DONE)
        assert process.poll() is None

    failed = db.session.get_one(PlanRequest, long_request)
    assert failed.failure is not None and "planner died" in failed.failure
    assert db.session.query(Rota).count() == 1


def test_it_leaves_when_its_parent_is_gone(world: World, settings: Settings) -> None:
    starts = (
        "import subprocess, sys, time;"
        "print(subprocess.Popen([sys.executable, '-m', 'listeners.jobs']).pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", starts], env=environment(settings), stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    jobs = int(parent.stdout.readline())
    with parent.stdout:
        wait_until(a_job_has_run)
        parent.kill()
        parent.wait()
    wait_until(lambda: not is_alive(jobs))


def test_two_at_once_are_one_leader_and_one_who_waits(world: World, settings: Settings) -> None:
    with Leadership(SYSTEM, settings.instance) as first, Leadership(SYSTEM, settings.instance) as second:
        assert (first.take(), second.take()) == (True, False)
        assert first.still_leads()
    with Leadership(SYSTEM, settings.instance) as third:
        wait_until(third.take)  # PostgreSQL lets go of a lock when it notices that a connection has ended


def test_who_waits_takes_over_when_the_leader_ends(world: World, settings: Settings) -> None:
    with Leadership(SYSTEM, settings.instance) as leader:
        assert leader.take()
        with jobs_process(settings) as process:
            request_id = ask(world.larkmoor, 3)
            leader.give_up()
            wait_until(lambda: state(request_id) is PlanState.DONE)
            assert process.poll() is None


def test_a_request_left_running_by_a_crash_is_planned_after_the_start(world: World, settings: Settings) -> None:
    request_id = ask(world.larkmoor, 3)
    assert plan_runs.claim(SYSTEM, clock.now()) is not None
    with jobs_process(settings):
        wait_until(lambda: state(request_id) is PlanState.DONE)


def test_without_its_database_it_waits_and_goes_on_when_it_is_back(
    app: Flask, world: World, settings: Settings
) -> None:
    request_id = ask(world.larkmoor, 3)
    with jobs_process(settings) as process:
        wait_until(lambda: state(request_id) is PlanState.DONE)
        db.session.remove()
        with gone(app):
            time.sleep(5 * LEAD_EVERY)
            assert process.poll() is None
        another = ask(world.larkmoor, 4)
        wait_until(lambda: state(another) is PlanState.DONE)
        assert process.poll() is None


def test_a_leader_that_is_cut_off_leads_again(world: World, settings: Settings) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("a process does not lose the lock of a file while it lives")
    with jobs_process(settings) as process:
        wait_until(a_job_has_run)
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as beside:
            assert beside.execute(text(CUT_OFF)).scalar() == 1
        request_id = ask(world.larkmoor, 3)
        wait_until(lambda: state(request_id) is PlanState.DONE)
        assert process.poll() is None
