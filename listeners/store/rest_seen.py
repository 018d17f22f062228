"""Which department has seen the rest notice of whom, and when?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from listeners.access import Actor
from listeners.domain.people import ListenerId, SiteId
from listeners.domain.work_told import Department
from listeners.store.columns import new_id
from listeners.store.database import db
from listeners.store.journal import keep
from listeners.store.regime import RestSeen


@dataclass(frozen=True, slots=True)
class Seen:
    """A department saw a notice, which said then until when he is excused (None: it did not know yet, or work was not
    affected)."""

    department: Department
    at: datetime
    excused_until: datetime | None


def on(site_id: SiteId, date_: date) -> dict[ListenerId, tuple[Seen, ...]]:
    """Return who has seen the notices of a date, the first first (1 statement)."""
    row = RestSeen
    wanted = (
        select(row.listener_id, row.department, row.recorded_at, row.excused_until)
        .where(row.site_id == site_id, row.on_date == date_)
        .order_by(row.recorded_at, row.department)
    )
    found: dict[ListenerId, tuple[Seen, ...]] = defaultdict(tuple)
    for listener, department, at, excused_until in db.session.execute(wanted):
        found[ListenerId(listener)] += (Seen(department, at, excused_until),)
    return found


def put(
    session: Session,
    site_id: SiteId,
    date_: date,
    department: Department,
    excused: Mapping[ListenerId, datetime | None],
    actor: Actor,
    at: datetime,
) -> None:
    """Note inside an act that a department has seen the notices of these men, each with until when he is excused. Where
    it has seen one before that said something else, the earlier word is kept."""
    row = RestSeen
    known = session.scalars(
        select(row).where(
            row.site_id == site_id,
            row.on_date == date_,
            row.department == department,
            row.listener_id.in_(excused),
        )
    ).all()
    for each in known:
        if each.excused_until != excused[ListenerId(each.listener_id)]:
            keep(session, each, actor, at)
            each.excused_until = excused[ListenerId(each.listener_id)]
            each.recorded_at, each.recorded_by = at, actor.account_id
    for listener in sorted(excused.keys() - {ListenerId(each.listener_id) for each in known}):
        session.add(
            row(
                id=new_id(),
                site_id=site_id,
                listener_id=listener,
                on_date=date_,
                department=department,
                excused_until=excused[listener],
                recorded_at=at,
                recorded_by=actor.account_id,
            )
        )
    session.flush()
