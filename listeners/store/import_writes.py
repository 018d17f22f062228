"""How do the lines of a file get on file? New records in bulk, corrections one by one with the earlier version kept.

Every function here is called inside ``act()``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from listeners.access import Actor
from listeners.domain.imports import CallOutRow
from listeners.domain.people import AvailabilityKind, ListenerId
from listeners.domain.states import AttendanceState, CallOutState, Part
from listeners.domain.team import Site
from listeners.store import keyring
from listeners.store.callouts import Attendance, CallOut
from listeners.store.columns import new_id
from listeners.store.journal import keep
from listeners.store.people import Availability


@dataclass(frozen=True, slots=True)
class Saying:
    """What a Listener says about one night. ``reason`` is None where it is left as it is."""

    listener: ListenerId
    on: date
    kind: AvailabilityKind
    reason: str | None


@dataclass(frozen=True, slots=True)
class NewCallOut:
    """A call-out to be added, with the ids its rows will have. ``state`` is that of the Listener's part in it, and
    ``back_before`` bounds a return that is unknown."""

    row: CallOutRow
    listener: ListenerId
    night: date
    state: AttendanceState
    back_before: datetime | None
    call_out: str
    attendance: str


def add_availability(session: Session, site: Site, sayings: Sequence[Saying], actor: Actor, now: datetime) -> None:
    """Add what was never said before, reasons sealed."""
    rows = []
    for saying in sayings:
        row_id = new_id()
        rows.append(
            {
                "id": row_id,
                "site_id": site.id,
                "listener_id": saying.listener,
                "night": saying.on,
                "kind": saying.kind,
                "is_agreed": False,
                "reason": _sealed_reason(saying.reason, site, row_id),
                "in_force": True,
                "recorded_at": now,
                "recorded_by": actor.account_id,
            }
        )
    if rows:
        session.execute(insert(Availability), rows)


def correct_availability(
    session: Session,
    site: Site,
    row_id: str,
    reason: str | None,
    actor: Actor,
    now: datetime,
    *,
    in_force: bool = True,
) -> None:
    """Say something again, withdraw it, or give it another reason; it is his own word then, whatever was agreed. The
    earlier version is kept."""
    row = session.get_one(Availability, row_id)
    keep(session, row, actor, now)
    row.in_force, row.is_agreed = in_force, False
    if reason is not None:
        row.reason = _sealed_reason(reason, site, row_id)
    row.recorded_at, row.recorded_by = now, actor.account_id


def _sealed_reason(reason: str | None, site: Site, row_id: str) -> bytes | None:
    return keyring.seal(reason, site.id, "availability", "reason", row_id) if reason else None


def add_call_outs(session: Session, site: Site, new: Sequence[NewCallOut], actor: Actor, now: datetime) -> None:
    """Add call-outs, each with its Listener as lead."""
    if not new:
        return
    wings = {wing.code: wing.id for wing in site.wings}
    common = {"site_id": site.id, "recorded_at": now, "recorded_by": actor.account_id}
    session.execute(insert(CallOut), [common | _call_out_columns(each, wings) for each in new])
    session.execute(insert(Attendance), [common | _attendance_columns(each) for each in new])


def _call_out_columns(new: NewCallOut, wings: dict[str, Any]) -> dict[str, Any]:
    out = new.state is AttendanceState.ACTING
    return {
        "id": new.call_out,
        "asked_at": new.row.asked_at,
        "night": new.night,
        "wing_id": wings[new.row.wing],
        "place": new.row.place,
        "state": CallOutState.ACTING if out else CallOutState.RETURNED,
        "imported": True,
    }


def _attendance_columns(new: NewCallOut) -> dict[str, Any]:
    return {
        "id": new.attendance,
        "call_out_id": new.call_out,
        "listener_id": new.listener,
        "part": Part.LEAD,
        "state": new.state,
        "out_at": new.row.out_at,
        "back_at": new.row.back_at,
        "back_before": new.back_before,
    }


def correct_call_out(
    session: Session, site: Site, row: CallOutRow, call_out_id: str, attendance_id: str, actor: Actor, now: datetime
) -> None:
    """Correct a call-out and its Listener's part in it by a line; the earlier versions are kept.

    A return or a place that the line does not give stays as it is; one that it gives closes a part that was open.
    """
    call_out, went = session.get_one(CallOut, call_out_id), session.get_one(Attendance, attendance_id)
    wing = site.wing(row.wing)
    wanted = {
        "asked_at": row.asked_at,
        "wing_id": wing.id if wing else call_out.wing_id,
        "place": row.place or call_out.place,
    }
    closes = row.back_at is not None and call_out.state in (CallOutState.ASKED, CallOutState.ACTING)
    if closes:
        wanted["state"] = CallOutState.RETURNED
    _correct(session, call_out, wanted, actor, now)
    if row.back_at is not None and row.back_at != went.back_at:
        returned = {"back_at": row.back_at, "state": AttendanceState.RETURNED, "back_before": None}
        _correct(session, went, returned, actor, now)


def _correct(session: Session, row: CallOut | Attendance, wanted: dict[str, Any], actor: Actor, now: datetime) -> None:
    if all(getattr(row, name) == value for name, value in wanted.items()):
        return
    keep(session, row, actor, now)
    for name, value in wanted.items():
        setattr(row, name, value)
    row.recorded_at, row.recorded_by = now, actor.account_id


def close_those_overtaken(
    session: Session, site: Site, latest: Mapping[ListenerId, datetime], actor: Actor, now: datetime
) -> None:
    """Close call-outs that stand open although their Listener went out again later: back unknown, before that."""
    open_ones = session.scalars(
        select(Attendance).where(Attendance.site_id == site.id, Attendance.state == AttendanceState.ACTING)
    )
    for went in open_ones.all():
        last = latest.get(ListenerId(went.listener_id))
        if last is None or went.out_at is None or last <= went.out_at:
            continue
        _correct(session, went, {"state": AttendanceState.UNKNOWN_BACK, "back_before": last}, actor, now)
        call_out = session.get_one(CallOut, went.call_out_id)
        if call_out.state is CallOutState.ACTING:
            _correct(session, call_out, {"state": CallOutState.RETURNED}, actor, now)
    session.flush()


def bound_unknown_returns(session: Session, site: Site, listeners: Collection[ListenerId]) -> None:
    """Let every return that is unknown be before the next time that its Listener went out.

    The bound follows from the other facts, all of which stay, so that no version of it is kept.
    """
    went, later = Attendance, aliased(Attendance)
    next_out = (
        select(func.min(later.out_at))
        .where(later.listener_id == went.listener_id, later.out_at > went.out_at)
        .scalar_subquery()
    )
    session.execute(
        update(went)
        .where(
            went.site_id == site.id,
            went.state == AttendanceState.UNKNOWN_BACK,
            went.listener_id.in_(listeners),
            next_out.is_not(None),
            or_(went.back_before.is_(None), went.back_before > next_out),
        )
        .values(back_before=next_out, version=went.version + 1)
        .execution_options(synchronize_session=False)
    )
