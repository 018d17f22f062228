"""Many prisons planned side by side: by the planner, the careful greedy, and by hand. And how long do all take?"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import mean, pvariance
from time import perf_counter

from bench.by_hand import round_robin
from bench.measure import noted, tell, user_seconds
from bench.watched import watched
from listeners.domain.rota.hard_rules import breaches_of
from listeners.domain.rota.objective import figures, loads_after
from listeners.domain.rota.problem import Assignment, RotaProblem
from listeners.domain.rota.problem_json import to_json
from listeners.planner.greedy import careful_greedy
from tests.planner.prisons import prison

PEOPLE, NIGHTS = 24, 28
ALL = 120
"""The prisons of a country, one after the other as the jobs plan them."""


@dataclass(slots=True)
class _Way:
    """What one way of planning came to over all prisons; loads are those of a full part (load x 100 / share)."""

    at_work: float = 0
    seconds: float = 0
    breaches: int = 0
    gaps: int = 0
    unfairness: int = 0
    ranges: list[float] = field(default_factory=list)
    variances: list[float] = field(default_factory=list)

    def add(self, problem: RotaProblem, make: Callable[[RotaProblem], Sequence[Assignment]]) -> None:
        """Plan one prison and count it in."""
        before, at_work = perf_counter(), user_seconds()
        plan = make(problem)
        self.seconds += perf_counter() - before
        self.at_work += user_seconds() - at_work
        reached, loads = figures(problem, plan), loads_after(problem, plan)
        full = [loads[each.id] * 100 / each.share for each in problem.volunteers]
        self.breaches += len(breaches_of(problem, plan))
        self.gaps += reached.gaps
        self.unfairness += reached.unfairness
        self.ranges.append(max(full) - min(full))
        self.variances.append(pvariance(full))

    def told(self) -> dict[str, float]:
        """What is compared, by name."""
        return {
            "breaches": self.breaches,
            "cost of gaps": self.gaps,
            "unfairness": self.unfairness,
            "range of load for a full part, mean": mean(self.ranges),
            "variance of load for a full part, mean": mean(self.variances),
            "user CPU s": self.at_work,
        }


WAYS: dict[str, Callable[[RotaProblem], Sequence[Assignment]]] = {
    "the planner": lambda problem: watched(json.dumps(to_json(problem)).encode()).solution.assignments,
    "careful greedy": lambda problem: careful_greedy(problem) or (),
    "round-robin by hand": round_robin,
}


def run(count: int = ALL) -> None:
    """Plan so many seeded prisons each way. The planner's seconds are those of a national run, each in its process."""
    ways = {name: _Way() for name in WAYS}
    with noted(f"planning {count} prisons three ways"):
        for seed in range(count):
            problem = prison(seed, PEOPLE, NIGHTS)
            for name, plan in WAYS.items():
                ways[name].add(problem, plan)
    ours, *others = ways
    for other in others:
        for measure, value in ways[ours].told().items():
            against = ways[other].told()[measure]
            tell(f"{count} prisons of {PEOPLE} x {NIGHTS}, {measure}: {ours}, against {other}", value, against)
    tell(f"national run of {count} prisons: s, against a minute each", ways[ours].seconds, 60 * count)
