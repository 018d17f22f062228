"""In which order stands what waits for the coordinator?"""

from __future__ import annotations

from datetime import date, timedelta

from listeners.domain.care.waiting import Wait, in_order, waiting

TODAY = date(2026, 11, 27)


def test_what_is_late_stands_first_then_what_has_come_then_the_rest_and_what_waits_for_nobody_not_at_all() -> None:
    days = {Wait.TALKS: -1, Wait.PLANS: -40, Wait.REQUESTS: 1, Wait.CONCERNS: 0}
    told = [waiting(what, [TODAY + timedelta(days=n)]) for what, n in days.items()]
    found = in_order([waiting(Wait.TRAINING, []), *told], TODAY)
    assert [each.what for each in found] == [Wait.TALKS, Wait.CONCERNS, Wait.PLANS, Wait.REQUESTS]
