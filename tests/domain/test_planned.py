"""What became of planned sessions is counted by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date

from listeners.domain.care.planned import CancelledBy, PlannedState, Settled, settled

TODAY = date(2026, 11, 27)


def test_each_counts_once_and_one_of_today_or_to_come_only_when_something_is_on_file() -> None:
    plans = [
        (date(2026, 11, 1), PlannedState.HELD, None),
        (date(2026, 11, 8), PlannedState.CANCELLED, CancelledBy.PRISON),
        (date(2026, 11, 15), PlannedState.CANCELLED, CancelledBy.LEADER),
        (date(2026, 11, 22), PlannedState.NOBODY, None),
        (date(2026, 11, 26), PlannedState.PLANNED, None),
        (date(2026, 11, 27), PlannedState.HELD, None),
        (date(2026, 11, 27), PlannedState.PLANNED, None),
        (date(2026, 11, 28), PlannedState.PLANNED, None),
        (date(2026, 12, 6), PlannedState.CANCELLED, CancelledBy.PRISON),
    ]
    found = settled(plans, TODAY)
    assert found == Settled(2, 1, Counter({CancelledBy.PRISON: 2, CancelledBy.LEADER: 1}), 1)
    assert found.all == 7
