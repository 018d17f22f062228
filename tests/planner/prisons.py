"""Which prisons do benchmarks and counted tests plan for? Made from a seed, with the habits of a real team.

Leave comes as a week, a transfer lasts to the end, court and a rest are single nights; about a third of the team is
new, most take a full part. How many of each: design choice, after the examples in ``tests/data/rota-format``.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import cache

from listeners.domain.rota.problem import (
    Absence,
    Demand,
    Night,
    RotaProblem,
    Rules,
    Slot,
    Unavailable,
    Volunteer,
)
from tests.planner.histories import with_history
from tests.planner.problems import START, nights_from

SINGLE = (Absence.COURT, Absence.PAUSE, Absence.RESTING, Absence.LEAVE)


def prison(seed: int, people: int, nights: int, *, areas: int = 1, away: float = 0.08) -> RotaProblem:
    """A prison with a first and a second on every night in each of its areas; one area is the whole site.

    ``away`` is the part of nights on which somebody cannot: 0.08 is usual, over 0.5 hopeless for a small team.
    """
    chance = random.Random(f"{seed} {people} {nights} {areas}")  # noqa: S311 (chance for tests, no secret)
    planned = nights_from(START, nights)
    wings: list[str | None] = [None] if areas == 1 else [*"ABCD"[:areas]]
    team = tuple(_volunteer(chance, index, planned, wings, away) for index in range(people))
    pairs = {tuple(sorted(chance.sample([each.id for each in team], 2))) for _ in range(people // 8)}
    return RotaProblem(
        site="LKI",
        nights=planned,
        demand=tuple(
            Demand(Slot(night.on, duty, wing), cost)
            for night in planned
            for wing in wings
            for duty, cost in (("first", 2), ("second", 1))
        ),
        volunteers=team,
        rules=Rules(free_nights_between=1, max_in_7=2, max_in_28=8),
        apart=tuple((one, other) for one, other in sorted(pairs)),
    )


def _volunteer(
    chance: random.Random, index: int, nights: tuple[Night, ...], wings: list[str | None], away: float
) -> Volunteer:
    dates = [night.on for night in nights]
    absent = _absences(chance, dates, away)
    free = [on for on in dates if on not in absent]
    return Volunteer(
        id=f"v{index + 1:02}",
        new=chance.random() < 0.3,
        areas=_reach(chance, wings),
        share=chance.choices((100, 75, 50, 25), (12, 4, 3, 2))[0],
        unavailable=tuple(Unavailable(on, reason) for on, reason in sorted(absent.items())),
        avoid=frozenset(chance.sample(free, min(len(free), chance.randint(0, len(dates) // 7)))),
        prefer=frozenset(chance.sample(free, min(len(free), 3 * -(-len(dates) // 84)))),
        carried_load=chance.randint(0, 12),
        last_nights=frozenset(START - timedelta(days=chance.randint(1, 28)) for _ in range(chance.randint(0, 2))),
    )


def _reach(chance: random.Random, wings: list[str | None]) -> frozenset[str] | None:
    named = [wing for wing in wings if wing is not None]
    return frozenset(chance.sample(named, chance.choice((1, 1, 2)))) if named else None


def _absences(chance: random.Random, dates: list[date], away: float) -> dict[date, Absence]:
    """Weeks of leave, single nights, and for one in 20 a transfer that lasts to the end."""
    absent: dict[date, Absence] = {}
    wanted = min(0.95, chance.uniform(0, 2 * away)) * len(dates)
    while len(absent) < wanted:
        start, week = chance.randrange(len(dates)), chance.random() < 0.3
        reason = Absence.LEAVE if week else chance.choice(SINGLE)
        absent |= dict.fromkeys(dates[start : start + (7 if week else 1)], reason)
    if chance.random() < 0.05:
        absent |= dict.fromkeys(dates[chance.randrange(len(dates)) :], Absence.TRANSFERRED)
    return absent


@cache
def any_prison(seed: int) -> RotaProblem:
    """A prison of any kind: 6 to 60 people, 28 to 365 nights, 1 to 4 areas, one in five hopelessly short, most with
    nights that people have been told of or that were chosen by hand (``histories``)."""
    chance = random.Random(f"any {seed}")  # noqa: S311 (chance for tests, no secret)
    people = chance.randint(6, 60)
    nights = chance.choice((28, 28, 28, 28, 42, 56, 84, 112, 182, 365))
    away = chance.uniform(0.5, 0.9) if chance.random() < 0.2 else chance.uniform(0.02, 0.3)
    return with_history(seed, prison(seed, people, nights, areas=chance.randint(1, 4), away=away))
