"""A Listener was not let go, and nobody recorded it. How does that get on file afterwards?

He tells it himself, of the last 14 days, or a coordinator does. What is kept names nobody: not him, not the call-out,
nobody of staff (docs/decisions/0029-a-refusal-told-afterwards.md). Staff's own pages of the night show nothing of it;
the nights in figures show how many there were, beside what staff recorded.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import at_local, local_date
from listeners.domain.refusals_told import RefusalTold, fault_of
from listeners.domain.states import StaffReason
from listeners.domain.team import Site
from listeners.errors import NotFound, Problem, Unreadable
from listeners.services.acts import once
from listeners.store import refusals_told_facts
from listeners.store.database import Session
from listeners.store.journal import audit
from listeners.store.refusals_told_facts import ToldOnFile

NOON = time(12, 0)
"""A refusal is told of a day; it stands as the noon of it."""
SHOWN_DAYS = 56
"""What stands on the coordinator's page: eight weeks, as of work in a rest."""


def fault(site: Site, on: date, by_himself: bool, now: datetime) -> str | None:
    """Return why a refusal cannot have been told of a day, as a code of ``refusals_told.fault_of``."""
    return fault_of(on, local_date(now, site.zone), by_himself)


def of(site: Site, actor: Actor, now: datetime) -> tuple[ToldOnFile, ...]:
    """Return the refusals told of the last eight weeks, the newest first (1 statement). They are about nobody, so that
    no reading is noted.

    Raises:
        NotAllowed: the actor is no coordinator of this site.
    """
    require(actor, Do.READ, Kind.OWN_CONTACT, site.id)
    return refusals_told_facts.told_since(site.id, now - timedelta(days=SHOWN_DAYS))


def tell_own(
    site: Site, on: date, reason: StaffReason | None, actor: Actor, now: datetime, act_key: str | None = None
) -> None:
    """Put on file that the actor was not let go on a day. Of him nothing is kept with it.

    Raises:
        NotAllowed, NotFound: the actor is not a Listener of this site.
        Unreadable: it is ahead, or longer ago than he may tell.
    """
    if actor.listener_id is None:
        raise NotFound("nobody of the team")
    require(actor, Do.WRITE, Kind.OWN_CONTACT, site.id, actor.listener_id)
    _tell(site, on, reason, None, actor, now, act_key)


def tell_for(
    site: Site, on: date, reason: StaffReason | None, actor: Actor, now: datetime, act_key: str | None = None
) -> None:
    """Put on file that a Listener was not let go on a day, as the coordinator heard of it.

    Raises:
        NotAllowed: the actor is no coordinator of this site.
        Unreadable: it is ahead, or more than a year ago.
    """
    require(actor, Do.WRITE, Kind.OWN_CONTACT, site.id)
    _tell(site, on, reason, actor, actor, now, act_key)


def take_back(site: Site, told_id: str, actor: Actor, now: datetime, act_key: str | None = None) -> None:
    """Take back a refusal that was told by mistake; both rows stay.

    Raises:
        NotAllowed: the actor is no coordinator of this site.
        NotFound: no such refusal at this site, or it is taken back already.
    """
    require(actor, Do.WRITE, Kind.OWN_CONTACT, site.id)

    def do(session: Session) -> str:
        refusals_told_facts.take_back(session, site.id, told_id, actor, now)
        audit(session, actor, now, "refusal_taken_back", Kind.OWN_CONTACT, site_id=site.id, object_id=told_id)
        return "done"

    once(actor, act_key, now, do)


def _tell(
    site: Site, on: date, reason: StaffReason | None, by: Actor | None, actor: Actor, now: datetime, key: str | None
) -> None:
    found = fault(site, on, by is None, now)
    if found is not None:
        raise Unreadable("refusal", [Problem(None, "on", found)])

    def do(session: Session) -> str:
        refusals_told_facts.add(session, site.id, RefusalTold(at_local(on, NOON, site.zone), reason), by, now)
        audit(session, actor, now, "refusal_told", Kind.OWN_CONTACT, site_id=site.id)
        return "done"

    once(actor, key, now, do)
