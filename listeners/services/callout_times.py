"""When did he go out, and when was he back?

Facts: stored whatever they mean for the rota. Only what cannot have happened is sent back: back before out, a time that
has not come, or one man going out twice at the same moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import to_the_minute
from listeners.domain.states import AttendanceState, CallOutState, ContactPlace
from listeners.domain.team import Site
from listeners.errors import Conflict, Problem, Unreadable
from listeners.services import rests, rests_shortened
from listeners.services.acts import once
from listeners.services.callout_corrections import ends_earlier, is_moved, is_other, to_keep, why
from listeners.services.callout_ends import nobody_else
from listeners.services.callout_steps import ANSWERED, Outcome, began, lock_listeners, part_of, recorded_return
from listeners.store import callouts_facts, callouts_writes
from listeners.store.callouts_facts import INTERRUPTING, Attended, CallOutOnFile
from listeners.store.database import Session
from listeners.store.journal import audit

SOURCE = "the call-out"


@dataclass(frozen=True, slots=True)
class Return:
    """What is recorded at a return: when, where they listened, whether a talk was offered before he went back, where
    that is known; ``reason``, why one that is on file is put right, where that has to be said."""

    back_at: datetime
    place: ContactPlace | None = None
    debrief_offered: bool | None = None
    reason: str = ""


def impossible(out: datetime, back: datetime | None, now: datetime, asked: datetime | None = None) -> list[Problem]:
    """Return what cannot have happened: a time still to come, back before out, out before he was asked."""
    faults = []
    if out > now:
        faults.append(Problem(None, "out", "is still to come"))
    if back is not None and back > now:
        faults.append(Problem(None, "back", "is still to come"))
    if back is not None and back < out:
        faults.append(Problem(None, "back", "is before he went out"))
    if asked is not None and out < asked:
        faults.append(Problem(None, "out", "is before the man asked"))
    return faults


def out_faults(site: Site, one: Attended, out_at: datetime, actor: Actor, now: datetime) -> list[Problem]:
    """Return why somebody cannot have gone out on his call-out at that moment (1 statement); one man goes out once at a
    time, so that a second call-out of his with the same ``out`` is the same one.

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    faults = impossible(out_at, one.back_at or one.called_off_at, now)
    talked = one.started_at or one.ended_at
    if talked is not None and talked < out_at:
        faults.append(Problem(None, "out", "is after they began to talk"))
    there = callouts_facts.part_out_at(site.id, one.listener, out_at)
    if there is not None and there[1].id != one.id:
        faults.append(Problem(None, "out", "is that of another call-out of his that is on file already"))
    return faults


def back_faults(one: Attended, back_at: datetime, now: datetime) -> list[Problem]:
    """Return why somebody who is out cannot have been back at that moment."""
    faults = [] if one.out_at is None else impossible(one.out_at, back_at, now)
    talked = one.ended_at or one.started_at
    if talked is not None and back_at < to_the_minute(talked):
        faults.append(Problem(None, "back", "is before they finished talking"))
    return faults


def returned(
    site: Site,
    call_out_id: str,
    attendance_id: str,
    said: Return,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> str:
    """Record a return, or correct one; rests follow and duties are stood down in the same transaction. Returns the
    call-out's id.

    Raises:
        NotAllowed, NotFound.
        Unreadable: it cannot have happened, or nobody says why it is put right so late, or to an earlier time.
        Conflict: he never went.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out, one = part_of(site, call_out_id, attendance_id, actor, now)
        lock_listeners(session, call_out, one.listener)
        if one.state not in INTERRUPTING or one.out_at is None:
            raise Conflict(ANSWERED)
        refuse(back_faults(one, said.back_at, now))
        end = one.back_at or one.called_off_at
        also = is_moved(call_out, said.place, now) or ends_earlier(end, said.back_at, now)
        reason = why(end, said.back_at, said.reason, now, also=also)
        offered = one.debrief_offered_at or (said.back_at if said.debrief_offered else None)
        values: dict[str, Any] = {
            "state": AttendanceState.RETURNED,
            "back_at": to_keep(one.back_at, said.back_at),
            "back_before": None,
            "called_off_at": None,
            "debrief_offered_at": offered,
        }
        if said.debrief_offered is not None:
            values["debrief_unknown"] = False
        move(session, site, one, actor, now, values, reason)
        all_back(session, site, call_out, one, said.place, actor, now, reason)
        followed = rests.rederive(site, [one.listener], actor, now, since=began(one))
        rests_shortened.tell(session, site, call_out, one, followed, actor, now)
        audit(session, actor, now, "record a return", Kind.CALL_OUT, object_id=call_out_id, subject_id=one.listener)
        return recorded_return(call_out_id)

    once(actor, act_key, now, do)
    return call_out_id


def went_out(
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
    """Correct when somebody went out, and with it when he accepted where one press recorded both; the earlier version
    is kept, and the rest follows from what is right now: a wrongly early press leaves no longer interruption. A yes
    that was recorded by itself stays as it is, also while he is on file as out before it: put back, everything is as it
    was. ``reason``: why, where that has to be said (``callout_corrections``). Returns the call-out's id.

    Raises:
        NotAllowed, NotFound.
        Unreadable: it cannot have happened, or nobody says why it is put right so late.
        Conflict: he never went.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out, one = part_of(site, call_out_id, attendance_id, actor, now)
        if one.out_at is None:
            raise Conflict(ANSWERED)
        if not is_other(one.out_at, out_at):
            return call_out_id
        refuse(out_faults(site, one, out_at, actor, now))
        values: dict[str, Any] = {"out_at": out_at}
        if one.unlocked_at is not None or one.accepted_at not in (None, one.out_at):
            values["unlocked_at"] = out_at
        elif one.accepted_at is not None:
            values["accepted_at"] = out_at
        kept = why(one.out_at, out_at, reason, now)
        callouts_writes.correct_attendance(session, site.id, attendance_id, actor, now, reason=kept, **values)
        followed = rests.rederive(site, [one.listener], actor, now, since=min(began(one), out_at))
        rests_shortened.tell(session, site, call_out, one, followed, actor, now)
        audit(session, actor, now, "correct the out", Kind.CALL_OUT, object_id=call_out_id, subject_id=one.listener)
        return call_out_id

    return once(actor, act_key, now, do)


def move(
    session: Session,
    site: Site,
    one: Attended,
    actor: Actor,
    now: datetime,
    values: dict[str, Any],
    reason: str | None = None,
) -> None:
    """Move on who was out; correct, with the earlier version and the reason kept, who was back or of whom it was not
    known."""
    if one.state is AttendanceState.ACTING:
        callouts_writes.move_attendance(session, site.id, one.id, actor, now, **values)
    else:
        callouts_writes.correct_attendance(session, site.id, one.id, actor, now, reason=reason, **values)


def all_back(
    session: Session,
    site: Site,
    call_out: CallOutOnFile,
    one: Attended,
    place: ContactPlace | None,
    actor: Actor,
    now: datetime,
    reason: str | None = None,
) -> None:
    """Note the place, or put it right; when nobody is out any more, take back what is still offered, let go whoever
    waits to be unlocked, and end the call-out."""
    others = [each for each in call_out.attended if each.id != one.id]
    values: dict[str, Any] = {} if place is None else {"place": place}
    if call_out.is_open and not any(each.state is AttendanceState.ACTING for each in others):
        nobody_else(session, site, others, actor, now)
        values["state"] = CallOutState.RETURNED
    elif call_out.outcome == Outcome.CALLED_OFF:
        # It was not called off after all: somebody went and is back.
        values |= {"state": CallOutState.RETURNED, "outcome": None, "closed_at": None}
    if values:
        callouts_writes.correct_call_out(session, site.id, call_out.id, actor, now, reason=reason, **values)


def refuse(faults: list[Problem]) -> None:
    """Raise Unreadable where something cannot have happened."""
    if faults:
        raise Unreadable(SOURCE, faults)
