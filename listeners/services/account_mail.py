"""At which address may an account be told that a notice waits? Its own to say, or the national office's.

Mail says that something waits, never what it is about (``services.outbox``). A Listener's account has no address: he is
told by a slip.
"""

from __future__ import annotations

from datetime import datetime

from listeners.access import Actor, Kind, require_own_account
from listeners.domain.accounts import is_mail_address
from listeners.domain.people import AccountId
from listeners.errors import Problem, Unreadable
from listeners.services.accounts import somebody_else
from listeners.store import accounts_list, accounts_writes, journal
from listeners.store.acts import Writing, once


def own(actor: Actor) -> str | None:
    """Return the address of the actor's own account; None: it has none (1 statement).

    Raises:
        NotAllowed: a Listener's account has no address.
    """
    return accounts_list.account(require_own_account(actor)).mail


def set_own(actor: Actor, mail: str | None, now: datetime, *, act_key: str | None = None) -> None:
    """Set the address of the actor's own account, or take it away (None).

    Raises:
        NotAllowed: a Listener's account has no address.
        Unreadable: it is no address.
    """
    _set(actor, require_own_account(actor), mail, now, act_key)


def set_for(
    actor: Actor, account_id: AccountId, mail: str | None, now: datetime, *, act_key: str | None = None
) -> None:
    """Set the address of somebody else's account, or take it away (None). The national office alone.

    Raises:
        NotAllowed: the actor is not of the national office, or it is their own account.
        NotFound: there is no such account, or it is a Listener's.
        Unreadable: it is no address.
    """
    _set(actor, somebody_else(actor, account_id).id, mail, now, act_key)


def _set(actor: Actor, account_id: AccountId, mail: str | None, now: datetime, act_key: str | None) -> None:
    if mail is not None and not is_mail_address(mail):
        raise Unreadable("account", [Problem(None, "mail address", "such as name@example.org")])

    def write(session: Writing) -> str:
        accounts_writes.set_mail(session, account_id, mail)
        told = {"has_mail": mail is not None}
        journal.audit(session, actor, now, "mail address", Kind.ACCOUNT, object_id=account_id, detail=told)
        return account_id

    once(actor, act_key, now, write)
