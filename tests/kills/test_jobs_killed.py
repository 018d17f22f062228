"""The jobs process is killed at random moments while it works: is no job done twice, none left, and no notice lost?"""

from __future__ import annotations

import time
from functools import partial
from random import Random

import pytest

from tests.jobs.processes import wait_until
from tests.kills.jobs_house import JobsHouse
from tests.kills.processes import has_ended, leads
from tests.kills.work import COORDINATORS
from tests.size import LONG, sized

KILLS, SEED = sized(100), 20261128

pytestmark = pytest.mark.timeout(3600 if LONG else 300)


def test_no_job_is_done_twice_and_no_notice_is_lost(jobs_house: JobsHouse) -> None:
    chance = Random(SEED)  # noqa: S311
    print(f"seed {SEED}")
    for _ in range(KILLS):
        jobs_house.an_hour_later(requests=chance.randint(1, 3))
        led, taken = leads(jobs_house.installation), len(jobs_house.server.taken) + chance.randint(1, COORDINATORS)
        comes_to = chance.choice(("start", "lead", "act", "send", "send"))
        with jobs_house.jobs() as process:
            if comes_to == "lead":
                wait_until(partial(jobs_house.leads_again, since=led))
            elif comes_to == "act":
                wait_until(partial(jobs_house.is_ended, jobs_house.requests[-1]))
            elif comes_to == "send":
                wait_until(partial(jobs_house.has_taken, taken))
            time.sleep(chance.random() * 0.3)
            assert not has_ended(process)
    left = [each for each in jobs_house.requests if not jobs_house.is_ended(each)]
    jobs_house.works_everything_off()

    sent, kept = len(jobs_house.server.taken), len(jobs_house.server.kept)
    asked = f"{len(jobs_house.requests)} requests, {len(left)} of them left to the last"
    print(f"{KILLS} killed, {asked}, {sent} messages taken, {kept} kept")
    jobs_house.must_have_one_effect_each()
