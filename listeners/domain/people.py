"""Who is there: which roles, which standings, and what do the rules know about a Listener?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NewType

from listeners.domain.nights import nights_between

SiteId = NewType("SiteId", str)
WingId = NewType("WingId", str)
AccountId = NewType("AccountId", str)
ListenerId = NewType("ListenerId", str)


class Role(StrEnum):
    """What a grant lets an account be at a site (docs/security.md, part b)."""

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
    """What a Listener says about a night, the strongest word first. ``CAN`` is the answer to something said of every
    such night; by itself it is as good as nothing said."""

    UNAVAILABLE = "unavailable"
    AVOID = "avoid"
    PREFER = "prefer"
    CAN = "can"


SHARES = (100, 75, 50, 25)
"""Parts of a full share of the nights, in per cent (rota format, version 1)."""


@dataclass(frozen=True, slots=True)
class StandingFrom:
    """From this date on a Listener has this standing, until the next such fact."""

    standing: Standing
    from_on: date


def standing_on(history: tuple[StandingFrom, ...], on: date) -> Standing | None:
    """Return the standing in force on a date: that of the latest ``from_on`` not after it; None before the
    first.

    Of two facts for the same date the later in ``history`` (the order of recording) counts.
    """
    in_force = since(history, on)
    return in_force.standing if in_force else None


def since(history: tuple[StandingFrom, ...], on: date) -> StandingFrom | None:
    """Return the fact that gives the standing in force on a date, and since when; None before the first."""
    current: StandingFrom | None = None
    for fact in history:
        if fact.from_on <= on and (current is None or fact.from_on >= current.from_on):
            current = fact
    return current


def takes_part_on(history: tuple[StandingFrom, ...], joined_on: date, on: date) -> bool:
    """Whether a Listener is planned and asked on a date: has joined, and is shadowing or active then."""
    standing = standing_on(history, on)
    return on >= joined_on and standing is not None and standing.takes_part


def may_be_given(history: tuple[StandingFrom, ...], joined_on: date, night: date) -> bool:
    """Whether a Listener may be given a night: he takes part on the date on which it starts and is not gone on the
    next, in whose morning it ends. The last night of somebody who goes ends before the first day on which he is not
    here (a design choice)."""
    return takes_part_on(history, joined_on, night) and not is_gone_by(history, night + timedelta(days=1))


def is_gone_by(history: tuple[StandingFrom, ...], on: date) -> bool:
    """Whether somebody is no longer at this prison's scheme on a date."""
    standing = standing_on(history, on)
    return standing is not None and standing.is_gone


def arrives(before: tuple[StandingFrom, ...], added: Iterable[StandingFrom], today: date) -> bool:
    """Whether somebody comes to this prison's scheme by standings that are added to those before: he has none as yet,
    or was gone yesterday and is today, and is not gone by all that is added. Whoever went today by mistake and is put
    back has not been away."""
    was_here = before and not (is_gone_by(before, today) and is_gone_by(before, today - timedelta(days=1)))
    return not was_here and any(not each.standing.is_gone for each in added)


def away_dates(
    history: tuple[StandingFrom, ...], unavailable: Iterable[date], first: date, last: date
) -> frozenset[date]:
    """Return the dates from ``first`` to ``last`` on which a Listener was away: unavailable, paused or gone.

    Where no standing is known on a date, nothing is counted away; the time before joining is told by the date
    of joining. Why somebody was unavailable makes no difference.
    """
    said = frozenset(unavailable)
    if all(fact.standing.takes_part for fact in history):
        return frozenset(on for on in said if first <= on <= last)
    return frozenset(
        on
        for on in nights_between(first, last)
        if on in said or ((standing := standing_on(history, on)) is not None and not standing.takes_part)
    )


NAME_LENGTH = 80
REF_LENGTH = 20
_PRISON_NUMBER = re.compile(r"[A-Z][0-9]{4}[A-Z]{2}")
_REF = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._/-]{{0,{REF_LENGTH - 1}}}")
# Direction marks let one name be shown as another; the other refused kinds break a line or cannot be stored.
_DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})


def is_prison_number(text: str) -> bool:
    """Whether a text is a prison number: letter, four digits, two letters, in capitals."""
    return _PRISON_NUMBER.fullmatch(text) is not None


def is_ref(text: str) -> bool:
    """Whether a text may be the charity's reference for a Listener: 1 to 20 letters, digits, ``-_./``.

    The first is a letter or a digit: a spreadsheet takes a cell that begins with ``-`` for a formula.
    """
    return _REF.fullmatch(text) is not None


def is_printable(text: str) -> bool:
    """Whether a text holds no control character, line break or direction mark. Every script's letters are
    fine."""
    return not any(unicodedata.category(char) in _UNPRINTABLE or char in _DIRECTION_MARKS for char in text)


def is_name(text: str) -> bool:
    """Whether a text may be a name: 1 to 80 printable characters, not blank. Accents, apostrophes, hyphens
    are fine."""
    return 0 < len(text) <= NAME_LENGTH and not text.isspace() and is_printable(text)
