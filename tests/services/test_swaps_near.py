"""Which nights are swapped: near ones that no plan changes any more, and never one night for itself?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.domain.states import SwapState
from listeners.jobs.table import BY_NAME
from listeners.services import availability, policies, rota_publishing, standings, swaps
from listeners.services.cover_page import waited_for
from listeners.services.swap_page import open_offers, own_swaps, swap_page
from listeners.store import swap_facts
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, draft, duties_of, published, say, site_of
from tests.world import Prison, World

WEDNESDAY, FRIDAY = MONDAY + timedelta(days=2), MONDAY + timedelta(days=4)
EARLIER = NOW - timedelta(days=7)


def offers(prison: Prison, night: date, for_night: date) -> bool:
    """Whether there is anybody to whom Sam's offer goes."""
    sam, himself = prison.listeners["sam"], prison.actor(Role.LISTENER, "sam")
    return swaps.offer(site_of(prison), sam, night, for_night, himself, NOW)


def says_yes(prison: Prison, name: str) -> str:
    """What comes of somebody's yes to the one offer that waits for him."""
    (found,) = [
        each
        for each in swap_facts.ahead(prison.id, NOW)
        if each.other.placed.listener == prison.listeners[name] and each.waits_at(NOW)
    ]
    himself = prison.actor(Role.LISTENER, name)
    return swaps.answer(site_of(prison), found.id, prison.listeners[name], True, himself, NOW).value


def test_frozen_nights_change_by_a_swap_of_two_who_agree_each_judged_again_and_by_no_plan(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (2, FIRST, "luc"), (2, SECOND, "dean")], nights=5, now=EARLIER)
    later = draft(prison, [(0, FIRST, "ravi"), (2, FIRST, "kofi")], nights=5, now=EARLIER)
    rota_publishing.publish(prison.actor(Role.COORDINATOR), site_of(prison), later, NOW)
    told = [(MONDAY, "sam"), (WEDNESDAY, "dean"), (WEDNESDAY, "luc")]
    assert sorted((night, name) for night, _, name, state in duties_of(prison) if state == "planned") == told

    assert offers(prison, MONDAY, WEDNESDAY)
    say(prison, "luc", MONDAY, AvailabilityKind.UNAVAILABLE)
    assert [says_yes(prison, name) for name in ("luc", "dean")] == ["stopped", "taken"]
    told = [(MONDAY, "dean"), (WEDNESDAY, "luc"), (WEDNESDAY, "sam")]
    assert sorted((night, name) for night, _, name, state in duties_of(prison) if state == "planned") == told


def test_two_who_are_down_for_one_night_have_nothing_to_swap(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi")], nights=1)

    assert not offers(prison, MONDAY, MONDAY)
    assert own_swaps(site_of(prison), prison.actor(Role.LISTENER, "sam"), NOW).mine == ()


@pytest.mark.parametrize("approved", [0, 1])
def test_whoever_offered_waits_on_where_the_other_has_lost_his_night_until_he_takes_it_back(
    world: World, approved: int
) -> None:
    prison, site, coordinator = world.larkmoor, site_of(world.larkmoor), world.larkmoor.actor(Role.COORDINATOR)
    sam = prison.actor(Role.LISTENER)
    published(prison, [(0, FIRST, "sam"), (2, FIRST, "luc"), (4, FIRST, "dean")], nights=5)
    policies.change(coordinator, site, "cover_approval", approved, MONDAY, "We look first", NOW)
    assert offers(prison, MONDAY, FRIDAY)
    if approved:
        assert says_yes(prison, "dean") == "waits"
    standings.change(site, prison.listeners["dean"], Standing.PAUSED, MONDAY, 1, coordinator, NOW)

    as_before = SwapState.TO_APPROVE if approved else SwapState.OFFERED
    for later in (timedelta(0), timedelta(hours=1)):  # and after the job
        (told,), (offered,) = open_offers(site, sam, NOW + later).mine, own_swaps(site, sam, NOW + later).mine
        assert (told.state, offered.state) == (as_before, as_before)
        for period in BY_NAME["cover"].due(NOW):
            period.do(lambda: NOW)
    assert offers(prison, MONDAY, FRIDAY) is False
    assert swap_page(site, coordinator, NOW).offers == (), "coordinators see that it cannot be"

    swaps.withdraw(site, offered.id, sam, NOW)
    assert own_swaps(site, sam, NOW).mine == open_offers(site, sam, NOW).mine == ()


def test_whom_a_rule_stops_now_is_not_asked_until_it_is_over_and_whoever_offered_reads_nothing_of_it(
    world: World,
) -> None:
    prison, site = world.larkmoor, site_of(world.larkmoor)
    sam, luc = (prison.actor(Role.LISTENER, name) for name in ("sam", "luc"))
    published(prison, [(0, FIRST, "sam"), (2, FIRST, "luc")], nights=5)
    assert offers(prison, MONDAY, WEDNESDAY)
    (asked,) = open_offers(site, luc, NOW).offered

    availability.say(site, prison.listeners["luc"], {MONDAY: AvailabilityKind.UNAVAILABLE}, "", luc, NOW)
    answered = waited_for(site, NOW)
    assert open_offers(site, luc, NOW).offered == ()
    assert answered.now == {}
    assert answered.later == {prison.listeners["luc"]: {asked.id}}, "his slip is kept for later"
    assert swap_page(site, prison.actor(Role.COORDINATOR), NOW).askable == frozenset()
    assert [each.state for each in own_swaps(site, sam, NOW).mine] == [SwapState.OFFERED]

    availability.withdraw(site, prison.listeners["luc"], (MONDAY,), luc, NOW)
    assert open_offers(site, luc, NOW).offered == (asked,)
    assert waited_for(site, NOW).now == {prison.listeners["luc"]: {asked.id}}
