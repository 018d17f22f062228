"""Who can follow the nights in a calendar of their own, by a secret link that can be revoked?

A link opens one thing: the nights of one Listener, or the nights of the site that lack somebody. No name, no wing, no
place and no reason is in either. The secret is shown once; what is stored is its digest (docs/decisions/0021).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId
from listeners.domain.team import Site, TeamMember
from listeners.errors import Conflict, NotFound
from listeners.store import feed_links, journal, notices_facts, people_facts
from listeners.store.accounts_secrets import hashing
from listeners.store.acts import Writing, once
from listeners.store.feed_links import FeedOnFile

__all__ = [
    "FeedOnFile",
    "FeedsPage",
    "NewFeed",
    "digest_of",
    "end_own",
    "is_gone",
    "make",
    "own_links",
    "page",
    "revoke",
]

TOKEN_BYTES = 24
"""192 bits of chance in 32 characters: it cannot be guessed, so nobody has to be kept from trying (**D**)."""


@dataclass(frozen=True, slots=True)
class FeedsPage:
    """The links of a site that are not revoked; ``ended``, by id: those that open nothing all the same, because he has
    left the team or who made it coordinates here no more; and who is in the team today, in its order."""

    links: tuple[FeedOnFile, ...]
    ended: frozenset[str]
    team: tuple[TeamMember, ...]
    who: Mapping[ListenerId, TeamMember]


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A link that was made. ``token`` is to be shown once; None: this form has been sent before, and it was shown
    then."""

    listener: ListenerId | None
    token: str | None = field(repr=False)


def page(site: Site, actor: Actor, now: datetime) -> FeedsPage:
    """Return the links of a site.

    Raises:
        NotAllowed: the actor is no coordinator of this site.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    today = local_date(now, site.zone)
    who = {member.id: member for member in people_facts.team(site.id)}
    here = {member.id: member for member in who.values() if not is_gone(member, today)}
    coordinators = notices_facts.coordinators(site.id, today)
    links = feed_links.of_site(site.id)
    ended = (
        each.id
        for each in links
        if (each.maker not in coordinators if each.listener is None else each.listener not in here)
    )
    return FeedsPage(links, frozenset(ended), tuple(sorted(here.values(), key=lambda each: each.ref)), who)


def make(site: Site, actor: Actor, listener: ListenerId | None, now: datetime, act_key: str | None = None) -> NewFeed:
    """Make a link to the nights of one Listener, or to those of the site that lack somebody.

    Raises:
        NotAllowed: the actor is no coordinator of this site.
        NotFound: nobody of that id is at this site.
        Conflict: he has left the team ("has_left").
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    if listener is not None and is_gone(people_facts.member(site.id, listener), local_date(now, site.zone)):
        raise Conflict("has_left")
    token, made = secrets.token_urlsafe(TOKEN_BYTES), []

    def do(session: Writing) -> str:
        made.append(feed_links.add(session, site.id, listener, digest_of(token), actor.account_id, now))
        _trace(session, site, actor, now, "feed_made", made[0], listener)
        return made[0]

    once(actor, act_key, now, do)
    return NewFeed(listener, token if made else None)


def revoke(site: Site, actor: Actor, link_id: str, now: datetime, act_key: str | None = None) -> None:
    """Revoke a link: from now on it opens nothing. Revoking it again changes nothing.

    Raises:
        NotAllowed: the actor is no coordinator of this site.
        NotFound: there is no such link at this site.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)

    def do(session: Writing) -> str:
        if feed_links.revoke(session, site.id, link_id, actor.account_id, now):
            _trace(session, site, actor, now, "feed_revoked", link_id, None)
        elif not feed_links.exists(session, site.id, link_id):
            raise NotFound("no such link")
        return link_id

    once(actor, act_key, now, do)


def own_links(site: Site, actor: Actor) -> int:
    """Return how many links open a Listener's own nights (1 statement).

    Raises:
        NotAllowed, NotFound: the actor is not a Listener of this site.
    """
    listener = _himself(actor)
    require(actor, Do.READ, Kind.ROTA, site.id, listener)
    return sum(each.listener == listener for each in feed_links.of_site(site.id))


def end_own(site: Site, actor: Actor, now: datetime, act_key: str | None = None) -> None:
    """Revoke every link to a Listener's own nights: who may follow them is his to end. Nobody has to agree.

    Raises:
        NotAllowed, NotFound: the actor is not a Listener of this site.
    """
    listener = _himself(actor)
    require(actor, Do.WRITE, Kind.AVAILABLE, site.id, listener)

    def do(session: Writing) -> str:
        for link_id in sorted(feed_links.revoke_of(session, site.id, listener, actor.account_id, now)):
            _trace(session, site, actor, now, "feed_revoked", link_id, listener)
        return ""

    once(actor, act_key, now, do)


def digest_of(token: str) -> str:
    """Return what is stored of the secret of a link."""
    return hashing().digest("feed", token)


def is_gone(member: TeamMember, today: date) -> bool:
    """Whether somebody is no longer of the team of his prison."""
    standing = member.standing_on(today)
    return standing is not None and standing.is_gone


def _himself(actor: Actor) -> ListenerId:
    if actor.listener_id is None:
        raise NotFound("nobody of the team")
    return actor.listener_id


def _trace(
    session: Writing, site: Site, actor: Actor, now: datetime, verb: str, link_id: str, listener: ListenerId | None
) -> None:
    journal.audit(session, actor, now, verb, Kind.ROTA, site_id=site.id, object_id=link_id, subject_id=listener)
