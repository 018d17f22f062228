"""Staff are on file as having done something for a man to whom no Listener went, and it was not done: what then?

As of "he is going" (docs/decisions/0014): the desk takes it back while it is fresh, a coordinator with a reason later.
It is asked for again on Tonight.
"""

from __future__ import annotations

from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.states import CallOutEventKind
from listeners.domain.team import Site
from listeners.services.acts import once
from listeners.services.callout_checks import checks_of, take_back
from listeners.services.callout_not_gone import WayBack, checked_reason, way_since
from listeners.services.callout_steps import on_file
from listeners.store import callouts_writes
from listeners.store.callouts_events import EventOnFile, events
from listeners.store.database import Session
from listeners.store.journal import audit


def way_back(site: Site, done: EventOnFile, actor: Actor, now: datetime) -> WayBack:
    """Return how this actor may take one of the three back: by a press within 30 minutes of its time, later as a
    coordinator, with a reason."""
    return way_since(site, done.at, actor, now)


def not_done(
    site: Site,
    call_out_id: str,
    kind: CallOutEventKind,
    reason: str,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> str:
    """Take back that one of the three was done; the others stay. Returns the call-out's id.

    Raises:
        NotAllowed, NotFound.
        Conflict: it is for a coordinator to take back.
        Unreadable: the reason is shorter than 20 characters or longer than 300.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out = on_file(site, call_out_id, actor, now)
        done = checks_of(call_out, events(site.id, call_out_id)).get(kind)
        if done is None:
            return call_out_id
        kept = checked_reason(way_back(site, done, actor, now), reason)
        take_back(session, site, call_out_id, [done], actor, now, kept)
        detail = {"what": kind}
        audit(session, actor, now, "not done", Kind.CALL_OUT, object_id=call_out_id, detail=detail)
        return call_out_id

    return once(actor, act_key, now, do)
