"""Which questions about nights wait for whose answer? One for each night and Listener, and only while he could take it:
whoever rests, is away, or has taken a night too near is asked nothing until that is over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from listeners.domain.cover import able_to_take
from listeners.domain.people import ListenerId
from listeners.domain.states import CoverReply
from listeners.domain.team import Site
from listeners.services.place_changes import as_told, facts_around
from listeners.store.cover_facts import RequestOnFile

Questions = Mapping[ListenerId, Mapping[date, RequestOnFile]]
"""Of each Listener by night: the request by which he was asked."""


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


def answerable(site: Site, asked: Questions, requests: Iterable[RequestOnFile], now: datetime) -> Questions:
    """Return those of these questions to which a yes would bring the night: a place of it is asked for, nobody has said
    yes to it, and no rule stops him (6 statements, none where nothing is asked)."""
    nights = {night for of_one in asked.values() for night in of_one}
    open_ = [each for each in requests if each.may_be_taken_at(now) and each.night in nights]
    if not open_:
        return {}
    facts = as_told(facts_around(site, [each.night for each in open_], now))
    able: defaultdict[date, set[ListenerId]] = defaultdict(set)
    for each in open_:
        able[each.night].update(able_to_take(facts, each.night, each.place, each.whose))
    return {
        listener: {night: found for night, found in of_one.items() if listener in able[night]}
        for listener, of_one in asked.items()
    }


_SAID_OF_THE_NIGHT = frozenset({CoverReply.NO, CoverReply.YES, CoverReply.NOT_CHOSEN})
"""What answers the question about a night, whichever of its places he was asked of."""
