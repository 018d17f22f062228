"""Web workers are killed at random moments while officers work: is anything lost that they were told is done, is
anything done by half, and how soon does the server answer again?"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from random import Random

import pytest

from tests.browser.installation import TONIGHT, Installation
from tests.jobs.processes import wait_until
from tests.kills.halves import must_be_whole
from tests.kills.load import REFUSED, again, under_load
from tests.kills.processes import until_ready, web_workers
from tests.kills.work import everybody_may_be_asked
from tests.nights import scene_of
from tests.over_http import desks, opened
from tests.patience import Patience
from tests.size import LONG, sized
from tests.world import make_prison

KILLS, CLERKS, SEED = sized(100), 6, 20261127
READY_WITHIN = 10.0 if LONG else 30.0
"""Seconds of a machine that has time (``tests.patience``), so that no load fails this without a fault: the goal is 10,
and in the short run, which comes by on machines of every kind, three times that. The time by the clock is printed."""

pytestmark = pytest.mark.timeout(3600 if LONG else 300)


def test_nothing_acknowledged_is_lost_nothing_is_done_by_half_and_the_server_is_soon_ready_again(
    tmp_path: Path, ready_url: str
) -> None:
    installation, chance = Installation(tmp_path, ready_url), Random(SEED)  # noqa: S311
    installation.make_secrets()
    killed = 0
    waits: list[Patience] = []
    with opened(installation) as app:
        scene = scene_of(make_prison("LKI", "HMP Larkmoor", "", size=sized(300)))
        everybody_may_be_asked(scene)
        cookies = desks(app, scene.prison, CLERKS, TONIGHT)
        with installation.serve(TONIGHT, "--only", "web") as address:
            with under_load(address, cookies, list(scene.prison.wings.values()), SEED) as ledger:
                while killed < KILLS:
                    wait_until(ledger.has_more(chance.randint(1, 6)), look_every=0.01)
                    time.sleep(chance.random() * 0.05)
                    killed += kill_some(chance, all_of_them=len(waits) % 2 == 0)
                    waits.append(until_ready(address))
            for sent in chance.sample(ledger.acknowledged, min(sized(100), len(ledger.acknowledged))):
                assert again(address, sent) == (303, sent[2]), "a second press gets the first answer"
        verbs = must_be_whole(ledger)
    told = f"seed {SEED}: {killed} killed, {ledger.broken} broken off, {len(ledger.acknowledged)} acknowledged, {verbs}"
    print(f"{told}, ready again in {max(wait.waited for wait in waits):.1f} s at most by the clock")
    assert max(wait.spent for wait in waits) < READY_WITHIN
    assert ledger.broken > 0, "no kill met a request"
    assert set(ledger.statuses) - {REFUSED} == {200, 303}, ledger.statuses
    assert min(verbs[each] for each in ("send", "correct the out", "record a return", "stand down")) > 0, verbs


def kill_some(chance: Random, *, all_of_them: bool) -> int:
    """Kill one web worker, or all there are, so that it is a new one that answers; return how many."""
    there = web_workers()
    chosen = there if all_of_them else [chance.choice(there)]
    for pid in chosen:
        os.kill(pid, signal.SIGKILL)
    return len(chosen)
