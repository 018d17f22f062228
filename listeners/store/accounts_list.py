"""Which accounts are there, with which roles? For the national office, and for a Listener's own coordinator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from listeners.domain.accounts import PRISONERS
from listeners.domain.people import AccountId, ListenerId, Role, SiteId
from listeners.errors import NotFound
from listeners.store.accounts import Account, AccountGrant, SignIn
from listeners.store.database import db
from listeners.store.people import Listener, Site


@dataclass(frozen=True, slots=True)
class GrantLine:
    """A grant as a page shows it; ``site_code`` None: every site."""

    id: str
    role: Role
    site_id: SiteId | None
    site_code: str | None
    listener_id: ListenerId | None
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account as a page shows it."""

    id: AccountId
    username: str
    name: str
    active: bool
    grants: tuple[GrantLine, ...]
    mail: str | None

    @property
    def is_prisoners(self) -> bool:
        """Whether this is a Listener's account."""
        return any(grant.role in PRISONERS for grant in self.grants)


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A site as the national office sees it: how many Listeners can sign in there, without a name."""

    id: SiteId
    code: str
    name: str
    recording_since: date
    listener_accounts: int


@dataclass(frozen=True, slots=True)
class ListenersAccount:
    """What a coordinator sees of a Listener's account. ``until_on``: the last day of the role (None: open)."""

    id: AccountId
    username: str
    active: bool
    is_peer_lead: bool
    until_on: date | None
    last_signed_in: datetime | None


_GRANTS = (
    select(Account, AccountGrant, Site.code)
    .outerjoin(AccountGrant, AccountGrant.account_id == Account.id)
    .outerjoin(Site, Site.id == AccountGrant.site_id)
    .order_by(Account.username, Site.code, AccountGrant.role, AccountGrant.from_on)
)


def accounts() -> tuple[AccountLine, ...]:
    """Return the accounts that are no Listener's, by username (1 statement)."""
    return tuple(line for line in _lines(None) if not line.is_prisoners)


def account(account_id: str) -> AccountLine:
    """Return one account.

    Raises:
        NotFound: there is none of that id.
    """
    found = _lines(account_id)
    if not found:
        raise NotFound("no such account")
    return found[0]


def _lines(account_id: str | None) -> list[AccountLine]:
    chosen = _GRANTS if account_id is None else _GRANTS.where(Account.id == account_id)
    people: dict[str, Account] = {}
    grants: dict[str, list[GrantLine]] = {}
    for who, grant, code in db.session.execute(chosen):
        people[who.id] = who
        grants.setdefault(who.id, [])
        if grant is not None:
            grants[who.id].append(_grant_line(grant, code))
    return [
        AccountLine(AccountId(who.id), who.username, who.name, who.active, tuple(grants[who.id]), who.mail)
        for who in people.values()
    ]


def _grant_line(row: AccountGrant, code: str | None) -> GrantLine:
    return GrantLine(
        id=row.id,
        role=row.role,
        site_id=SiteId(row.site_id) if row.site_id else None,
        site_code=code,
        listener_id=ListenerId(row.listener_id) if row.listener_id else None,
        from_on=row.from_on,
        until_on=row.until_on,
    )


def sites() -> tuple[SiteLine, ...]:
    """Return every site by name, with the number of Listener accounts that are active (1 statement)."""
    count = (
        select(func.count(func.distinct(AccountGrant.account_id)))
        .join(Account, Account.id == AccountGrant.account_id)
        .where(AccountGrant.site_id == Site.id, AccountGrant.role == Role.LISTENER, Account.active.is_(True))
        .correlate(Site)
        .scalar_subquery()
    )
    rows = db.session.execute(select(Site.id, Site.code, Site.name, Site.recording_since, count).order_by(Site.name))
    return tuple(SiteLine(SiteId(id_), code, name, since, number) for id_, code, name, since, number in rows)


def site_of_listener(listener_id: str) -> SiteId:
    """Return the site that a Listener belongs to.

    Raises:
        NotFound: there is nobody of that id.
    """
    found = db.session.scalar(select(Listener.site_id).where(Listener.id == listener_id))
    if found is None:
        raise NotFound("no such Listener")
    return SiteId(found)


def account_of_listener(listener_id: str) -> ListenersAccount | None:
    """Return the account of a Listener; None when no PIN has ever been issued (2 statements)."""
    rows = db.session.execute(
        select(Account.id, Account.username, Account.active, AccountGrant.role, AccountGrant.until_on)
        .join(AccountGrant, AccountGrant.account_id == Account.id)
        .where(AccountGrant.listener_id == listener_id)
    ).all()
    if not rows:
        return None
    last = db.session.scalar(select(func.max(SignIn.started_at)).where(SignIn.account_id == rows[0].id))
    is_lead = any(row.role is Role.PEER_LEAD and row.until_on is None for row in rows)
    ends = [row.until_on for row in rows if row.role is Role.LISTENER]
    until_on = None if None in ends else max(ends)
    return ListenersAccount(AccountId(rows[0].id), rows[0].username, rows[0].active, is_lead, until_on, last)


def username_taken(username: str) -> bool:
    """Whether an account has this username already."""
    return db.session.scalar(select(Account.id).where(Account.username == username)) is not None
