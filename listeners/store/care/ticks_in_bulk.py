"""What has been ticked after many contacts at once, and how are many ticks written?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from listeners.access import Actor
from listeners.domain.care.facts import Tick
from listeners.domain.care.packed import pack_ticks, unpack_ticks
from listeners.domain.people import ListenerId, SiteId
from listeners.store import keyring
from listeners.store.care.wellbeing import ContactTicks
from listeners.store.columns import new_id
from listeners.store.database import db

TABLE, COLUMN = "contact_ticks", "ticks"


def ticks_of(site_id: SiteId, attendances: Collection[str]) -> dict[str, frozenset[Tick]]:
    """Return the ticks, opened, of those of these contacts that have been ticked (1 statement, or none)."""
    if not attendances:
        return {}
    rows = db.session.execute(
        select(ContactTicks.id, ContactTicks.attendance_id, ContactTicks.ticks).where(
            ContactTicks.site_id == site_id, ContactTicks.attendance_id.in_(attendances)
        )
    )
    return {
        attendance: unpack_ticks(keyring.unseal(sealed, site_id, TABLE, COLUMN, row_id))
        for row_id, attendance, sealed in rows
    }


def add_ticks(
    session: Session,
    site_id: SiteId,
    ticked: Iterable[tuple[ListenerId, str, frozenset[Tick]]],
    actor: Actor,
    now: datetime,
) -> None:
    """Add the ticks, sealed, of contacts that have none: Listener, attendance and what was ticked."""
    rows = []
    for listener_id, attendance_id, ticks in ticked:
        row_id = new_id()
        rows.append(
            {
                "id": row_id,
                "site_id": site_id,
                "listener_id": listener_id,
                "attendance_id": attendance_id,
                "ticks": keyring.seal(pack_ticks(ticks), site_id, TABLE, COLUMN, row_id),
                "recorded_at": now,
                "recorded_by": actor.account_id,
            }
        )
    if rows:
        session.execute(insert(ContactTicks), rows)
