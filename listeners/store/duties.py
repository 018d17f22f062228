"""Tables of what is lived: duties, rest, overrides, and who is not here tonight."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from listeners.domain.rest_facts import RestRule
from listeners.domain.states import DutyState, NightPlace
from listeners.store.columns import P0, P1, P2, coded, day, long_words, moment, number, ref_to, words, yes_no
from listeners.store.database import Base
from listeners.store.tables import Owned, Recorded, at_the_same_site, known_by_site, of_a_site

LONGEST_DUTY_HOURS = 16
"""A stand-by night of 18:00 to 08:00 lasts 15 hours when the clocks go back; nothing lasts longer than 16."""


class Duty(Base, Recorded):
    """A published night of a Listener. The guards of ``store.guards`` watch every row."""

    __tablename__ = "duty"
    __table_args__ = (
        of_a_site(),
        known_by_site("duty"),
        at_the_same_site("listener_id", "listener"),
        at_the_same_site("rota_id", "rota"),
        at_the_same_site("wing_id", "wing"),
        at_the_same_site("override_id", "rest_override"),
        Index("ix_duty_site_night", "site_id", "night"),
        Index("ix_duty_listener_starts", "listener_id", "starts_at"),
        Index("guard_override_once", "override_id", unique=True),
        CheckConstraint("ends_at > starts_at", name="order"),
        CheckConstraint(f"ends_at - starts_at <= {LONGEST_DUTY_HOURS * 3600}", name="longest").ddl_if(dialect="sqlite"),
        CheckConstraint(f"ends_at - starts_at <= interval '{LONGEST_DUTY_HOURS} hours'", name="longest").ddl_if(
            dialect="postgresql"
        ),
    )
    listener_id: Mapped[str] = ref_to(P1)
    rota_id: Mapped[str | None] = ref_to(P1, optional=True)
    night: Mapped[date] = day(P1)
    place: Mapped[NightPlace] = coded(NightPlace, P1)
    wing_id: Mapped[str | None] = ref_to(P1, optional=True)
    starts_at: Mapped[datetime] = moment(P1)
    ends_at: Mapped[datetime] = moment(P1)
    state: Mapped[DutyState] = coded(DutyState, P1, default=DutyState.PLANNED)
    cause: Mapped[str | None] = words(40, P1, optional=True)
    override_id: Mapped[str | None] = ref_to(P1, optional=True, index=False)


class Rest(Base, Recorded):
    """A rest owed to a Listener. A changed fact gives a new row; the old one stays, no longer in force, and says when,
    by whose act and for which other it was replaced."""

    __tablename__ = "rest"
    __table_args__ = (
        of_a_site(),
        at_the_same_site("listener_id", "listener"),
        Index("ix_rest_listener_until", "listener_id", "rest_until"),
        Index("ix_rest_site_until", "site_id", "rest_until"),
        CheckConstraint("rest_until > rest_from", name="order"),
        CheckConstraint("rest_until - rest_from >= hours * 3600", name="length").ddl_if(dialect="sqlite"),
        CheckConstraint("rest_until - rest_from >= hours * interval '1 hour'", name="length").ddl_if(
            dialect="postgresql"
        ),
    )
    listener_id: Mapped[str] = ref_to(P2)
    night: Mapped[date | None] = day(P2, optional=True)
    rest_from: Mapped[datetime] = moment(P2)
    rest_until: Mapped[datetime] = moment(P2)
    excused_until: Mapped[datetime | None] = moment(P2, optional=True)
    rule: Mapped[RestRule] = coded(RestRule, P2)
    hours: Mapped[int] = number(P2)
    unbroken_minutes: Mapped[int | None] = number(P2, optional=True)
    kept: Mapped[bool] = yes_no(P2, default=True)
    in_force: Mapped[bool] = yes_no(P0, default=True)
    because: Mapped[str | None] = long_words(P2, optional=True)
    """What it follows, with its times as they were then; empty for one that is older than this column."""
    replaced_at: Mapped[datetime | None] = moment(P2, optional=True)
    replaced_by: Mapped[str | None] = ref_to(P0, optional=True, index=False)
    replaced_for: Mapped[str | None] = ref_to(P0, optional=True, index=False)
    """The rest that took its place; none where nothing did."""


TAKEN_BACK_TOGETHER = (
    "(taken_back_at IS NULL) = (taken_back_by IS NULL) AND (taken_back_at IS NULL) = (taken_back_name IS NULL)"
)


class RestOverride(Base, Recorded):
    """A named person let a Listener begin unrested, with a reason and the Listener's consent; never for oneself.

    ``acknowledged``: that person ticked which rule is passed and by how much; ``asked_him_at``: when the Listener was
    asked. Both are unknown of overrides from before they were asked for; every new one has them. ``taken_back_at``:
    since when it lets him go no more; by which account, and the name that it had then.
    """

    __tablename__ = "rest_override"
    __table_args__ = (
        of_a_site(),
        known_by_site("rest_override"),
        at_the_same_site("listener_id", "listener"),
        CheckConstraint("length(trim(reason)) >= 20", name="reason"),
        CheckConstraint("consented", name="consent"),
        CheckConstraint("acknowledged", name="acknowledged"),
        CheckConstraint(TAKEN_BACK_TOGETHER, name="taken_back"),
    )
    listener_id: Mapped[str] = ref_to(P2)
    approver_id: Mapped[str] = ref_to(P2)
    approver_name: Mapped[str] = words(80, P2)
    night: Mapped[date] = day(P2)
    rule: Mapped[str] = words(40, P2)
    short_by_minutes: Mapped[int] = number(P2)
    reason: Mapped[str] = words(300, P2)
    consented: Mapped[bool] = yes_no(P2)
    asked_him_at: Mapped[datetime | None] = moment(P2, optional=True)
    acknowledged: Mapped[bool | None] = yes_no(P2, optional=True)
    expires_at: Mapped[datetime] = moment(P2)
    taken_back_at: Mapped[datetime | None] = moment(P2, optional=True)
    taken_back_by: Mapped[str | None] = ref_to(P2, optional=True, index=False)
    taken_back_name: Mapped[str | None] = words(80, P2, optional=True)


class NotHere(Base, Owned):
    """Staff say that a Listener is not here tonight: no reason is asked or kept."""

    __tablename__ = "not_here"
    __table_args__ = (
        of_a_site(),
        at_the_same_site("listener_id", "listener"),
        UniqueConstraint("listener_id", "night"),
    )
    listener_id: Mapped[str] = ref_to(P1)
    night: Mapped[date] = day(P1)
    recorded_at: Mapped[datetime] = moment()
    recorded_by: Mapped[str | None] = ref_to(optional=True, index=False)
