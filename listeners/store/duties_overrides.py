"""How is it put on file that a named person lets a Listener begin unrested? All works inside ``act()``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from listeners.access import Actor
from listeners.domain.people import ListenerId, SiteId
from listeners.domain.states import DutyState
from listeners.store.accounts import Account
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
    """An override as the pages show it to whoever may see it."""

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


def overrides(site_id: SiteId, first: date) -> tuple[OverrideOnFile, ...]:
    """Return the overrides of the nights from ``first`` on, the newest first (1 statement)."""
    row = RestOverride
    wanted = (
        select(row)
        .where(row.site_id == site_id, row.night >= first)
        .order_by(row.recorded_at.desc(), row.listener_id, row.id)
    )
    return tuple(on_file(each) for each in db.session.scalars(wanted))


def on_file(row: RestOverride) -> OverrideOnFile:
    """Return an override as the pages show it."""
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
    )
