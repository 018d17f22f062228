"""How does a command have a problem solved?

By a planner process whose answer it waits for: nothing of the program itself loads the solver. The jobs, which have to
be able to give a plan up, watch theirs (``outbound.planner_process``).
"""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Collection, Sequence
from types import FrameType
from typing import NoReturn

from listeners.domain.rota.problem import Assignment, RotaProblem
from listeners.domain.rota.problem_json import to_json
from listeners.domain.rota.remedies import Asked, Mending
from listeners.domain.rota.remedies_json import mending_from_json, question_to_text
from listeners.domain.rota.solution import RotaSolution, solution_from_json
from listeners.errors import ListenersError
from listeners.outbound.planner_process import MENDING, PLANNER, planner_command, surroundings


def answer_to(problem: bytes, options: Sequence[str], *, tell: bool = True, part: str = PLANNER) -> bytes:
    """Return the planner's answer to a problem, or to what another ``part`` of it is asked; its progress goes to
    standard error, or with ``tell`` off nowhere.

    Raises:
        ListenersError: the planner stopped without an answer.
    """
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        planner = subprocess.run(
            planner_command(options, part),
            input=problem,
            stdout=subprocess.PIPE,
            stderr=None if tell else subprocess.DEVNULL,
            env=surroundings(),
        )
    finally:
        signal.signal(signal.SIGTERM, before)
    if planner.returncode not in (0, 1) or not planner.stdout:
        raise ListenersError(f"the planner stopped with status {planner.returncode}")
    return planner.stdout


def mending_of(problem: RotaProblem, plan: tuple[Assignment, ...], asked: Collection[Asked] | None = None) -> Mending:
    """Return what the planner finds that would mend a plan that keeps the rules; ``asked``: what somebody may be asked
    about at most (``domain.rota.remedies.may_be_asked``).

    Raises:
        ListenersError: the planner stopped without an answer.
    """
    question = question_to_text(problem, plan, asked).encode()
    return mending_from_json(answer_to(question, (), tell=False, part=MENDING), "the planner")


def solved(problem: RotaProblem, options: Sequence[str] = (), *, tell: bool = True) -> RotaSolution:
    """Return the planner's solution of a problem of the program's own; options and progress as of ``answer_to``.

    Raises:
        ListenersError: the planner stopped without an answer.
    """
    return solution_from_json(answer_to(json.dumps(to_json(problem)).encode(), options, tell=tell), "the planner")


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    """End by an exception, so that the planner is not left behind."""
    raise SystemExit(128 + number)
