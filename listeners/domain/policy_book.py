"""Which numbers are in force on each of many nights, without working them out again for every night? And which night is
it, by the numbers of its day?"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from listeners.domain.nights import local_date, night_now
from listeners.domain.policy import Policy, PolicyChange, policy_on
from listeners.domain.rest_facts import PolicyOn


def policies_of(changes: tuple[PolicyChange, ...]) -> PolicyOn:
    """Return the policy of a site as a function of the night: one and the same policy between two changes."""
    dates = sorted({change.from_on for change in changes})
    known: dict[int, Policy] = {}

    @cache  # it is asked several times for each call-out of two months
    def on(night: date) -> Policy:
        come = sum(date <= night for date in dates) if dates else 0
        if come not in known:
            known[come] = policy_on(changes, night)
        return known[come]

    return on


def night_at(policies: PolicyOn, moment: datetime, zone: ZoneInfo) -> date:
    """Return the night that it is at an instant, by the end of the stand-by night that holds on its local date."""
    return night_now(moment, policies(local_date(moment, zone)).stand_by_until, zone)
