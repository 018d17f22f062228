"""What is on file about one sign-in: who, since when, with which grants, at which site? Three statements at most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select, update

from listeners.access import Device, Grant
from listeners.domain.people import AccountId, ListenerId, Role, SiteId
from listeners.domain.team import Site
from listeners.store import people_facts
from listeners.store.accounts import Account, AccountGrant, SignIn
from listeners.store.database import act, db
from listeners.store.people import Site as SiteRow


@dataclass(frozen=True, slots=True)
class GrantOnFile:
    """A grant with its dates and what a page says about its site; ``zone`` tells which date it is there."""

    grant: Grant
    site_code: str | None
    site_name: str | None
    zone: ZoneInfo | None
    from_on: date
    until_on: date | None

    def holds_at(self, now: datetime) -> bool:
        """Whether the grant is in force; its last day is ``until_on``."""
        on = now.astimezone(self.zone).date() if self.zone else now.date()
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)


@dataclass(frozen=True, slots=True)
class SignInOnFile:
    """An open sign-in of an active account."""

    id: str
    account_id: AccountId
    username: str
    name: str
    device: Device
    site_id: SiteId | None
    started_at: datetime
    proved_at: datetime
    seen_at: datetime
    grants: tuple[GrantOnFile, ...]


_GRANT = (
    AccountGrant.role,
    AccountGrant.site_id,
    AccountGrant.listener_id,
    AccountGrant.from_on,
    AccountGrant.until_on,
    SiteRow.code,
    SiteRow.name.label("site_name"),
    SiteRow.timezone,
)


def open_sign_in(sign_in_id: str) -> SignInOnFile | None:
    """Return a sign-in that is not closed, of an account that is active (1 statement)."""
    chosen = (
        select(
            SignIn.id,
            SignIn.account_id,
            SignIn.device,
            SignIn.site_id.label("chosen_site"),
            SignIn.started_at,
            SignIn.proved_at,
            SignIn.seen_at,
            Account.username,
            Account.name,
            *_GRANT,
        )
        .join(Account, Account.id == SignIn.account_id)
        .outerjoin(AccountGrant, AccountGrant.account_id == Account.id)
        .outerjoin(SiteRow, SiteRow.id == AccountGrant.site_id)
        .where(SignIn.id == sign_in_id, SignIn.closed_at.is_(None), Account.active.is_(True))
        .order_by(SiteRow.code, AccountGrant.role)
    )
    rows = db.session.execute(chosen).all()
    if not rows:
        return None
    first = rows[0]
    return SignInOnFile(
        id=first.id,
        account_id=AccountId(first.account_id),
        username=first.username,
        name=first.name,
        device=first.device,
        site_id=first.chosen_site,
        started_at=first.started_at,
        proved_at=first.proved_at,
        seen_at=first.seen_at,
        grants=tuple(_grant(row) for row in rows if row.role is not None),
    )


def grants_of(account_id: AccountId) -> tuple[GrantOnFile, ...]:
    """Return every grant of an account, past and to come, by site and role (1 statement)."""
    chosen = (
        select(*_GRANT)
        .select_from(AccountGrant)
        .outerjoin(SiteRow, SiteRow.id == AccountGrant.site_id)
        .where(AccountGrant.account_id == account_id)
        .order_by(SiteRow.code, AccountGrant.role)
    )
    return tuple(_grant(row) for row in db.session.execute(chosen))


def _grant(row: Any) -> GrantOnFile:
    return GrantOnFile(
        grant=Grant(
            Role(row.role),
            SiteId(row.site_id) if row.site_id else None,
            ListenerId(row.listener_id) if row.listener_id else None,
        ),
        site_code=row.code,
        site_name=row.site_name,
        zone=ZoneInfo(row.timezone) if row.timezone else None,
        from_on=row.from_on,
        until_on=row.until_on,
    )


def site(site_id: SiteId) -> Site:
    """Return the chosen site with its wings and sessions."""
    return people_facts.site(site_id)


def end_reading() -> None:
    """End the read transaction of the door, so that the view's own work begins afresh."""
    db.session.rollback()


def note_seen(sign_in_id: str, now: datetime) -> None:
    """Write down that a session is in use."""
    _change(SignIn.id == sign_in_id, seen_at=now)


def close(sign_in_id: str, now: datetime) -> None:
    """Close one session; it never opens again."""
    _change((SignIn.id == sign_in_id) & SignIn.closed_at.is_(None), closed_at=now)


def close_all(now: datetime) -> None:
    """Close every open session."""
    _change(SignIn.closed_at.is_(None), closed_at=now)


def _change(which: ColumnElement[bool], **values: object) -> None:
    with act() as session:
        session.execute(update(SignIn).where(which).values(**values))
