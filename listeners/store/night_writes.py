"""How do staff say that a Listener is not here tonight, or in another cell? All works inside ``act()``."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from listeners.access import Actor
from listeners.domain.people import ListenerId, SiteId, WingId
from listeners.errors import NotFound
from listeners.store.columns import new_id
from listeners.store.duties import NotHere
from listeners.store.journal import keep
from listeners.store.people import Listener


def mark_not_here(
    session: Session, site_id: SiteId, listener: ListenerId, night: date, actor: Actor, at: datetime
) -> None:
    """Mark a Listener as not here on a night; once is enough."""
    known = select(NotHere.id).where(NotHere.listener_id == listener, NotHere.night == night)
    if session.scalar(known) is None:
        session.add(
            NotHere(
                id=new_id(),
                site_id=site_id,
                listener_id=listener,
                night=night,
                recorded_at=at,
                recorded_by=actor.account_id,
            )
        )


def unmark_not_here(session: Session, site_id: SiteId, listener: ListenerId, night: date) -> None:
    """Take the mark away: the Listener is here after all."""
    session.execute(
        delete(NotHere)
        .where(NotHere.site_id == site_id, NotHere.listener_id == listener, NotHere.night == night)
        .execution_options(synchronize_session=False)
    )


def move_cell(
    session: Session, site_id: SiteId, listener: ListenerId, cell: str, wing: WingId, actor: Actor, at: datetime
) -> None:
    """Record a Listener's new cell and its wing; the earlier version is kept.

    Raises:
        NotFound: nobody of that id is at this site.
    """
    row = session.scalar(select(Listener).where(Listener.site_id == site_id, Listener.id == listener))
    if row is None:
        raise NotFound("nobody of that id at this site")
    if row.cell != cell or row.wing_id != wing:
        keep(session, row, actor, at)
        row.cell, row.wing_id = cell, wing
