"""How do tests run the jobs process, and see what it started?"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from config import Settings
from tests.patience import Patience

LONGEST = 120.0
"""Seconds of a machine that has time, that a test waits for something that takes a moment; only a failure does."""


@contextmanager
def jobs_process(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """Run the jobs process on a test's own installation; killed at the end if it still runs."""
    process = subprocess.Popen([sys.executable, "-m", "listeners.jobs"], env=environment(settings))
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def environment(settings: Settings) -> dict[str, str]:
    """The settings of an installation as a process is given them."""
    return {
        **os.environ,
        "LISTENERS_INSTANCE": str(settings.instance),
        "LISTENERS_DATABASE_URL": settings.database_url,
    }


def wait_until(true: Callable[[], bool], look_every: float = 0.1) -> None:
    """Wait until something is so."""
    patience = Patience(LONGEST)
    while not true():
        patience.must_last("it did not come about")
        time.sleep(look_every)


def descendants(pid: int) -> set[int]:
    """The processes that a process started, and those that they started."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = {int(word) for word in task.read_text().split()}
        except OSError:  # the thread has ended meanwhile
            continue
        found |= children
        for child in children:
            found |= descendants(child)
    return found


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that nobody has waited for is dead."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
