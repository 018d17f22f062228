"""A web worker is killed at random moments while officers work: is anything lost that they were told is done, and is
anything done by half?"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from tests.browser.installation import TONIGHT, Installation
from tests.kills.halves import must_be_whole
from tests.kills.load import REFUSED, again, under_load
from tests.kills.processes import LONGEST, seconds_until_ready, web_workers
from tests.kills.work import everybody_may_be_asked
from tests.nights import scene_of
from tests.over_http import desks, opened
from tests.size import sized
from tests.world import make_prison

KILLS, CLERKS, SEED = sized(100), 6, 20261127


def test_nothing_acknowledged_is_lost_and_nothing_is_done_by_half(tmp_path: Path, ready_url: str) -> None:
    installation, chance = Installation(tmp_path, ready_url), Random(SEED)  # noqa: S311
    installation.make_secrets()
    slowest, killed = 0.0, 0
    with opened(installation) as app:
        scene = scene_of(make_prison("LKI", "HMP Larkmoor", "", size=sized(300)))
        everybody_may_be_asked(scene)
        cookies = desks(app, scene.prison, CLERKS, TONIGHT)
        with installation.serve(TONIGHT, "--only", "web") as address:
            with under_load(address, cookies, list(scene.prison.wings.values()), SEED) as ledger:
                while killed < KILLS:
                    wait_for_more(ledger.acknowledged, chance.randint(1, 6))
                    time.sleep(chance.random() * 0.05)
                    os.kill(chance.choice(web_workers()), signal.SIGKILL)
                    killed += 1
                    slowest = max(slowest, seconds_until_ready(address))
            for sent in chance.sample(ledger.acknowledged, sized(100)):
                assert again(address, sent) == (303, sent[2]), "a second press gets the first answer"
        verbs = must_be_whole(ledger)
    told = f"seed {SEED}: {killed} killed, {ledger.broken} broken off, {len(ledger.acknowledged)} acknowledged, {verbs}"
    print(f"{told}, ready again in {slowest:.1f} s at most")
    assert ledger.broken > 0, "no kill met a request"
    assert set(ledger.statuses) - {REFUSED} == {200, 303}, ledger.statuses
    assert min(verbs[each] for each in ("send", "correct the out", "record a return", "stand down")) > 0, verbs


def wait_for_more(acknowledged: Sequence[object], how_many: int) -> None:
    """Wait until so many more acts are acknowledged: so every kill comes while work is done."""
    until, wanted = time.monotonic() + 2 * LONGEST, len(acknowledged) + how_many
    while len(acknowledged) < wanted:
        assert time.monotonic() < until, "nothing is acknowledged any more"
        time.sleep(0.01)
