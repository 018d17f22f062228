"""Tables of what the regime does while a Listener should rest."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from listeners.domain.work_told import LONGEST_WORK, Department, Said
from listeners.store.columns import P0, P2, P3, coded, day, moment, ref_to, yes_no
from listeners.store.database import Base
from listeners.store.tables import Recorded, at_the_same_site, of_a_site

LONGEST_HOURS = int(LONGEST_WORK.total_seconds()) // 3600


class WorkInRest(Base, Recorded):
    """Work that a Listener did while he should have rested, as he or the coordinator told it. Staff never see a row:
    they see a rest that ends later."""

    __tablename__ = "work_in_rest"
    __table_args__ = (
        of_a_site(),
        at_the_same_site("listener_id", "listener"),
        Index("ix_work_in_rest_listener_starts", "listener_id", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="order"),
        CheckConstraint(f"ends_at - starts_at <= {LONGEST_HOURS * 3600}", name="longest").ddl_if(dialect="sqlite"),
        CheckConstraint(f"ends_at - starts_at <= interval '{LONGEST_HOURS} hours'", name="longest").ddl_if(
            dialect="postgresql"
        ),
    )
    listener_id: Mapped[str] = ref_to(P3)
    starts_at: Mapped[datetime] = moment(P3)
    ends_at: Mapped[datetime] = moment(P3)
    said: Mapped[Said] = coded(Said, P3)
    department: Mapped[Department] = coded(Department, P3)
    may_name: Mapped[bool] = yes_no(P3, default=False)
    by_himself: Mapped[bool] = yes_no(P3)
    taken_back: Mapped[bool] = yes_no(P0, default=False)


class RestSeen(Base, Recorded):
    """A department has seen the rest notice of a man for a date: when it last did, and until when he was excused as it
    read it then."""

    __tablename__ = "rest_seen"
    __table_args__ = (
        of_a_site(),
        at_the_same_site("listener_id", "listener"),
        UniqueConstraint("listener_id", "on_date", "department"),
        Index("ix_rest_seen_site_date", "site_id", "on_date"),
    )
    listener_id: Mapped[str] = ref_to(P2, index=False)
    on_date: Mapped[date] = day(P2)
    department: Mapped[Department] = coded(Department, P2)
    excused_until: Mapped[datetime | None] = moment(P2, optional=True)
