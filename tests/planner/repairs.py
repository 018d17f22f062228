"""Which published rotas do tests and benchmarks of a repair try? Made from a seed: the same seed gives the same."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from datetime import date, timedelta

from listeners.domain.rota.problem import Absence, Demand, RotaProblem, Rules, Slot, Unavailable, Volunteer
from listeners.planner.greedy import careful_greedy
from tests.planner.problems import START, nights_from

MOST_ABSENCES = 5
MOST_SECONDS = 3
"""A crew of 2 leaves a team of 24 room to spare, one of 4 hardly any: then a place is filled by moving others."""
LONGEST_ABSENCE = 14
"""Nights that one absence lasts at most: a leave of two weeks, or the time until a new man has been trained."""


def published_rota(seed: int, volunteers: int, nights: int, most_seconds: int = MOST_SECONDS) -> RotaProblem:
    """A rota that was published, of which 1 to 5 of those on it have become unable to do a night or some."""
    chance = random.Random(seed)  # noqa: S311 (chance for tests, no secret)
    planned = nights_from(START, nights)
    crew = [("first", 2), *[("second", 1)] * chance.randint(1, most_seconds)]
    demand = tuple(Demand(Slot(night.on, duty, None), cost) for night in planned for duty, cost in crew)
    team = tuple(_volunteer(chance, index, [night.on for night in planned]) for index in range(volunteers))
    fewest = math.ceil(len(demand) / volunteers)
    rules = Rules(1, chance.choice([1, 2]), chance.choice([8, fewest, fewest + 1]))
    problem = RotaProblem("LKI", planned, demand, team, rules)
    told = careful_greedy(problem) or ()
    missed = chance.sample(told, min(len(told), chance.randint(1, MOST_ABSENCES)))
    away: dict[str, set[date]] = {}
    for each in missed:
        for day in range(chance.choice([1, 1, 3, 7, LONGEST_ABSENCE])):
            away.setdefault(each.volunteer, set()).add(each.night + timedelta(days=day))
    last = planned[-1].on
    return replace(
        problem,
        published=told,
        volunteers=tuple(_absent(each, {on for on in away.get(each.id, ()) if on <= last}) for each in team),
    )


def _volunteer(chance: random.Random, index: int, nights: list[date]) -> Volunteer:
    leave = set(chance.sample(nights, len(nights) // 7))
    return Volunteer(
        id=f"v{index + 1:02}",
        new=index % 8 == 7,
        areas=None,
        share=chance.choice([100, 100, 100, 75, 50]),
        unavailable=tuple(Unavailable(on, Absence.UNAVAILABLE) for on in sorted(leave)),
        avoid=frozenset(chance.sample(nights, len(nights) // 9)),
        prefer=frozenset(),
        carried_load=chance.randint(0, 16),
        last_nights=frozenset({START - timedelta(days=chance.randint(1, 9))}),
    )


def _absent(volunteer: Volunteer, missed: set[date]) -> Volunteer:
    known = {each.on for each in volunteer.unavailable}
    more = (Unavailable(on, Absence.UNAVAILABLE) for on in sorted(missed - known))
    return replace(volunteer, unavailable=(*volunteer.unavailable, *more))
