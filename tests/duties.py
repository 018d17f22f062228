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


def add_duty(site: Site, listener_id: str, night: date, place: NightPlace = NightPlace.FIRST) -> str:
    """Plan one night, 18:00 to 08:00, and return its id."""
    span = overnight(night, time(18), time(8), site.zone)
    duty_id = new_id()
    with act() as session:
        session.add(
            Duty(
                id=duty_id,
                site_id=site.id,
                listener_id=listener_id,
                night=night,
                place=place,
                starts_at=span.start,
                ends_at=span.end,
                recorded_at=MADE_AT,
            )
        )
    return duty_id
