"""How many Listeners does a site need: is the question its own, the answer kept, and is nobody told who may not be?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from threading import Event

import pytest

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.domain.rota.problem import Absence, Volunteer
from listeners.domain.states import PlanKind, PlanState
from listeners.errors import Conflict, NotAllowed, Unreadable
from listeners.jobs.planning import plan_all_waiting
from listeners.services import availability_rules, plan_runs, plans, policies, rotas, what_ifs
from listeners.store.database import act, db
from listeners.store.people import Listener
from listeners.store.rota import PlanRequest, Rota
from tests.rota_world import FIRST, MONDAY, NOW, published, say, site_of, stands
from tests.world import Prison, World

LATER = NOW + timedelta(seconds=5)
ONE_DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


def ask(prison: Prison, *without: str, **more: str) -> str:
    return what_ifs.ask(prison.actor(Role.COORDINATOR), site_of(prison), without, NOW, **more)


def look(prison: Prison) -> what_ifs.WhatIf:
    db.session.rollback()
    return what_ifs.what_if(prison.actor(Role.COORDINATOR), site_of(prison), NOW)


def worked_off() -> None:
    assert plan_all_waiting(lambda: LATER, Event()) == 1


def nights_off(prison: Prison, ref: str, *, of_the_pattern: bool = True) -> set[date]:
    asked = what_ifs.question(prison.actor(Role.COORDINATOR), site_of(prison), (), NOW)
    team = (asked.pattern if of_the_pattern else asked.problem).volunteers
    one: Volunteer = next(each for each in team if each.id == ref)
    assert {each.reason for each in one.unavailable} <= {Absence.UNAVAILABLE}
    return {each.on for each in one.unavailable}


def test_what_was_asked_is_worked_off_by_the_jobs_and_its_answer_stands_until_the_next(world: World) -> None:
    prison = world.larkmoor
    ask(prison, "L01", "L02", "L03")
    assert plans.is_under_way(look(prison).request) and look(prison).answer is None
    worked_off()
    told = look(prison)

    assert told.answer is not None and told.request is not None and told.request.state is PlanState.DONE
    assert (told.answer.needs[0].worst, told.answer.is_proven) == (7, True)
    assert (told.answer.now.people, told.answer.now.empty, told.answer.without) == (8, 0, ("L01", "L02", "L03"))
    assert told.answer.after is not None and told.answer.after.people == 5 and told.answer.after.empty > 0
    assert db.session.query(Rota).count() == 0
    again = ask(prison)
    assert look(prison).answer == told.answer
    plans.cancel(prison.actor(Role.COORDINATOR), site_of(prison), again, LATER)
    assert look(prison).answer == told.answer and not plans.is_under_way(look(prison).request)


def test_one_is_under_way_at_a_time_beside_a_plan_which_it_neither_hides_nor_is(world: World) -> None:
    prison = world.larkmoor
    actor, site = prison.actor(Role.COORDINATOR), site_of(prison)
    request_id = ask(prison)
    assert ask(prison) == request_id
    assert rotas.board(actor, site, NOW).facts.under_way is None
    plan_id = plans.ask(actor, site, MONDAY, 7, NOW)

    assert plan_id != request_id
    assert [plans.follow(actor, site, each).kind for each in (request_id, plan_id)] == [PlanKind.WHAT_IF, PlanKind.PLAN]
    assert rotas.board(actor, site, NOW).facts.under_way == plan_id
    assert db.session.query(PlanRequest).filter_by(kind=PlanKind.WHAT_IF).count() == 1


def test_a_second_press_is_the_same_request_also_after_its_answer(world: World) -> None:
    key = "00112233445566778899"
    first = ask(world.larkmoor, act_key=key)
    worked_off()

    assert ask(world.larkmoor, act_key=key) == first
    assert ask(world.larkmoor) != first


def test_an_answer_that_nobody_wants_any_more_is_dropped(world: World) -> None:
    prison = world.larkmoor
    request_id = ask(prison)
    work = plan_runs.claim(SYSTEM, NOW)
    assert work is not None
    plans.cancel(prison.actor(Role.COORDINATOR), site_of(prison), request_id, LATER)

    assert not plan_runs.keep_answer(SYSTEM, work, "{}", LATER)
    assert db.session.get_one(PlanRequest, request_id).state is PlanState.CANCELLED
    assert look(prison).answer is None


def test_a_planner_without_an_answer_leaves_the_request_failed_and_the_next_can_be_asked(world: World) -> None:
    prison = world.larkmoor
    request_id = ask(prison)
    with act() as session:
        session.get_one(PlanRequest, request_id).problem = "no question"
    worked_off()

    assert look(prison).request is not None and db.session.get_one(PlanRequest, request_id).state is PlanState.FAILED
    assert ask(prison) != request_id


def test_who_leaves_must_be_somebody_who_takes_part(world: World) -> None:
    with pytest.raises(Unreadable, match="L99: nobody of that reference takes part"):
        ask(world.larkmoor, "L01", "L99")
    for name in world.larkmoor.listeners:
        stands(world.larkmoor, name, Standing.PAUSED, MONDAY)
    with pytest.raises(Unreadable, match="nobody takes part in the coming twelve weeks"):
        ask(world.larkmoor)


def test_only_coordinators_ask_and_of_their_own_site(world: World) -> None:
    prison = world.larkmoor
    for role in (Role.STAFF, Role.SAFER_CUSTODY, Role.PEER_LEAD, Role.LISTENER, Role.NATIONAL, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            what_ifs.what_if(prison.actor(role), site_of(prison), NOW)
        with pytest.raises(NotAllowed):
            what_ifs.ask(prison.actor(role), site_of(prison), (), NOW)
    with pytest.raises(NotAllowed):
        what_ifs.ask(world.fenwick.actor(Role.COORDINATOR), site_of(prison), (), NOW)


def test_weeks_without_a_plan_look_as_eight_weeks_before_and_planned_ones_as_was_said(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "ravi")], nights=14)
    for night in (MONDAY - 7 * WEEK, MONDAY - 5 * WEEK, MONDAY + 3 * ONE_DAY):
        say(prison, "sam", night, AvailabilityKind.UNAVAILABLE, "court")

    # Seven weeks before Monday is more than eight before the first night without a plan.
    expected = {MONDAY + 3 * ONE_DAY, MONDAY + 3 * ONE_DAY + 8 * WEEK, MONDAY + 3 * WEEK, MONDAY + 11 * WEEK}
    assert nights_off(prison, "L01") == expected
    assert nights_off(prison, "L02") == set()


def test_of_somebody_new_only_what_he_said_himself_is_known(world: World) -> None:
    prison = world.larkmoor
    with act() as session:
        session.get_one(Listener, prison.listeners["sam"]).joined_on = MONDAY - 4 * WEEK + ONE_DAY
    say(prison, "sam", MONDAY - WEEK, AvailabilityKind.UNAVAILABLE)
    say(prison, "sam", MONDAY + WEEK, AvailabilityKind.UNAVAILABLE)
    assert nights_off(prison, "L01") == {MONDAY + WEEK}

    with act() as session:
        session.get_one(Listener, prison.listeners["sam"]).joined_on = MONDAY - 4 * WEEK
    assert nights_off(prison, "L01") == {MONDAY + WEEK} | {MONDAY + week * WEEK for week in (3, 7, 11)}


def test_who_leaves_on_a_date_counts_in_the_weeks_and_not_in_the_pattern(world: World) -> None:
    prison = world.larkmoor
    leaves = MONDAY + 10 * WEEK
    stands(prison, "sam", Standing.LEFT, leaves)

    gone = {leaves + timedelta(days=day) for day in range(14)}
    ends_as_he_goes = leaves - ONE_DAY
    assert nights_off(prison, "L01", of_the_pattern=False) == gone | {ends_as_he_goes}
    assert nights_off(prison, "L01") == set()


def test_whoever_leaves_counts_for_the_weeks_in_which_he_is_there(world: World) -> None:
    prison = world.larkmoor
    for name in ("sam", "ravi"):
        stands(prison, name, Standing.LEFT, MONDAY + 6 * WEEK)
    ask(prison, "L01")
    worked_off()
    told = look(prison).answer

    assert told is not None and told.after is not None
    assert (told.now.people, told.now.at_end, told.now.there) == (8, 6, 8 * 42 + 6 * 42)
    assert told.now.nights_each == told.now.filled * 28 / (8 * 42 + 6 * 42)
    assert (told.after.people, told.after.at_end, told.after.there) == (7, 6, 7 * 42 + 6 * 42)


def test_an_answer_is_old_once_the_team_or_a_number_of_the_rules_is_another(world: World) -> None:
    prison = world.larkmoor
    ask(prison)
    worked_off()
    say(prison, "sam", MONDAY + ONE_DAY, AvailabilityKind.UNAVAILABLE)
    published(prison, [(0, FIRST, "ravi")], nights=14)
    later = NOW + timedelta(days=3)
    again = what_ifs.what_if(prison.actor(Role.COORDINATOR), site_of(prison), later)
    assert again.answer is not None and not look(prison).is_old and not again.is_old

    stands(prison, "sam", Standing.LEFT, MONDAY + 6 * WEEK)
    assert look(prison).is_old
    what_ifs.ask(prison.actor(Role.COORDINATOR), site_of(prison), (), NOW + timedelta(seconds=1))
    worked_off()
    assert not look(prison).is_old
    policies.change(prison.actor(Role.COORDINATOR), site_of(prison), "max_nights_in_28", 7, MONDAY, "Fewer", NOW)
    assert look(prison).is_old


def test_a_pause_by_his_own_word_counts_as_one_by_a_coordinator(world: World) -> None:
    prison = world.larkmoor
    himself = prison.actor(Role.LISTENER, "sam")
    asked = what_ifs.question(prison.actor(Role.COORDINATOR), site_of(prison), (), NOW)
    assert (look(prison).known.sizes[0].people, look(prison).known.paused) == (8, 0)
    availability_rules.pause(site_of(prison), prison.listeners["sam"], himself, NOW)
    stands(prison, "ravi", Standing.PAUSED, NOW.date())
    known = look(prison).known
    again = what_ifs.question(prison.actor(Role.COORDINATOR), site_of(prison), (), NOW)

    assert ([size.people for size in known.sizes], known.paused) == ([6], 2)
    assert {member.name.split()[0] for member in known.team}.isdisjoint({"Sam", "Ravi"}) and len(known.team) == 6
    assert known.warnings.small is not None and known.warnings.small.people == 6
    small = rotas.board(prison.actor(Role.COORDINATOR), site_of(prison), NOW).small_team
    assert small is not None and small.people == 6
    assert {each.id for each in asked.pattern.volunteers} - {each.id for each in again.pattern.volunteers} == {
        "L01",
        "L02",
    }
    assert set(again.there) == {6} and not asked.holds_for(again)
    availability_rules.come_back(site_of(prison), prison.listeners["sam"], himself, NOW)
    assert [size.people for size in look(prison).known.sizes] == [7]


@pytest.fixture
def known_releases(world: World) -> Iterator[Prison]:
    """Sam is released on 1 March, Ravi on 1 April; Luc is paused from tomorrow and back in February."""
    prison = world.larkmoor
    stands(prison, "sam", Standing.LEFT, date(2027, 3, 1))
    stands(prison, "ravi", Standing.LEFT, date(2027, 4, 1))
    stands(prison, "luc", Standing.PAUSED, MONDAY)
    stands(prison, "luc", Standing.ACTIVE, date(2027, 2, 1))
    yield prison


def test_training_must_begin_so_long_before_the_team_is_short_as_it_takes_with_shadowing(
    known_releases: Prison,
) -> None:
    known = look(known_releases).known
    assert [(size.from_on, size.people) for size in known.sizes] == [
        (NOW.date(), 8),
        (MONDAY, 7),
        (date(2027, 2, 1), 8),
        (date(2027, 3, 1), 7),
        (date(2027, 4, 1), 6),
    ]
    told = known.recruiting(None)

    assert (known.policy.training_weeks, known.shadowing) == (10, 3)
    assert (told.need, told.falls_on, told.weeks) == (7, date(2027, 4, 1), 13)
    assert told.begin_by == date(2027, 4, 1) - timedelta(weeks=13)
    assert known.with_loss(None) is None and known.fewest is not None
    assert (known.fewest.from_on, known.fewest.people) == (date(2027, 4, 1), 6)


def test_a_quarter_that_may_be_lost_has_a_day_of_its_own_by_which_training_must_begin(known_releases: Prison) -> None:
    ask(known_releases)
    worked_off()
    page = look(known_releases)
    told = page.known.with_loss(page.answer)

    assert told is not None and told.need > page.known.recruiting(page.answer).need
    assert (told.falls_on, told.begin_by) == (NOW.date(), NOW.date() - timedelta(weeks=13))


def test_while_one_is_under_way_another_without_other_people_is_refused_and_the_same_is_the_same(world: World) -> None:
    prison = world.larkmoor
    first = ask(prison, "L01", "L02")
    assert ask(prison, "L02", "L01") == first
    for others in ((), ("L01",)):
        with pytest.raises(Conflict, match=plans.OTHERS_UNDER_WAY):
            ask(prison, *others)
