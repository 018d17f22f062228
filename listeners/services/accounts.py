"""Who has an account, with which roles, and how does each get a secret?

Secrets are made here and returned once; what is stored is their hash, made before the transaction begins. The national
office keeps accounts and roles, and never gives itself one; coordinators issue PINs to the Listeners of their site.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from listeners.access import SYSTEM, Actor, Do, Kind, require, require_own_account
from listeners.domain.accounts import GrantFault, NewGrant, faults
from listeners.domain.people import AccountId, SiteId
from listeners.domain.sign_in import is_username, passphrase_fault
from listeners.errors import Conflict, NotAllowed, NotFound, Problem, RuleBroken, Unreadable
from listeners.store import accounts_list, accounts_writes, journal
from listeners.store.accounts_list import AccountLine, GrantLine, SiteLine
from listeners.store.accounts_secrets import hashing, new_passphrase
from listeners.store.acts import Writing, once
from listeners.store.database import act

__all__ = [
    "AccountLine",
    "AccountsPage",
    "Issued",
    "SiteLine",
    "account",
    "accounts_page",
    "add_grant",
    "change_own_secret",
    "create_account",
    "end_grant",
    "issued_once",
    "new_secret",
    "set_active",
    "somebody_else",
]

NO_SITE = SiteId("")
"""What the access table is asked about where an account belongs to no site."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A new secret, to be shown once. ``secret`` None: this form has been sent before, and it was shown then."""

    account_id: AccountId
    username: str
    secret: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """What the national office sees: no content of any site, and no Listener by name."""

    sites: tuple[SiteLine, ...]
    accounts: tuple[AccountLine, ...]


def accounts_page(actor: Actor) -> AccountsPage:
    """Return every site and every account that is not a Listener's (2 statements).

    Raises:
        NotAllowed: the actor is not of the national office.
    """
    require(actor, Do.READ, Kind.ACCOUNT, NO_SITE)
    return AccountsPage(accounts_list.sites(), accounts_list.accounts())


def account(actor: Actor, account_id: str) -> AccountLine:
    """Return one account; a Listener's is there for coordinators alone.

    Raises:
        NotFound: there is none of that id.
    """
    require(actor, Do.READ, Kind.ACCOUNT, NO_SITE)
    return _not_a_listeners(accounts_list.account(account_id))


def create_account(
    actor: Actor,
    username: str,
    name: str,
    grants: Sequence[NewGrant],
    now: datetime,
    *,
    secret: str | None = None,
    mail: str | None = None,
    act_key: str | None = None,
) -> Issued:
    """Make an account with its roles and return its secret: a random passphrase where none is given.

    Raises:
        Unreadable: the username or the passphrase is not good enough.
        RuleBroken: the roles do not go together (``domain.accounts.GrantFault``).
        Conflict: the username is taken.
    """
    require(actor, Do.WRITE, Kind.ACCOUNT, NO_SITE)  # also where no role is given at all
    for site_id in {grant.site_id or NO_SITE for grant in grants}:
        require(actor, Do.WRITE, Kind.ACCOUNT, site_id)
    # A PIN may be handed in where a whole scheme is made at once; people choose passphrases only.
    _refuse_bad_names(username, None if actor is SYSTEM else secret)
    _refuse(faults(grants))
    chosen = secret or new_passphrase()
    stored = hashing().hashed(chosen)

    def make(session: Writing) -> AccountId:
        if accounts_list.username_taken(username):
            raise Conflict("username_taken")
        account_id = accounts_writes.add_account(session, username, name, stored, mail, now)
        accounts_writes.add_grants(session, account_id, grants)
        roles = sorted(grant.role.value for grant in grants)
        journal.audit(session, actor, now, "create", Kind.ACCOUNT, object_id=account_id, detail={"roles": roles})
        return account_id

    return issued_once(actor, act_key, now, make, username, chosen)


def issued_once(
    actor: Actor,
    act_key: str | None,
    now: datetime,
    write: Callable[[Writing], AccountId],
    username: str,
    secret: str,
) -> Issued:
    """Write a new secret and return it, or return none when this form has been sent before."""
    written: list[AccountId] = []

    def do(session: Writing) -> str:
        written.append(write(session))
        return written[-1]

    account_id = AccountId(once(actor, act_key, now, do))
    return Issued(account_id, username, secret if account_id in written else None)


def new_secret(actor: Actor, account_id: AccountId, now: datetime, *, act_key: str | None = None) -> Issued:
    """Give somebody who forgot theirs a new passphrase; every session of the account is closed.

    Raises:
        NotFound: there is no such account, or it is a Listener's.
        NotAllowed: it is one's own (``change_own_secret`` is for that).
    """
    line = somebody_else(actor, account_id)
    chosen = new_passphrase()
    stored = hashing().hashed(chosen)

    def write(session: Writing) -> AccountId:
        accounts_writes.set_secret(session, account_id, stored, now)
        journal.audit(session, actor, now, "new secret", Kind.ACCOUNT, object_id=account_id)
        return account_id

    return issued_once(actor, act_key, now, write, line.username, chosen)


def change_own_secret(actor: Actor, new: str, now: datetime) -> None:
    """Choose another passphrase for oneself (the old one has just been proven); every session is closed.

    Raises:
        NotAllowed: a Listener's PIN is issued, never chosen.
        Unreadable: it is not good enough.
    """
    account_id = require_own_account(actor)
    _refuse_bad_names(actor.username, new)
    stored = hashing().hashed(new)
    with act() as session:
        accounts_writes.set_secret(session, account_id, stored, now)
        journal.audit(session, actor, now, "own secret", Kind.ACCOUNT, object_id=account_id)


def add_grant(
    actor: Actor, account_id: AccountId, grant: NewGrant, now: datetime, *, act_key: str | None = None
) -> None:
    """Give an account one more role.

    Raises:
        NotFound: there is no such account, or it is a Listener's.
        NotAllowed: it is one's own.
        RuleBroken: the role does not go with those that it has.
    """
    line = somebody_else(actor, account_id)
    _refuse(faults([*map(_as_new, line.grants), grant]))

    def write(session: Writing) -> str:
        accounts_writes.add_grants(session, account_id, [grant])
        told = {"role": grant.role.value, "from": grant.from_on, "until": grant.until_on}
        journal.audit(
            session, actor, now, "grant", Kind.ACCOUNT, site_id=grant.site_id, object_id=account_id, detail=told
        )
        return account_id

    once(actor, act_key, now, write)


def end_grant(
    actor: Actor, account_id: AccountId, grant_id: str, last_on: date, now: datetime, *, act_key: str | None = None
) -> None:
    """Let a role end with a date, that day included; the account's sessions are closed.

    Raises:
        NotFound: there is no such account or grant.
        NotAllowed: the account is one's own.
        RuleBroken: it would end before it begins.
    """
    line = somebody_else(actor, account_id)
    found = next((each for each in line.grants if each.id == grant_id), None)
    if found is None:
        raise NotFound("no such grant")
    if last_on < found.from_on:
        raise RuleBroken([GrantFault("dates", found.role)])

    def write(session: Writing) -> str:
        accounts_writes.end_grant(session, account_id, grant_id, last_on, now)
        told = {"role": found.role.value, "until": last_on}
        journal.audit(
            session, actor, now, "end grant", Kind.ACCOUNT, site_id=found.site_id, object_id=account_id, detail=told
        )
        return account_id

    once(actor, act_key, now, write)


def set_active(actor: Actor, account_id: AccountId, active: bool, now: datetime, *, act_key: str | None = None) -> None:
    """Let an account in again, or no more; its sessions are closed.

    Raises:
        NotFound: there is no such account, or it is a Listener's.
        NotAllowed: it is one's own.
    """
    somebody_else(actor, account_id)

    def write(session: Writing) -> str:
        accounts_writes.set_active(session, account_id, active, now)
        verb = "make active" if active else "make inactive"
        journal.audit(session, actor, now, verb, Kind.ACCOUNT, object_id=account_id)
        return account_id

    once(actor, act_key, now, write)


def somebody_else(actor: Actor, account_id: AccountId) -> AccountLine:
    """Return an account that the national office may change: no Listener's, and not the actor's own.

    Raises:
        NotFound: there is no such account, or it is a Listener's.
        NotAllowed: the actor is not of the national office, or it is their own.
    """
    require(actor, Do.WRITE, Kind.ACCOUNT, NO_SITE)
    if account_id == actor.account_id:
        raise NotAllowed("nobody changes their own roles")
    return _not_a_listeners(accounts_list.account(account_id))


def _not_a_listeners(line: AccountLine) -> AccountLine:
    if line.is_prisoners:
        raise NotFound("no such account")
    return line


def _as_new(line: GrantLine) -> NewGrant:
    return NewGrant(line.role, line.site_id, line.from_on, line.listener_id, line.until_on)


def _refuse(found: tuple[GrantFault, ...]) -> None:
    if found:
        raise RuleBroken(found)


def _refuse_bad_names(username: str, passphrase: str | None) -> None:
    problems = []
    if not is_username(username):
        problems.append(Problem(None, "username", "4 to 32 small letters and digits"))
    if passphrase is not None and passphrase_fault(passphrase, username):
        problems.append(Problem(None, "passphrase", "15 to 128 characters, without the username, and not all the same"))
    if problems:
        raise Unreadable("account", problems)
