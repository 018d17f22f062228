"""He said yes, waits to be unlocked, and does not go after all: what follows?

No reason is asked, and it costs him nothing. He was woken, so that it interrupted him from his yes until now, and he
rests by the same rules. That he never said yes, or was never woken, is something else (``callout_not_gone``): then
nothing interrupted him.
"""

from __future__ import annotations

from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.states import AttendanceState
from listeners.domain.team import Site
from listeners.services.acts import once
from listeners.services.callout_ends import let_go
from listeners.services.callout_steps import must_be_open, offer_next, part_of, refuse_late
from listeners.store import callouts_facts, callouts_writes
from listeners.store.database import Session
from listeners.store.journal import audit


def stays(
    site: Site, call_out_id: str, attendance_id: str, actor: Actor, now: datetime, act_key: str | None = None
) -> str:
    """Record that somebody who waits to be unlocked does not go, and offer his part to the next in order. The audit
    does not name him, as of a "no". Returns the call-out's id.

    Raises:
        NotAllowed, NotFound.
        Conflict: the request has ended, or he does not wait any more (``AnsweredAlready``).
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.one_at_a_time(session, site.id)
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out, one = part_of(site, call_out_id, attendance_id, actor, now)
        if one.state in callouts_facts.ENDED:
            return call_out_id
        must_be_open(call_out)
        if one.state is not AttendanceState.ACCEPTED:
            refuse_late(site, one)
        let_go(session, site, [one], actor, now)
        offer_next(session, site, call_out_id, one.part, actor, now)
        audit(session, actor, now, "ask the next", Kind.CALL_OUT, object_id=call_out_id)
        return call_out_id

    return once(actor, act_key, now, do)
