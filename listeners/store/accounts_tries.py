"""How often has one name been tried today, on this device and in all? Counted before the secret is looked at.

No account is named: the counters know keyed digests, the same for names that do not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.orm import Session

from listeners.domain.sign_in import Tries, wait_before
from listeners.errors import Conflict
from listeners.store.accounts import Account, SignIn, SignInTry
from listeners.store.accounts_secrets import hashing
from listeners.store.columns import new_id
from listeners.store.database import act, db

IN_ALL = "all"
"""The row that counts the tries of one name on every device together."""
KNOWN_FOR = timedelta(days=90)
"""A device on which the owner has signed in is taken for the owner's this long."""
KEPT_FOR = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Trial:
    """Somebody about to try a secret: the digests of the name and of the device, and the day that counts."""

    username: str
    who: str
    device_key: str
    window: str


def trial(username: str, device: str | None, now: datetime) -> Trial:
    """Return who tries, from which browser; all browsers without a cookie are one device."""
    digest = hashing().digest
    return Trial(username, digest("name", username), digest("device", device or ""), now.date().isoformat())


def wait_for(trying: Trial, now: datetime) -> timedelta | None:
    """Return how long this try must wait; None: it may go on (2 statements, nothing is written)."""
    wait = wait_before(_tries(db.session(), trying, now), now)
    db.session.rollback()
    return wait


def claim(trying: Trial, now: datetime) -> timedelta | None:
    """Count a try as wrong before its secret is looked at, so that tries at the same moment cannot pass together.

    Returns how long it must wait instead; nothing is counted then. A right secret gives it back.
    """
    try:
        with act() as session:
            return _claimed(session, trying, now)
    except Conflict:
        # Another try of this name made the counter in this very moment.
        with act() as session:
            return _claimed(session, trying, now)


def _claimed(session: Session, trying: Trial, now: datetime) -> timedelta | None:
    # The row that counts all tries is the lock that all tries of one name wait for.
    _ensure_rows(session, trying, now)
    wait = wait_before(_tries(session, trying, now), now)
    if wait is None:
        _add(session, trying, 1, last_at=now)
    return wait


def give_back(session: Session, trying: Trial) -> None:
    """Take back a try whose secret was right (inside the act of signing in)."""
    _add(session, trying, -1)


def forget(session: Session, username: str) -> None:
    """Forget the tries of one name: it has a new secret, and what was guessed before is worth nothing."""
    session.execute(delete(SignInTry).where(SignInTry.who == hashing().digest("name", username)))


def forget_old(session: Session, now: datetime) -> None:
    """Forget the counters of days gone by."""
    session.execute(delete(SignInTry).where(SignInTry.last_at < now - KEPT_FOR))


def _of(trying: Trial) -> ColumnElement[bool]:
    """The two counters of a try: of this device, and of all."""
    own = SignInTry.device_key.in_((trying.device_key, IN_ALL))
    return (SignInTry.who == trying.who) & (SignInTry.window == trying.window) & own


def _tries(session: Session, trying: Trial, now: datetime) -> Tries:
    rows = {
        key: (count, last_at)
        for key, count, last_at in session.execute(
            select(SignInTry.device_key, SignInTry.count, SignInTry.last_at).where(_of(trying))
        )
    }
    on_device, last_at = rows.get(trying.device_key, (0, None))
    known = exists().where(
        SignIn.account_id == Account.id,
        Account.username == trying.username,
        SignIn.device_key == trying.device_key,
        SignIn.started_at > now - KNOWN_FOR,
    )
    return Tries(
        on_device=on_device,
        last_at=last_at,
        in_all=rows.get(IN_ALL, (0, None))[0],
        device_is_known=bool(session.scalar(select(known))),
    )


def _ensure_rows(session: Session, trying: Trial, now: datetime) -> None:
    locked = select(SignInTry.device_key).where(_of(trying)).order_by(SignInTry.device_key)
    there = set(session.scalars(locked.with_for_update()))
    session.add_all(
        SignInTry(id=new_id(), who=trying.who, device_key=key, window=trying.window, count=0, last_at=now)
        for key in sorted({trying.device_key, IN_ALL} - there)
    )
    session.flush()


def _add(session: Session, trying: Trial, change: int, **also: datetime) -> None:
    session.execute(update(SignInTry).where(_of(trying)).values(count=SignInTry.count + change, **also))
