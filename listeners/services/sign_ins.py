"""Who is at the door, and what may they open?

A sign-in is a row, looked at on every request: closing the row ends the session wherever its cookie is. Nothing here
knows the web; the guard at the door hands in what the cookie holds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from listeners.access import Actor, Device, Kind
from listeners.access.sessions import device_for, has_ended, minutes_to_send, must_prove
from listeners.domain.people import SiteId
from listeners.domain.team import Site, SiteName
from listeners.errors import Conflict, NotFound, Unavailable
from listeners.store import accounts_door, accounts_facts, accounts_tries, journal
from listeners.store.accounts_door import GrantOnFile, SignInOnFile
from listeners.store.accounts_facts import SecretOnFile
from listeners.store.accounts_secrets import hashing
from listeners.store.accounts_tries import Trial
from listeners.store.database import act

NOTE_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who has come in: who acts, at which site, and which sites they may switch to."""

    actor: Actor
    name: str
    site: Site | None
    sites: tuple[SiteName, ...]
    proof_is_old: bool
    minutes_to_send: int = 0
    """How many minutes are left to send a form that is shown now; 0 where it is less than one."""
    is_late: bool = False
    """Idle for too long to be shown anything: a form that was open may be sent, and then the session is over."""


def sign_in(username: str, secret: str, browser: str | None, replaced: str | None, now: datetime) -> Actor | None:
    """Sign somebody in; None, whatever is wrong: the name, the secret, the account, or too many tries.

    ``browser`` is the browser's own lasting cookie; ``replaced`` the sign-in it held before, which is closed. The
    secret is compared at the same cost whether or not there is such an account; too many tries never get that far.
    """
    name = username.strip().lower()
    trying = accounts_tries.trial(name, browser, now)
    if accounts_tries.wait_for(trying, now) is not None or accounts_tries.claim(trying, now) is not None:
        return None
    account = _proven(name, secret)
    if account is None:
        return None
    in_force = [each for each in accounts_door.grants_of(account.id) if each.holds_at(now)]
    return _opened(account, in_force, trying, replaced, now) if in_force else None


def _proven(username: str, secret: str) -> SecretOnFile | None:
    """Return the account whose secret this is. One comparison is made in every case."""
    account = accounts_facts.secret_of(username)
    accounts_door.end_reading()
    usable = account if account is not None and account.active else None
    return usable if hashing().matches(secret, usable.stored if usable else None) else None


def _opened(
    account: SecretOnFile, in_force: list[GrantOnFile], trying: Trial, replaced: str | None, now: datetime
) -> Actor | None:
    device = device_for(each.grant.role for each in in_force)
    site_id = next((each.grant.site_id for each in in_force if each.grant.site_id is not None), None)
    with act() as session:
        if not accounts_facts.still_has(session, account):
            return None
        if replaced is not None:
            accounts_facts.close_sign_in(session, replaced, now)
        if device is Device.KIOSK:
            accounts_facts.close_sign_ins_of(session, account.id, now, device=device)
        accounts_tries.give_back(session, trying)
        accounts_tries.forget_old(session, now)
        new = accounts_facts.add_sign_in(session, account.id, device, trying.device_key, site_id, now)
        actor = Actor(account.id, account.username, site_id, tuple(each.grant for each in in_force), device, new)
        journal.audit(session, actor, now, "sign in", Kind.ACCOUNT, object_id=account.id)
    return actor


def prove(actor: Actor, secret: str, browser: str | None, now: datetime) -> bool:
    """Take the secret once more from somebody at a desk; False, whatever is wrong. Counted like signing in."""
    trying = accounts_tries.trial(actor.username, browser, now)
    if accounts_tries.wait_for(trying, now) is not None or accounts_tries.claim(trying, now) is not None:
        return False
    if actor.sign_in_id is None or _proven(actor.username, secret) is None:
        return False
    with act() as session:
        accounts_tries.give_back(session, trying)
        accounts_facts.note_proof(session, actor.sign_in_id, now)
    return True


def enter(sign_in_id: str, seen_at: datetime, now: datetime, *, sending: bool = False) -> Visitor | None:
    """Let in whoever holds an open sign-in; None when it is over, and then it is closed for good.

    ``seen_at`` is when the browser's own cookie was last answered; the row is written at most once a minute.
    ``sending``: a form is sent, which has a little longer than a page; that does not count as being seen.
    """
    found = accounts_door.open_sign_in(sign_in_id)
    if found is None:
        accounts_door.end_reading()
        return None
    seen = max(found.seen_at, seen_at)
    if has_ended(found.device, found.started_at, seen, now, sending=sending):
        accounts_door.close(found.id, now)
        return None
    is_late = has_ended(found.device, found.started_at, seen, now)
    left = minutes_to_send(found.device, found.started_at, seen if is_late else now, now)
    visitor = replace(_visitor(found, now), is_late=is_late, minutes_to_send=left)
    accounts_door.end_reading()
    if now - found.seen_at >= NOTE_SEEN_EVERY and not is_late:
        _note_seen(found.id, now)
    return visitor


def _visitor(found: SignInOnFile, now: datetime) -> Visitor:
    in_force = [each for each in found.grants if each.holds_at(now)]
    sites = {
        each.grant.site_id: SiteName(each.grant.site_id, each.site_code or "", each.site_name or "")
        for each in in_force
        if each.grant.site_id is not None
    }
    chosen = found.site_id if found.site_id in sites else next(iter(sites), None)
    actor = Actor(
        account_id=found.account_id,
        username=found.username,
        site_id=chosen,
        grants=tuple(each.grant for each in in_force),
        device=found.device,
        sign_in_id=found.id,
    )
    site = accounts_door.site(chosen) if chosen is not None else None
    return Visitor(
        actor,
        found.name,
        site,
        tuple(sites.values()),
        proof_is_old=must_prove(found.device, found.proved_at, now),
    )


def _note_seen(sign_in_id: str, now: datetime) -> None:
    try:
        accounts_door.note_seen(sign_in_id, now)
    except (Conflict, Unavailable):
        # The database is busy or full: the cookie remembers the moment, and a later request writes it. What can still
        # be read is shown; it is at night that somebody looks.
        return


def leave(actor: Actor, now: datetime) -> None:
    """Sign out: the session is closed and its cookie opens nothing any more."""
    if actor.sign_in_id is None:
        return
    with act() as session:
        accounts_facts.close_sign_in(session, actor.sign_in_id, now)
        journal.audit(session, actor, now, "sign out", Kind.ACCOUNT, object_id=actor.account_id)


def close_everything(now: datetime) -> None:
    """Close every session, for when the clock has gone back: nothing that had ended may come to life again."""
    accounts_door.close_all(now)


def switch_site(actor: Actor, site_id: str, now: datetime) -> None:
    """Go on at another site. It is recorded: so the site knows when somebody was there last.

    Raises:
        NotFound: the actor holds no role there.
    """
    if actor.sign_in_id is None or site_id not in {grant.site_id for grant in actor.grants}:
        raise NotFound("no such site for this account")
    with act() as session:
        accounts_facts.choose_site(session, actor.sign_in_id, SiteId(site_id))
        journal.audit(session, actor, now, "site_chosen", Kind.ACCOUNT, site_id=SiteId(site_id))
