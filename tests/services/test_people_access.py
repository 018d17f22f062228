"""Until when may a Listener sign in who is to leave, leaves sooner, or stays after all?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from listeners.access import SYSTEM
from listeners.domain.people import ListenerId, Role, Standing
from listeners.domain.team import Site
from listeners.services import pins, sign_ins, standings
from listeners.store import people_facts, people_page
from listeners.store.accounts import AccountGrant
from listeners.store.database import db
from tests.world import World

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TODAY, FRIDAY, SUNDAY = date(2026, 11, 20), date(2026, 11, 27), date(2026, 11, 29)


@pytest.fixture
def site(world: World) -> Site:
    return people_facts.site(world.larkmoor.id)


def test_who_leaves_can_sign_in_until_the_day_before(site: Site, world: World) -> None:
    sam = world.larkmoor.listeners["sam"]
    standings.change(site, sam, Standing.TRANSFERRED, FRIDAY, 1, SYSTEM, NOW)

    until = select(AccountGrant.until_on).where(AccountGrant.listener_id == sam)
    assert db.session.scalars(until).all() == [FRIDAY - timedelta(days=1)]


def access_until(listener: ListenerId) -> list[date | None]:
    db.session.rollback()
    own = AccountGrant.listener_id == listener
    return list(db.session.scalars(select(AccountGrant.until_on).where(own).order_by(AccountGrant.role)))


def test_who_is_not_to_leave_after_all_or_leaves_sooner_signs_in_accordingly(site: Site, world: World) -> None:
    ravi = world.larkmoor.listeners["ravi"]
    for day in (SUNDAY, FRIDAY, SUNDAY, FRIDAY):
        seen = len(people_page.person(site, ravi).standings)
        standings.change(site, ravi, Standing.LEFT, day, seen, SYSTEM, NOW)
        assert access_until(ravi) == [day - timedelta(days=1)] * 2, "another day takes the place of the first"

    standings.take_back(site, ravi, FRIDAY, len(people_page.person(site, ravi).standings), SYSTEM, NOW)
    assert access_until(ravi) == [None, None]


def test_a_role_that_had_ended_before_does_not_come_back_with_a_leaving_taken_back(site: Site, world: World) -> None:
    ravi, coordinator = world.larkmoor.listeners["ravi"], world.larkmoor.actor(Role.COORDINATOR)
    standings.change(site, ravi, Standing.LEFT, FRIDAY, 1, SYSTEM, NOW)
    standings.take_back(site, ravi, FRIDAY, 2, SYSTEM, NOW)
    pins.set_peer_lead(coordinator, ravi, False, NOW)
    standings.change(site, ravi, Standing.LEFT, FRIDAY, 3, SYSTEM, NOW)
    standings.take_back(site, ravi, FRIDAY, 4, SYSTEM, NOW)

    assert access_until(ravi) == [None, TODAY - timedelta(days=1)]


def test_a_peer_lead_ended_while_a_leaving_is_ahead_is_none_any_more(site: Site, world: World) -> None:
    ravi, coordinator = world.larkmoor.listeners["ravi"], world.larkmoor.actor(Role.COORDINATOR)
    standings.change(site, ravi, Standing.LEFT, FRIDAY, 1, SYSTEM, NOW)
    pins.set_peer_lead(coordinator, ravi, False, NOW)
    assert access_until(ravi) == [FRIDAY - timedelta(days=1), TODAY - timedelta(days=1)]

    standings.take_back(site, ravi, FRIDAY, 2, SYSTEM, NOW)
    assert access_until(ravi) == [None, TODAY - timedelta(days=1)]


def test_a_peer_lead_ended_a_second_time_keeps_the_end_that_he_had(site: Site, world: World) -> None:
    ravi, coordinator = world.larkmoor.listeners["ravi"], world.larkmoor.actor(Role.COORDINATOR)
    for days in (0, 3):
        pins.set_peer_lead(coordinator, ravi, False, NOW + timedelta(days=days))

    assert access_until(ravi) == [None, TODAY - timedelta(days=1)]


def test_a_role_given_while_a_leaving_is_ahead_ends_with_it_too(site: Site, world: World) -> None:
    luc, coordinator = world.larkmoor.listeners["luc"], world.larkmoor.actor(Role.COORDINATOR)
    standings.change(site, luc, Standing.LEFT, SUNDAY, 1, SYSTEM, NOW)
    pins.issue_pin(coordinator, luc, NOW)
    pins.set_peer_lead(coordinator, luc, True, NOW)
    assert access_until(luc) == [SUNDAY - timedelta(days=1)] * 2

    standings.change(site, luc, Standing.LEFT, FRIDAY, 2, SYSTEM, NOW)
    assert access_until(luc) == [FRIDAY - timedelta(days=1)] * 2


def test_a_pin_issued_while_a_leaving_is_ahead_opens_nothing_after_it(site: Site, world: World) -> None:
    luc, friday = world.larkmoor.listeners["luc"], NOW + timedelta(days=7)
    standings.change(site, luc, Standing.LEFT, FRIDAY, 1, SYSTEM, NOW)
    issued = pins.issue_pin(world.larkmoor.actor(Role.COORDINATOR), luc, NOW)
    assert issued.secret is not None

    assert sign_ins.sign_in(issued.username, issued.secret, None, None, friday - timedelta(days=1)) is not None
    assert sign_ins.sign_in(issued.username, issued.secret, None, None, friday) is None
