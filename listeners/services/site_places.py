"""Where do the Listeners of a prison listen? The forms of a return and of paper offer those places and no other."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.states import ContactPlace
from listeners.domain.team import Site
from listeners.services.acts import once
from listeners.store import site_writes
from listeners.store.database import Session
from listeners.store.journal import audit


def set_places(
    site: Site, places: Collection[ContactPlace], actor: Actor, now: datetime, act_key: str | None = None
) -> None:
    """Note which places a prison has; none named: all of them. What is on file of a call-out stays as it is.

    Raises:
        NotAllowed: the actor is no coordinator of this site.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)

    def do(session: Session) -> str:
        chosen = [place for place in ContactPlace if place in places]
        site_writes.set_places(session, site.id, chosen)
        detail = {"places": [place.value for place in chosen]}
        audit(session, actor, now, "name the places", Kind.ROTA, site_id=site.id, detail=detail)
        return ""

    once(actor, act_key, now, do)
