"""Is a request to the planner taken once, followed, cancelled, and turned into a draft or a named reason why not?"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.domain.rota.conflicts import conflicts
from listeners.domain.rota.planning_facts import Placed
from listeners.domain.rota.problem_json import problem_from_json
from listeners.domain.rota.solution import RotaSolution, Status
from listeners.domain.states import PlanState, RotaState
from listeners.errors import Conflict, NotAllowed, NotFound, Unreadable
from listeners.planner.budget import Budget
from listeners.planner.plan import make_plan
from listeners.services import plan_runs, plans, rota_publishing, rota_slots, rotas
from listeners.services.plan_runs import Failure, Work
from listeners.services.rota_slots import Change
from listeners.store import rota_requests, rota_writes
from listeners.store.database import act, db
from listeners.store.rota import PlanRequest, Rota
from tests.at_once import wait_for_waiting
from tests.rota_world import FIRST, MONDAY, NOW, draft, say, site_of, stands
from tests.world import Prison, World

LATER = NOW + timedelta(seconds=5)


def ask(prison: Prison, nights: int = 7, **more: str) -> str:
    return plans.ask(prison.actor(Role.COORDINATOR), site_of(prison), MONDAY, nights, NOW, **more)


def ask_from(prison: Prison, first: date) -> str:
    return plans.ask(prison.actor(Role.COORDINATOR), site_of(prison), first, 7, NOW)


def claimed() -> Work:
    work = plan_runs.claim(SYSTEM, NOW)
    assert work is not None
    return work


def solved(work: Work) -> RotaSolution:
    problem = problem_from_json(work.problem.encode(), "the request")
    return make_plan(problem, Budget.of(2_000_000, 60.0), 1, lambda *_news: None)


def ended_at(prison: Prison, request_id: str) -> datetime | None:
    db.session.rollback()
    return plans.follow(prison.actor(Role.COORDINATOR), site_of(prison), request_id).ended_at


def state_of(prison: Prison, request_id: str) -> PlanState:
    db.session.rollback()
    return plans.follow(prison.actor(Role.COORDINATOR), site_of(prison), request_id).state


def finished_beside(app: Flask, work: Work, solution: RotaSolution) -> str | None:
    """Finish a plan in a thread of its own."""
    with app.app_context():
        try:
            return plan_runs.finish(SYSTEM, work, solution, LATER)
        finally:
            db.session.remove()


def test_a_request_becomes_a_draft_that_keeps_every_rule(world: World) -> None:
    prison = world.larkmoor
    request_id = ask(prison)
    work = claimed()
    rota_id = plan_runs.finish(SYSTEM, work, solved(work), LATER)
    shown = rotas.board(prison.actor(Role.COORDINATOR), site_of(prison), NOW)

    assert (shown.facts.draft and shown.facts.draft.id, shown.board.has_draft) == (rota_id, True)
    assert (shown.board.gaps, shown.board.breaches) == (0, ())
    followed = plans.follow(prison.actor(Role.COORDINATOR), site_of(prison), request_id)
    assert (followed.state, followed.rota_id, followed.ended_at) == (PlanState.DONE, rota_id, LATER)


def test_a_plan_for_nights_on_which_nobody_takes_part_is_refused(world: World) -> None:
    prison = world.larkmoor
    for name in prison.listeners:
        stands(prison, name, Standing.PAUSED, MONDAY)
    with pytest.raises(Unreadable, match="nobody takes part on these nights"):
        ask(prison)

    assert db.session.query(PlanRequest).count() == 0


def test_a_request_is_taken_by_one_process_alone(world: World) -> None:
    ask(world.larkmoor)
    claimed()

    assert plan_runs.claim(SYSTEM, NOW) is None


def test_the_longest_waiting_of_all_prisons_is_next(world: World) -> None:
    first = plans.ask(world.fenwick.actor(Role.COORDINATOR), site_of(world.fenwick), MONDAY, 7, NOW)
    plans.ask(world.larkmoor.actor(Role.COORDINATOR), site_of(world.larkmoor), MONDAY, 7, LATER)

    assert claimed().request_id == first


def test_while_one_is_under_way_asking_again_gives_that_one(world: World) -> None:
    first = ask(world.larkmoor)

    assert ask(world.larkmoor) == first
    assert db.session.query(PlanRequest).count() == 1


def test_while_one_is_under_way_other_nights_are_refused_and_nothing_is_lost(world: World) -> None:
    first = ask(world.larkmoor)
    with pytest.raises(Conflict, match=plans.OTHERS_UNDER_WAY):
        ask(world.larkmoor, 14)
    with pytest.raises(Conflict, match=plans.OTHERS_UNDER_WAY):
        ask_from(world.larkmoor, MONDAY + timedelta(days=7))
    plans.cancel(world.larkmoor.actor(Role.COORDINATOR), site_of(world.larkmoor), first, LATER)

    assert ask(world.larkmoor, 14) != first


def test_a_second_press_gets_the_same_request_also_after_it_has_ended(world: World) -> None:
    key = "00112233445566778899"
    first = ask(world.larkmoor, act_key=key)
    plan_runs.fail(SYSTEM, claimed(), Failure.PLANNER_DIED, LATER)

    assert ask(world.larkmoor, act_key=key) == first
    assert ask(world.larkmoor) != first


def test_progress_is_stored_and_says_whether_the_plan_is_still_wanted(world: World) -> None:
    prison = world.larkmoor
    request_id = ask(prison)
    work = claimed()
    assert plan_runs.report(SYSTEM, work, "unfairness", 25176.4, 24817.2)
    followed = plans.follow(prison.actor(Role.COORDINATOR), site_of(prison), request_id)
    assert (followed.stage, followed.best, followed.bound) == ("unfairness", 25176, 24817)
    plans.cancel(prison.actor(Role.COORDINATOR), site_of(prison), request_id, LATER)

    assert not plan_runs.report(SYSTEM, work, "unfairness", 25000, None)
    assert not plan_runs.is_wanted(SYSTEM, work)


def test_a_waiting_request_is_cancelled_at_once(world: World) -> None:
    prison = world.larkmoor
    request_id = ask(prison)
    plans.cancel(prison.actor(Role.COORDINATOR), site_of(prison), request_id, LATER)

    assert state_of(prison, request_id) is PlanState.CANCELLED
    assert plan_runs.claim(SYSTEM, LATER) is None


def test_a_plan_that_was_cancelled_while_it_ran_makes_no_draft(world: World) -> None:
    prison = world.larkmoor
    request_id = ask(prison)
    work = claimed()
    solution = solved(work)
    plans.cancel(prison.actor(Role.COORDINATOR), site_of(prison), request_id, LATER)

    assert plan_runs.finish(SYSTEM, work, solution, LATER) is None
    assert state_of(prison, request_id) is PlanState.CANCELLED
    assert db.session.query(Rota).count() == 0


def test_cancelling_what_has_ended_changes_nothing(world: World) -> None:
    prison = world.larkmoor
    request_id = ask(prison)
    work = claimed()
    plan_runs.finish(SYSTEM, work, solved(work), LATER)
    plans.cancel(prison.actor(Role.COORDINATOR), site_of(prison), request_id, LATER)

    assert state_of(prison, request_id) is PlanState.DONE


def test_what_was_fixed_and_cannot_stand_is_named(world: World) -> None:
    prison = world.larkmoor
    draft(prison, [], nights=7)
    wanted = Change(MONDAY, 1, None, prison.listeners["sam"])
    rota_slots.change(prison.actor(Role.COORDINATOR), site_of(prison), wanted, NOW)
    say(prison, "sam", MONDAY, AvailabilityKind.UNAVAILABLE, "court")
    request_id = ask(prison)
    work = claimed()
    solution = solved(work)
    assert solution.status is Status.CONFLICT
    plan_runs.finish(SYSTEM, work, solution, LATER)
    followed = plans.follow(prison.actor(Role.COORDINATOR), site_of(prison), request_id)

    assert followed.state is PlanState.FAILED
    assert json.loads(followed.failure or "") == {
        "why": "conflict",
        "conflicts": [{"night": "2026-11-23", "place": "first", "ref": "L01", "rule": "unavailable"}],
    }
    assert len(conflicts(problem_from_json(work.problem.encode(), "it"))) == 1


def test_nothing_in_time_leaves_the_earlier_draft_as_it_is(world: World) -> None:
    prison = world.larkmoor
    rota_id = draft(prison, [(0, FIRST, "sam")], nights=7)
    ask(prison)
    work = claimed()
    assert plan_runs.finish(SYSTEM, work, RotaSolution(Status.NOTHING_IN_TIME, (), (), None), LATER) is None

    assert db.session.get_one(Rota, rota_id).state is RotaState.DRAFT


def test_a_new_draft_takes_the_place_of_the_old_one(world: World) -> None:
    prison = world.larkmoor
    old = draft(prison, [(0, FIRST, "sam")], nights=7)
    new = draft(prison, [(0, FIRST, "ravi")], nights=7)

    assert {row.id: row.state for row in db.session.query(Rota)} == {old: RotaState.REPLACED, new: RotaState.DRAFT}


@pytest.mark.parametrize("kept", ["by hand", "published", "planned otherwise", "begun anew"])
def test_a_draft_that_was_changed_while_a_plan_of_it_ran_stays_and_the_plan_is_dropped(world: World, kept: str) -> None:
    prison = world.larkmoor
    coordinator, site = prison.actor(Role.COORDINATOR), site_of(prison)
    if kept != "begun anew":
        draft(prison, [(0, FIRST, "sam")], nights=7)
    request_id = ask(prison)
    work = claimed()
    solution = solved(work)
    if kept == "by hand":
        rota_slots.change(coordinator, site, Change(MONDAY, 1, prison.listeners["sam"], prison.listeners["ravi"]), NOW)
    elif kept == "published":
        seen = plans.draft_in_hand(coordinator, site)
        assert seen is not None
        rota_publishing.publish(coordinator, site, seen.id, NOW)
    else:
        draft(prison, [(1, FIRST, "luc")], nights=7)
    before = rotas.board(coordinator, site, NOW).facts.placed
    assert plan_runs.finish(SYSTEM, work, solution, LATER) is None

    assert rotas.board(coordinator, site, NOW).facts.placed == before != ()
    followed = plans.follow(coordinator, site, request_id)
    assert (followed.state, json.loads(followed.failure or "")["why"]) == (PlanState.FAILED, "changed meanwhile")
    ask(prison)
    again = claimed()
    assert plan_runs.finish(SYSTEM, again, solved(again), LATER) is not None
    if kept == "by hand":
        assert (MONDAY, prison.listeners["ravi"]) in {
            (each.night, each.listener) for each in rotas.board(coordinator, site, NOW).facts.placed if each.by_hand
        }


def test_a_draft_changed_while_the_command_plans_it_stays(world: World) -> None:
    prison = world.larkmoor
    draft(prison, [(0, FIRST, "sam")], nights=7)
    seen = plans.draft_in_hand(SYSTEM, site_of(prison))
    problem = plans.problem_to_solve(SYSTEM, site_of(prison), MONDAY, 7, NOW)
    solution = make_plan(problem, Budget.of(100), 1, lambda *_news: None)
    changed = Change(MONDAY, 1, prison.listeners["sam"], prison.listeners["ravi"])
    rota_slots.change(prison.actor(Role.COORDINATOR), site_of(prison), changed, NOW)
    with pytest.raises(Conflict, match="the draft has changed while it was planned: plan again"):
        plan_runs.keep_draft(SYSTEM, prison.id, problem, solution, NOW, instead_of=seen)

    now = rotas.board(prison.actor(Role.COORDINATOR), site_of(prison), NOW).facts.placed
    assert [each.listener for each in now] == [prison.listeners["ravi"]]


def test_a_choice_by_hand_that_is_being_made_as_a_plan_ends_is_kept(app: Flask, world: World) -> None:
    prison = world.larkmoor
    rota_id = draft(prison, [(0, FIRST, "sam")], nights=7)
    request_id = ask(prison)
    work = claimed()
    solution = solved(work)

    with ThreadPoolExecutor(1) as pool:
        with act() as session:
            rota_writes.lock_plan(session, prison.id)
            row = rota_writes.draft_row(session, prison.id, rota_id)
            sam, ravi = (Placed(MONDAY, FIRST, prison.listeners[name], by_hand=True) for name in ("sam", "ravi"))
            rota_writes.replace_in_draft(session, row, sam, ravi, prison.actor(Role.COORDINATOR), NOW)
            finished = pool.submit(finished_beside, app, work, solution)
            wait_for_waiting(1)
        assert finished.result(timeout=60) is None

    assert state_of(prison, request_id) is PlanState.FAILED
    assert rotas.board(prison.actor(Role.COORDINATOR), site_of(prison), NOW).facts.placed == (ravi,)


def test_what_ran_when_the_program_stopped_waits_again_and_what_was_cancelled_does_not(world: World) -> None:
    prison, other = world.larkmoor, world.fenwick
    request_id = ask(prison)
    claimed()
    cancelled = plans.ask(other.actor(Role.COORDINATOR), site_of(other), MONDAY, 7, NOW)
    claimed()
    plans.cancel(other.actor(Role.COORDINATOR), site_of(other), cancelled, LATER)
    assert plan_runs.put_back(SYSTEM, LATER) == 2

    assert (state_of(prison, request_id), state_of(other, cancelled)) == (PlanState.WAITING, PlanState.CANCELLED)
    assert (ended_at(prison, request_id), ended_at(other, cancelled)) == (None, LATER)
    assert claimed().request_id == request_id


def test_whoever_has_lost_its_claim_to_another_process_changes_nothing_any_more(world: World) -> None:
    prison = world.larkmoor
    request_id = ask(prison)
    lost = claimed()
    solution = solved(lost)
    plan_runs.put_back(SYSTEM, LATER)
    mine = plan_runs.claim(SYSTEM, LATER)
    assert mine is not None and not plan_runs.is_wanted(SYSTEM, lost)
    assert not plan_runs.report(SYSTEM, lost, "gaps", 1, 0)
    plan_runs.release(SYSTEM, lost, LATER)
    plan_runs.fail(SYSTEM, lost, Failure.PLANNER_DIED, LATER)
    assert plan_runs.finish(SYSTEM, lost, solution, LATER) is None
    assert state_of(prison, request_id) is PlanState.RUNNING

    assert plan_runs.finish(SYSTEM, mine, solution, LATER) is not None
    assert state_of(prison, request_id) is PlanState.DONE


def test_a_process_that_is_told_to_stop_lets_its_own_request_wait_again_and_no_other(world: World) -> None:
    prison, other = world.larkmoor, world.fenwick
    request_id = ask(prison)
    own = claimed()
    others = plans.ask(other.actor(Role.COORDINATOR), site_of(other), MONDAY, 7, NOW)
    claimed()
    plan_runs.release(SYSTEM, own, LATER)

    assert (state_of(prison, request_id), state_of(other, others)) == (PlanState.WAITING, PlanState.RUNNING)


@pytest.mark.parametrize("nights", [0, 85])
def test_a_plan_of_no_nights_or_of_more_than_twelve_weeks_is_refused(world: World, nights: int) -> None:
    with pytest.raises(Unreadable, match="must be from 1 to 84"):
        ask(world.larkmoor, nights)


def test_a_plan_from_a_night_that_has_begun_is_refused_with_the_next(world: World) -> None:
    prison = world.larkmoor
    with pytest.raises(Unreadable, match="2026-11-22 has begun; the next is 2026-11-23"):
        plans.ask(prison.actor(Role.COORDINATOR), site_of(prison), MONDAY - timedelta(days=1), 7, NOW)


def test_a_plan_ends_within_half_a_year(world: World) -> None:
    prison = world.larkmoor
    actor, site = prison.actor(Role.COORDINATOR), site_of(prison)
    last = plans.last_to_plan(site, NOW)
    assert (last - NOW.date()).days == 181
    with pytest.raises(Unreadable, match=f"may end on {last} at the latest, half a year ahead"):
        plans.ask(actor, site, last - timedelta(days=5), 7, NOW)

    assert plans.ask(actor, site, last - timedelta(days=6), 7, NOW)


def test_only_coordinators_plan_and_only_system_runs_the_planner(world: World) -> None:
    prison = world.larkmoor
    request_id = ask(prison)
    for role in (Role.STAFF, Role.SAFER_CUSTODY, Role.PEER_LEAD, Role.LISTENER, Role.NATIONAL, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            plans.ask(prison.actor(role), site_of(prison), MONDAY, 7, NOW)
    for role in Role:
        with pytest.raises(NotAllowed):
            plan_runs.claim(prison.actor(role), NOW)
    with pytest.raises(NotFound):
        plans.follow(world.fenwick.actor(Role.COORDINATOR), site_of(world.fenwick), request_id)


def test_what_was_cancelled_when_its_process_is_told_to_stop_ends_then(world: World) -> None:
    prison = world.larkmoor
    request_id = ask(prison)
    work = claimed()
    plans.cancel(prison.actor(Role.COORDINATOR), site_of(prison), request_id, NOW)
    plan_runs.release(SYSTEM, work, LATER)

    assert (state_of(prison, request_id), ended_at(prison, request_id)) == (PlanState.CANCELLED, LATER)


def test_a_draft_whose_claim_is_lost_at_that_moment_is_dropped_without_a_fault(app: Flask, world: World) -> None:
    prison = world.larkmoor
    request_id = ask(prison)
    work = claimed()
    solution = solved(work)

    with ThreadPoolExecutor(1) as pool:
        with act() as session:
            rota_requests.put_back(session, LATER)
            finished = pool.submit(finished_beside, app, work, solution)
            wait_for_waiting(1)
        assert finished.result(timeout=60) is None

    assert state_of(prison, request_id) is PlanState.WAITING
    assert db.session.query(Rota).count() == 0
