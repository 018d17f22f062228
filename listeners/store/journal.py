"""How does an act leave its trace: audit row, earlier version, notice, and the answer to a second press?

Every function here is called inside ``act()``.
"""

from __future__ import annotations

import base64
import json
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from sqlalchemy import bindparam, exists, func, inspect, select
from sqlalchemy.orm import Session

from listeners.access import Actor, Kind
from listeners.domain.people import AccountId, ListenerId, SiteId
from listeners.store import keyring
from listeners.store.columns import new_id
from listeners.store.database import put
from listeners.store.records import ActKey, Audit, Kept, Notice
from listeners.store.tables import Recorded

REASON = "corrected_because"
"""Beside the columns of a kept version: why it was corrected."""


def audit(
    session: Session,
    actor: Actor,
    at: datetime,
    verb: str,
    kind: Kind,
    *,
    site_id: str | None = None,
    object_id: str | None = None,
    subject_id: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Add the one row that tells of an act: who, when, on which sign-in, what, about which row and which Listener.

    ``detail`` holds codes and numbers of class P1 or less; nothing that somebody said about how they feel.
    """
    values = {
        "site_id": site_id or actor.site_id,
        "at": at,
        "account_id": actor.account_id,
        "sign_in_id": actor.sign_in_id,
        "verb": verb,
        "kind": kind.value,
        "object_id": object_id,
        "subject_id": subject_id,
        "detail": json.dumps(detail, sort_keys=True, default=plain) if detail else None,
    }
    put(session, Audit, values)


def keep(session: Session, row: Recorded, actor: Actor, at: datetime, reason: str | None = None) -> None:
    """Keep the present version of a fact, sealed, before it is corrected; with it why it was corrected, where that was
    asked (``REASON``)."""
    table = row.__class__.__table__.name  # type: ignore[attr-defined]
    loaded = inspect(row).mapper.column_attrs.keys()
    kept = Kept(
        id=new_id(),
        site_id=row.site_id,
        table_name=table,
        row_id=row.id,
        row_version=row.version,
        replaced_at=at,
        replaced_by=actor.account_id,
    )
    facts = {name: getattr(row, name) for name in loaded} | ({} if reason is None else {REASON: reason})
    kept.body = keyring.seal(json.dumps(facts, default=plain, sort_keys=True), row.site_id, "kept", "body", kept.id)
    session.add(kept)


def plain(value: object) -> object:
    """Turn a column's value into something that JSON can hold."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"{type(value).__name__} cannot be kept")


def facts_as_text(facts: dict[str, Any]) -> str:
    """Return the facts of a notice as they are stored; ``domain.notices.read_facts`` reads them."""
    return json.dumps(facts, sort_keys=True, default=plain)


def queue_notice(
    session: Session,
    site_id: SiteId | str,
    event: str,
    kind: str,
    facts: dict[str, Any],
    at: datetime,
    *,
    account_id: AccountId | str | None = None,
    listener_id: ListenerId | str | None = None,
) -> bool:
    """Queue what one account (on its page) or one Listener (as a slip) must be told; once for each ``event``.

    Returns whether it is new: nobody is told the same thing twice.
    """
    whole = f"{event}:{account_id or listener_id}"
    whose = Notice.account_id == account_id if account_id else Notice.listener_id == listener_id
    last = select(func.coalesce(func.max(Notice.ordinal), 0)).where(whose, Notice.created_at == at)
    is_told, before = session.execute(select(exists().where(Notice.event == whole), last.scalar_subquery())).one()
    if is_told:
        return False
    session.add(
        Notice(
            id=new_id(),
            site_id=site_id,
            event=whole,
            kind=kind,
            facts=facts_as_text(facts),
            created_at=at,
            ordinal=before + 1,
            account_id=account_id,
            listener_id=listener_id,
        )
    )
    return True


def answered(session: Session, act_key: str, actor: Actor, since: datetime | None = None) -> str | None:
    """Return the first answer to a form, when this very form has been sent before by the same account; ``since``: not
    before that moment."""
    found = session.execute(_ANSWERED, {"key": act_key}).first()
    if found is None or found.account_id != actor.account_id or (since is not None and found.at < since):
        return None
    return str(found.answer)


_ANSWERED = select(ActKey.account_id, ActKey.at, ActKey.answer).where(ActKey.id == bindparam("key"))
"""Put together once: every form that is sent asks."""


def remember(session: Session, act_key: str, answer: str, actor: Actor, at: datetime) -> None:
    """Store the answer to a form, so that a second press gets it again and changes nothing."""
    put(session, ActKey, {"id": act_key, "account_id": actor.account_id, "at": at, "answer": answer})
