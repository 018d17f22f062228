"""What happened in the course of a call-out, beside who was asked and went? Rows are only ever added: one that is put
right is replaced by another, and why is kept sealed beside it, as of every version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.util import AliasedClass

from listeners.access import Actor
from listeners.domain.people import SiteId
from listeners.domain.states import CallOutEventKind, StaffReason
from listeners.store.accounts import Account
from listeners.store.callouts import CallOutEvent
from listeners.store.columns import new_id
from listeners.store.database import db
from listeners.store.journal import keep


@dataclass(frozen=True, slots=True)
class EventOnFile:
    """One event as it counts now: no other has replaced it. ``attendance_id``: whose part in the call-out it is about,
    where it is about one; ``relieved_id``: whose part it ended, where one took over from another."""

    id: str
    kind: CallOutEventKind
    at: datetime
    reason: StaffReason | None
    attendance_id: str | None
    relieved_id: str | None


_COLUMNS: tuple[Any, ...] = (
    CallOutEvent.id,
    CallOutEvent.kind,
    CallOutEvent.at,
    CallOutEvent.reason,
    CallOutEvent.attendance_id,
    CallOutEvent.relieved_id,
)


def counts(event: type[CallOutEvent] | AliasedClass[CallOutEvent] = CallOutEvent) -> ColumnElement[bool]:
    """Return the condition that an event counts: no other has replaced it."""
    other = aliased(CallOutEvent)
    return ~select(other.id).where(other.replaces_id == event.id).exists()


def events(site_id: SiteId, call_out_id: str) -> tuple[EventOnFile, ...]:
    """Return the events of one call-out that count, in the order in which they happened (1 statement)."""
    wanted = (
        select(*_COLUMNS)
        .where(CallOutEvent.site_id == site_id, CallOutEvent.call_out_id == call_out_id, counts())
        .order_by(CallOutEvent.at, CallOutEvent.recorded_at, CallOutEvent.id)
    )
    rows: Iterable[Any] = db.session.execute(wanted)
    return tuple(EventOnFile(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class EventEntered:
    """One event as it was entered, whether it counts still or not: when it was put on file, by whom (None: the
    program, or a Listener who is not named), and which other one it replaces."""

    event: EventOnFile
    entered_at: datetime
    by: str | None
    replaces_id: str | None


def entered(site_id: SiteId, call_out_id: str) -> tuple[EventEntered, ...]:
    """Return every event of one call-out in the order in which they were entered (1 statement)."""
    wanted = (
        select(*_COLUMNS, CallOutEvent.recorded_at, Account.name, CallOutEvent.replaces_id)
        .outerjoin(Account, Account.id == CallOutEvent.recorded_by)
        .where(CallOutEvent.site_id == site_id, CallOutEvent.call_out_id == call_out_id)
        .order_by(CallOutEvent.recorded_at, CallOutEvent.at, CallOutEvent.id)
    )
    rows: Iterable[Any] = db.session.execute(wanted)
    width = len(_COLUMNS)
    return tuple(EventEntered(EventOnFile(*row[:width]), *row[width:]) for row in rows)


def put_right(
    session: Session,
    site_id: SiteId,
    call_out_id: str,
    event_id: str,
    kind: CallOutEventKind,
    at: datetime,
    actor: Actor,
    now: datetime,
    *,
    why: str | None,
    **about: Any,
) -> str:
    """Put an event on file that replaces another one, with why where that was asked, and return its id."""
    row = session.scalar(select(CallOutEvent).where(CallOutEvent.site_id == site_id, CallOutEvent.id == event_id))
    if row is not None:
        keep(session, row, actor, now, why)
    return add_event(session, site_id, call_out_id, kind, at, actor, now, replaces_id=event_id, **about)


def add_event(
    session: Session,
    site_id: SiteId,
    call_out_id: str | None,
    kind: CallOutEventKind,
    at: datetime,
    actor: Actor | None,
    now: datetime,
    **about: Any,
) -> str:
    """Put an event on file and return its id; ``about`` are its further columns. What is told of no call-out (None)
    may be told by a Listener who is not named (None)."""
    row = CallOutEvent(
        id=new_id(),
        site_id=site_id,
        call_out_id=call_out_id,
        kind=kind,
        at=at,
        recorded_at=now,
        recorded_by=actor.account_id if actor is not None else None,
        **about,
    )
    session.add(row)
    session.flush()
    return row.id
