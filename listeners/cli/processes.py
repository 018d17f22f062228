"""How do a few child processes stay up, and stop together?

The parent stays small and single-threaded. It restarts a child that died, more slowly each time; it stops all of them
on SIGTERM or SIGINT, however often they come; and the children get SIGTERM from the kernel when the parent is gone.
All of them are one process group.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

STOP_WITHIN = 8.0
"""Seconds that children have to leave before they are killed; the whole must be gone within 10."""
LOOK_EVERY = 0.1
SHORTEST_WAIT, LONGEST_WAIT = 1.0, 30.0
"""Seconds before a child that died is started again: doubled each time, up to the longest."""
STEADY_AFTER = 60.0
"""A child that lived this many seconds is restarted at once again when it dies."""
PR_SET_PDEATHSIG = 1
"""Linux: the signal that a process gets when its parent ends."""


@dataclass(slots=True)
class Child:
    """A process that should be running, and when it is to be started (again)."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    wait: float = SHORTEST_WAIT


@dataclass(slots=True)
class Supervisor:
    """Keeps children running until it is told to stop."""

    children: Sequence[Child]
    environ: Mapping[str, str]
    say: Callable[[str], None]
    stopping: bool = field(default=False)

    def run(self, each_look: Callable[[], None]) -> None:
        """Start every child, keep it up, and return when all have stopped. ``each_look`` is called now and then."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self.stopping:
            for child in self.children:
                self._look_after(child)
            each_look()
            time.sleep(LOOK_EVERY)
        self._stop_all()

    def _stop(self, _number: int, _frame: object) -> None:
        self.stopping = True

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None and child.process.poll() is not None:
            if now - child.started_at > STEADY_AFTER:
                child.wait = SHORTEST_WAIT
            self.say(f"{child.name} ended with status {child.process.returncode}; again in {child.wait:g} s")
            child.process, child.start_at = None, now + child.wait
            child.wait = min(child.wait * 2, LONGEST_WAIT)
        if child.process is None and now >= child.start_at and not self.stopping:
            child.process, child.started_at = self._start(child), now

    def _start(self, child: Child) -> subprocess.Popen[bytes]:
        parent = os.getpid()
        return subprocess.Popen(child.command, env=dict(self.environ), preexec_fn=lambda: leave_with(parent))

    def _stop_all(self) -> None:
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + STOP_WITHIN
        while any(process.poll() is None for process in running) and time.monotonic() < deadline:
            time.sleep(LOOK_EVERY / 2)
        for process in running:
            if process.poll() is None:
                process.kill()
                process.wait()


def leave_with(parent: int) -> None:
    """Ask the kernel to end this process when its parent does. Called in the child, before its program begins."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it ended in between
            os.kill(os.getpid(), signal.SIGTERM)
