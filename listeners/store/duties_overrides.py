"""How is it put on file that a named person lets a Listener begin unrested? All works inside ``act()``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, case, or_, select
from sqlalchemy.orm import Session

from listeners.access import Actor
from listeners.domain.people import ListenerId, SiteId
from listeners.domain.states import DutyState
from listeners.store.accounts import Account
from listeners.store.callouts import Attendance
from listeners.store.callouts_facts import IS_INTERRUPTION
from listeners.store.columns import new_id
from listeners.store.database import db
from listeners.store.duties import Duty, RestOverride
from listeners.store.journal import keep


@dataclass(frozen=True, slots=True)
class NewOverride:
    """What is passed, for whom and until when. Whoever decides knows it, and asked him at ``asked_him_at``, when he
    agreed. ``approver_name`` is who decides where the account is not a person's own
    (None: it is)."""

    listener: ListenerId
    night: date
    rule: str
    short_by_minutes: int
    reason: str
    asked_him_at: datetime
    expires_at: datetime
    approver_name: str | None = None


@dataclass(frozen=True, slots=True)
class OverrideOnFile:
    """An override as the pages show it to whoever may see it. ``taken_back_at``: when somebody took it back, by the
    name ``taken_back_by``; ``is_unused``: nobody had gone by it until then."""

    id: str
    listener: ListenerId
    approver_id: str
    approver_name: str
    night: date
    rule: str
    short_by_minutes: int
    reason: str
    recorded_at: datetime
    expires_at: datetime
    taken_back_at: datetime | None = None
    taken_back_by: str | None = None
    is_unused: bool = False


_BEGAN = case(
    (or_(Attendance.accepted_at.is_(None), Attendance.out_at < Attendance.accepted_at), Attendance.out_at),
    else_=Attendance.accepted_at,
)
"""When an interruption began, as ``Interruption.start`` says."""
TAKEN_BACK_UNUSED: ColumnElement[bool] = and_(
    RestOverride.taken_back_at.is_not(None),
    ~select(Attendance.id)
    .where(
        Attendance.site_id == RestOverride.site_id,
        Attendance.listener_id == RestOverride.listener_id,
        IS_INTERRUPTION,
        _BEGAN >= RestOverride.recorded_at,
        _BEGAN < RestOverride.taken_back_at,
    )
    .correlate(RestOverride)
    .exists(),
)
"""An override was taken back before anybody had gone by it, so that it passed no rest. What the night sheet tells
of it later is looked at too."""


def account_name(account_id: str | None) -> str | None:
    """Return the name that an account goes by (1 statement)."""
    return db.session.scalar(select(Account.name).where(Account.id == account_id))


def add_override(session: Session, site_id: SiteId, new: NewOverride, actor: Actor, at: datetime) -> str:
    """Put an override on file, with the name of the person who gives it, and return its id."""
    name = new.approver_name or account_name(actor.account_id)
    row = RestOverride(
        id=new_id(),
        site_id=site_id,
        listener_id=new.listener,
        approver_id=actor.account_id,
        approver_name=name,
        night=new.night,
        rule=new.rule,
        short_by_minutes=new.short_by_minutes,
        reason=new.reason,
        consented=True,
        asked_him_at=new.asked_him_at,
        acknowledged=True,
        expires_at=new.expires_at,
        recorded_at=at,
        recorded_by=actor.account_id,
    )
    session.add(row)
    session.flush()
    return row.id


def take_up_again(session: Session, duty_id: str, override_id: str, actor: Actor, at: datetime) -> None:
    """Let a duty that was stood down stand again under an override; the earlier version is kept."""
    duty = session.get_one(Duty, duty_id)
    keep(session, duty, actor, at)
    duty.state, duty.cause, duty.override_id = DutyState.PLANNED, None, override_id
    session.flush()


def put_down_again(session: Session, duty_id: str, cause: str | None, actor: Actor, at: datetime) -> None:
    """Let a duty stand under its override no more: it is stood down again for ``cause``, or stands without one (None);
    the earlier version is kept."""
    duty = session.get_one(Duty, duty_id)
    keep(session, duty, actor, at)
    duty.override_id = None
    if cause is not None:
        duty.state, duty.cause = DutyState.STOOD_DOWN, cause
    session.flush()


def set_taken_back(session: Session, site_id: SiteId, override_id: str, actor: Actor, at: datetime) -> None:
    """Put on file that an override is taken back, when and by whom; everything else of it stays as it was given."""
    row = session.execute(_one(site_id, override_id)).scalar_one()
    name = account_name(actor.account_id)  # asked first: all three are written in one go, or the guard refuses them
    row.taken_back_at, row.taken_back_by, row.taken_back_name = at, actor.account_id, name
    session.flush()


def one_override(site_id: SiteId, override_id: str) -> OverrideOnFile | None:
    """Return an override of a site as it is on file now; None where there is none of that id (1 statement)."""
    row = db.session.execute(_one(site_id, override_id).add_columns(TAKEN_BACK_UNUSED)).first()
    return None if row is None else on_file(*row)


def taken_back(site_id: SiteId, override_ids: Collection[str]) -> dict[str, datetime]:
    """Return which of these overrides were taken back before anybody had gone by them, and when (1 statement)."""
    row = RestOverride
    wanted = select(row.id, row.taken_back_at).where(row.site_id == site_id, row.id.in_(override_ids))
    return {id_: at for id_, at in db.session.execute(wanted.where(TAKEN_BACK_UNUSED)) if at is not None}


def _one(site_id: SiteId, override_id: str) -> Select[RestOverride]:
    return select(RestOverride).where(RestOverride.site_id == site_id, RestOverride.id == override_id)


def overrides(site_id: SiteId, first: date) -> tuple[OverrideOnFile, ...]:
    """Return the overrides of the nights from ``first`` on, the newest first (1 statement)."""
    row = RestOverride
    wanted = (
        select(row, TAKEN_BACK_UNUSED)
        .where(row.site_id == site_id, row.night >= first)
        .order_by(row.recorded_at.desc(), row.listener_id, row.id)
    )
    return tuple(on_file(each, is_unused) for each, is_unused in db.session.execute(wanted))


def on_file(row: RestOverride, is_unused: bool) -> OverrideOnFile:
    """Return an override as the pages show it; ``is_unused`` as ``TAKEN_BACK_UNUSED`` says."""
    return OverrideOnFile(
        row.id,
        ListenerId(row.listener_id),
        row.approver_id,
        row.approver_name,
        row.night,
        row.rule,
        row.short_by_minutes,
        row.reason,
        row.recorded_at,
        row.expires_at,
        row.taken_back_at,
        row.taken_back_name,
        is_unused,
    )
