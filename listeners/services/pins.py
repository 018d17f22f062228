"""How does a Listener get a PIN, become peer lead, and lose both? His own site's coordinator sees to it.

A PIN is issued, never chosen, shown once and printed. Issuing a new one closes every session of the old.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import SYSTEM, Actor, Do, Kind, require
from listeners.domain.accounts import NewGrant
from listeners.domain.nights import local_date
from listeners.domain.people import AccountId, ListenerId, Role, StandingFrom
from listeners.domain.standings import last_day_here
from listeners.domain.team import TeamMember
from listeners.errors import Conflict, NotAllowed, NotFound
from listeners.services.accounts import Issued, issued_once
from listeners.store import accounts_list, accounts_writes, journal, people_facts
from listeners.store.accounts_list import ListenersAccount
from listeners.store.accounts_secrets import hashing, new_pin
from listeners.store.acts import Writing, once

SHORTEST_USERNAME = 4


@dataclass(frozen=True, slots=True)
class PinPage:
    """A Listener and his account; None: no PIN has been issued yet."""

    member: TeamMember
    account: ListenersAccount | None


def pin_page(actor: Actor, listener_id: str) -> PinPage:
    """Return what a coordinator sees before issuing a PIN.

    Raises:
        NotFound: nobody of that id is in the team of the chosen site.
    """
    member = _of_own_team(actor, listener_id)
    return PinPage(member, accounts_list.account_of_listener(listener_id))


def issue_pin(actor: Actor, listener_id: str, now: datetime, *, act_key: str | None = None) -> Issued:
    """Give a Listener a new PIN, and an account where he has none; the old PIN and its sessions end. It opens nothing
    after his last day, where that is known.

    Raises:
        NotFound: nobody of that id is in the team of the chosen site.
        NotAllowed: only a coordinator issues PINs.
        Conflict: he has left the team.
    """
    member = _of_own_team(actor, listener_id)
    site = people_facts.site(accounts_list.site_of_listener(listener_id))
    today = local_date(now, site.zone)
    standing = member.standing_on(today)
    if standing is not None and standing.is_gone:
        raise Conflict("has_left")
    own = accounts_list.account_of_listener(listener_id)
    username = own.username if own else _free_username(site.code, member.ref)
    pin = new_pin()
    stored = hashing().hashed(pin)

    def write(session: Writing) -> AccountId:
        account_id = own.id if own else accounts_writes.add_account(session, username, member.ref, stored, None, now)
        if own is None or (own.until_on is not None and own.until_on < today):
            grant = NewGrant(Role.LISTENER, site.id, today, member.id, last_day_here(member.standings, today))
            accounts_writes.add_grants(session, account_id, [grant])
        accounts_writes.set_secret(session, account_id, stored, now)
        accounts_writes.set_active(session, account_id, True, now)
        journal.audit(
            session, actor, now, "issue pin", Kind.ACCOUNT, site_id=site.id, object_id=account_id, subject_id=member.id
        )
        return account_id

    return issued_once(actor, act_key, now, write, username, pin)


def set_peer_lead(actor: Actor, listener_id: str, is_lead: bool, now: datetime, *, act_key: str | None = None) -> None:
    """Make a Listener peer lead from today until his last day, where that is known, or end it with yesterday.

    Raises:
        NotFound: nobody of that id is in the team, or he has no account yet.
    """
    member = _of_own_team(actor, listener_id)
    site = people_facts.site(accounts_list.site_of_listener(listener_id))
    own = accounts_list.account_of_listener(listener_id)
    if own is None:
        raise NotFound("no account yet: issue a PIN first")
    today = local_date(now, site.zone)

    def write(session: Writing) -> str:
        if is_lead and not own.is_peer_lead:
            grant = NewGrant(Role.PEER_LEAD, site.id, today, member.id, last_day_here(member.standings, today))
            accounts_writes.add_grants(session, own.id, [grant])
        elif not is_lead:
            yesterday = today - timedelta(days=1)
            accounts_writes.end_grants_of_listener(session, member.id, yesterday, now, role=Role.PEER_LEAD)
        verb = "make peer lead" if is_lead else "end peer lead"
        journal.audit(session, actor, now, verb, Kind.ACCOUNT, site_id=site.id, subject_id=member.id)
        return own.id

    once(actor, act_key, now, write)


def follow_standing(
    session: Writing, listener_id: ListenerId, history: tuple[StandingFrom, ...], today: date, now: datetime
) -> None:
    """Let everything that a Listener may open end the day before he is gone, and go on where he stays after all.

    ``history``: his standings with the change. Called inside the act of the service that records it, which has asked
    for permission.
    """
    accounts_writes.set_end_of_listener(session, listener_id, last_day_here(history, today), today, now)


def _of_own_team(actor: Actor, listener_id: str) -> TeamMember:
    site_id = accounts_list.site_of_listener(listener_id)
    if actor is not SYSTEM and site_id != actor.site_id:
        raise NotFound("nobody of that id at this site")
    require(actor, Do.WRITE, Kind.ACCOUNT, site_id)
    # Staff may issue limited codes on the wing (access table), never a PIN.
    if actor is not SYSTEM and Role.COORDINATOR not in actor.roles_at(site_id):
        raise NotAllowed("only a coordinator issues PINs")
    return people_facts.member(site_id, listener_id)


def _free_username(site_code: str, ref: str) -> str:
    """Return a username that is free: the prison's code and the charity's reference, letters and digits alone."""
    wanted = "".join(char for char in f"{site_code}{ref}".lower() if char.isascii() and char.isalnum())
    wanted = wanted[:28].ljust(SHORTEST_USERNAME, "0")
    candidates = (wanted, *(f"{wanted}{number}" for number in range(2, 100)))
    return next(name for name in candidates if not accounts_list.username_taken(name))
