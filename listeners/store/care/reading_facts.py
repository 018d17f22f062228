"""Who has read what no officer sees of one Listener? The role and the date, no more: no name, and not what was read.

Of the rest (nights, cell, rest, load) no reading is put on file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from listeners.domain.people import ListenerId, Role, SiteId
from listeners.store.accounts import AccountGrant
from listeners.store.database import db
from listeners.store.records import Audit

OPENED = ("read", "board_read", "slot_read", "repair_read")
"""What is put on file when something is opened: the board and the page of a place open why somebody cannot do a
night, for the whole team."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody of a role looked at a moment."""

    role: Role
    at: datetime


def readings(site_id: SiteId, listener_id: ListenerId, account_id: str | None, since: datetime) -> tuple[Reading, ...]:
    """Return who has read about a Listener, or about the whole team at once, since a moment, the newest first; what
    the account itself read is left out (1 statement)."""
    grant = AccountGrant
    rows = db.session.execute(
        select(grant.role, Audit.at)
        .join(grant, grant.account_id == Audit.account_id)
        .where(
            Audit.site_id == site_id,
            Audit.verb.in_(OPENED),
            Audit.at >= since,
            or_(Audit.subject_id == listener_id, Audit.subject_id.is_(None)),
            Audit.account_id != account_id,
            or_(grant.site_id == site_id, grant.site_id.is_(None)),
        )
        .order_by(Audit.at.desc())
    )
    return tuple(Reading(role, at) for role, at in rows)
