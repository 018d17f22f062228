"""Does the coordinator's board say first what is missing, and can a rota be planned, changed and published on it?"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.services import availability, plan_runs, standings
from listeners.services.plan_runs import Failure
from listeners.store.database import db
from listeners.store.rota import PlanRequest
from tests.rota_world import (
    FIRST,
    MONDAY,
    NOW,
    SECOND,
    draft,
    duties_of,
    published,
    rests,
    say,
    site_of,
    stands,
)
from tests.web.conftest import SignInAs, token_of
from tests.web.rota_browser import KEY, SLOT, paper_text_of, send, text_of
from tests.world import World, make_prison

pytestmark = pytest.mark.usefixtures("sunday_evening")


def test_with_no_team_the_first_page_says_to_import_one(
    client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, make_prison("EMI", "HMP Empty", "Emp ", size=0), Role.COORDINATOR, at=NOW)
    page = client.get("/rota").text

    assert "Nobody is in the team yet. Import the team from a file" in text_of(page)
    assert 'href="/rota/import"' in page and "lst-board" not in page


def test_before_the_first_plan_the_board_says_what_to_do_next(desk: FlaskClient) -> None:
    page = desk.get("/rota")

    assert page.status_code == 200
    assert "Nothing is planned yet. Plan the next four weeks" in text_of(page.text)
    assert 'href="/rota/plan"' in page.text


def test_a_gap_stands_at_the_top_with_its_counted_reasons(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    for name in ("sam", "ravi"):
        say(prison, name, MONDAY, AvailabilityKind.UNAVAILABLE, "leave")
    rests(prison, "luc", datetime.fromisoformat("2026-11-23T09:00+00:00"))
    draft(prison, [(0, FIRST, "dean"), (1, FIRST, "imran"), (1, SECOND, "kofi")], nights=2)
    page = desk.get("/rota").text
    words = text_of(page)

    assert "Draft, 1 gap, 0 rules broken, fair within" in words
    assert re.search(r"fair within \d\.\d nights \(Monday 28 September to Tuesday 24 November\)", words)
    assert (
        "Places that need somebody Monday 23 to Tuesday 24 November, second: 2 could take it. Find somebody"
        " for Monday 23 to Tuesday 24 November, second Why? 2 on leave, 1 resting, 2 too few free nights, 1 on that"
        " night already, 2 could take it" in words
    )
    assert page.index('id="gaps"') < page.index("<table")
    assert f'href="{SLOT}"' in page


def test_an_empty_rota_shows_every_gap_and_says_that_nobody_takes_part(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    for name in prison.listeners:
        stands(prison, name, Standing.PAUSED, date(2026, 7, 1))
    draft(prison, [], nights=28)
    words = text_of(desk.get("/rota").text)

    assert "Draft, 56 gaps, 0 rules broken" in words
    assert "first: nobody takes part. What would fill it for" in words and "Find somebody" not in words
    assert "And 52 more, marked on their nights." in words
    assert "Fairness" not in words


def test_a_rule_broken_by_a_fact_is_named_at_the_top(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi")], nights=1)
    stands(prison, "sam", Standing.SHADOWING, MONDAY)
    words = text_of(desk.get("/rota").text)

    assert "Published, 0 gaps, 1 rule broken" in words
    assert "Rules broken Monday 23 to Tuesday 24 November: Sam Okoro (L01) is new and cannot be first." in words
    draft(prison, [(0, FIRST, "dean"), (0, SECOND, "imran")], first=MONDAY + timedelta(days=2), nights=1)
    assert "Draft, 0 gaps, 1 rule broken (1 on published nights)" in text_of(desk.get("/rota").text)


def test_whoever_cannot_do_a_night_is_named_once_under_places_and_broke_no_rule(
    desk: FlaskClient, world: World
) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi")], nights=1)
    say(prison, "ravi", MONDAY, AvailabilityKind.UNAVAILABLE, "court")
    page = desk.get("/rota").text
    words = text_of(page)

    assert "Published, 1 gap (1 whose Listener cannot do it), 0 rules broken" in words
    assert "Monday 23 to Tuesday 24 November, second: Ravi Patel cannot do it. Find somebody" in words
    assert page.count(f'href="{SLOT}"') == 2 and "court" not in words
    assert "Nobody Ravi Patel (L02) cannot Find somebody for Monday 23" in words, "nobody is the loudest"
    assert "is not available" not in words and "Rules broken" not in words
    assert "Ravi Patel L02 Why it should go to somebody else: Not available." in text_of(desk.get(SLOT).text)
    opened = text_of(desk.get(f"{SLOT}?reasons=yes").text)
    assert "Ravi Patel L02 Why it should go to somebody else: At court." in opened
    draft(prison, [(0, FIRST, "dean"), (0, SECOND, "imran")], first=MONDAY + timedelta(days=2), nights=1)
    told = "Draft, 1 gap (1 whose Listener cannot do it; 1 on published nights), 0 rules broken"
    assert told in text_of(desk.get("/rota").text)


def test_a_no_and_a_pause_cannot_be_told_apart_on_the_printed_rota(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi")], nights=1)
    say(prison, "ravi", MONDAY, AvailabilityKind.UNAVAILABLE, "court")
    after_a_no = paper_text_of(desk.get("/rota").text)
    availability.say(site_of(prison), prison.listeners["ravi"], {MONDAY: None}, "", prison.actor(Role.COORDINATOR), NOW)
    assert "Ravi Patel" in paper_text_of(desk.get("/rota").text)
    standings.change(
        site_of(prison), prison.listeners["ravi"], Standing.PAUSED, MONDAY, 1, prison.actor(Role.COORDINATOR), NOW
    )

    assert after_a_no == paper_text_of(desk.get("/rota").text)
    assert "1 gap" in after_a_no and "Nobody" in after_a_no and "Ravi" not in after_a_no


def test_the_screen_counts_as_many_gaps_as_the_paper_and_says_of_which_kind(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi"), (2, FIRST, "luc")], nights=3)
    for night, name in ((MONDAY, "sam"), (MONDAY, "ravi")):
        say(prison, name, night, AvailabilityKind.UNAVAILABLE)
    page = desk.get("/rota").text

    assert "Published, 5 gaps (3 with nobody, 2 whose Listeners cannot do them), 0 rules broken" in text_of(page)
    paper = paper_text_of(page)
    assert "Published, 5 gaps Each night" in paper and paper.count("Nobody") - paper.count("Nobody was down") == 5


def test_gaps_after_the_nights_shown_are_counted_and_a_link_away(desk: FlaskClient, world: World) -> None:
    published(world.larkmoor, [(0, FIRST, "sam"), (0, SECOND, "ravi")], nights=1)
    published(world.larkmoor, [], MONDAY + timedelta(days=40), 1)
    page = desk.get("/rota").text

    assert "Published, 2 gaps" in text_of(page)
    assert "2 are after the nights shown here." in text_of(page) and 'href="/rota?month=2027-01"' in page


def test_tonights_gap_points_to_who_can_be_asked(desk: FlaskClient, world: World) -> None:
    published(world.larkmoor, [(0, FIRST, "sam")], MONDAY - timedelta(days=1), 1, NOW - timedelta(hours=9))
    page = desk.get("/rota").text

    assert "Tonight, Sunday 22 to Monday 23 November, second: the night has begun." in text_of(page)
    assert 'href="/tonight">See who can be asked tonight' in page


def test_somebody_new_is_marked_where_he_goes_beside_another(desk: FlaskClient, world: World) -> None:
    stands(world.larkmoor, "luc", Standing.SHADOWING, MONDAY + timedelta(days=2))
    published(world.larkmoor, [(0, FIRST, "sam"), (0, SECOND, "luc"), (3, FIRST, "ravi"), (3, SECOND, "luc")])
    rows = text_of(desk.get("/rota").text)

    assert rows.count("Luc Martin L03, new: goes beside another Change") == 1


def test_a_month_can_be_looked_at_and_the_next_one_is_a_link_away(desk: FlaskClient, world: World) -> None:
    published(world.larkmoor, [(0, FIRST, "sam"), (9, FIRST, "sam")], nights=14)
    november = desk.get("/rota?month=2026-11").text
    december = desk.get("/rota?month=2026-12").text

    assert 'href="/rota?month=2026-11">November 2026' in desk.get("/rota").text
    assert "November 2026" in november and 'href="/rota?month=2026-12"' in november
    assert "Mon 23 Nov Frozen Sam Okoro" in text_of(november) and "Wed 2 Dec Sam Okoro" in text_of(december)
    assert 'id="night-2026-12-02"' in december and 'id="night-2026-12-02"' not in november
    assert desk.get("/rota?month=December").status_code == 404
    assert desk.get("/rota?month=0000-13").status_code == 404


def test_planning_asks_which_nights_and_begins_after_the_last_published_one(desk: FlaskClient, world: World) -> None:
    published(world.larkmoor, [(0, FIRST, "sam")], nights=10)

    assert 'value="03 12 2026"' in desk.get("/rota/plan").text


def test_a_plan_is_followed_without_a_script_until_it_has_ended(desk: FlaskClient, world: World) -> None:
    answer = send(desk, "/rota/plan", first="2026-11-23", nights="7")
    assert answer.status_code == 303
    waiting = desk.get(answer.location)
    assert (waiting.headers["Refresh"], "Waiting for its turn" in waiting.text) == ("3", True)
    work = plan_runs.claim(SYSTEM, NOW)
    assert work is not None
    plan_runs.report(SYSTEM, work, "unfairness", 25176, 24817)
    running = text_of(desk.get(answer.location).text)
    for words in (
        "Sharing the load fairly",
        "Best so far 25176",
        "Cannot be better than (proven) 24817",
        "Elapsed 0 seconds",
        "Refresh",
        "Cancel",
    ):
        assert words in running
    plan_runs.fail(SYSTEM, work, Failure.NOTHING_IN_TIME, NOW)
    ended = desk.get(answer.location)

    assert "Refresh" not in ended.headers
    assert "Nothing was found in 120 seconds" in ended.text


def test_the_same_form_sent_twice_is_one_request(desk: FlaskClient) -> None:
    page = desk.get("/rota/plan").text
    key = KEY.search(page)
    assert key
    sent = {"csrf_token": token_of(page), "act_key": key.group(1), "first": "2026-11-23", "nights": "7"}

    assert {desk.post("/rota/plan", data=sent).location for _ in range(2)} == {
        f"/rota/plans/{db.session.query(PlanRequest).one().id}"
    }


def test_a_plan_can_be_cancelled_from_its_page(desk: FlaskClient) -> None:
    place = send(desk, "/rota/plan", first="2026-11-23", nights="7").location
    page = desk.get(place).text
    answer = desk.post(f"{place}/cancel", data={"csrf_token": token_of(page)})

    assert (answer.status_code, answer.location) == (303, place)
    assert "The plan was cancelled" in desk.get(place).text


def test_choices_that_cannot_stand_are_shown_by_name(desk: FlaskClient, world: World) -> None:
    place = send(desk, "/rota/plan", first="2026-11-23", nights="7").location
    work = plan_runs.claim(SYSTEM, NOW)
    assert work is not None
    conflict = {"night": "2026-11-23", "place": "first", "ref": "L01", "rule": "unavailable"}
    plan_runs.fail(SYSTEM, work, Failure.CONFLICT, NOW, [conflict])

    assert "Monday 23 to Tuesday 24 November, first: Sam Okoro (L01). Not available." in text_of(desk.get(place).text)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"first": "2026-11-22", "nights": "7"}, "That night has begun, or is past. Choose a later one"),
        ({"first": "2026-11-23", "nights": "0"}, "Enter a number from 1 to 84"),
        ({"first": "2026-11-23", "nights": "many"}, "Enter a whole number"),
        ({"first": "", "nights": "7"}, "Enter the first night"),
        ({"first": "2027-11-22", "nights": "28"}, "The last night may be 22 May 2027 at the latest, half a year ahead"),
        ({"first": "9999-12-31", "nights": "28"}, "The last night may be 22 May 2027 at the latest"),
    ],
)
def test_bad_input_is_said_beside_its_field(desk: FlaskClient, fields: dict[str, str], words: str) -> None:
    answer = send(desk, "/rota/plan", **fields)

    assert answer.status_code == 422
    assert "There is a problem" in answer.text and words in answer.text
    assert db.session.query(PlanRequest).count() == 0


def test_find_somebody_ranks_who_could_and_shows_the_rule_for_who_cannot(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    draft(prison, [(0, FIRST, "sam"), (1, FIRST, "ravi")], nights=2)
    say(prison, "luc", MONDAY, AvailabilityKind.PREFER)
    words = text_of(desk.get(SLOT).text)

    assert words.index("Luc Martin") < words.index("Dean Shaw") < words.index("Who cannot, and the rule")
    assert "Load 2 with this night. Would like this night." in words
    assert "Sam Okoro L01 On that night already" in words
    assert "Ravi Patel L02 Too close to Tuesday 24 November: 1 free night is needed between" in words


def test_a_limit_is_named_with_its_nights_and_what_is_allowed(desk: FlaskClient, world: World) -> None:
    published(world.larkmoor, [(4, FIRST, "sam"), (6, FIRST, "sam")], nights=7)
    stands(world.larkmoor, "dean", Standing.LEFT, MONDAY + timedelta(days=3))
    words = text_of(desk.get(f"/rota/slots/{MONDAY + timedelta(days=2)}/1").text)

    assert "Sam Okoro L01 2 nights in 7, limit 2: Friday 27 November and Sunday 29 November" in words
    assert "Dean Shaw L04 Gone from Thursday 26 November" in words


def test_paper_says_how_many_gaps_are_after_the_nights_on_it(desk: FlaskClient, world: World) -> None:
    published(world.larkmoor, [(day, FIRST, name) for day, name in ((0, "sam"), (2, "ravi"))], nights=40)

    assert "Published, 78 gaps, 26 of them after the nights shown here" in paper_text_of(desk.get("/rota").text)


def test_a_night_far_ahead_or_without_a_plan_is_refused_in_one_line(desk: FlaskClient) -> None:
    far = desk.get("/rota/slots/2027-12-07/1")
    assert far.status_code == 409 and "This night is more than half a year ahead" in text_of(far.text)
    assert "by what you sent" not in far.text
    assert "This night is not planned yet. Plan it first" in text_of(desk.get(SLOT).text)


def test_somebody_is_put_in_a_place_of_the_draft(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    draft(prison, [(0, FIRST, "sam")], nights=1)
    answer = send(desk, SLOT, new=prison.listeners["luc"], held="")

    assert (answer.status_code, answer.location) == (303, "/rota#night-2026-11-23")
    assert "chosen by hand" in desk.get("/rota").text
    page = desk.get(SLOT).text
    assert "Leave it to the next plan" in page and 'name="free" value="yes"' in page
    luc = prison.listeners["luc"]
    assert send(desk, SLOT, new=luc, held=luc, free="yes").status_code == 303
    assert "chosen by hand" not in desk.get("/rota").text
    assert "Leave it to the next plan" not in desk.get(SLOT).text


def test_a_choice_that_breaks_a_rule_is_refused_with_who_when_and_by_how_much(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    draft(prison, [(0, FIRST, "sam"), (1, FIRST, "ravi")], nights=2)
    answer = send(desk, SLOT, new=prison.listeners["ravi"], held="")

    assert answer.status_code == 422
    assert "Ravi Patel (L02) lacks 1 free night" in text_of(answer.text)


def test_a_published_night_changes_with_a_reason_alone(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi")], nights=1)
    refused = send(desk, SLOT, new=prison.listeners["luc"], held=prison.listeners["ravi"], reason=" ")
    assert (refused.status_code, "Say why a published night changes" in refused.text) == (422, True)
    answer = send(desk, SLOT, new=prison.listeners["luc"], held=prison.listeners["ravi"], reason="A visit")

    assert answer.location == "/rota#night-2026-11-23"
    assert [each for each in duties_of(prison) if each[3] == "planned"] == [
        (MONDAY, FIRST, "sam", "planned"),
        (MONDAY, SECOND, "luc", "planned"),
    ]
    page = desk.get("/rota/history").text
    assert "Luc Martin has Monday 23 to Tuesday 24 November, second, and Ravi Patel has not. Both are told." in page
    newest = re.findall(r'href="(/rota/history/[0-9a-f]+)"', page)[0]
    told = text_of(desk.get(newest).text)
    assert "What changed Monday 23 to Tuesday 24 November, second: Luc Martin instead of Ravi Patel" in told
    assert "First Sam Okoro The same" in told and "Second Luc Martin Ravi Patel" in told
    history = text_of(page)
    assert "2 Monday 23 November 2026 Sunday 22 November, 20:30 LKI coordinator A visit" in history


def test_whoever_was_slower_reads_that_somebody_else_was_quicker(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    draft(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi")], nights=1)

    assert send(desk, SLOT, new=prison.listeners["luc"], held=prison.listeners["dean"]).status_code == 409


def test_a_place_is_left_empty(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    draft(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi")], nights=1)
    send(desk, SLOT, new="nobody", held=prison.listeners["ravi"])

    assert "Draft, 1 gap" in text_of(desk.get("/rota").text)
