"""A man has asked for a Listener: who is asked?

An offer is a claim: while it stands, nobody else can ask the same Listener. A "no" has no reason and costs nothing.
What was said, and who the caller is, has no place here.
"""

from __future__ import annotations

from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.people import ListenerId, WingId
from listeners.domain.states import AttendanceState, Part, Route
from listeners.domain.team import Site
from listeners.errors import Conflict, NotFound
from listeners.services import callout_lapses, callout_nobody, rests
from listeners.services.acts import once
from listeners.services.callout_steps import (
    ANSWERED,
    first_of,
    must_be_beside_a_lead,
    must_be_open,
    offer_next,
    on_file,
    order_of,
    part_of,
    pass_over,
    refuse_late,
)
from listeners.services.nights import tonight
from listeners.store import callouts_writes
from listeners.store.callouts_facts import SAID_YES
from listeners.store.callouts_writes import NewCallOut
from listeners.store.database import Session
from listeners.store.journal import audit


def start(
    site: Site, wing: WingId, route: Route | None, actor: Actor, now: datetime, act_key: str | None = None
) -> str:
    """Record that a man on a wing has asked, offer it to the first in order, and return the call-out's id.

    Two officers at once get two different Listeners. Where nobody is left the request stands with nobody asked.

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
        NotFound: no such wing.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    if wing not in {each.id for each in site.wings}:
        raise NotFound("no such wing")

    def do(session: Session) -> str:
        callouts_writes.one_at_a_time(session, site.id)
        callout_lapses.lapse(session, site, now)
        view = tonight(site, now, only_open=True)
        if view.returns_missing():
            rests.settle(site, actor, now)
            view = tonight(site, now, only_open=True)
        new = NewCallOut(view.night, now, wing, route)
        call_out_id = callouts_writes.add_call_out(session, site.id, new, actor, now)
        whom = first_of(view, None, wing, Part.LEAD)
        if whom is not None:
            callouts_writes.offer_first(session, site.id, call_out_id, whom, Part.LEAD, actor, now)
        else:
            callout_nobody.note(session, site, call_out_id, wing, actor, now)
        audit(session, actor, now, "ask for a Listener", Kind.CALL_OUT, object_id=call_out_id, subject_id=whom)
        return call_out_id

    return once(actor, act_key, now, do)


def not_going(
    site: Site,
    call_out_id: str,
    attendance_id: str,
    answer: AttendanceState,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> str:
    """Record "says no" or "no answer" and offer the request to the next in order. No reason is asked, and the audit
    does not name him. Returns the call-out's id.

    Raises:
        NotAllowed, NotFound.
        Conflict: the request has ended, or he has gone already (``AnsweredAlready``).
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    if answer not in (AttendanceState.DECLINED, AttendanceState.NO_ANSWER):
        raise NotFound("no such answer")

    def do(session: Session) -> str:
        callouts_writes.one_at_a_time(session, site.id)
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out, one = part_of(site, call_out_id, attendance_id, actor, now)
        if one.state is answer and one.has_answered:
            return call_out_id
        must_be_open(call_out)
        if one.state is not AttendanceState.OFFERED:
            refuse_late(site, one)
        callouts_writes.move_attendance(session, site.id, attendance_id, actor, now, state=answer, answered_at=now)
        offer_next(session, site, call_out_id, one.part, actor, now)
        audit(session, actor, now, "ask the next", Kind.CALL_OUT, object_id=call_out_id)
        return call_out_id

    return once(actor, act_key, now, do)


def stop_asking(
    site: Site, call_out_id: str, attendance_id: str, actor: Actor, now: datetime, act_key: str | None = None
) -> str:
    """Take back the offer to somebody who would have gone beside the lead: nobody goes beside him after all. Whoever is
    out stays out, and the one who was asked has answered nothing. Returns the call-out's id.

    Raises:
        NotAllowed.
        NotFound: as ``part_of``, or he is asked to lead: a man who asked is not left with nobody by this press.
        AnsweredAlready: he has answered meanwhile.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        _, one = part_of(site, call_out_id, attendance_id, actor, now)
        if one.part is Part.LEAD:
            raise NotFound("the lead is asked for until the request ends")
        if one.state is AttendanceState.NO_ANSWER and not one.has_answered:
            return call_out_id
        if one.state is not AttendanceState.OFFERED:
            refuse_late(site, one)
        pass_over(session, site, one, actor, now)
        audit(session, actor, now, "stop asking", Kind.CALL_OUT, object_id=call_out_id, subject_id=one.listener)
        return call_out_id

    return once(actor, act_key, now, do)


def ask(
    site: Site,
    call_out_id: str,
    part: Part,
    listener: ListenerId | None,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> str:
    """Offer a part to a Listener of the officer's choice, or to the first in order; whoever is being asked for it is
    passed over and may be asked later. Returns the call-out's id.

    Raises:
        NotAllowed, NotFound.
        Conflict: the request has ended, somebody said yes to this part, the Listener cannot be asked now, or no lead
            has gone whom he could go beside.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.one_at_a_time(session, site.id)
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out = on_file(site, call_out_id, actor, now)
        must_be_open(call_out)
        must_be_beside_a_lead(call_out, part)
        current = call_out.under_way(part)
        if current is not None and current.state in SAID_YES:
            raise Conflict("guard_one_lead" if part is Part.LEAD else ANSWERED)
        view = tonight(site, now, only_open=True)
        whom = listener if listener is not None else first_of(view, call_out, call_out.wing, part)
        if whom is None or whom not in order_of(view, call_out, call_out.wing, part):
            raise Conflict("guard_one_call_out")
        pass_over(session, site, current, actor, now)
        callouts_writes.offer(session, site.id, call_out_id, whom, part, actor, now)
        audit(session, actor, now, "ask a Listener", Kind.CALL_OUT, object_id=call_out_id, subject_id=whom)
        return call_out_id

    return once(actor, act_key, now, do)
