"""The planner as a process: a problem on standard input, progress on standard error, the solution on standard output.

Exit status 0: a plan; 1: none, the answer says why; 2: the input cannot be used. It is killed to be cancelled.
"""

from __future__ import annotations

import argparse
import json
import math
import signal
import sys
from collections.abc import Callable

from listeners.domain.rota.problem_json import problem_from_json
from listeners.domain.rota.solution import solution_to_text
from listeners.errors import Unreadable
from listeners.planner.budget import DEFAULT_WORK, Budget, seconds_of
from listeners.planner.plan import make_plan

QUIET_SECONDS = 1.0
"""How long nothing is said while only the clock moves on."""


def main() -> int:
    """Read, plan, answer; return the exit status."""
    options = _options()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the solver never returns to Python to be interrupted
    try:
        problem = problem_from_json(sys.stdin.buffer.read(), "standard input")
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 2
    budget = Budget.of(options.work, options.seconds)
    solution = make_plan(problem, budget, options.seed, _ProgressLines(budget.elapsed))
    sys.stdout.buffer.write(solution_to_text(solution).encode())
    return 1 if solution.objective is None else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="listeners.planner", description="Plan a rota.")
    parser.add_argument("--seconds", type=seconds_of, default=math.inf, help="stop after this time, whatever is found")
    parser.add_argument("--work", type=_whole, default=DEFAULT_WORK, help="units of solver work to spend at most")
    parser.add_argument("--seed", type=_whole, default=1, help="where the search begins")
    return parser.parse_args()


def _whole(text: str) -> int:
    value = int(text)
    if not 0 <= value < 2**31:
        raise ValueError
    return value


class _ProgressLines:
    """Prints a line of JSON when there is news, and one now and then while only the clock moves on."""

    def __init__(self, elapsed: Callable[[], float]) -> None:
        self.elapsed = elapsed
        self.news: tuple[str, float | None, float | None] | None = None
        self.said_at = 0.0

    def __call__(self, stage: str, best: float | None, bound: float | None) -> None:
        news, now = (stage, _rounded(best), _rounded(bound)), self.elapsed()
        if news != self.news or now - self.said_at >= QUIET_SECONDS:
            self.news, self.said_at = news, now
            line = {"stage": stage, "best": news[1], "bound": news[2], "elapsed": round(now, 2)}
            print(json.dumps(line), file=sys.stderr, flush=True)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2) + 0.0


if __name__ == "__main__":
    sys.exit(main())
