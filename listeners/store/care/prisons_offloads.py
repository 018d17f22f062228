"""Which offload sessions have there been lately at each of a few prisons? Without their texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from listeners.domain.care.offload import Offload
from listeners.domain.people import ListenerId, SiteId
from listeners.store.care import wellbeing as tables
from listeners.store.database import db


def offloads_since(site_ids: Collection[SiteId], first: date) -> dict[ListenerId, list[Offload]]:
    """Return the sessions of each Listener of these prisons from a date on (1 statement)."""
    row = tables.Offload
    chosen = select(row.id, row.listener_id, row.on_date, row.kind, row.led_by, row.private, row.officer).where(
        row.site_id.in_(site_ids), row.on_date >= first
    )
    found: defaultdict[ListenerId, list[Offload]] = defaultdict(list)
    for id_, listener_id, on, kind, led_by, private, officer in db.session.execute(chosen):
        found[ListenerId(listener_id)].append(Offload(id_, on, kind, led_by, private, officer))
    return dict(found)
