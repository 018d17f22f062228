"""Who is the support contact of a night: somebody outside the wing, whom a Listener and an officer can turn to?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Index, or_, select, text
from sqlalchemy.orm import Mapped, Session

from listeners.access import Actor
from listeners.domain.people import SiteId
from listeners.store.columns import P2, day, new_id, words
from listeners.store.database import Base, db
from listeners.store.journal import keep
from listeners.store.tables import Recorded, of_a_site

LONGEST_NAME, LONGEST_REACHED = 80, 120


class NightContact(Base, Recorded):
    """Who answers for the charity in one night, or (no night) in every night that has nobody of its own, and how to
    reach that person. An empty name: nobody is named any more."""

    __tablename__ = "night_contact"
    __table_args__ = (
        of_a_site(),
        Index("ix_night_contact_site_night", "site_id", "night", unique=True),
        Index(
            "ix_night_contact_default",
            "site_id",
            unique=True,
            sqlite_where=text("night IS NULL"),
            postgresql_where=text("night IS NULL"),
        ),
    )
    night: Mapped[date | None] = day(P2, optional=True)
    name: Mapped[str] = words(LONGEST_NAME, P2)
    reached: Mapped[str] = words(LONGEST_REACHED, P2)


@dataclass(frozen=True, slots=True)
class Contact:
    """A support contact: the name, and how to reach that person."""

    name: str
    reached: str


Contacts = Mapping[date | None, Contact]
"""By night; None: of every night that has nobody of its own."""


def of_night(contacts: Contacts, night: date) -> Contact | None:
    """Return who answers in a night: whoever is named for it, else for every night, else nobody."""
    return contacts.get(night) or contacts.get(None)


def as_contacts(rows: Iterable[tuple[date | None, str, str]]) -> Contacts:
    """Return contacts by night; whoever is named no more is none."""
    return {night: Contact(name, reached) for night, name, reached in rows if name}


def contacts(site_id: SiteId, first: date, last: date | None = None) -> Contacts:
    """Return who is named for every night and for the nights from ``first`` on, to ``last`` (1 statement)."""
    row = NightContact
    wanted = select(row.night, row.name, row.reached).where(
        row.site_id == site_id, or_(row.night.is_(None), row.night >= first)
    )
    if last is not None:
        wanted = wanted.where(or_(row.night.is_(None), row.night <= last))
    return as_contacts(
        (night, name, reached) for night, name, reached in db.session.execute(wanted.order_by(row.night))
    )


def put_contact(
    session: Session, site_id: SiteId, night: date | None, name: str, reached: str, actor: Actor, now: datetime
) -> bool:
    """Write who is named for a night, or for every night, inside an act; return whether that is new. The earlier
    version is kept."""
    wanted = NightContact.night.is_(None) if night is None else NightContact.night == night
    row = session.scalar(select(NightContact).where(NightContact.site_id == site_id, wanted))
    if row is None:
        row = NightContact(id=new_id(), site_id=site_id, night=night)
        session.add(row)
    elif (row.name, row.reached) == (name, reached):
        return False
    else:
        keep(session, row, actor, now)
    row.name, row.reached = name, reached
    row.recorded_at, row.recorded_by = now, actor.account_id
    return True
