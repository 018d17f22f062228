"""Which dates must be said again with a dated change, so that what was taken back stays so?

A change is taken back by a fact of its own: from that date on what held before. Left at that it would be a change like
any other as soon as what held before is another: taken back itself, or changed by somebody later. So that such a date
is said again, with what then goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

_Value = TypeVar("_Value")


def lines_of(
    known: Iterable[tuple[date, _Value]], wanted: tuple[date, _Value], at_first: _Value
) -> tuple[tuple[date, _Value], ...]:
    """Return the lines that put a change on file: its own, and one for each later date on which what is on file would
    bring back something that was taken back.

    ``known``: from when on what held, in the order of recording. ``at_first``: what holds before the first.
    """
    facts = (*known, wanted)
    on_file, meant = dict(facts), _meant(facts, at_first)
    later = sorted(on for on in on_file if on > wanted[0])
    again = ((on, _last(meant, on, at_first, itself=True)) for on in later)
    return (wanted, *((on, value) for on, value in again if value != on_file[on]))


def _meant(facts: Iterable[tuple[date, _Value]], at_first: _Value) -> dict[date, _Value]:
    """The changes that stand: a further fact for a date that says what held before it takes that date back."""
    meant: dict[date, _Value] = {}
    known: set[date] = set()
    for on, value in facts:
        if on in known and value == _last(meant, on, at_first, itself=False):
            meant.pop(on, None)
        else:
            meant[on] = value
        known.add(on)
    return meant


def _last(meant: Mapping[date, _Value], on: date, at_first: _Value, *, itself: bool) -> _Value:
    """What holds on a date, or on the eve of it."""
    come = max((each for each in meant if each < on or (itself and each == on)), default=None)
    return at_first if come is None else meant[come]
