"""Do the numbers of a policy fit each other? Each may be within its bounds, and two of them still make no sense."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from listeners.domain.policy import Policy

LONGEST_STAND_BY = timedelta(hours=15)
"""By the hands of the clock. An hour more when the clocks go back makes the 16 that a duty lasts at most."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """Two numbers that do not fit: ``name`` must not come before (or be smaller than) ``other``."""

    name: str
    other: str


_NOT_SMALLER = (
    ("max_nights_in_28", "max_nights_in_7"),
    ("max_night_call_outs_in_28", "max_night_call_outs_in_7"),
    ("over_long_hours", "hand_over_hours"),
    ("confirm_back_hours", "over_long_hours"),
    ("rest_hours", "early_call_rest_hours"),
    ("early_call_unbroken_hours", "unbroken_hours"),
    ("unprotected_limit_days", "offload_every_days"),
    ("weight_weekend", "weight_weekday"),
    ("weight_holiday", "weight_weekend"),
    ("quiet_from", "stand_by_from"),
    ("stand_by_until", "quiet_until"),
    ("quiet_until", "early_call_from"),
    ("work_until", "work_from"),
)
"""Pairs of which the first is never the smaller or the earlier. Evening times are compared with evening times."""


def misfits(policy: Policy) -> tuple[Misfit, ...]:
    """Return every pair of numbers that cannot both be so, and a stand-by night that would be too long."""
    found = [Misfit(name, other) for name, other in _NOT_SMALLER if getattr(policy, name) < getattr(policy, other)]
    if _overnight(policy.stand_by_from, policy.stand_by_until) > LONGEST_STAND_BY:
        found.append(Misfit("stand_by_from", "stand_by_until"))
    return tuple(found)


def _overnight(start: time, end: time) -> timedelta:
    """How long a night is by the hands of the clock."""
    evening, morning = date(2000, 1, 1), date(2000, 1, 2)
    return datetime.combine(morning, end) - datetime.combine(evening, start)
