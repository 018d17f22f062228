"""How does a command have a problem solved?

By the planner in a child process: nothing of the program itself loads the solver.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

import listeners
from listeners.domain.rota.problem import RotaProblem
from listeners.domain.rota.problem_json import to_json
from listeners.domain.rota.solution import RotaSolution, solution_from_json
from listeners.errors import ListenersError


def run_planner(problem: bytes, options: Sequence[str], *, tell: bool = True) -> bytes:
    """Return the planner's answer to a problem; its progress goes to standard error, or with ``tell`` off nowhere.

    Raises:
        ListenersError: the planner stopped without an answer.
    """
    home = str(Path(listeners.__file__).parent.parent)
    path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        child = subprocess.run(
            [sys.executable, "-m", "listeners.planner", *options],
            input=problem,
            stdout=subprocess.PIPE,
            stderr=None if tell else subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": path},
        )
    finally:
        signal.signal(signal.SIGTERM, before)
    if child.returncode not in (0, 1) or not child.stdout:
        raise ListenersError(f"the planner stopped with status {child.returncode}")
    return child.stdout


def solved(problem: RotaProblem) -> RotaSolution:
    """Return the planner's solution of a problem of the program's own, without telling of its progress.

    Raises:
        ListenersError: the planner stopped without an answer.
    """
    return solution_from_json(run_planner(json.dumps(to_json(problem)).encode(), (), tell=False), "the planner")


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    """End by an exception, so that the planner is not left behind."""
    raise SystemExit(128 + number)
