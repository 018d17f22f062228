"""How often, when and how long do Listeners listen? The seeded figures behind the demonstration.

Contacts a day are negative binomial with a dispersion of about 1 (very unevenly spread); hours, lengths and means are
those of docs/evidence.md, section 3, a design choice drawn from published totals.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from listeners.domain.nights import at_local
from listeners.domain.states import ContactPlace

DISPERSION = 1.0
HOURS = ((range(0, 6), 28), (range(6, 12), 13), (range(12, 18), 24), (range(18, 24), 35))
"""Per cent of contacts that begin in each quarter of the day."""
MEDIAN_MINUTES = 40
MEAN_MINUTES = 55
SHORTEST_MINUTES = 5
LONGEST_MINUTES = 6 * 60
SIGMA = math.sqrt(2 * math.log(MEAN_MINUTES / MEDIAN_MINUTES))
"""A lognormal of median 40 and mean 55 minutes has its 95th percentile near 150."""
SUICIDAL_SHARE = 0.3
CLUSTER_DAYS = 10
CLUSTER_FACTOR = 2.5
"""After a death requests come in a cluster."""
PLACES = (
    (ContactPlace.LISTENER_SUITE, 45),
    (ContactPlace.CALLERS_CELL, 25),
    (ContactPlace.LISTENER_ROOM, 15),
    (ContactPlace.PRIVATE_ROOM, 8),
    (ContactPlace.CELL_DOOR, 7),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of the simulated history: when, which wing, how long the talk took, what was ticked after it."""

    at: datetime
    wing: str
    minutes: int
    waited: int
    place: ContactPlace
    suicidal_feelings: bool

    @property
    def out_at(self) -> datetime:
        """When whoever goes is out."""
        return self.at + timedelta(minutes=self.waited)

    @property
    def back_at(self) -> datetime:
        """When he is back."""
        return self.out_at + timedelta(minutes=self.minutes)


def contacts_on(chance: random.Random, mean: float) -> int:
    """Draw the number of contacts of a day: Poisson with a gamma-distributed mean, which is negative binomial."""
    rate = chance.gammavariate(DISPERSION, mean / DISPERSION)
    return _poisson(chance, rate)


def _poisson(chance: random.Random, rate: float) -> int:
    limit, product, count = math.exp(-rate), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


def asked_on(chance: random.Random, day: date, mean: float, wings: tuple[str, ...], zone: ZoneInfo) -> list[Asked]:
    """Draw the requests of one local date, in order of time."""
    found = [_one(chance, day, wings, zone) for _ in range(contacts_on(chance, mean))]
    return sorted(found, key=lambda asked: asked.at)


def _one(chance: random.Random, day: date, wings: tuple[str, ...], zone: ZoneInfo) -> Asked:
    hours = chance.choices([hours for hours, _ in HOURS], [share for _, share in HOURS])[0]
    minute = chance.choice(hours) * 60 + chance.randrange(60)
    midnight = at_local(day, datetime.min.time(), zone)
    length = round(chance.lognormvariate(math.log(MEDIAN_MINUTES), SIGMA))
    return Asked(
        at=midnight + timedelta(minutes=minute),
        wing=chance.choice(wings),
        minutes=min(LONGEST_MINUTES, max(SHORTEST_MINUTES, length)),
        waited=min(90, round(chance.expovariate(1 / 12)) + 3),
        place=chance.choices([place for place, _ in PLACES], [share for _, share in PLACES])[0],
        suicidal_feelings=chance.random() < SUICIDAL_SHARE,
    )


def mean_on(day: date, mean: float, death_on: date | None) -> float:
    """Return the mean of a day: higher in the days after a death."""
    if death_on is not None and 0 <= (day - death_on).days < CLUSTER_DAYS:
        return mean * CLUSTER_FACTOR
    return mean
