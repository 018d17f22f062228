"""What may a Listener see of himself on a kiosk: his next nights, and whether he is resting?

Nothing about others, nothing about how anybody feels, and nothing that is over.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.cover import asking_from
from listeners.domain.nights import at_local, local_date
from listeners.domain.people import AvailabilityKind, ListenerId
from listeners.domain.policy_book import night_at, policies_of
from listeners.domain.rest import resting_at, resting_until
from listeners.domain.rest_facts import Interruption, PolicyOn, Resting
from listeners.domain.rest_open import assumed_rests, excused_from, open_interruption
from listeners.domain.rest_why import Why, why
from listeners.domain.team import Site
from listeners.errors import NotFound
from listeners.services.nights import night_of
from listeners.services.own_nights import NightsSaid, OwnNight, nights_said
from listeners.store import availability_facts, own_facts, people_facts

NIGHTS_AHEAD = 14
"""The nights that are shown: those that begin within so many days, and are asked about, for no kiosk page shows more
than 14 days of the rota (docs/security.md, T4). The card that the coordinator prints shows four weeks."""
LOOK_BACK = timedelta(days=14)
"""A return not written down that long ago is no longer asked about here, and no rest in force follows from it."""


@dataclass(frozen=True, slots=True)
class OwnRest:
    """Until when he rests and until when he is excused from work, and why."""

    until: datetime
    excused_until: datetime | None
    why: Why


@dataclass(frozen=True, slots=True)
class OwnNights:
    """His nights on stand-by from tonight on, and those that were taken off him for rest."""

    tonight: date
    nights: tuple[OwnNight, ...]


@dataclass(frozen=True, slots=True)
class OwnPage:
    """His own page as of ``now``. ``still_out``: no return of his is on file yet, nor, where he said yes (``waits``),
    whether he was let out; he is excused today from ``excused_from`` on, None is all day. ``is_paused``: he rests from
    call-outs by his own word."""

    tonight: date
    nights: tuple[OwnNight, ...]
    rest: OwnRest | None
    still_out: bool
    waits: bool
    excused_from: datetime | None
    is_paused: bool

    def begins_in_rest(self, night: OwnNight) -> bool:
        """Whether he is still resting when one of his nights begins: then others are asked first."""
        return self.rest is not None and self.rest.until > night.starts_at

    @property
    def next_night(self) -> OwnNight | None:
        """The first of his nights that is his to do: not taken off him, none that he said no to, and none that begins
        while he rests."""
        his = (each for each in self.nights if not each.off and not each.said_no)
        return next((each for each in his if not self.begins_in_rest(each)), None)


def own_nights(site: Site, actor: Actor, now: datetime) -> OwnNights:
    """Return a Listener's own nights of the next two weeks (2 statements).

    Raises:
        NotAllowed, NotFound: the actor is not a Listener of this site.
    """
    listener = _self(actor)
    for kind in (Kind.ROTA, Kind.AVAILABLE):
        require(actor, Do.READ, kind, site.id, listener)
    tonight = night_of(site, now)
    return OwnNights(tonight, _near(_nights(site, listener, tonight), listener, now))


def not_on(site: Site, nights: Collection[date], actor: Actor) -> frozenset[date]:
    """Return on which of these nights a Listener himself is not available, whatever makes it so: his own word, a rest,
    a pause, that he is held, or what was agreed. Which it is, is not told: a kiosk shows nothing that is worth forcing
    (docs/security.md, T4).

    Raises:
        NotAllowed, NotFound: the actor is not a Listener of this site.
    """
    listener = _self(actor)
    for kind in (Kind.AVAILABLE, Kind.STANDING):
        require(actor, Do.READ, kind, site.id, listener)
    if not nights:
        return frozenset()
    said = availability_facts.sayings(site.id, min(nights), max(nights), [listener])
    cannot = {each.night for each in said.settled if each.kind is AvailabilityKind.UNAVAILABLE}
    member = people_facts.member(site.id, listener)
    return frozenset(night for night in nights if night in cannot or not member.takes_part_on(night))


def own_page(site: Site, actor: Actor, now: datetime) -> OwnPage:
    """Return a Listener's own page (3 statements).

    Raises:
        NotAllowed, NotFound: the actor is not a Listener of this site.
    """
    listener = _self(actor)
    for kind in (Kind.ROTA, Kind.AVAILABLE, Kind.REST, Kind.CALL_OUT):
        require(actor, Do.READ, kind, site.id, listener)
    policies = policies_of(people_facts.policy_changes(site.id))
    tonight = night_at(policies, now, site.zone)
    owed, happened = own_facts.rest_of(site.id, listener, now - LOOK_BACK, now)
    rests: list[Resting] = [*owed, *assumed_rests(happened, policies, site.zone, now)]
    said, under_way = _nights(site, listener, tonight), open_interruption(happened)
    return OwnPage(
        tonight=tonight,
        nights=_near(said, listener, now),
        rest=_rest(rests, happened, policies, now),
        still_out=under_way is not None,
        waits=under_way is not None and under_way.only_waited,
        excused_from=None if under_way is None else _excused_from(under_way, policies, site, now),
        is_paused=listener in said.paused_since,
    )


def _nights(site: Site, listener: ListenerId, tonight: date) -> NightsSaid:
    return nights_said(site, [listener], tonight, tonight + timedelta(days=NIGHTS_AHEAD))


def _near(said: NightsSaid, listener: ListenerId, now: datetime) -> tuple[OwnNight, ...]:
    """Counted as what he is asked is, from this moment on: a night to which he says yes stands here at once."""
    return tuple(each for each in said.nights.get(listener, ()) if asking_from(each.starts_at) <= now)


def _excused_from(under_way: Interruption, policies: PolicyOn, site: Site, now: datetime) -> datetime | None:
    today = local_date(now, site.zone)
    work_from = at_local(today, policies(today).work_from, site.zone)
    return excused_from(under_way.out_at or under_way.start, today, work_from, site.zone)


def _rest(rests: list[Resting], happened: Sequence[Interruption], policies: PolicyOn, now: datetime) -> OwnRest | None:
    until, given_by = resting_until(rests, now), resting_at(rests, now)
    if until is None or given_by is None:
        return None
    return OwnRest(until, given_by.excused_until, why(given_by, policies, happened))


def _self(actor: Actor) -> ListenerId:
    if actor.listener_id is None:
        raise NotFound("nobody of the team")
    return actor.listener_id
