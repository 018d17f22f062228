"""Which processes does a running server have, and when does it answer again?"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from listeners.cli.processes import leave_with
from tests.architecture.files import ROOT
from tests.browser.installation import Installation
from tests.jobs.processes import descendants
from tests.over_http import asked
from tests.patience import Patience

LONGEST = 120.0
"""Seconds of a machine that has time, in which a server must answer again that was stopped or cut off."""


def web_workers(*, with_their_parent: bool = False) -> list[int]:
    """The web workers of the one server that this test runs, perhaps with the process that watches over them first."""
    found = sorted(pid for pid in descendants(os.getpid()) if "gunicorn" in _command(pid))
    return found if with_their_parent else found[1:]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:  # it ended meanwhile
        return ""


def until_ready(address: str) -> Patience:
    """Wait until the server answers that it is well; return how long that took."""
    patience = Patience(LONGEST)
    while True:
        try:
            if asked(address, "GET", "/health", "", seconds=5)[0] == 200:
                patience.look()
                return patience
        except OSError:
            pass
        patience.must_last("it does not answer")
        time.sleep(0.05)


@contextmanager
def jobs(installation: Installation, at: datetime) -> Iterator[subprocess.Popen[bytes]]:
    """Run a jobs process that believes it starts at a moment; killed at the end if it still runs."""
    tests = os.getpid()
    with (installation.folder / "jobs.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "listeners.jobs"],
            cwd=ROOT,
            env=installation.environ(at),
            stdout=log,
            stderr=log,
            preexec_fn=lambda: leave_with(tests),
            start_new_session=True,  # the kernel may hang up a whole group in which one process stands still
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def leads(installation: Installation) -> int:
    """How often a jobs process has said that it leads."""
    log = installation.folder / "jobs.log"
    return log.read_text(errors="replace").count("jobs: leading") if log.exists() else 0


def has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether a process that this test started has ended."""
    return process.poll() is not None


def stands_still(process: subprocess.Popen[bytes]) -> bool:
    """Whether a process was stopped and not continued yet."""
    return Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
