"""By what is on file somebody did not go, or staff did not let him go, and he went all the same: what follows?

It is a correction of the end that he has, never refused: he is out from when he went, until his return is entered. The
request goes on with him, also where it had ended: then what staff did for the man instead counts no more. Where the man
who asked changed his mind after that, his end stays as it was; where he went after that he is out all the same. Every
name here but the question works inside an act.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from listeners.access import Actor
from listeners.domain.states import AttendanceState
from listeners.domain.team import Site
from listeners.services import paper_parts, paper_requests, rests, rests_shortened
from listeners.services.callout_corrections import why
from listeners.services.callout_goings import make_room
from listeners.services.callout_steps import Outcome, began, lock_listeners, part_of
from listeners.services.callout_times import out_faults, refuse
from listeners.services.paper_parts import PaperRecord
from listeners.store import callouts_facts, callouts_writes
from listeners.store.callouts_facts import Attended, CallOutOnFile
from listeners.store.database import Session


def may_be_entered(one: Attended) -> bool:
    """Whether somebody has an end on file and never went by it, so that it can be put right that he did."""
    return one.has_ended and one.out_at is None


def end_on_file(one: Attended) -> datetime | None:
    """Return the end that is put right where he went all the same: its age says whether a reason is needed."""
    return (one.called_off_at or one.back_before) if may_be_entered(one) else None


def as_never_ended(one: Attended) -> Attended:
    """Return his part as the time that he went is held against it: an end that was put on file before he went is none
    of his, also where the man who asked changed his mind."""
    return replace(one, called_off_at=None, back_before=None)


def locked(
    session: Session, site: Site, call_out_id: str, attendance_id: str, actor: Actor, now: datetime
) -> tuple[CallOutOnFile, Attended]:
    """Lock the call-out, and with it that for which he is asked or out by now, in the order in which all take them, and
    then him and whoever waits on it; return the call-out and his part as they are by then."""
    _, one = part_of(site, call_out_id, attendance_id, actor, now)
    found = callouts_facts.open_part(site.id, one.listener) if may_be_entered(one) else None
    for each in sorted({call_out_id} if found is None else {call_out_id, found[0].id}):
        callouts_writes.lock_call_out(session, site.id, each)
    call_out, one = part_of(site, call_out_id, attendance_id, actor, now)
    lock_listeners(session, call_out, one.listener)
    return call_out, one


def put_right(
    session: Session,
    site: Site,
    call_out: CallOutOnFile,
    one: Attended,
    out_at: datetime,
    said: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Put on file that he went, at that time, and his rest as it follows; ``said``: the reason, where one is needed.

    Raises:
        Unreadable: it cannot have been then, or nobody says why it is put right so late.
    """
    refuse(out_faults(site, as_never_ended(one), out_at, actor, now))
    reason = why(end_on_file(one), out_at, said, now)
    if _changed_his_mind(call_out, one) and one.called_off_at is not None and out_at <= one.called_off_at:
        values = _times(one, out_at)
        callouts_writes.correct_attendance(session, site.id, one.id, actor, now, reason=reason, **values)
    else:
        _goes_on(session, site, call_out, one, out_at, reason, actor, now)
    since = out_at if one.interruption is None else min(began(one), out_at)
    followed = rests.rederive(site, [one.listener], actor, now, since=since)
    rests_shortened.tell(session, site, call_out, one, followed, actor, now)


def _changed_his_mind(call_out: CallOutOnFile, one: Attended) -> bool:
    """Whether it was the man who asked that ended it for him."""
    return call_out.outcome == Outcome.CALLED_OFF and one.called_off_at == call_out.closed_at


def _times(one: Attended, out_at: datetime) -> dict[str, Any]:
    """Return when he went, and where he had said yes before, that he was unlocked then."""
    return {"out_at": out_at} | ({} if one.accepted_at is None else {"unlocked_at": out_at})


def _goes_on(
    session: Session,
    site: Site,
    call_out: CallOutOnFile,
    one: Attended,
    out_at: datetime,
    reason: str | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Put him down as out, and the request as going on. Where he has said yes to another man since, he was back before
    that, nobody knows when; where he waits for another from before, or is only being asked, somebody else is
    asked."""
    record = PaperRecord(one.listener, call_out.wing, call_out.asked_at, out_at)
    elsewhere = callouts_facts.open_part(site.id, one.listener)
    later = paper_parts.close_open_one(session, site, record, call_out, actor, now)
    values = _times(one, out_at) | {"state": AttendanceState.UNKNOWN_BACK, "called_off_at": None, "back_before": later}
    if later is None:
        part = make_room(session, site, call_out, one.part, actor, now)
        values |= {"state": AttendanceState.ACTING, "part": part}
        paper_requests.goes_on(session, site, call_out, actor, now, reason)
    callouts_writes.correct_attendance(session, site.id, one.id, actor, now, reason=reason, **values)
    paper_requests.end_if_over(session, site, call_out.id, actor, now, reason)
    paper_parts.ask_in_his_place(session, site, elsewhere, actor, now)
