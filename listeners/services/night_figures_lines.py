"""The nights in figures as plain lines, a line for each number: for a spreadsheet, or for another program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from listeners.domain.night_figures import Answered
from listeners.domain.planned_and_lived import Became, PutDown
from listeners.domain.states import StaffReason
from listeners.services.night_figures import NightFigures


@dataclass(frozen=True, slots=True)
class Line:
    """One number: of which month, of which wing (None: of the whole prison), what it counts, and how many. None:
    there was nothing to count."""

    month: date
    wing: str | None
    figure: str
    value: int | None


COLUMNS = ("prison", "month", "wing", "figure", "value")
"""What a file of these lines has at its head: a stable interface, with ``row``."""


def row(prison: str, line: Line) -> tuple[str, str, str | None, str, int | None]:
    """Return a line of the file; ``wing`` and ``value`` are None where nothing stands."""
    return prison, f"{line.month:%Y-%m}", line.wing, line.figure, line.value


def lines(page: NightFigures) -> tuple[Line, ...]:
    """Return every number of a page: what came of the requests of each month and, of the month that is shown, of each
    wing; then what came of its places, and who went."""
    found = [
        Line(month, None, figure, value)
        for month, each in page.answers.by_month
        if month != page.month
        for figure, value in _answered(each)
    ]
    found += [Line(page.month, None, figure, value) for figure, value in _answered(page.answers.whole)]
    found += [
        Line(page.month, wing, figure, value)
        for wing, each in page.answers.by_wing
        for figure, value in _answered(each)
    ]
    found += [Line(page.month, None, figure, value) for figure, value in _lived(page)]
    return tuple(found)


def _answered(each: Answered) -> Iterator[tuple[str, int | None]]:
    yield "asked", each.asked
    yield "reached", each.reached
    yield "waits_on_file", len(each.waits.all)
    yield "wait_median_minutes", _minutes(each.waits.median)
    yield "wait_90th_percentile_minutes", _minutes(each.waits.ninetieth)
    yield "waits_over_an_hour", each.waits.over_an_hour
    yield "waited_to_be_unlocked", len(each.unlocks.all)
    yield "unlock_median_minutes", _minutes(each.unlocks.median)
    yield "unlock_90th_percentile_minutes", _minutes(each.unlocks.ninetieth)
    yield "never_unlocked", each.never_unlocked
    for reason in StaffReason:
        yield f"refused_{reason.value}", each.refused[reason]
    yield "telephone_while_a_listener_was_free", each.while_free
    for reason in StaffReason:
        yield f"delayed_{reason.value}", each.delayed[reason]
    yield "nobody_left", each.nobody_left


def _lived(page: NightFigures) -> Iterator[tuple[str, int]]:
    yield "refusals_told_afterwards", page.answers.told.total()
    plan = page.lived.plan
    yield "nights_over", plan.nights
    yield "places_planned", plan.planned
    for how in PutDown:
        for became in Became:
            yield f"places_{how.value}_{became.value}", plan.counts.get((how, became), 0)
    for as_what, count in page.lived.went.items():
        yield f"went_{as_what.value}", count


def _minutes(length: timedelta | None) -> int | None:
    return None if length is None else length // timedelta(minutes=1)
