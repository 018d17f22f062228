"""Who has to be told something, and what are they still to be told?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from listeners.access import Actor
from listeners.domain.notices import Facts, read_facts
from listeners.domain.people import AccountId, ListenerId, Role, SiteId
from listeners.domain.states import NoticeState
from listeners.store.accounts import Account, AccountGrant
from listeners.store.database import db
from listeners.store.journal import facts_as_text
from listeners.store.people import Listener
from listeners.store.records import Notice

_AS_QUEUED = (Notice.created_at, Notice.ordinal, Notice.id)
"""The order in which they were queued, the oldest first."""


def coordinators(site_id: SiteId, on: date) -> tuple[AccountId, ...]:
    """Return the accounts that are coordinators of a site on a date (1 statement)."""
    return holders(site_id, (Role.COORDINATOR,), on)


def holders(site_id: SiteId, roles: Collection[Role], on: date) -> tuple[AccountId, ...]:
    """Return the accounts that have one of these roles at a site on a date, each once (1 statement)."""
    grant = AccountGrant
    found = db.session.scalars(
        select(grant.account_id)
        .join(Account, Account.id == grant.account_id)
        .where(
            grant.site_id == site_id,
            grant.role.in_(roles),
            grant.from_on <= on,
            or_(grant.until_on.is_(None), grant.until_on >= on),
            Account.active,
        )
        .order_by(grant.account_id)
        .distinct()
    )
    return tuple(AccountId(account_id) for account_id in found)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody of the team as a notice names him."""

    id: ListenerId
    ref: str
    name: str
    cell: str


@dataclass(frozen=True, slots=True)
class NoticeOnFile:
    """Something to be told; ``done_by`` is the name of the account that saw it or handed it over."""

    id: str
    kind: str
    facts: Facts
    created_at: datetime
    state: NoticeState
    done_at: datetime | None
    done_by: str | None
    listener: Named | None


def to_account(
    site_id: SiteId, account_id: AccountId, *, waiting: bool, most: int | None = None
) -> tuple[NoticeOnFile, ...]:
    """Return what one account is still to be told at a site, oldest first, or what it has seen, newest first (1
    statement)."""
    return _notices(Notice.site_id == site_id, Notice.account_id == account_id, waiting=waiting, most=most)


def to_listeners(site_id: SiteId, *, waiting: bool, most: int | None = None) -> tuple[NoticeOnFile, ...]:
    """Return the slips of a site that wait, oldest first, or those handed over, newest first (1 statement)."""
    return _notices(Notice.site_id == site_id, Notice.listener_id.is_not(None), waiting=waiting, most=most)


def _notices(*which: ColumnElement[bool], waiting: bool, most: int | None) -> tuple[NoticeOnFile, ...]:
    state = Notice.state == NoticeState.WAITING if waiting else Notice.state != NoticeState.WAITING
    if not waiting:
        which = (*which, Notice.state != NoticeState.VOID)
    newest = [each.desc() for each in (Notice.done_at, *_AS_QUEUED)]
    order = _AS_QUEUED if waiting else newest
    rows = db.session.execute(
        select(Notice, Account.name, Listener.ref, Listener.name, Listener.cell)
        .outerjoin(Account, Account.id == Notice.done_by)
        .outerjoin(Listener, (Listener.site_id == Notice.site_id) & (Listener.id == Notice.listener_id))
        .where(*which, state)
        .order_by(*order)
        .limit(most)
    )
    return tuple(
        NoticeOnFile(
            id=row.id,
            kind=row.kind,
            facts=read_facts(row.facts),
            created_at=row.created_at,
            state=row.state,
            done_at=row.done_at,
            done_by=done_by,
            listener=None if row.listener_id is None else Named(ListenerId(row.listener_id), ref, name, cell),
        )
        for row, done_by, ref, name, cell in rows
    )


def names(site_id: SiteId, listener_ids: Collection[str]) -> dict[str, str]:
    """Return the names of some Listeners of a site (1 statement, or none)."""
    if not listener_ids:
        return {}
    rows = db.session.execute(
        select(Listener.id, Listener.name).where(Listener.site_id == site_id, Listener.id.in_(listener_ids))
    )
    return {listener_id: name for listener_id, name in rows}


def account_names(usernames: Collection[str]) -> dict[str, str]:
    """Return the names of some accounts, by username (1 statement, or none)."""
    if not usernames:
        return {}
    chosen = select(Account.username, Account.name).where(Account.username.in_(usernames))
    return {username: name for username, name in db.session.execute(chosen)}


def names_of_accounts(account_ids: Collection[AccountId]) -> dict[AccountId, str]:
    """Return the names of some accounts (1 statement, or none)."""
    if not account_ids:
        return {}
    chosen = select(Account.id, Account.name).where(Account.id.in_(account_ids))
    return {AccountId(account_id): name for account_id, name in db.session.execute(chosen)}


def done(
    session: Session,
    site_id: SiteId,
    notice_ids: Collection[str],
    account_id: AccountId | None,
    actor: Actor,
    at: datetime,
) -> frozenset[str]:
    """Mark waiting notices as seen by the account they are for, or (``account_id`` None) slips as handed over, inside
    an act; return the ids of those that were still waiting."""
    whose = Notice.listener_id.is_not(None) if account_id is None else Notice.account_id == account_id
    state = NoticeState.HANDED_OVER if account_id is None else NoticeState.SEEN
    told = session.scalars(
        update(Notice)
        .where(Notice.site_id == site_id, Notice.id.in_(notice_ids), Notice.state == NoticeState.WAITING, whose)
        .values(state=state, done_at=at, done_by=actor.account_id)
        .returning(Notice.id)
        .execution_options(synchronize_session=False)
    )
    return frozenset(told)


def set_facts(session: Session, site_id: SiteId, facts: Mapping[str, Facts], handed: Collection[str]) -> None:
    """Write what is left of notices of which a part is void, inside an act (1 statement for each): of those that wait,
    and of those ``handed`` over in this act. One that somebody else handed over meanwhile keeps the words that were on
    his paper."""
    for notice_id, left in facts.items():
        may_change = [] if notice_id in handed else [Notice.state == NoticeState.WAITING]
        session.execute(
            update(Notice)
            .where(Notice.site_id == site_id, Notice.id == notice_id, *may_change)
            .values(facts=facts_as_text(left))
            .execution_options(synchronize_session=False)
        )


def set_void(session: Session, site_id: SiteId, notice_ids: Collection[str], actor: Actor, at: datetime) -> None:
    """Set notices aside that waited until they were no longer true, inside an act; nobody is given them. Their events
    are free again: whoever was not told of something may be told when it comes again."""
    if notice_ids:
        session.execute(
            update(Notice)
            .where(Notice.site_id == site_id, Notice.id.in_(notice_ids), Notice.state == NoticeState.WAITING)
            .values(state=NoticeState.VOID, event=Notice.event + ":" + Notice.id, done_at=at, done_by=actor.account_id)
            .execution_options(synchronize_session=False)
        )


def waiting_about(session: Session, site_id: SiteId, events: Collection[str]) -> dict[str, Facts]:
    """Return the facts, by id, of what accounts have not seen whose event begins with one of these (1 statement)."""
    if not events:
        return {}
    rows = session.execute(
        select(Notice.id, Notice.facts).where(
            Notice.site_id == site_id,
            Notice.account_id.is_not(None),
            Notice.state == NoticeState.WAITING,
            or_(*(Notice.event.startswith(event, autoescape=True) for event in events)),
        )
    )
    return {notice_id: read_facts(facts) for notice_id, facts in rows}


@dataclass(frozen=True, slots=True)
class Word:
    """What one account was told, or is still to be told, by its kind."""

    id: str
    account_id: AccountId
    kind: str
    state: NoticeState


def told_to_accounts(session: Session, site_id: SiteId, events: Collection[str]) -> tuple[Word, ...]:
    """Return what accounts were told whose event begins with one of these, seen or waiting, oldest first (1
    statement)."""
    rows = session.execute(
        select(Notice.id, Notice.account_id, Notice.kind, Notice.state)
        .where(
            Notice.site_id == site_id,
            Notice.account_id.is_not(None),
            Notice.state != NoticeState.VOID,
            or_(*(Notice.event.startswith(event, autoescape=True) for event in events)),
        )
        .order_by(*_AS_QUEUED)
    )
    return tuple(Word(id_, AccountId(str(account_id)), kind, state) for id_, account_id, kind, state in rows)


def about(session: Session, listener_id: ListenerId, events: Collection[str]) -> tuple[NoticeOnFile, ...]:
    """Return the slips of one Listener whose event begins with one of these, waiting or handed over, oldest first."""
    if not events:
        return ()
    rows = session.scalars(
        select(Notice)
        .where(
            Notice.listener_id == listener_id,
            or_(*(Notice.event.startswith(event, autoescape=True) for event in events)),
            Notice.state.in_((NoticeState.WAITING, NoticeState.HANDED_OVER)),
        )
        .order_by(*_AS_QUEUED)
    )
    return tuple(
        NoticeOnFile(row.id, row.kind, read_facts(row.facts), row.created_at, row.state, row.done_at, None, None)
        for row in rows
    )
