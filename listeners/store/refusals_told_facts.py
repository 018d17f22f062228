"""Which refusals were told of afterwards? No row says by which Listener, nor on which call-out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from listeners.access import Actor
from listeners.domain.people import SiteId
from listeners.domain.refusals_told import RefusalTold
from listeners.domain.states import CallOutEventKind
from listeners.errors import NotFound
from listeners.store.callouts import CallOutEvent
from listeners.store.callouts_events import add_event, counts
from listeners.store.database import db


@dataclass(frozen=True, slots=True)
class ToldOnFile:
    """One refusal as it was told, whether a coordinator told it, and when it was put on file."""

    id: str
    told: RefusalTold
    by_coordinator: bool
    recorded_at: datetime


def told_since(site_id: SiteId, since: datetime) -> tuple[ToldOnFile, ...]:
    """Return the refusals told of the time since a moment that were not taken back, the newest first (1 statement)."""
    rows: Iterable[Any] = db.session.execute(
        select(
            CallOutEvent.id, CallOutEvent.at, CallOutEvent.reason, CallOutEvent.recorded_by, CallOutEvent.recorded_at
        )
        .where(
            CallOutEvent.site_id == site_id,
            CallOutEvent.kind == CallOutEventKind.REFUSAL_TOLD,
            CallOutEvent.at >= since,
            counts(),
        )
        .order_by(CallOutEvent.at.desc(), CallOutEvent.recorded_at.desc(), CallOutEvent.id)
    )
    return tuple(ToldOnFile(id_, RefusalTold(at, reason), by is not None, put) for id_, at, reason, by, put in rows)


def add(session: Session, site_id: SiteId, told: RefusalTold, by: Actor | None, now: datetime) -> None:
    """Put a refusal on file inside an act. ``by``: the coordinator who tells it; None: a Listener, who is not named."""
    add_event(session, site_id, None, CallOutEventKind.REFUSAL_TOLD, told.at, by, now, reason=told.reason)


def take_back(session: Session, site_id: SiteId, told_id: str, actor: Actor, now: datetime) -> None:
    """Take back what was told by mistake, inside an act: another row stands in its stead.

    Raises:
        NotFound: no such refusal at this site, or it is taken back already.
    """
    row = session.get(CallOutEvent, told_id)
    if row is None or row.site_id != site_id or row.kind is not CallOutEventKind.REFUSAL_TOLD:
        raise NotFound("no such refusal")
    if session.scalar(select(CallOutEvent.id).where(CallOutEvent.replaces_id == told_id)) is not None:
        raise NotFound("it is taken back already")
    about = {"reason": row.reason, "replaces_id": told_id}
    add_event(session, site_id, None, CallOutEventKind.REFUSAL_TAKEN_BACK, row.at, actor, now, **about)
