"""Whoever has said "not now", has stepped off, or has not said yes yet: is he planned or offered by any way at all?

Every way by which a Listener comes to a night is asked before, when he stands there, and from that very second on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.care.decision import Answer, Decision, Topic
from listeners.domain.cells import Cell
from listeners.domain.cover import able_to_take
from listeners.domain.people import AvailabilityKind, ListenerId, Role, Standing
from listeners.domain.people_details import Details
from listeners.domain.rota.candidates import candidates
from listeners.domain.rota.place_changes import Judge
from listeners.domain.rota.problem import Assignment, Slot
from listeners.planner.budget import Budget
from listeners.planner.plan import make_plan
from listeners.services import (
    availability_rules,
    night_sheets,
    nights,
    override_choices,
    people,
    plans,
    remedies,
    repairs,
    rota_slots,
    swaps,
    tonight,
    what_ifs,
)
from listeners.services.care import decisions
from listeners.services.place_changes import as_told, facts_around
from listeners.store import people_facts
from listeners.store.database import db
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, published, ref_of, rests, say, site_of
from tests.world import Prison, World

DAY = timedelta(days=1)
WEDNESDAY, SATURDAY, SUNDAY = MONDAY + 2 * DAY, MONDAY + 5 * DAY, MONDAY + 6 * DAY
NEW = Details("Al Reed", "A9876BC", Cell("LKI", "B", "1", "04"), None, 100, NOW.date(), reserve=True, works=())
WEEK = 7
Door = Callable[[Prison], set[ListenerId]]


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Sam has Monday and Ravi Wednesday; the other places are empty. Ravi rests tonight, and cannot do Sunday."""
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (2, SECOND, "ravi")], nights=WEEK)
    rests(prison, "ravi", NOW - timedelta(hours=1))
    say(prison, "ravi", SUNDAY, AvailabilityKind.UNAVAILABLE)
    return prison


def of_refs(prison: Prison, refs: Iterable[str]) -> set[ListenerId]:
    known = set(refs)
    return {member.id for member in people_facts.team(prison.id) if member.ref in known}


def plan(prison: Prison) -> set[ListenerId]:
    problem = plans.problem_to_solve(SYSTEM, site_of(prison), MONDAY + WEEK * DAY, 14, NOW)
    placed = make_plan(problem, Budget.of(300), 1, lambda *_: None).assignments
    return of_refs(prison, (each.volunteer for each in placed))


def repair(prison: Prison) -> set[ListenerId]:
    """Whom a repair may put on Saturday."""
    problem = repairs.problem_to_solve(prison.actor(Role.COORDINATOR), site_of(prison), NOW)
    assert problem is not None
    held = (Assignment(Slot(WEDNESDAY, "second", None), ref_of(prison, "ravi")),)
    return of_refs(
        prison, (each.volunteer for each in candidates(problem, held, Slot(SATURDAY, "first", None)).possible)
    )


def cover(prison: Prison) -> set[ListenerId]:
    judge = Judge(as_told(facts_around(site_of(prison), [SATURDAY], NOW)))
    return set(able_to_take(judge, SATURDAY, SECOND, prison.listeners["sam"]))


def swap(prison: Prison) -> set[ListenerId]:
    """Nobody but Ravi has Wednesday."""
    site, sam = site_of(prison), prison.listeners["sam"]
    found = swaps.nights_to_swap(site, sam, MONDAY, prison.actor(Role.LISTENER), NOW)
    return {prison.listeners["ravi"]} if WEDNESDAY in found else set()


def place_on_the_board(prison: Prison) -> set[ListenerId]:
    page = rota_slots.slot(prison.actor(Role.COORDINATOR), site_of(prison), SATURDAY, 1, NOW)
    return of_refs(prison, (each.volunteer for each in page.candidates.possible))


def order(prison: Prison) -> set[ListenerId]:
    board = tonight.board(site_of(prison), prison.actor(Role.STAFF), NOW + 3 * DAY)
    assert board.night == WEDNESDAY
    return {seat.member.id for seat in board.order}


def reserve(prison: Prison) -> set[ListenerId]:
    board = tonight.board(site_of(prison), prison.actor(Role.STAFF), NOW + 2 * DAY)
    return {seat.member.id for seat in board.reserve}


def sheet(prison: Prison) -> set[ListenerId]:
    board = night_sheets.sheet(site_of(prison), prison.actor(Role.STAFF), NOW + 2 * DAY).board
    return {seat.member.id for seat in (*board.order, *board.reserve)}


def override(prison: Prison) -> set[ListenerId]:
    return {each.member.id for each in override_choices.choices(nights.tonight(site_of(prison), NOW))}


def what_if(prison: Prison) -> set[ListenerId]:
    return {member.id for member in what_ifs.known(prison.actor(Role.COORDINATOR), site_of(prison), NOW).team}


def remedy(prison: Prison) -> set[ListenerId]:
    """Whom to ask although he said no."""
    coordinator = prison.actor(Role.COORDINATOR)
    problem = plans.problem_to_solve(SYSTEM, site_of(prison), MONDAY, WEEK, NOW)
    return of_refs(prison, (ref for ref, _ in remedies.may_be_asked(coordinator, prison.id, problem, NOW)))


OF_ANYBODY: dict[str, Door] = {
    "the plan": plan,
    "the repair": repair,
    "cover": cover,
    "a place on the board": place_on_the_board,
    "the reserve": reserve,
    "the sheet": sheet,
    "what if": what_if,
}
DOORS = OF_ANYBODY | {"a swap": swap, "the order": order, "an override": override, "a remedy": remedy}


def open_to(prison: Prison, who: ListenerId, doors: Mapping[str, Door]) -> list[str]:
    db.session.rollback()
    return [name for name, door in doors.items() if who in door(prison)]


def not_now(prison: Prison, _who: ListenerId) -> None:
    decisions.decide(site_of(prison), Answer.NOT_NOW, prison.actor(Role.LISTENER, "ravi"), NOW)


def told_no(prison: Prison, who: ListenerId) -> None:
    coordinator, no = prison.actor(Role.COORDINATOR), Decision(Answer.NO, frozenset())
    decisions.write_down(site_of(prison), who, NOW.date(), no, coordinator, NOW)


def steps_off(prison: Prison, who: ListenerId) -> None:
    availability_rules.pause(site_of(prison), who, prison.actor(Role.LISTENER, "ravi"), NOW)


@pytest.mark.parametrize("way", [not_now, told_no, steps_off])
def test_from_that_second_on_no_way_leads_to_him(larkmoor: Prison, way: Callable[[Prison, ListenerId], None]) -> None:
    ravi = larkmoor.listeners["ravi"]
    assert open_to(larkmoor, ravi, DOORS) == [*DOORS], "before it every way leads to him"
    way(larkmoor, ravi)
    assert open_to(larkmoor, ravi, DOORS) == []


def test_whoever_is_added_without_a_yes_is_nowhere_until_he_says_it(larkmoor: Prison) -> None:
    site, coordinator = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    new = people.add(site, "L40", NEW, Standing.ACTIVE, coordinator, NOW)
    assert open_to(larkmoor, new, DOORS) == []
    told = Decision(Answer.YES, frozenset(Topic), "Jo Hart")
    decisions.write_down(site, new, NOW.date(), told, coordinator, NOW)
    assert open_to(larkmoor, new, OF_ANYBODY) == [*OF_ANYBODY]
