"""Is a date proposed to those who are overdue with nothing planned, by what is known plainly of their days?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from listeners.domain.care.cadence import CadenceFrom
from listeners.domain.care.offload import LedBy, OffloadKind
from listeners.domain.care.planned import Plan
from listeners.domain.care.proposal import Proposal
from listeners.domain.people import AvailabilityKind, Role
from listeners.services import availability, availability_rules
from listeners.services.care import offload_plans, offload_team, own_offload
from listeners.store.database import db
from tests.services.care_records import NOW, had_offload, owed_rest, site_of
from tests.world import Prison, World

TUESDAY = date(2026, 12, 1)


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """All have sessions on Tuesdays; of Sam and Ravi the last was too long ago."""
    for who in world.larkmoor.listeners:
        had_offload(world.larkmoor, who, 17 if who in ("sam", "ravi") else 3)
    return world.larkmoor


def proposed(prison: Prison) -> Proposal | None:
    db.session.rollback()
    return offload_team.team(site_of(prison), prison.actor(Role.COORDINATOR), NOW).proposal


def names(prison: Prison, proposal: Proposal | None) -> set[str]:
    assert proposal is not None
    return {name for name, who in prison.listeners.items() if who in proposal.coming}


def test_those_who_are_overdue_are_proposed_the_usual_day_until_it_is_planned(larkmoor: Prison) -> None:
    found = proposed(larkmoor)
    assert found is not None and names(larkmoor, found) == {"sam", "ravi"}
    assert found.on.weekday() == (NOW.date() - timedelta(days=3)).weekday() and found.on == TUESDAY
    plan = Plan(TUESDAY, NOW.time(), OffloadKind.SINGLE, LedBy.COORDINATOR)
    people = [larkmoor.listeners["ravi"]]
    offload_plans.plan(site_of(larkmoor), plan, people, larkmoor.actor(Role.COORDINATOR), NOW)
    assert names(larkmoor, proposed(larkmoor)) == {"sam"}


def test_who_is_due_by_that_date_is_named_too_unless_one_is_planned_for_him_by_then(larkmoor: Prison) -> None:
    site, who, luc = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR), larkmoor.listeners["luc"]
    own_offload.agree(site, luc, CadenceFrom(NOW.date() - timedelta(days=3), 7), who, NOW)
    assert names(larkmoor, proposed(larkmoor)) == {"sam", "ravi", "luc"}
    for days_later, named in ((1, True), (0, False)):
        plan = Plan(TUESDAY + timedelta(days=days_later), NOW.time(), OffloadKind.SINGLE, LedBy.COORDINATOR)
        offload_plans.plan(site, plan, [luc], who, NOW)
        assert ("luc" in names(larkmoor, proposed(larkmoor))) is named


def test_a_night_that_he_cannot_do_and_a_rest_are_no_day_for_it_and_a_rest_from_call_outs_is(larkmoor: Prison) -> None:
    site, ravi = site_of(larkmoor), larkmoor.listeners["ravi"]
    sam = larkmoor.actor(Role.LISTENER)
    availability.say(site, larkmoor.listeners["sam"], {TUESDAY: AvailabilityKind.UNAVAILABLE}, "", sam, NOW)
    owed_rest(larkmoor, "ravi", NOW + timedelta(days=4))
    found = proposed(larkmoor)
    assert found is not None and found.on == TUESDAY + timedelta(days=7)
    availability_rules.pause(site, ravi, larkmoor.actor(Role.LISTENER, "ravi"), NOW)
    assert {"sam", "ravi"} <= names(larkmoor, proposed(larkmoor))
