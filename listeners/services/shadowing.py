"""Has somebody new been on as many call-outs as are to be shadowed, and who is told of it, once?

Whether he is then active is the coordinator's to say, with him: nobody is moved on by a number.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from listeners.access import Actor
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId, Standing
from listeners.domain.policy import Policy
from listeners.domain.standings import When, periods
from listeners.domain.team import Site
from listeners.services.duty_gaps import tell_coordinators
from listeners.store import people_page
from listeners.store.database import Session

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
