"""Who is named to be told first, second and last that there is a reason to ask how somebody is at a prison?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, select
from sqlalchemy.orm import Mapped, Session

from listeners.access import Actor
from listeners.domain.care.care_lead import LeadPlace
from listeners.domain.people import AccountId, SiteId
from listeners.store.accounts import Account
from listeners.store.columns import P1, coded, day, new_id, ref_to
from listeners.store.database import Base, db
from listeners.store.tables import Recorded, of_a_site, one_while


class CareLead(Base, Recorded):
    """An account that is told in one turn, from a date and perhaps until one; one at a time for each turn."""

    __tablename__ = "care_lead"
    __table_args__ = (
        of_a_site(),
        ForeignKeyConstraint(["account_id"], ["account.id"]),
        one_while("uq_care_lead_in_force", "until_on IS NULL", "site_id", "place"),
    )
    account_id: Mapped[str] = ref_to(P1, index=False)
    place: Mapped[LeadPlace] = coded(LeadPlace, P1)
    from_on: Mapped[date] = day(P1)
    until_on: Mapped[date | None] = day(P1, optional=True)


@dataclass(frozen=True, slots=True)
class NamedLead:
    """Who is named for a turn, and since when."""

    account_id: AccountId
    name: str
    from_on: date


def named(site_id: SiteId) -> dict[LeadPlace, NamedLead]:
    """Return who is named for each turn at a site; a turn for which nobody is named is missing (1 statement)."""
    row = CareLead
    found = db.session.execute(
        select(row.place, row.account_id, Account.name, row.from_on)
        .join(Account, Account.id == row.account_id)
        .where(row.site_id == site_id, row.until_on.is_(None))
    )
    return {place: NamedLead(AccountId(account), name, from_on) for place, account, name, from_on in found}


@dataclass(frozen=True, slots=True)
class Held:
    """That an account had a turn from a date until one (None: it has it still)."""

    place: LeadPlace
    account_id: AccountId
    from_on: date
    until_on: date | None

    def was(self, account_id: AccountId | None, on: date) -> bool:
        """Whether it was this account's on a date."""
        return self.account_id == account_id and self.from_on <= on and (self.until_on is None or on <= self.until_on)


def history(site_id: SiteId) -> tuple[Held, ...]:
    """Return who ever had a turn at a site, the latest first (1 statement)."""
    row = CareLead
    found = db.session.execute(
        select(row.place, row.account_id, row.from_on, row.until_on)
        .where(row.site_id == site_id)
        .order_by(row.from_on.desc(), row.recorded_at.desc(), row.id)
    )
    return tuple(Held(place, AccountId(account), from_on, until) for place, account, from_on, until in found)


def put(
    session: Session,
    site_id: SiteId,
    place: LeadPlace,
    account_id: AccountId | None,
    on: date,
    actor: Actor,
    now: datetime,
) -> bool:
    """Name somebody for a turn from a date on, or nobody, inside an act; whoever had it has it until then. Return
    whether that changes anything."""
    row = session.scalar(
        select(CareLead).where(CareLead.site_id == site_id, CareLead.place == place, CareLead.until_on.is_(None))
    )
    if (row.account_id if row else None) == account_id:
        return False
    if row is not None:
        row.until_on = on
        session.flush()
    if account_id is not None:
        session.add(
            CareLead(
                id=new_id(),
                site_id=site_id,
                account_id=account_id,
                place=place,
                from_on=on,
                recorded_at=now,
                recorded_by=actor.account_id,
            )
        )
        session.flush()
    return True
