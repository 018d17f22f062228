"""Does the coordinator read how many Listeners are needed, follow the solving, and come back to the answer?"""

from __future__ import annotations

from threading import Event

import pytest
from flask.testing import FlaskClient

from listeners.access import SYSTEM
from listeners.domain.people import Standing
from listeners.domain.rota.team_size import Filled, Need, TeamAnswer
from listeners.domain.rota.team_size_json import answer_to_text
from listeners.domain.states import PlanState
from listeners.jobs.planning import plan_all_waiting
from listeners.services.team_warnings import warn_site
from listeners.store.database import act, db
from listeners.store.rota import PlanRequest
from tests.rota_world import MONDAY, NOW, stands
from tests.web.conftest import Statements, token_of
from tests.web.rota_browser import paper_text_of, send, text_of
from tests.world import World

PAGE = "/rota/what-if"

pytestmark = pytest.mark.usefixtures("sunday_evening")


def test_the_page_asks_waits_and_tells_the_answer_until_the_next(desk: FlaskClient, statements: Statements) -> None:
    first = desk.get(PAGE)
    assert "7 are needed (counted, not solved yet)." in text_of(first.text) and "Refresh" not in first.headers
    assert send(desk, PAGE, without="L01").status_code == 303
    asking = desk.get(PAGE)
    assert "waiting for its turn" in asking.text and asking.headers["Refresh"] == "3"
    assert "Find the least team" not in asking.text
    assert plan_all_waiting(lambda: NOW, Event()) == 1
    statements.clear()
    told = desk.get(PAGE)
    words = text_of(told.text)

    assert len(statements) <= 12
    assert "Refresh" not in told.headers
    assert "Solved for the 12 weeks from 23 November 2026" in words
    assert "With the team of then: 8 people, no place stays empty, 7.0 nights each in four weeks." in words
    assert "Without Sam Okoro: 7 people, no place stays empty, 8.0 nights each in four weeks." in words


def test_the_two_warnings_stand_beside_what_happens_if_some_leave_too(desk: FlaskClient) -> None:
    send(desk, PAGE)
    told = told_of(desk, without=(), after=10)
    assert "Without those named" not in told and "The load on those left" not in told
    told = told_of(desk, without=("L01",), after=9)
    assert "Without those named. Small team: 7 are active, fewer than 10." in told
    assert "The load on those left" not in told
    told = told_of(desk, without=("L01", "L02"), after=8)
    assert "Without those named. Small team: 6 are active, fewer than 10." in told
    assert "rises by a quarter or more: from 6.0 nights each in four weeks to 7.5." in told


def told_of(desk: FlaskClient, without: tuple[str, ...], after: int) -> str:
    """The page with the answer that without these so many of ten would fill the same 180 places."""
    with act() as session:
        request = session.query(PlanRequest).one()
        now, then = (Filled(people, 180, 0, is_proven=True) for people in (10, after))
        request.answer = answer_to_text(TeamAnswer((Need(0, 7, 7),), True, now, without, then if without else None))
        request.state = PlanState.DONE
    return text_of(desk.get(PAGE).text)


def test_the_general_figures_are_said_where_the_site_has_none_of_its_own(desk: FlaskClient) -> None:
    words = text_of(desk.get(PAGE).text).replace("&nbsp;", " ")

    assert "comes on 1 % of nights at 0.6 contacts a day, and on 9 % at 1.8" in words


def test_the_first_sentence_tells_the_team_of_now_and_of_then_and_by_when_to_recruit(
    desk: FlaskClient, world: World
) -> None:
    for name in ("sam", "ravi"):
        stands(world.larkmoor, name, Standing.LEFT, MONDAY.replace(year=2027, month=4))
    send(desk, PAGE)
    plan_all_waiting(lambda: NOW, Event())
    words = text_of(desk.get(PAGE).text)

    assert words.index("Small team: 8 are active") < words.index("8 take part now, 6 from 23 April 2027. 7 are needed.")
    assert "From 23 April 2027 there are fewer: training must begin by 22 January 2027." in words
    assert "So that a quarter may be lost, 10 are needed. There are fewer now: begin training now." in words
    assert "By what was on file on Sunday 22 November, 20:30." in words
    stands(world.larkmoor, "lee", Standing.LEFT, MONDAY.replace(year=2027, month=1))
    assert "The team or the rules have changed since this was asked" in text_of(desk.get(PAGE).text)


def test_a_small_team_is_told_above_the_board_on_the_page_and_once_as_a_notice(desk: FlaskClient) -> None:
    assert "Small team: 8 are active, fewer than 10. See how many you need" in text_of(desk.get("/rota").text)
    assert "Small team" not in paper_text_of(desk.get("/rota").text)
    assert "Small team: 8 are active, fewer than 10." in text_of(desk.get(PAGE).text)
    assert warn_site("LKI", SYSTEM, NOW) == 1

    words = "Fewer than 10 are active: 8. See how many you need, and by when training must begin ."
    assert words in text_of(desk.get("/rota/notices").text)


def test_asking_can_be_cancelled_also_twice(desk: FlaskClient) -> None:
    send(desk, PAGE)
    progress = f"/rota/plans/{db.session.query(PlanRequest).one().id}"
    address = f"{progress}/cancel"
    page = desk.get(PAGE).text
    assert f'action="{address}"' in page
    sent = {"csrf_token": token_of(page), "act_key": "0" * 20}

    assert [desk.post(address, data=sent).status_code for _ in range(2)] == [303, 303]
    assert desk.get(progress).location == PAGE
    assert "Find the least team" in desk.get(PAGE).text
    assert plan_all_waiting(lambda: NOW, Event()) == 0


def test_somebody_who_is_not_there_is_refused_beside_the_boxes(desk: FlaskClient) -> None:
    answer = send(desk, PAGE, without="L99")

    assert answer.status_code == 422
    assert db.session.query(PlanRequest).count() == 0


def test_a_team_of_nobody_is_told_what_to_do_next(desk: FlaskClient, world: World) -> None:
    for name in world.larkmoor.listeners:
        stands(world.larkmoor, name, Standing.LEFT, MONDAY.replace(month=7))

    assert "Import the team from a file" in desk.get(PAGE).text
