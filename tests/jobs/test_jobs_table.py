"""Is each period of each job done once, on every day of the year, whoever asks how often?"""

from __future__ import annotations

import subprocess
import sys
import time as time_of_day
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import event

from config import Settings
from listeners.access import SYSTEM, Device
from listeners.domain.people import Role
from listeners.errors import Conflict, NotAllowed
from listeners.jobs.job import Job, Period
from listeners.jobs.planning import Now
from listeners.jobs.runner import run_due, run_now
from listeners.jobs.table import BY_NAME, JOBS
from listeners.services import periods
from listeners.store.accounts import SignIn
from listeners.store.acts import first_answer, once
from listeners.store.columns import new_id
from listeners.store.database import Session, act, db
from listeners.store.engines import WRITING
from listeners.store.records import JobRun
from tests.jobs.processes import environment
from tests.rota_world import NOW
from tests.world import Prison, World


def at(moment: datetime) -> Now:
    """A clock that stands still."""
    return lambda: moment


@contextmanager
def writing_commits() -> Iterator[list[str]]:
    """Note each commit of an act while the block runs."""
    seen: list[str] = []

    def note(session: Session) -> None:
        if session.info.get(WRITING):
            seen.append("commit")

    event.listen(Session, "after_commit", note)
    try:
        yield seen
    finally:
        event.remove(Session, "after_commit", note)


class Counted:
    """A daily job that notes when it was run, and fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.runs: list[tuple[str, datetime]] = []
        self.failures = failures

    def job(self) -> Job:
        return Job(
            "counted",
            "count",
            "daily",
            lambda now: [
                Period(day.key, partial(self._run, day.key)) for day in periods.days_begun(SYSTEM, time(1, 30), now)
            ],
        )

    def _run(self, key: str, now: Now) -> str:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("no luck")
        self.runs.append((key, now()))
        return "counted"


@pytest.mark.parametrize("first", [date(2026, 3, 28), date(2026, 10, 24)])
def test_a_daily_job_runs_once_for_each_local_date_also_when_the_clocks_change(world: World, first: date) -> None:
    counted = Counted()
    now = datetime.combine(first, time(0), UTC)
    for _ in range(3 * 24 * 6):
        run_due(counted.job(), at(now))
        now += timedelta(minutes=10)

    days = [first + timedelta(days=day) for day in range(3)]
    assert Counter(key for key, _ in counted.runs) == {
        f"{code} {day.isoformat()}": 1 for day in days for code in ("LKI", "FNI")
    }


def test_a_job_that_fails_is_tried_again_and_then_done(world: World) -> None:
    counted = Counted(failures=1)
    run_due(counted.job(), at(NOW))
    assert len(counted.runs) == 1
    run_due(counted.job(), at(NOW))
    run_due(counted.job(), at(NOW))

    assert sorted(key for key, _ in counted.runs) == ["FNI 2026-11-22", "LKI 2026-11-22"]
    assert db.session.query(JobRun).count() == 2


def test_a_job_that_cannot_say_what_is_due_stops_no_other(world: World, caplog: pytest.LogCaptureFixture) -> None:
    def due(_now: datetime) -> list[Period]:
        raise RuntimeError("no luck")

    assert run_due(Job("broken", "break", "daily", due), at(NOW)) == ()
    assert "job broken failed" in caplog.text


def test_a_day_without_the_process_is_not_made_up_for_twice(world: World) -> None:
    counted = Counted()
    run_due(counted.job(), at(NOW))
    run_due(counted.job(), at(NOW + timedelta(days=2)))

    assert len(counted.runs) == 4


def test_before_its_hour_a_daily_job_is_not_due(world: World) -> None:
    assert periods.days_begun(SYSTEM, time(5, 0), datetime(2026, 7, 1, 3, 59, tzinfo=UTC)) == ()
    assert len(periods.days_begun(SYSTEM, time(5, 0), datetime(2026, 7, 1, 4, 0, tzinfo=UTC))) == 2


def test_a_period_is_put_on_file_once(world: World) -> None:
    periods.write_off(SYSTEM, "flags", "LKI 2026-11-22", "done", NOW)
    with pytest.raises(Conflict):
        periods.write_off(SYSTEM, "flags", "LKI 2026-11-22", "done", NOW)


def noting(what: str, *, fails: bool = False) -> Job:
    """A job of one act that is due once and leaves a form key; one that fails does so after that."""

    def do(now: Now) -> str:
        once(SYSTEM, what * 20, now(), lambda _session: what)
        if fails:
            raise RuntimeError("no luck")
        return what

    return Job("noting", "note", "once", lambda _now: [Period("now", do)], one_act=True)


def test_a_job_of_one_act_is_on_file_with_its_effect_or_neither_is(world: World) -> None:
    def there(what: str) -> tuple[str | None, bool]:
        return first_answer(SYSTEM, what * 20), periods.is_done(SYSTEM, "noting", "now")

    run_due(noting("f", fails=True), at(NOW))
    assert there("f") == (None, False)
    assert run_due(noting("d"), at(NOW)) == ("now: d",)
    assert there("d") == ("d", True)
    assert periods.latest(SYSTEM)["noting"].outcome == "d"


def test_a_part_that_fails_and_is_passed_over_undoes_the_whole_act(world: World) -> None:
    def effect() -> str:
        once(SYSTEM, "b" * 20, NOW, lambda _session: "before")
        with suppress(RuntimeError), act():
            raise RuntimeError("no luck")
        return "went on"

    with pytest.raises(Conflict):
        periods.do_once(SYSTEM, "noting", "now", effect, NOW)
    assert first_answer(SYSTEM, "b" * 20) is None
    assert not periods.is_done(SYSTEM, "noting", "now")


def test_of_two_processes_with_the_same_period_one_waits_and_does_nothing(app: Flask, world: World) -> None:
    begun: list[str] = []

    def do(now: Now) -> str:
        begun.append("begun")
        time_of_day.sleep(0.2)
        return "done"

    def in_a_thread() -> tuple[str, ...]:
        with app.app_context():
            return run_due(Job("slow", "be slow", "once", lambda _now: [Period("now", do)], one_act=True), at(NOW))

    with ThreadPoolExecutor(4) as pool:
        outcomes = [each.result() for each in [pool.submit(in_a_thread) for _ in range(4)]]

    assert begun == ["begun"]
    assert outcomes.count(("now: done",)) == 1
    assert {each for each in outcomes if each != ("now: done",)} <= {(), ("now: done by another process",)}


@pytest.mark.parametrize("name", [job.name for job in JOBS if job.one_act])
def test_a_job_that_says_so_is_one_transaction_for_each_period(world: World, name: str) -> None:
    with writing_commits() as commits:
        ran = run_due(BY_NAME[name], at(NOW))
    assert ran
    assert len(commits) == len(ran)


def test_every_job_of_the_list_runs_and_runs_again(world: World) -> None:
    for job in JOBS:
        if job.name == "outbox":  # without a mail server it has nothing to do
            assert run_due(job, at(NOW)) == ()
            continue
        first = run_due(job, at(NOW))
        assert first
        assert run_now(job, at(NOW))
        assert run_due(job, at(NOW)) == (first if not job.on_file else ())


def test_only_system_asks_about_periods(world: World) -> None:
    for role in Role:
        with pytest.raises(NotAllowed):
            periods.days_begun(world.larkmoor.actor(role), time(5), NOW)
        with pytest.raises(NotAllowed):
            periods.write_off(world.larkmoor.actor(role), "flags", "x", "y", NOW)
        with pytest.raises(NotAllowed):
            periods.close_stale_sign_ins(world.larkmoor.actor(role), NOW)
        with pytest.raises(NotAllowed):
            periods.forget_form_keys(world.larkmoor.actor(role), NOW)


def signed_in(prison: Prison, role: Role, device: Device, started: timedelta, seen: timedelta) -> str:
    sign_in_id = new_id()
    with act() as session:
        session.add(
            SignIn(
                id=sign_in_id,
                account_id=prison.accounts[role],
                device=device,
                site_id=prison.id,
                started_at=NOW - started,
                proved_at=NOW - started,
                seen_at=NOW - seen,
            )
        )
    return sign_in_id


def test_sign_ins_that_nobody_can_use_any_more_are_closed(world: World) -> None:
    prison, minute = world.larkmoor, timedelta(minutes=1)
    idle = signed_in(prison, Role.LISTENER, Device.KIOSK, 15 * minute, 12 * minute)
    in_use = signed_in(prison, Role.LISTENER, Device.KIOSK, 10 * minute, 1 * minute)
    desk = signed_in(prison, Role.STAFF, Device.DESK, 60 * minute, 50 * minute)
    long_ago = signed_in(prison, Role.STAFF, Device.DESK, 721 * minute, 1 * minute)
    own = signed_in(prison, Role.COORDINATOR, Device.OWN, 60 * minute, 32 * minute)
    run_due(BY_NAME["sign-ins"], at(NOW))
    open_ones = {row.id for row in db.session.query(SignIn).filter(SignIn.closed_at.is_(None))}

    assert {in_use, desk} <= open_ones
    assert not open_ones & {idle, long_ago, own}


def test_the_key_of_a_form_is_forgotten_once_nobody_can_send_it_again(world: World) -> None:
    coordinator = world.larkmoor.actor(Role.COORDINATOR)
    once(coordinator, "o" * 20, NOW - timedelta(days=2, seconds=1), lambda _session: "old")
    once(coordinator, "n" * 20, NOW - timedelta(days=2), lambda _session: "new")

    for _ in range(2):
        run_due(BY_NAME["form-keys"], at(NOW))
    assert (first_answer(coordinator, "o" * 20), first_answer(coordinator, "n" * 20)) == (None, "new")


def test_the_list_names_every_job_and_one_can_be_run_by_its_name(world: World, settings: Settings) -> None:
    def jobs(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "listeners.jobs", *arguments],
            env=environment(settings),
            capture_output=True,
            text=True,
        )

    before = jobs("list").stdout.splitlines()
    ran = jobs("run", "sign-ins")
    unknown = jobs("run", "nothing")

    assert [line.split("\t")[0] for line in before] == [job.name for job in JOBS]
    assert next(line for line in before if line.startswith("sign-ins")).endswith("not yet run")
    assert (ran.returncode, ran.stdout.rstrip().endswith("0 closed")) == (0, True)
    assert "last 20" in jobs("list").stdout
    assert unknown.returncode == 2
    assert unknown.stderr == f"listeners: there is no job 'nothing': {', '.join(BY_NAME)}\n"


def test_the_command_listeners_hands_on_to_the_jobs(app: Flask, settings: Settings) -> None:
    command = [sys.executable, "-c", "from listeners.app import main; main()", "jobs", "run", "nothing"]
    run = subprocess.run(command, env=environment(settings), capture_output=True, text=True)

    assert run.returncode == 2
    assert "there is no job 'nothing'" in run.stderr
