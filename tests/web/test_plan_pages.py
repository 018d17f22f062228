"""Does a coordinator read what a plan throws away, whom it cannot know, and which drafts were never published?"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from listeners.access import SYSTEM
from listeners.domain.people import Role, Standing
from listeners.domain.rota.problem_json import problem_from_json
from listeners.planner.budget import Budget
from listeners.planner.plan import make_plan
from listeners.services import plan_runs, rota_publishing, rota_slots
from listeners.services.rota_slots import Change
from listeners.store import rota_versions
from listeners.store.database import act, db
from listeners.store.people import Listener
from listeners.store.rota import PlanRequest
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, draft, published, site_of, stands, versions_of
from tests.web.conftest import Statements
from tests.web.rota_browser import send, text_of
from tests.world import Prison, World

pytestmark = pytest.mark.usefixtures("sunday_evening")


def test_the_draft_that_a_new_plan_throws_away_is_named_before(desk: FlaskClient, world: World) -> None:
    assert "thrown away" not in desk.get("/rota/plan").text
    draft(world.larkmoor, [(0, FIRST, "sam")], nights=14)

    page = desk.get("/rota/plan").text
    assert "There is a draft from Monday 23 November to Sunday 6 December. It is thrown away" in text_of(page)
    assert "to keep it, publish it first" in text_of(page)
    assert 'value="23 11 2026"' in page and re.search(r'name="nights"[^>]*value="14"', page)


def test_a_draft_that_is_ready_says_how_good_it_is_as_the_board_does_until_it_is_published(
    desk: FlaskClient, world: World, statements: Statements
) -> None:
    prison = world.larkmoor
    address = str(send(desk, "/rota/plan", first="2026-11-23", nights="2").location)
    work = plan_runs.claim(SYSTEM, NOW)
    assert work is not None
    problem = problem_from_json(work.problem.encode(), "the request")
    rota_id = plan_runs.finish(SYSTEM, work, make_plan(problem, Budget.of(200_000, 60.0), 1, lambda *_: None), NOW)
    assert rota_id is not None
    statements.clear()
    ready = text_of(desk.get(address).text)

    assert len(statements) <= 12
    assert "The draft is ready 2 nights from Monday 23 November No gap in these 2 nights." in ready
    found = re.search(r"Draft, 0 gaps, 0 rules broken, fair within \d\.\d nights", ready)
    assert found and found.group() in text_of(desk.get("/rota").text)
    rota_publishing.publish(prison.actor(Role.COORDINATOR), site_of(prison), rota_id, NOW)
    assert "rules broken" not in text_of(desk.get(address).text)


def test_what_is_no_number_is_told_once(desk: FlaskClient) -> None:
    page = text_of(send(desk, "/rota/plan", first="2026-11-23", nights="xx").text)

    assert page.count("Enter a whole number") == 2  # in the summary and at the box
    assert "Enter a number from 1 to" not in page


def test_a_draft_says_where_it_begins_when_the_nights_asked_for_first_are_frozen(
    desk: FlaskClient, world: World
) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi")], nights=1)
    address = str(send(desk, "/rota/plan", first="2026-11-23", nights="3").location)
    work = plan_runs.claim(SYSTEM, NOW)
    assert work is not None
    problem = problem_from_json(work.problem.encode(), "the request")
    plan_runs.finish(SYSTEM, work, make_plan(problem, Budget.of(200_000, 60.0), 1, lambda *_: None), NOW)
    ready = text_of(desk.get(address).text)

    assert "2 nights from Tuesday 24 November No gap in these 2 nights. You asked for 3 nights from Monday 23" in ready


def test_nights_on_which_nobody_takes_part_are_not_planned(desk: FlaskClient, world: World) -> None:
    for name in world.larkmoor.listeners:
        stands(world.larkmoor, name, Standing.LEFT, date(2026, 7, 1))
    answer = send(desk, "/rota/plan", first="2026-11-23", nights="7")

    assert answer.status_code == 422 and "Nobody takes part on these nights" in answer.text
    assert db.session.query(PlanRequest).count() == 0


def all_but_kofi_and_lee_have_carried(prison: Prison) -> None:
    """Everybody else had a night in the two weeks from four weeks before Monday, for which there is a draft."""
    names = [name for name in prison.listeners if name not in ("kofi", "lee")]
    lived = [(2 * day, FIRST, name) for day, name in enumerate(names)]
    published(prison, lived, MONDAY - timedelta(days=28), 14, NOW - timedelta(days=30))
    draft(prison, [(0, FIRST, "sam")], nights=1)


def test_of_whom_nothing_is_known_is_said_beside_the_plan(desk: FlaskClient, world: World) -> None:
    all_but_kofi_and_lee_have_carried(world.larkmoor)
    page = desk.get("/rota").text
    words = text_of(page)
    assert "Nothing is on file of what Kofi Mensah and Lee Byrne carried before Monday 23 November." in words
    on_paper = re.sub(r'<span class="lst-no-print">.*?</a>.*?</span>', "", page)
    assert "more nights than others.</div>" in on_paper


def test_who_came_less_than_four_weeks_before_is_known_to_have_carried_nothing(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    with act() as session:
        for name, days in (("kofi", 28), ("lee", 27)):
            session.get_one(Listener, prison.listeners[name]).joined_on = MONDAY - timedelta(days=days)
    all_but_kofi_and_lee_have_carried(prison)

    words = text_of(desk.get("/rota").text)
    assert "Nothing is on file of what Kofi Mensah carried before Monday 23 November." in words


def test_a_scheme_without_any_history_needs_no_warning_of_it(desk: FlaskClient, world: World) -> None:
    draft(world.larkmoor, [(0, FIRST, "sam")], nights=1)

    assert "Nothing is on file" not in desk.get("/rota").text


def test_the_history_leaves_no_number_unexplained(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi")], nights=1)
    draft(prison, [], MONDAY + timedelta(days=1), 1)
    published(prison, [], MONDAY + timedelta(days=1), 1)
    words = text_of(desk.get("/rota/history").text)

    assert "2 A draft that was never published: nobody was told of it." in words


def test_the_history_calls_the_draft_that_is_being_made_no_version(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam")], nights=1)
    draft(prison, [], MONDAY + timedelta(days=7), 1)
    second = Change(MONDAY, 2, None, prison.listeners["ravi"], "Nobody stood beside Sam")
    rota_slots.change(prison.actor(Role.COORDINATOR), site_of(prison), second, NOW)
    words = text_of(desk.get("/rota/history").text)

    assert "3 Monday 23 November 2026" in words and "never published" not in words


def test_the_history_has_first_what_people_were_told_last(
    desk: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    prison, later = world.larkmoor, NOW + timedelta(hours=1)
    actor, site = prison.actor(Role.COORDINATOR), site_of(prison)
    published(prison, [(0, FIRST, "sam")], nights=1)
    waiting = draft(prison, [], MONDAY + timedelta(days=7), 1)
    rota_slots.change(actor, site, Change(MONDAY, 2, None, prison.listeners["ravi"], "Beside Sam"), NOW)
    rota_publishing.publish(actor, site, waiting, later)
    numbers = [each.ordinal for each in versions_of(prison)]
    monkeypatch.setattr(rota_versions, "VERSIONS_ON_A_PAGE", 1)
    pages = [desk.get(f"/rota/history{asked}").text for asked in ("", "?before=2", "?before=3")]

    assert numbers == [2, 3, 1]
    assert ["before=2" in pages[0], "before=3" in pages[1], "Older versions" in pages[2]] == [True, True, False]
    assert [re.findall(r">(\d)</a></th>", page) for page in pages] == [["2"], ["3"], ["1"]]


def test_the_history_explains_each_number_from_page_to_page(
    desk: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    prison = world.larkmoor
    for _ in range(3):
        draft(prison, [], nights=1)
    published(prison, [], nights=1)
    draft(prison, [], MONDAY + timedelta(days=1), 1)
    published(prison, [], MONDAY + timedelta(days=1), 1)
    monkeypatch.setattr(rota_versions, "VERSIONS_ON_A_PAGE", 2)
    pages = [desk.get(f"/rota/history{asked}").text for asked in ("", "?before=5", "?before=3")]

    assert "5 A draft that was never published" in text_of(pages[0]) and "before=5" in pages[0]
    assert "3 A draft that was never published" in text_of(pages[1]) and "before=3" in pages[1]
    assert "1 to 2 Drafts that were never published: nobody was told of them." in text_of(pages[2])
    assert "Older versions" not in pages[2]


def test_a_board_that_ends_a_few_nights_after_four_weeks_is_shown_whole(desk: FlaskClient, world: World) -> None:
    published(world.larkmoor, [], nights=32)
    page = desk.get("/rota").text

    assert "Nights from Sunday 22 November to Thursday 24 December" in text_of(page)
    assert "gaps in this month" in text_of(desk.get("/rota?month=2026-11").text)


def test_a_board_without_a_plan_names_the_one_night_that_it_shows(desk: FlaskClient) -> None:
    assert "Sunday 22 to Monday 23 November" in text_of(desk.get("/rota").text)
