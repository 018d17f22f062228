"""What is on file of work done while a Listener should have rested? Rows in, facts of the rest rules out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from listeners.access import Actor
from listeners.domain.people import ListenerId, SiteId
from listeners.domain.rest_facts import WorkInRest
from listeners.domain.work_told import WorkedInRest, WorkTold
from listeners.errors import NotFound
from listeners.store import regime as tables
from listeners.store.columns import new_id
from listeners.store.database import db
from listeners.store.duties import Rest
from listeners.store.journal import keep


@dataclass(frozen=True, slots=True)
class WorkOnFile:
    """One stretch of work as it was told, by whom, and when."""

    id: str
    work: WorkTold
    by_himself: bool
    recorded_at: datetime


def works(
    site_id: SiteId, listener_ids: Collection[ListenerId], since: datetime | None = None
) -> dict[ListenerId, list[WorkInRest]]:
    """Return the work of these Listeners that had not ended by a moment, by its start (1 statement)."""
    row = tables.WorkInRest
    wanted = (
        select(row.listener_id, row.id, row.starts_at, row.ends_at)
        .where(row.site_id == site_id, row.listener_id.in_(listener_ids), row.taken_back.is_(False))
        .order_by(row.starts_at, row.id)
    )
    if since is not None:
        wanted = wanted.where(row.ends_at >= since)
    found: dict[ListenerId, list[WorkInRest]] = defaultdict(list)
    rows: Iterable[Any] = db.session.execute(wanted)
    for listener_id, *of_one in rows:
        found[listener_id].append(WorkInRest(*of_one))
    return found


def told(site_id: SiteId, listener: ListenerId, since: datetime) -> tuple[WorkOnFile, ...]:
    """Return what is on file of one Listener's work that ended after a moment, the newest first (1 statement)."""
    row = tables.WorkInRest
    rows: Iterable[Any] = db.session.execute(
        select(
            row.id,
            row.starts_at,
            row.ends_at,
            row.said,
            row.department,
            row.may_name,
            row.by_himself,
            row.recorded_at,
        )
        .where(row.site_id == site_id, row.listener_id == listener, row.taken_back.is_(False), row.ends_at >= since)
        .order_by(row.starts_at.desc(), row.id)
    )
    return tuple(WorkOnFile(id_, WorkTold(*work), by, at) for id_, *work, by, at in rows)


def add(
    session: Session,
    site_id: SiteId,
    listener: ListenerId,
    work: WorkTold,
    actor: Actor,
    at: datetime,
    by_himself: bool,
) -> str:
    """Put one stretch of work on file inside an act, and return its id."""
    row = tables.WorkInRest(
        id=new_id(),
        site_id=site_id,
        listener_id=listener,
        starts_at=work.starts_at,
        ends_at=work.ends_at,
        said=work.said,
        department=work.department,
        may_name=work.may_name,
        by_himself=by_himself,
        recorded_at=at,
        recorded_by=actor.account_id,
    )
    session.add(row)
    session.flush()
    return row.id


def take_back(
    session: Session, site_id: SiteId, work_id: str, actor: Actor, at: datetime
) -> tuple[ListenerId, datetime]:
    """Mark what was told by mistake as taken back, the earlier version kept; return whose it was and when it began.

    Raises:
        NotFound: no such work at this site, or it is taken back already.
    """
    row = session.get(tables.WorkInRest, work_id)
    if row is None or row.site_id != site_id or row.taken_back:
        raise NotFound("no such work")
    keep(session, row, actor, at)
    row.taken_back = True
    session.flush()
    return ListenerId(row.listener_id), row.starts_at


def worked_in_rest(site_id: SiteId, since: datetime) -> tuple[WorkedInRest, ...]:
    """Return who worked, from when to when and where, inside a rest that was owed or while it excused him, by when it
    began (1 statement). A rest that begins where the work ends is the one that it restarted."""
    row = tables.WorkInRest
    ends_late = or_(Rest.rest_until > row.starts_at, Rest.excused_until > row.starts_at)
    owed = and_(Rest.listener_id == row.listener_id, Rest.in_force, Rest.rest_from <= row.ends_at, ends_late)
    rows: Iterable[Any] = db.session.execute(
        select(row.listener_id, row.starts_at, row.ends_at, row.department, row.may_name, row.said)
        .where(
            row.site_id == site_id,
            row.taken_back.is_(False),
            row.starts_at >= since,
            select(Rest.id).where(owed).exists(),
        )
        .order_by(row.starts_at)
    )
    return tuple(WorkedInRest(*each) for each in rows)
