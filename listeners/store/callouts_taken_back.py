"""Who was recorded as gone on a call-out and then as never gone: when, by whom, why, and which rests went with it?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from listeners.domain.people import ListenerId, SiteId
from listeners.store import keyring
from listeners.store.accounts import Account
from listeners.store.callouts import Attendance
from listeners.store.database import db
from listeners.store.duties import Rest
from listeners.store.journal import REASON
from listeners.store.records import Audit, Kept

DID_NOT_GO = "did not go"
"""The verb of the audit row that every such correction leaves; the review counts it."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """One such correction. ``by``: the name of the account, None for background work. ``reason``: None where a press
    was enough. ``rests``: from when to when each rest was, that is out of force since."""

    listener: ListenerId
    at: datetime
    by: str | None
    reason: str | None
    rests: tuple[tuple[datetime, datetime], ...]


def taken_back(site_id: SiteId, call_out_id: str, asked_at: datetime) -> tuple[TakenBack, ...]:
    """Return every such correction of one call-out, the oldest first (1 statement, 2 where a rest went).

    ``asked_at``: that of the call-out. Nothing was corrected before it, so that no older act is looked at.

    Raises:
        Unopened: the reason was sealed with another key, or has been changed.
    """
    rows: Any = db.session.execute(
        select(Audit.id, Audit.subject_id, Audit.at, Account.name, Audit.detail, Kept.id, Kept.body)
        .join(Attendance, (Attendance.call_out_id == Audit.object_id) & (Attendance.listener_id == Audit.subject_id))
        .join(
            Kept,
            (Kept.table_name == Attendance.__tablename__)
            & (Kept.row_id == Attendance.id)
            & (Kept.replaced_at == Audit.at),
        )
        .outerjoin(Account, Account.id == Audit.account_id)
        .where(
            Audit.site_id == site_id,
            Audit.at >= asked_at,
            Audit.object_id == call_out_id,
            Audit.verb == DID_NOT_GO,
        )
        .order_by(Audit.at, Audit.id, Kept.row_version)
    ).all()
    rows = list({act_id: row for act_id, *row in rows}.values())
    ids = [json.loads(detail)["rests"] for _, _, _, detail, _, _ in rows]
    when = _when(site_id, {rest for each in ids for rest in each})
    return tuple(
        TakenBack(who, at, by, _reason(site_id, *kept), tuple(when[rest] for rest in each))
        for each, (who, at, by, _, *kept) in zip(ids, rows, strict=True)
    )


def _when(site_id: SiteId, ids: set[str]) -> dict[str, tuple[datetime, datetime]]:
    if not ids:
        return {}
    wanted = select(Rest.id, Rest.rest_from, Rest.rest_until).where(Rest.site_id == site_id, Rest.id.in_(ids))
    return {id_: (start, end) for id_, start, end in db.session.execute(wanted)}


def _reason(site_id: SiteId, id_: str, body: bytes) -> str | None:
    facts: dict[str, str | None] = json.loads(keyring.unseal(body, site_id, "kept", "body", id_))
    return facts.get(REASON)
