"""Which earlier versions of a call-out and of its parts were kept, when and by whom were they put right, and why?"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import inspect, select

from listeners.domain.people import SiteId
from listeners.store import keyring
from listeners.store.accounts import Account
from listeners.store.callouts import Attendance, CallOut
from listeners.store.database import db
from listeners.store.journal import REASON, plain
from listeners.store.records import Kept
from listeners.store.tables import Recorded


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
            Kept.table_name.in_((CallOut.__tablename__, Attendance.__tablename__)),
            Kept.row_id.in_(row_ids),
        )
        .order_by(Kept.row_id, Kept.row_version)
    )
    found = []
    for kept_id, row_id, body, replaced_at, by in rows:
        facts = json.loads(keyring.unseal(body, site_id, "kept", "body", kept_id))
        found.append(Version(row_id, facts, replaced_at, by, facts.pop(REASON, None)))
    return tuple(found)


def as_it_is(site_id: SiteId, call_out_id: str) -> dict[str, dict[str, Any]]:
    """Return what a call-out and each part in it say now, by row, as kept versions say it (2 statements)."""
    rows: list[Recorded] = [
        *db.session.scalars(select(CallOut).where(CallOut.site_id == site_id, CallOut.id == call_out_id)),
        *db.session.scalars(
            select(Attendance).where(Attendance.site_id == site_id, Attendance.call_out_id == call_out_id)
        ),
    ]
    return {row.id: json.loads(json.dumps(_facts(row), default=plain)) for row in rows}


def _facts(row: Recorded) -> dict[str, Any]:
    return {name: getattr(row, name) for name in inspect(row).mapper.column_attrs.keys()}
