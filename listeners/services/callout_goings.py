"""Who goes on a call-out, and who waits to be unlocked first?

A man who said yes only moves on: out, back, called off, return unknown. That he never went is no such move
(``callout_not_gone``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from listeners.access import Actor, Do, Kind, require
from listeners.domain.states import AttendanceState, CallOutState, Part
from listeners.domain.team import Site
from listeners.services import rests
from listeners.services.acts import once
from listeners.services.callout_steps import must_be_beside_a_lead, must_be_open, part_of, pass_over, refuse_late
from listeners.store import callouts_writes
from listeners.store.callouts_facts import SAID_YES, Attended, CallOutOnFile
from listeners.store.database import Session
from listeners.store.journal import audit

BEFORE_GOING = (AttendanceState.OFFERED, AttendanceState.ACCEPTED)
"""From what somebody goes without anybody making room for him."""


def going(
    site: Site,
    call_out_id: str,
    attendance_id: str,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
    *,
    knows_of_lead: bool = True,
    knows_of_second: bool = True,
) -> str:
    """Record that a Listener says yes and goes now, or that he who waited is unlocked and goes; the rest that this
    forbids him to miss is worked out at once. His interruption began when he said yes.

    A fact, never refused: it holds for somebody who said no a minute ago as well. Whoever presses on a page that shows
    no lead who said yes (``knows_of_lead``) means one man, not two: where one has gone meanwhile, or waits to be
    unlocked, it is asked about once; and so where he would go as a second beside another second whom the page does not
    show (``knows_of_second``). Whoever waits as the lead goes beside him who is out before him. Returns the call-out's
    id.

    Raises:
        NotAllowed, NotFound.
        Conflict: the request has ended, he is out on another one, or no lead has gone whom he could go beside.
        AnsweredAlready: he would go beside or before a man whom the page did not show; or he has ended his part.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out, one = part_of(site, call_out_id, attendance_id, actor, now)
        if one.state is AttendanceState.ACTING:
            return call_out_id
        must_be_open(call_out)
        part = (
            one.part
            if one.state in BEFORE_GOING
            else _room_for(session, site, call_out, one, actor, now, knows_of_lead)
        )
        must_be_beside_a_lead(call_out, part)
        lead = call_out.under_way(Part.LEAD)
        if part is not Part.LEAD and lead is not None and not knows_of_lead:
            refuse_late(site, lead, whose=one)
        other = None if part is Part.LEAD else call_out.under_way(part)
        if other not in (None, one) and other.state in SAID_YES and not knows_of_second:
            refuse_late(site, other, whose=one)
        values: dict[str, Any] = {"accepted_at": now, "answered_at": now}
        if one.state is AttendanceState.ACCEPTED:
            values = {"unlocked_at": now}
        values |= {"state": AttendanceState.ACTING, "part": part, "out_at": now}
        callouts_writes.move_attendance(session, site.id, attendance_id, actor, now, **values)
        callouts_writes.move_call_out(session, site.id, call_out_id, actor, now, state=CallOutState.ACTING)
        rests.rederive(site, [one.listener], actor, now, since=now)
        audit(session, actor, now, "send", Kind.CALL_OUT, object_id=call_out_id, subject_id=one.listener)
        return call_out_id

    return once(actor, act_key, now, do)


def waits(
    site: Site, call_out_id: str, attendance_id: str, actor: Actor, now: datetime, act_key: str | None = None
) -> str:
    """Record that a Listener says yes and waits in his cell to be unlocked: he is woken, so that it interrupts him from
    now on, and nobody else is asked in his place. Returns the call-out's id.

    Raises:
        NotAllowed, NotFound.
        Conflict: the request has ended, he is out on another one, or no lead has gone whom he could go beside.
        AnsweredAlready: he is not being asked any more.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out, one = part_of(site, call_out_id, attendance_id, actor, now)
        if one.state is AttendanceState.ACCEPTED:
            return call_out_id
        must_be_open(call_out)
        if one.state is not AttendanceState.OFFERED:
            refuse_late(site, one)
        must_be_beside_a_lead(call_out, one.part)
        values = {"state": AttendanceState.ACCEPTED, "accepted_at": now, "answered_at": now}
        callouts_writes.move_attendance(session, site.id, attendance_id, actor, now, **values)
        rests.rederive(site, [one.listener], actor, now, since=now)
        audit(session, actor, now, "wait to be unlocked", Kind.CALL_OUT, object_id=call_out_id, subject_id=one.listener)
        return call_out_id

    return once(actor, act_key, now, do)


def _room_for(
    session: Session,
    site: Site,
    call_out: CallOutOnFile,
    one: Attended,
    actor: Actor,
    now: datetime,
    knows_of_lead: bool,
) -> Part:
    """Let somebody who has said no, or did not answer, go after all, and return as what. Where another waits to be
    unlocked as the lead in his place, the page has to know of him."""
    if one.state not in (AttendanceState.DECLINED, AttendanceState.NO_ANSWER):
        refuse_late(site, one)
    current = call_out.under_way(one.part)
    waits = current is not None and current.state is AttendanceState.ACCEPTED and one.part is Part.LEAD
    if current is not None and waits and not knows_of_lead:
        refuse_late(site, current, whose=one)
    part = make_room(session, site, call_out, one.part, actor, now)
    callouts_writes.offer(session, site.id, call_out.id, one.listener, part, actor, now)
    return part


def make_room(session: Session, site: Site, call_out: CallOutOnFile, part: Part, actor: Actor, now: datetime) -> Part:
    """Make room for somebody who goes after all, and return as what: whoever is being asked in his place is passed
    over; beside a lead who has gone he is the second. A lead who only waits is the second from now on, and waits on:
    nobody has said that he does not go. Works inside an act."""
    current = call_out.under_way(part)
    if current is None:
        return part
    pass_over(session, site, current, actor, now)
    if part is Part.LEAD and current.state is AttendanceState.ACTING:
        return Part.SECOND
    if part is Part.LEAD and current.state is AttendanceState.ACCEPTED:
        callouts_writes.correct_attendance(session, site.id, current.id, actor, now, part=Part.SECOND)
    return part
