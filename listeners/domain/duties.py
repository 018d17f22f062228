"""May this Listener be given a duty on this night, and which duties does a fact stand down?

A plan that breaks a rule is refused with the rule, the person and by how much; a fact is never refused: it stands
duties down (docs/evidence.md, section 4, rules 4, 6 and 8). Every pair of nights is compared, not only neighbours
(docs/evidence.md, section 9, lesson 3).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from listeners.domain.load import Limit
from listeners.domain.nights import Span
from listeners.domain.people import ListenerId
from listeners.domain.policy import Policy
from listeners.domain.rest_facts import NightCallOut, Resting
from listeners.domain.states import DutyState

LIMIT_NIGHTS = 28
"""The longest stretch of night-dates that a limit looks over (docs/evidence.md, section 4, rule 6)."""


@dataclass(frozen=True, slots=True)
class PlannedDuty:
    """One Listener's stand-by duty on one night; ``overridden`` when a named person let it begin unrested."""

    id: str
    listener: ListenerId
    night: date
    starts_at: datetime
    ends_at: datetime
    state: DutyState = DutyState.PLANNED
    overridden: bool = False

    @property
    def span(self) -> Span:
        """The stand-by night's stretch of time."""
        return Span(self.starts_at, self.ends_at)


class BreachCode(StrEnum):
    """Which rule a plan breaks."""

    UNRESTED = "unrested"
    OVERLAP = "overlap"
    FREE_NIGHTS = "free_nights"
    NIGHTS_IN_7 = "nights_in_7"
    NIGHTS_IN_28 = "nights_in_28"


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule not met: who, which night, by how much.

    ``count`` against ``limit``: free nights found and needed, or nights found and allowed in the 7 or 28 night-dates
    that end with ``other_night``. For free nights and overlaps ``other_night`` is the night in the way. For a rest,
    ``until`` is its end and ``short_by`` the elapsed time still owed when the duty begins.
    """

    code: BreachCode
    listener: ListenerId
    night: date
    count: int | None = None
    limit: int | None = None
    other_night: date | None = None
    until: datetime | None = None
    short_by: timedelta | None = None


@dataclass(frozen=True, slots=True)
class StandDown:
    """A duty withdrawn because a fact made it unlawful, with every rule that it breaks."""

    duty: PlannedDuty
    breaches: tuple[Breach, ...]


@dataclass(frozen=True, slots=True)
class LimitExceeded:
    """More than a limit allows in the 7 or 28 night-dates that end with ``last``."""

    limit: Limit
    last: date
    count: int
    allowed: int


@dataclass(frozen=True, slots=True)
class NightLimits:
    """At most so many stand-by nights in any 7 and any 28 night-dates."""

    in_7: int
    in_28: int


def night_limits(policy: Policy, own_7: int | None = None, own_28: int | None = None) -> NightLimits:
    """Return a Listener's limits: the site's, or the own ones where those are lower."""
    site_7, site_28 = policy.max_nights_in_7, policy.max_nights_in_28
    return NightLimits(
        site_7 if own_7 is None else min(own_7, site_7),
        site_28 if own_28 is None else min(own_28, site_28),
    )


def count_in_window(nights: Iterable[date], last: date, length: int) -> int:
    """Return how many of the nights are among the ``length`` night-dates that end with ``last`` (rule 6)."""
    first = last - timedelta(days=length - 1)
    return sum(first <= night <= last for night in nights)


def stood_down_by(
    rests: Iterable[Resting], call_out_nights: Collection[date], duties: Iterable[PlannedDuty], policy: Policy
) -> tuple[StandDown, ...]:
    """Return the planned duties of one Listener that facts make unlawful (rule 8), by night.

    Stood down is a duty that begins inside a rest, or on a night closer than the free nights after a night with a
    night call-out. The night of the call-out itself stands (rule 4), and so does a duty that a named person let begin
    by an override. Limits in 7 or 28 stand nothing down (see ``limits_exceeded``). Duties already lived are judged
    like the others: a paper record may come days late.
    """
    owed = list(rests)
    stood_down = []
    for duty in sorted(duties, key=lambda duty: (duty.night, duty.id)):
        if duty.state is not DutyState.PLANNED or duty.overridden:
            continue
        earlier = [night for night in set(call_out_nights) if night < duty.night]
        breaches = (*_unrested(duty, owed), *_too_close(duty, earlier, policy.free_nights_between))
        if breaches:
            stood_down.append(StandDown(duty, breaches))
    return tuple(stood_down)


def breaches_of_plan(
    plan: PlannedDuty,
    duties: Iterable[PlannedDuty],
    rests: Iterable[Resting],
    call_out_nights: Collection[date],
    policy: Policy,
    limits: NightLimits,
) -> tuple[Breach, ...]:
    """Return every rule that one more duty for a Listener would break; empty when it may be planned.

    ``duties`` are the Listener's own (the plan itself, by id, is left out), ``call_out_nights`` the nights with a
    night call-out: they count as stand-by nights (rule 6). An override lifts the rest alone; an overlap, the free
    nights and the limits are lifted by nobody.
    """
    others = [duty for duty in duties if duty.state is DutyState.PLANNED and duty.id != plan.id]
    taken = {duty.night for duty in others} | set(call_out_nights)
    unrested = () if plan.overridden else _unrested(plan, list(rests))
    return (
        *unrested,
        *_overlaps(plan, others),
        *_too_close(plan, taken, policy.free_nights_between),
        *_over_limit(plan, taken, BreachCode.NIGHTS_IN_7, 7, limits.in_7),
        *_over_limit(plan, taken, BreachCode.NIGHTS_IN_28, LIMIT_NIGHTS, limits.in_28),
    )


def limits_exceeded(
    call_outs: Iterable[NightCallOut], duties: Iterable[PlannedDuty], policy: Policy, limits: NightLimits
) -> tuple[LimitExceeded, ...]:
    """Return each limit in 7 or 28 that one Listener's facts exceed, for every window that holds a call-out.

    It stands nothing down: it is shown to the coordinator with a proposal (rule 8). A night counts once for the
    stand-by limits, each night call-out counts for the call-out limits, an early call for the first alone.
    """
    listed = list(call_outs)
    called = {call_out.night for call_out in listed}
    nights = called | {duty.night for duty in duties if duty.state is DutyState.PLANNED}
    counted = [call_out.night for call_out in listed if not call_out.early_call]
    return (
        *_windows_over(nights, called, Limit.NIGHTS_IN_7, 7, limits.in_7),
        *_windows_over(nights, called, Limit.NIGHTS_IN_28, LIMIT_NIGHTS, limits.in_28),
        *_windows_over(counted, called, Limit.NIGHT_CALL_OUTS_IN_7, 7, policy.max_night_call_outs_in_7),
        *_windows_over(counted, called, Limit.NIGHT_CALL_OUTS_IN_28, LIMIT_NIGHTS, policy.max_night_call_outs_in_28),
    )


def _unrested(duty: PlannedDuty, rests: list[Resting]) -> tuple[Breach, ...]:
    inside = [rest for rest in rests if rest.rest_from <= duty.starts_at < rest.rest_until]
    if not inside:
        return ()
    until = max(rest.rest_until for rest in inside)
    short_by = until - duty.starts_at
    return (Breach(BreachCode.UNRESTED, duty.listener, duty.night, until=until, short_by=short_by),)


def _overlaps(plan: PlannedDuty, others: list[PlannedDuty]) -> tuple[Breach, ...]:
    return tuple(
        Breach(BreachCode.OVERLAP, plan.listener, plan.night, other_night=other.night)
        for other in others
        if other.night == plan.night or other.span.overlaps(plan.span)
    )


def _too_close(duty: PlannedDuty, nights: Iterable[date], needed: int) -> tuple[Breach, ...]:
    """One breach for each other night with fewer free nights between than needed."""
    free = ((night, abs((duty.night - night).days) - 1) for night in sorted(nights))
    return tuple(
        Breach(BreachCode.FREE_NIGHTS, duty.listener, duty.night, between, needed, night)
        for night, between in free
        if 0 <= between < needed
    )


def _over_limit(plan: PlannedDuty, taken: set[date], code: BreachCode, length: int, limit: int) -> tuple[Breach, ...]:
    """The fullest window of that length that holds the planned night, where it is over the limit."""
    nights = taken | {plan.night}
    ends = (plan.night + timedelta(days=days) for days in range(length))
    count, last = max((count_in_window(nights, end, length), -end.toordinal()) for end in ends)
    if count <= limit:
        return ()
    return (Breach(code, plan.listener, plan.night, count, limit, date.fromordinal(-last)),)


def _windows_over(
    nights: Collection[date], called: set[date], limit: Limit, length: int, allowed: int
) -> tuple[LimitExceeded, ...]:
    """Every window that ends with one of the nights, holds a call-out, and holds more nights than allowed."""
    counts = (
        (last, count_in_window(nights, last, length))
        for last in sorted(set(nights))
        if count_in_window(called, last, length)
    )
    return tuple(LimitExceeded(limit, last, count, allowed) for last, count in counts if count > allowed)
