"""How long does the planner take over the example rotas, and how much better is its plan than a careful person's?"""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

from bench.measure import noted, pairs, tell
from listeners.domain.rota.objective import Figures, figures
from listeners.domain.rota.problem import RotaProblem
from listeners.domain.rota.problem_json import problem_from_json
from listeners.domain.rota.solution import RotaSolution, solution_from_json
from listeners.planner.greedy import careful_greedy

EXAMPLES = Path(__file__).resolve().parent.parent / "tests" / "data" / "rota-format"
NAMES = ("pub-24x28", "pub-12x28", "pub-16x28-tight", "pub-07x28-short", "pub-20x28-2areas-fixed")
ROUNDS = 3


def run() -> None:
    """Measure every named example: seconds, gaps and unfairness, each against the careful greedy plan."""
    for name in NAMES:
        with noted(f"planning {name}"):
            _measure(name)


def _measure(name: str) -> None:
    text = (EXAMPLES / f"{name}.json").read_bytes()
    problem = problem_from_json(text, name)
    taken = pairs(partial(solved, text), partial(careful_greedy, problem), ROUNDS)
    tell(f"planner {name}: seconds, against careful greedy", *taken)
    planned, by_hand = solved(text).objective or {}, _greedy_figures(problem)
    # Filling a gap adds load: unfairness is compared where both leave the same places empty.
    for figure in ("gaps",) if planned["gaps"] != by_hand.gaps else ("unfairness",):
        if getattr(by_hand, figure):
            tell(f"planner {name}: {figure}, against careful greedy", planned[figure], getattr(by_hand, figure))


def solved(text: bytes) -> RotaSolution:
    """Solve in a process of its own, as the program does; the time holds its start."""
    done = subprocess.run([sys.executable, "-m", "listeners.planner"], input=text, capture_output=True, check=True)
    return solution_from_json(done.stdout, "the planner")


def _greedy_figures(problem: RotaProblem) -> Figures:
    return figures(problem, careful_greedy(problem) or ())
