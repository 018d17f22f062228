"""Has somebody new been on as many call-outs as are to be shadowed, and who is told of it, once?

Whether he is then active is the coordinator's to say, with him: nobody is moved on by a number.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId, Standing
from listeners.domain.policy import Policy
from listeners.domain.policy_book import policies_of
from listeners.domain.standings import When, periods
from listeners.domain.team import Site
from listeners.services.duty_gaps import tell_coordinators
from listeners.store import people_facts, people_page
from listeners.store.database import Session, act

SHADOWED_ENOUGH = "shadowed_enough"
"""The kind of notice to coordinators: he has been on as many call-outs as are to be shadowed."""


def tell(
    session: Session, site: Site, listener_ids: Collection[ListenerId], policy: Policy, actor: Actor, now: datetime
) -> None:
    """Tell the coordinators who of these Listeners shadows and has been on as many call-outs as the policy asks for,
    once for each time of shadowing. Called inside an act, after call-outs were recorded (2 statements, 2 more for each
    who is told of)."""
    today = local_date(now, site.zone)
    since = {
        who: period.from_on
        for who, history in people_page.standings_of(site, listener_ids).items()
        for period in periods(history, today)
        if period.when is When.NOW and period.standing is Standing.SHADOWING
    }
    for who, contacts in people_page.contacts_had(site, list(since)).items():
        if contacts >= policy.shadowed_contacts:
            facts: dict[str, object] = {"listener": who, "contacts": contacts}
            event = f"{SHADOWED_ENOUGH}:{who}:{since[who]}"
            tell_coordinators(session, site, event, SHADOWED_ENOUGH, facts, actor, now)


def tell_at_site(site_code: str, actor: Actor, now: datetime) -> int:
    """Tell the coordinators of a site of everybody who has shadowed enough by now, each once: the job. A number that is
    lowered, and a standing that begins later, are followed by no call-out. Return how many shadow.

    Raises:
        NotAllowed: only background work looks through a team so.
        NotFound: there is no such site.
    """
    site = people_facts.site_by_code(site_code)
    require(actor, Do.WRITE, Kind.KEY, site.id)  # which is open to SYSTEM alone
    today = local_date(now, site.zone)
    shadows = [each.id for each in people_facts.team(site.id) if each.standing_on(today) is Standing.SHADOWING]
    policy = policies_of(people_facts.policy_changes(site.id))(today)
    with act() as session:
        tell(session, site, shadows, policy, actor, now)
    return len(shadows)
