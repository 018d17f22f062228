"""Which modules of training does a Listener have, and when is each to be refreshed?

What each module teaches is the charity's; here is that it was held, and until when it holds. Nobody is taken off a rota
because a refresher is due.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from listeners.domain.months import months_after
from listeners.domain.people import ListenerId


class Module(StrEnum):
    """What a Listener is trained in, in the order in which it is taught."""

    LISTENING = "listening"
    SUICIDE = "suicide"
    CONFIDENTIAL = "confidential"
    PRESSURE = "pressure"
    TRAUMA = "trauma"
    SELF_CARE = "self_care"


REFRESHED_AFTER = {
    Module.LISTENING: 24,
    Module.SUICIDE: 12,
    Module.CONFIDENTIAL: 12,
    Module.PRESSURE: 12,
    Module.TRAUMA: 12,
    Module.SELF_CARE: 12,
}
"""Months after which each module is to be refreshed (a design choice: the study asks for training that is the same
everywhere, docs/evidence.md A2, and names no interval)."""


OLDEST_YEARS = 10
"""Further back a date is taken for a slip of the pen (a design choice). Unlike a session, a training of years ago is
entered for good reason, when a team begins here; of ten years ago none has held for long, whatever its module."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A module that a Listener was trained in on a date, and the id of what is on file of it."""

    id: str
    listener: ListenerId
    module: Module
    on: date

    @property
    def holds_until(self) -> date:
        """The day on which a refresher of it is due."""
        return months_after(self.on, REFRESHED_AFTER[self.module])

    def is_due(self, today: date) -> bool:
        """Whether it is to be refreshed."""
        return self.holds_until <= today


def latest(trained: Iterable[Trained]) -> dict[tuple[ListenerId, Module], Trained]:
    """Return the last training of each Listener in each module."""
    found: dict[tuple[ListenerId, Module], Trained] = {}
    for each in trained:
        key = each.listener, each.module
        if key not in found or found[key].on < each.on:
            found[key] = each
    return found


def training_fault(on: date, today: date) -> str | None:
    """Return why nobody can have been trained on a date; None: it can be."""
    if on > today:
        return "it is still to come"
    is_too_old = on < months_after(today, -12 * OLDEST_YEARS)
    return f"it is more than {OLDEST_YEARS} years ago" if is_too_old else None
