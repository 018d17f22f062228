"""Tables of care: ticks after a contact, offload sessions, flags and what was done about them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from listeners.domain.care.debrief import Look
from listeners.domain.care.flag_life import Outcome
from listeners.domain.care.flags import FlagState, Level
from listeners.domain.care.offload import LedBy, Officer, OffloadKind, SessionPlace
from listeners.domain.care.packed import EVERY_TICK, ONE_ANSWER
from listeners.domain.care.wording import LONGEST_TEXT
from listeners.store.columns import (
    A_FEW_FACTS,
    A_LIST,
    IN_JSON,
    P0,
    P2,
    P3,
    P4,
    PLAIN,
    coded,
    day,
    moment,
    number,
    ref_to,
    sealed,
    words,
    yes_no,
)
from listeners.store.database import Base
from listeners.store.tables import Recorded, at_the_same_site, known_by_site, of_a_site


class ContactTicks(Base, Recorded):
    """What a Listener ticked after a contact, sealed as one: suicidal feelings, an attempt or a death, need beyond
    listening. Ticks, never content."""

    __tablename__ = "contact_ticks"
    __table_args__ = (
        of_a_site(),
        at_the_same_site("listener_id", "listener"),
        at_the_same_site("attendance_id", "attendance"),
        UniqueConstraint("attendance_id"),
    )
    listener_id: Mapped[str] = ref_to(P3)
    attendance_id: Mapped[str] = ref_to(P3)
    ticks: Mapped[bytes] = sealed(P3, EVERY_TICK, optional=False)


class Debrief(Base, Recorded):
    """One offer of a talk after a call-out, the first or a week later, and what came of it: his answer and when it was
    held, sealed as one. That a first one was offered at the return stands on the call-out."""

    __tablename__ = "debrief"
    __table_args__ = (
        of_a_site(),
        at_the_same_site("attendance_id", "attendance"),
        UniqueConstraint("attendance_id", "look"),
    )
    attendance_id: Mapped[str] = ref_to(P3, index=False)
    look: Mapped[Look] = coded(Look, P3)
    offered_on: Mapped[date] = day(P3)
    talk: Mapped[bytes] = sealed(P3, ONE_ANSWER, optional=False)


class OverrideAsked(Base, Recorded):
    """What a Listener said when the coordinator asked him again about a night that he began unrested; his answer is
    sealed."""

    __tablename__ = "override_asked"
    __table_args__ = (of_a_site(), at_the_same_site("override_id", "rest_override"), UniqueConstraint("override_id"))
    override_id: Mapped[str] = ref_to(P3, index=False)
    asked_on: Mapped[date] = day(P3)
    answer: Mapped[bytes] = sealed(P3, ONE_ANSWER, optional=False)


class Offload(Base, Recorded):
    """One offload session of one Listener: the facts, and an optional text, sealed."""

    __tablename__ = "offload"
    __table_args__ = (
        of_a_site(),
        known_by_site("offload"),
        at_the_same_site("listener_id", "listener"),
        Index("ix_offload_listener_on", "listener_id", "on_date"),
        CheckConstraint("minutes BETWEEN 1 AND 480", name="minutes"),
        CheckConstraint("useful IS NULL OR useful BETWEEN 1 AND 5", name="useful"),
    )
    listener_id: Mapped[str] = ref_to(P2)
    on_date: Mapped[date] = day(P2)
    kind: Mapped[OffloadKind] = coded(OffloadKind, P2)
    led_by: Mapped[LedBy] = coded(LedBy, P2)
    private: Mapped[bool] = yes_no(P2)
    officer: Mapped[Officer] = coded(Officer, P2)
    minutes: Mapped[int] = number(P2)
    useful: Mapped[int | None] = number(P3, optional=True)
    text: Mapped[bytes | None] = sealed(P4, LONGEST_TEXT * PLAIN)
    on_behalf: Mapped[bool] = yes_no(P2, default=False)
    apart: Mapped[bool] = yes_no(P2, default=False)
    place: Mapped[SessionPlace | None] = coded(SessionPlace, P2, optional=True)
    present: Mapped[str] = words(60, P2, default="")
    """Who else was there, by role, one word after the other."""


class Flag(Base, Recorded):
    """A reason for a human to look, one for each Listener: its state plain, its reasons and all it was ever raised on
    sealed. Not a diagnosis."""

    __tablename__ = "flag"
    __table_args__ = (
        of_a_site(),
        known_by_site("flag"),
        at_the_same_site("listener_id", "listener"),
        UniqueConstraint("listener_id"),
    )
    listener_id: Mapped[str] = ref_to(P3)
    raised_at: Mapped[datetime] = moment(P3)
    state: Mapped[FlagState] = coded(FlagState, P3)
    level: Mapped[Level] = coded(Level, P3)
    owner_id: Mapped[str | None] = ref_to(P3, optional=True, index=False)
    outcome: Mapped[Outcome | None] = coded(Outcome, P3, optional=True)
    review_on: Mapped[date | None] = day(P3, optional=True)
    reasons: Mapped[bytes] = sealed(P4, A_LIST, optional=False)
    known: Mapped[bytes] = sealed(P4, A_LIST, optional=False)


class FlagStep(Base, Recorded):
    """What happened to a flag: raised, taken up, a follow-up, gone through, looked at
    again, closed; the note is sealed."""

    __tablename__ = "flag_step"
    __table_args__ = (of_a_site(), at_the_same_site("flag_id", "flag"))
    flag_id: Mapped[str] = ref_to(P3)
    step: Mapped[str] = words(30, P3)
    ordinal: Mapped[int] = number(P0, default=0)
    note: Mapped[bytes | None] = sealed(P4, LONGEST_TEXT * IN_JSON + A_FEW_FACTS)
