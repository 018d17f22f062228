"""Which Listeners are buddies, and when did they say that they talked?"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session

from listeners.access import Actor
from listeners.domain.care.buddy import Pair
from listeners.domain.people import ListenerId, SiteId
from listeners.errors import NotFound
from listeners.store.columns import P2, day, new_id, ref_to
from listeners.store.database import Base
from listeners.store.journal import keep
from listeners.store.tables import Recorded, at_the_same_site, known_by_site, of_a_site, one_while


class Buddy(Base, Recorded):
    """Two Listeners who look after each other, from a date until another, or on."""

    __tablename__ = "buddy"
    __table_args__ = (
        of_a_site(),
        known_by_site("buddy"),
        at_the_same_site("listener_id", "listener"),
        at_the_same_site("buddy_id", "listener"),
        one_while("uq_buddy_listener_now", "until_on IS NULL", "listener_id"),
        one_while("uq_buddy_buddy_now", "until_on IS NULL", "buddy_id"),
    )
    listener_id: Mapped[str] = ref_to(P2)
    buddy_id: Mapped[str] = ref_to(P2)
    from_on: Mapped[date] = day(P2)
    until_on: Mapped[date | None] = day(P2, optional=True)


class BuddyTalk(Base, Recorded):
    """That two buddies talked on a date, and nothing more."""

    __tablename__ = "buddy_talk"
    __table_args__ = (of_a_site(), at_the_same_site("pair_id", "buddy"), UniqueConstraint("pair_id", "on_date"))
    pair_id: Mapped[str] = ref_to(P2, index=False)
    on_date: Mapped[date] = day(P2)


def pairs(session: Session, site_id: SiteId) -> tuple[Pair, ...]:
    """Return the pairs of a site that have not ended, the longest together first, each with the last date on which
    they talked (1 statement)."""
    row, talk = Buddy, BuddyTalk
    last = select(func.max(talk.on_date)).where(talk.pair_id == row.id).scalar_subquery()
    wanted = select(row.id, row.listener_id, row.buddy_id, row.from_on, last)
    found = session.execute(wanted.where(row.site_id == site_id, row.until_on.is_(None)).order_by(row.from_on, row.id))
    return tuple(Pair(id_, ListenerId(one), ListenerId(other), on, talked) for id_, one, other, on, talked in found)


def add(
    session: Session, site_id: SiteId, one: ListenerId, other: ListenerId, on: date, actor: Actor, now: datetime
) -> str:
    """Make two Listeners buddies from a date on, inside an act, and return the id of the pair."""
    row = Buddy(id=new_id(), site_id=site_id, listener_id=one, buddy_id=other, from_on=on)
    row.recorded_at, row.recorded_by = now, actor.account_id
    session.add(row)
    return row.id


def end(session: Session, site_id: SiteId, pair_id: str, on: date, actor: Actor, now: datetime) -> None:
    """End a pair, inside an act; the earlier version is kept.

    Raises:
        NotFound: there is no such pair at this site, or it has ended.
    """
    row = session.get(Buddy, pair_id)
    if row is None or row.site_id != site_id or row.until_on is not None:
        raise NotFound("no such pair")
    keep(session, row, actor, now)
    row.until_on = on
    row.recorded_at, row.recorded_by = now, actor.account_id


def talked(session: Session, site_id: SiteId, pair_id: str, on: date, actor: Actor, now: datetime) -> bool:
    """Write that a pair talked on a date, inside an act, and return whether that is new: whichever of them says it, it
    is one talk."""
    talk = BuddyTalk
    known = select(talk.id).where(talk.site_id == site_id, talk.pair_id == pair_id, talk.on_date == on)
    if session.scalar(known) is not None:
        return False
    row = BuddyTalk(id=new_id(), site_id=site_id, pair_id=pair_id, on_date=on)
    row.recorded_at, row.recorded_by = now, actor.account_id
    session.add(row)
    return True
