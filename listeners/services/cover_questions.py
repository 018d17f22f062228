"""Which questions about nights wait for whose answer? One for each night and Listener, and only while he could take it:
whoever rests, is away, or has taken a night too near is asked nothing until that is over. An offer to swap likewise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache

from listeners.domain.cover import able_to_take
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId
from listeners.domain.rota.place_changes import Judge, swap_of
from listeners.domain.rota.planning_facts import PlanningFacts
from listeners.domain.states import CoverReply, SwapState
from listeners.domain.team import Site
from listeners.services.place_changes import as_told, facts_around
from listeners.store.cover_facts import RequestOnFile
from listeners.store.swap_facts import OfferOnFile

Questions = Mapping[ListenerId, Mapping[date, RequestOnFile]]
"""Of each Listener by night: the request by which he was asked."""
Published = Callable[[], PlanningFacts]
"""Reads the facts of what is published, for whoever needs them."""


def published_once(site: Site, now: datetime) -> Published:
    """Return what reads the facts of what is published from today on, once for all that a page asks (5 statements, none
    where it asks nothing)."""
    return cache(lambda: as_told(facts_around(site, [local_date(now, site.zone)], now)))


def unanswered(requests: Iterable[RequestOnFile], now: datetime) -> Questions:
    """Return what waits for an answer, now or once it can be given: it was asked, and nothing was said about the night.
    ``requests`` are all of their nights, in whatever state."""
    listed = list(requests)
    said = {
        (each.listener, found.night) for found in listed for each in found.asked if each.reply in _SAID_OF_THE_NIGHT
    }
    asked: defaultdict[ListenerId, dict[date, RequestOnFile]] = defaultdict(dict)
    for found in listed:
        for each in found.asked if found.waits_at(now) else ():
            if each.reply is CoverReply.NONE and (each.listener, found.night) not in said:
                asked[each.listener].setdefault(found.night, found)
    return asked


def answerable(asked: Questions, requests: Iterable[RequestOnFile], now: datetime, published: Published) -> Questions:
    """Return those of these questions to which a yes would bring the night: a place of it is asked for, nobody has said
    yes to it, and no rule stops him."""
    nights = {night for of_one in asked.values() for night in of_one}
    open_ = [each for each in requests if each.may_be_taken_at(now) and each.night in nights]
    if not open_:
        return {}
    able, judge = defaultdict[date, set[ListenerId]](set), Judge(published())
    for each in open_:
        able[each.night].update(able_to_take(judge, each.night, each.place, each.whose))
    return {
        listener: {night: found for night, found in of_one.items() if listener in able[night]}
        for listener, of_one in asked.items()
    }


def swappable(offers: Iterable[OfferOnFile], published: Published) -> tuple[OfferOnFile, ...]:
    """Return those of these offers that wait for an answer to which a yes would be a swap: no rule stops the two now.
    Whoever offered is told nothing of it, so that a rest of the other reads as his silence."""
    offered = [each for each in offers if each.state is SwapState.OFFERED]
    if not offered:
        return ()
    judge = Judge(published())
    return tuple(each for each in offered if not judge.breaches(swap_of(each.one.placed, each.other.placed)))


_SAID_OF_THE_NIGHT = frozenset({CoverReply.NO, CoverReply.YES, CoverReply.NOT_CHOSEN})
"""What answers the question about a night, whichever of its places he was asked of."""
