"""Does what was agreed with a Listener count everywhere as plain availability, whatever else he says of a night?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from listeners.access import SYSTEM
from listeners.domain.own_limits import Only, OwnLimits
from listeners.domain.people import AvailabilityKind, ListenerId
from listeners.services import availability, availability_rules, own_limits
from listeners.services.nights import tonight
from listeners.store import availability_facts, night_changes, rota_versions
from listeners.store.database import act, db
from listeners.store.people import Availability
from tests.nights import Scene, at, scene_of
from tests.rota_world import FIRST, MONDAY, NOW, published, site_of
from tests.world import Prison, World

BY_DAY = OwnLimits(only=Only.BY_DAY)
THURSDAY = MONDAY + timedelta(days=3)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Dean is down for Thursday."""
    published(world.larkmoor, [(3, FIRST, "dean")], nights=7)
    return world.larkmoor


@pytest.fixture
def friday(world: World) -> Scene:
    """Sam and Luc are on stand-by on Friday night."""
    scene = scene_of(world.larkmoor)
    scene.on_duty("sam", "luc")
    return scene


def agree(prison: Prison, limits: OwnLimits) -> ListenerId:
    with act() as session:
        own_limits.agree_in(session, site_of(prison), prison.listeners["dean"], limits, SYSTEM, NOW)
    return prison.listeners["dean"]


def says(prison: Prison, kind: AvailabilityKind) -> None:
    availability.say(site_of(prison), prison.listeners["dean"], {THURSDAY: kind}, "", SYSTEM, LATER)
    db.session.rollback()


def nights_on_file(prison: Prison) -> list[str]:
    db.session.rollback()
    return [each.ref for each in rota_versions.published_duties(prison.id, THURSDAY, THURSDAY)]


@pytest.mark.parametrize("kind", [AvailabilityKind.CAN, AvailabilityKind.PREFER])
def test_who_goes_by_day_alone_has_no_night_on_file_whatever_he_says_of_it_later(
    larkmoor: Prison, kind: AvailabilityKind
) -> None:
    assert len(nights_on_file(larkmoor)) == 1
    agree(larkmoor, BY_DAY)
    assert nights_on_file(larkmoor) == []
    says(larkmoor, kind)
    assert nights_on_file(larkmoor) == []


@pytest.mark.parametrize("rests", [True, False])
def test_a_later_word_about_a_night_that_he_does_not_do_changes_no_calendar_as_while_he_rests(
    larkmoor: Prison, rests: bool
) -> None:
    dean = larkmoor.listeners["dean"]
    if rests:
        availability_rules.pause(site_of(larkmoor), dean, SYSTEM, NOW)
    else:
        agree(larkmoor, BY_DAY)
    before = night_changes.last_changed(larkmoor.id, THURSDAY, THURSDAY)
    assert before == {THURSDAY: NOW}
    says(larkmoor, AvailabilityKind.PREFER)
    assert night_changes.last_changed(larkmoor.id, THURSDAY, THURSDAY) == before


def test_a_word_taken_back_leaves_no_word_that_he_can_beside_what_was_agreed(larkmoor: Prison) -> None:
    dean = agree(larkmoor, BY_DAY)
    says(larkmoor, AvailabilityKind.PREFER)
    availability.withdraw(site_of(larkmoor), dean, (THURSDAY,), SYSTEM, LATER + timedelta(hours=1))
    db.session.rollback()
    on_file = select(Availability.kind).where(Availability.listener_id == dean, Availability.in_force)
    assert db.session.scalars(on_file).all() == []


def test_agreeing_on_by_day_alone_anew_says_it_once(larkmoor: Prison) -> None:
    for limits in (BY_DAY, OwnLimits(in_28=4, only=Only.BY_DAY)):
        dean = agree(larkmoor, limits)
        db.session.rollback()
        assert len(availability_facts.sayings(larkmoor.id, THURSDAY, THURSDAY, [dean]).rules) == 1


@pytest.mark.parametrize(("went", "may_be_asked"), [("1 Nov 02:30", False), ("31 Oct 02:30", True)])
def test_the_nights_of_28_count_from_reserve_too_tonight_the_last_of_them(
    friday: Scene, went: str, may_be_asked: bool
) -> None:
    friday.paper("dean", went, went.replace("02:30", "03:30"), now=went.replace("02:30", "04:30"))
    agree(friday.prison, OwnLimits(in_28=1))
    db.session.rollback()
    order = tonight(friday.site, at("27 Nov 23:00")).ranking(None).order
    assert (friday.who("dean") in {each.listener for each in order}) is may_be_asked
