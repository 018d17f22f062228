"""Does the coordinator see what a repair changes, before and after, accept it as one act, or leave it?"""

from __future__ import annotations

import re
from datetime import timedelta
from threading import Event

import pytest
from flask.testing import FlaskClient

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.domain.rota.problem_json import problem_from_json
from listeners.jobs.planning import plan_all_waiting
from listeners.planner.budget import Budget
from listeners.planner.plan import make_plan
from listeners.services import cover, cover_answers, plan_runs, policies
from listeners.services.availability import withdraw
from listeners.store import cover_facts
from listeners.store.database import db
from listeners.store.rota import PlanRequest
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, draft, duties_of, published, say, site_of, stands
from tests.web.conftest import Statements, token_of
from tests.web.rota_browser import KEY, paper_text_of, send, text_of
from tests.world import Prison, World

THURSDAY = MONDAY + timedelta(days=3)
PLAN = [(0, FIRST, "sam"), (0, SECOND, "ravi"), (3, FIRST, "luc"), (3, SECOND, "dean")]

pytestmark = pytest.mark.usefixtures("sunday_evening")


def dean_cannot(prison: Prison) -> None:
    """Two on Monday and on Thursday; Dean, second on Thursday, says that he cannot."""
    published(prison, PLAN, nights=4)
    say(prison, "dean", THURSDAY, AvailabilityKind.UNAVAILABLE)


def asked(desk: FlaskClient) -> str:
    """Press the button on the board, and return the address that follows."""
    page = desk.get("/rota").text
    key = KEY.search(page[page.index('action="/rota/repairs"') :])
    assert key
    answer = desk.post("/rota/repairs", data={"csrf_token": token_of(page), "act_key": key.group(1)})
    assert answer.status_code == 303
    return answer.location


def work_it_out() -> None:
    """The process that plans does what it was asked."""
    db.session.rollback()
    work = plan_runs.claim(SYSTEM, NOW)
    assert work is not None
    problem = problem_from_json(work.problem.encode(), "the request")
    plan_runs.finish(SYSTEM, work, make_plan(problem, Budget.of(3_000), 1, lambda *_: None), NOW)
    db.session.rollback()


def test_the_board_offers_a_repair_which_is_looked_at_and_accepted(
    desk: FlaskClient, world: World, statements: Statements
) -> None:
    prison = world.larkmoor
    dean_cannot(prison)
    assert "The nights from Monday 23 November to Wednesday 25 November are frozen" in text_of(desk.get("/rota").text)
    address = asked(desk)
    assert "Repairing 1 night from Thursday 26 November" in text_of(desk.get(address).text)
    work_it_out()
    place = desk.get(address).location
    statements.clear()
    page = desk.get(place).text
    assert len(statements) <= 12, statements
    words = text_of(page)

    assert "Repair the rota: 1 place changes" in words
    assert "2 people are told. Every place there then has somebody who can do it." in words
    assert "Thursday 26 to Friday 27 November Second Dean Shaw L04, cannot do it" in words
    assert "Repair proposed" in desk.get("/rota").text and "Repair the rota</button>" not in desk.get("/rota").text
    answer = send(desk, place, reason="Dean has a visit")
    assert (answer.status_code, answer.location) == (303, "/rota")
    board = text_of(desk.get("/rota").text)
    assert "The rota is repaired" in board and "cannot do it" not in board
    assert ("dean", "withdrawn") in [(who, state) for *_, who, state in duties_of(prison)]
    assert desk.get(place).location == address
    assert "The repair is accepted" in desk.get(address).text
    assert "Dean has a visit" in desk.get("/rota/history").text


def test_a_yes_that_waits_is_named_and_one_that_came_since_is_looked_at_first(desk: FlaskClient, world: World) -> None:
    prison, site = world.larkmoor, site_of(world.larkmoor)
    policies.change(prison.actor(Role.COORDINATOR), site, "cover_approval", 1, NOW.date(), "We look first", NOW)
    dean_cannot(prison)
    cover.ask_for_cover(site, prison.listeners["dean"], THURSDAY, SYSTEM, NOW)
    address = asked(desk)
    work_it_out()
    place = desk.get(address).location
    page, [request], before = desk.get(place).text, cover_facts.waiting(site.id, NOW), duties_of(prison)
    assert "waits for you" not in text_of(page)
    cover_answers.answer(site, request.id, request.asked[0].listener, True, SYSTEM, NOW)
    refused = desk.post(place, data=accepting(page))
    db.session.rollback()
    assert refused.status_code == 409 and "said yes to a night of this repair since" in text_of(refused.text)
    assert duties_of(prison) == before
    page = desk.get(place).text
    assert "said yes and waits for you" in page and "one of these nights waits for you to agree." in text_of(page)
    assert desk.post(place, data=accepting(page)).location == "/rota"


def test_a_repair_that_is_left_changes_nothing(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    dean_cannot(prison)
    before = duties_of(prison)
    address = asked(desk)
    work_it_out()
    place = desk.get(address).location
    page = desk.get(place).text
    for _ in range(2):
        answer = desk.post(f"{place}/leave", data={"csrf_token": token_of(page)})
        assert answer.status_code == 303

    assert duties_of(prison) == before
    assert "This repair was not accepted" in desk.get(address).text
    assert "Repair the rota</button>" in desk.get("/rota").text


def test_a_published_place_that_no_single_change_fills_leads_to_a_repair_for_sets_of_them(
    desk: FlaskClient, world: World
) -> None:
    dean_cannot(world.larkmoor)
    for name in world.larkmoor.listeners:
        if name not in ("luc", "dean"):
            say(world.larkmoor, name, THURSDAY, AvailabilityKind.UNAVAILABLE, "court")
    place = desk.get(f"/rota/slots/{THURSDAY}/2?reasons=yes").text

    assert "No single change fills it : no question to one Listener about this night" in text_of(place)
    assert 'href="/rota#repair"' in place and 'id="repair"' in desk.get("/rota").text


def test_it_says_where_nothing_better_can_be_had(desk: FlaskClient, world: World, statements: Statements) -> None:
    dean_cannot(world.larkmoor)
    for name in world.larkmoor.listeners:
        if name not in ("luc", "dean"):
            say(world.larkmoor, name, THURSDAY, AvailabilityKind.UNAVAILABLE, "" if name == "lee" else "court")
    address = asked(desk)
    assert plan_all_waiting(lambda: NOW, Event()) == 1
    words = text_of(desk.get(address).text)
    statements.clear()
    place = desk.get(f"/rota/slots/{THURSDAY}/2?reasons=yes").text
    assert len(statements) <= 12, statements
    assert "Ask Lee Byrne about Thursday 26 to Friday 27 November" in text_of(place)
    assert f'Found with the last repair. <a class="govuk-link" href="{address}">' in place

    assert "Nothing better can be had" in words
    assert "Thursday 26 to Friday 27 November, second: Dean Shaw cannot do it." in words
    assert "Ask Lee Byrne about Thursday 26 to Friday 27 November" in words and "Ask Mo" not in words


def test_what_would_fill_the_places_that_it_leaves_stands_beside_them_as_long_as_it_holds(
    desk: FlaskClient, world: World, statements: Statements
) -> None:
    prison = world.larkmoor
    dean_cannot(prison)
    say(prison, "luc", THURSDAY, AvailabilityKind.UNAVAILABLE)
    for name in ("sam", "kofi", "lee", "mo", "imran"):
        say(prison, name, THURSDAY, AvailabilityKind.UNAVAILABLE, "court" if name != "kofi" else "")
    address = asked(desk)
    assert plan_all_waiting(lambda: NOW, Event()) == 1
    place = desk.get(address).location
    statements.clear()
    words = text_of(desk.get(place).text)
    assert len(statements) <= 12, statements

    ask_kofi = "Ask Kofi Mensah about Thursday 26 to Friday 27 November: the answer so far is no."
    assert "1 place still needs somebody" in words and ask_kofi in words
    assert "One more Listener would fill it." in words and "have a new repair worked out" in words
    assert "Ask Sam" not in words and "Ask Luc" not in words and "Ask Dean" not in words
    assert "Ask Kofi" not in paper_text_of(desk.get("/rota").text)
    row = db.session.query(PlanRequest).one()
    assert "court" not in row.problem + (row.answer or "") + (row.remedies or "")
    stands(prison, "kofi", Standing.PAUSED, MONDAY)
    words = text_of(desk.get(place).text)
    assert "Ask Kofi" not in words and "part of it does not hold any more" in words


def test_what_has_changed_since_is_said_and_a_new_repair_offered(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    dean_cannot(prison)
    address = asked(desk)
    work_it_out()
    place = desk.get(address).location
    page = desk.get(place).text
    with_one_hand = text_of(page).partition("After")[2]
    name = next(name for name in ("sam", "ravi", "kofi", "lee", "mo", "imran") if name.title() in with_one_hand)
    say(prison, name, THURSDAY, AvailabilityKind.UNAVAILABLE)
    words = text_of(desk.get(place).text)

    assert "Something has changed since, so that it cannot be accepted" in words and name.title() in words
    assert "Accept these changes" not in words and "Work out a new repair" in words
    key = KEY.search(page)
    assert key
    fields = {"csrf_token": token_of(page), "act_key": key.group(1), "reason": "Late"}
    refused = desk.post(place, data=fields)
    assert refused.status_code == 422 and name.title() in refused.text


def accepting(page: str) -> dict[str, str]:
    """What the form of a repair's page sends."""
    key = KEY.search(page)
    assert key
    sent = {"csrf_token": token_of(page), "act_key": key.group(1), "reason": "Dean has a visit"}
    yeses = re.search(r'name="yeses"[^>]*value="([^"]*)"', page)
    return sent if yeses is None else sent | {"yeses": yeses.group(1)}


def test_a_second_press_accepts_nothing_twice_and_an_old_page_leads_to_what_came_of_it(
    desk: FlaskClient, world: World
) -> None:
    prison = world.larkmoor
    dean_cannot(prison)
    address = asked(desk)
    assert asked_again(desk) == address
    work_it_out()
    place = desk.get(address).location
    first_page, second_page = desk.get(place).text, desk.get(place).text
    answers = [desk.post(place, data=accepting(first_page)) for _ in range(2)]
    assert [(each.status_code, each.location) for each in answers] == [(303, "/rota")] * 2
    after = duties_of(prison)
    late = desk.post(place, data=accepting(second_page))

    assert late.status_code == 409 and "This repair is accepted already" in text_of(late.text)
    assert "It was accepted on Sunday 22 November, 20:30 by" in text_of(late.text) and "/rota/history/" in late.text
    assert duties_of(prison) == after
    assert desk.get(place).location == address and "The repair is accepted" in desk.get(address).text
    assert "Accepted on Sunday 22 November, 20:30 by" in text_of(desk.get(address).text)


def test_an_old_page_of_a_repair_that_was_left_says_that_nothing_is_proposed(desk: FlaskClient, world: World) -> None:
    dean_cannot(world.larkmoor)
    address = asked(desk)
    work_it_out()
    place = desk.get(address).location
    page = desk.get(place).text
    desk.post(f"{place}/leave", data={"csrf_token": token_of(page)})
    late = desk.post(place, data=accepting(page))

    assert late.status_code == 409 and "This repair is proposed no longer" in text_of(late.text)


def told_since(prison: Prison) -> None:
    """People are told of one night more, a minute after the repair was asked for."""
    later = MONDAY + timedelta(days=10)
    published(prison, [(0, FIRST, "mo"), (0, SECOND, "kofi")], later, 1, NOW + timedelta(minutes=1))


def test_the_board_says_that_a_repair_is_older_than_the_rota_and_has_a_new_one_worked_out(
    desk: FlaskClient, world: World, statements: Statements
) -> None:
    dean_cannot(world.larkmoor)
    address = asked(desk)
    work_it_out()
    place = desk.get(address).location
    assert "Work out a new repair" not in desk.get("/rota").text
    told_since(world.larkmoor)
    statements.clear()
    board = desk.get("/rota").text
    assert len(statements) <= 12, statements

    assert "The rota has changed since a repair was worked out: perhaps it no longer fits." in text_of(board)
    assert f'href="{place}">See whether it does' in board and "Work out a new repair</button>" in board
    assert asked(desk) != address


def test_a_repair_that_nothing_needs_any_more_is_left_from_the_board(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    dean_cannot(prison)
    address = asked(desk)
    work_it_out()
    place = desk.get(address).location
    withdraw(site_of(prison), prison.listeners["dean"], (THURSDAY,), prison.actor(Role.COORDINATOR), NOW)
    told_since(prison)
    board = desk.get("/rota").text

    assert "perhaps it no longer fits" in text_of(board)
    assert f'action="{place}/leave"' in board and "Work out a new repair" not in board


def asked_again(desk: FlaskClient) -> str:
    """Press the button of a page of the board that is older than the repair that is worked out."""
    page = desk.get("/rota/plan").text
    answer = desk.post("/rota/repairs", data={"csrf_token": token_of(page), "act_key": "0123456789abcdef0123"})
    assert answer.status_code == 303
    return answer.location


def test_a_draft_that_has_the_night_otherwise_is_named_before_and_after_and_is_planned_again(
    desk: FlaskClient, world: World, statements: Statements
) -> None:
    prison, night = world.larkmoor, "Thursday 26 to Friday 27 November"
    dean_cannot(prison)
    rota_id = draft(prison, PLAN[:3], MONDAY, 8)
    board = text_of(desk.get("/rota").text)
    assert f"As people have been told, somebody is needed on these nights that the draft plans again: {night}." in board
    address = asked(desk)
    work_it_out()
    place = desk.get(address).location
    statements.clear()
    words = text_of(desk.get(place).text)
    assert len(statements) <= 12, statements
    assert (
        f"The draft in hand has these nights otherwise: {night}. Once you accept, it has to be planned again" in words
    )
    page = desk.get(f"/rota/publish/{rota_id}").text
    assert "Publish it" in page
    assert "people have been told otherwise" not in board
    send(desk, place, reason="Dean has a visit")
    statements.clear()
    board = desk.get("/rota").text
    assert len(statements) <= 12, statements
    assert (
        f"Since the draft was planned people have been told otherwise of {night}. It cannot be published as it is: "
        "plan again, and what you chose by hand is kept." in text_of(board)
    )
    assert "Publish the draft" not in board and "Plan again" in board
    assert "People have been told otherwise: plan again" in text_of(desk.get("/rota?month=2026-11").text)
    assert paper_text_of(board).count("The draft no longer fits") == 1
    assert 'class="govuk-button" role="button" draggable="false" href="/rota/plan">Plan again' in board
    statements.clear()
    plan = desk.get("/rota/plan").text
    assert len(statements) <= 12, statements
    assert "There is a draft from Thursday 26 November to Monday 30 November." in text_of(plan)
    assert 'value="26 11 2026"' in plan and re.search(r'name="nights"[^>]*value="5"', plan)
    assert f"told otherwise of {night}, so it cannot be published" in text_of(plan) and "to keep it" not in plan
    statements.clear()
    words = text_of(desk.get(f"/rota/publish/{rota_id}").text)
    assert len(statements) <= 12, statements
    assert "It would take back what people have been told since it was planned, and cannot be published" in words
    assert night in words and "Plan again : what you chose by hand is kept." in words and "Publish it" not in words
    fields = accepting(page) | {"version": "1"}
    refused = desk.post(f"/rota/publish/{rota_id}", data=fields)

    assert refused.status_code == 409 and "Plan again: what you chose by hand is kept." in text_of(refused.text)
    assert 'href="/rota/publish/' in refused.text and "Load the page again" in refused.text


def test_a_draft_that_has_the_night_as_it_was_is_said_to_change_with_the_repair(
    desk: FlaskClient, world: World
) -> None:
    dean_cannot(world.larkmoor)
    draft(world.larkmoor, PLAN, MONDAY, 8)
    address = asked(desk)
    work_it_out()
    words = text_of(desk.get(desk.get(address).location).text)

    assert "The draft in hand changes with it: Thursday 26 to Friday 27 November." in words


def test_no_reason_and_no_repair_are_answered_in_plain_words(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    dean_cannot(prison)
    address = asked(desk)
    work_it_out()
    place = desk.get(address).location
    assert "Say why published nights change" in send(desk, place, reason=" ").text
    assert send(desk, place, reason="x" * 301).status_code == 422
    assert desk.get("/rota/repairs/00000000000000000000").status_code == 404
    page = desk.get("/rota").text
    send(desk, place, reason="Dean has a visit")
    again = desk.post("/rota/repairs", data={"csrf_token": token_of(page), "act_key": "0123456789abcdef0123"})
    assert (again.status_code, "Nothing of what is published needs a repair" in again.text) == (409, True)


def test_nights_that_are_frozen_are_not_planned_and_the_pages_say_so(desk: FlaskClient, world: World) -> None:
    dean_cannot(world.larkmoor)
    words = text_of(desk.get("/rota/plan").text)
    assert "are frozen: people have been told of them" in words and "A plan leaves them as they are" in words
    refused = send(desk, "/rota/plan", first="2026-11-23", nights="3")
    assert (refused.status_code, "All these nights are frozen" in refused.text) == (422, True)
    rota_id = draft(world.larkmoor, [(0, FIRST, "mo")], MONDAY + timedelta(days=7), 1)
    assert "frozen" not in desk.get(f"/rota/publish/{rota_id}").text
    assert "is frozen: people have been told of it" in text_of(desk.get(f"/rota/slots/{MONDAY}/1").text)


def test_paper_says_nothing_of_a_repair(desk: FlaskClient, world: World) -> None:
    dean_cannot(world.larkmoor)
    words = paper_text_of(desk.get("/rota").text)
    assert "Repair" not in words and "epair" not in words and "rozen" not in words
