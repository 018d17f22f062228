"""What do a Listener and a coordinator see of swaps: what is offered, to whom, and what could be?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.cover import is_near
from listeners.domain.people import ListenerId
from listeners.domain.rota.hard_rules import Breach
from listeners.domain.rota.naming import named
from listeners.domain.rota.place_changes import Judge, swap_of
from listeners.domain.rota.planning_facts import PlanningFacts
from listeners.domain.states import SwapState
from listeners.domain.team import Site, TeamMember
from listeners.services.cover_page import himself
from listeners.services.cover_questions import Published, published_once, swappable
from listeners.services.duty_gaps import duties_to_come, not_begun
from listeners.store import night_facts, swap_facts
from listeners.store.duties_facts import DutyOnFile
from listeners.store.swap_facts import OfferOnFile

OVER = (SwapState.WITHDRAWN, SwapState.DONE, SwapState.LAPSED, SwapState.NOT_MADE)
"""The states of an offer of which whoever made it knows what became: taken back, done, or his own night is gone."""

IN_VAIN = (SwapState.NOT_AGREED, SwapState.NOT_MADE)
"""The states of an offer that has ended after a yes."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A swap by its nights: whoever offers gives one, with its hours, and takes the other. Nothing of who it is. Of an
    offer of his own ``takes`` is None while a kiosk does not name that night, which is more than 14 days ahead."""

    id: str
    state: SwapState
    gives: date
    takes: date | None
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class OwnSwaps:
    """The nights that a Listener could give, and what he has offered of those ahead."""

    nights: tuple[date, ...]
    mine: tuple[Offer, ...]

    def of(self, night: date) -> tuple[Offer, ...]:
        """What he has offered of one of his nights."""
        return tuple(each for each in self.mine if each.gives == night)

    def is_spoken_for(self, night: date) -> bool:
        """Whether somebody would swap a night with him, and a coordinator has still to agree."""
        return any(each.state is SwapState.TO_APPROVE for each in self.of(night))


@dataclass(frozen=True, slots=True)
class SwapPage:
    """The offers that wait for somebody, the rules that stop a yes to some of them now, by the id of the offer, the
    duties ahead, by night, and who is who."""

    offers: tuple[OfferOnFile, ...]
    stopped: Mapping[str, tuple[Breach, ...]]
    duties: tuple[DutyOnFile, ...]
    who: Mapping[ListenerId, TeamMember]

    @property
    def askable(self) -> frozenset[str]:
        """The ids of the offers that may be answered with a yes now."""
        offered = (each.id for each in self.offers if each.state is SwapState.OFFERED)
        return frozenset(offered).difference(self.stopped)


@dataclass(frozen=True, slots=True)
class OpenOffers:
    """The swaps of a Listener that wait for somebody: what he is offered and has not answered, what he has offered
    (``mine``), what he has said yes to and a coordinator has still to agree to (``waits``), and what he has said yes to
    in vain (``not_made``)."""

    offered: tuple[Offer, ...]
    mine: tuple[Offer, ...]
    waits: tuple[Offer, ...]
    not_made: tuple[Offer, ...]


def open_offers(site: Site, actor: Actor, now: datetime, published: Published | None = None) -> OpenOffers:
    """Return the swaps of a Listener that wait for somebody (1 statement; and what ``published`` reads where he is
    offered one). He is asked of none that a rule stops now.

    Raises:
        NotAllowed, NotFound: the actor is not a Listener of this site.
    """
    listener = himself(actor, site)
    found, facts = swap_facts.of_nights_ahead(site.id, now), published or published_once(site, now)
    to_him = [each for each in found if each.other.placed.listener == listener and each.page_from <= now]
    made = (each for each in found if each.one.placed.listener == listener and each.is_open_at(now))
    his = (_own(each, now) for each in made if _is_shown(each, now))
    in_vain = [each for each in to_him if each.state in IN_VAIN]
    if in_vain:  # he may have the night another way
        has = {duty.night for duty in facts().planned_duties() if duty.listener == listener}
        in_vain = [each for each in in_vain if each.one.placed.night not in has]
    mine = {(each.gives, each.takes, each.state): each for each in his}
    return OpenOffers(
        tuple(_offer(each) for each in swappable((each for each in to_him if each.waits_at(now)), facts)),
        tuple(mine.values()),
        tuple(_offer(each) for each in to_him if each.may_be_agreed_to(now)),
        tuple(_offer(each) for each in in_vain),
    )


def own_swaps(site: Site, actor: Actor, now: datetime) -> OwnSwaps:
    """Return what a Listener could give and has offered (2 statements). However the other is away, be it that he has
    lost his night, the offer stands as it was until its night: anything else would tell his pause from his "I can't".

    Raises:
        NotAllowed, NotFound: the actor is not a Listener of this site.
    """
    listener = himself(actor, site)
    his = [duty for duty in not_begun(duties_to_come(site, now), now) if duty.listener == listener]
    made = (each for each in swap_facts.of_nights_ahead(site.id, now) if each.one.placed.listener == listener)
    shown = (each for each in made if each.one.stands and each.state not in OVER and _is_shown(each, now))
    nights = tuple(duty.night for duty in his if is_near(duty.starts_at, now))
    return OwnSwaps(nights, tuple(_own(each, now) for each in shown))


def swap_page(site: Site, actor: Actor, now: datetime) -> SwapPage:
    """Return what is offered at a site and what could be swapped.

    Raises:
        NotAllowed: the actor is no coordinator of this site.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    offers = tuple(each for each in swap_facts.ahead(site.id, now) if each.waits_at(now))
    ahead = not_begun(duties_to_come(site, now), now)
    stopped = _stopped(offers, published_once(site, now)()) if offers else {}
    return SwapPage(offers, stopped, ahead, {member.id: member for member in night_facts.team(site)})


def _stopped(offers: Iterable[OfferOnFile], facts: PlanningFacts) -> Mapping[str, tuple[Breach, ...]]:
    judge = Judge(facts)
    broken = {each.id: judge.breaches(swap_of(each.one.placed, each.other.placed)) for each in offers}
    return {id_: named(facts, found) for id_, found in broken.items() if found}


def _is_shown(each: OfferOnFile, now: datetime) -> bool:
    """Whether whoever made it sees it: also while the night that he would have instead is too far ahead to be named,
    so that he does not offer his own once more."""
    return is_near(each.one.starts_at, now)


def _own(each: OfferOnFile, now: datetime) -> Offer:
    return _offer(each) if each.page_from <= now else replace(_offer(each), takes=None)


def _offer(each: OfferOnFile) -> Offer:
    one, other = each.one, each.other
    return Offer(each.id, each.state, one.placed.night, other.placed.night, one.starts_at, one.ends_at)
