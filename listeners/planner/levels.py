"""How does a program of straight lines count load squared exactly?

Loads are whole numbers, and only some can be reached (no two nights add up to a load of 1). Between neighbouring loads
that can be reached, the square is replaced by its chord. The square is convex, so a solver that makes it small fills
the cheap chords first and its value is exact at each load that can be reached.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from listeners.domain.rota.objective import UNFAIRNESS_SCALE
from listeners.domain.rota.problem import RotaProblem, Volunteer


@dataclass(frozen=True, slots=True)
class Level:
    """A step from one load that can be reached to the next: how wide, and what each unit of load in it costs."""

    width: int
    slope: int


def levels(problem: RotaProblem, volunteer: Volunteer, nights: Sequence[date]) -> tuple[Level, ...]:
    """Return the steps of a volunteer's load over ``nights``, the ones that they may take, cheapest first."""
    weight = problem.load_of()
    sums = _reachable([weight[night] for night in nights], most_nights(problem, volunteer, nights))
    scale, carried = UNFAIRNESS_SCALE // volunteer.share, volunteer.carried_load
    return tuple(
        Level(above - below, scale * (2 * carried + below + above))
        for below, above in zip(sums, sums[1:], strict=False)
    )


def most_nights(problem: RotaProblem, volunteer: Volunteer, nights: Sequence[date]) -> int:
    """Return a number of nights that nobody can exceed under the limits in 7 and 28 dates."""
    if not nights:
        return 0
    days = (max(nights) - min(nights)).days + 1
    limits = ((7, problem.rules.in_7(volunteer)), (28, problem.rules.in_28(volunteer)))
    return min(len(nights), *(-(-days // size) * limit for size, limit in limits))


def _reachable(weights: Sequence[int], most: int) -> list[int]:
    fewest = {0: 0}  # for each sum the fewest nights that give it
    for weight, copies in sorted(Counter(weights).items()):
        for total, nights in list(fewest.items()):
            for taken in range(1, min(copies, most - nights) + 1):
                reached = total + taken * weight
                fewest[reached] = min(nights + taken, fewest.get(reached, most))
    return sorted(fewest)
