"""How does a prison join? The national office puts it on file; its coordinator imports the team."""

from __future__ import annotations

from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.new_site import NewSite, faults
from listeners.domain.people import SiteId
from listeners.errors import Conflict, Problem, Unreadable
from listeners.services.accounts import NO_SITE
from listeners.store import journal, site_writes
from listeners.store.acts import Writing, once


def add_site(actor: Actor, new: NewSite, now: datetime, *, act_key: str | None = None) -> SiteId:
    """Put a prison on file, with its wings and the usual sessions.

    Raises:
        Unreadable: something about it cannot be; every fault is named.
        Conflict: a prison has this code already.
    """
    require(actor, Do.WRITE, Kind.ACCOUNT, NO_SITE)
    found = [Problem(None, field, why) for field, why in faults(new)]
    if found:
        raise Unreadable("prison", found)

    def write(session: Writing) -> str:
        if site_writes.code_taken(session, new.code):
            raise Conflict("code_taken")
        site_id = site_writes.add_site(session, new)
        told = {"code": new.code}
        journal.audit(session, actor, now, "add site", Kind.ACCOUNT, site_id=site_id, object_id=site_id, detail=told)
        return site_id

    return SiteId(once(actor, act_key, now, write))
