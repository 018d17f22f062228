"""How often is a Listener owed offload, where that was agreed with him?"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session

from listeners.access import Actor
from listeners.domain.care.cadence import LONGEST_DAYS, SHORTEST_DAYS
from listeners.domain.people import ListenerId, SiteId
from listeners.store.columns import P2, day, new_id, number, ref_to
from listeners.store.database import Base
from listeners.store.journal import keep
from listeners.store.tables import Recorded, at_the_same_site, of_a_site


class CadenceRow(Base, Recorded):
    """How often one Listener is owed offload from a date on; without a number: as his prison."""

    __tablename__ = "offload_cadence"
    __table_args__ = (
        of_a_site(),
        at_the_same_site("listener_id", "listener"),
        UniqueConstraint("listener_id", "from_on"),
        CheckConstraint(f"every_days IS NULL OR every_days BETWEEN {SHORTEST_DAYS} AND {LONGEST_DAYS}", name="days"),
    )
    listener_id: Mapped[str] = ref_to(P2, index=False)
    from_on: Mapped[date] = day(P2)
    every_days: Mapped[int | None] = number(P2, optional=True)


def put(
    session: Session,
    site_id: SiteId,
    listener: ListenerId,
    from_on: date,
    every_days: int | None,
    actor: Actor,
    now: datetime,
) -> str | None:
    """Write what was agreed from a date on, inside an act; return the id, or None where the same is on file. Another
    number from the same date takes its place, and the earlier one is kept."""
    wanted = CadenceRow.site_id == site_id, CadenceRow.listener_id == listener, CadenceRow.from_on == from_on
    row = session.scalar(select(CadenceRow).where(*wanted))
    if row is None:
        row = CadenceRow(id=new_id(), site_id=site_id, listener_id=listener, from_on=from_on)
        session.add(row)
    elif row.every_days == every_days:
        return None
    else:
        keep(session, row, actor, now)
    row.every_days = every_days
    row.recorded_at, row.recorded_by = now, actor.account_id
    return row.id
