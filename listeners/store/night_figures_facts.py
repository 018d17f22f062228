"""What is on file of the requests for a Listener of some nights? One statement for each kind of fact."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import and_, select

from listeners.domain.night_figures import Request
from listeners.domain.people import SiteId, WingId
from listeners.store.callouts import Attendance, CallOut
from listeners.store.callouts_facts import INTERRUPTING
from listeners.store.database import db


def requests(site_id: SiteId, first: date, last: date, telephone: tuple[str, str]) -> tuple[Request, ...]:
    """Return every request of the nights from ``first`` to ``last``, in the order of asking (1 statement).

    ``telephone``: the outcomes that say that the telephone was given, while somebody was free and while nobody was.
    """
    went = and_(
        Attendance.call_out_id == CallOut.id, Attendance.state.in_(INTERRUPTING), Attendance.out_at.is_not(None)
    )
    rows: Iterable[Any] = db.session.execute(
        select(CallOut.id, CallOut.night, CallOut.wing_id, CallOut.asked_at, CallOut.outcome, Attendance.out_at)
        .outerjoin(Attendance, went)
        .where(CallOut.site_id == site_id, CallOut.night.between(first, last))
        .order_by(CallOut.asked_at, CallOut.id, Attendance.out_at)
    )
    found: dict[str, Request] = {}
    for id_, night, wing, asked_at, outcome, out_at in rows:
        was_free = outcome == telephone[0] if outcome in telephone else None
        # The first who went comes first.
        found.setdefault(id_, Request(night, WingId(wing), asked_at, out_at, out_at, was_free))
    return tuple(found.values())
