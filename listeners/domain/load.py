"""How much has each Listener been out lately, who is over the policy's limits, and what did the team carry?

The seven and twenty-eight nights are the night-dates ending with tonight (docs/evidence.md, section 4, rule 6),
the same on the load page, in the planner and in dispatch. Nothing here knows how anybody feels.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from listeners.domain.people import ListenerId
from listeners.domain.policy import Policy

WEEKS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class CallOutFact:
    """One Listener's part in one call-out, as load counts it.

    ``night`` is the night-date it belongs to; ``out`` and ``back`` are aware UTC, ``back`` None where no
    return is recorded. ``at_night`` says whether it overlapped quiet hours; ``early`` marks an early call,
    which stays outside the call-out limits (docs/evidence.md, section 4, rule 6). ``never_out``: he was
    woken and waited, and did not leave his cell, so that no return of his is missing.
    """

    night: date
    out: datetime
    back: datetime | None
    at_night: bool
    early: bool = False
    never_out: bool = False

    @property
    def length(self) -> timedelta:
        """Elapsed time out; nothing while no return is recorded, because the length is not known."""
        return self.back - self.out if self.back is not None else timedelta(0)


@dataclass(frozen=True, slots=True)
class Served:
    """What one Listener has done: the dates of stand-by nights, tonight's included, and the call-outs."""

    listener: ListenerId
    nights: frozenset[date]
    call_outs: tuple[CallOutFact, ...]


def served_by(
    lived: Iterable[tuple[ListenerId, date]],
    said_no: Mapping[ListenerId, Collection[date]],
    call_outs: Mapping[ListenerId, tuple[CallOutFact, ...]],
) -> dict[ListenerId, Served]:
    """Return what each Listener has done; somebody with neither a night nor a call-out is not in it.

    ``lived`` are the nights of duties that stand, or were stood down only when the night had begun. A night counts
    once, and one that its Listener said he cannot do counts as little as one that was taken off him: he is not asked on
    it. So it is wherever nights are counted: for load, fairness and limits, by night and in a plan.
    """
    nights: defaultdict[ListenerId, set[date]] = defaultdict(set)
    for listener, night in lived:
        if night not in said_no.get(listener, ()):
            nights[listener].add(night)
    return {
        listener: Served(listener, frozenset(nights[listener]), call_outs.get(listener, ()))
        for listener in nights.keys() | call_outs.keys()
    }


class Limit(StrEnum):
    """A limit of the policy that a count can exceed."""

    NIGHTS_IN_7 = "nights_in_7"
    NIGHTS_IN_28 = "nights_in_28"
    NIGHT_CALL_OUTS_IN_7 = "night_call_outs_in_7"
    NIGHT_CALL_OUTS_IN_28 = "night_call_outs_in_28"


@dataclass(frozen=True, slots=True)
class Over:
    """A limit that is exceeded: the nights that count towards it (one entry for each count) and what is
    allowed."""

    limit: Limit
    allowed: int
    nights: tuple[date, ...]

    @property
    def count(self) -> int:
        """How many count towards the limit."""
        return len(self.nights)

    @property
    def by(self) -> int:
        """By how much the limit is exceeded."""
        return self.count - self.allowed


@dataclass(frozen=True, slots=True)
class Carried:
    """One Listener's (or the team's) figures for the nights ``first`` to ``last``, both included.

    ``nights`` counts nights on stand-by and nights with a night call-out, each night once for each Listener
    (rule 6). ``night_call_outs`` leaves early calls out. ``returns_missing`` counts call-outs whose length is
    not in ``out`` because no return is recorded.
    """

    first: date
    last: date
    nights: int
    call_outs: int
    night_call_outs: int
    out: timedelta
    returns_missing: int


@dataclass(frozen=True, slots=True)
class ListenerLoad:
    """A row of the load page: figures for the last 7 and 28 nights, and the limits exceeded."""

    listener: ListenerId
    last_7: Carried
    last_28: Carried
    over: tuple[Over, ...]


def counted_nights(served: Served, first: date, last: date) -> tuple[date, ...]:
    """Return the nights from ``first`` to ``last`` that count for gaps and limits, in order: those on
    stand-by, and those with a night call-out (docs/evidence.md, section 4, rule 6)."""
    called = {call_out.night for call_out in served.call_outs if call_out.at_night}
    return tuple(sorted(night for night in served.nights | called if first <= night <= last))


def counted_call_outs(served: Served, first: date, last: date) -> tuple[date, ...]:
    """Return the night of each call-out that counts for the call-out limits, in order: those at night,
    without early calls."""
    return tuple(
        sorted(
            call_out.night
            for call_out in served.call_outs
            if call_out.at_night and not call_out.early and first <= call_out.night <= last
        )
    )


def load_of(served: Served, tonight: date, policy: Policy) -> ListenerLoad:
    """Return one Listener's row of the load page as of tonight."""
    return ListenerLoad(
        listener=served.listener,
        last_7=_carried((served,), *_window(tonight, 7)),
        last_28=_carried((served,), *_window(tonight, 28)),
        over=limits_exceeded(served, tonight, policy),
    )


def limits_exceeded(served: Served, tonight: date, policy: Policy) -> tuple[Over, ...]:
    """Return every limit of the policy exceeded in the nights ending with tonight; at the limit is not over
    it."""
    counts = (
        Over(Limit.NIGHTS_IN_7, policy.max_nights_in_7, counted_nights(served, *_window(tonight, 7))),
        Over(Limit.NIGHTS_IN_28, policy.max_nights_in_28, counted_nights(served, *_window(tonight, 28))),
        Over(
            Limit.NIGHT_CALL_OUTS_IN_7,
            policy.max_night_call_outs_in_7,
            counted_call_outs(served, *_window(tonight, 7)),
        ),
        Over(
            Limit.NIGHT_CALL_OUTS_IN_28,
            policy.max_night_call_outs_in_28,
            counted_call_outs(served, *_window(tonight, 28)),
        ),
    )
    return tuple(over for over in counts if over.by > 0)


def team_weeks(team: Iterable[Served], tonight: date) -> tuple[Carried, ...]:
    """Return the team's totals for the last twelve sevens of nights, the oldest first, the newest ending
    tonight.

    Sevens of nights, not calendar weeks, so that the newest is as long as the others and can be compared with
    them.
    """
    everybody = tuple(team)
    ends = [tonight - timedelta(days=7 * back) for back in reversed(range(WEEKS_SHOWN))]
    return tuple(_carried(everybody, *_window(end, 7)) for end in ends)


def _window(last: date, nights: int) -> tuple[date, date]:
    return last - timedelta(days=nights - 1), last


def _carried(team: tuple[Served, ...], first: date, last: date) -> Carried:
    within = [call_out for served in team for call_out in served.call_outs if first <= call_out.night <= last]
    return Carried(
        first=first,
        last=last,
        nights=sum(len(counted_nights(served, first, last)) for served in team),
        call_outs=len(within),
        night_call_outs=sum(len(counted_call_outs(served, first, last)) for served in team),
        out=sum((call_out.length for call_out in within), timedelta(0)),
        returns_missing=sum(call_out.back is None and not call_out.never_out for call_out in within),
    )
