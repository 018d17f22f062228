"""Two real jobs processes: the one that leads is killed, or stands still for a while, inside an act or while it sends,
and on PostgreSQL the server forgets it meanwhile. Has any job two effects?"""

from __future__ import annotations

import signal
import time
from pathlib import Path

from sqlalchemy import text

from listeners.store.database import db
from tests.jobs.processes import wait_until
from tests.jobs.test_leading import CUT_OFF
from tests.kills.jobs_house import JobsHouse
from tests.kills.processes import has_ended, stands_still
from tests.size import sized

STANDS_STILL = sized(60)
"""Seconds."""
STEPS = (
    "STOP before sending",
    "KILL before commit:end a lapsed request",
    "STOP before commit:end a lapsed request",
)


def cut_off() -> None:
    """Take the lead from the process that has it, on PostgreSQL, where the server can; it is not told."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as beside:
            assert beside.execute(text(CUT_OFF)).scalar() == 1


def test_no_job_has_two_effects_whatever_becomes_of_the_leader(jobs_house: JobsHouse, armed: Path) -> None:
    for step in STEPS:
        jobs_house.an_hour_later(requests=2)
        armed.write_text(step)
        with jobs_house.jobs() as one, jobs_house.jobs() as other:
            wait_until(lambda: not armed.exists())
            if step.startswith("STOP"):
                (still,) = filter(stands_still, (one, other))
                cut_off()
                time.sleep(STANDS_STILL)
                still.send_signal(signal.SIGCONT)
            wait_until(lambda: all(map(jobs_house.is_ended, jobs_house.requests)))
            ended = [has_ended(each) for each in (one, other)]
            assert ended.count(True) == (1 if step.startswith("KILL") else 0), step
            if step == STEPS[-1]:
                wait_until(jobs_house.is_told)

    jobs_house.must_have_one_effect_each()
