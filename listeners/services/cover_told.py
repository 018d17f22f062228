"""What is a coordinator told back of cover and swaps: who has which night now, by name?

Read after the act, so that it is what is on file; every function asks permission first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.cover import asking_from
from listeners.domain.people import ListenerId
from listeners.domain.rota.planning_facts import Placed
from listeners.domain.states import CoverState, DutyState, NightPlace
from listeners.domain.team import Site
from listeners.services import cover, swaps
from listeners.store import duties_facts, people_facts
from listeners.store.cover_facts import RequestOnFile


@dataclass(frozen=True, slots=True)
class OfNight:
    """A night that others are or were asked to take: ``said_yes`` who would have it or has it, ``lost_by`` who had it
    until that very moment, and who is down for it now. A kiosk asks about it from ``page_from`` on."""

    night: date
    page_from: datetime
    place: NightPlace
    lost_by: ListenerId | None
    said_yes: ListenerId | None
    down: Mapping[ListenerId, NightPlace]
    names: Mapping[ListenerId, str]

    def name(self, listener: ListenerId | None) -> str:
        """Somebody's name."""
        return self.names.get(listener, "Somebody") if listener is not None else "Somebody"


@dataclass(frozen=True, slots=True)
class OfSwap:
    """Two nights that two Listeners swap: who has each, or had it before, and their names."""

    one: Placed
    other: Placed
    names: Mapping[ListenerId, str]


def of_request(site: Site, request_id: str, actor: Actor) -> OfNight:
    """Return what is on file of the night of a request (3 statements; 1 more where it is taken).

    Raises:
        NotAllowed: the actor may not plan at this site.
        NotFound: there is no such request.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    found = cover.on_file(site, request_id)
    duties = duties_facts.duties(site.id, found.night, found.night)
    down = {each.listener: each.place for each in duties if each.state is DutyState.PLANNED}
    return OfNight(
        found.night,
        asking_from(found.starts_at),
        found.place,
        _lost_by(site, found),
        found.taken_by,
        down,
        _names(site),
    )


def _lost_by(site: Site, found: RequestOnFile) -> ListenerId | None:
    """Who had the place until somebody took it; nobody, where it was empty by then."""
    taken = found.of(found.taken_by) if found.state is CoverState.TAKEN and found.taken_by else None
    if taken is None or taken.answered_at is None or found.whose is None:
        return None
    is_his = duties_facts.was_withdrawn_at(site.id, found.whose, found.night, taken.answered_at)
    return found.whose if is_his else None


def of_offer(site: Site, offer_id: str, actor: Actor) -> OfSwap:
    """Return what is on file of an offer to swap (2 statements).

    Raises:
        NotAllowed: the actor may not plan at this site.
        NotFound: there is no such offer.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    found = swaps.on_file(site, offer_id)
    return OfSwap(found.one.placed, found.other.placed, _names(site))


def names(site: Site, actor: Actor) -> Mapping[ListenerId, str]:
    """Return the name of each Listener of a site (1 statement).

    Raises:
        NotAllowed: the actor may not plan at this site.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    return _names(site)


def _names(site: Site) -> Mapping[ListenerId, str]:
    return {member.id: member.name for member in people_facts.team(site.id)}
