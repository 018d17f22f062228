"""A published night of a Listener, as tests put it on file."""

from __future__ import annotations

from datetime import date, time

from listeners.domain.nights import overnight
from listeners.domain.states import NightPlace
from listeners.domain.team import Site
from listeners.store.columns import new_id
from listeners.store.database import act
from listeners.store.duties import Duty
from tests.world import MADE_AT


def planned(site: Site, listener_id: str, night: date, place: NightPlace = NightPlace.FIRST) -> Duty:
    """One planned night, 18:00 to 08:00, not on file yet."""
    span = overnight(night, time(18), time(8), site.zone)
    return Duty(
        id=new_id(),
        site_id=site.id,
        listener_id=listener_id,
        night=night,
        place=place,
        starts_at=span.start,
        ends_at=span.end,
        recorded_at=MADE_AT,
    )


def add_duty(site: Site, listener_id: str, night: date, place: NightPlace = NightPlace.FIRST) -> str:
    """Put a planned night on file, and return its id."""
    with act() as session:
        duty = planned(site, listener_id, night, place)
        session.add(duty)
        session.flush()
        return duty.id
