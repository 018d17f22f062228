"""Tables of the night: call-outs and who went. There is no column for the caller, and there never will be."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from listeners.domain.states import (
    AttendanceState,
    CallOutEventKind,
    CallOutState,
    ContactPlace,
    Part,
    Route,
    StaffReason,
)
from listeners.store.columns import P1, P2, P3, coded, day, moment, ref_to, words, yes_no
from listeners.store.database import Base
from listeners.store.tables import Recorded, at_the_same_site, known_by_site, of_a_site

OPEN = "state IN ('offered', 'accepted', 'acting')"
"""An attendance that is under way; a Listener has one at most, and a call-out one open lead at most."""


class CallOut(Base, Recorded):
    """One request for a Listener, from asked to back."""

    __tablename__ = "call_out"
    __table_args__ = (
        of_a_site(),
        known_by_site("call_out"),
        at_the_same_site("wing_id", "wing"),
        Index("ix_call_out_site_asked", "site_id", "asked_at"),
    )
    asked_at: Mapped[datetime] = moment(P2)
    night: Mapped[date] = day(P2)
    wing_id: Mapped[str] = ref_to(P2)
    route: Mapped[Route | None] = coded(Route, P2, optional=True)
    place: Mapped[ContactPlace | None] = coded(ContactPlace, P3, optional=True)
    state: Mapped[CallOutState] = coded(CallOutState, P2)
    outcome: Mapped[str | None] = words(24, P2, optional=True)
    closed_at: Mapped[datetime | None] = moment(P2, optional=True)
    imported: Mapped[bool] = yes_no(P1, default=False)


class Attendance(Base, Recorded):
    """One Listener's part in one call-out: offered, then declined, no answer, or unlocked, out and back; beside the
    others its times of listening, from ``started_at`` to ``ended_at``, where they were noted."""

    __tablename__ = "attendance"
    __table_args__ = (
        of_a_site(),
        known_by_site("attendance"),
        at_the_same_site("call_out_id", "call_out"),
        at_the_same_site("listener_id", "listener"),
        UniqueConstraint("call_out_id", "listener_id"),
        UniqueConstraint("listener_id", "out_at", name="uq_attendance_listener_out"),
        Index(
            "guard_one_lead",
            "call_out_id",
            unique=True,
            sqlite_where=text(f"part = 'lead' AND {OPEN}"),
            postgresql_where=text(f"part = 'lead' AND {OPEN}"),
        ),
        Index(
            "guard_one_call_out",
            "listener_id",
            unique=True,
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
        Index("ix_attendance_listener_out", "listener_id", "out_at"),
        Index("ix_attendance_site_out", "site_id", "out_at"),
        CheckConstraint("back_at IS NULL OR out_at IS NULL OR back_at >= out_at", name="order"),
        CheckConstraint("state <> 'accepted' OR accepted_at IS NOT NULL", name="accepted"),
        CheckConstraint("state <> 'acting' OR out_at IS NOT NULL", name="out"),
        CheckConstraint("state <> 'returned' OR back_at IS NOT NULL", name="back"),
    )
    call_out_id: Mapped[str] = ref_to(P2)
    listener_id: Mapped[str] = ref_to(P2)
    part: Mapped[Part] = coded(Part, P2)
    state: Mapped[AttendanceState] = coded(AttendanceState, P2)
    offered_at: Mapped[datetime | None] = moment(P2, optional=True)
    answered_at: Mapped[datetime | None] = moment(P2, optional=True)
    accepted_at: Mapped[datetime | None] = moment(P2, optional=True)
    unlocked_at: Mapped[datetime | None] = moment(P2, optional=True)
    out_at: Mapped[datetime | None] = moment(P2, optional=True)
    started_at: Mapped[datetime | None] = moment(P2, optional=True)
    ended_at: Mapped[datetime | None] = moment(P2, optional=True)
    back_at: Mapped[datetime | None] = moment(P2, optional=True)
    called_off_at: Mapped[datetime | None] = moment(P2, optional=True)
    debrief_offered_at: Mapped[datetime | None] = moment(P2, optional=True)
    debrief_unknown: Mapped[bool] = yes_no(P2, default=False)
    back_before: Mapped[datetime | None] = moment(P2, optional=True)


class CallOutEvent(Base, Recorded):
    """One thing that happened in the course of a call-out: never changed, and put right by another row that replaces
    it. There is no free text in it, and nobody of staff is named."""

    __tablename__ = "call_out_event"
    __table_args__ = (
        of_a_site(),
        known_by_site("call_out_event"),
        at_the_same_site("call_out_id", "call_out"),
        at_the_same_site("attendance_id", "attendance"),
        at_the_same_site("relieved_id", "attendance"),
        at_the_same_site("replaces_id", "call_out_event"),
        UniqueConstraint("replaces_id"),
        Index("ix_call_out_event_site_at", "site_id", "at"),
        CheckConstraint("kind NOT IN ('delayed', 'refused') OR reason IS NOT NULL", name="reason"),
    )
    call_out_id: Mapped[str | None] = ref_to(P2, optional=True)
    kind: Mapped[CallOutEventKind] = coded(CallOutEventKind, P2)
    at: Mapped[datetime] = moment(P2)
    reason: Mapped[StaffReason | None] = coded(StaffReason, P2, optional=True)
    attendance_id: Mapped[str | None] = ref_to(P2, optional=True)
    relieved_id: Mapped[str | None] = ref_to(P2, optional=True)
    replaces_id: Mapped[str | None] = ref_to(P2, optional=True, index=False)
