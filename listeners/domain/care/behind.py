"""Which facts stand behind a reason, so that two people can talk about them: when, and what of it is recorded?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from listeners.domain.care.facts import AtWork, Contact
from listeners.domain.care.offload import LedBy, Officer, Offload


@dataclass(frozen=True, slots=True)
class Behind:
    """One fact behind a reason: its date or night, and what of it is recorded, never more.

    ``at`` are the moments: of what broke a rest, or of the return after which no talk was offered. ``until`` is when a
    rest would have ended, ``officer`` how near one was at a session, ``work`` what work fell in a rest.
    """

    on: date
    at: tuple[datetime, ...] = ()
    until: datetime | None = None
    officer: Officer | None = None
    work: tuple[AtWork, ...] = ()


def in_order(behind: Iterable[Behind]) -> tuple[Behind, ...]:
    """Return facts, the earliest first."""
    return tuple(sorted(behind, key=lambda each: (each.on, each.at)))


def nights_of(contacts: Iterable[Contact]) -> tuple[Behind, ...]:
    """Return the nights of contacts: nothing else of them is told."""
    return in_order(Behind(contact.night) for contact in contacts)


def sessions_of(offloads: Iterable[Offload]) -> tuple[Behind, ...]:
    """Return the dates of sessions, and how near an officer was; one who led it was in the room."""
    near = {LedBy.OFFICER: Officer.PRESENT}
    return in_order(Behind(each.on, officer=near.get(each.led_by, each.officer)) for each in offloads)
