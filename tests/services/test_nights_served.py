"""Is a night that somebody said no to counted in one way by the load page, the plan and care?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from listeners.domain.people import AvailabilityKind, Role
from listeners.domain.rota.from_facts import carried_before
from listeners.services import load, rotas
from listeners.services.care import facts as care
from tests.rota_world import FIRST, MONDAY, NOW, published, say, site_of
from tests.world import Prison, World

LATER = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
WEDNESDAY = MONDAY + timedelta(days=2)


def nights_by_load_page(prison: Prison) -> int:
    page = load.page(site_of(prison), prison.actor(Role.STAFF), LATER)
    return next(row.load.last_28.nights for row in page.rows if row.member.id == prison.listeners["sam"])


def load_by_plan(prison: Prison) -> int:
    facts = rotas.facts_for(site_of(prison), LATER.date(), LATER.date(), LATER)
    return carried_before(facts, LATER.date())[prison.listeners["sam"]]


def nights_by_care(prison: Prison) -> int:
    team = care.load(site_of(prison), LATER)
    sam = next(member for member in team.team if member.id == prison.listeners["sam"])
    return team.one(sam).load.last_28.nights


def test_a_night_that_he_said_no_to_is_counted_by_none_of_them(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (2, FIRST, "sam")], nights=3, now=NOW)
    assert (nights_by_load_page(prison), load_by_plan(prison), nights_by_care(prison)) == (2, 4, 2)
    say(prison, "sam", WEDNESDAY, AvailabilityKind.UNAVAILABLE)

    assert (nights_by_load_page(prison), load_by_plan(prison), nights_by_care(prison)) == (1, 2, 1)
