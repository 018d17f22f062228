"""Tables of cover: a place that somebody else is asked to take, who was asked and said what, and swaps."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from listeners.domain.states import CoverReply, CoverState, NightPlace, SwapState
from listeners.store.columns import P0, P1, coded, day, moment, number, ref_to
from listeners.store.database import Base
from listeners.store.tables import Recorded, at_the_same_site, known_by_site, of_a_site


class CoverRequest(Base, Recorded):
    """A place for which somebody else is asked: one row for each duty, opened again where it was taken back. It goes on
    when the duty is withdrawn and leaves the place empty; one for a place that was empty before has no duty.

    ``taken_by`` is who said yes: while a coordinator's yes is waited for, and once the duty is his.
    """

    __tablename__ = "cover_request"
    __table_args__ = (
        of_a_site(),
        known_by_site("cover_request"),
        at_the_same_site("duty_id", "duty"),
        at_the_same_site("taken_by", "listener"),
        UniqueConstraint("duty_id"),
        Index("ix_cover_request_site_night", "site_id", "night"),
        CheckConstraint("(state IN ('to_approve', 'taken')) = (taken_by IS NOT NULL)", name="taken_by"),
    )
    duty_id: Mapped[str | None] = ref_to(P1, optional=True, index=False)
    night: Mapped[date] = day(P1)
    place: Mapped[NightPlace] = coded(NightPlace, P1)
    starts_at: Mapped[datetime] = moment(P1)
    ends_at: Mapped[datetime] = moment(P1)
    state: Mapped[CoverState] = coded(CoverState, P1, default=CoverState.OPEN)
    opened_at: Mapped[datetime] = moment(P1)
    taken_by: Mapped[str | None] = ref_to(P1, optional=True)


class CoverAnswer(Base, Recorded):
    """Somebody who was asked to take a duty, when, and what he said. He is asked once; a no is kept, never counted."""

    __tablename__ = "cover_answer"
    __table_args__ = (
        of_a_site(),
        at_the_same_site("request_id", "cover_request"),
        at_the_same_site("listener_id", "listener"),
        UniqueConstraint("request_id", "listener_id"),
    )
    request_id: Mapped[str] = ref_to(P1, index=False)
    listener_id: Mapped[str] = ref_to(P1)
    ordinal: Mapped[int] = number(P0)
    asked_at: Mapped[datetime] = moment(P1)
    reply: Mapped[CoverReply] = coded(CoverReply, P1, default=CoverReply.NONE)
    answered_at: Mapped[datetime | None] = moment(P1, optional=True)


class SwapOffer(Base, Recorded):
    """A duty that its Listener offers for a duty of somebody else; he knows the other by the night alone."""

    __tablename__ = "swap_offer"
    __table_args__ = (
        of_a_site(),
        at_the_same_site("duty_id", "duty"),
        at_the_same_site("for_duty_id", "duty"),
        UniqueConstraint("duty_id", "for_duty_id"),
        Index("ix_swap_offer_site_night", "site_id", "night"),
        CheckConstraint("duty_id <> for_duty_id", name="two"),
    )
    duty_id: Mapped[str] = ref_to(P1, index=False)
    for_duty_id: Mapped[str] = ref_to(P1)
    night: Mapped[date] = day(P1)
    for_night: Mapped[date] = day(P1)
    state: Mapped[SwapState] = coded(SwapState, P1, default=SwapState.OFFERED)
    offered_at: Mapped[datetime] = moment(P1)
