"""A place on a published night has nobody: how does a coordinator let those be asked who can take it?"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.cover import PlaceToCover, empty_now
from listeners.domain.rota.publication import span_of
from listeners.domain.states import NightPlace
from listeners.domain.team import Site
from listeners.errors import NotFound
from listeners.services.cover import open_places, trace
from listeners.services.place_changes import as_told, facts_around
from listeners.store import rota_writes
from listeners.store.acts import Writing, once


def ask_who_can(
    site: Site, night: date, place: NightPlace, actor: Actor, now: datetime, act_key: str | None = None
) -> None:
    """Ask those who can to take a place that nobody has, in order. Where others are asked for it already nothing
    changes; whoever said no to it before is not asked again.

    Raises:
        NotAllowed: the actor may not plan at this site.
        NotFound: there is no such empty place on a published night that has not begun.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)

    def do(session: Writing) -> str:
        rota_writes.lock_plan(session, site.id)
        facts = as_told(facts_around(site, [night], now))
        empty = empty_now(facts, night)[place]
        if not facts.is_planned(night) or not facts.is_ahead(night) or not empty:
            raise NotFound("no such empty place ahead")
        asked = Counter(each.which for each in facts.to_take)
        if asked[night, place, None] < empty:
            span = span_of(facts, night)
            (opened,) = open_places(session, site, [PlaceToCover(None, night, place, span.start, span.end)], actor, now)
            trace(session, site, "cover_opened", opened, actor, now)
        return ""

    once(actor, act_key, now, do)
