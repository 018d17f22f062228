"""Does a repair change as little as it can, leave frozen nights and drafts alone, and happen as one act or not?"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.domain.rota.hard_rules import Breach
from listeners.domain.states import PlanState, RotaState
from listeners.errors import Conflict, NotAllowed, NotFound, RuleBroken
from listeners.services import availability, cover_answers, people, policies, repairs, rota_slots, rotas, standings
from listeners.services.rota_slots import Change
from listeners.store import cover_facts, duties_rests
from listeners.store.database import act, db
from listeners.store.people import Availability
from listeners.store.records import Notice
from listeners.store.rota import Rota
from tests.at_once import wait_for_waiting
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, draft, published, rests, say, site_of, versions_of
from tests.services.repairing import FRIDAY, PLAN, THURSDAY, accept, page_of, planned, state_of, worked_out
from tests.services.test_rotas import called_out
from tests.world import World


def test_whoever_cannot_do_a_night_is_replaced_and_nobody_else_is_moved(world: World) -> None:
    prison = world.larkmoor
    published(prison, PLAN, nights=5)
    before = planned(prison)
    say(prison, "dean", THURSDAY, AvailabilityKind.UNAVAILABLE, "visit")
    request_id = worked_out(prison)
    page = page_of(prison, request_id)
    dean = prison.listeners["dean"]

    assert [(each.night, each.place, each.before) for each in page.replaced] == [(THURSDAY, SECOND, dean)]
    assert (page.open, page.breaches, page.is_out_of_date) == ((), (), False)
    assert planned(prison) == before
    accept(prison, request_id)
    after = planned(prison)
    assert set(before) - set(after) == {(THURSDAY, "second", "dean")}
    assert len(after) == len(before)
    assert state_of(prison, request_id) is PlanState.DONE


def test_accepting_is_one_act_with_a_version_for_each_night_and_a_slip_for_each_man(world: World) -> None:
    prison = world.larkmoor
    published(prison, PLAN, nights=5)
    slips = db.session.query(Notice).filter_by(kind="rota_changed").count()
    for name, night in (("dean", THURSDAY), ("kofi", FRIDAY)):
        say(prison, name, night, AvailabilityKind.UNAVAILABLE)
    request_id = worked_out(prison)
    told = page_of(prison, request_id).change.told
    db.session.rollback()
    key = "00112233445566778899"
    first = accept(prison, request_id, act_key=key)

    assert accept(prison, request_id, act_key=key) == first
    assert [(each.first_night, each.reason) for each in versions_of(prison)[:2]] == [
        (FRIDAY, "Dean has a visit"),
        (THURSDAY, "Dean has a visit"),
    ]
    assert db.session.query(Notice).filter_by(kind="rota_changed").count() == slips + len(told)
    board = rotas.board(prison.actor(Role.COORDINATOR), site_of(prison), NOW).board
    assert (board.wanting_seats, board.breaches) == ((), ())
    with pytest.raises(Conflict):
        accept(prison, request_id)


def test_a_place_that_nobody_can_take_stays_with_its_listener(world: World) -> None:
    prison = world.larkmoor
    published(prison, PLAN, nights=5)
    for name in prison.listeners:
        say(prison, name, THURSDAY, AvailabilityKind.UNAVAILABLE)
    before = planned(prison)
    request_id = worked_out(prison)

    assert state_of(prison, request_id) is PlanState.DONE
    assert planned(prison) == before
    with pytest.raises(NotFound):
        page_of(prison, request_id)


def test_whoever_said_no_to_a_night_when_he_was_asked_for_cover_is_not_put_on_it(world: World) -> None:
    prison, site = world.larkmoor, site_of(world.larkmoor)
    published(prison, PLAN, nights=5)
    dean = prison.listeners["dean"]
    cannot = {THURSDAY: AvailabilityKind.UNAVAILABLE}
    availability.say(site, dean, cannot, "", prison.actor(Role.LISTENER, "dean"), NOW)
    request_id = worked_out(prison)
    new = page_of(prison, request_id).replaced[0].now
    (cover,) = cover_facts.waiting(prison.id, NOW)
    assert new in {each.listener for each in cover.asked}
    name = next(name for name, listener in prison.listeners.items() if listener == new)
    db.session.rollback()
    cover_answers.answer(site, cover.id, prison.listeners[name], False, prison.actor(Role.LISTENER, name), NOW)

    with pytest.raises(RuleBroken):
        accept(prison, request_id)
    again = worked_out(prison)
    assert new != page_of(prison, again).replaced[0].now
    accept(prison, again)
    assert cover_facts.waiting(prison.id, NOW) == ()


def test_whoever_is_over_a_limit_by_a_fact_is_relieved_of_the_night_that_is_too_many(world: World) -> None:
    prison = world.larkmoor
    published(prison, PLAN, nights=5)
    saturday_night = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
    called_out(prison, "luc", saturday_night, saturday_night + timedelta(hours=1))
    page = page_of(prison, worked_out(prison))

    assert [(each.night, each.place, each.before) for each in page.replaced] == [
        (THURSDAY, FIRST, prison.listeners["luc"])
    ]


def test_a_number_made_stricter_since_takes_nobody_off_a_night_that_he_was_told_of(world: World) -> None:
    prison = world.larkmoor
    published(prison, PLAN, nights=5)
    actor, site = prison.actor(Role.COORDINATOR), site_of(prison)
    policies.change(actor, site, "free_nights_between", 3, NOW.date(), "More rest", NOW + timedelta(minutes=1))
    say(prison, "lee", FRIDAY, AvailabilityKind.UNAVAILABLE)
    request_id = worked_out(prison)
    page = page_of(prison, request_id)

    assert [(each.night, each.before) for each in page.replaced] == [(FRIDAY, prison.listeners["lee"])]
    near = ("sam", "ravi", "luc", "dean", "kofi")
    assert page.replaced[0].now not in {prison.listeners[name] for name in near}
    db.session.rollback()
    for name in prison.listeners.keys() - {*near, "lee"}:
        say(prison, name, FRIDAY, AvailabilityKind.UNAVAILABLE)
    assert state_of(prison, worked_out(prison)) is PlanState.DONE


def test_a_draft_in_hand_stays_as_it_is(world: World) -> None:
    prison = world.larkmoor
    published(prison, PLAN, nights=5)
    later = draft(prison, [(0, FIRST, "sam")], MONDAY + timedelta(days=7), 7)
    say(prison, "dean", THURSDAY, AvailabilityKind.UNAVAILABLE)
    accept(prison, worked_out(prison))

    assert db.session.get_one(Rota, later).state is RotaState.DRAFT
    facts = rotas.board(prison.actor(Role.COORDINATOR), site_of(prison), NOW).facts
    assert facts.draft is not None and facts.draft.id == later


def test_published_nights_are_mended_on_both_sides_of_nights_that_were_never_published_and_stay_unplanned(
    world: World,
) -> None:
    prison = world.larkmoor
    published(prison, PLAN, nights=5)
    later = MONDAY + timedelta(days=7)
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi"), (1, FIRST, "lee"), (1, SECOND, "mo")], later, 2)
    for name, night in (("dean", THURSDAY), ("sam", later)):
        say(prison, name, night, AvailabilityKind.UNAVAILABLE)
    problem = repairs.problem_to_solve(SYSTEM, site_of(prison), NOW)
    assert problem is not None
    assert [night.on for night in problem.nights] == [THURSDAY, FRIDAY, later, later + timedelta(days=1)]
    request_id = worked_out(prison)
    page = page_of(prison, request_id)

    assert [(each.night, each.place) for each in page.replaced] == [(THURSDAY, SECOND), (later, FIRST)]
    assert (page.open, page.breaches, page.is_out_of_date) == ((), (), False)
    accept(prison, request_id)
    board = rotas.board(prison.actor(Role.COORDINATOR), site_of(prison), NOW).board
    assert (board.wanting_seats, board.breaches) == ((), ())
    assert {night for night, _, _ in planned(prison)} == {night.on for night in problem.nights} | {
        MONDAY + timedelta(days=day) for day in range(3)
    }


def test_a_fact_recorded_meanwhile_refuses_all_of_it_and_names_who(world: World) -> None:
    prison = world.larkmoor
    published(prison, PLAN, nights=5)
    for name, night in (("dean", THURSDAY), ("kofi", FRIDAY)):
        say(prison, name, night, AvailabilityKind.UNAVAILABLE)
    request_id = worked_out(prison)
    new = next(each for each in page_of(prison, request_id).replaced if each.night == FRIDAY)
    name = next(name for name, listener in prison.listeners.items() if listener == new.now)
    db.session.rollback()
    before = planned(prison)
    rests(prison, name, datetime(2026, 11, 27, 9, 0, tzinfo=UTC))
    with pytest.raises(RuleBroken) as refused:
        accept(prison, request_id)

    unable = page_of(prison, request_id).facts.member(prison.listeners[name])
    assert unable is not None
    assert [(each.who, each.when) for each in refused.value.breaches if isinstance(each, Breach)] == [
        (f"{unable.name} ({unable.ref})", FRIDAY)
    ]
    assert planned(prison) == before


def test_a_place_that_was_changed_meanwhile_makes_the_repair_out_of_date(world: World) -> None:
    prison = world.larkmoor
    published(prison, PLAN, nights=5)
    say(prison, "dean", THURSDAY, AvailabilityKind.UNAVAILABLE)
    request_id = worked_out(prison)
    taken = Change(THURSDAY, 2, prison.listeners["dean"], prison.listeners["lee"], "Lee offered")
    with pytest.raises(RuleBroken):
        rota_slots.change(prison.actor(Role.COORDINATOR), site_of(prison), taken, NOW)
    emptied = replace(taken, new=None)
    rota_slots.change(prison.actor(Role.COORDINATOR), site_of(prison), emptied, NOW)

    assert page_of(prison, request_id).is_out_of_date
    db.session.rollback()
    with pytest.raises(Conflict, match="repair_out_of_date"):
        accept(prison, request_id)


def test_whoever_can_do_his_night_after_all_makes_the_repair_out_of_date(world: World) -> None:
    prison = world.larkmoor
    published(prison, PLAN, nights=5)
    before = planned(prison)
    say(prison, "dean", THURSDAY, AvailabilityKind.UNAVAILABLE)
    request_id = worked_out(prison)
    assert not page_of(prison, request_id).is_out_of_date
    with act():
        db.session.query(Availability).filter_by(listener_id=prison.listeners["dean"]).one().in_force = False

    assert page_of(prison, request_id).is_out_of_date
    with pytest.raises(Conflict, match=repairs.OUT_OF_DATE):
        accept(prison, request_id)
    assert planned(prison) == before


def test_a_place_that_was_taken_meanwhile_makes_the_repair_out_of_date(world: World) -> None:
    prison = world.larkmoor
    published(prison, [each for each in PLAN if each != (3, SECOND, "dean")], nights=5)
    request_id = worked_out(prison)
    new = page_of(prison, request_id).replaced[0].now
    other = next(listener for listener in map(prison.listeners.__getitem__, ("imran", "mo")) if listener != new)
    change = Change(THURSDAY, 2, None, other, "He offered")
    rota_slots.change(prison.actor(Role.COORDINATOR), site_of(prison), change, NOW)

    page = page_of(prison, request_id)
    assert page.is_out_of_date and [(each.before, each.now) for each in page.replaced] == [(other, new)]
    with pytest.raises(Conflict, match=repairs.OUT_OF_DATE):
        accept(prison, request_id)


def test_a_repair_is_accepted_or_left_never_both(app: Flask, world: World) -> None:
    prison = world.larkmoor
    published(prison, PLAN, nights=5)
    before = planned(prison)
    say(prison, "dean", THURSDAY, AvailabilityKind.UNAVAILABLE)
    request_id = worked_out(prison)
    coordinator, site = prison.actor(Role.COORDINATOR), site_of(prison)

    def apart(do: Callable[[], object]) -> bool:
        with app.app_context():
            try:
                do()
            except Conflict:
                return False
            finally:
                db.session.remove()
            return True

    with ThreadPoolExecutor(2) as pool:
        with act() as session:
            duties_rests.lock(session, list(prison.listeners.values()))
            accepted = pool.submit(apart, lambda: accept(prison, request_id))
            wait_for_waiting(1)
            left = pool.submit(apart, lambda: repairs.leave(coordinator, site, request_id, NOW))
            wait_for_waiting(2)
        assert left.result(timeout=60)
        is_accepted = accepted.result(timeout=60)
    db.session.rollback()

    assert state_of(prison, request_id) is (PlanState.DONE if is_accepted else PlanState.CANCELLED)
    assert (planned(prison) == before) is not is_accepted


@pytest.mark.parametrize(
    ("name", "value", "days", "most"),
    [("free_nights_between", 3, (3, 5), 1), ("max_nights_in_7", 1, (3, 5), 1), ("max_nights_in_28", 2, (3, 5, 10), 2)],
)
def test_who_is_put_on_nights_is_held_on_all_of_them_together_to_the_number_in_force(
    world: World, name: str, value: int, days: tuple[int, ...], most: int
) -> None:
    """Dean cannot do his nights any more, and Imran alone could: he is put on as many as the number allows him. Luc
    stands on more since before it was made stricter, and keeps his."""
    prison = world.larkmoor
    on_tuesday, firsts = [(1, FIRST, "luc"), (1, SECOND, "sam")], {3: "luc", 5: "ravi", 10: "luc"}
    told = [seat for day in days for seat in ((day, FIRST, firsts[day]), (day, SECOND, "dean"))]
    published(prison, [*on_tuesday, *told], nights=12)
    later = NOW + timedelta(minutes=1)
    policies.change(prison.actor(Role.COORDINATOR), site_of(prison), name, value, NOW.date(), "More rest", later)
    for day in range(3, 12):
        able = ("imran", firsts[day]) if day in days else ()
        for who in prison.listeners.keys() - set(able):
            say(prison, who, MONDAY + timedelta(days=day), AvailabilityKind.UNAVAILABLE)
    request_id = worked_out(prison)
    page = page_of(prison, request_id)

    assert page.breaches == () and not page.is_least
    assert [(each.before, each.now) for each in page.replaced] == [
        (prison.listeners["dean"], prison.listeners["imran"])
    ] * most
    accept(prison, request_id)


def test_whoever_leaves_is_replaced_on_all_his_nights(world: World) -> None:
    prison = world.larkmoor
    published(prison, PLAN, nights=5)
    site, actor, kofi = site_of(prison), prison.actor(Role.COORDINATOR), prison.listeners["kofi"]
    seen = len(people.person(site, kofi, actor, NOW).standings)
    db.session.rollback()
    assert standings.change(site, kofi, Standing.LEFT, FRIDAY, seen, actor, NOW) == (FRIDAY,)
    accept(prison, worked_out(prison))

    assert (FRIDAY, "first", "kofi") not in planned(prison)
    assert len([each for each in planned(prison) if each[0] == FRIDAY]) == 2


def test_left_as_it_is_nothing_changes_and_another_may_be_asked_for(world: World) -> None:
    prison = world.larkmoor
    published(prison, PLAN, nights=5)
    say(prison, "dean", THURSDAY, AvailabilityKind.UNAVAILABLE)
    before = planned(prison)
    request_id = worked_out(prison)
    repairs.leave(prison.actor(Role.COORDINATOR), site_of(prison), request_id, NOW)
    assert (planned(prison), state_of(prison, request_id)) == (before, PlanState.CANCELLED)
    second = worked_out(prison)
    third = worked_out(prison)

    assert [state_of(prison, each) for each in (second, third)] == [PlanState.CANCELLED, PlanState.PROPOSED]


def test_only_the_coordinator_of_the_site_repairs(world: World) -> None:
    prison, other = world.larkmoor, world.fenwick
    published(prison, PLAN, nights=5)
    say(prison, "dean", THURSDAY, AvailabilityKind.UNAVAILABLE)
    request_id = worked_out(prison)
    for role in (Role.STAFF, Role.SAFER_CUSTODY, Role.PEER_LEAD, Role.LISTENER, Role.NATIONAL, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            repairs.ask(prison.actor(role), site_of(prison), NOW)
        with pytest.raises(NotAllowed):
            repairs.accept(prison.actor(role), site_of(prison), request_id, "Mine", NOW)
    with pytest.raises(NotFound):
        repairs.preview(other.actor(Role.COORDINATOR), site_of(other), request_id, NOW)
    with pytest.raises(NotFound):
        repairs.accept(other.actor(Role.COORDINATOR), site_of(other), request_id, "Mine", NOW)
