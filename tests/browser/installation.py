"""How do browser tests get a whole installation: a folder, a database, the real processes, a moment to start at?"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from config import LISTEN_HOST, make_missing_secrets
from listeners.cli.processes import leave_with
from tests.architecture.files import ROOT

TONIGHT = datetime(2026, 11, 27, 2, 10, tzinfo=UTC)
"""The night of Thursday 26 to Friday 27 November, ten past two: when the demonstration's story stops."""
MOVED_CLOCK = Path(__file__).parent / "moved_clock"
COMMAND = [sys.executable, "-c", "from listeners.app import main; main()"]
PATIENCE = 90.0
"""Seconds to wait for the server; the machine may be slow or busy."""


@dataclass(frozen=True)
class Account:
    """One line of the list of sign-ins."""

    role: str
    username: str
    secret: str


@dataclass(frozen=True)
class Installation:
    """A folder with its own database and secrets, in which the program runs at a chosen moment."""

    folder: Path
    database: str = ""
    """The address of the database, where it is not the one in the folder."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """More of the environment of its processes."""
    first: str = ""
    """A folder that Python reads before that of the moved clock."""

    def make_secrets(self) -> None:
        """Give the installation its secrets; the demonstration makes its own."""
        make_missing_secrets(self.folder, {})

    def run(self, at: datetime, *arguments: str) -> str:
        """Run a command of ``listeners`` and return what it printed; a failure shows what it said."""
        done = subprocess.run(
            [*COMMAND, *arguments], cwd=ROOT, env=self.environ(at), capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def serve(self, at: datetime, *arguments: str) -> Iterator[str]:
        """Serve web and jobs from a moment on, on a free port; gives the address, and stops both afterwards."""
        port = free_port()
        log = (self.folder / "serve.log").open("ab")
        tests = os.getpid()
        process = subprocess.Popen(
            [*COMMAND, "serve", "--port", str(port), *arguments],
            cwd=ROOT,
            env=self.environ(at),
            stdout=log,
            stderr=log,
            preexec_fn=lambda: leave_with(tests),
        )
        try:
            self._wait_for(port, process)
            yield f"http://{LISTEN_HOST}:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=PATIENCE)
            log.close()

    def environ(self, at: datetime) -> dict[str, str]:
        """The environment of a process that believes it starts at this moment, in this folder."""
        own = {
            "LISTENERS_INSTANCE": str(self.folder),
            "TESTS_STARTED_AT": at.isoformat(),
            "TESTS_STARTED_SINCE": str(time.clock_gettime(time.CLOCK_MONOTONIC)),
        }
        if self.database:
            own["LISTENERS_DATABASE_URL"] = self.database
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LISTENERS_")}
        return {
            **kept,
            **own,
            **self.settings,
            "PYTHONPATH": f"{self.first}{os.pathsep}{MOVED_CLOCK}".strip(os.pathsep),
        }

    def said(self) -> str:
        """What the processes wrote so far."""
        return (self.folder / "serve.log").read_text(errors="replace")

    def accounts(self) -> list[Account]:
        """The sign-ins of the demonstration."""
        lines = (self.folder / "demo-accounts.txt").read_text().splitlines()
        return [Account(*line.split()) for line in lines]

    def _wait_for(self, port: int, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not _answers(port):
            assert process.poll() is None and time.monotonic() < deadline, self.said()[-2000:]
            time.sleep(0.1)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LISTEN_HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{LISTEN_HOST}:{port}/health", timeout=5) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
