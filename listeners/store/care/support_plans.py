"""Which support plans are on file? What was agreed beyond the limits is sealed as one text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, undefer

from listeners.access import Actor
from listeners.domain.care.support_plan import SupportPlan, pack_plan, unpack_plan
from listeners.domain.care.wording import LONGEST_TEXT
from listeners.domain.people import ListenerId, SiteId
from listeners.errors import NotFound
from listeners.store import keyring
from listeners.store.columns import A_FEW_FACTS, IN_JSON, P3, P4, day, new_id, ref_to, sealed
from listeners.store.database import Base, db
from listeners.store.journal import keep
from listeners.store.tables import Recorded, at_the_same_site, of_a_site, one_while

TABLE, COLUMN = "support_plan", "told"


class SupportPlanRow(Base, Recorded):
    """What a Listener and a coordinator agreed on a date, until it ended; another agreement ends it too, so that one at
    a time is in force."""

    __tablename__ = TABLE
    __table_args__ = (
        of_a_site(),
        at_the_same_site("listener_id", "listener"),
        one_while("uq_support_plan_in_force", "ended_on IS NULL", "listener_id"),
    )
    listener_id: Mapped[str] = ref_to(P3)
    agreed_on: Mapped[date] = day(P3)
    review_on: Mapped[date] = day(P3)
    ended_on: Mapped[date | None] = day(P3, optional=True)
    told: Mapped[bytes] = sealed(P4, 2 * LONGEST_TEXT * IN_JSON + A_FEW_FACTS, optional=False)


@dataclass(frozen=True, slots=True)
class PlanOnFile:
    """That a plan was agreed, when it is to be looked at together, and whether it has ended; without what is in it."""

    id: str
    listener: ListenerId
    agreed_on: date
    review_on: date
    ended_on: date | None


def in_force(site_id: SiteId) -> tuple[PlanOnFile, ...]:
    """Return the plans in force at a site, unopened, the one to be looked at first first (1 statement)."""
    row = SupportPlanRow
    wanted = _COLUMNS.where(row.site_id == site_id, row.ended_on.is_(None)).order_by(row.review_on, row.id)
    return tuple(_plan(*each) for each in db.session.execute(wanted))


def of_one(site_id: SiteId, listener: ListenerId) -> tuple[PlanOnFile, ...]:
    """Return every plan of a Listener, unopened, the latest first (1 statement)."""
    row = SupportPlanRow
    wanted = _COLUMNS.where(row.site_id == site_id, row.listener_id == listener)
    return tuple(_plan(*each) for each in db.session.execute(wanted.order_by(row.recorded_at.desc(), row.id)))


def opened(site_id: SiteId, plan_id: str) -> SupportPlan:
    """Return what is in a plan (1 statement).

    Raises:
        NotFound: there is none of that id.
        Unopened: another key, or it has been changed.
    """
    row = SupportPlanRow
    wanted = select(row).options(undefer(row.told)).where(row.site_id == site_id, row.id == plan_id)
    found = db.session.scalar(wanted)
    if found is None:
        raise NotFound("no such plan")
    return unpack_plan(keyring.unseal(found.told, site_id, TABLE, COLUMN, plan_id))


def put(
    session: Session,
    site_id: SiteId,
    listener: ListenerId,
    on: date,
    review_on: date,
    plan: SupportPlan,
    actor: Actor,
    now: datetime,
) -> str:
    """Write a plan, sealed, inside an act in which none is in force, and return its id."""
    row_id = new_id()
    told = keyring.seal(pack_plan(plan), site_id, TABLE, COLUMN, row_id)
    session.add(
        SupportPlanRow(
            id=row_id,
            site_id=site_id,
            listener_id=listener,
            agreed_on=on,
            review_on=review_on,
            told=told,
            recorded_at=now,
            recorded_by=actor.account_id,
        )
    )
    return row_id


def end(session: Session, site_id: SiteId, listener: ListenerId, on: date, actor: Actor, now: datetime) -> str | None:
    """End the plan of a Listener that is in force, inside an act; return its id (None: there was none)."""
    row = SupportPlanRow
    wanted = select(row).where(row.site_id == site_id, row.listener_id == listener, row.ended_on.is_(None))
    found = session.scalar(wanted)
    if found is None:
        return None
    keep(session, found, actor, now)
    found.ended_on = on
    session.flush()  # before another is put in its place: one at a time is in force
    return found.id


_COLUMNS = select(
    SupportPlanRow.id,
    SupportPlanRow.listener_id,
    SupportPlanRow.agreed_on,
    SupportPlanRow.review_on,
    SupportPlanRow.ended_on,
)


def _plan(id_: str, listener: str, agreed_on: date, review_on: date, ended_on: date | None) -> PlanOnFile:
    return PlanOnFile(id_, ListenerId(listener), agreed_on, review_on, ended_on)
