"""Who goes on a call-out, and who did not go after all?

A man who is out only moves on: back, called off, return unknown. That he never went is no such move but a correction of
the press that sent him: the earlier version is kept, every time is taken off it, and the database accepts it in no
other shape (``guard_attendance_forward``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from listeners.access import Actor, Do, Kind, require
from listeners.domain.states import AttendanceState, CallOutState, Part
from listeners.domain.team import Site
from listeners.errors import Conflict
from listeners.services import rests, stand_downs
from listeners.services.acts import once
from listeners.services.callout_steps import (
    ANSWERED,
    Outcome,
    began,
    close,
    may_be_offered,
    must_be_beside_a_lead,
    must_be_open,
    offer_next,
    part_of,
    pass_over,
)
from listeners.store import callouts_writes
from listeners.store.callouts_facts import INTERRUPTING, Attended, CallOutOnFile
from listeners.store.database import Session
from listeners.store.journal import audit

TIMES = ("accepted_at", "out_at", "back_at", "called_off_at", "back_before", "debrief_offered_at")
NEVER_OUT: dict[str, Any] = dict.fromkeys(TIMES)
"""What is taken off the part of somebody who never went."""
ASKED_STILL: dict[str, Any] = {"state": AttendanceState.OFFERED, "answered_at": None}


def going(
    site: Site, call_out_id: str, attendance_id: str, actor: Actor, now: datetime, act_key: str | None = None
) -> str:
    """Record that a Listener says yes and goes now; the rest that this forbids him to miss is worked out at once.

    A fact, never refused: it holds for somebody who said no a minute ago as well. Returns the call-out's id.

    Raises:
        NotAllowed, NotFound.
        Conflict: the request has ended, he is out on another one, or no lead has gone whom he could go beside.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out, one = part_of(site, call_out_id, attendance_id, actor, now)
        if one.state is AttendanceState.ACTING:
            return call_out_id
        must_be_open(call_out)
        part = one.part if one.state is AttendanceState.OFFERED else _room_for(session, site, call_out, one, actor, now)
        must_be_beside_a_lead(call_out, part)
        values = {"state": AttendanceState.ACTING, "part": part, "accepted_at": now, "out_at": now, "answered_at": now}
        callouts_writes.move_attendance(session, site.id, attendance_id, **values)
        callouts_writes.move_call_out(session, site.id, call_out_id, state=CallOutState.ACTING)
        rests.rederive(site, [one.listener], actor, now, since=now)
        audit(session, actor, now, "send", Kind.CALL_OUT, object_id=call_out_id, subject_id=one.listener)
        return call_out_id

    return once(actor, act_key, now, do)


def did_not_go(
    site: Site,
    call_out_id: str,
    attendance_id: str,
    is_still_asked: bool,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> str:
    """Correct "he is going": he never went. Nothing of it interrupted him, so that no rest follows; nights that were
    taken off him for it are proposed to the coordinators, never given back by themselves. ``is_still_asked``: the press
    came too soon, and he has answered nothing yet; otherwise he is not going, and the next in order is asked. Where the
    request has ended it stays so. Returns the call-out's id.

    A caller who changed his mind is something else (``callout_ends.call_off``): then the Listener was up for it.

    Raises:
        NotAllowed, NotFound.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.one_at_a_time(session, site.id)
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out, one = part_of(site, call_out_id, attendance_id, actor, now)
        if one.state not in INTERRUPTING or one.interruption is None:
            return call_out_id
        goes_on = _goes_on_without(call_out, one)
        asked_again = (
            is_still_asked and goes_on and one.state is AttendanceState.ACTING and may_be_offered(call_out, one.part)
        )
        values = NEVER_OUT | (ASKED_STILL if asked_again else {"state": AttendanceState.DECLINED, "answered_at": now})
        callouts_writes.correct_attendance(session, site.id, attendance_id, actor, now, **values)
        _go_on_without(session, site, call_out, one, now)
        if goes_on and not asked_again:
            offer_next(session, site, call_out_id, one.part, actor, now)
        rests.rederive(site, [one.listener], actor, now, since=began(one))
        stand_downs.tell_what_may_stand_again(session, site, one.listener, actor, now)
        audit(session, actor, now, "did not go", Kind.CALL_OUT, object_id=call_out_id, subject_id=one.listener)
        return call_out_id

    return once(actor, act_key, now, do)


def _goes_on_without(call_out: CallOutOnFile, one: Attended) -> bool:
    """Whether a request goes on once somebody who went never did: others are out, or nobody has been."""
    others = [each for each in call_out.attended if each.id != one.id]
    is_out = any(each.state is AttendanceState.ACTING for each in others)
    return call_out.is_open and (is_out or not any(each.out_at is not None for each in others))


def _go_on_without(session: Session, site: Site, call_out: CallOutOnFile, one: Attended, now: datetime) -> None:
    """Put a request where it stands without somebody who never went: nobody goes beside a lead who is not there, and
    one for which nobody has gone asks again, or was never finished."""
    others = [each for each in call_out.attended if each.id != one.id]
    if one.part is Part.LEAD:
        for each in others:
            pass_over(session, site, each)
    if any(each.state is AttendanceState.ACTING for each in others):
        return
    has_been = any(each.out_at is not None for each in others)
    if call_out.is_open:
        state = CallOutState.RETURNED if has_been else CallOutState.ASKED
        callouts_writes.move_call_out(session, site.id, call_out.id, state=state)
    elif not has_been and call_out.outcome != Outcome.CALLED_OFF:
        close(session, site, call_out.id, Outcome.NOT_FINISHED, now)


def _room_for(
    session: Session, site: Site, call_out: CallOutOnFile, one: Attended, actor: Actor, now: datetime
) -> Part:
    """Make room for somebody who goes after all, and return as what: whoever is being asked in his place is passed
    over; beside a lead who has gone he is the second."""
    if one.state not in (AttendanceState.DECLINED, AttendanceState.NO_ANSWER):
        raise Conflict(ANSWERED)
    current = call_out.under_way(one.part)
    has_gone = current is not None and current.state is AttendanceState.ACTING
    part = Part.SECOND if has_gone and one.part is Part.LEAD else one.part
    if not has_gone:
        pass_over(session, site, current)
    callouts_writes.offer(session, site.id, call_out.id, one.listener, part, actor, now)
    return part
