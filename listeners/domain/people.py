"""Who is there: which roles, which standings, and what do the rules know about a Listener?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

SiteId = NewType("SiteId", str)
WingId = NewType("WingId", str)
AccountId = NewType("AccountId", str)
ListenerId = NewType("ListenerId", str)


class Role(StrEnum):
    """What a grant lets an account be at a site (security.md, part b)."""

    LISTENER = "listener"
    PEER_LEAD = "peer_lead"
    COORDINATOR = "coordinator"
    STAFF = "staff"
    SAFER_CUSTODY = "safer_custody"
    NATIONAL = "national"
    AUDITOR = "auditor"


class Standing(StrEnum):
    """Where a Listener stands with the scheme; it may change from a date that is still ahead."""

    SHADOWING = "shadowing"
    ACTIVE = "active"
    PAUSED = "paused"
    TRANSFERRED = "transferred"
    LEFT = "left"

    @property
    def takes_part(self) -> bool:
        """Whether somebody of this standing is planned and asked."""
        return self in (Standing.SHADOWING, Standing.ACTIVE)

    @property
    def is_gone(self) -> bool:
        """Whether somebody of this standing is no longer at this prison's scheme."""
        return self in (Standing.TRANSFERRED, Standing.LEFT)


class AvailabilityKind(StrEnum):
    """What a Listener says about one night."""

    UNAVAILABLE = "unavailable"
    AVOID = "avoid"
    PREFER = "prefer"


SHARES = (100, 75, 50, 25)
"""Parts of a full share of the nights, in per cent (rota format, version 1)."""


@dataclass(frozen=True, slots=True)
class StandingFrom:
    """From this date on a Listener has this standing, until the next such fact."""

    standing: Standing
    from_on: date


def standing_on(history: tuple[StandingFrom, ...], on: date) -> Standing | None:
    """Return the standing in force on a date: that of the latest ``from_on`` not after it; None before the first.

    Of two facts for the same date the later in ``history`` (the order of recording) counts.
    """
    current: StandingFrom | None = None
    for fact in history:
        if fact.from_on <= on and (current is None or fact.from_on >= current.from_on):
            current = fact
    return current.standing if current else None
