"""What holds while a return was never entered?

Return not recorded, treat as resting (docs/evidence.md, section 4, rule 5). Nothing here refuses a fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from listeners.domain.nights import Span, local_date, overnight
from listeners.domain.policy import Policy
from listeners.domain.rest_facts import AssumedRest, Interruption, PolicyOn, RestRule
from listeners.domain.rest_nights import (
    NightRecord,
    excused_until,
    night_records,
    nights_touched,
    stand_by_night_of,
)


def open_interruption(interruptions: Iterable[Interruption]) -> Interruption | None:
    """Return the call-out that a Listener may still be out on (the latest one); None when all are closed."""
    still_open = (interruption for interruption in interruptions if interruption.is_open)
    return max(still_open, key=lambda i: (i.start, i.id), default=None)


def excused_from(since: datetime, on: date, work_from: datetime, zone: ZoneInfo) -> datetime | None:
    """Return from when on somebody is excused on a date who went out, or said yes, at ``since``, while nothing later is
    on file (rule 5): None is all day, for he was out, or treated as resting, before that day's work began
    (``work_from``). The morning list, his slip and his own page all say this."""
    return None if local_date(since, zone) < on or since < work_from else since


def needs_confirmation(out: datetime, back: datetime, policy: Policy) -> bool:
    """Whether a return is so long after going out (more than 12 h by default) that it must be confirmed."""
    return back - out > timedelta(hours=policy.confirm_back_hours)


def day_at_most(interruption: Interruption, policies: PolicyOn, zone: ZoneInfo) -> Span | None:
    """Return the longest stretch of an interruption that can have touched no night; None for a night's.

    A return that is unknown but was before the quiet hours ends, at the latest, where the next call-out began.
    """
    end = interruption.end if interruption.end is not None else interruption.back_before
    if end is None:
        return None
    span = Span(interruption.start, end)
    return None if nights_touched(span, policies, zone) else span


def assumed_rests(
    interruptions: Iterable[Interruption], policies: PolicyOn, zone: ZoneInfo, now: datetime
) -> tuple[AssumedRest, ...]:
    """Return the rests that stand in for returns never entered: 11 h from the end of the stand-by night.

    A call-out that is open counts as "return not recorded" from the end of its stand-by night (before that it is under
    way); one closed by a later ``out`` counts at once, unless it cannot have touched the quiet hours or a later return
    of the same night is known, which then gives the night's rest.
    """
    listed = list(interruptions)
    records = night_records(listed, policies, zone)
    unknown = sorted((i for i in listed if i.end is None), key=lambda i: (i.start, i.id))
    assumed = (_assumed(interruption, records, policies, zone) for interruption in unknown)
    under_way = {interruption.id for interruption in unknown if interruption.is_open}
    return tuple(r for r in assumed if r and not (r.because[0] in under_way and now < r.rest_from))


def _assumed(
    unknown: Interruption, records: dict[date, NightRecord], policies: PolicyOn, zone: ZoneInfo
) -> AssumedRest | None:
    if day_at_most(unknown, policies, zone):
        return None
    night = stand_by_night_of(unknown, policies, zone)
    if unknown.back_before is not None and _back_later(records.get(night), unknown.back_before):
        return None
    policy = policies(night)
    rest_from = overnight(night, policy.stand_by_from, policy.stand_by_until, zone).end
    rest_until = rest_from + policy.rest_length
    excused = excused_until(RestRule.BROKEN_NIGHT, night, rest_until, policy, zone)
    return AssumedRest(rest_from, rest_until, excused or rest_until, night, policy.rest_hours, because=(unknown.id,))


def _back_later(record: NightRecord | None, moment: datetime) -> bool:
    """Whether a return of this night is known at or after a moment."""
    return record is not None and any(i.end is not None and i.end >= moment for i in record.ended)
