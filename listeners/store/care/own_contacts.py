"""Which contacts did Listeners have to which no officer called them? All but the date is sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, undefer

from listeners.access import Actor
from listeners.domain.care.own_contact import OwnContact, pack_own, unpack_own
from listeners.domain.people import ListenerId, SiteId
from listeners.errors import Conflict, NotFound
from listeners.store import keyring
from listeners.store.columns import A_FEW_FACTS, P3, day, new_id, ref_to, sealed, yes_no
from listeners.store.database import Base, db
from listeners.store.journal import keep
from listeners.store.tables import Recorded, at_the_same_site, of_a_site

TABLE, COLUMN = "own_contact", "told"


class OwnContactRow(Base, Recorded):
    """A contact that a Listener told of, to which no officer called him: its date, and the rest sealed as one. Not in
    force: it was not so."""

    __tablename__ = TABLE
    __table_args__ = (of_a_site(), at_the_same_site("listener_id", "listener"))
    listener_id: Mapped[str] = ref_to(P3)
    on_date: Mapped[date] = day(P3)
    told: Mapped[bytes] = sealed(P3, A_FEW_FACTS, optional=False)
    on_behalf: Mapped[bool] = yes_no(P3, default=False)
    in_force: Mapped[bool] = yes_no(P3, default=True)


@dataclass(frozen=True, slots=True)
class SealedOwn:
    """One of them, still sealed."""

    id: str
    on: date
    told: bytes

    def opened(self, site_id: SiteId) -> OwnContact:
        """Return it, opened.

        Raises:
            Unopened, ValueError: another key, or it has been changed.
        """
        return unpack_own(self.on, keyring.unseal(self.told, site_id, TABLE, COLUMN, self.id))


@dataclass(frozen=True, slots=True)
class OwnOnFile:
    """One of them, opened; ``on_behalf``: keyed in from a card."""

    id: str
    told: OwnContact
    on_behalf: bool
    version: int


def own_contacts(site_id: SiteId, listener: ListenerId, first: date) -> tuple[OwnOnFile, ...]:
    """Return those of one Listener that are in force, from a date, the newest first (1 statement).

    Raises:
        Unopened, ValueError: another key, or one has been changed.
    """
    row = OwnContactRow
    mine = row.site_id == site_id, row.listener_id == listener, row.in_force, row.on_date >= first
    found = db.session.scalars(select(row).options(undefer(row.told)).where(*mine))
    opened = [_on_file(each) for each in found]
    return tuple(sorted(opened, key=lambda each: (each.told.on, each.told.at, each.id), reverse=True))


def one(site_id: SiteId, own_id: str) -> tuple[ListenerId, OwnOnFile]:
    """Return one that is in force, opened, and whose it is (1 statement).

    Raises:
        NotFound: none of that id is in force at this site.
        Unopened, ValueError: another key, or it has been changed.
    """
    row = OwnContactRow
    wanted = select(row).options(undefer(row.told)).where(row.site_id == site_id, row.id == own_id, row.in_force)
    found = db.session.scalar(wanted)
    if found is None:
        raise NotFound("no such contact")
    return ListenerId(found.listener_id), _on_file(found)


def add_own(
    session: Session,
    site_id: SiteId,
    listener: ListenerId,
    told: OwnContact,
    actor: Actor,
    now: datetime,
    *,
    on_behalf: bool,
) -> str:
    """Write one, sealed, inside an act; return its id."""
    row = OwnContactRow(
        id=new_id(), site_id=site_id, listener_id=listener, on_date=told.on, on_behalf=on_behalf, in_force=True
    )
    row.told = keyring.seal(pack_own(told), site_id, TABLE, COLUMN, row.id)
    row.recorded_at, row.recorded_by = now, actor.account_id
    session.add(row)
    return row.id


def take_off(session: Session, site_id: SiteId, own_id: str, actor: Actor, now: datetime) -> ListenerId:
    """Let one that was not so be in force no more, inside an act, and return whose it was; the earlier version is kept.

    Raises:
        NotFound: none of that id is in force at this site.
    """
    row = _row(session, site_id, own_id)
    keep(session, row, actor, now)
    row.in_force = False
    row.recorded_at, row.recorded_by = now, actor.account_id
    return ListenerId(row.listener_id)


def correct(
    session: Session, site_id: SiteId, own_id: str, seen_version: int, told: OwnContact, actor: Actor, now: datetime
) -> tuple[ListenerId, bool]:
    """Correct one inside an act, and return whose it is and whether anything changed; the earlier version is kept.

    Raises:
        NotFound: none of that id is in force at this site.
        Conflict: somebody has corrected it since it was read.
    """
    row = _row(session, site_id, own_id)
    if row.version != seen_version:
        raise Conflict("changed meanwhile")
    whose = ListenerId(row.listener_id)
    if _on_file(row).told == told:
        return whose, False
    keep(session, row, actor, now)
    row.on_date = told.on
    row.told = keyring.seal(pack_own(told), site_id, TABLE, COLUMN, row.id)
    row.recorded_at, row.recorded_by = now, actor.account_id
    return whose, True


def _row(session: Session, site_id: SiteId, own_id: str) -> OwnContactRow:
    row = session.get(OwnContactRow, own_id)
    if row is None or row.site_id != site_id or not row.in_force:
        raise NotFound("no such contact")
    return row


def _on_file(row: OwnContactRow) -> OwnOnFile:
    told = SealedOwn(row.id, row.on_date, row.told).opened(SiteId(row.site_id))
    return OwnOnFile(row.id, told, row.on_behalf, row.version)
