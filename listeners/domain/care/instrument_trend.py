"""How did somebody's answers to a questionnaire change from one time to the next?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from listeners.domain.care.facts import CheckedIn
from listeners.domain.care.instruments import Answers, Instrument, Score, scores

SEVERE = "severe"
"""The band that is a reason to ask how somebody is (docs/evidence.md, section 5)."""


@dataclass(frozen=True, slots=True)
class Result:
    """What somebody answered on a date; ``id`` stays the same when it is corrected."""

    id: str
    on: date
    answers: Answers


@dataclass(frozen=True, slots=True)
class Point:
    """One result in one scale. ``change`` is the difference to the one before that has a score, in the numbers that are
    shown; None: there is none. ``is_reliable``: it is more than chance, as far as the key can tell."""

    id: str
    on: date
    score: Score
    change: int | None
    is_reliable: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """Somebody's results in one scale, the earliest first."""

    scale: str
    points: tuple[Point, ...]


def trends(instrument: Instrument, results: Iterable[Result]) -> tuple[Trend, ...]:
    """Return somebody's results in each scale, in the order of the key.

    Raises:
        ValueError: the instrument is made for groups.
    """
    earliest_first = sorted(results, key=lambda each: (each.on, each.id))
    scored = [(each, scores(instrument, each.answers)) for each in earliest_first]
    return tuple(
        Trend(scale.name, _points(instrument, [(each, found[nth]) for each, found in scored]))
        for nth, scale in enumerate(instrument.scales)
    )


def checked_in(instrument: Instrument, results: Iterable[Result]) -> tuple[CheckedIn, ...]:
    """Return which of somebody's results are a reason to ask: lower by the reliable change than the one before that has
    a score, or in the severe band. Only where the key has a reliable change, and higher is better.

    Raises:
        ValueError: the instrument is made for groups.
    """
    points = [point for trend in trends(instrument, results) for point in trend.points]
    found = (
        CheckedIn(each.id, each.on, each.is_reliable and (each.change or 0) < 0, each.score.band == SEVERE)
        for each in points
    )
    return tuple(each for each in found if each.worse or each.severe)


def _points(instrument: Instrument, scored: list[tuple[Result, Score]]) -> tuple[Point, ...]:
    last: int | None = None
    points = []
    for result, score in scored:
        change = None if score.shown is None or last is None else score.shown - last
        needed = instrument.reliable_change
        reliable = change is not None and needed is not None and abs(change) >= needed
        points.append(Point(result.id, result.on, score, change, reliable))
        last = last if score.shown is None else score.shown
    return tuple(points)
