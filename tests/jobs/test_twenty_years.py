"""Is each daily job due once for each date from 2026 to 2046, and what do the jobs do when the clock jumps?"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from listeners.access import SYSTEM
from listeners.jobs.job import EARLY
from listeners.jobs.runner import run_due
from listeners.jobs.table import BY_NAME, JOBS, NIGHT_OVER
from listeners.services import periods
from listeners.store.database import db
from listeners.store.records import JobRun, Notice
from tests.domain.test_twenty_years import CHANGES, FIRST, LAST
from tests.night_ledger import DAY, LONDON, wall
from tests.nights import scene_of
from tests.rota_world import NOW
from tests.size import sized
from tests.world import World, make_prison

SECOND = timedelta(seconds=1)
DAILY = {"flags": EARLY, "returns": NIGHT_OVER}
MARKS = [time.min, time(1, 30), EARLY, NIGHT_OVER]
"""When daily jobs may begin; half past one does not exist on one date of a year, and comes twice on another."""


def keys_at(name: str, moment: datetime) -> list[str]:
    return [period.key for period in BY_NAME[name].due(moment)]


@pytest.mark.parametrize("ready_url", ["sqlite"], indirect=True)
def test_each_daily_job_is_due_for_each_date_from_its_hour_to_midnight_and_never_for_another(app: Flask) -> None:
    make_prison("LKI", "HMP Larkmoor", "")
    every = 10 // sized(10)
    some = {date.fromordinal(each) for each in range(FIRST.toordinal(), LAST.toordinal() + 1, every)}
    for on in sorted(some | {night + DAY for night in CHANGES}):
        midnight, key = wall(on + DAY, "00:00"), f"LKI {on}"
        for name, begins in DAILY.items():
            mark = wall(on, begins.isoformat())
            assert keys_at(name, mark - SECOND) == [], (name, on)
            assert keys_at(name, mark) == keys_at(name, midnight - SECOND) == [key], (name, on)


@pytest.mark.parametrize("ready_url", ["sqlite"], indirect=True)
def test_around_each_change_of_the_clocks_every_mark_comes_once_a_day_by_the_minute(app: Flask) -> None:
    make_prison("LKI", "HMP Larkmoor", "")
    for night in CHANGES[:: 10 // sized(10)] + CHANGES[:2]:
        moment, begun = wall(night, "23:00"), dict.fromkeys(MARKS, 0)
        end = wall(night + DAY, "23:59")
        due = {mark: False for mark in MARKS}
        while moment < end:
            today = moment.astimezone(LONDON).date()
            for mark in MARKS:
                is_due = today == night + DAY and bool(periods.days_begun(SYSTEM, mark, moment))
                begun[mark] += is_due and not due[mark]
                assert is_due or not due[mark], "what has begun goes on until midnight"
                due[mark] = is_due
            moment += timedelta(minutes=30)
        assert begun == dict.fromkeys(MARKS, 1), night


def test_when_the_clock_jumps_ahead_and_back_each_period_is_done_once_and_nobody_is_told_twice(
    app: Flask, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    scene = scene_of(world.larkmoor)
    scene.on_duty("sam", "luc", night=NOW.date())
    scene.start("22 Nov 20:10")
    jumps = [timedelta(hours=1), timedelta(days=1), timedelta(days=400)]
    told = []
    for moment in [NOW, *(NOW + jump for jump in jumps), *(NOW + jump for jump in jumps[::-1]), NOW]:
        for _ in range(2):
            for job in JOBS:
                if job.name != "outbox":
                    run_due(job, lambda: moment)  # noqa: B023
            db.session.rollback()
            told.append(db.session.scalar(select(func.count()).select_from(Notice)) or 0)
    ahead = told[: len(told) // 2]
    assert ahead[::2] == ahead[1::2], "what was done is not done again"
    assert set(told[len(ahead) :]) == {ahead[-1]}, "on the way back nothing is told again"
    runs = [tuple(row) for row in db.session.execute(select(JobRun.job, JobRun.period))]
    assert len(runs) == len(set(runs))
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
