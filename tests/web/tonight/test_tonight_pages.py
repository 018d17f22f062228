"""What do the board, lock-up, rest, load and override pages of a night show and take, without JavaScript?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from listeners.domain.people import Role
from listeners.domain.states import AttendanceState
from listeners.services import callouts
from listeners.store import people_facts
from tests.nights import Scene, at
from tests.web.conftest import Statements
from tests.web.night_browser import Desk


def test_the_emergency_line_stands_first_and_then_who_to_ask(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")

    text = desk.open("/tonight").text

    order = ["emergency code and self-harm", "Friday 27 to Saturday 28 November", "A man has asked", "Sam Okoro"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "LKI-B-2-001, reaches every wing" in text and "Page from 02:10" in text
    assert text.index("Sam Okoro") < text.index("Luc Martin") < text.index("in reserve")
    assert "Fen " not in text


def test_a_night_with_nobody_at_all_is_the_loudest_thing_on_the_page(desk: Desk, larkmoor: Scene) -> None:
    page = desk.open("/tonight").page.text

    assert 'class="lst-gap"' in page and "Nobody is on stand-by tonight." in page


def test_not_here_takes_a_man_off_tonight_and_puts_him_back_without_a_reason(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight").press("Not here : Sam Okoro")
    assert "Done Sam Okoro is off tonight's list." in desk.text
    assert desk.text.index(larkmoor.site.emergency_line) < desk.text.index("Done Sam Okoro")
    desk.open("/tonight/call-out/new").find("B")
    assert "Ask Luc Martin" in desk.text
    desk.open("/tonight").press("He is here")

    assert "Sam Okoro is on tonight's list again." in desk.text and "Sam Okoro Not available" not in desk.text


def test_another_cell_is_recorded_and_a_cell_of_another_prison_refused(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam")
    desk.open("/tonight").follow("Another cell").press("He is there", cell="fni-a-1-010")
    assert desk.page.status_code == 422 and "must begin with LKI" in desk.text
    desk.press("He is there", cell="lki-c-3-007")
    assert "LKI-C-3-007" in desk.open("/tonight").text
    desk.follow("Another cell").press("He is there", cell=" a-1 010")

    assert "LKI-A-1-010" in desk.open("/tonight").text


def test_an_override_lets_a_resting_man_be_asked_and_is_counted(client: FlaskClient, larkmoor: Scene) -> None:
    larkmoor.paper("ravi", "27 Nov 13:30", "27 Nov 14:00", now="27 Nov 15:00")
    larkmoor.paper("ravi", "27 Nov 04:30", "27 Nov 08:30", now="27 Nov 15:00")
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "27 Nov 20:05").open("/tonight/override")
    assert "Ravi Patel, tonight: resting until Saturday 28 November, 01:00" in desk.text
    assert "I know that 4 h 55 min of his rest are passed over" in desk.text
    desk.press("Put it on file", reason="too short", consented="y")
    assert desk.page.status_code == 422 and "Tick that you know what is passed" in desk.text
    (form,) = desk.forms()
    told = {
        "reason": "Nobody else can reach B wing tonight",
        "consented": "y",
        "acknowledged": "y",
        "all_the_same": "y",
    }
    for _ in range(2):  # the second press gets the first answer
        assert "It is on file under your name" in desk.send(form, **told).text
    assert "Ravi Patel May be asked Without the override by LKI coordinator he would rest until 01:00." in desk.text
    assert "in the last 28 nights: 1 ." in desk.open("/tonight/load").text


def test_after_an_override_the_man_who_waits_is_gone_back_to_and_he_is_asked_first(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.paper("ravi", "27 Nov 13:30", "27 Nov 14:00", now="27 Nov 15:00")
    larkmoor.paper("ravi", "27 Nov 04:30", "27 Nov 08:30", now="27 Nov 15:00")
    one, no = larkmoor.start("27 Nov 20:05"), AttendanceState.DECLINED
    while larkmoor.asked(one):
        (his,) = (part.id for part in larkmoor.read(one.id).attended if part.state is AttendanceState.OFFERED)
        callouts.not_going(larkmoor.site, one.id, his, no, larkmoor.officer, at("27 Nov 20:05"))
    desk = Desk.of(desk.client, larkmoor.prison, Role.STAFF, "27 Nov 20:06").open("/tonight/override")
    said = {"reason": "Nobody else can reach B wing", "consented": "y", "acknowledged": "y", "all_the_same": "y"}
    (form,) = desk.forms()
    for _ in range(2):
        desk.send(form, **said, name="Jo Smith")
        assert desk.page.request.path == f"/tonight/call-out/{one.id}" and "It is on file under your name" in desk.text
        assert (
            "Ask Ravi Patel LKI-C-2-002" in desk.text
            and "They may be asked" not in desk.text
            and "Why him: let go unrested tonight, by the override on file" in desk.text
        )

    desk.open("/tonight")
    assert "Let go unrested Ravi Patel May be asked" in desk.text and "Nobody rests now." in desk.text


def test_an_override_at_a_desk_is_asked_for_under_ones_own_name_and_last_of_all(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.paper("ravi", "27 Nov 13:30", "27 Nov 14:00", now="27 Nov 15:00")
    larkmoor.paper("ravi", "27 Nov 04:30", "27 Nov 08:30", now="27 Nov 15:00")
    desk = Desk.of(desk.client, larkmoor.prison, Role.STAFF, "27 Nov 20:05").open("/tonight/override")
    assert "3 can still be asked: ask them first." in desk.text
    sent = {"reason": "Nobody else can reach B wing", "consented": "y", "acknowledged": "y"}
    desk.press("Put it on file", **{**sent, "reason": "x" * 21}, name="B wing")
    assert "Enter your own first and last name, not that of a desk, a wing or a role" in desk.text
    assert "Say why in words: at least three different ones" in desk.text
    assert "or tick that he is to go all the same" in desk.text
    desk.press("Put it on file", **sent, name="Jo 1", all_the_same="y")
    assert "Enter your own first and last name" in desk.text
    desk.press("Put it on file", **sent, name="Jo Smith", all_the_same="y")

    assert "Without the override by Jo Smith he" in desk.text
    assert "short of his rest. Jo Smith, Friday 27 November, 20:05" in desk.open("/tonight/override").text


@pytest.mark.parametrize(
    ("role", "words"),
    [(Role.STAFF, "unrested under your sign-in."), (Role.COORDINATOR, "Nobody was let go unrested. ")],
)
def test_the_override_page_says_what_it_passes_and_whose_are_listed(
    client: FlaskClient, larkmoor: Scene, role: Role, words: str
) -> None:
    text = Desk.of(client, larkmoor.prison, role, "27 Nov 20:05").open("/tonight/override").text

    assert "Only his rest is passed over: every limit, and the free nights" in text and words in text


def test_of_two_who_rest_one_is_chosen_first_and_a_choice_that_is_gone_is_refused_in_plain_words(
    client: FlaskClient, larkmoor: Scene
) -> None:
    for name in ("ravi", "dean"):
        larkmoor.paper(name, "27 Nov 13:30", "27 Nov 14:00", now="27 Nov 15:00")
        larkmoor.paper(name, "27 Nov 04:30", "27 Nov 08:30", now="27 Nov 15:00")
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "27 Nov 20:05").open("/tonight/override")
    assert desk.forms() == [] and "Who begins before he is rested?" in desk.text
    desk.follow("Dean Shaw, tonight")
    (form,) = desk.forms()
    desk.send(form, passing="gone:2026-11-27", reason="Nobody else can reach B wing", consented="y")
    assert desk.page.status_code == 422 and "Choose one of these." in desk.text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("20:06", "Enter a time in the last 12 hours"),
        ("", "Enter the time at which he was asked"),
        ("19:50", "It is on file under your name"),
    ],
)
def test_it_is_asked_when_he_was_asked(client: FlaskClient, larkmoor: Scene, asked: str, words: str) -> None:
    larkmoor.paper("ravi", "27 Nov 13:30", "27 Nov 14:00", now="27 Nov 15:00")
    larkmoor.paper("ravi", "27 Nov 04:30", "27 Nov 08:30", now="27 Nov 15:00")
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "27 Nov 20:05").open("/tonight/override")
    told = {"reason": "Nobody else can reach B wing", "consented": "y", "acknowledged": "y", "all_the_same": "y"}

    assert words in desk.press("Put it on file", asked_at=asked, **told).text


def test_a_rest_that_grew_since_the_page_was_shown_is_read_again(client: FlaskClient, larkmoor: Scene) -> None:
    larkmoor.paper("ravi", "27 Nov 13:30", "27 Nov 14:00", now="27 Nov 15:00")
    larkmoor.paper("ravi", "27 Nov 04:30", "27 Nov 08:30", now="27 Nov 15:00")
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "27 Nov 20:05").open("/tonight/override")
    larkmoor.paper("ravi", "27 Nov 17:00", "27 Nov 17:30", now="27 Nov 20:06")
    told = {"reason": "Nobody else can reach B wing", "consented": "y", "acknowledged": "y", "all_the_same": "y"}
    desk.press("Put it on file", **told)
    assert "read it again, then tick" in desk.text and "I know that 8 h 25 min of his rest" in desk.text

    assert "It is on file under your name" in desk.press("Put it on file", **told).text


@pytest.mark.parametrize("path", ["/tonight", "/tonight/sheet"])
def test_a_page_of_staff_gives_the_cells_of_those_on_duty_and_none_of_the_reserve(
    client: FlaskClient, larkmoor: Scene, path: str
) -> None:
    larkmoor.on_duty("sam")
    page = Desk.of(client, larkmoor.prison, Role.STAFF, "27 Nov 20:05").open(path)
    on_duty, in_reserve = (people_facts.member(larkmoor.site.id, larkmoor.who(name)) for name in ("sam", "ravi"))

    assert in_reserve.reserve and on_duty.cell in page.text and in_reserve.cell not in page.text


def test_the_night_sheet_gives_the_hours_of_a_resting_man_whom_it_says_to_ask_again(
    client: FlaskClient, larkmoor: Scene
) -> None:
    larkmoor.on_duty("sam", "luc")
    larkmoor.paper("sam", "27 Nov 22:30", "27 Nov 23:30")
    text = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 02:14").open("/tonight/sheet").text

    his = "Sam Okoro, LKI-B-2-001, has been out tonight, rests until Saturday 28 November, 10:30"
    assert f"tell him that you know: {his}; then" in text
    assert "Resting, do not ask: nobody but those named above when this was printed." in text


def test_a_night_sheet_printed_by_day_says_that_it_names_who_rests_as_stand_by_begins(
    client: FlaskClient, larkmoor: Scene
) -> None:
    larkmoor.on_duty("luc")
    larkmoor.paper("sam", "27 Nov 00:30", "27 Nov 01:00")
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "27 Nov 09:00")

    assert "Sam Okoro Resting until 12:00" in desk.open("/tonight").text
    assert "Resting, do not ask: nobody when stand-by begins." in desk.open("/tonight/sheet").text


def test_somebody_new_on_stand_by_stands_apart_as_going_beside_another(client: FlaskClient, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    larkmoor.is_new("luc")
    words = Desk.of(client, larkmoor.prison, Role.STAFF, "27 Nov 20:05").open("/tonight").text

    assert "Goes beside another, never alone Luc" in words and "Do not ask now" not in words


PATHS = ("/tonight", "/tonight/call-out/new", "/tonight/rest", "/tonight/load", "/tonight/sheet", "/tonight/override")


@pytest.mark.parametrize("path", [*PATHS, "/tonight/paper", "/tonight/rest/slips"])
def test_a_page_asks_at_most_twelve_statements_and_no_more_with_ten_times_the_history(
    client: FlaskClient, larkmoor: Scene, statements: Statements, path: str
) -> None:
    counts = []
    for times in (1, 10):
        for number in range(times):
            day = at("1 Nov 02:00") - timedelta(days=3 * (number + times))
            out_at, back_at = (f"{moment:%Y-%m-%d %H:%M}" for moment in (day, day + timedelta(hours=1)))
            larkmoor.paper("sam", out_at, back_at, now="27 Nov 12:00")
            larkmoor.on_duty("luc", night=day.date())
        desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "27 Nov 20:05")
        statements.clear()
        assert desk.open(path).page.status_code == 200
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 12, str(statements)
