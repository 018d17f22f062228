"""Is a night that people were told of, and that is near, left alone by plans and repairs, and changed by hand alone?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, Role
from listeners.errors import Conflict, Unreadable
from listeners.services import plans, repairs, rota_publishing, rota_slots, rotas
from listeners.services.rota_slots import Change
from listeners.store.database import db
from tests.rota_world import FIRST, MONDAY, NOW, draft, published, say, site_of, unfreeze
from tests.services.repairing import FRIDAY, PLAN, THURSDAY, ask, page_of, planned, worked_out
from tests.world import World


def test_a_frozen_night_is_neither_repaired_nor_planned_again_and_counts_for_the_nights_beside_it(
    world: World,
) -> None:
    prison = world.larkmoor
    published(prison, PLAN, nights=5)
    say(prison, "sam", MONDAY, AvailabilityKind.UNAVAILABLE)
    with pytest.raises(Conflict, match="nothing_to_repair"):
        ask(prison)
    say(prison, "luc", THURSDAY, AvailabilityKind.UNAVAILABLE)
    problem = repairs.problem_to_solve(SYSTEM, site_of(prison), NOW)
    again = plans.problem_to_solve(SYSTEM, site_of(prison), MONDAY, 14, NOW)

    assert problem is not None and [night.on for night in problem.nights] == [THURSDAY, FRIDAY]
    assert again.nights[0].on == THURSDAY and len(again.nights) == 11
    wednesday = MONDAY + timedelta(days=2)
    assert wednesday in problem.volunteers_by_id()["L01"].last_nights
    assert {each.night for each in again.published} == {THURSDAY, FRIDAY}
    with pytest.raises(Unreadable, match="frozen; the next to plan is 2026-11-26"):
        plans.ask(prison.actor(Role.COORDINATOR), site_of(prison), MONDAY, 3, NOW)


def test_a_draft_that_was_made_before_its_nights_were_frozen_leaves_them_alone_when_it_is_published(
    world: World,
) -> None:
    prison = world.larkmoor
    earlier = NOW - timedelta(days=7)
    published(prison, [(0, FIRST, "sam"), (3, FIRST, "luc")], nights=5, now=earlier)
    rota_id = draft(prison, [(0, FIRST, "ravi"), (3, FIRST, "dean")], nights=5, now=earlier)
    page = rota_publishing.preview(prison.actor(Role.COORDINATOR), site_of(prison), rota_id, NOW)
    assert page.frozen == (MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=2))
    db.session.rollback()
    rota_publishing.publish(prison.actor(Role.COORDINATOR), site_of(prison), rota_id, NOW, reason="A new plan")

    assert planned(prison) == [(MONDAY, "first", "sam"), (THURSDAY, "first", "dean")]
    version = rotas.version(prison.actor(Role.COORDINATOR), site_of(prison), rota_id)
    assert [each.listener for each in version.placed] == [prison.listeners["sam"], prison.listeners["dean"]]


def test_a_draft_of_frozen_nights_alone_is_not_published(world: World) -> None:
    prison = world.larkmoor
    earlier = NOW - timedelta(days=7)
    published(prison, [(0, FIRST, "sam")], nights=2, now=earlier)
    rota_id = draft(prison, [(0, FIRST, "ravi")], nights=2, now=earlier)
    with pytest.raises(Conflict, match="rota_is_frozen"):
        rota_publishing.publish(prison.actor(Role.COORDINATOR), site_of(prison), rota_id, NOW)


def test_a_place_of_a_frozen_night_is_still_changed_by_hand(world: World) -> None:
    prison = world.larkmoor
    published(prison, PLAN, nights=5)
    wanted = Change(MONDAY, 2, prison.listeners["ravi"], prison.listeners["kofi"], "Ravi asked Kofi")
    rota_slots.change(prison.actor(Role.COORDINATOR), site_of(prison), wanted, NOW)

    assert (MONDAY, "second", "kofi") in planned(prison)


def test_the_number_of_frozen_nights_is_the_site_s_own(world: World) -> None:
    prison = world.larkmoor
    published(prison, PLAN, nights=5)
    say(prison, "sam", MONDAY, AvailabilityKind.UNAVAILABLE)
    unfreeze(prison)

    assert page_of(prison, worked_out(prison)).replaced[0].night == MONDAY


def test_a_repair_whose_night_is_frozen_by_now_is_out_of_date(world: World) -> None:
    prison = world.larkmoor
    published(prison, PLAN, nights=5)
    say(prison, "dean", THURSDAY, AvailabilityKind.UNAVAILABLE)
    request_id = worked_out(prison)
    tomorrow = NOW + timedelta(days=1)
    with pytest.raises(Conflict, match="repair_out_of_date"):
        repairs.accept(prison.actor(Role.COORDINATOR), site_of(prison), request_id, "Late", tomorrow)
