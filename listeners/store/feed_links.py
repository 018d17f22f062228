"""Which secret links to calendars are there? Rows stay in here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from listeners.domain.people import AccountId, ListenerId, SiteId
from listeners.store.accounts import Account
from listeners.store.columns import new_id
from listeners.store.database import db
from listeners.store.rota import FeedLink


@dataclass(frozen=True, slots=True)
class FeedOnFile:
    """A link that is not revoked: whose nights it opens (None: the site's that lack somebody), who made it when, and
    when it was last read. ``maker`` is None for SYSTEM."""

    id: str
    site_id: SiteId
    listener: ListenerId | None
    made_at: datetime
    maker: AccountId | None
    maker_name: str | None
    read_at: datetime | None


def _in_force() -> Any:
    return (
        select(
            FeedLink.id,
            FeedLink.site_id,
            FeedLink.listener_id,
            FeedLink.made_at,
            FeedLink.made_by,
            Account.name,
            FeedLink.read_at,
        )
        .outerjoin(Account, Account.id == FeedLink.made_by)
        .where(FeedLink.revoked_at.is_(None))
    )


def by_digest(digest: str) -> FeedOnFile | None:
    """Return the link with this digest; None where there is none, or it is revoked (1 statement)."""
    row = db.session.execute(_in_force().where(FeedLink.digest == digest)).first()
    return None if row is None else FeedOnFile(*row)


def of_site(site_id: SiteId) -> tuple[FeedOnFile, ...]:
    """Return every link of a site that is not revoked, the oldest first (1 statement)."""
    rows: Iterable[Any] = db.session.execute(
        _in_force().where(FeedLink.site_id == site_id).order_by(FeedLink.made_at, FeedLink.id)
    )
    return tuple(FeedOnFile(*row) for row in rows)


def add(
    session: Session, site_id: SiteId, listener: ListenerId | None, digest: str, maker: AccountId | None, at: datetime
) -> str:
    """Add a link and return its id."""
    row = FeedLink(id=new_id(), site_id=site_id, listener_id=listener, digest=digest, made_at=at, made_by=maker)
    session.add(row)
    session.flush()
    return row.id


def revoke(session: Session, site_id: SiteId, link_id: str, by: AccountId | None, at: datetime) -> bool:
    """Revoke a link of a site; whether it was not revoked before."""
    done = session.execute(
        update(FeedLink)
        .where(FeedLink.site_id == site_id, FeedLink.id == link_id, FeedLink.revoked_at.is_(None))
        .values(revoked_at=at, revoked_by=by)
        .returning(FeedLink.id)
    )
    return done.first() is not None


def revoke_of(
    session: Session, site_id: SiteId, listener: ListenerId, by: AccountId | None, at: datetime
) -> tuple[str, ...]:
    """Revoke every link to the nights of one Listener; return which were not revoked before."""
    done = session.scalars(
        update(FeedLink)
        .where(FeedLink.site_id == site_id, FeedLink.listener_id == listener, FeedLink.revoked_at.is_(None))
        .values(revoked_at=at, revoked_by=by)
        .returning(FeedLink.id)
    )
    return tuple(done.all())


def exists(session: Session, site_id: SiteId, link_id: str) -> bool:
    """Whether a site ever had this link."""
    wanted = select(FeedLink.id).where(FeedLink.site_id == site_id, FeedLink.id == link_id)
    return session.scalar(wanted) is not None


def note_read(session: Session, link_id: str, at: datetime) -> None:
    """Write down that a link was read."""
    session.execute(update(FeedLink).where(FeedLink.id == link_id).values(read_at=at))
