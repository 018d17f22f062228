"""How does a prison keep its side, by the three recommendations of the study? Exact figures, no names.

Facts about the prison's conduct are given exactly: rounding them would shield the prison (docs/evidence.md, section 7).
How often Listeners say that they chose to work in a rest is for those alone who may read what they tell of it. The
auditor and the national office see every prison, the branch and safer custody their own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from listeners.access import SYSTEM, Actor, Do, Kind, callers_of, can
from listeners.access import allows as scopes_of
from listeners.access.table import TABLE
from listeners.domain.nights import ONE_DAY, local_date
from listeners.domain.people import SiteId
from listeners.domain.policy import Policy
from listeners.domain.policy_book import policies_of
from listeners.domain.review import Scorecard, scorecard, stretches
from listeners.domain.team import SiteName
from listeners.errors import NotAllowed, NotFound
from listeners.services.callout_steps import Outcome
from listeners.store import people_facts, review_facts

TELEPHONE = (Outcome.TELEPHONE_WHILE_FREE.value, Outcome.TELEPHONE.value)


@dataclass(frozen=True, slots=True)
class Review:
    """The scorecard of one prison, its numbers of today, and the others that may be looked at."""

    prison: SiteName
    prisons: tuple[SiteName, ...]
    policy: Policy
    card: Scorecard


def review(actor: Actor, now: datetime, code: str | None = None) -> Review | None:
    """Return how a prison did in the last six times four weeks; without a ``code`` the chosen one, or the first; None
    where there is no prison yet (10 statements).

    Raises:
        NotAllowed: the actor sees no prison's figures.
        NotFound: no such prison, or one that is not for this actor.
    """
    chosen = prison_for(actor, code)
    if chosen is None:
        return None
    prison, prisons = chosen
    site = people_facts.site(prison.id)
    policies = policies_of(people_facts.policy_changes(site.id))
    since = stretches(now)[0].start
    # The night of an early morning is named by the evening before it.
    happened = review_facts.happened(site, since, local_date(since, site.zone) - ONE_DAY, TELEPHONE)
    card = scorecard(happened, policies, site.zone, now)
    if not can(actor, Do.READ, Kind.OWN_CONTACT, site.id):
        # Beside the list of who rests it would tell of a man whose rest began anew what he said of his work.
        card = replace(card, conditions=tuple(each for each in card.conditions if each.name != "chose_to_work"))
    return Review(prison, prisons, policies(local_date(now, site.zone)), card)


def prison_for(actor: Actor, code: str | None) -> tuple[SiteName, tuple[SiteName, ...]] | None:
    """Return the prison of that code, without one the chosen one, or the first; and with it every one whose figures
    this actor may look at. None where there is no prison yet (1 statement).

    Raises:
        NotAllowed: the actor sees no prison's figures.
        NotFound: no such prison, or one that is not for this actor.
    """
    prisons = _prisons(actor)
    return (_chosen(prisons, actor, code), prisons) if prisons else None


def _prisons(actor: Actor) -> tuple[SiteName, ...]:
    """Return the prisons of whose figures the table of access opens at least the published ones to this actor.

    An aggregate has a service that decides, and for these it is this one: of a prison's conduct every figure is
    published, exactly.
    """
    granted = {grant.site_id for grant in actor.grants}
    wanted = None if actor is SYSTEM or None in granted else frozenset(each for each in granted if each is not None)
    found = review_facts.prisons(wanted)
    seen = tuple(prison for prison in found if _may_see(actor, prison.id))
    if found and not seen:
        raise NotAllowed(f"{actor.username} may not see how a prison keeps its side")
    return seen


def _may_see(actor: Actor, site_id: SiteId) -> bool:
    return actor is SYSTEM or any(
        scopes_of(TABLE[Kind.AGGREGATE, caller], Do.READ) for caller in callers_of(actor, site_id, None)
    )


def _chosen(prisons: tuple[SiteName, ...], actor: Actor, code: str | None) -> SiteName:
    if code is None:
        return next((prison for prison in prisons if prison.id == actor.site_id), prisons[0])
    found = next((prison for prison in prisons if prison.code == code), None)
    if found is None:
        raise NotFound(f"no prison {code} to look at")
    return found
