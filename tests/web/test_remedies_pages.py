"""Does a coordinator see beside a draft's gap what would fill it, as long as it holds, and nobody else ever?"""

from __future__ import annotations

import re
from datetime import timedelta
from threading import Event

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.domain.rota.problem import Slot
from listeners.domain.rota.problem_json import problem_from_json
from listeners.domain.rota.remedies import MendedGap, Mending, Remedy, Step, StepKind
from listeners.domain.rota.remedies_json import mending_to_text, question_from_json
from listeners.domain.rota.remedies_now import may_be_asked_about
from listeners.domain.states import PlanState
from listeners.jobs.planning import plan_all_waiting
from listeners.planner.budget import Budget
from listeners.planner.mending import WORK, mend
from listeners.planner.plan import make_plan
from listeners.services import availability_rules, plan_runs, plans, policies, rota_slots, rotas
from listeners.services.availability_rules import EveryNight
from listeners.services.rota_slots import Change
from listeners.store import keyring
from listeners.store.database import act, db
from listeners.store.people import Availability
from listeners.store.records import Audit
from listeners.store.rota import PlanRequest, Rota
from tests.rota_world import FIRST, MONDAY, NOW, draft, published, ref_of, rests, say, site_of, stands
from tests.web.conftest import Statements
from tests.web.rota_browser import paper_text_of, send, text_of
from tests.world import Prison, World

AWAY = ("luc", "dean", "imran", "kofi", "mo", "lee")
ASK_RAVI = "Ask Ravi Patel about Monday 23 to Tuesday 24 November: the answer so far is no."

pytestmark = pytest.mark.usefixtures("sunday_evening")


def planned(prison: Prison, nights: int = 1) -> str:
    """Have Monday planned, and looked for what would fill its gaps, as the jobs do; return the draft's id."""
    plans.ask(prison.actor(Role.COORDINATOR), site_of(prison), MONDAY, nights, NOW)
    work = plan_runs.claim(SYSTEM, NOW)
    assert work is not None
    problem = problem_from_json(work.problem.encode(), "the request")
    solution = make_plan(problem, Budget.of(3_000), 1, lambda *_: None)
    question = question_from_json(plan_runs.what_would_mend(SYSTEM, work, solution, NOW).encode(), "it")
    found = mend(question.problem, question.plan, question.asked, Budget.of(WORK))
    rota_id = plan_runs.finish(SYSTEM, work, solution, NOW, found)
    assert rota_id is not None
    return rota_id


def only_sam_can(prison: Prison) -> None:
    """Six are paused, and Ravi has said no to Monday: one of two places stays empty."""
    for name in AWAY:
        stands(prison, name, Standing.PAUSED, MONDAY)
    say(prison, "ravi", MONDAY, AvailabilityKind.UNAVAILABLE)


def test_the_board_and_the_place_name_whom_to_ask(desk: FlaskClient, world: World, statements: Statements) -> None:
    only_sam_can(world.larkmoor)
    planned(world.larkmoor)
    statements.clear()
    board = text_of(desk.get("/rota").text)
    assert len(statements) <= 12
    assert "What would fill it?" in board and ASK_RAVI in board
    assert "One more Listener would fill it." in board
    statements.clear()
    place = text_of(desk.get(f"/rota/slots/{MONDAY}/2?reasons=yes").text)
    assert len(statements) <= 12
    assert "Nobody can take it under the rules." in place and f"{ASK_RAVI} Key in a yes" in place
    assert "What would fill it" not in text_of(desk.get(f"/rota/slots/{MONDAY}/1?reasons=yes").text)


def test_where_only_the_first_places_were_looked_at_one_by_one_the_page_says_so(
    desk: FlaskClient, world: World
) -> None:
    only_sam_can(world.larkmoor)
    rota_id = planned(world.larkmoor)
    looked_at = tuple(MendedGap(Slot(MONDAY, "second", str(index)), (), proven=False) for index in range(12))
    with act() as session:
        found = mending_to_text(Mending(31, looked_at, None, ()))
        session.execute(update(Rota).where(Rota.id == rota_id).values(remedies=found))
    words = text_of(desk.get("/rota").text)

    assert "Of these 31 places the first 12 were looked at one by one, the others only together with them." in words


def test_many_steps_stand_one_a_line_the_night_first_and_by_night(desk: FlaskClient, world: World) -> None:
    only_sam_can(world.larkmoor)
    wednesday = MONDAY + timedelta(days=2)
    say(world.larkmoor, "ravi", wednesday, AvailabilityKind.UNAVAILABLE)
    rota_id = draft(world.larkmoor, [(0, FIRST, "sam"), (2, FIRST, "sam")], nights=3)
    asks = (Step(StepKind.ASK, "L02", wednesday), Step(StepKind.ASK, "L02", MONDAY))
    together = Remedy((*asks, Step(StepKind.RECRUIT, count=2)))
    gap = MendedGap(Slot(MONDAY, "second", None), (together,), proven=True)
    with act() as session:
        found = mending_to_text(Mending(3, (gap,), together, (), together_proven=True))
        session.execute(update(Rota).where(Rota.id == rota_id).values(remedies=found))
    page = desk.get("/rota").text
    lines = [text_of(line) for line in re.findall(r"<li>(?:(?!<li>|<ul).)*?</li>", page, re.DOTALL)]
    expected = [
        "Monday 23 to Tuesday 24 November: ask Ravi Patel, whose answer so far is no. Key in a yes",
        "Wednesday 25 to Thursday 26 November: ask Ravi Patel, whose answer so far is no. Key in a yes",
        "2 more Listeners",
    ]

    assert [line[: len(each)] for line, each in zip(lines[:3], expected, strict=True)] == expected
    assert [line[: len(each)] for line, each in zip(lines[-3:], expected, strict=True)] == expected
    assert "All 3 places together take all of these:" in text_of(page) and "; and" not in text_of(page)


def test_a_draft_without_gaps_and_one_of_which_nothing_is_known_say_nothing(desk: FlaskClient, world: World) -> None:
    planned(world.larkmoor)
    assert "would fill it" not in desk.get("/rota").text
    only_sam_can(world.larkmoor)
    rota_id = planned(world.larkmoor)
    with act() as session:
        session.get_one(Rota, rota_id).remedies = None
    words = text_of(desk.get("/rota").text)
    assert "would fill it?" not in words and "would fill it." not in words  # nothing but the way to the place


@pytest.mark.parametrize("reason", ["court", "Leave ", "training"])
def test_who_gave_a_reason_that_no_question_changes_is_not_asked(desk: FlaskClient, world: World, reason: str) -> None:
    for name in AWAY:
        stands(world.larkmoor, name, Standing.PAUSED, MONDAY)
    say(world.larkmoor, "ravi", MONDAY, AvailabilityKind.UNAVAILABLE, reason)
    planned(world.larkmoor)
    board = text_of(desk.get("/rota").text)
    assert "Ask Ravi" not in board and "One more Listener." in board


def test_who_is_paused_or_has_left_or_rests_is_never_asked_although_he_said_no_too(
    desk: FlaskClient, world: World
) -> None:
    prison = world.larkmoor
    only_sam_can(prison)
    for name in AWAY:
        say(prison, name, MONDAY, AvailabilityKind.UNAVAILABLE)
    rests(prison, "ravi", NOW + timedelta(hours=17))
    planned(prison)
    assert "Ask " not in text_of(desk.get("/rota").text)


@pytest.mark.parametrize("first_he_says_no", [True, False])
def test_who_rests_from_call_outs_by_his_own_word_is_never_asked_whatever_else_he_said(
    desk: FlaskClient, world: World, first_he_says_no: bool
) -> None:
    prison = world.larkmoor
    for name in AWAY:
        stands(prison, name, Standing.PAUSED, MONDAY)
    if first_he_says_no:
        say(prison, "ravi", MONDAY, AvailabilityKind.UNAVAILABLE)
    himself = prison.actor(Role.LISTENER, "ravi")
    availability_rules.pause(site_of(prison), prison.listeners["ravi"], himself, NOW)
    planned(prison)
    assert "Ask " not in text_of(desk.get("/rota").text)
    assert "Ask " not in text_of(desk.get(f"/rota/slots/{MONDAY}/2?reasons=yes").text)


def test_who_cannot_do_any_monday_is_not_asked_about_one(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    only_sam_can(prison)
    himself = prison.actor(Role.LISTENER, "ravi")
    mondays = EveryNight(frozenset({0}), MONDAY, None, AvailabilityKind.UNAVAILABLE)
    availability_rules.say(site_of(prison), prison.listeners["ravi"], mondays, "", himself, NOW)
    planned(prison)
    assert "Ask " not in text_of(desk.get("/rota").text)


@pytest.mark.parametrize("meanwhile", ["rests", "is paused", "says yes", "goes to court"])
def test_whoever_meanwhile_rests_or_is_away_or_has_said_yes_is_named_no_more(
    desk: FlaskClient, world: World, meanwhile: str
) -> None:
    prison = world.larkmoor
    only_sam_can(prison)
    planned(prison)
    if meanwhile == "rests":
        rests(prison, "ravi", NOW + timedelta(hours=17))
    elif meanwhile == "is paused":
        stands(prison, "ravi", Standing.PAUSED, MONDAY)
    else:
        with act() as session:
            said = session.query(Availability).filter_by(listener_id=prison.listeners["ravi"]).one()
            said.in_force = meanwhile == "goes to court"
            said.reason = keyring.seal("court", prison.id, "availability", "reason", said.id)
    words = text_of(desk.get("/rota").text)
    assert "Ask Ravi" not in words
    assert "part of what would fill it does not hold any more. Plan again" in words


def test_a_draft_changed_by_hand_is_to_be_planned_again(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    only_sam_can(prison)
    planned(prison)
    held = Change(MONDAY, 1, prison.listeners["sam"], None)
    rota_slots.change(prison.actor(Role.COORDINATOR), site_of(prison), held, NOW)
    words = text_of(desk.get("/rota").text)
    assert "Ask Ravi" not in words and "The draft was changed after it was planned. Plan again" in words


def test_what_is_stored_holds_no_reason_and_the_look_at_reasons_is_on_record(world: World) -> None:
    prison = world.larkmoor
    only_sam_can(prison)
    say(prison, "luc", MONDAY, AvailabilityKind.UNAVAILABLE, "court")
    row = db.session.get_one(Rota, planned(prison))
    assert "court" not in row.problem + row.solution + (row.remedies or "")
    assert ref_of(prison, "luc") not in (row.remedies or "") and ref_of(prison, "ravi") in (row.remedies or "")
    asked = db.session.query(PlanRequest).one()
    assert "court" not in asked.problem and "asked" not in asked.problem
    verbs = [audit.verb for audit in db.session.query(Audit).filter_by(site_id=prison.id)]
    assert "remedies_sought" in verbs


def test_beside_a_gap_of_a_published_night_stands_whom_to_ask_while_nobody_else_changes(
    desk: FlaskClient, world: World
) -> None:
    prison = world.larkmoor
    only_sam_can(prison)
    published(prison, [(0, FIRST, "sam")], nights=1)
    place = text_of(desk.get(f"/rota/slots/{MONDAY}/2?reasons=yes").text)
    assert ASK_RAVI in place and "Everybody else stays where he is." in place
    rests(prison, "ravi", NOW + timedelta(hours=17))
    place = text_of(desk.get(f"/rota/slots/{MONDAY}/2?reasons=yes").text)
    assert "Ask Ravi" not in place
    assert "No single change fills it : no question to one Listener about this night" in place
    assert "Repair the rota" not in place, "the night is frozen"


def test_where_only_a_limit_stands_in_the_way_the_page_of_the_rule_is_a_link_away(
    desk: FlaskClient, world: World
) -> None:
    prison = world.larkmoor
    for name in (*AWAY, "ravi"):
        stands(prison, name, Standing.PAUSED, MONDAY)
    published(prison, [(0, FIRST, "sam"), (2, FIRST, "sam")], nights=5)
    page = desk.get(f"/rota/slots/{MONDAY + timedelta(days=4)}/1?reasons=yes").text
    assert "do 3 nights in 7: the rule says 2. Change this rule, which is everybody's ." in text_of(page)
    assert 'href="/rota/rules/max_nights_in_7"' in page


def test_who_is_down_for_a_night_and_has_said_since_that_he_cannot_is_not_asked_about_it(
    desk: FlaskClient, world: World
) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "ravi")], nights=1)
    only_sam_can(prison)
    facts = rotas.facts_for(site_of(prison), MONDAY, MONDAY, NOW, reasons=True)
    assert may_be_asked_about(facts, MONDAY, MONDAY) == frozenset()


def test_on_paper_nobody_is_named_whom_one_might_ask(desk: FlaskClient, world: World) -> None:
    only_sam_can(world.larkmoor)
    planned(world.larkmoor)
    assert "Ravi" not in paper_text_of(desk.get("/rota").text)


def test_the_jobs_look_for_it_when_they_plan_and_say_so_meanwhile(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    only_sam_can(prison)
    address = str(send(desk, "/rota/plan", first="2026-11-23", nights="1").location)
    request_id = address.rsplit("/", 1)[1]
    with act() as session:
        session.get_one(PlanRequest, request_id).stage = "remedies"
        session.get_one(PlanRequest, request_id).state = PlanState.RUNNING
    words = text_of(desk.get(address).text)
    assert "Looking for what would fill the places that stay empty" in words and "proven" not in words
    with act() as session:
        session.get_one(PlanRequest, request_id).state = PlanState.WAITING
    assert plan_all_waiting(lambda: NOW, Event()) == 1
    assert ASK_RAVI in text_of(desk.get("/rota").text)
    assert "The draft is ready" in desk.get(address).text


def test_every_choice_by_hand_that_cannot_stand_is_named_with_its_rule_on_the_page_of_the_plan(
    desk: FlaskClient, world: World
) -> None:
    prison = world.larkmoor
    draft(prison, [], nights=7)
    coordinator, site = prison.actor(Role.COORDINATOR), site_of(prison)
    for day, number, name in ((0, 1, "sam"), (0, 2, "ravi"), (1, 1, "luc"), (2, 1, "dean"), (4, 1, "dean")):
        wanted = Change(MONDAY + timedelta(days=day), number, None, prison.listeners[name])
        rota_slots.change(coordinator, site, wanted, NOW)
    say(prison, "sam", MONDAY, AvailabilityKind.UNAVAILABLE, "court")
    stands(prison, "ravi", Standing.LEFT, MONDAY)
    rests(prison, "luc", NOW + timedelta(hours=44))
    policies.change(coordinator, site, "max_nights_in_7", 1, MONDAY, "Fewer nights", NOW)
    address = str(send(desk, "/rota/plan", first="2026-11-23", nights="7").location)
    assert plan_all_waiting(lambda: NOW, Event()) == 1
    words = text_of(desk.get(address).text)
    assert "These choices by hand cannot stand." in words
    assert "Monday 23 to Tuesday 24 November, first: Sam Okoro (L01). Not available." in words
    assert "Monday 23 to Tuesday 24 November, second: Ravi Patel (L02). Not available." in words
    assert "Tuesday 24 to Wednesday 25 November, first: Luc Martin (L03). Not available." in words
    for night in ("Wednesday 25 to Thursday 26 November", "Friday 27 to Saturday 28 November"):
        assert f"{night}, first: Dean Shaw (L04). At the limit of nights in 7." in words
    assert "court" not in words
