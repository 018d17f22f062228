"""He said yes and waits to be unlocked: what is recorded when he does not go after all, or had gone already?

Of him no reason is asked, and it costs him nothing. He was woken, so that it interrupted him from his yes until now,
and he rests by the same rules. Once the night is over, and his yes is not fresh, nobody knows until when he waited: his
end is not known, as that of a return never entered. The man who asked still needs somebody: only a person ends his
request, or its 12 hours do. That staff did not let him out is theirs, and a refusal as any other
(``callout_refusals``). That he never said yes, or was never woken, is something else (``callout_not_gone``): then
nothing interrupted him.
"""

from __future__ import annotations

from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.states import AttendanceState, CallOutEventKind, CallOutState, StaffReason
from listeners.domain.team import Site
from listeners.errors import Conflict, NotFound
from listeners.services import callout_nobody, callout_went, rests
from listeners.services.acts import once
from listeners.services.callout_corrections import goes_on
from listeners.services.callout_ends import let_go, waited_in_vain
from listeners.services.callout_steps import (
    ANSWERED,
    Outcome,
    began,
    close,
    must_be_beside_a_lead,
    must_be_open,
    offer_next,
    part_of,
    refuse_late,
)
from listeners.services.callout_times import out_faults, refuse
from listeners.services.nights import night_of
from listeners.store import callouts_facts, callouts_writes
from listeners.store.callouts_events import add_event, events
from listeners.store.database import Session
from listeners.store.journal import audit


def stays(
    site: Site, call_out_id: str, attendance_id: str, actor: Actor, now: datetime, act_key: str | None = None
) -> str:
    """Record that somebody who waits to be unlocked does not go, and offer his part to the next in order. Of a night
    that is over, more than half an hour after his yes, nobody is asked until a person asks him; the request stays open.
    The audit does not name him, as of a "no". Returns the call-out's id.

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
        if goes_on(call_out, night_of(site, now), one.sent_at or now, now):
            let_go(session, site, [one], actor, now)
            offer_next(session, site, call_out_id, one.part, actor, now)
        else:
            waited_in_vain(session, site, one, actor, now)
        audit(session, actor, now, "ask the next", Kind.CALL_OUT, object_id=call_out_id)
        return call_out_id

    return once(actor, act_key, now, do)


def not_let_out(
    site: Site,
    call_out_id: str,
    attendance_id: str,
    reason: StaffReason,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> str:
    """Record of a night that is over that staff never let somebody out who had said yes: their refusal, with its
    reason, counted and told as one of that night (``callout_refusals.staff_cannot``). He rests as whoever waited in
    vain. No Listener went to the man, so that his request ends by it and what is done for him is asked for, unless
    another is asked or out. Returns the call-out's id.

    Raises:
        NotAllowed.
        NotFound: as ``part_of``, or his night is not over: then staff say that they cannot let him go.
        Conflict: the request has ended, or he does not wait any more (``AnsweredAlready``).
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.one_at_a_time(session, site.id)
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out, one = part_of(site, call_out_id, attendance_id, actor, now)
        refused = [each.attendance_id for each in events(site.id, call_out_id) if each.kind is CallOutEventKind.REFUSED]
        if one.id in refused:
            return call_out_id
        must_be_open(call_out)
        if one.has_ended:
            raise Conflict(ANSWERED)
        if one.state is not AttendanceState.ACCEPTED:
            refuse_late(site, one)
        if goes_on(call_out, night_of(site, now), one.sent_at or now, now):
            raise NotFound("that night is not over")
        waited_in_vain(session, site, one, actor, now)
        about = {"reason": reason, "attendance_id": one.id}
        event_id = add_event(session, site.id, call_out_id, CallOutEventKind.REFUSED, now, actor, now, **about)
        others = [each for each in call_out.attended if each.id != one.id]
        if not any(each.state in callouts_facts.UNDER_WAY or each.out_at is not None for each in others):
            close(session, site, call_out_id, Outcome.REFUSED_BY_STAFF, now, actor, now)
            callout_nobody.tell_refused(session, site, event_id, call_out, reason, actor, now)
        detail = {"reason": reason}
        audit(session, actor, now, "never let out", Kind.CALL_OUT, object_id=call_out_id, detail=detail)
        return call_out_id

    return once(actor, act_key, now, do)


def went(
    site: Site,
    call_out_id: str,
    attendance_id: str,
    out_at: datetime,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
    *,
    reason: str = "",
) -> str:
    """Record when somebody who waited to be unlocked was let out and went, where that was not put in at the time. When
    he was back is asked next; until then he is out. Of whom it is on file that he did not go, or was not let go, it is
    a correction (``callout_went``), whether the request goes on or has ended; ``reason``: why, where that has to be
    said. Returns the call-out's id.

    Raises:
        NotAllowed, NotFound.
        Conflict: he went at another time by what is on file (``AnsweredAlready``), or who waits has no lead whom he
            could go beside.
        Unreadable: it cannot have been then, or nobody says why it is put right so late.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.one_at_a_time(session, site.id)
        call_out, one = callout_went.locked(session, site, call_out_id, attendance_id, actor, now)
        if one.out_at == out_at:
            return call_out_id
        if callout_went.may_be_entered(one):
            callout_went.put_right(session, site, call_out, one, out_at, reason, actor, now)
        elif one.state is AttendanceState.ACCEPTED:
            must_be_open(call_out)
            must_be_beside_a_lead(call_out, one.part)
            refuse(out_faults(site, one, out_at, actor, now))
            values = {"state": AttendanceState.ACTING, "unlocked_at": out_at, "out_at": out_at}
            callouts_writes.move_attendance(session, site.id, one.id, actor, now, **values)
            callouts_writes.move_call_out(session, site.id, call_out_id, actor, now, state=CallOutState.ACTING)
            rests.rederive(site, [one.listener], actor, now, since=min(began(one), out_at))
        else:
            refuse_late(site, one)
        audit(session, actor, now, "send", Kind.CALL_OUT, object_id=call_out_id, subject_id=one.listener)
        return call_out_id

    return once(actor, act_key, now, do)
