"""Until when does a training hold, and which of several counts?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from listeners.domain.care.training import REFRESHED_AFTER, Module, Trained, latest, training_fault
from listeners.domain.months import months_after
from listeners.domain.people import ListenerId

SAM = ListenerId("sam")


def trained(on: date, module: Module = Module.TRAUMA) -> Trained:
    return Trained(f"{module} {on}", SAM, module, on)


@pytest.mark.parametrize(
    ("on", "months", "until"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 1, 31), 13, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2026, 11, 30), 24, date(2028, 11, 30)),
    ],
)
def test_a_month_that_is_too_short_ends_on_its_last_day(on: date, months: int, until: date) -> None:
    assert months_after(on, months) == until


def test_a_refresher_is_due_from_the_very_day_on() -> None:
    done = trained(date(2025, 11, 27))
    assert (done.holds_until, REFRESHED_AFTER[Module.TRAUMA]) == (date(2026, 11, 27), 12)
    assert not done.is_due(date(2026, 11, 26)) and done.is_due(date(2026, 11, 27))


def test_every_module_has_an_interval_and_one_is_about_secondary_trauma() -> None:
    assert set(REFRESHED_AFTER) == set(Module) and Module.TRAUMA in REFRESHED_AFTER


def test_the_last_of_a_module_counts_in_whatever_order_it_was_entered() -> None:
    old, new, other = trained(date(2025, 1, 1)), trained(date(2026, 1, 1)), trained(date(2025, 1, 1), Module.SUICIDE)
    for order in ((old, new, other), (new, other, old)):
        assert latest(order) == {(SAM, Module.TRAUMA): new, (SAM, Module.SUICIDE): other}


def test_nobody_was_trained_tomorrow() -> None:
    today = date(2026, 11, 27)
    assert training_fault(today, today) is None and training_fault(today + timedelta(days=1), today) is not None


def test_a_training_of_years_ago_is_taken_and_a_slip_of_the_pen_is_not() -> None:
    today, oldest = date(2026, 11, 27), date(2016, 11, 27)
    assert training_fault(date(2019, 3, 1), today) is None and training_fault(oldest, today) is None
    for slip in (oldest - timedelta(days=1), date(1990, 5, 4)):
        assert training_fault(slip, today) == "it is more than 10 years ago"
    assert training_fault(date(2018, 2, 27), date(2028, 2, 29)) is not None
    assert training_fault(date(2018, 2, 28), date(2028, 2, 29)) is None
