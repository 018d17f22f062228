"""Who is told that something is late which a Listener told him? Those alone who may read it, and of it no more."""

from __future__ import annotations

from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import local_date
from listeners.domain.people import AccountId, SiteId
from listeners.services.care.concerns import readers
from listeners.store import people_facts
from listeners.store.care import concern_facts
from listeners.store.care.concern_facts import Branch, LateConcern
from listeners.store.database import act
from listeners.store.journal import queue_notice

CONCERN_LATE = "concern_late"
"""The kind of notice. The national office has none: its page says what is late."""


def tell_site(site_code: str, actor: Actor, now: datetime) -> None:
    """Tell of each open concern of a prison's Listeners of which something is past its date, once for each date. How
    many there are is told to nobody: not even to the list of what jobs did.

    Raises:
        NotAllowed: only background work looks through them; a person never does.
        NotFound: there is no such site.
    """
    site = people_facts.site_by_code(site_code)
    require(actor, Do.WRITE, Kind.KEY, site.id)  # which is open to SYSTEM alone
    today = local_date(now, site.zone)
    with act() as session:
        found = concern_facts.branches(today)
        for late in concern_facts.late(site.id, today):
            event = f"{CONCERN_LATE}:{late.id}:{late.due_on}"
            for where, account in _told(site.id, late, found):
                queue_notice(session, where, event, CONCERN_LATE, {}, now, account_id=account)


def _told(site_id: SiteId, late: LateConcern, found: tuple[Branch, ...]) -> tuple[tuple[SiteId, AccountId], ...]:
    """Whoever has taken it on, where he may read it still; else everybody who may."""
    all_of_them = readers(site_id, late.addressed_to, late.to_site_id, found)
    return tuple(each for each in all_of_them if each[1] == late.owner_id) or all_of_them
