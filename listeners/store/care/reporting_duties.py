"""What must be passed on at each prison? Lines that everybody may read; those that held before are kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session

from listeners.access import Actor
from listeners.domain.care.reporting_duty import LONGEST_DUTY
from listeners.domain.people import SiteId
from listeners.store.columns import P0, new_id, number, words, yes_no
from listeners.store.database import Base, db
from listeners.store.tables import Recorded, of_a_site, one_while


class ReportingDuty(Base, Recorded):
    """One line of what must be passed on at a prison, and its place among them. Not in force: others took its place."""

    __tablename__ = "reporting_duty"
    __table_args__ = (of_a_site(), one_while("uq_reporting_duty_in_force", "in_force", "site_id", "ordinal"))
    line: Mapped[str] = words(LONGEST_DUTY, P0)
    ordinal: Mapped[int] = number(P0)
    in_force: Mapped[bool] = yes_no(P0, default=True)


def lines(site_id: SiteId) -> tuple[str, ...]:
    """Return the lines in force at a prison, in order; none where it has named none (1 statement)."""
    row = ReportingDuty
    wanted = select(row.line).where(row.site_id == site_id, row.in_force).order_by(row.ordinal)
    return tuple(db.session.scalars(wanted))


def replace(session: Session, site_id: SiteId, new: tuple[str, ...], actor: Actor, now: datetime) -> None:
    """Let these lines be in force, and no others, inside an act."""
    row = ReportingDuty
    for each in session.scalars(select(row).where(row.site_id == site_id, row.in_force)):
        each.in_force = False
    for ordinal, line in enumerate(new):
        added = ReportingDuty(id=new_id(), site_id=site_id, line=line, ordinal=ordinal, in_force=True)
        added.recorded_at, added.recorded_by = now, actor.account_id
        session.add(added)
