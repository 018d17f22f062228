"""Whoever is back at this half hour of a night is rested when? For paper, where nobody can ask the program.

Worked out by the rule itself (``rest_nights``), so that a site's own numbers and the nights on which the clocks change
are right: half hours that pass twice stand twice, and what the clocks skip stands nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from listeners.domain.nights import ONE_DAY, at_local, overnight
from listeners.domain.policy import Policy
from listeners.domain.rest_facts import Interruption, RestRule
from listeners.domain.rest_nights import night_records, quiet_hours, rest_of_night

HALF_AN_HOUR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class RestedRow:
    """Back then, rested then. ``early``: when he is rested whose first call-out of the night was an early call; None
    where it cannot have been one. ``fold``: the second passing of a half hour that comes twice."""

    back_at: datetime
    rested_at: datetime
    early: datetime | None
    fold: bool


def early_from(night: date, policy: Policy, zone: ZoneInfo) -> datetime:
    """Return the first moment of a night at which a call is an early call: after the hour that the policy names and
    after as much unbroken rest as it asks for (docs/evidence.md, section 4, rule 2)."""
    slept = quiet_hours(night, policy, zone).start + timedelta(hours=policy.early_call_unbroken_hours)
    return max(slept, at_local(night + ONE_DAY, policy.early_call_from, zone))


@lru_cache(maxsize=64)
def rested_table(night: date, policy: Policy, zone: ZoneInfo) -> tuple[RestedRow, ...]:
    """Return a row for each half hour that passes from the beginning of the quiet hours to the end of stand-by. The
    page of tonight asks for the same night again and again."""
    quiet, early = quiet_hours(night, policy, zone), early_from(night, policy, zone)
    rows = []
    for back in _half_hours(quiet.start, overnight(night, policy.stand_by_from, policy.stand_by_until, zone).end):
        rested = _rested(quiet.start, back, policy, zone)
        if rested is not None:
            fold = bool(back.astimezone(zone).fold)
            rows.append(RestedRow(back, rested[0], _early(early, back, policy, zone), fold))
    return tuple(rows)


def _half_hours(start: datetime, end: datetime) -> Iterator[datetime]:
    moment = start + HALF_AN_HOUR
    while moment <= end:
        yield moment
        moment += HALF_AN_HOUR


def _early(first: datetime, back: datetime, policy: Policy, zone: ZoneInfo) -> datetime | None:
    rested = _rested(first, back, policy, zone) if first < back else None
    return rested[0] if rested is not None and rested[1] is RestRule.EARLY_CALL else None


def _rested(out: datetime, back: datetime, policy: Policy, zone: ZoneInfo) -> tuple[datetime, RestRule] | None:
    """Return when somebody is rested who was out once, and by which part of the rule."""
    records = night_records([Interruption("", None, out, back)], lambda _: policy, zone)
    rests = [rest_of_night(record, policy, zone) for record in records.values()]
    return next(((rest.rest_until, rest.rule) for rest in rests if rest is not None), None)
