"""Does the planner reach its goals: how soon a plan, how soon a good one, how soon is it proven, in how much memory?"""

from __future__ import annotations

import json
from statistics import median

from bench.measure import noted, percentile, tell
from bench.planning import EXAMPLES
from bench.watched import Watched, watched
from listeners.domain.rota.objective import figures
from listeners.domain.rota.problem import RotaProblem
from listeners.domain.rota.problem_json import to_json
from listeners.domain.rota.solution import Status
from listeners.planner.fair_bound import least_unfairness
from listeners.planner.greedy import careful_greedy
from tests.planner.prisons import prison

SEEDED = 40
YEAR_SEED = 2
"""A year in which one person is there for 38 nights alone (docs/decisions/0016)."""


def run() -> None:
    """Measure each goal: user CPU seconds with the start of the process in them, against the goal."""
    with noted(f"{SEEDED} prisons of 24 x 28"):
        _month()
    with noted("planning pub-40x84"):
        solve = _example("pub-40x84", (0.01, 60), (0, 300))
        tell("planner pub-40x84, first plan: user CPU s, against the goal", solve.first_plan, 2)
    with noted("planning pub-30x28-3areas"):
        _example("pub-30x28-3areas", (0.001, 120))
    with noted("a year of 60 people"):
        _year()


def _month() -> None:
    solves = [watched(_text(prison(seed, 24, 28))) for seed in range(SEEDED)]
    name = f"{SEEDED} prisons of 24 x 28"
    proven = [each.seconds for each in solves if each.solution.status is Status.OPTIMAL]
    tell(f"{name}, first plan, slowest: user CPU s, against the goal", max(each.first_plan for each in solves), 0.5)
    tell(f"{name}, proven in all five figures, against all", len(proven), SEEDED)
    taken = [each.seconds for each in solves]
    tell(f"{name}, until proven, median: user CPU s, against the goal", median(taken), 5)
    tell(f"{name}, until proven, 38th: user CPU s, against the goal", percentile(taken, 38 / SEEDED), 15)


def _example(name: str, *wanted: tuple[float, float]) -> Watched:
    """One example: when its unfairness was within each ``wanted`` part of the best known, against so many seconds."""
    known = json.loads((EXAMPLES / f"{name}.best.json").read_text())["objective"]["unfairness"]
    solve = watched((EXAMPLES / f"{name}.json").read_bytes())
    for part, soon in wanted:
        reached = solve.reached("unfairness", known * (1 + part))
        tell(f"planner {name}, {part:.1%} above the best known: user CPU s, against the goal", reached, soon)
    tell(f"planner {name}, unfairness, against the best known", _unfairness(solve), known)
    return solve


def _year() -> None:
    problem = prison(YEAR_SEED, 60, 365)
    solve, careful = watched(_text(problem)), figures(problem, careful_greedy(problem) or ())
    least = least_unfairness(problem, careful)
    tell("a year of 60 people, first plan: user CPU s, against the goal", solve.first_plan, 10)
    tell("a year of 60 people: MB, against the most", solve.megabytes, 300)
    name = "a year of 60 people, unfairness above the least that is proven, against careful greedy"
    tell(name, _unfairness(solve) - least, careful.unfairness - least)
    tell("a year of 60 people, until the end: user CPU s, against the first plan", solve.seconds, solve.first_plan)


def _unfairness(solve: Watched) -> float:
    return (solve.solution.objective or {})["unfairness"]


def _text(problem: RotaProblem) -> bytes:
    return json.dumps(to_json(problem)).encode()
