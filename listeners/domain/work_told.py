"""What is told of work that a Listener did while he should have rested?

Chose to work and made to work are recorded apart (docs/evidence.md, section 4, "The rest notice"). Either restarts the
rest (rule 3); only the second is a fact about the prison's conduct, and has a target. They are counted apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_WORK = timedelta(hours=16)
"""As long as the longest duty: more is a time that was written down wrong (a design choice of this program)."""
NAMED_FROM = 3
"""So many men were made to work in a department, and it is named without being asked (docs/evidence.md, section 7)."""


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


@dataclass(frozen=True, slots=True)
class Opposite:
    """What is on file of the same hours as something that is told, and says the opposite: by whom and when."""

    work: WorkTold
    by_himself: bool
    recorded_at: datetime


def contradicts(work: WorkTold, on_file: WorkTold) -> bool:
    """Whether one of the two says of an hour that he was made to work, and the other of the same hour that he chose."""
    return work.said is not on_file.said and work.starts_at < on_file.ends_at and on_file.starts_at < work.ends_at


@dataclass(frozen=True, slots=True)
class WorkedInRest:
    """One stretch for which somebody was made to work, or chose to; ``by`` tells Listeners apart and goes nowhere."""

    by: str
    starts_at: datetime
    ends_at: datetime
    department: Department
    may_name: bool
    said: Said


def told_once(stretches: Iterable[WorkedInRest]) -> tuple[WorkedInRest, ...]:
    """Return each stretch of work once, by when it began: those of one man that overlap are one, told by him and by the
    coordinator; where he agreed in one of them that the department is named, he agreed. What he was made to and what he
    chose stay two."""
    found: list[WorkedInRest] = []
    last: dict[tuple[str, Said], int] = {}
    for each in sorted(stretches, key=lambda each: (each.starts_at, each.ends_at)):
        place = last.get((each.by, each.said))
        if place is not None and each.starts_at < found[place].ends_at:
            before = found[place]
            may_name = before.may_name or each.may_name
            found[place] = replace(before, ends_at=max(before.ends_at, each.ends_at), may_name=may_name)
        else:
            last[each.by, each.said] = len(found)
            found.append(each)
    return tuple(found)


def departments_named(stretches: Iterable[WorkedInRest]) -> tuple[tuple[Department, int], ...]:
    """Return how often somebody was made to work in each department that may be named, the most first: where three men
    or more were, all of it; else what those tell who agree (docs/evidence.md, section 7)."""
    of: dict[Department, list[WorkedInRest]] = defaultdict(list)
    for each in stretches:
        of[each.department].append(each)
    many = {where: len(all_) for where, all_ in of.items() if len({each.by for each in all_}) >= NAMED_FROM}
    agreed = {where: sum(each.may_name for each in all_) for where, all_ in of.items()}
    counted = {where: many.get(where, agreed[where]) for where in of}
    return tuple(sorted(((w, n) for w, n in counted.items() if n), key=lambda each: (-each[1], each[0])))
