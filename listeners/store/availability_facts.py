"""What has each Listener said about the nights? Reasons stay sealed here; who may read them asks for them by night."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from listeners.domain.people import AvailabilityKind, ListenerId, SiteId
from listeners.store import keyring
from listeners.store.database import db
from listeners.store.people import Availability


@dataclass(frozen=True, slots=True)
class Said:
    """Something said about a night that is in force. ``has_reason``: one was given; what it is, is not here."""

    id: str
    night: date
    kind: AvailabilityKind
    has_reason: bool
    recorded_at: datetime


def said_by(site_id: SiteId, listener_id: ListenerId, first: date, last: date | None = None) -> tuple[Said, ...]:
    """Return what a Listener says about nights from ``first`` (to ``last``), in force, by night (1 statement)."""
    said = Availability
    chosen = (
        select(said.id, said.night, said.kind, said.reason.is_not(None), said.recorded_at)
        .where(said.site_id == site_id, said.listener_id == listener_id, said.night >= first, said.in_force)
        .order_by(said.night, said.kind)
    )
    if last is not None:
        chosen = chosen.where(said.night <= last)
    return tuple(Said(*row) for row in db.session.execute(chosen))


def said_from(
    site_id: SiteId, first: date, listener_ids: Collection[ListenerId]
) -> frozenset[tuple[ListenerId, date, AvailabilityKind]]:
    """Return what some Listeners say about the nights from ``first`` on, in force, without reasons (1 statement)."""
    said = Availability
    chosen = select(said.listener_id, said.night, said.kind).where(
        said.site_id == site_id, said.listener_id.in_(listener_ids), said.night >= first, said.in_force
    )
    return frozenset((ListenerId(listener_id), night, kind) for listener_id, night, kind in db.session.execute(chosen))


def reasons_of(site_id: SiteId, listener_id: ListenerId, first: date, last: date) -> dict[date, str]:
    """Return the reasons, opened, that a Listener gave for some nights (1 statement)."""
    said = Availability
    rows = db.session.execute(
        select(said.id, said.night, said.reason).where(
            said.site_id == site_id,
            said.listener_id == listener_id,
            said.night.between(first, last),
            said.in_force,
            said.reason.is_not(None),
        )
    )
    found: dict[date, str] = {}
    for row_id, night, reason in rows:
        text = keyring.unseal(reason or b"", site_id, "availability", "reason", row_id)
        found[night] = f"{found[night]}; {text}" if night in found else text
    return found
