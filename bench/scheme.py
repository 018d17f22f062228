"""Which schemes are measured? The demonstration, and the same one with ten times its history behind it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from unittest.mock import patch

import time_machine

from bench.measure import noted
from listeners.services.rotas import USUAL_NIGHTS
from tests.browser.installation import TONIGHT, Installation

NOW = TONIGHT
"""The moment that everything is measured at, so that the figures of two days can be compared."""
MUCH = 10


@cache
def demonstration(folder: Path) -> Installation:
    """Make the demonstration by its command; the same one again where it was made before."""
    with noted("making the demonstration"):
        made = _empty(folder)
        made.run(NOW, "demo")
    return made


def long_history(folder: Path) -> Installation:
    """Make the demonstration with a team that has been there ten times as long, in a process of its own."""
    with noted("making ten times the history"):
        made = _empty(folder)
        subprocess.run([sys.executable, "-m", "bench.scheme"], env=made.environ(NOW), check=True, stdout=sys.stderr)
    return made


def with_draft(made: Installation, folder: Path) -> Installation:
    """Return a copy of a scheme in which the four weeks after the published ones are drafted."""
    with noted("drafting four weeks more"):
        drafted = Installation(Path(shutil.copytree(made.folder, folder)))
        first = (NOW + timedelta(days=USUAL_NIGHTS)).date()
        drafted.run(NOW, "rota", "plan", "--site", "LKI", "--from", f"{first}", "--nights", f"{USUAL_NIGHTS}")
    return drafted


def _empty(folder: Path) -> Installation:
    folder.mkdir()
    return Installation(folder)


@contextmanager
def at_night() -> Iterator[None]:
    """Let this process believe that it is NOW."""
    with time_machine.travel(NOW, tick=True):
        yield


def _make_long() -> None:
    from listeners.app import main
    from listeners.services.demo import make
    from listeners.services.demo.scheme import SCHEMES

    weeks = make.HISTORY_WEEKS
    longer = tuple(
        replace(
            scheme,
            people=tuple(replace(person, weeks=person.weeks + weeks * (MUCH - 1)) for person in scheme.people),
        )
        for scheme in SCHEMES
    )
    with patch.object(make, "HISTORY_WEEKS", weeks * MUCH), patch.object(make, "SCHEMES", longer):
        sys.argv = ["listeners", "demo"]
        main()


if __name__ == "__main__":
    _make_long()
