"""Somebody has been out for long: who takes over from him?

One press sends a named man who is rested in the place of him who is out: the one is back, the other goes, in the same
act, so that the man who asked is never on file as alone. Both rests follow. Which part followed which is kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.dispatch_facts import Group
from listeners.domain.people import ListenerId
from listeners.domain.states import AttendanceState, CallOutEventKind
from listeners.domain.team import Site
from listeners.errors import Conflict
from listeners.services import rests
from listeners.services.acts import once
from listeners.services.callout_steps import HALF_A_DAY, began, must_be_open, part_of, refuse_late
from listeners.services.nights import Night, tonight
from listeners.store import callouts_writes
from listeners.store.callouts_events import add_event
from listeners.store.callouts_facts import Attended, CallOutOnFile
from listeners.store.database import Session
from listeners.store.journal import audit

RETURN_FIRST = "return_first"


def able(view: Night, call_out: CallOutOnFile, one: Attended) -> tuple[ListenerId, ...]:
    """Return who could take over somebody's part, the first to be asked first: the rested alone, and nobody who has had
    a part in this call-out already; nobody where the return is missing."""
    if is_return_missing(view, call_out, one):
        return ()
    order = view.ranking(call_out.wing, one.part, call_out).order
    return tuple(each.listener for each in order if each.group is not Group.BEEN_OUT and not each.been_out)


def is_return_missing(view: Night, call_out: CallOutOnFile, one: Attended) -> bool:
    """Whether the return of somebody on file as out is missing: he went on an earlier night, or more than 12 h ago. He
    is asked when he was back: the moment of a press would not be it."""
    return call_out.night < view.night or (one.out_at is not None and view.now - one.out_at > HALF_A_DAY)


def is_time(view: Night, one: Attended) -> bool:
    """Whether somebody has been out for so long that a hand-over is suggested (docs/evidence.md, section 4: at 3 h)."""
    return one.out_at is not None and view.now - one.out_at >= timedelta(hours=view.policy.hand_over_hours)


def hand_over(
    site: Site,
    call_out_id: str,
    attendance_id: str,
    whom: ListenerId,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> str:
    """Record that a rested man takes over from somebody who is out: the one is back, and the other goes in his place.
    Whether a talk was offered to him who is back is asked next, as of every return (``callout_times.returned``): until
    it is said it is not known, and counts against nobody. Returns the call-out's id.

    Raises:
        NotAllowed, NotFound.
        Conflict: the request has ended, the return is missing, or he cannot be asked now.
        AnsweredAlready: the one who was out is not out any more.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.one_at_a_time(session, site.id)
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out, one = part_of(site, call_out_id, attendance_id, actor, now)
        must_be_open(call_out)
        if one.state is not AttendanceState.ACTING:
            refuse_late(site, one)
        view = tonight(site, now)
        if is_return_missing(view, call_out, one):
            raise Conflict(RETURN_FIRST)
        if whom not in able(view, call_out, one):
            raise Conflict("guard_one_call_out")
        back = {"state": AttendanceState.RETURNED, "back_at": now, "debrief_unknown": one.debrief_offered_at is None}
        callouts_writes.move_attendance(session, site.id, one.id, actor, now, **back)
        new = callouts_writes.offer(session, site.id, call_out_id, whom, one.part, actor, now)
        goes = {"state": AttendanceState.ACTING, "accepted_at": now, "answered_at": now, "out_at": now}
        callouts_writes.move_attendance(session, site.id, new, actor, now, **goes)
        about = {"attendance_id": new, "relieved_id": one.id}
        add_event(session, site.id, call_out_id, CallOutEventKind.HANDED_OVER, now, actor, now, **about)
        rests.rederive(site, [one.listener, whom], actor, now, since=began(one))
        audit(session, actor, now, "hand over", Kind.CALL_OUT, object_id=call_out_id, subject_id=whom)
        return call_out_id

    return once(actor, act_key, now, do)
