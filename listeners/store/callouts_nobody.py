"""For which requests is it on file that nobody was left to ask, and what was done then?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from listeners.domain.people import SiteId
from listeners.domain.states import CHECKS, AttendanceState, CallOutEventKind, CallOutState
from listeners.store.callouts import Attendance, CallOut, CallOutEvent
from listeners.store.callouts_events import counts
from listeners.store.callouts_facts import UNDER_WAY
from listeners.store.database import db
from listeners.store.people import Site


@dataclass(frozen=True, slots=True)
class WhatWasDone:
    """How a request stands: its state, how it ended and when, when the first Listener went, and what staff did for the
    man instead, with its time, or when he no longer wanted anybody."""

    state: CallOutState
    outcome: str | None
    closed_at: datetime | None
    out_at: datetime | None
    telephone_at: datetime | None
    orderly_told_at: datetime | None
    staff_checking_at: datetime | None
    wants_nobody_at: datetime | None = None

    @property
    def lacks(self) -> tuple[CallOutEventKind, ...]:
        """Which of the three things that staff do for a man to whom no Listener goes are not on file; none of them is
        asked for once he wants nobody any more."""
        if self.wants_nobody_at is not None:
            return ()
        at = (self.telephone_at, self.orderly_told_at, self.staff_checking_at)
        return tuple(kind for kind, done in zip(CHECKS, at, strict=True) if done is None)


def is_noted(site_id: SiteId, call_out_id: str) -> bool:
    """Whether it is on file that nobody was left for a request, and nobody was asked since, nor could be (1
    statement)."""
    event, again, asked = CallOutEvent, aliased(CallOutEvent), Attendance
    left = event.call_out_id == call_out_id, event.kind == CallOutEventKind.NOBODY_LEFT, event.site_id == site_id
    last_offer = select(func.max(asked.offered_at)).where(asked.call_out_id == call_out_id).scalar_subquery()
    could = again.call_out_id == call_out_id, again.kind == CallOutEventKind.SOMEBODY_AGAIN
    last_could = select(func.max(again.at)).where(*could).scalar_subquery()
    is_later = or_(last_offer.is_(None), event.at >= last_offer), or_(last_could.is_(None), event.at > last_could)
    return db.session.scalar(select(event.id).where(*left, *is_later).limit(1)) is not None


def asking_nobody(site_id: SiteId) -> list[str]:
    """Return the requests of a site to which nobody has gone and for which nobody is asked now, nor waits to be
    unlocked, the first first (1 statement)."""
    here = CallOut.site_id == site_id, CallOut.state == CallOutState.ASKED, ~_has_part(UNDER_WAY)
    return list(db.session.scalars(select(CallOut.id).where(*here).order_by(CallOut.asked_at, CallOut.id)))


def prisons_waiting() -> tuple[str, ...]:
    """Return the codes of the prisons with a request of which somebody is being asked and has not answered, or to which
    nobody has gone and for which nobody is asked (1 statement)."""
    is_open = CallOut.state.in_((CallOutState.ASKED, CallOutState.ACTING))
    nobody = and_(CallOut.state == CallOutState.ASKED, ~_has_part(UNDER_WAY))
    waits = and_(is_open, or_(_has_part((AttendanceState.OFFERED,)), nobody))
    codes = select(Site.code).distinct().join(CallOut, CallOut.site_id == Site.id).where(waits)
    return tuple(db.session.scalars(codes.order_by(Site.code)))


def _has_part(states: Collection[AttendanceState]) -> ColumnElement[bool]:
    """Whether somebody's part in a request is in one of these states."""
    part = select(Attendance.id).where(Attendance.call_out_id == CallOut.id, Attendance.state.in_(states))
    return part.correlate(CallOut).exists()


def what_was_done(site_id: SiteId, call_outs: Collection[str]) -> dict[str, WhatWasDone]:
    """Return how these requests stand, by id (1 statement, or none)."""
    if not call_outs:
        return {}
    told = *CHECKS, CallOutEventKind.WANTS_NOBODY
    first_out = (
        select(func.min(Attendance.out_at)).where(Attendance.call_out_id == CallOut.id).correlate(CallOut)
    ).scalar_subquery()
    rows = db.session.execute(
        select(
            CallOut.id, CallOut.state, CallOut.outcome, CallOut.closed_at, first_out, *(_at(each) for each in told)
        ).where(CallOut.site_id == site_id, CallOut.id.in_(call_outs))
    )
    return {call_out: WhatWasDone(*found) for call_out, *found in rows}


def _at(kind: CallOutEventKind) -> Any:
    """When something was done, as it counts now: what another event has replaced is left out."""
    event = aliased(CallOutEvent)
    return (
        select(func.max(event.at))
        .where(event.call_out_id == CallOut.id, event.kind == kind, counts(event))
        .correlate(CallOut)
        .scalar_subquery()
    )
