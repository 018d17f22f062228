"""What is on file already about the lines of a file? A chunk of lines at a time, one statement for each chunk."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import String, and_, column, func, select, values

from listeners.domain.import_changes import AvailabilityOnFile, CallOutOnFile
from listeners.domain.people import AvailabilityKind, ListenerId, SiteId
from listeners.domain.states import AttendanceState
from listeners.domain.team import Site
from listeners.store import keyring
from listeners.store.callouts import Attendance, CallOut
from listeners.store.columns import UtcDateTime
from listeners.store.database import db
from listeners.store.people import Availability

AvailabilityKey = tuple[ListenerId, date, AvailabilityKind]
CallOutKey = tuple[ListenerId, datetime]


def availability_on_file(
    site_id: SiteId, nights: Collection[date], listeners: Collection[ListenerId] | None = None
) -> dict[AvailabilityKey, AvailabilityOnFile]:
    """Return what Listeners said about some nights, withdrawn or not, with the reasons opened (1 statement)."""
    said = Availability
    chosen = select(said.id, said.listener_id, said.night, said.kind, said.reason, said.in_force, said.is_agreed).where(
        said.site_id == site_id, said.night.in_(nights)
    )
    if listeners is not None:
        chosen = chosen.where(said.listener_id.in_(listeners))
    return {
        (ListenerId(row.listener_id), row.night, row.kind): AvailabilityOnFile(
            id=row.id,
            listener=ListenerId(row.listener_id),
            on=row.night,
            kind=row.kind,
            reason=_opened(row.reason, site_id, row.id),
            in_force=row.in_force,
            is_agreed=row.is_agreed,
        )
        for row in db.session.execute(chosen)
    }


def _opened(reason: bytes | None, site_id: SiteId, row_id: str) -> str:
    return "" if reason is None else keyring.unseal(reason, site_id, "availability", "reason", row_id)


def call_outs_on_file(site: Site, keys: Collection[CallOutKey]) -> dict[CallOutKey, CallOutOnFile]:
    """Return the call-outs on which these Listeners went out at these instants (1 statement).

    The keys are joined as a table: a list after IN is gone through for every row where PostgreSQL knows nothing yet of
    how many there are, which is so in the midst of a large import.
    """
    wings = {str(wing.id): wing.code for wing in site.wings}
    went, call = Attendance, CallOut
    columns = column("listener_id", String(20)), column("out_at", UtcDateTime())
    wanted = values(*columns, name="listed").data(list(keys)).cte("wanted")
    rows = db.session.execute(
        select(
            went.id.label("attendance"),
            went.listener_id,
            went.out_at,
            went.back_at,
            call.id,
            call.asked_at,
            call.wing_id,
            call.place,
        )
        .join(wanted, and_(wanted.c.listener_id == went.listener_id, wanted.c.out_at == went.out_at))
        .join(call, call.id == went.call_out_id)
        .where(went.site_id == site.id)
    )
    return {
        (ListenerId(row.listener_id), row.out_at): CallOutOnFile(
            id=row.id,
            attendance=row.attendance,
            listener=ListenerId(row.listener_id),
            asked_at=row.asked_at,
            out_at=row.out_at,
            back_at=row.back_at,
            wing=wings[row.wing_id],
            place=row.place,
        )
        for row in rows
    }


def latest_starts(site_id: SiteId) -> dict[ListenerId, datetime]:
    """Return when each Listener last went out or, where he is being asked just now, was asked (2 statements)."""
    went = Attendance
    latest: dict[ListenerId, datetime] = {
        ListenerId(listener_id): last
        for listener_id, last in db.session.execute(
            select(went.listener_id, func.max(went.out_at))
            .where(went.site_id == site_id, went.out_at.is_not(None))
            .group_by(went.listener_id)
        )
        if last is not None
    }
    asked = select(went.listener_id, went.offered_at).where(
        went.site_id == site_id, went.state == AttendanceState.OFFERED, went.offered_at.is_not(None)
    )
    for who, at in db.session.execute(asked):
        if at is not None:
            latest[ListenerId(who)] = max(at, latest.get(ListenerId(who), at))
    return latest
