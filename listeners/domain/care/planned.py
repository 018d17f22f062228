"""What becomes of an offload session that was planned? It is held, nobody comes to it, or somebody cancels it; a plan
protects nobody: only a session to which he came restarts anybody's clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from listeners.domain.care.offload import LedBy, OffloadKind, SessionPlace

FURTHEST = timedelta(days=92)
"""Nothing is planned further ahead than three monthly sessions (design choice)."""


class PlannedState(StrEnum):
    """What has become of it."""

    PLANNED = "planned"
    HELD = "held"
    NOBODY = "nobody"
    """It was held, and nobody came. Nobody cancelled it, and it is nobody's session."""
    CANCELLED = "cancelled"


class CancelledBy(StrEnum):
    """Who cancelled it. No name is kept."""

    PRISON = "prison"
    CHARITY = "charity"
    LISTENER = "listener"
    LEADER = "leader"


@dataclass(frozen=True, slots=True)
class Plan:
    """When a session is to be, by the clock on the wall, of what kind, who is to lead it, and where."""

    on: date
    at: time
    kind: OffloadKind
    led_by: LedBy
    place: SessionPlace | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """Of planned sessions: how many were held, to how many nobody came, how many were cancelled by whom, and of how
    many whose day has passed nothing is on file."""

    held: int
    nobody: int
    cancelled: Counter[CancelledBy]
    unknown: int

    @property
    def all(self) -> int:
        """How many there were."""
        return self.held + self.nobody + self.cancelled.total() + self.unknown


def became_fault(on: date, today: date) -> str | None:
    """Return why nobody can have come to a session that was planned for a date; None when that can be. One that was
    held before its day is a fact by the date on which it was held."""
    return "its day has not come: nobody can have stayed away from it yet" if on > today else None


def plan_fault(on: date, today: date) -> str | None:
    """Return why a session cannot be planned on a date; None when it can."""
    if on < today:
        return "this date has been: key in the session if it was held"
    return "this is more than three months ahead" if on > today + FURTHEST else None


def start_fault(on: date, at: time, clock: datetime) -> str | None:
    """Return why a session cannot be planned to begin at a time of a date, by the clock on the wall; None when it can.
    One that begins in this minute can."""
    has_begun = on == clock.date() and at < clock.time().replace(second=0)
    return "this has been today: key in the session if it was held" if has_begun else None


def change_fault(before: date, on: date, today: date) -> str | None:
    """Return why a session cannot be moved from one date to another; None when it can, or is left where it is."""
    return None if on == before else plan_fault(on, today)


Became = tuple[date, PlannedState, CancelledBy | None]
"""The date of a planned session, what has become of it, and who cancelled it."""


def settled(plans: Iterable[Became], today: date) -> Settled:
    """Count what became of planned sessions: each with its date, its state and who cancelled it. One of today or of a
    day to come counts only where it is on file already what became of it: it may be held this evening."""
    states: Counter[PlannedState] = Counter()
    by: Counter[CancelledBy] = Counter()
    for on, state, cancelled_by in plans:
        if cancelled_by is not None:
            by[cancelled_by] += 1
        elif on < today or state is not PlannedState.PLANNED:
            states[state] += 1
    return Settled(states[PlannedState.HELD], states[PlannedState.NOBODY], by, states[PlannedState.PLANNED])
