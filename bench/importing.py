"""How long does a file of 100,000 call-outs take, and how much memory?

Compared with a tenth of it: ten times the lines should take ten times the seconds, and no more memory.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from time import perf_counter

from bench.measure import noted, tell
from bench.scheme import NOW
from config import Settings, make_missing_secrets
from listeners.app import create_app, upgrade_database
from tests.big_import import write
from tests.browser.installation import COMMAND, Installation
from tests.world import make_prison

LINES = 100_000
TIMES = 10
REFS = 8


def run(folder: Path) -> None:
    """Import a small file and a large one, each into a prison of its own, and tell seconds and peak memory."""
    small, large = (_import(folder / str(lines), lines) for lines in (LINES // TIMES, LINES))
    tell(f"import of {LINES} call-outs: seconds, against {TIMES} times a tenth of it", large[0], small[0] * TIMES)
    tell(f"import of {LINES} call-outs: peak MB, against a tenth of it", large[1], small[1])


def _import(folder: Path, lines: int) -> tuple[float, float]:
    """Return the seconds and the peak megabytes of the command."""
    folder.mkdir(parents=True)
    file = folder / "callouts.csv"
    write(file, lines, REFS)
    _make_prison(folder)
    command = [*COMMAND, "callouts", "import", str(file), "--site", "LKI"]
    with noted(f"importing {lines} call-outs"):
        before = perf_counter()
        peak = _peak(command, folder)
        return perf_counter() - before, peak


def _make_prison(folder: Path) -> None:
    """A prison with a team and no history."""
    make_missing_secrets(folder)
    settings = Settings.load({"LISTENERS_INSTANCE": str(folder)})
    upgrade_database(settings)
    with create_app(settings).app_context():
        make_prison("LKI", "HMP Larkmoor", "", REFS)


def _peak(command: list[str], folder: Path) -> float:
    """Run a command and return the most memory that it held, in megabytes."""
    child = subprocess.Popen(command, env=Installation(folder).environ(NOW), stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise RuntimeError(f"the import ended with status {child.returncode}")
    return used.ru_maxrss / 1024
