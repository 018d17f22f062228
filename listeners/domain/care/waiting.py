"""What waits for a coordinator besides the people to look at: of how many, and since or until when?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Wait(StrEnum):
    """What waits; in this order of two that press alike."""

    CONCERNS = "concerns"
    REQUESTS = "requests"
    ASK_AGAIN = "ask_again"
    TO_DECIDE = "to_decide"
    RENEW = "renew"
    PLANS = "plans"
    TALKS = "talks"
    TRAINING = "training"
    TO_CONFIRM = "to_confirm"


HAVE_A_LAST_DAY = frozenset({Wait.CONCERNS, Wait.REQUESTS, Wait.TALKS})
"""These are to be done by their date; the others since it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """That something waits of ``count`` things or people, the first of them since or by a date (None: no date)."""

    what: Wait
    count: int
    first: date | None

    @property
    def has_a_last_day(self) -> bool:
        """Whether the date is the one by which it is to be done."""
        return self.what in HAVE_A_LAST_DAY

    def is_late(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.has_a_last_day and self.first is not None and self.first < today

    def presses(self, today: date) -> bool:
        """Whether its date has come."""
        return self.first is not None and self.first <= today


def waiting(what: Wait, dates: Iterable[date | None]) -> Waiting:
    """Return what waits of a kind, given the date of each thing."""
    every = list(dates)
    return Waiting(what, len(every), min((each for each in every if each is not None), default=None))


def in_order(every: Iterable[Waiting], today: date) -> tuple[Waiting, ...]:
    """Return what waits at all: what is late first, then that whose date has come, then the rest."""
    order = list(Wait)
    return tuple(
        sorted(
            (each for each in every if each.count),
            key=lambda each: (not each.is_late(today), not each.presses(today), order.index(each.what)),
        )
    )
