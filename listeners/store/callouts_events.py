"""What happened in the course of a call-out, beside who was asked and went? Rows are only ever added."""

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
from listeners.store.callouts import CallOutEvent
from listeners.store.columns import new_id
from listeners.store.database import db


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
