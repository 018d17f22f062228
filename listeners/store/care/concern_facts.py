"""Which concerns are on file for whom they were addressed to, and what was done about each? Sealed words are opened
one concern at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, undefer

from listeners.access import Actor
from listeners.domain.care.concern import (
    Addressee,
    Concern,
    ConcernStep,
    StepNote,
    due_after,
    due_on,
    pack_concern,
    pack_note,
    unpack_concern,
    unpack_note,
)
from listeners.domain.people import AccountId, ListenerId, Role, SiteId
from listeners.domain.team import SiteName
from listeners.errors import Conflict, NotFound
from listeners.store import keyring
from listeners.store.accounts import Account, AccountGrant
from listeners.store.care.concerns import ConcernStepDone, ConcernTold
from listeners.store.columns import new_id
from listeners.store.database import db
from listeners.store.people import Listener, Site


@dataclass(frozen=True, slots=True)
class ConcernOnFile:
    """One concern without its words: whose, at which prison, to whom, since and until when, and who has taken it on;
    ``opened_on``: when it was opened again for the last time, else told."""

    id: str
    site: SiteName
    name: str
    addressed_to: Addressee
    told_on: date
    recorded_at: datetime
    opened_on: date
    due_on: date
    closed_on: date | None
    owner_id: AccountId | None
    owner: str | None
    version: int


@dataclass(frozen=True, slots=True)
class LateConcern:
    """One that is open after its date: nothing of what it is, nor whose."""

    id: str
    addressed_to: Addressee
    to_site_id: SiteId | None
    due_on: date
    owner_id: AccountId | None


@dataclass(frozen=True, slots=True)
class StepOnFile:
    """One thing that was done about it, on a date, by whom."""

    step: ConcernStep
    on: date
    note: StepNote
    by: str | None


@dataclass(frozen=True, slots=True)
class Branch:
    """An account that coordinates a prison."""

    site: SiteName
    account_id: AccountId


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody at a chosen prison (``branch``; None: at none), who ``coordinates`` these prisons, or is ``national``.
    Of what is addressed to it from another prison he reads none where he is a coordinator of that one too."""

    branch: SiteId | None
    coordinates: frozenset[SiteId]
    national: bool


def branches(on: date) -> tuple[Branch, ...]:
    """Return who coordinates which prison on a date, by the name of the prison (1 statement)."""
    rows = db.session.execute(
        select(Site.id, Site.code, Site.name, Account.id)
        .join(AccountGrant, AccountGrant.site_id == Site.id)
        .join(Account, Account.id == AccountGrant.account_id)
        .where(_holds(Role.COORDINATOR, on))
        .order_by(Site.name, Site.code, Account.id)
        .distinct()
    )
    return tuple(Branch(SiteName(SiteId(id_), code, name), AccountId(who)) for id_, code, name, who in rows)


def has_national(on: date) -> bool:
    """Whether anybody has an account of the national office on a date (1 statement)."""
    wanted = select(AccountGrant.id).join(Account, Account.id == AccountGrant.account_id)
    return db.session.scalar(wanted.where(_holds(Role.NATIONAL, on)).limit(1)) is not None


def _holds(role: Role, on: date) -> ColumnElement[bool]:
    grant = AccountGrant
    return and_(
        grant.role == role,
        grant.from_on <= on,
        or_(grant.until_on.is_(None), grant.until_on >= on),
        Account.active,
    )


def addressed_to(reader: Reader) -> ColumnElement[bool]:
    """Whether a concern is addressed to a reader."""
    row = ConcernTold
    parts: list[ColumnElement[bool]] = []
    if reader.branch is not None:
        parts += [and_(row.addressed_to == Addressee.BRANCH, row.site_id == reader.branch)]
        others = and_(row.addressed_to == Addressee.OTHER_BRANCH, row.to_site_id == reader.branch)
        parts += [and_(others, row.site_id.not_in(reader.coordinates))]
    if reader.national:
        parts += [row.addressed_to == Addressee.NATIONAL]
    return or_(*parts) if parts else false()


def on_file(reader: Reader, concern_id: str | None = None) -> tuple[ConcernOnFile, ...]:
    """Return the concerns that are addressed to a reader, or the one of an id: open ones first, by the date due
    (1 statement)."""
    row = ConcernTold
    wanted = (
        select(row, Site.code, Site.name, Listener.name, Account.name, _reopened_on(row.id).scalar_subquery())
        .join(Site, Site.id == row.site_id)
        .join(Listener, and_(Listener.site_id == row.site_id, Listener.id == row.listener_id))
        .outerjoin(Account, Account.id == row.owner_id)
        .where(addressed_to(reader))
        .order_by(row.closed_on.is_not(None), row.due_on, row.recorded_at, row.id)
    )
    if concern_id is not None:
        wanted = wanted.where(row.id == concern_id)
    return tuple(
        ConcernOnFile(
            id=each.id,
            site=SiteName(SiteId(each.site_id), code, site_name),
            name=name,
            addressed_to=each.addressed_to,
            told_on=each.told_on,
            recorded_at=each.recorded_at,
            opened_on=again_on or each.told_on,
            due_on=each.due_on,
            closed_on=each.closed_on,
            owner_id=AccountId(each.owner_id) if each.owner_id else None,
            owner=owner,
            version=each.version,
        )
        for each, code, site_name, name, owner, again_on in db.session.execute(wanted)
    )


def _reopened_on(concern_id: ColumnElement[str] | InstrumentedAttribute[str] | str) -> Select[date]:
    """When a concern was opened again for the last time."""
    done = ConcernStepDone
    return select(func.max(done.on_date)).where(done.concern_id == concern_id, done.step == ConcernStep.REOPENED)


def late(site_id: SiteId, today: date) -> tuple[LateConcern, ...]:
    """Return the concerns of a site's Listeners that are open after their date, in its order (1 statement)."""
    row = ConcernTold
    columns = row.id, row.addressed_to, row.to_site_id, row.due_on, row.owner_id
    wanted = row.site_id == site_id, row.closed_on.is_(None), row.due_on < today
    found: Iterable[Any] = db.session.execute(select(*columns).where(*wanted).order_by(row.due_on, row.id))
    return tuple(LateConcern(*each) for each in found)


def told(concern_id: str) -> Concern:
    """Return what was told, opened (1 statement).

    Raises:
        NotFound: there is no such concern.
        Unopened: another key, or it has been changed.
    """
    row = db.session.get(ConcernTold, concern_id, options=[undefer(ConcernTold.told)])
    if row is None:
        raise NotFound("no such concern")
    return unpack_concern(keyring.unseal(row.told, row.site_id, "concern", "told", row.id))


def steps(concern_id: str) -> tuple[StepOnFile, ...]:
    """Return what was done about it, in order, opened (1 statement).

    Raises:
        Unopened: another key, or it has been changed.
    """
    row = ConcernStepDone
    wanted = (
        select(row, Account.name)
        .outerjoin(Account, Account.id == row.recorded_by)
        .options(undefer(row.note))
        .where(row.concern_id == concern_id)
        .order_by(row.ordinal)
    )
    found: Iterable[Any] = db.session.execute(wanted)
    return tuple(StepOnFile(each.step, each.on_date, _note(each), by) for each, by in found)


def _note(row: ConcernStepDone) -> StepNote:
    return unpack_note(keyring.unseal(row.note, row.site_id, "concern_step", "note", row.id))


def add(
    session: Session,
    site_id: SiteId,
    listener_id: ListenerId,
    told: Concern,
    addressed_to: Addressee,
    to_site_id: SiteId | None,
    on: date,
    actor: Actor,
    now: datetime,
) -> str:
    """Put a concern on file, sealed, inside an act, and return its id."""
    row = ConcernTold(id=new_id(), site_id=site_id, listener_id=listener_id, addressed_to=addressed_to)
    row.to_site_id, row.told_on, row.due_on = to_site_id, on, due_on(on)
    row.told = keyring.seal(pack_concern(told), site_id, "concern", "told", row.id)
    row.recorded_at, row.recorded_by = now, actor.account_id
    session.add(row)
    session.flush()
    return row.id


def claim(session: Session, concern_id: str, seen_version: int, closed: bool = False) -> None:
    """Take hold of a concern that is open (or closed, to be opened again) and as it was seen, inside an act: whoever
    notes something in the same moment has to wait, and finds then that it has moved on.

    Raises:
        Conflict: it is closed (or open), or something was noted about it since it was read.
    """
    row = ConcernTold
    is_so = row.closed_on.is_not(None) if closed else row.closed_on.is_(None)
    as_seen = row.id == concern_id, row.version == seen_version, is_so
    hold = update(row).where(*as_seen).values(version=row.version + 1).execution_options(synchronize_session=False)
    found: Any = session.execute(hold)
    if not found.rowcount:
        is_closed = session.scalar(select(row.closed_on).where(row.id == concern_id)) is not None
        raise Conflict("concern_closed" if is_closed and not closed else "changed meanwhile")


def add_step(
    session: Session, concern_id: str, step: ConcernStep, on: date, note: StepNote, actor: Actor, now: datetime
) -> None:
    """Add what was done, sealed, inside an act; who has taken it on, by when the next thing is due, and that it is
    closed show on the concern itself."""
    concern = session.get_one(ConcernTold, concern_id, with_for_update=True)
    number = select(func.count()).select_from(ConcernStepDone).where(ConcernStepDone.concern_id == concern_id)
    row = ConcernStepDone(id=new_id(), site_id=concern.site_id, concern_id=concern_id, step=step, on_date=on)
    row.ordinal = session.scalar(number) or 0
    row.note = keyring.seal(pack_note(note), row.site_id, "concern_step", "note", row.id)
    row.recorded_at, row.recorded_by = now, actor.account_id
    session.add(row)
    concern.due_on = due_after(step, on, note.next_on, concern.due_on, session.scalar(_reopened_on(concern_id)))
    if step is ConcernStep.TAKEN_ON:
        concern.owner_id = actor.account_id
    if step is ConcernStep.CLOSED:
        concern.closed_on = on
    if step is ConcernStep.REOPENED:
        concern.closed_on = None
    session.flush()
