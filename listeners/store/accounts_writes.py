"""How are accounts, their secrets and their grants written? Every function is called inside ``act()``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from listeners.domain.accounts import NewGrant
from listeners.domain.people import AccountId, ListenerId, Role
from listeners.errors import NotFound
from listeners.store.accounts import Account, AccountGrant
from listeners.store.accounts_facts import close_sign_ins_of
from listeners.store.accounts_tries import forget
from listeners.store.columns import new_id


def add_account(session: Session, username: str, name: str, stored: str, mail: str | None, now: datetime) -> AccountId:
    """Make an account; ``stored`` is the hash of its secret."""
    row = Account(
        id=new_id(),
        username=username,
        name=name,
        password=stored,
        fs_uniquifier=new_id() + new_id(),
        mail=mail,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return AccountId(row.id)


def set_secret(session: Session, account_id: AccountId, stored: str, now: datetime) -> str:
    """Give an account another secret, close its sessions, forget what was guessed; return its username."""
    row = _account(session, account_id)
    row.password = stored
    close_sign_ins_of(session, account_id, now)
    forget(session, row.username)
    return row.username


def set_mail(session: Session, account_id: AccountId, mail: str | None) -> None:
    """Set the address at which an account is told that a notice waits, or take it away (None)."""
    _account(session, account_id).mail = mail


def set_active(session: Session, account_id: AccountId, active: bool, now: datetime) -> None:
    """Let an account in again, or no more; its sessions are closed."""
    _account(session, account_id).active = active
    close_sign_ins_of(session, account_id, now)


def add_grants(session: Session, account_id: AccountId, grants: Iterable[NewGrant]) -> None:
    """Give an account roles."""
    session.add_all(
        AccountGrant(
            id=new_id(),
            account_id=account_id,
            role=grant.role,
            site_id=grant.site_id,
            listener_id=grant.listener_id,
            from_on=grant.from_on,
            until_on=grant.until_on,
        )
        for grant in grants
    )
    session.flush()


def end_grant(session: Session, account_id: AccountId, grant_id: str, last_on: date, now: datetime) -> None:
    """Let a grant end with a date, that day included; sessions are closed, so that nothing goes on with it.

    Raises:
        NotFound: the account has no such grant.
    """
    row = session.get(AccountGrant, grant_id, with_for_update=True)
    if row is None or row.account_id != account_id:
        raise NotFound("no such grant")
    row.until_on = last_on
    close_sign_ins_of(session, account_id, now)


def end_grants_of_listener(
    session: Session, listener_id: ListenerId, last_on: date, now: datetime, *, role: Role | None = None
) -> None:
    """Let the grants of a Listener, or those of one role, end with a date; those that end sooner stay as they are.
    Their sessions are closed."""
    until = AccountGrant.until_on
    own = (AccountGrant.listener_id == listener_id) & (until.is_(None) | (until > last_on))
    _set_end(session, own & (AccountGrant.role == role) if role else own, last_on, now)


def set_end_of_listener(
    session: Session, listener_id: ListenerId, last_on: date | None, today: date, now: datetime
) -> None:
    """Let all that a Listener may still open end with another date, or with none; sessions of what changes are closed.
    What had ended before today stays as it is.
    """
    until = AccountGrant.until_on
    changes = (until.is_(None) | (until >= today)) & until.is_distinct_from(last_on)
    _set_end(session, (AccountGrant.listener_id == listener_id) & changes, last_on, now)


def _set_end(session: Session, chosen: ColumnElement[bool], last_on: date | None, now: datetime) -> None:
    for account_id in set(session.scalars(select(AccountGrant.account_id).where(chosen))):
        close_sign_ins_of(session, AccountId(account_id), now)
    session.execute(update(AccountGrant).where(chosen).values(until_on=last_on))


def _account(session: Session, account_id: AccountId) -> Account:
    row = session.get(Account, account_id, with_for_update=True)
    if row is None:
        raise NotFound("no such account")
    return row
