"""Which lines that wait for somebody are one row? Each row is read once, and "Seen" is pressed once.

What says the same is told once. Of one limit that one Listener passed, found on one day, one window is enough: nights
overlap, and the row asks for one thing. Second looks that fell due together are one row with everybody's name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from listeners.domain.notices import Facts

LIMIT_PASSED = "limit_passed"
SECOND_LOOK = "second_look"
"""Kinds of notice to the coordinators: of one row each."""
LOOKS = "looks"
"""A fact of a row of second looks: whose and since when, in pairs, the earliest first."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one row says, and which lines it is made of, by their places, the oldest first."""

    facts: Facts
    lines: tuple[int, ...]


def rows(lines: Sequence[tuple[str, Facts, date]]) -> tuple[Row, ...]:
    """Return the rows of lines, each a kind, its facts and the day on which it was queued, in the order of the oldest
    of each."""
    found: dict[tuple[Any, ...], list[int]] = {}
    for place, (kind, facts, day) in enumerate(lines):
        found.setdefault(_same(kind, facts, day), []).append(place)
    merged: dict[tuple[Any, ...], list[int]] = {}
    for key, places in found.items():
        merged.setdefault(_limit(key, found), []).extend(places)
    return tuple(
        Row(_facts([lines[each][:2] for each in sorted(places)]), tuple(sorted(places)))
        for places in sorted(merged.values(), key=min)
    )


def _same(kind: str, facts: Facts, day: date) -> tuple[Any, ...]:
    """What is equal of lines of one row."""
    if kind == SECOND_LOOK:
        return kind, day
    if kind == LIMIT_PASSED:
        return kind, day, facts["listener"], facts["limit"], facts["next_duty"]
    return kind, str(sorted(facts.items()))


def _limit(key: tuple[Any, ...], found: dict[tuple[Any, ...], list[int]]) -> tuple[Any, ...]:
    """A window with no night to hand over joins one that has: there is something to be done about that."""
    if key[0] != LIMIT_PASSED or key[-1] is not None:
        return key
    return next((each for each in found if each[:-1] == key[:-1] and each[-1] is not None), key)


def _facts(of_row: Sequence[tuple[str, Facts]]) -> Facts:
    kind, first = of_row[0]
    if kind == SECOND_LOOK:
        return {
            **first,
            LOOKS: sorted(((facts["listener"], facts["due"]) for _, facts in of_row), key=lambda each: each[1]),
        }
    if kind == LIMIT_PASSED:
        return max((facts for _, facts in of_row), key=lambda facts: (facts["next_duty"] is not None, facts["count"]))
    return first
