"""Who has read what a volunteer told us? Every reading leaves one row, written before anything is shown."""

from __future__ import annotations

from datetime import datetime

from listeners.access import Actor, Kind
from listeners.domain.people import ListenerId, SiteId
from listeners.store.database import act
from listeners.store.journal import audit

READ = "read"
"""The verb of a reading."""


def note_reading(
    actor: Actor,
    site_id: SiteId,
    kind: Kind,
    now: datetime,
    listener_id: ListenerId | None = None,
    object_id: str | None = None,
) -> None:
    """Write in a short act of its own that somebody reads a kind of data: of one Listener, or (None) of the team."""
    with act() as session:
        audit(session, actor, now, READ, kind, site_id=site_id, object_id=object_id, subject_id=listener_id)
