"""How often did call-outs come at a site? Every request of some time, with what interrupted whom; nobody is named."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, select

from listeners.domain.people import SiteId
from listeners.domain.rest_facts import Interruption
from listeners.store.callouts import Attendance, CallOut
from listeners.store.callouts_facts import IS_INTERRUPTION, OF_INTERRUPTION
from listeners.store.database import db


@dataclass(frozen=True, slots=True)
class Requested:
    """One request for a Listener: when it was asked, how it ended, and the interruption of each who went."""

    asked_at: datetime
    outcome: str | None
    went: tuple[Interruption, ...]


def requested(site_id: SiteId, since: datetime, until: datetime) -> tuple[Requested, ...]:
    """Return every request asked from ``since`` until before ``until``, in order (1 statement)."""
    rows: Any = db.session.execute(
        select(
            CallOut.id,
            CallOut.asked_at,
            CallOut.outcome,
            *OF_INTERRUPTION,
        )
        .outerjoin(Attendance, and_(Attendance.call_out_id == CallOut.id, IS_INTERRUPTION))
        .where(CallOut.site_id == site_id, CallOut.asked_at >= since, CallOut.asked_at < until)
        .order_by(CallOut.asked_at, CallOut.id, Attendance.id)
    )
    heads: dict[str, tuple[datetime, str | None]] = {}
    parts: defaultdict[str, list[Interruption]] = defaultdict(list)
    for id_, asked_at, outcome, *part in rows:
        heads[id_] = asked_at, outcome
        if part[0] is not None:
            parts[id_].append(Interruption(*part))
    return tuple(Requested(*head, tuple(parts[id_])) for id_, head in heads.items())


def first_night(site_id: SiteId) -> date | None:
    """Return the night of the earliest call-out on file; None where there is none (1 statement)."""
    return db.session.scalar(select(func.min(CallOut.night)).where(CallOut.site_id == site_id))
