"""Which earlier versions of a call-out, and of what belongs to it, were kept: replaced when, by whom, and why?"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import inspect, or_, select

from listeners.domain.people import SiteId
from listeners.store import keyring
from listeners.store.accounts import Account
from listeners.store.callouts import Attendance, CallOut, CallOutEvent
from listeners.store.database import db
from listeners.store.journal import REASON, plain
from listeners.store.night_contacts import NightContact
from listeners.store.records import Kept
from listeners.store.tables import Recorded

TABLES = tuple(each.__tablename__ for each in (CallOut, Attendance, CallOutEvent, NightContact))
"""What a call-out consists of: the request, each man's part, what happened, and who answered for the night."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a row said until it was put right at a moment by somebody (None: the program), with why where that was
    asked. ``facts`` are its columns as they are kept: words, numbers and instants in ISO form."""

    row_id: str
    facts: dict[str, Any]
    replaced_at: datetime
    by: str | None
    reason: str | None


def versions(site_id: SiteId, row_ids: Collection[str]) -> tuple[Version, ...]:
    """Return every kept version of these rows, those of one row together in their order (1 statement).

    Raises:
        Unopened: one was sealed with another key, or has been changed.
    """
    rows: Any = db.session.execute(
        select(Kept.id, Kept.row_id, Kept.body, Kept.replaced_at, Account.name)
        .outerjoin(Account, Account.id == Kept.replaced_by)
        .where(
            Kept.site_id == site_id,
            Kept.table_name.in_(TABLES),
            Kept.row_id.in_(row_ids),
        )
        .order_by(Kept.row_id, Kept.row_version)
    )
    found = []
    for kept_id, row_id, body, replaced_at, by in rows:
        facts = json.loads(keyring.unseal(body, site_id, "kept", "body", kept_id))
        found.append(Version(row_id, facts, replaced_at, by, facts.pop(REASON, None)))
    return tuple(found)


def as_it_is(site_id: SiteId, call_out_id: str, night: date) -> dict[str, dict[str, Any]]:
    """Return what a call-out, each part in it and the support contacts of its night and of every night say now, by
    row, as kept versions say it (3 statements)."""
    of_night = or_(NightContact.night.is_(None), NightContact.night == night)
    rows: list[Recorded] = [
        *db.session.scalars(select(CallOut).where(CallOut.site_id == site_id, CallOut.id == call_out_id)),
        *db.session.scalars(
            select(Attendance).where(Attendance.site_id == site_id, Attendance.call_out_id == call_out_id)
        ),
        *db.session.scalars(select(NightContact).where(NightContact.site_id == site_id, of_night)),
    ]
    return {row.id: json.loads(json.dumps(_facts(row), default=plain)) for row in rows}


def account_names(ids: Collection[str]) -> dict[str, str]:
    """Return the names of these accounts, by id (1 statement, or none)."""
    if not ids:
        return {}
    return {id_: name for id_, name in db.session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))}


def _facts(row: Recorded) -> dict[str, Any]:
    return {name: getattr(row, name) for name in inspect(row).mapper.column_attrs.keys()}
