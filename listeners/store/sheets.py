"""Which night sheets have been printed, and what stood on them? A copy of each, sealed, for seven days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Index, delete, select
from sqlalchemy.orm import Mapped, Session

from listeners.access import Actor
from listeners.domain.people import SiteId
from listeners.domain.sheets import SheetOnPaper, pack, sum_of, unpack
from listeners.errors import NotFound
from listeners.store import keyring
from listeners.store.accounts import Account
from listeners.store.columns import A_LIST, P0, P1, P2, day, moment, new_id, ref_to, sealed, words
from listeners.store.database import Base, db
from listeners.store.tables import Owned, of_a_site


class PrintedSheet(Base, Owned):
    """One printing of the sheet of a night: when, by whom, and the paper itself. ``sum`` is the same for two that say
    the same (``domain.sheets.sum_of``)."""

    __tablename__ = "night_sheet"
    __table_args__ = (
        of_a_site(),
        Index("ix_night_sheet_site_printed", "site_id", "printed_at"),
    )
    night: Mapped[date] = day(P1)
    printed_at: Mapped[datetime] = moment(P0)
    printed_by: Mapped[str | None] = ref_to(P0, optional=True, index=False)
    sum: Mapped[str] = words(64, P2)
    body: Mapped[bytes] = sealed(P2, A_LIST, optional=False)


@dataclass(frozen=True, slots=True)
class Printed:
    """One printing, without the paper. ``by``: the name of the account, None for background work."""

    id: str
    night: date
    printed_at: datetime
    sum: str
    by: str | None


_PRINTED = (
    select(PrintedSheet.id, PrintedSheet.night, PrintedSheet.printed_at, PrintedSheet.sum, Account.name)
    .outerjoin(Account, Account.id == PrintedSheet.printed_by)
    .order_by(PrintedSheet.printed_at.desc(), PrintedSheet.id)
)


def add(session: Session, site_id: SiteId, sheet: SheetOnPaper, actor: Actor) -> str:
    """Keep a sheet that is printed now, inside an act, and return its id."""
    row = PrintedSheet(
        id=new_id(),
        site_id=site_id,
        night=sheet.night,
        printed_at=sheet.printed_at,
        printed_by=actor.account_id,
        sum=sum_of(sheet),
    )
    row.body = keyring.seal(pack(sheet), site_id, "night_sheet", "body", row.id)
    session.add(row)
    session.flush()
    return row.id


def latest(site_id: SiteId, night: date) -> Printed | None:
    """Return the latest printing of a night's sheet (1 statement)."""
    wanted = _PRINTED.where(PrintedSheet.site_id == site_id, PrintedSheet.night == night).limit(1)
    row = db.session.execute(wanted).first()
    return None if row is None else Printed(*row)


def printed_since(site_id: SiteId, since: datetime) -> tuple[Printed, ...]:
    """Return every printing since a moment, the latest first (1 statement)."""
    wanted = _PRINTED.where(PrintedSheet.site_id == site_id, PrintedSheet.printed_at >= since)
    return tuple(Printed(*row) for row in db.session.execute(wanted))


def copy_of(site_id: SiteId, sheet_id: str, since: datetime) -> SheetOnPaper:
    """Return what stood on a sheet that was printed since a moment (1 statement).

    Raises:
        NotFound: there is no such copy.
        Unopened: it was sealed with another key, or has been changed.
    """
    wanted = select(PrintedSheet.body).where(
        PrintedSheet.site_id == site_id, PrintedSheet.id == sheet_id, PrintedSheet.printed_at >= since
    )
    body = db.session.scalar(wanted)
    if body is None:
        raise NotFound("no such copy of a night sheet")
    return unpack(keyring.unseal(body, site_id, "night_sheet", "body", sheet_id))


def forget_before(session: Session, at: datetime) -> int:
    """Forget every copy of a sheet that was printed before a moment, inside an act; return how many."""
    forgotten = session.scalars(delete(PrintedSheet).where(PrintedSheet.printed_at < at).returning(PrintedSheet.id))
    return len(forgotten.all())
