"""Who went on the call-outs of some nights: on stand-by, from the reserve, out before that night, or let go unrested?

Counts, never a name. Pure rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from listeners.domain.nights import Span
from listeners.domain.people import ListenerId

HoursOf = Callable[[date], Span]
"""The stand-by hours of a night."""
HisNight = tuple[ListenerId, date]
"""A Listener and a night."""


class WentAs(StrEnum):
    """As what somebody went: each counts once, by the first of these that holds."""

    OVERRIDE = "override"
    BEEN_OUT = "been_out"
    BY_DAY = "by_day"
    ON_DUTY = "on_duty"
    RESERVE = "reserve"


@dataclass(frozen=True, slots=True)
class Went:
    """One Listener's part in one call-out; ``by`` tells Listeners apart and goes nowhere."""

    by: ListenerId
    night: date
    out_at: datetime


def who_went(
    went: Iterable[Went],
    on_duty: Collection[HisNight],
    let_go: Mapping[HisNight, datetime],
    hours: HoursOf,
) -> dict[WentAs, int]:
    """Count who went as what, in the order of ``WentAs``. ``on_duty``: who was on stand-by on which night; ``let_go``:
    since when a named person lets somebody begin a night before his rest is over.

    Out before that night is who went a second time in the stand-by hours of one night; by day is outside of those.
    """
    been_out: set[HisNight] = set()
    counts: Counter[WentAs] = Counter()
    for one in sorted(went, key=lambda each: each.out_at):
        key = one.by, one.night
        span = hours(one.night)
        at_night = span.start <= one.out_at < span.end
        if key in let_go and let_go[key] <= one.out_at:
            counts[WentAs.OVERRIDE] += 1
        elif at_night and key in been_out:
            counts[WentAs.BEEN_OUT] += 1
        elif not at_night:
            counts[WentAs.BY_DAY] += 1
        else:
            counts[WentAs.ON_DUTY if key in on_duty else WentAs.RESERVE] += 1
        if at_night:
            been_out.add(key)
    return {each: counts[each] for each in WentAs}
