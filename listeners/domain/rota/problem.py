"""What is to be planned: which nights, which places on them, who may take them, and under which rules?

The types of a planning problem. In a problem an id is a plain string and a night the date on which it starts; the file
format is in ``problem_json.py`` and in ``docs/rota-format/README.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FIRST = "first"
"""The duty that a new volunteer never takes, and that must be filled before a new one may be second."""

SHARES = (100, 75, 50, 25)
"""Per cent of a full part; each divides 300, so that unfairness stays a whole number."""


class Absence(StrEnum):
    """Why somebody cannot be asked for a night; ``UNAVAILABLE`` is for whoever gives no reason."""

    LEAVE = "leave"
    RESTING = "resting"
    COURT = "court"
    PAUSE = "pause"
    TRANSFERRED = "transferred"
    TRAINING = "training"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Night:
    """A night to be planned and how much it weighs in fairness (2 weekday, 3 Friday or Saturday, 4 holiday)."""

    on: date
    load: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A place on a night: a duty in an area, or for the whole site where ``area`` is None."""

    night: date
    duty: str
    area: str | None

    @property
    def order(self) -> tuple[date, str, str]:
        """Sorting key: by night, area, duty."""
        return self.night, self.area or "", self.duty


@dataclass(frozen=True, slots=True)
class Demand:
    """One volunteer wanted in a slot, and what it costs to leave that place empty."""

    slot: Slot
    cost: int


@dataclass(frozen=True, slots=True)
class Assignment:
    """A volunteer placed in a slot."""

    slot: Slot
    volunteer: str

    @property
    def night(self) -> date:
        """The night of the slot."""
        return self.slot.night

    @property
    def order(self) -> tuple[date, str, str, str]:
        """Sorting key: by night, area, duty, volunteer."""
        return *self.slot.order, self.volunteer


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A night that a volunteer cannot take."""

    on: date
    reason: Absence


@dataclass(frozen=True, slots=True)
class Volunteer:
    """One of the team. ``areas`` None reaches everywhere; the own numbers hold where they are stricter than the rules:
    limits that are lower, free nights that are more."""

    id: str
    new: bool
    areas: frozenset[str] | None
    share: int
    unavailable: tuple[Unavailable, ...]
    avoid: frozenset[date]
    prefer: frozenset[date]
    carried_load: int
    last_nights: frozenset[date]
    max_in_7: int | None = None
    max_in_28: int | None = None
    free_nights_between: int | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers of the hard rules; nights are counted over consecutive dates."""

    free_nights_between: int
    max_in_7: int
    max_in_28: int

    def free(self, who: Volunteer) -> int:
        """How many free nights somebody has between two nights: his own number where that is higher."""
        return max(self.free_nights_between, who.free_nights_between or 0)

    def in_7(self, who: Volunteer) -> int:
        """How many nights somebody may hold in any 7 consecutive dates: his own limit where that is lower."""
        return self.max_in_7 if who.max_in_7 is None else min(self.max_in_7, who.max_in_7)

    def in_28(self, who: Volunteer) -> int:
        """The same in any 28."""
        return self.max_in_28 if who.max_in_28 is None else min(self.max_in_28, who.max_in_28)


@dataclass(frozen=True, slots=True)
class RotaProblem:
    """Everything a plan depends on. Two entries of ``demand`` with one slot are two places in it; a file
    says so by ``places``."""

    site: str
    nights: tuple[Night, ...]
    demand: tuple[Demand, ...]
    volunteers: tuple[Volunteer, ...]
    rules: Rules
    apart: tuple[tuple[str, str], ...] = ()
    fixed: tuple[Assignment, ...] = ()
    published: tuple[Assignment, ...] = ()

    def volunteers_by_id(self) -> dict[str, Volunteer]:
        """The team by id."""
        return {volunteer.id: volunteer for volunteer in self.volunteers}

    def load_of(self) -> dict[date, int]:
        """How much each planned night weighs."""
        return {night.on: night.load for night in self.nights}
