"""Who is being asked for a man just now, and since when?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from listeners.domain.people import ListenerId, SiteId, WingId
from listeners.domain.states import AttendanceState, CallOutState
from listeners.store.callouts import Attendance, CallOut
from listeners.store.callouts_writes import is_free
from listeners.store.database import db, let_go


@dataclass(frozen=True, slots=True)
class Question:
    """One that has no answer yet: of which request, to whom it was put, for a man on which wing, and when."""

    call_out: str
    listener: ListenerId
    wing: WingId
    at: datetime


def questions(site_id: SiteId) -> list[Question]:
    """Return the questions of a site that have no answer, of requests that have not ended, by request (1 statement)."""
    since = func.coalesce(Attendance.offered_at, CallOut.asked_at)
    wanted = (
        select(CallOut.id, Attendance.listener_id, CallOut.wing_id, since)
        .join(CallOut, CallOut.id == Attendance.call_out_id)
        .where(
            Attendance.site_id == site_id,
            Attendance.state == AttendanceState.OFFERED,
            CallOut.state.in_((CallOutState.ASKED, CallOutState.ACTING)),
        )
        .order_by(CallOut.id, Attendance.id)
    )
    rows = db.session.execute(wanted)
    return [Question(call_out, ListenerId(listener), WingId(wing), at) for call_out, listener, wing, at in rows]


def asks_none(site_id: SiteId, listeners: Collection[ListenerId]) -> bool:
    """Return whether surely none of some Listeners is being asked, nor will be by what was on file before this, outside
    an act and waiting for nobody (2 statements, 1 on SQLite). Where somebody chooses whom to ask just now nobody knows,
    and it is False: what he chooses is not to be seen yet. Whoever chooses later reads what is on file by now."""
    session = db.session()
    try:
        if not is_free(session, site_id):
            return False
        return not any(each.listener in listeners for each in questions(site_id))
    finally:
        let_go(session)  # nobody who is to be asked waits for whoever looks
