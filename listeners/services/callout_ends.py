"""How does a request end without anybody coming back from it: called off, or by the telephone?"""

from __future__ import annotations

from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.states import AttendanceState, CallOutState, Part
from listeners.domain.team import Site
from listeners.errors import Conflict
from listeners.services import rests
from listeners.services.acts import once
from listeners.services.callout_steps import MOVED_ON, Outcome, close, on_file, order_of, pass_over
from listeners.services.nights import tonight
from listeners.store import callouts_facts, callouts_writes
from listeners.store.database import Session
from listeners.store.journal import audit


def call_off(site: Site, call_out_id: str, actor: Actor, now: datetime, act_key: str | None = None) -> str:
    """Record that the caller changed his mind: the request ends. Whoever had said yes was interrupted until now, and
    rests by the same rules. Returns the call-out's id.

    Raises:
        NotAllowed, NotFound.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out = on_file(site, call_out_id, actor, now)
        if not call_out.is_open:
            return call_out_id
        had_gone = [each for each in call_out.attended if each.state is AttendanceState.ACTING]
        for each in call_out.attended:
            if each.state in callouts_facts.UNDER_WAY:
                values = {"state": AttendanceState.CALLED_OFF, "called_off_at": max(now, each.accepted_at or now)}
                callouts_writes.move_attendance(session, site.id, each.id, **values)
        close(session, site, call_out_id, Outcome.CALLED_OFF, now)
        if had_gone:
            began = min(each.accepted_at or now for each in had_gone)
            rests.rederive(site, [each.listener for each in had_gone], actor, now, since=began)
        audit(session, actor, now, "call off", Kind.CALL_OUT, object_id=call_out_id)
        return call_out_id

    return once(actor, act_key, now, do)


def telephone(site: Site, call_out_id: str, actor: Actor, now: datetime, act_key: str | None = None) -> str:
    """Record that the Samaritans telephone was given instead, the orderly officer told and staff checking on the man:
    a staff duty, recorded with its time. Whether a Listener was free is recorded with it. Returns the call-out's id.

    Raises:
        NotAllowed, NotFound.
        Conflict: somebody has gone already.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out = on_file(site, call_out_id, actor, now)
        if not call_out.is_open:
            return call_out_id
        if call_out.state is CallOutState.ACTING:
            raise Conflict(MOVED_ON)
        somebody_free = bool(order_of(tonight(site, now), call_out, call_out.wing, Part.LEAD))
        for each in call_out.attended:
            pass_over(session, site, each)
        outcome = Outcome.TELEPHONE_WHILE_FREE if somebody_free else Outcome.TELEPHONE
        close(session, site, call_out_id, outcome, now)
        detail = {"outcome": outcome}
        audit(session, actor, now, "give the telephone", Kind.CALL_OUT, object_id=call_out_id, detail=detail)
        return call_out_id

    return once(actor, act_key, now, do)
