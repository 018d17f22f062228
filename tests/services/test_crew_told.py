"""Does every page judge a published night by the crew that it was published with?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from listeners.domain.people import Role
from listeners.services import notices, policies, rota_publishing, rota_slots, rotas, tonight
from listeners.services.care import prisons
from listeners.services.rota_slots import Change
from listeners.services.team_nights import team_nights
from listeners.store.database import act
from listeners.store.journal import queue_notice
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, Wanted, draft, published, site_of, unfreeze
from tests.world import Prison, World

DAY = timedelta(days=1)
LATER = NOW + timedelta(minutes=1)
IN_THE_EVENING = NOW + timedelta(days=1)
BOTH_NIGHTS = [(0, FIRST, "sam"), (0, SECOND, "ravi"), (2, FIRST, "luc"), (2, SECOND, "dean")]


def crew_from_monday(prison: Prison, number: int, now: datetime) -> None:
    policies.change(prison.actor(Role.COORDINATOR), site_of(prison), "crew", number, MONDAY, "We agreed it", now)


def lacking(prison: Prison, now: datetime) -> dict[str, dict[date, int]]:
    """How many people each of three pages says that nights lack, by night."""
    actor, site = prison.actor(Role.COORDINATOR), site_of(prison)
    board = rotas.board(actor, site, now).board
    (overview,) = prisons.prisons_today(actor, now)
    first = {} if overview.first_gap is None else {overview.first_gap: overview.gaps}
    of_team = {each.night: each.missing for each in team_nights(site, actor, now) if each.missing and each.names}
    return {
        "board": {row.night: len(row.gaps) for row in board.rows if row.gaps},
        "overview": first,
        "team": of_team,
    }


def said(prison: Prison, night: date) -> int:
    """How many lines about an empty second place of a night still wait for the coordinator."""
    actor, site = prison.actor(Role.COORDINATOR), site_of(prison)
    facts = {"listener": prison.listeners["kofi"], "night": night, "place": SECOND, "cover": [], "cause": "unrested"}
    with act() as session:
        queue_notice(session, prison.id, "one", "stood_down_gap", facts, NOW, account_id=actor.account_id)
    return len(notices.notices_for(actor, site, LATER))


def test_a_larger_crew_makes_no_gap_of_a_night_that_is_published(world: World) -> None:
    prison = world.larkmoor
    for day in (0, 2):
        published(prison, [(0, place, who) for at, place, who in BOTH_NIGHTS if at == day], MONDAY + day * DAY, 1)
    crew_from_monday(prison, 3, LATER)

    assert lacking(prison, LATER) == {"board": {}, "overview": {}, "team": {}}
    assert said(prison, MONDAY) == 0
    assert tonight.board(site_of(prison), prison.actor(Role.STAFF), IN_THE_EVENING).crew == 2


def test_a_smaller_crew_fills_no_gap_of_a_night_that_is_published(world: World) -> None:
    prison = world.larkmoor
    published(prison, BOTH_NIGHTS[:1], nights=1)
    crew_from_monday(prison, 1, LATER)
    one = {MONDAY: 1}

    assert lacking(prison, LATER) == {"board": one, "overview": one, "team": one}
    assert said(prison, MONDAY) == 1
    assert tonight.board(site_of(prison), prison.actor(Role.STAFF), IN_THE_EVENING).crew == 2


def test_a_plan_that_says_why_it_changes_published_nights_keeps_to_the_new_crew(world: World) -> None:
    prison = world.larkmoor
    unfreeze(prison)
    published(prison, BOTH_NIGHTS, nights=3)
    crew_from_monday(prison, 3, LATER)
    again = draft(prison, BOTH_NIGHTS, nights=3, now=LATER)
    actor = prison.actor(Role.COORDINATOR)
    rota_publishing.publish(actor, site_of(prison), again, LATER + timedelta(minutes=1), reason="A third is needed")

    assert lacking(prison, LATER + timedelta(minutes=2))["board"][MONDAY] == 1


def put(prison: Prison, held: str | None, new: str) -> None:
    """Give the second place of Monday to somebody by hand, a minute after the crew was changed."""
    before = prison.listeners[held] if held else None
    wanted = Change(MONDAY, 2, before, prison.listeners[new], "He asked for it")
    rota_slots.change(prison.actor(Role.COORDINATOR), site_of(prison), wanted, LATER + timedelta(minutes=1))


def test_a_place_that_a_smaller_crew_leaves_empty_can_be_filled(world: World) -> None:
    prison = world.larkmoor
    published(prison, BOTH_NIGHTS[:1], nights=2)
    crew_from_monday(prison, 1, LATER)
    put(prison, None, "luc")

    assert MONDAY not in lacking(prison, LATER + timedelta(minutes=2))["board"]


def test_a_place_changed_by_hand_makes_the_crew_of_its_night_no_larger(world: World) -> None:
    prison = world.larkmoor
    published(prison, BOTH_NIGHTS, nights=3)
    crew_from_monday(prison, 3, LATER)
    put(prison, "ravi", "kofi")
    later = LATER + timedelta(minutes=2)

    assert all(MONDAY not in each for each in lacking(prison, later).values())
    assert tonight.board(site_of(prison), prison.actor(Role.STAFF), IN_THE_EVENING).crew == 2


def test_a_crew_changed_in_the_moment_of_publishing_is_that_of_the_nights(world: World) -> None:
    prison = world.larkmoor
    crew_from_monday(prison, 3, NOW)
    published(prison, BOTH_NIGHTS[:2], nights=1)

    assert lacking(prison, LATER)["board"] == {MONDAY: 1}


@pytest.mark.parametrize("again", [draft, published])
def test_the_next_plan_of_a_night_keeps_to_the_new_crew(
    world: World, again: Callable[[Prison, list[Wanted], date, int, datetime], str]
) -> None:
    prison = world.larkmoor
    unfreeze(prison)
    published(prison, BOTH_NIGHTS[:2], nights=1)
    crew_from_monday(prison, 3, LATER)
    again(prison, BOTH_NIGHTS[:2], MONDAY, 1, LATER + timedelta(minutes=1))

    assert lacking(prison, LATER + timedelta(minutes=2))["board"] == {MONDAY: 1}
