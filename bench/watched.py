"""What does a solve take in a process of its own: how soon is there a plan, how soon a good one, in how much memory?

Seconds are those that the solver was at work (user CPU), so that a busy machine changes little.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from resource import struct_rusage
from typing import IO

from listeners.domain.rota.solution import RotaSolution, solution_from_json

News = tuple[float, str, float | None]
"""When something was told, of which stage, and the best value then."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A solve: when each piece of news came, the seconds of all of it, the most memory, and the answer."""

    news: tuple[News, ...]
    seconds: float
    megabytes: float
    solution: RotaSolution

    @property
    def first_plan(self) -> float:
        """When the first plan was there: the first news is of its gaps."""
        return self.news[0][0]

    def reached(self, stage: str, value: float) -> float:
        """When a figure was so small; the end where it never was while it was looked for."""
        return next((at for at, name, best in self.news if name == stage and _is_within(best, value)), self.seconds)


def _is_within(best: float | None, value: float) -> bool:
    return best is not None and best <= value


def watched(text: bytes) -> Watched:
    """Solve a problem as the program does, and watch it."""
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer:
        question.write(text)
        question.seek(0)
        news, usage = _run(question, answer)
        answer.seek(0)
        solution = solution_from_json(answer.read(), "the planner")
    return Watched(news, usage.ru_utime, usage.ru_maxrss / 1024, solution)


def _run(question: IO[bytes], answer: IO[bytes]) -> tuple[tuple[News, ...], struct_rusage]:
    process = subprocess.Popen(
        [sys.executable, "-m", "listeners.planner"], stdin=question, stdout=answer, stderr=subprocess.PIPE
    )
    news = tuple(_told(process.pid, line) for line in process.stderr or ())
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return news, usage


def _told(pid: int, line: bytes) -> News:
    told = json.loads(line)
    return _user_seconds(pid), told["stage"], told["best"]


def _user_seconds(pid: int) -> float:
    """The user CPU seconds of a process, by its line in /proc: field 14, the name in brackets being field 2."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) / os.sysconf("SC_CLK_TCK")
