"""A Listener is on file as back from a call-out, and he is out still: what follows?

The press came too soon, or named the wrong man. As of "he is going" (docs/decisions/0014): the desk takes it back while
it is fresh, a coordinator with a reason later. The rest that followed from it goes with it; a night that it took off
him is proposed again, never given back in silence.
"""

from __future__ import annotations

from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.states import AttendanceState
from listeners.domain.team import Site
from listeners.errors import Conflict
from listeners.services import paper_requests, rests, rests_shortened
from listeners.services.acts import once
from listeners.services.callout_not_gone import WayBack, checked_reason, way_since
from listeners.services.callout_steps import MOVED_ON, began, part_of
from listeners.store import callouts_facts, callouts_writes
from listeners.store.callouts_facts import Attended, CallOutOnFile
from listeners.store.database import Session
from listeners.store.journal import audit


def way_back(site: Site, one: Attended, actor: Actor, now: datetime) -> WayBack:
    """Return how this actor may take a return back: by a press within 30 minutes of its time, later as a coordinator,
    with a reason."""
    return way_since(site, one.back_at, actor, now)


def may_be_out_still(site: Site, call_out: CallOutOnFile, one: Attended) -> bool:
    """Return whether he can be out still: he is on file as back, nobody goes in his place, and he has said yes to no
    other man since, nor is asked for one (1 statement)."""
    if one.state is not AttendanceState.RETURNED or one.out_at is None or one.back_at is None:
        return False
    return call_out.under_way(one.part) is None and callouts_facts.open_part(site.id, one.listener) is None


def not_back(
    site: Site,
    call_out_id: str,
    attendance_id: str,
    reason: str,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> str:
    """Take back that somebody is back: he is out still, since he went, and his call-out goes on. Whether a talk was
    offered is asked again at his return. Returns the call-out's id.

    Raises:
        NotAllowed, NotFound.
        Conflict: it is for a coordinator to take back, or he is asked or out elsewhere by now, or somebody goes in his
            place.
        Unreadable: the reason is shorter than 20 characters or longer than 300.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.one_at_a_time(session, site.id)
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out, one = part_of(site, call_out_id, attendance_id, actor, now)
        if one.state is AttendanceState.ACTING:
            return call_out_id
        if not may_be_out_still(site, call_out, one):
            raise Conflict(MOVED_ON)
        kept = checked_reason(way_back(site, one, actor, now), reason)
        paper_requests.goes_on(session, site, call_out, actor, now, kept)
        out = {"state": AttendanceState.ACTING, "back_at": None, "debrief_offered_at": None, "debrief_unknown": False}
        callouts_writes.correct_attendance(session, site.id, one.id, actor, now, reason=kept, **out)
        followed = rests.rederive(site, [one.listener], actor, now, since=began(one))
        rests_shortened.tell(session, site, call_out, one, followed, actor, now, is_out=True)
        audit(session, actor, now, "not back", Kind.CALL_OUT, object_id=call_out_id, subject_id=one.listener)
        return call_out_id

    return once(actor, act_key, now, do)
