"""Do the lists beside the board say what is missing, who has which nights and who carries how much?"""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.services import availability, cover, cover_gaps, policies, standings
from listeners.store.database import act
from listeners.store.people import Listener
from tests.duties import add_duty
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, draft, published, say, site_of, stands
from tests.web.rota_browser import SLOT, paper_text_of, text_of
from tests.world import NAMES, World

pytestmark = pytest.mark.usefixtures("sunday_evening")


def rows(desk: FlaskClient, address: str) -> list[list[str]]:
    """The lines of a file, read as a spreadsheet reads it."""
    answer = desk.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def three_on_a_night(world: World) -> None:
    """From Monday on a night's crew is three."""
    coordinator = world.larkmoor.actor(Role.COORDINATOR)
    policies.change(coordinator, site_of(world.larkmoor), "crew", 3, MONDAY, "We are many now", NOW)


def test_the_gap_list_says_what_is_needed_then_what_wants_cover_then_what_is_optional(
    desk: FlaskClient, world: World
) -> None:
    prison = world.larkmoor
    three_on_a_night(world)
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi"), (2, FIRST, "luc")], nights=3)
    say(prison, "ravi", MONDAY, AvailabilityKind.UNAVAILABLE, "court")
    wednesday = MONDAY + timedelta(days=2)
    cover.ask_for_cover(site_of(prison), prison.listeners["luc"], wednesday, prison.actor(Role.COORDINATOR), NOW)
    page = desk.get("/rota/gaps").text
    words = text_of(page)

    assert "Needs somebody: 4" in words and "Wants cover: 1" in words and "Optional: 3" in words
    assert words.index("Needs somebody: 4") < words.index("Wants cover: 1") < words.index("Optional: 3")
    assert "Monday 23 to Tuesday 24 November Second Ravi Patel was down, cannot L02 Find somebody for" in words
    assert "Wednesday 25 to Thursday 26 November First Luc Martin L03, others are asked See who is asked" in words
    assert f'href="{SLOT}"' in page
    assert rows(desk, "/rota/gaps.csv") == [
        ["night", "state", "place", "number", "wants", "ref", "name"],
        ["2026-11-23", "published", "second", "2", "needs somebody", "", ""],
        ["2026-11-23", "published", "second", "3", "optional", "", ""],
        ["2026-11-24", "published", "first", "1", "needs somebody", "", ""],
        ["2026-11-24", "published", "second", "2", "needs somebody", "", ""],
        ["2026-11-24", "published", "second", "3", "optional", "", ""],
        ["2026-11-25", "published", "first", "1", "wants cover", "L03", "Luc Martin"],
        ["2026-11-25", "published", "second", "2", "needs somebody", "", ""],
        ["2026-11-25", "published", "second", "3", "optional", "", ""],
    ]


def test_a_night_for_which_cover_is_asked_leads_to_who_is_asked(desk: FlaskClient, world: World) -> None:
    prison, coordinator = world.larkmoor, world.larkmoor.actor(Role.COORDINATOR)
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi")], nights=1)
    cover.ask_for_cover(site_of(prison), prison.listeners["ravi"], MONDAY, coordinator, NOW)
    page = desk.get("/rota/gaps").text

    assert "Needs somebody: 0" in text_of(page) and "Wants cover: 1" in text_of(page)
    assert "Second Ravi Patel L02, others are asked See who is asked for Monday 23 to" in text_of(page)
    assert f'href="/rota/cover#{MONDAY}-second">See who is asked' in page
    board = desk.get("/rota").text
    assert f'href="/rota/cover#{MONDAY}-second">See who is asked' in board
    assert "Ravi Patel Wants cover L02 See who is asked" in text_of(board) and "Wants cover" not in paper_text_of(board)
    assert f'href="/rota/cover#{MONDAY}-second">See who is asked' in desk.get(SLOT).text
    assert f'<section id="{MONDAY}-second"' in desk.get("/rota/cover").text
    assert rows(desk, "/rota/gaps.csv")[1:] == [
        ["2026-11-23", "published", "second", "2", "wants cover", "L02", "Ravi Patel"]
    ]
    say(prison, "ravi", MONDAY, AvailabilityKind.UNAVAILABLE)
    words = text_of(desk.get("/rota/gaps").text)
    assert "Needs somebody: 1" in words and "Wants cover: 0" in words, "the page, the file and the board count alike"
    assert "Ravi Patel was down, cannot L02 Others are asked See who is asked for Monday" in words
    assert rows(desk, "/rota/gaps.csv")[1:] == [["2026-11-23", "published", "second", "2", "needs somebody", "", ""]]


def test_the_gap_list_and_the_page_of_a_place_say_from_when_others_are_asked(desk: FlaskClient, world: World) -> None:
    prison, coordinator = world.larkmoor, world.larkmoor.actor(Role.COORDINATOR)
    published(prison, [(16, FIRST, "sam")], nights=17)
    night = MONDAY + timedelta(days=16)
    cover_gaps.ask_who_can(site_of(prison), night, SECOND, coordinator, NOW)

    for address in ("/rota/gaps", f"/rota/slots/{night}/2"):
        assert "Others are asked from Wednesday 25 November" in text_of(desk.get(address).text)


def test_a_place_that_nobody_has_needs_somebody_also_while_others_are_asked(desk: FlaskClient, world: World) -> None:
    prison, coordinator = world.larkmoor, world.larkmoor.actor(Role.COORDINATOR)
    published(prison, [(0, FIRST, "sam")], nights=1)
    cover_gaps.ask_who_can(site_of(prison), MONDAY, SECOND, coordinator, NOW)
    words = text_of(desk.get("/rota/gaps").text)

    assert "Needs somebody: 1" in words and "Wants cover: 0" in words
    assert "could take it Why?" in words and "Others are asked See who is asked for Monday 23 to" in words
    assert "Every night that is planned has a first" not in words


def test_the_gap_list_without_a_gap_and_without_a_plan_says_so(desk: FlaskClient, world: World) -> None:
    assert "Nothing is planned yet. Plan the next four weeks" in text_of(desk.get("/rota/gaps").text)
    draft(world.larkmoor, [(0, FIRST, "sam"), (0, SECOND, "ravi")], nights=1)
    words = text_of(desk.get("/rota/gaps").text)

    assert "Needs somebody: 0 Every night that is planned has a first and a second who can do it." in words
    assert rows(desk, "/rota/gaps.csv") == [["night", "state", "place", "number", "wants", "ref", "name"]]


def test_gaps_that_people_have_been_told_of_stay_while_a_draft_plans_their_nights_again(
    desk: FlaskClient, world: World
) -> None:
    prison, coordinator = world.larkmoor, world.larkmoor.actor(Role.COORDINATOR)
    thursday = MONDAY + timedelta(days=3)
    published(prison, [(0, FIRST, "luc"), (0, SECOND, "dean"), (1, FIRST, "sam")], thursday, 2)
    say(prison, "dean", thursday, AvailabilityKind.UNAVAILABLE, "court")
    draft(prison, [(0, FIRST, "luc"), (0, SECOND, "kofi"), (1, FIRST, "sam"), (1, SECOND, "ravi")], thursday, 2)
    page = desk.get("/rota/gaps").text
    words = text_of(page)

    assert "As people have been told: 2" in words and "Needs somebody: 0" in words
    cannot = (
        "Thursday 26 to Friday 27 November Second Needs somebody Dean Shaw was down, cannot L04 Ask who can take it"
    )
    assert cannot in words and "Friday 27 to Saturday 28 November Second Needs somebody Nobody is down Ask" in words
    assert "As people have been told, on nights that the draft plans again: 2 Thursday" in paper_text_of(page)
    assert rows(desk, "/rota/gaps.csv")[1:] == [
        [night, "published", "second", "2", "needs somebody", "", ""] for night in ("2026-11-26", "2026-11-27")
    ]
    cover.ask_for_cover(site_of(prison), prison.listeners["luc"], thursday, coordinator, NOW)
    words = text_of(desk.get("/rota/gaps").text)
    assert "As people have been told: 3" in words and "First Wants cover Luc Martin L03, others are asked" in words
    assert rows(desk, "/rota/gaps.csv")[1][4:] == ["wants cover", "L03", "Luc Martin"]


def test_a_no_and_a_pause_cannot_be_told_apart_on_the_printed_lists(desk: FlaskClient, world: World) -> None:
    prison, coordinator = world.larkmoor, world.larkmoor.actor(Role.COORDINATOR)
    three_on_a_night(world)
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "dean"), (0, SECOND, "ravi")], nights=1)
    cover.ask_for_cover(site_of(prison), prison.listeners["dean"], MONDAY, coordinator, NOW)
    say(prison, "ravi", MONDAY, AvailabilityKind.UNAVAILABLE, "court")
    lists = ("/rota/gaps", "/rota/nights")
    after_a_no = [paper_text_of(desk.get(each).text) for each in lists]
    availability.say(site_of(prison), prison.listeners["ravi"], {MONDAY: None}, "", coordinator, NOW)
    standings.change(site_of(prison), prison.listeners["ravi"], Standing.PAUSED, MONDAY, 1, coordinator, NOW)

    assert [paper_text_of(desk.get(each).text) for each in lists] == after_a_no
    night = "Monday 23 to Tuesday 24 November Second"
    assert f"Wants cover: 1 {night} Optional: 1 {night}" in after_a_no[0] and "Ravi" not in after_a_no[0]


def test_everybody_has_a_line_of_nights_in_the_order_of_the_team(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    stands(prison, "lee", Standing.LEFT, MONDAY - timedelta(days=60))
    published(
        prison,
        [(0, FIRST, "sam"), (3, FIRST, "sam"), (0, SECOND, "ravi")],
        MONDAY - timedelta(days=14),
        14,
        NOW - timedelta(days=20),
    )
    published(prison, [(1, FIRST, "sam"), (4, SECOND, "sam")], nights=7)
    say(prison, "sam", MONDAY + timedelta(days=4), AvailabilityKind.UNAVAILABLE, "court")
    page = desk.get("/rota/nights").text
    words = text_of(page)

    assert "Sam Okoro L01 Tue 24 Nov, Fri 27 Nov (cannot) Tue 24 Nov Thu 12 Nov, Mon 9 Nov 10 Ravi Patel" in words
    assert "Ravi Patel L02 none Mon 9 Nov 13" in words
    assert "Luc Martin L03 none none in half a year" in words and "court" not in words and "Lee Byrne" not in words
    names = re.findall(r'<th scope="row"[^>]*>([A-Z][^<]*?) <span', page)
    assert names == list(NAMES[:-1])
    assert rows(desk, "/rota/nights.csv")[:5] == [
        ["ref", "name", "kind", "night"],
        ["L01", "Sam Okoro", "last", "2026-11-12"],
        ["L01", "Sam Okoro", "last", "2026-11-09"],
        ["L01", "Sam Okoro", "next", "2026-11-24"],
        ["L02", "Ravi Patel", "last", "2026-11-09"],
    ]


def test_the_board_is_a_file_that_a_spreadsheet_runs_nothing_of(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi"), (9, FIRST, "ravi")], nights=10)
    with act() as session:
        session.query(Listener).filter_by(id=prison.listeners["ravi"]).update({"name": "=HYPERLINK(1)"})
    found = rows(desk, "/rota/board.csv")

    assert found[0] == ["night", "state", "place", "ref", "name"]
    assert ["2026-11-23", "published", "first", "L01", "Sam Okoro"] in found
    assert ["2026-11-23", "published", "second", "L02", "'=HYPERLINK(1)"] in found
    assert ["2026-12-02", "published", "second", "", ""] in found
    say(prison, "ravi", MONDAY, AvailabilityKind.UNAVAILABLE, "court")
    assert ["2026-11-23", "published", "second", "", ""] in rows(desk, "/rota/board.csv")
    december = rows(desk, "/rota/board.csv?month=2026-12")
    assert len(december) == 1 + 31 * 2 and december[3][0] == "2026-12-02"
    assert desk.get("/rota/board.csv?month=December").status_code == 404


def test_fairness_is_in_the_order_of_the_team_and_says_how_it_is_calculated(desk: FlaskClient, world: World) -> None:
    draft(world.larkmoor, [(0, FIRST, "lee"), (4, FIRST, "mo")], nights=5)
    for address in ("/rota/fairness/plan", "/rota/fairness", "/rota/fairness?weeks=26", "/rota/fairness?weeks=52"):
        page = desk.get(address).text
        names = re.findall(r'<th scope="row"[^>]*>([A-Z][^<]*?) <span', page)

        assert names == sorted(names, key=lambda name: list(world.larkmoor.listeners).index(name.split()[0].lower()))
        assert len(names) == 8
        assert "How this is calculated" in page
        assert "2 for a night from Sunday to Thursday, 3 for a Friday or Saturday" in page
        assert "In points: 2 are one night from Sunday to Thursday." in page


def test_with_the_plan_it_is_said_how_christmas_is_shared_and_who_has_had_it(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    for name, night in (("ravi", date(2025, 12, 25)), ("sam", date(2024, 12, 31))):
        stands(prison, name, Standing.ACTIVE, date(2023, 1, 1))
        add_duty(site_of(prison), prison.listeners[name], night)
    draft(prison, [(0, FIRST, "lee"), (0, SECOND, "mo"), (2, FIRST, "sam")], date(2026, 12, 24), nights=3)
    say(prison, "mo", date(2026, 12, 24), AvailabilityKind.UNAVAILABLE)
    words = text_of(desk.get("/rota/fairness/plan").text)

    assert "had a night of one of them in the last two years is asked for that one only when the others cannot" in words
    assert "Christmas 2026, by this plan: Sam Okoro, Lee Byrne Christmas 2025: Ravi Patel" in words
    assert "New Year 20" not in words, "the plan has no night of it"


def test_fairness_can_be_looked_at_over_the_weeks_that_are_offered_alone(desk: FlaskClient) -> None:
    page = text_of(desk.get("/rota/fairness").text)

    assert "The nights from 27 September 2026 to 21 November 2026" in page
    assert "What happened is on file from 1 June 2026 on." not in page
    assert "What happened is on file from 1 June 2026 on." in text_of(desk.get("/rota/fairness?weeks=26").text)
    assert {desk.get(f"/rota/fairness?weeks={weeks}").status_code for weeks in ("9", "", "x", "-8")} == {404}
    assert "Nothing is planned yet." in text_of(desk.get("/rota/fairness/plan").text)
