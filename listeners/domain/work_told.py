"""What is told of work that a Listener did while he should have rested?

Chose to work and made to work are recorded apart (docs/evidence.md, section 4, "The rest notice"). Either restarts the
rest (rule 3); only the second is a fact about the prison's conduct, and is counted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_WORK = timedelta(hours=16)
"""As long as the longest duty: more is a time that was written down wrong (a design choice of this program)."""


class Said(StrEnum):
    """How he came to work."""

    MADE = "made"
    CHOSE = "chose"


class Department(StrEnum):
    """Who had him at work: a list and no free text, so that no officer's name gets in and months can be compared (a
    design choice of this program)."""

    KITCHENS = "kitchens"
    SERVERY = "servery"
    CLEANING = "cleaning"
    LAUNDRY = "laundry"
    WORKSHOPS = "workshops"
    STORES = "stores"
    GARDENS = "gardens"
    RECEPTION = "reception"
    EDUCATION = "education"
    LIBRARY = "library"
    GYM = "gym"
    CHAPEL = "chapel"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class WorkTold:
    """One stretch of work as it is told. ``may_name``: he agrees that the department is named in published figures,
    however few they are."""

    starts_at: datetime
    ends_at: datetime
    said: Said
    department: Department
    may_name: bool


def faults_of(starts_at: datetime, ends_at: datetime, not_before: datetime, now: datetime) -> tuple[str, ...]:
    """Return why it cannot have been, or may not be told here, as codes: ``empty``, ``long``, ``ahead``, ``old``."""
    found = {
        "empty": ends_at <= starts_at,
        "long": ends_at - starts_at > LONGEST_WORK,
        "ahead": ends_at > now,
        "old": starts_at < not_before,
    }
    return tuple(code for code, is_so in found.items() if is_so)


def is_on_file(work: WorkTold, on_file: Collection[WorkTold]) -> bool:
    """Whether the very same is on file already: told twice, by him and by the coordinator."""
    return any(
        (each.starts_at, each.ends_at, each.said) == (work.starts_at, work.ends_at, work.said) for each in on_file
    )


def told_once(stretches: Iterable[tuple[str, datetime, datetime]]) -> tuple[datetime, ...]:
    """Return when each stretch of work began, of (who, from, to): those of one man that overlap are one, told by him
    and by the coordinator."""
    ended: dict[str, datetime] = {}
    begun = []
    for who, starts_at, ends_at in sorted(stretches, key=lambda each: each[1:]):
        if who not in ended or starts_at >= ended[who]:
            begun.append(starts_at)
        ended[who] = max(ended.get(who, ends_at), ends_at)
    return tuple(begun)
