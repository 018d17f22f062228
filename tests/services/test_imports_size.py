"""A file of 100,000 call-outs (a tenth of them in `make test`) in bounded memory, all of them and their rests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import func, select

from config import Settings
from listeners.store.callouts import Attendance
from listeners.store.care.wellbeing import ContactTicks
from listeners.store.database import db
from listeners.store.duties import Rest
from tests.architecture.files import ROOT
from tests.big_import import write
from tests.size import sized
from tests.world import World

MOST_MEGABYTES = 200


def run(settings: Settings, path: Path) -> dict[str, int]:
    environment = os.environ | {
        "LISTENERS_INSTANCE": str(settings.instance),
        "LISTENERS_DATABASE_URL": settings.database_url,
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "tests.big_import", str(path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told: dict[str, int] = json.loads(done.stdout)
    return told


def test_a_hundred_thousand_call_outs_are_imported_in_bounded_memory_and_again_change_nothing(
    settings: Settings, world: World, tmp_path: Path
) -> None:
    lines = sized(100_000)
    path = tmp_path / "callouts.csv"
    write(path, lines, refs=8)
    db.session.rollback()

    first, second = run(settings, path), run(settings, path)

    assert (first["added"], second["added"], second["same"]) == (lines, 0, lines)
    assert first["megabytes"] < MOST_MEGABYTES
    assert second["megabytes"] < MOST_MEGABYTES
    assert db.session.scalar(select(func.count()).select_from(Attendance)) == lines
    ticked = sum(number % 3 != 2 for number in range(lines))
    assert db.session.scalar(select(func.count()).select_from(ContactTicks)) == ticked
    assert (db.session.scalar(select(func.count()).select_from(Rest)) or 0) > lines // 100
