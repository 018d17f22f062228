"""What does a calendar link answer, now? Whoever holds the link may read it: the link is the permission.

What it opens is fixed by its row, and is no more than dates: the stand-by nights of one Listener, or the nights of the
site that lack somebody. A night has one event, whatever becomes of it; one that is nobody's any more is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from listeners.domain.nights import local_date, nights_between
from listeners.domain.people import ListenerId, SiteId
from listeners.domain.policy_book import night_at
from listeners.domain.rota.board import NightRow, NightState, seats_on
from listeners.domain.rota.gap_list import short_of
from listeners.domain.rota.planning_facts import FURTHEST_NIGHTS, PlanningFacts
from listeners.domain.rota.publication import span_of
from listeners.domain.team import Site
from listeners.outbound.calendar import Event, calendar
from listeners.services import feeds, own_nights, rotas
from listeners.store import feed_links, night_changes, notices_facts, people_facts
from listeners.store.database import act
from listeners.store.feed_links import FeedOnFile

BEHIND = timedelta(days=28)
"""So far back a Listener's own calendar keeps his nights."""
READ_AGAIN = timedelta(days=1)
"""When a link was read is written down once a day, not at each of a calendar's many looks."""


def read(token: str, now: datetime) -> str | None:
    """Return the calendar of a link; None where there is no such link, it was revoked, or what it rests on has ended:
    the site's, the part of the coordinator who made it; a Listener's, his being in the team.

    A link that does not exist costs the same as one that was revoked: one look-up of a digest.
    """
    link = feed_links.by_digest(feeds.digest_of(token))
    if link is None:
        return None
    site = people_facts.site(link.site_id)
    text = _of_site(site, link, now) if link.listener is None else _of_listener(site, link.listener, now)
    if text is not None and (link.read_at is None or now - link.read_at >= READ_AGAIN):
        with act() as session:
            feed_links.note_read(session, link.id, now)
    return text


def _of_listener(site: Site, listener: ListenerId, now: datetime) -> str | None:
    today = local_date(now, site.zone)
    if feeds.is_gone(people_facts.member(site.id, listener), today):
        return None
    first, last = today - BEHIND, today + timedelta(days=FURTHEST_NIGHTS)
    changed = night_changes.last_changed(site.id, first, last, [listener])
    his = own_nights.nights_of(site, [listener], first, last).get(listener, ())
    events = (
        _event(site.id, f"{each.night}-{listener}", each.starts_at, each.ends_at, "Stand-by", changed[each.night])
        for each in his
        if not each.off and not each.said_no
    )
    return calendar("Stand-by", events, site.zone)


def _of_site(site: Site, link: FeedOnFile, now: datetime) -> str | None:
    today = local_date(now, site.zone)
    if link.maker not in notices_facts.coordinators(site.id, today):
        return None
    facts = rotas.facts_for(site, today - timedelta(days=1), today + timedelta(days=FURTHEST_NIGHTS - 1), now)
    published = replace(facts, draft=None)
    changed = night_changes.last_changed(site.id, today - timedelta(days=1), today + timedelta(days=FURTHEST_NIGHTS))
    return calendar(f"Open nights {site.code}", _open_nights(published, changed), site.zone)


def _open_nights(facts: PlanningFacts, changed: Mapping[date, datetime]) -> Iterator[Event]:
    tonight = night_at(facts.policy, facts.now, facts.site.zone)
    for night in nights_between(tonight, max((told.last for told in facts.published), default=tonight)):
        if not facts.is_planned(night):
            continue
        needed, optional = short_of(NightRow(night, NightState.PUBLISHED, seats_on(facts, night)))
        if needed or optional:
            span = span_of(facts, night)
            told = [each.at for each in facts.published if each.covers(night)]
            at = max((*told, changed.get(night, told[-1])))
            event = _event(facts.site.id, f"{night}-open", span.start, span.end, _words(needed, optional), at)
            yield replace(event, is_busy=False)


def _words(needed: int, optional: int) -> str:
    if not needed:
        return f"Stand-by: {optional} more could come"
    return f"Stand-by: {needed} {'place needs' if needed == 1 else 'places need'} somebody"


def _event(site_id: SiteId, name: str, starts_at: datetime, ends_at: datetime, words: str, at: datetime) -> Event:
    return Event(f"{name}@{site_id}.listeners", starts_at, ends_at, at, words)
