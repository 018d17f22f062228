"""How long does the planner take over the example rotas, and how much better is its plan than a careful person's?"""

from __future__ import annotations

from pathlib import Path
from statistics import median

from bench.measure import noted, tell, user_seconds
from bench.watched import watched
from listeners.domain.rota.objective import Figures, figures
from listeners.domain.rota.problem import RotaProblem
from listeners.domain.rota.problem_json import problem_from_json
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
    solves, careful = [watched(text) for _ in range(ROUNDS)], [_greedy_seconds(problem) for _ in range(ROUNDS)]
    taken = median(each.seconds for each in solves)
    tell(f"planner {name}: user CPU s, against careful greedy", taken, median(careful))
    planned, by_hand = solves[0].solution.objective or {}, _greedy_figures(problem)
    # Filling a gap adds load: unfairness is compared where both leave the same places empty.
    for figure in ("gaps",) if planned["gaps"] != by_hand.gaps else ("unfairness",):
        if getattr(by_hand, figure):
            tell(f"planner {name}: {figure}, against careful greedy", planned[figure], getattr(by_hand, figure))


def _greedy_seconds(problem: RotaProblem) -> float:
    before = user_seconds()
    careful_greedy(problem)
    return user_seconds() - before


def _greedy_figures(problem: RotaProblem) -> Figures:
    return figures(problem, careful_greedy(problem) or ())
