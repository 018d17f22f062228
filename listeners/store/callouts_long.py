"""Who has been out on one call-out for long, of late?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from listeners.domain.people import ListenerId, SiteId
from listeners.domain.states import AttendanceState
from listeners.store.callouts import Attendance, CallOut
from listeners.store.database import db


@dataclass(frozen=True, slots=True)
class OutOnFile:
    """How long somebody was out on one call-out; ``back_at`` is None while he is, and where his
    return is not known."""

    id: str
    call_out_id: str
    night: date
    listener: ListenerId
    out_at: datetime
    back_at: datetime | None


_WANTED = (
    select(
        Attendance.id,
        Attendance.call_out_id,
        CallOut.night,
        Attendance.listener_id,
        Attendance.out_at,
        func.coalesce(Attendance.back_at, Attendance.called_off_at),
    )
    .join(CallOut, CallOut.id == Attendance.call_out_id)
    .where(Attendance.out_at.is_not(None))
    .order_by(Attendance.out_at, Attendance.id)
)


def out_since(site_id: SiteId, since: datetime) -> tuple[OutOnFile, ...]:
    """Return everybody who went out at a moment or later, the first to go first; nobody whose return is known not to be
    known (1 statement)."""
    late = Attendance.out_at >= since, Attendance.state != AttendanceState.UNKNOWN_BACK
    rows: Iterable[Any] = db.session.execute(_WANTED.where(Attendance.site_id == site_id, *late))
    return tuple(OutOnFile(*row) for row in rows)


def parts(site_id: SiteId, ids: Collection[str]) -> tuple[OutOnFile, ...]:
    """Return these parts in call-outs, of those who went, whatever is known of their return (1 statement)."""
    rows: Iterable[Any] = db.session.execute(_WANTED.where(Attendance.site_id == site_id, Attendance.id.in_(ids)))
    return tuple(OutOnFile(*row) for row in rows)
