"""How is a calendar of nights shown and read: a table for each month, in each cell what is said of a night?

The boxes are plain choices named by their night, so that they work by keyboard and without a script; the letters are
those of the paper card (templates/print/cannot_cards.html).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import request

from listeners.domain.people import AvailabilityKind
from listeners.services.availability import NightsSaid

LETTERS = {AvailabilityKind.UNAVAILABLE: "N", AvailabilityKind.AVOID: "R", AvailabilityKind.PREFER: "Y"}
"""What stands in a box of the card."""
KINDS = {letter: kind for kind, letter in LETTERS.items()}


@dataclass(frozen=True, slots=True)
class Month:
    """The nights of one month in weeks from Monday to Sunday; None where a week begins before them or ends after."""

    first: date
    weeks: tuple[tuple[date | None, ...], ...]


def in_weeks(nights: Iterable[date]) -> list[list[date | None]]:
    """The nights in weeks from Monday to Sunday, as on the card; None where a week begins before them or ends after."""
    weeks: list[list[date | None]] = []
    for night in nights:
        if not weeks or night.weekday() == 0:
            weeks.append([None] * 7)
        weeks[-1][night.weekday()] = night
    return weeks


def in_months(nights: Sequence[date]) -> tuple[Month, ...]:
    """The nights as the tables of a calendar."""
    found = ((first, tuple(each)) for first, each in groupby(nights, key=lambda night: night.replace(day=1)))
    return tuple(Month(first, tuple(map(tuple, in_weeks(each)))) for first, each in found)


def letter_sent(night: date) -> str:
    """The letter that was sent for a night; nothing where he can."""
    return request.form.get(f"night-{night.isoformat()}", "").strip().upper()


def letters_sent(nights: Iterable[date]) -> dict[date, str]:
    """The letter that was sent for each night, to be shown again."""
    return {night: letter_sent(night) for night in nights}


def letters_now(said: NightsSaid, nights: Iterable[date]) -> dict[date, str]:
    """The letter of what counts for each night now."""
    now = {each.night: LETTERS[each.kind] for each in said.nights}
    return {night: now.get(night, "") for night in nights}


def unknown_letters(nights: Iterable[date]) -> list[date]:
    """The nights for which something was sent that is no letter of the card."""
    return [night for night in nights if letter_sent(night) not in ("", *KINDS)]


def changed_nights(said: NightsSaid, nights: Iterable[date]) -> dict[date, AvailabilityKind | None]:
    """The nights for which something else was sent than counts now; None: he can."""
    now = {each.night: each.kind for each in said.nights}
    sent = {night: KINDS.get(letter_sent(night)) for night in nights}
    return {night: kind for night, kind in sent.items() if kind is not now.get(night)}
