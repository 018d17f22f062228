"""A request for which nobody went is 12 hours old: who ends it, and who hears of it?

An officer who walked away from a page must not keep a man from being asked the next night. But a request that ends by
itself is one that nobody finished: somebody may have gone and not been written down, or nobody may have. So the
coordinators are told, once each, of the request alone: when it was, and nothing about who asked.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from listeners.access import SYSTEM, Actor, Do, Kind, require
from listeners.domain.team import Site
from listeners.services.duty_gaps import tell_coordinators
from listeners.store import callouts_writes, people_facts
from listeners.store.database import Session, act
from listeners.store.journal import audit

A_SHIFT = timedelta(hours=12)
"""An offer that nobody has answered for so long is not being asked any more."""
LAPSED = "request_lapsed"
"""Kind of notice to the coordinators."""


def lapse(session: Session, site: Site, now: datetime) -> int:
    """End the requests of a site for which nobody has gone in 12 hours, tell its coordinators, and return how many
    there were. Called inside ``act()``; nobody asked for it, so that it is done as SYSTEM and every coordinator hears
    of it, whoever is at the desk. Twice changes nothing more."""
    ended = callouts_writes.lapse(session, site.id, now - A_SHIFT, SYSTEM, now)
    for call_out_id, asked_at in ended:
        facts: dict[str, object] = {"asked_at": asked_at, "call_out": call_out_id}
        tell_coordinators(session, site, f"{LAPSED}:{call_out_id}", LAPSED, facts, SYSTEM, now)
        audit(session, SYSTEM, now, "end a lapsed request", Kind.CALL_OUT, site_id=site.id, object_id=call_out_id)
    return len(ended)


def lapse_site(site_code: str, actor: Actor, now: datetime) -> int:
    """Do what ``lapse`` does at one prison, as an act of its own.

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
        NotFound: there is no such site.
    """
    site = people_facts.site_by_code(site_code)
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    with act() as session:
        callouts_writes.one_at_a_time(session, site.id)
        return lapse(session, site, now)
