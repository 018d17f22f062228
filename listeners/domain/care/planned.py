"""What becomes of an offload session that was planned? It is held, or cancelled, by somebody; a plan protects nobody:
only a session that was held restarts a clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from listeners.domain.care.offload import LedBy, OffloadKind, SessionPlace

FURTHEST = timedelta(days=92)
"""Nothing is planned further ahead than three monthly sessions (design choice)."""


class PlannedState(StrEnum):
    """What has become of it."""

    PLANNED = "planned"
    HELD = "held"
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
    """Of planned sessions whose day has come: how many were held, how many cancelled by whom, and of how many nothing
    is on file yet."""

    held: int
    cancelled: Counter[CancelledBy]
    unknown: int

    @property
    def all(self) -> int:
        """How many there were."""
        return self.held + self.cancelled.total() + self.unknown


def plan_fault(on: date, today: date) -> str | None:
    """Return why a session cannot be planned on a date; None when it can."""
    if on < today:
        return "this date has been: key in the session if it was held"
    return "this is more than three months ahead" if on > today + FURTHEST else None


Became = tuple[date, PlannedState, CancelledBy | None]
"""The date of a planned session, what has become of it, and who cancelled it."""


def settled(plans: Iterable[Became], today: date) -> Settled:
    """Count what became of planned sessions: each with its date, its state and who cancelled it. One that is still to
    come counts only where it is cancelled already."""
    states: Counter[PlannedState] = Counter()
    by: Counter[CancelledBy] = Counter()
    for on, state, cancelled_by in plans:
        if cancelled_by is not None:
            by[cancelled_by] += 1
        elif on <= today:
            states[state] += 1
    return Settled(states[PlannedState.HELD], by, states[PlannedState.PLANNED])
