"""The database goes, its disk is full or cannot be written, while officers work on a real server: are they told what to
do on paper, does it come back by itself, and is everything whole that they were told is done?"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.browser.installation import TONIGHT, Installation
from tests.jobs.processes import wait_until
from tests.kills.halves import must_be_whole
from tests.kills.load import REFUSED, UNAVAILABLE, Ledger, under_load
from tests.kills.processes import until_ready, web_workers
from tests.kills.trouble import TROUBLES
from tests.kills.work import everybody_may_be_asked
from tests.nights import scene_of
from tests.over_http import asked, desks, opened
from tests.size import LONG, sized
from tests.world import make_prison

TIMES, SEED = sized(20), 20261129

pytestmark = pytest.mark.timeout(3600 if LONG else 300)


def test_in_trouble_officers_are_told_what_to_do_and_afterwards_all_is_whole(
    installation: Installation, tmp_path: Path
) -> None:
    chance = Random(SEED)  # noqa: S311
    print(f"seed {SEED}")
    with opened(installation) as app:
        scene = scene_of(make_prison("LKI", "HMP Larkmoor", "", size=sized(300)))
        everybody_may_be_asked(scene)
        cookies = desks(app, scene.prison, 5, TONIGHT)
        looker, wings = cookies.pop(), list(scene.prison.wings.values())
        with installation.serve(TONIGHT, "--only", "web") as address:
            workers = web_workers()
            with under_load(address, cookies, wings, SEED) as ledger:
                for trouble in TROUBLES * TIMES:
                    wait_until(ledger.has_more(3))
                    with trouble(app, tmp_path, chance):
                        must_say_what_to_do(address, looker, ledger)
                    until_ready(address)
                wait_until(ledger.has_more(3))
            assert web_workers() == workers, "nothing had to be started anew"
        verbs = must_be_whole(ledger)
    print(f"{ledger.statuses}, {ledger.broken} broken off, {verbs}")
    assert set(ledger.statuses) - {REFUSED} == {200, 303, UNAVAILABLE}, ledger.statuses


def must_say_what_to_do(address: str, cookie: str, ledger: Ledger) -> None:
    """Somebody's form was answered that the program cannot be used; so is whoever looks, with what to do on paper."""
    before = ledger.statuses[UNAVAILABLE]
    wait_until(lambda: ledger.statuses[UNAVAILABLE] > before)
    wait_until(lambda: asked(address, "GET", "/health", "")[0] == UNAVAILABLE)
