"""How is the planner run: as a process of its own, watched, and killed when nobody wants its plan any more?

Nothing here loads the solver. A solve cannot be interrupted from within, so it is never run in this process. The jobs
watch it so; a command, which waits for the answer and does nothing else, is ``cli.solving``.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeVar

import listeners
from listeners.domain.rota.remedies import Mending
from listeners.domain.rota.remedies_json import mending_from_json
from listeners.domain.rota.solution import RotaSolution, solution_from_json
from listeners.domain.rota.team_size import TeamAnswer
from listeners.domain.rota.team_size_json import answer_from_text
from listeners.errors import Unreadable

A = TypeVar("A")
NICENESS = 10
"""The planner gives way to whoever asks for a page."""
LOOK_EVERY = 0.2
"""Seconds between two looks at the process."""
PATIENCE = 30.0
"""Seconds past its own limit after which a planner that has not answered is taken for dead."""
PR_SET_PDEATHSIG = 1
"""Linux: the signal that a process gets when its parent ends."""
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class PlannerDied(Exception):
    """The planner ended without an answer, or did not end; the text is what it said last."""


@dataclass(frozen=True, slots=True)
class News:
    """How far the planner is: its stage, the best value so far, the proven bound."""

    stage: str
    best: float | None
    bound: float | None


StillWanted = Callable[[News | None], bool]
"""Told the news (None: nothing new); answers whether the plan is still wanted. Asked a few times a second."""


PLANNER, TEAM_SIZE, MENDING = "listeners.planner", "listeners.planner.team_size", "listeners.planner.mend"
"""Which part of the planner is started: it plans nights, finds how small a team may be, or what would mend a plan."""


def planner_command(options: Iterable[str], part: str = PLANNER) -> list[str]:
    """Return the command that starts a planner: it reads a question and writes the answer."""
    return [sys.executable, "-m", part, *options]


def surroundings() -> dict[str, str]:
    """Return the environment in which a planner finds this program, whichever folder it is started in."""
    home = str(Path(listeners.__file__).parent.parent)
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))}


def watched_planner(problem: bytes, still_wanted: StillWanted, *, seconds: float, seed: int = 1) -> RotaSolution | None:
    """Return the planner's answer to a problem (JSON of the rota format); None as soon as it is wanted no more.

    Raises:
        PlannerDied: there is no answer to be had.
    """
    command = planner_command([f"--seconds={seconds:g}", f"--seed={seed}"])
    return _watched(command, problem, still_wanted, seconds, lambda answer: solution_from_json(answer, "the planner"))


def watched_mending(question: bytes, still_wanted: StillWanted, *, seconds: float) -> Mending | None:
    """Return what would mend a plan (``domain.rota.remedies_json``); None as soon as it is wanted no more.

    Raises:
        PlannerDied: there is no answer to be had.
    """
    command = planner_command([f"--seconds={seconds:g}"], MENDING)
    return _watched(command, question, still_wanted, seconds, lambda answer: mending_from_json(answer, "the planner"))


def watched_team_size(question: bytes, still_wanted: StillWanted, *, seconds: float) -> TeamAnswer | None:
    """Return the answer to how large a team is needed (``domain.rota.team_size_json``); None as soon as it is wanted no
    more.

    Raises:
        PlannerDied: there is no answer to be had.
    """
    command = planner_command([f"--seconds={seconds:g}"], TEAM_SIZE)
    return _watched(command, question, still_wanted, seconds, lambda answer: answer_from_text(answer.decode()))


def _watched(
    command: list[str], asked: bytes, still_wanted: StillWanted, seconds: float, read: Callable[[bytes], A]
) -> A | None:
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer:
        question.write(asked)
        question.seek(0)
        process = _start(question, answer, command)
        try:
            said = _Said(process)
            if not _watch(process, said, still_wanted, time.monotonic() + seconds + PATIENCE):
                return None
        finally:
            _end(process)
        answer.seek(0)
        try:
            return read(answer.read())
        except (Unreadable, ValueError):
            last = said.words[-1] if said.words else f"status {process.returncode}"
            raise PlannerDied(last) from None


def _start(question: IO[bytes], answer: IO[bytes], command: list[str]) -> subprocess.Popen[bytes]:
    gently = ["nice", "-n", str(NICENESS), *command]
    return subprocess.Popen(
        gently,
        stdin=question,
        stdout=answer,
        stderr=subprocess.PIPE,
        env=surroundings(),
        preexec_fn=_die_with_the_parent,
    )


def _die_with_the_parent() -> None:
    """In the child: be killed by the kernel when the process that planned is killed itself."""
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class _Said:
    """Reads what the planner says while it works, in a thread of its own: progress as JSON, anything else as words."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._latest: News | None = None
        self.words: list[str] = []
        self._thread = threading.Thread(target=self._read, args=(process.stderr,), daemon=True)
        self._thread.start()

    def _read(self, lines: IO[bytes]) -> None:
        with lines:
            for line in lines:
                self._take(line.decode(errors="replace").strip())

    def _take(self, line: str) -> None:
        try:
            told = json.loads(line)
            self._latest = News(told["stage"], told["best"], told["bound"])
        except (ValueError, KeyError, TypeError):
            self.words.append(line)

    def news(self) -> News | None:
        """Return the latest news, once."""
        latest, self._latest = self._latest, None
        return latest

    def to_the_end(self) -> None:
        """Wait until everything has been read."""
        self._thread.join(PATIENCE)


def _watch(process: subprocess.Popen[bytes], said: _Said, still_wanted: StillWanted, deadline: float) -> bool:
    """Wait for the planner to end; return false when its plan is not wanted any more."""
    while process.poll() is None:
        if not still_wanted(said.news()):
            return False
        if time.monotonic() > deadline:
            raise PlannerDied("it did not end in time")
        time.sleep(LOOK_EVERY)
    said.to_the_end()
    return still_wanted(said.news())


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
    process.wait()
