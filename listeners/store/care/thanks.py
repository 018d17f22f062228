"""Which thanks came for Listeners? The words are sealed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, Session, undefer

from listeners.access import Actor
from listeners.domain.care.thanks import LONGEST_THANKS, Thanks, ThanksFrom, pack_thanks, unpack_thanks
from listeners.domain.people import ListenerId, SiteId
from listeners.errors import NotFound
from listeners.store import keyring
from listeners.store.columns import A_FEW_FACTS, IN_JSON, P2, P4, coded, day, new_id, ref_to, sealed, yes_no
from listeners.store.database import Base, db
from listeners.store.journal import keep
from listeners.store.tables import Recorded, at_the_same_site, of_a_site

TABLE, COLUMN = "thanks", "words"


class ThanksRow(Base, Recorded):
    """Thanks that came for a Listener: when, and by whose role; the words are sealed. Not in force: it was not so."""

    __tablename__ = TABLE
    __table_args__ = (of_a_site(), at_the_same_site("listener_id", "listener"))
    listener_id: Mapped[str] = ref_to(P2)
    on_date: Mapped[date] = day(P2)
    sender: Mapped[ThanksFrom] = coded(ThanksFrom, P2)
    words: Mapped[bytes] = sealed(P4, LONGEST_THANKS * IN_JSON + A_FEW_FACTS, optional=False)
    in_force: Mapped[bool] = yes_no(P2, default=True)


@dataclass(frozen=True, slots=True)
class ThanksOnFile:
    """Thanks that came for one Listener, opened."""

    id: str
    listener: ListenerId
    thanks: Thanks


def of_one(site_id: SiteId, listener: ListenerId, since: date) -> tuple[ThanksOnFile, ...]:
    """Return the thanks for one Listener since a date, opened, the newest first (1 statement).

    Raises:
        Unopened, ValueError: another key, or one has been changed.
    """
    row = ThanksRow
    wanted = row.site_id == site_id, row.listener_id == listener, row.in_force, row.on_date >= since
    return _opened(db.session.scalars(select(row).options(undefer(row.words)).where(*wanted)))


def of_site(site_id: SiteId, since: date) -> tuple[ThanksOnFile, ...]:
    """Return the thanks for everybody of a site since a date, opened, the newest first (1 statement).

    Raises:
        Unopened, ValueError: another key, or one has been changed.
    """
    row = ThanksRow
    wanted = row.site_id == site_id, row.in_force, row.on_date >= since
    return _opened(db.session.scalars(select(row).options(undefer(row.words)).where(*wanted)))


def counts(site_id: SiteId) -> dict[ListenerId, int]:
    """Return how often thanks came for each Listener of a site who had any (1 statement)."""
    row = ThanksRow
    found = select(row.listener_id, func.count()).where(row.site_id == site_id, row.in_force).group_by(row.listener_id)
    return {ListenerId(listener): many for listener, many in db.session.execute(found)}


def count(site_id: SiteId, listener: ListenerId) -> int:
    """Return how often thanks came for one Listener (1 statement)."""
    row = ThanksRow
    wanted = row.site_id == site_id, row.listener_id == listener, row.in_force
    return db.session.scalar(select(func.count()).select_from(row).where(*wanted)) or 0


def has_like(site_id: SiteId, listener: ListenerId, on: date, sender: ThanksFrom) -> bool:
    """Whether thanks of a date by a role are on file for one Listener; their words stay sealed (1 statement)."""
    row = ThanksRow
    wanted = row.site_id == site_id, row.listener_id == listener, row.in_force, row.on_date == on, row.sender == sender
    return db.session.scalar(select(row.id).where(*wanted).limit(1)) is not None


def add(session: Session, site_id: SiteId, listener: ListenerId, thanks: Thanks, actor: Actor, now: datetime) -> str:
    """Put thanks on file, sealed, inside an act; return their id."""
    row = ThanksRow(id=new_id(), site_id=site_id, listener_id=listener, on_date=thanks.on, sender=thanks.sender)
    row.words = keyring.seal(pack_thanks(thanks.words), site_id, TABLE, COLUMN, row.id)
    row.recorded_at, row.recorded_by = now, actor.account_id
    session.add(row)
    return row.id


def take_off(session: Session, site_id: SiteId, thanks_id: str, actor: Actor, now: datetime) -> ListenerId:
    """Let thanks that were not so be in force no more, inside an act, and return for whom; the earlier version is kept.

    Raises:
        NotFound: none of that id is in force at this site.
    """
    row = session.get(ThanksRow, thanks_id)
    if row is None or row.site_id != site_id or not row.in_force:
        raise NotFound("no such thanks")
    keep(session, row, actor, now)
    row.in_force = False
    row.recorded_at, row.recorded_by = now, actor.account_id
    return ListenerId(row.listener_id)


def _opened(rows: Iterable[ThanksRow]) -> tuple[ThanksOnFile, ...]:
    found = [
        ThanksOnFile(
            row.id,
            ListenerId(row.listener_id),
            Thanks(
                row.on_date, row.sender, unpack_thanks(keyring.unseal(row.words, row.site_id, TABLE, COLUMN, row.id))
            ),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda each: (each.thanks.on, each.id), reverse=True))
