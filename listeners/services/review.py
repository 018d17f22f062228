"""How does each prison keep its side: rests kept, overrides given? Exact figures, no names.

Facts about the prison's conduct are given exactly: rounding them would shield the prison (evidence.md, section 7). The
auditor sees every prison, a coordinator the branch's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import Span
from listeners.domain.people import Role, SiteId
from listeners.services.accounts import NO_SITE
from listeners.store import review_facts
from listeners.store.review_facts import Conduct

__all__ = ["Conduct", "Review", "review"]

STRETCH = timedelta(days=28)
"""Four weeks, compared with the four before: every weekday equally often."""


@dataclass(frozen=True, slots=True)
class Review:
    """The last four weeks and the four before, the same sites in the same order."""

    since: datetime
    now: tuple[Conduct, ...]
    before: tuple[Conduct, ...]


def review(actor: Actor, now: datetime) -> Review:
    """Return how the sites that somebody may see did in the last four weeks and in the four before (8 statements).

    Raises:
        NotAllowed: the actor is neither an auditor nor a coordinator.
    """
    seen = _sites_seen_by(actor)
    for site_id in seen or (NO_SITE,):
        require(actor, Do.READ, Kind.OVERRIDE, site_id)
    since = now - STRETCH
    return Review(
        since,
        review_facts.conduct(seen, Span(since, now)),
        review_facts.conduct(seen, Span(since - STRETCH, since)),
    )


def _sites_seen_by(actor: Actor) -> frozenset[SiteId] | None:
    """The sites whose conduct an actor may see; None: every one."""
    if any(grant.role is Role.AUDITOR for grant in actor.grants):
        return None
    return frozenset(grant.site_id for grant in actor.grants if grant.role is Role.COORDINATOR and grant.site_id)
