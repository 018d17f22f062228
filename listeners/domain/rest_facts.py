"""What is known of one Listener's call-outs and work, and what is a rest?

Facts in (interruptions, work), decisions out (rests). Every instant is aware UTC; every length is elapsed time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from listeners.domain.nights import Span
from listeners.domain.policy import Policy

PolicyOn = Callable[[date], Policy]
"""The numbers in force for a night: a change of policy never rewrites the rests of earlier nights."""


class RestRule(StrEnum):
    """Which rule gave a rest (docs/evidence.md, section 4, rules 2 and 3)."""

    BROKEN_NIGHT = "broken_night"
    EARLY_CALL = "early_call"
    DAILY_REST = "daily_rest"
    RESTARTED = "restarted"


@dataclass(frozen=True, slots=True)
class Interruption:
    """One Listener's part in one call-out, from accepting to being back.

    ``back_before`` is set when the return was never entered and a later ``out`` shows that it came before then.

    Raises:
        ValueError: neither ``accepted_at`` nor ``out_at`` is known (somebody only asked is not interrupted).
    """

    id: str
    accepted_at: datetime | None = None
    out_at: datetime | None = None
    back_at: datetime | None = None
    called_off_at: datetime | None = None
    back_before: datetime | None = None

    def __post_init__(self) -> None:
        if self.accepted_at is None and self.out_at is None:
            raise ValueError(f"interruption {self.id} has neither accepted_at nor out_at")

    @property
    def start(self) -> datetime:
        """The moment of accepting; where that is not recorded, or lies after it, of going out."""
        if self.accepted_at is not None and (self.out_at is None or self.accepted_at < self.out_at):
            return self.accepted_at
        return self.out_at  # type: ignore[return-value]  # one of them is known: see __post_init__

    @property
    def end(self) -> datetime | None:
        """The moment of being back, or of the calling-off; None while no time is entered."""
        return self.back_at if self.back_at is not None else self.called_off_at

    @property
    def only_waited(self) -> bool:
        """Whether he was woken, said yes and waited, and did not leave his cell."""
        return self.out_at is None

    @property
    def was_never_out(self) -> bool:
        """Whether it is on file that he only waited, and that it is over: there is no return of his to be entered, also
        where until when he waited is not known."""
        return self.only_waited and not self.is_open

    @property
    def took_no_time(self) -> bool:
        """Whether it ended in the moment in which it began: no rest is owed for it (docs/evidence.md, section 4, rule
        1)."""
        return self.end is not None and self.end <= self.start

    @property
    def is_open(self) -> bool:
        """Whether the Listener may still be out: no end entered, and no later call-out shows a return."""
        return self.end is None and self.back_before is None


@dataclass(frozen=True, slots=True)
class WorkInRest:
    """Work or education that a Listener did, chosen or made to; it matters only inside a rest."""

    id: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Rest:
    """One rest that is owed, with the numbers that gave it.

    ``hours`` is the length by the policy of ``night``; ``unbroken`` the longest unbroken rest of that night's quiet
    hours (None for a restarted rest); ``excused_until`` is None where work is not affected; ``because`` holds the ids
    of the interruptions and the work that it follows, ``happened`` from when to when they were. ``kept`` is false once
    anything fell inside it.
    """

    rest_from: datetime
    rest_until: datetime
    excused_until: datetime | None
    rule: RestRule
    kept: bool
    night: date
    hours: int
    unbroken: timedelta | None
    because: tuple[str, ...]
    happened: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class AssumedRest:
    """The rest that stands in while a return was never entered (rule 5); nothing of it is recorded as a rest owed."""

    rest_from: datetime
    rest_until: datetime
    excused_until: datetime
    night: date
    hours: int
    because: tuple[str, ...]


Resting = Rest | AssumedRest


@dataclass(frozen=True, slots=True)
class NightCallOut:
    """A night interruption: it makes its night count as a stand-by night.

    ``early_call`` ones stay outside the limits on night call-outs.
    """

    id: str
    night: date
    early_call: bool


@dataclass(frozen=True, slots=True)
class Block:
    """An unbroken stretch during which something went on, and the ids of what it was."""

    span: Span
    ids: tuple[str, ...]


def merged(blocks: list[Block]) -> list[Block]:
    """Return the blocks in order, those that overlap joined into one; empty ones are dropped."""
    joined: list[Block] = []
    for block in sorted(blocks, key=lambda b: (b.span.start, b.span.end, b.ids)):
        if block.span.start >= block.span.end:
            continue
        if joined and joined[-1].span.overlaps(block.span):
            last = joined.pop()
            end = max(last.span.end, block.span.end)
            block = Block(Span(last.span.start, end), last.ids + block.ids)
        joined.append(block)
    return joined
