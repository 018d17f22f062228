"""What is on file about accounts, and how are they and their sign-ins written? Rows stay in here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from listeners.access import Device
from listeners.domain.people import AccountId, SiteId
from listeners.store.accounts import Account, SignIn
from listeners.store.columns import new_id
from listeners.store.database import db


@dataclass(frozen=True, slots=True)
class SecretOnFile:
    """An account as signing in needs it: ``stored`` is the hash of its secret."""

    id: AccountId
    username: str
    stored: str
    active: bool


def secret_of(username: str) -> SecretOnFile | None:
    """Return the account of a username (1 statement)."""
    chosen = select(Account.id, Account.username, Account.password, Account.active).where(Account.username == username)
    row = db.session.execute(chosen).one_or_none()
    return SecretOnFile(AccountId(row.id), row.username, row.password, row.active) if row else None


def still_has(session: Session, account: SecretOnFile) -> bool:
    """Whether an account is active and its secret is still the one that was compared."""
    found = session.get(Account, account.id, with_for_update=True)
    return found is not None and found.active and found.password == account.stored


def add_sign_in(
    session: Session, account_id: AccountId, device: Device, device_key: str, site_id: SiteId | None, now: datetime
) -> str:
    """Open a session and return its id."""
    row = SignIn(
        id=new_id(),
        account_id=account_id,
        device=device,
        device_key=device_key,
        site_id=site_id,
        started_at=now,
        proved_at=now,
        seen_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def note_proof(session: Session, sign_in_id: str, now: datetime) -> None:
    """Write down that the secret was given again."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(proved_at=now, seen_at=now))


def choose_site(session: Session, sign_in_id: str, site_id: SiteId) -> None:
    """Move a session to another site."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(site_id=site_id))


def close_sign_in(session: Session, sign_in_id: str, now: datetime) -> None:
    """Close one session."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id, SignIn.closed_at.is_(None)).values(closed_at=now))


def close_sign_ins_of(session: Session, account_id: AccountId, now: datetime, *, device: Device | None = None) -> None:
    """Close every open session of an account, or those on one kind of device."""
    chosen = update(SignIn).where(SignIn.account_id == account_id, SignIn.closed_at.is_(None))
    if device is not None:
        chosen = chosen.where(SignIn.device == device)
    session.execute(chosen.values(closed_at=now))
