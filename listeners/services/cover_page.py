"""What do a Listener and a coordinator see of cover: what he is asked and asks for, and what goes on at the site?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.cover import ASKING_BEGINS, able_to_take, is_near
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId, SiteId
from listeners.domain.rota.board import NightRow, NightState, seats_on
from listeners.domain.rota.gap_list import PlaceAsked, seats_asked
from listeners.domain.rota.hard_rules import Breach
from listeners.domain.rota.naming import named
from listeners.domain.rota.place_changes import Judge
from listeners.domain.rota.planning_facts import PlanningFacts
from listeners.domain.states import CoverReply, CoverState, SwapState
from listeners.domain.team import Site, TeamMember
from listeners.errors import NotFound
from listeners.services.cover_questions import Published, Questions, answerable, published_once, swappable, unanswered
from listeners.services.place_changes import as_told, facts_around
from listeners.store import cover_facts, people_facts, swap_facts
from listeners.store.cover_facts import RequestOnFile
from listeners.store.swap_facts import OfferOnFile


@dataclass(frozen=True, slots=True)
class Question:
    """Whether he can do a night: nothing of whose it is, nor why."""

    id: str
    night: date
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class OwnCover:
    """What a Listener is asked, for which of his own nights others are asked, to which he said yes that a coordinator
    has still to agree to, and to which he said yes in vain."""

    asked: tuple[Question, ...]
    wanting: tuple[date, ...]
    waits: tuple[date, ...] = ()
    not_his: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenCover:
    """A request as a coordinator sees it, with the ``number`` of its seat, None where the night has no such seat (any
    more); ``left`` are those who could still be asked, the first first. Asking begins by itself
    at ``asking_from``. ``is_stopped``: by now a rule stops who said yes. ``stopped``: the rules that stop those who
    have not answered, of whom nothing is asked while they do."""

    request: RequestOnFile
    number: int | None
    left: tuple[ListenerId, ...]
    asking_from: datetime
    is_near: bool
    is_stopped: bool
    stopped: Mapping[ListenerId, tuple[Breach, ...]]

    @property
    def is_to_approve(self) -> bool:
        """Whether somebody has said yes and waits for the coordinator's."""
        return self.request.state is CoverState.TO_APPROVE

    @property
    def said_yes_at(self) -> datetime | None:
        """Since when a yes waits for the coordinator's."""
        said = self.request.of(self.request.taken_by) if self.request.taken_by else None
        return None if said is None else said.answered_at


@dataclass(frozen=True, slots=True)
class CoverPage:
    """Every request that waits for somebody, by night, who is who, and whether a coordinator agrees to each yes."""

    requests: tuple[OpenCover, ...]
    who: Mapping[ListenerId, TeamMember]
    approves: bool

    @property
    def first(self) -> tuple[OpenCover, ...]:
        """Those that wait for the coordinator, then those of which others are asked."""
        asking = (each for each in self.requests if each.is_near and not each.is_to_approve)
        return (*(each for each in self.requests if each.is_to_approve), *asking)

    @property
    def later(self) -> tuple[OpenCover, ...]:
        """Those of which asking begins later."""
        return tuple(each for each in self.requests if not each.is_near and not each.is_to_approve)


def own_cover(site: Site, actor: Actor, now: datetime, published: Published | None = None) -> OwnCover:
    """Return what a Listener is asked and asks for (1 statement; and what ``published`` reads where he is asked
    something, or said yes in vain).

    Raises:
        NotAllowed, NotFound: the actor is not a Listener of this site.
    """
    listener, facts = himself(actor, site), published or published_once(site, now)
    requests = cover_facts.ahead(site.id, now)
    waiting = [each for each in requests if each.waits_at(now)]
    his = {
        night: found
        for night, found in unanswered(requests, now).get(listener, {}).items()
        if is_near(found.starts_at, now)
    }
    asked = answerable({listener: his}, waiting, now, facts).get(listener, {})
    waits = tuple(each.night for each in waiting if each.waits_for_approval_of(listener))
    has = {each.night for each in requests if each.taken_by == listener}
    in_vain = {each.night for each in requests if each.was_in_vain(listener)} - has
    if in_vain:  # he may have the night another way
        in_vain -= {duty.night for duty in facts().planned_duties() if duty.listener == listener}
    return OwnCover(
        tuple(Question(each.id, each.night, each.starts_at, each.ends_at) for each in asked.values()),
        tuple(each.night for each in waiting if each.listener == listener),
        waits,
        tuple(sorted(in_vain)),
    )


def himself(actor: Actor, site: Site) -> ListenerId:
    """Return which Listener sees what he is asked and asks for.

    Raises:
        NotAllowed, NotFound: the actor is not a Listener of this site.
    """
    listener = actor.listener_id
    if listener is None:
        raise NotFound("nobody of the team")
    for kind in (Kind.ROTA, Kind.AVAILABLE):
        require(actor, Do.READ, kind, site.id, listener)
    return listener


def open_cover(site: Site, actor: Actor, now: datetime) -> CoverPage:
    """Return every request that waits, who was asked, and who could still be.

    Raises:
        NotAllowed: the actor is no coordinator of this site.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    waiting = cover_facts.waiting(site.id, now)
    approves = bool(people_facts.policy(site.id, local_date(now, site.zone)).cover_approval)
    if not waiting:
        return CoverPage((), {}, approves)
    facts = as_told(facts_around(site, [each.night for each in waiting], now))
    judge, found, seats = Judge(facts), [], _seats(facts, waiting)
    noes = cover_facts.said_no(site.id, min(each.night for each in waiting), max(each.night for each in waiting))
    for each in waiting:
        able = able_to_take(judge, each.night, each.place, each.whose)
        left = tuple(one for one in able if not each.was_asked(one) and (one, each.night) not in noes)
        begins, near = each.starts_at - ASKING_BEGINS, is_near(each.starts_at, now)
        is_stopped = each.taken_by is not None and each.taken_by not in able
        stopped = _stopped(judge, each, able)
        found.append(OpenCover(each, seats.get(each.id), left, begins, near, is_stopped, stopped))
    return CoverPage(tuple(found), {member.id: member for member in facts.team}, approves)


def _stopped(
    judge: Judge, found: RequestOnFile, able: Collection[ListenerId]
) -> Mapping[ListenerId, tuple[Breach, ...]]:
    silent = (each.listener for each in found.asked if each.reply is CoverReply.NONE and each.listener not in able)
    return {listener: named(judge.facts, judge.breaches([found.taken(listener)])) for listener in silent}


def _seats(facts: PlanningFacts, waiting: Iterable[RequestOnFile]) -> Mapping[str, int]:
    """Return the number of the seat that each request is for, by its id: of several that nobody has each one of its
    own, the first ones, as on the board (``gap_list.seats_asked``)."""
    found, left = {}, {each.night: [*seats_on(facts, each.night)] for each in waiting}
    for each in waiting:
        there = (seat for seat in left[each.night] if (seat.place, seat.listener) == (each.place, each.listener))
        seat = next(there, None)
        if seat is not None:
            left[each.night].remove(seat)
            found[each.id] = seat.number
    return found


@dataclass(frozen=True, slots=True)
class OnTheBoard:
    """The nights of cover and of swaps that wait for a coordinator to agree, the next first, and the places that others
    are asked to take."""

    cover: tuple[date, ...]
    swaps: tuple[date, ...]
    asked: tuple[PlaceAsked, ...]

    @classmethod
    def of(cls, facts: PlanningFacts) -> OnTheBoard:
        """What the facts of the board say of it."""
        waits = tuple(each.night for each in facts.to_take if each.said_yes is not None)
        return cls(waits, facts.swaps_to_agree, tuple(each.which for each in facts.to_take))

    @property
    def to_agree(self) -> int:
        """How many wait."""
        return len(self.cover) + len(self.swaps)

    @property
    def first(self) -> date:
        """The next night for which somebody waits; there is one."""
        return min((*self.cover, *self.swaps))

    def seats_of(self, row: NightRow) -> frozenset[int]:
        """Return the numbers of the seats of a published night that others are asked to take."""
        return seats_asked(row.night, row.seats, self.asked) if row.state is NightState.PUBLISHED else frozenset()


@dataclass(frozen=True, slots=True)
class WaitedFor:
    """The ids of the requests and of the offers to swap to which each Listener's answer is waited for; ``later``: of
    those which he may answer once nothing stops him any more, as he rests or somebody else's yes waits."""

    now: Mapping[ListenerId, frozenset[str]]
    later: Mapping[ListenerId, frozenset[str]]


def waited_for(site: Site, now: datetime) -> WaitedFor:
    """Return to what each Listener's answer is waited for (2 statements; 5 more where somebody is asked). Every caller
    has asked permission before."""
    requests, published = cover_facts.ahead(site.id, now), published_once(site, now)
    asked = unanswered(requests, now)
    offered = [each for each in swap_facts.ahead(site.id, now) if each.state is SwapState.OFFERED]
    return WaitedFor(
        _ids(answerable(asked, requests, now, published), swappable(offered, published)), _ids(asked, offered)
    )


def _ids(asked: Questions, offered: Iterable[OfferOnFile]) -> Mapping[ListenerId, frozenset[str]]:
    """The ids of these questions and offers, by who is asked."""
    found: defaultdict[ListenerId, set[str]] = defaultdict(set)
    for listener, of_one in asked.items():
        found[listener] |= {each.id for each in of_one.values()}
    for offer in offered:
        found[offer.other.placed.listener].add(offer.id)
    return {listener: frozenset(ids) for listener, ids in found.items()}


def waiting_for_coordinators(site_id: SiteId, now: datetime) -> tuple[frozenset[str], frozenset[str]]:
    """Return the ids of the requests and of the offers to swap that wait for a coordinator to agree, and those of the
    requests that nobody has said yes to (2 statements). Every caller has asked permission before."""
    of_cover: defaultdict[CoverState, list[str]] = defaultdict(list)
    for each in cover_facts.waiting(site_id, now):
        of_cover[each.state].append(each.id)
    offers = (each.id for each in swap_facts.ahead(site_id, now) if each.state is SwapState.TO_APPROVE)
    return frozenset((*of_cover[CoverState.TO_APPROVE], *offers)), frozenset(of_cover[CoverState.OPEN])
