"""Which planning problems do tests and benchmarks try? Made from a seed: the same seed gives the same problem."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from listeners.domain.rota.problem import (
    Absence,
    Assignment,
    Demand,
    Night,
    RotaProblem,
    Rules,
    Slot,
    Unavailable,
    Volunteer,
)
from listeners.planner.greedy import careful_greedy

START = date(2026, 12, 7)
HOLIDAYS = {date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 31)}


def nights_from(start: date, number: int) -> tuple[Night, ...]:
    """Consecutive nights with the usual weights."""
    dates = [start + timedelta(days=index) for index in range(number)]
    return tuple(Night(on, 4 if on in HOLIDAYS else 3 if on.weekday() in (4, 5) else 2) for on in dates)


def seeded_problem(seed: int, *, most_volunteers: int = 12, most_nights: int = 21, most_areas: int = 2) -> RotaProblem:
    """A problem with something of everything: areas, limits, absences, pairs apart, fixed and published assignments."""
    chance = random.Random(seed)  # noqa: S311 (chance for tests, no secret)
    nights = nights_from(START, chance.randint(3, most_nights))
    choices: list[list[str | None]] = [[None], [None], ["A", "B"], ["A", None]]
    areas = chance.choice(choices)[:most_areas]
    team = tuple(_volunteer(chance, index, nights) for index in range(chance.randint(2, most_volunteers)))
    ids = [each.id for each in team]
    problem = RotaProblem(
        site="LKI",
        nights=nights,
        demand=tuple(_demand(chance, nights, areas)),
        volunteers=team,
        rules=Rules(chance.randint(0, 2), chance.randint(1, 3), chance.randint(3, 9)),
        apart=tuple((one, other) for one, other in [chance.sample(ids, 2) for _ in range(chance.randint(0, 2))]),
    )
    return _with_history(chance, problem)


def tiny_problem(seed: int) -> RotaProblem:
    """A problem so small that every plan of it can be tried."""
    return seeded_problem(seed, most_volunteers=3, most_nights=3, most_areas=1)


def _demand(chance: random.Random, nights: tuple[Night, ...], areas: list[str | None]) -> list[Demand]:
    places = []
    for night in nights:
        for area in areas:
            places += [Demand(Slot(night.on, "first", area), 2), Demand(Slot(night.on, "second", area), 1)]
            if len(nights) > 3 and chance.random() < 0.1:
                places.append(Demand(Slot(night.on, "second", area), 1))
    return places


def _volunteer(chance: random.Random, index: int, nights: tuple[Night, ...]) -> Volunteer:
    dates = [night.on for night in nights]
    away = chance.sample(dates, chance.randint(0, len(dates) // 3))
    return Volunteer(
        id=f"v{index + 1:02}",
        new=chance.random() < 0.25,
        areas=chance.choice([None, None, frozenset({"A"}), frozenset({"B"}), frozenset({"A", "B"})]),
        share=chance.choice([100, 100, 75, 50, 25]),
        unavailable=tuple(Unavailable(on, chance.choice(list(Absence))) for on in sorted(away)),
        avoid=frozenset(chance.sample(dates, chance.randint(0, max(1, len(dates) // 4)))),
        prefer=frozenset(chance.sample(dates, chance.randint(0, max(1, len(dates) // 4)))),
        carried_load=chance.randint(0, 12),
        last_nights=frozenset(START - timedelta(days=chance.randint(1, 28)) for _ in range(chance.randint(0, 2))),
        max_in_7=chance.choice([None, None, None, 1]),
        max_in_28=chance.choice([None, None, None, 2]),
    )


def _with_history(chance: random.Random, problem: RotaProblem) -> RotaProblem:
    """Now and then a plan is published and some of it fixed, and since then some have become unavailable."""
    plan = careful_greedy(problem)
    if not plan or chance.random() < 0.5:
        return problem
    fixed = tuple(chance.sample(plan, chance.randint(0, min(3, len(plan)))))
    told = tuple(each for each in plan if chance.random() < 0.8)
    gone = {chance.choice(plan) for _ in range(2)}.difference(fixed)
    team = tuple(_now_absent(each, [one for one in gone if one.volunteer == each.id]) for each in problem.volunteers)
    return replace(problem, volunteers=team, fixed=fixed, published=told)


def _now_absent(volunteer: Volunteer, missed: list[Assignment]) -> Volunteer:
    absences = tuple(Unavailable(each.night, Absence.LEAVE) for each in missed)
    return replace(volunteer, unavailable=volunteer.unavailable + absences)


def any_tiny_problem(seed: int) -> RotaProblem:
    """A problem of which every plan can be tried, and in which nothing fits nicely: places that cost nothing to leave
    empty, or two of one slot, dates left out, own limits down to none, nights held after the planned ones, assignments
    published by chance, whether or not they can stand, and fixed ones that can, or cannot either."""
    chance = random.Random(f"tiny {seed}")  # noqa: S311 (chance for tests, no secret)
    nights = tuple(night for night in nights_from(START + timedelta(days=3), 5) if chance.random() < 0.6)[:3]
    nights = nights or nights_from(START, 1)
    choices: list[list[str | None]] = [[None], [None], [None], ["A"], ["A", None]]
    demand = tuple(_any_demand(chance, nights, chance.choice(choices)))[:5]
    dates = [night.on for night in nights]
    team = tuple(_any_volunteer(chance, f"v{index + 1}", dates) for index in range(chance.choice((2, 3, 4, 4))))
    ids = [each.id for each in team]
    slots = list(dict.fromkeys(each.slot for each in demand))
    problem = RotaProblem(
        site="LKI",
        nights=nights,
        demand=demand,
        volunteers=team,
        rules=Rules(chance.choice((0, 0, 1, 2)), chance.randint(1, 3), chance.randint(2, 4)),
        apart=((ids[0], ids[-1]),) if chance.random() < 0.3 else (),
        published=_by_chance(chance, slots, ids, 0.5 if chance.random() < 0.6 else 0),
    )
    can_stand = careful_greedy(problem) or ()
    fixed = chance.choice([(), (), tuple(chance.sample(can_stand, min(2, len(can_stand)))), problem.published[:1]])
    return replace(problem, fixed=fixed)


def _any_demand(chance: random.Random, nights: tuple[Night, ...], areas: list[str | None]) -> Iterator[Demand]:
    crews = (("first", "second"), ("first", "second", "third"), ("first",), ("second",))
    for night in nights:
        for area in areas:
            for duty in chance.choice(crews):
                cost = chance.choice((0, 1, 2, 3))
                yield from [Demand(Slot(night.on, duty, area), cost)] * chance.choice((1, 1, 1, 2))


def _any_volunteer(chance: random.Random, name: str, dates: list[date]) -> Volunteer:
    around = [START + timedelta(days=day) for day in range(-5, 14)]
    return Volunteer(
        id=name,
        new=chance.random() < 0.3,
        areas=chance.choice([None, None, None, frozenset({"A"}), frozenset()]),
        share=chance.choice([100, 100, 75, 50, 25]),
        unavailable=tuple(Unavailable(on, chance.choice(list(Absence))) for on in dates if chance.random() < 0.1),
        avoid=frozenset(on for on in dates if chance.random() < 0.25),
        prefer=frozenset(on for on in dates if chance.random() < 0.25),
        carried_load=chance.choice([0, 1, 3, 8]),
        last_nights=frozenset(chance.sample(around, chance.choice((0, 0, 0, 1)))),
        max_in_7=chance.choice([*[None] * 8, 0, 1]),
        max_in_28=chance.choice([*[None] * 8, 1, 2]),
        free_nights_between=chance.choice([*[None] * 5, 0, 1, 2]),
    )


def _by_chance(chance: random.Random, slots: list[Slot], ids: list[str], part: float) -> tuple[Assignment, ...]:
    return tuple(Assignment(slot, chance.choice(ids)) for slot in slots if chance.random() < part)
