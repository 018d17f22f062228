"""Who has been out on one call-out for long, of late?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from listeners.domain.people import ListenerId, SiteId
from listeners.domain.states import AttendanceState
from listeners.store.callouts import Attendance, CallOut
from listeners.store.database import db

WAS_OUT = (AttendanceState.ACTING, AttendanceState.RETURNED, AttendanceState.CALLED_OFF)


@dataclass(frozen=True, slots=True)
class OutOnFile:
    """How long somebody was out on one call-out; ``back_at`` is None while he is."""

    id: str
    call_out_id: str
    night: date
    listener: ListenerId
    out_at: datetime
    back_at: datetime | None


def out_since(site_id: SiteId, since: datetime) -> tuple[OutOnFile, ...]:
    """Return everybody who went out at a moment or later, the first to go first; nobody whose return is known not to be
    known (1 statement)."""
    wanted = (
        select(
            Attendance.id,
            Attendance.call_out_id,
            CallOut.night,
            Attendance.listener_id,
            Attendance.out_at,
            func.coalesce(Attendance.back_at, Attendance.called_off_at),
        )
        .join(CallOut, CallOut.id == Attendance.call_out_id)
        .where(Attendance.site_id == site_id, Attendance.out_at >= since, Attendance.state.in_(WAS_OUT))
        .order_by(Attendance.out_at, Attendance.id)
    )
    rows: Iterable[Any] = db.session.execute(wanted)
    return tuple(OutOnFile(*row) for row in rows)
