"""Two real jobs processes: the one that leads is killed, or stopped (SIGSTOP) inside an act or while it sends, and
continued later. On PostgreSQL the server forgets it meanwhile, and the other one leads. Has any job two effects?"""

from __future__ import annotations

import signal
import time
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from listeners.store.database import db
from tests.jobs.processes import wait_until
from tests.jobs.test_leading import CUT_OFF
from tests.kills.jobs_house import JobsHouse
from tests.kills.processes import has_ended, leads, stands_still
from tests.size import LONG, sized

STANDS_STILL = sized(60)
"""Seconds, from when the other one leads where it can: a file stays locked as long as the process lives that locked it,
and nobody leads while an act of the old leader is open (30 s at most, ``leader_lock.LONGEST_PAUSE``)."""
pytestmark = pytest.mark.timeout(3600 if LONG else 300)
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
                led = leads(jobs_house.installation)
                cut_off()
                if db.engine.dialect.name == "postgresql" and (LONG or "sending" in step):
                    wait_until(partial(jobs_house.leads_again, since=led))
                time.sleep(STANDS_STILL)
                assert stands_still(still)
                still.send_signal(signal.SIGCONT)
            wait_until(lambda: all(map(jobs_house.is_ended, jobs_house.requests)))
            ended = [has_ended(each) for each in (one, other)]
            assert ended.count(True) == (1 if step.startswith("KILL") else 0), step
            if step == STEPS[-1]:
                wait_until(jobs_house.is_told)

    jobs_house.must_have_one_effect_each()
