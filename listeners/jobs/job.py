"""What is a job, and which of its periods are due?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial

from listeners.access import SYSTEM
from listeners.jobs.planning import Now
from listeners.services import periods
from listeners.services.periods import SiteDay

EARLY = time(5, 0)
"""When the daily jobs begin, by the clock of the prison: after the night's last calls, before anybody comes in."""


@dataclass(frozen=True, slots=True)
class Period:
    """One period that is due, and its effect: given what tells the time, it returns the outcome in a few words."""

    key: str
    do: Callable[[Now], str]


@dataclass(frozen=True, slots=True)
class Job:
    """A job: its name, what it does and when in words, and the periods that are due at a moment.

    A job that is always due has its own record of what it did (``on_file`` false); its period is never put on file.
    ``one_act``: its effect is short and all or nothing; it is one transaction, in which the period is put on file too.
    Otherwise its effect is many acts, each of which changes nothing the second time.
    """

    name: str
    does: str
    when: str
    due: Callable[[datetime], Iterable[Period]]
    on_file: bool = True
    one_act: bool = False


Days = Callable[[datetime], Iterable[SiteDay]]
"""Which dates have come at which prisons by a moment."""


def begun_from(at: time) -> Days:
    """Today at each prison, from a time on by the clock on its wall."""
    return lambda now: periods.days_begun(SYSTEM, at, now)


def at_each(
    days: Days, do: Callable[[str, Now], str], stretch: Callable[[datetime], str] | None = None
) -> Callable[[datetime], Iterator[Period]]:
    """One period for each of these prisons and dates, or for each ``stretch`` of time within it, and the same effect at
    each prison, whose code it is given."""

    def due(now: datetime) -> Iterator[Period]:
        for day in days(now):
            key = day.key if stretch is None else f"{day.site_code} {stretch(now)}"
            yield Period(key, partial(do, day.site_code))

    return due
