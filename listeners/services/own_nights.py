"""Which nights does a Listener have on his page, on his card and on his slip, and is he asked on them?

One answer for screen and paper: whoever has paper alone is told the same. Every caller has asked permission before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from listeners.domain.people import AvailabilityKind, ListenerId
from listeners.domain.states import DutyState, NightPlace
from listeners.domain.team import Site
from listeners.store import own_facts
from listeners.store.own_facts import DutyOfHis


@dataclass(frozen=True, slots=True)
class OwnNight:
    """One of his nights on stand-by. ``said_no``: he has said that he cannot, so he is not on; the place stays in his
    name until somebody takes it. ``off``: it was taken off him because rest is owed; it is
    shown all the same, for whether he is on that night is what he asks."""

    night: date
    place: NightPlace
    starts_at: datetime
    ends_at: datetime
    said_no: bool
    off: bool


@dataclass(frozen=True, slots=True)
class NightsSaid:
    """The nights of each of some Listeners, by date, and who of them rests from call-outs by his own word, since
    when."""

    nights: Mapping[ListenerId, tuple[OwnNight, ...]]
    paused_since: Mapping[ListenerId, date]


def nights_of(
    site: Site, listeners: Collection[ListenerId], first: date, last: date | None = None
) -> Mapping[ListenerId, tuple[OwnNight, ...]]:
    """Return the nights from ``first`` (to ``last``) of each of these Listeners, by date (1 statement, or none)."""
    return nights_said(site, listeners, first, last).nights


def nights_said(site: Site, listeners: Collection[ListenerId], first: date, last: date | None = None) -> NightsSaid:
    """Return the same, and who rests from call-outs on the night ``first`` (1 statement, or none)."""
    if not listeners:
        return NightsSaid({}, {})
    duties, said = own_facts.nights(site.id, listeners, first, last)
    shown: dict[ListenerId, dict[date, DutyOfHis]] = defaultdict(dict)
    for duty in duties:
        his = shown[duty.listener]
        # A night that was taken off him and given to him again is his.
        if duty.state is DutyState.PLANNED or (duty.state is DutyState.STOOD_DOWN and duty.night not in his):
            his[duty.night] = duty
    cannot = {(each.listener, each.night) for each in said.settled if each.kind is AvailabilityKind.UNAVAILABLE}
    return NightsSaid(
        {
            listener: tuple(_own(his[night], (listener, night) in cannot) for night in sorted(his))
            for listener, his in shown.items()
        },
        {rule.listener: rule.from_on for rule in said.rules if rule.is_pause and rule.covers(first)},
    )


def _own(duty: DutyOfHis, said_no: bool) -> OwnNight:
    is_off = duty.state is DutyState.STOOD_DOWN
    return OwnNight(duty.night, duty.place, duty.starts_at, duty.ends_at, said_no, is_off)
