"""The jobs process is killed exactly there: before the commit, after it, before and after a message is handed over. Is
the job done once, and does every notice arrive once?"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from tests.jobs.processes import wait_until
from tests.kills.jobs_house import JobsHouse
from tests.kills.processes import has_ended

POINTS = ("before commit:end a lapsed request", "after commit:end a lapsed request", "before sending", "after sending")


def test_a_job_that_was_killed_is_done_once_and_every_notice_arrives_once(jobs_house: JobsHouse, armed: Path) -> None:
    for point in POINTS:
        jobs_house.an_hour_later()
        armed.write_text(f"KILL {point}")
        with jobs_house.jobs() as process:
            wait_until(partial(has_ended, process))
            assert (process.returncode, armed.exists()) == (-9, False), point
        assert jobs_house.is_ended(jobs_house.requests[-1]) != point.startswith("before commit"), point
    jobs_house.works_everything_off()

    assert len(jobs_house.server.taken) > len(jobs_house.server.kept), "nothing was sent twice: no kill came after it"
    jobs_house.must_have_one_effect_each()
