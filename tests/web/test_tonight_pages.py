"""Can an officer at 02:10 send a Listener and bring him back, with a browser that runs no JavaScript?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from listeners.domain.people import Role
from tests.nights import FRIDAY, Scene, at, scene_of
from tests.web.conftest import Statements
from tests.web.night_browser import Desk
from tests.world import World


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """The prison that a test is about."""
    return scene_of(world.larkmoor)


@pytest.fixture
def desk(client: FlaskClient, larkmoor: Scene) -> Desk:
    """An officer at a wing desk, at 02:10 on the night of Friday 27 November."""
    return Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 02:10")


def test_the_emergency_line_stands_first_and_then_who_to_ask(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")

    text = desk.open("/tonight").text

    order = ["emergency code and self-harm", "Friday 27 to Saturday 28 November", "A man has asked", "Sam Okoro"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "LKI-B-2-001, reaches every wing" in text and "Page from 02:10" in text
    assert text.index("Sam Okoro") < text.index("Luc Martin") < text.index("in reserve")
    assert "Fen " not in text


def test_four_presses_and_he_is_sent(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight").follow("A man has asked")
    desk.presses += 1  # the wing
    desk.find("B")
    assert "Ask Sam Okoro" in desk.text
    desk.press("He is going")

    assert "Sam Okoro is out" in desk.text and "out at 02:10" in desk.text
    assert desk.presses <= 4


def test_wings_stand_in_one_order_and_none_is_chosen(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.start("27 Nov 22:00", wing="C")

    page = desk.open("/tonight/call-out/new").page.text

    assert re.findall(r"(\w) wing\s*</label>", page) == ["A", "B", "C", "D"]
    assert "wing" not in desk.forms()[0].fields and 'autocomplete="off"' in page
    assert "The last one asked for was C wing." in desk.text


def test_a_wing_must_be_chosen(desk: Desk, larkmoor: Scene) -> None:
    desk.open("/tonight/call-out/new").press("Find a Listener")

    assert desk.page.status_code == 422 and "Choose the wing" in desk.text and larkmoor.open_call_outs() == []


def test_what_is_still_open_is_named_before_another_man_is_asked_for(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.start("28 Nov 01:20")

    desk.open("/tonight/call-out/new")
    assert "B wing asked at 01:20 and is still open. The same man? Go to it" in desk.text
    desk.follow("Go to it")
    assert "B wing, asked Saturday 28 November, 01:20" in desk.text


def test_he_did_not_go_after_all(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    desk.follow("He did not go after all")
    assert "Did the man who asked change his mind? That is something else" in desk.text
    desk.press("He is not going: ask the next")

    assert "Ask Luc Martin" in desk.text and "Sam Okoro is not going" in desk.text
    assert larkmoor.rests("sam") == []


def test_a_press_that_came_too_soon_asks_him_again(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    desk.follow("He did not go after all").press("I pressed too soon")

    assert "Ask Sam Okoro" in desk.text


def test_a_call_out_that_was_called_off_by_mistake_can_be_taken_back_whole(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("He is going").press("He changed his mind")
    assert "called off 02:10: he rests from then" in desk.text
    desk.follow("He did not go after all").press("He never went: put it right")

    assert larkmoor.rests("sam") == [] and "Sam Okoro" not in desk.text


def test_when_the_lead_is_back_the_page_is_about_the_second_who_is_out(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    call_out = desk.page.request.path
    desk.press("Ask a second Listener")
    assert "Ask Luc Martin to go as second Listener" in desk.text and "Sam Okoro is out" in desk.text
    desk.press("He is going")
    desk.now = "28 Nov 02:40"
    desk.follow("He is back: Sam Okoro").press("He is back", debrief="yes").open(call_out)

    assert "Luc Martin is out, second Listener" in desk.text and "Sam Okoro out 02:10, back 02:40" in desk.text
    for words in ("They may be asked", "Whom do you ask", "call it off", "telephone instead"):
        assert words not in desk.text


def test_the_whole_night_from_asked_to_rested(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    larkmoor.on_duty("sam", night=FRIDAY + timedelta(days=1))
    desk.open("/tonight/call-out/new").find("B")
    desk.press("Says no")
    assert "Ask Luc Martin" in desk.text and "Sam Okoro is not going" in desk.text
    desk.press("He is going after all")
    assert "Sam Okoro is out" in desk.text

    desk.now = "28 Nov 04:10"
    desk.follow("He is back").press("He is back", debrief="yes", place="listener_suite")

    assert "Sam Okoro rests until 15:10" in desk.text
    assert "Excused until Saturday 28 November, 17:00" in desk.text
    assert "Stood down from Saturday 28 to Sunday 29 November" in desk.text
    assert "Resting until 15:10" in desk.open("/tonight").text


def test_a_second_press_of_the_same_form_changes_nothing(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new")
    form, wing = desk.forms()[0], larkmoor.wing("B")
    desk.send(form, wing=wing)
    desk.press("Says no")
    desk.send(form, wing=wing)

    assert "Ask Luc Martin" in desk.text
    assert desk.open("/tonight").text.count("Being asked") == 1


def test_nobody_left_is_said_at_once_with_what_to_do(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam")
    desk.open("/tonight/call-out/new").find("B")
    while "Nobody is left to ask" not in desk.text:
        desk.press("No answer")

    assert "1. Samaritans 116 123. 2. Tell the orderly officer. 3. Staff check on him." in desk.text
    desk.press("The telephone is with him")
    assert "The Samaritans telephone was given at 02:10" in desk.text


def test_a_night_with_nobody_at_all_is_the_loudest_thing_on_the_page(desk: Desk, larkmoor: Scene) -> None:
    page = desk.open("/tonight").page.text

    assert 'class="lst-gap"' in page and "Nobody is on stand-by tonight." in page


def test_he_changed_his_mind(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    desk.now = "28 Nov 02:30"
    desk.open("/tonight").follow("Continue").press("He changed his mind")

    assert "The man who asked changed his mind at 02:30" in desk.text
    assert larkmoor.rests("sam") == ["28 Nov 02:30 to 28 Nov 13:30 broken_night"]


def test_a_second_listener_goes_too(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    desk.press("Ask a second Listener")
    assert "Ask Luc Martin to go as second Listener" in desk.text
    desk.press("He is going")

    assert "Luc Martin is out, second Listener" in desk.text and "Sam Okoro is out" in desk.text


def test_the_time_he_went_can_be_corrected(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    desk.follow("He went at another time").press("He went then", at="02:03")

    assert "out at 02:03" in desk.text


@pytest.mark.parametrize(
    ("at_", "on", "words"),
    [
        ("01:50", "2026-11-28", "The time is before he went out"),
        ("05:00", "2026-11-28", "The time is still to come"),
        ("", "2026-11-28", "Enter the time, such as 02:14"),
    ],
)
def test_only_what_cannot_have_happened_comes_back_with_the_fault(
    desk: Desk, larkmoor: Scene, at_: str, on: str, words: str
) -> None:
    larkmoor.on_duty("sam")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    desk.now = "28 Nov 04:10"
    desk.follow("He is back").press("He is back", at=at_, on=on, debrief="no")

    assert desk.page.status_code == 422 and "There is a problem" in desk.text and words in desk.text
    assert larkmoor.rests("sam") == []


def test_a_return_after_more_than_twelve_hours_must_be_confirmed(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    call_out = desk.page.request.path
    desk = Desk.of(desk.client, larkmoor.prison, Role.STAFF, "28 Nov 15:10")
    desk.open(call_out).follow("He is back").press("He is back", debrief="no")
    assert "more than 12 h before that" in desk.text
    desk.press("He is back", debrief="no", confirm="y")

    assert "Sam Okoro rests until" in desk.text


def test_a_time_that_came_twice_is_asked_about(client: FlaskClient, larkmoor: Scene) -> None:
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "2026-10-24 23:30")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    desk.now = "2026-10-25 03:00"
    desk.follow("He is back").press("He is back", at="01:30", on="2026-10-25", debrief="no")
    assert "01:30 came twice that night" in desk.text and "Which of the two?" in desk.text
    desk.press("He is back", at="01:30", on="2026-10-25", debrief="no", which="after")

    assert "rests until 12:30" in desk.text


def test_a_time_that_the_clocks_skipped_is_refused_with_the_two_it_might_be(
    client: FlaskClient, larkmoor: Scene
) -> None:
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "2027-03-27 23:30")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    desk.now = "2027-03-28 03:00"
    desk.follow("He is back").press("He is back", at="01:30", on="2027-03-28", debrief="no")

    assert "01:30 did not exist that night: the clocks went forward. Was it 00:30 or 02:30?" in desk.text


def test_not_here_takes_a_man_off_tonight_and_puts_him_back_without_a_reason(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight").press("Not here : Sam Okoro")
    assert "Sam Okoro is off tonight's list." in desk.text
    desk.open("/tonight/call-out/new").find("B")
    assert "Ask Luc Martin" in desk.text
    desk.open("/tonight").press("He is here")

    assert "Sam Okoro Not available" not in desk.text


def test_another_cell_is_recorded_and_a_cell_of_another_prison_refused(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam")
    desk.open("/tonight").follow("Another cell").press("He is there", cell="fni-a-1-010")
    assert desk.page.status_code == 422 and "must begin with LKI" in desk.text
    desk.press("He is there", cell="lki-c-3-007")

    assert "LKI-C-3-007" in desk.open("/tonight").text


def test_the_coordinator_keys_in_paper_and_the_rest_follows(client: FlaskClient, larkmoor: Scene) -> None:
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "29 Nov 09:05").open("/tonight/paper")
    sent = {"listener": larkmoor.who("sam"), "wing": larkmoor.wing("B"), "night": "2026-11-27"}
    desk.press("Put it on file", **sent, asked="23:50", out="00:10", back="01:40")

    assert "Rest: Saturday 28 November" in desk.text and "Sam Okoro" in desk.text
    assert larkmoor.rests("sam") == ["28 Nov 01:40 to 28 Nov 12:40 daily_rest"]


def test_paper_with_out_before_asked_is_sent_back_unless_it_is_confirmed(client: FlaskClient, larkmoor: Scene) -> None:
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "30 Nov 09:05").open("/tonight/paper")
    sent = {"listener": larkmoor.who("sam"), "wing": larkmoor.wing("B"), "night": "2026-11-27"}
    desk.press("Put it on file", **sent, asked="02:10", out="02:05", back="03:00")
    assert desk.page.status_code == 422 and "Out is before asked: check both times" in desk.text
    desk.press("Put it on file", **sent, asked="02:10", out="02:05", back="03:00", late="y")

    assert larkmoor.rests("sam") == ["29 Nov 03:00 to 29 Nov 14:00 broken_night"]


def test_an_override_lets_a_resting_man_be_asked_and_is_counted(client: FlaskClient, larkmoor: Scene) -> None:
    larkmoor.paper("ravi", "27 Nov 13:30", "27 Nov 14:00", now="27 Nov 15:00")
    larkmoor.paper("ravi", "27 Nov 04:30", "27 Nov 08:30", now="27 Nov 15:00")
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "27 Nov 20:05").open("/tonight/override")
    key = f"{larkmoor.who('ravi')}:2026-11-27"
    assert "Ravi Patel, tonight: resting until Saturday 28 November, 01:00" in desk.text
    desk.press("Put it on file", passing=key, reason="too short", consented="y")
    assert desk.page.status_code == 422
    desk.press("Put it on file", passing=key, reason="Nobody else can reach B wing tonight", consented="y")

    assert "It is on file under your name" in desk.text and "Ravi Patel Resting" not in desk.text
    assert "in the last 28 nights: 1 ." in desk.open("/tonight/load").text


PATHS = ("/tonight", "/tonight/call-out/new", "/tonight/rest", "/tonight/load", "/tonight/sheet", "/tonight/override")


@pytest.mark.parametrize("path", [*PATHS, "/tonight/paper", "/tonight/rest/slips"])
def test_a_page_asks_at_most_twelve_statements_and_no_more_with_ten_times_the_history(
    client: FlaskClient, larkmoor: Scene, statements: Statements, path: str
) -> None:
    counts = []
    for times in (1, 10):
        for number in range(times):
            day = at("1 Nov 02:00") - timedelta(days=3 * (number + times))
            words = [f"{moment:%Y-%m-%d %H:%M}" for moment in (day, day + timedelta(hours=1))]
            larkmoor.paper("sam", *words, now="27 Nov 12:00")
            larkmoor.on_duty("luc", night=day.date())
        desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "27 Nov 20:05")
        statements.clear()
        assert desk.open(path).page.status_code == 200
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 12, str(statements)


def test_a_call_out_page_asks_at_most_twelve_statements(desk: Desk, larkmoor: Scene, statements: Statements) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B")
    path, call_out_id = desk.page.request.path, larkmoor.open_call_outs()[0]
    statements.clear()
    desk.open(path)
    assert len(statements) <= 12, str(statements)
    desk.press("He is going")
    part = larkmoor.part(larkmoor.read(call_out_id), "sam")
    for page in (path, f"{path}/{part.id}/out", f"{path}/{part.id}/back", f"{path}/{part.id}/follows"):
        statements.clear()
        assert desk.open(page).page.status_code == 200
        assert len(statements) <= 12, str(statements)
