"""What is on file of the places of some nights: who was down, in which version of the rota, who cannot, who was let go?
A statement for each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from listeners.domain.people import AvailabilityKind, ListenerId, SiteId
from listeners.domain.planned_and_lived import PlaceOnFile, Version
from listeners.domain.states import DutyState
from listeners.domain.who_went import HisNight
from listeners.store.availability_facts import sayings
from listeners.store.database import db
from listeners.store.duties import Duty, RestOverride
from listeners.store.duties_facts import found_later
from listeners.store.duties_overrides import TAKEN_BACK_UNUSED
from listeners.store.rota import Rota


def places(site_id: SiteId, first: date, last: date) -> tuple[PlaceOnFile, ...]:
    """Return everybody who was put down for a place of the nights from ``first`` to ``last`` (1 statement)."""
    rows: Iterable[Any] = db.session.execute(
        select(
            Duty.listener_id,
            Duty.night,
            Duty.starts_at,
            Duty.state,
            Duty.cause,
            Duty.rota_id,
            Duty.recorded_at,
        ).where(Duty.site_id == site_id, Duty.night.between(first, last))
    )
    return tuple(
        PlaceOnFile(
            ListenerId(listener),
            night,
            starts_at,
            state,
            found_later=found_later(cause),
            version=version,
            ended_at=None if state is DutyState.PLANNED else recorded_at,
        )
        for listener, night, starts_at, state, cause, version, recorded_at in rows
    )


def versions(site_id: SiteId, first: date, last: date, exchanges: tuple[str, ...]) -> tuple[Version, ...]:
    """Return every version of the rota that was published of any night from ``first`` to ``last``, in the order of
    publishing (1 statement). ``exchanges``: the reasons that cover and swaps are published with."""
    rows: Iterable[Any] = db.session.execute(
        select(Rota.id, Rota.first_night, Rota.last_night, Rota.reason)
        .where(
            Rota.site_id == site_id,
            Rota.published_at.is_not(None),
            Rota.first_night <= last,
            Rota.last_night >= first,
        )
        .order_by(Rota.published_at, Rota.ordinal)
    )
    return tuple(Version(id_, begin, end, reason in exchanges) for id_, begin, end, reason in rows)


def said_no_at(site_id: SiteId, first: date, last: date) -> dict[HisNight, datetime]:
    """Return since when somebody says that he cannot do one of these nights: never why (1 statement)."""
    return {
        (each.listener, each.night): each.word.said_at
        for each in sayings(site_id, first, last).settled
        if each.kind is AvailabilityKind.UNAVAILABLE
    }


def let_go(site_id: SiteId, first: date, last: date) -> dict[HisNight, datetime]:
    """Return since when a named person lets somebody begin one of these nights before his rest is over; not where that
    was taken back before anybody had gone by it (1 statement)."""
    rows: Iterable[Any] = db.session.execute(
        select(RestOverride.listener_id, RestOverride.night, RestOverride.recorded_at)
        .where(RestOverride.site_id == site_id, RestOverride.night.between(first, last), ~TAKEN_BACK_UNUSED)
        .order_by(RestOverride.recorded_at.desc())
    )
    return {(ListenerId(listener), night): at for listener, night, at in rows}
