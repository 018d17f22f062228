"""Can an officer who cannot unlock a man say so, and see at a glance that he waits?"""

from __future__ import annotations

from datetime import date

from flask.testing import FlaskClient

from listeners.domain.people import Role
from listeners.domain.states import Part
from listeners.services import callouts
from tests.nights import Scene, at
from tests.web.conftest import Statements
from tests.web.night_browser import Desk


def test_he_said_yes_and_waits_to_be_unlocked(desk: Desk, larkmoor: Scene, statements: Statements) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("Yes, but he waits to be unlocked")
    assert "Sam Okoro waits to be unlocked" in desk.text and "Waiting since 02:10" in desk.text
    one, desk.now = desk.page.request.path, "28 Nov 02:40"
    board = desk.open("/tonight").text
    assert "Sam Okoro waits to be unlocked since 02:10: he cannot get out." in board and "nobody has come" not in board
    desk.now = "28 Nov 03:15"
    statements.clear()
    board = desk.open("/tonight").text
    assert len(statements) <= 12, str(statements)
    assert "B wing, asked 02:10: nobody has come to him for 1 h 5 min. Sam Okoro waits to be unlocked since" in board
    assert "Also open" not in board and "Nobody is left" not in board
    statements.clear()
    desk.open(one).press("He is unlocked and out")
    assert "Sam Okoro is out" in desk.text and "out at 03:15" in desk.text
    desk.now = "28 Nov 04:00"
    desk.follow("He is back").press("He is back", debrief="yes")
    assert "Said yes Saturday 28 November, 02:10, then waited to be unlocked" in desk.text
    assert "What counts 02:10 to 04:00" in desk.text


def test_of_who_only_waited_an_old_page_never_says_that_he_went(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B")
    old = {form.button: form for form in desk.forms()}
    desk.press("Yes, but he waits to be unlocked")
    larkmoor.paper("sam", "28 Nov 02:20", "28 Nov 02:50", wing="A")
    desk.now = "28 Nov 03:00"
    for button in ("He is going", "Says no"):
        desk.send(old[button])
        assert desk.page.status_code == 409 and "gone" not in desk.text
        assert "Sam Okoro is on file as woken and waiting from 02:10, until when is not known" in desk.text


def test_who_is_asked_for_half_an_hour_without_an_answer_is_loud_until_somebody_is_out(
    desk: Desk, larkmoor: Scene
) -> None:
    larkmoor.on_duty("sam", "luc")
    one = desk.open("/tonight/call-out/new").find("B").page.request.path
    desk.now = "28 Nov 02:41"
    assert "nobody has come to him for 31 min. Being asked: Sam Okoro." in desk.open("/tonight").text
    desk.open(one).press("He is going")
    assert "nobody has come" not in desk.open("/tonight").text


def test_nobody_came_to_him_all_night_and_the_morning_says_so(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam")
    larkmoor.on_duty("luc", night=date(2026, 11, 28))
    desk.open("/tonight/call-out/new").find("B").press("Says no")
    while "Says no" in [form.button for form in desk.forms()]:
        desk.press("Says no")
    desk.now = "28 Nov 08:20"
    words = "asked Saturday 28 November, 02:10: nobody has come to him for 6 h 10 min. His night is over."
    assert words in desk.open("/tonight").text


def test_who_waited_in_vain_rests_and_the_page_says_from_when(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("Yes, but he waits to be unlocked")
    desk.now = "28 Nov 02:40"
    desk.follow("No Listener: the telephone instead")
    assert "Sam Okoro said yes at 02:10" in desk.text
    desk.press("Record it: the telephone all the same")

    assert "was woken and waited from 02:10, did not leave his cell, called off 02:40: he rests from then" in desk.text
    assert "He is back" not in desk.text
    assert "Sam Okoro rests until 13:40" in desk.follow("What follows").text
    page = desk.open(desk.page.request.path.replace("follows", "back")).page
    assert page.status_code == 404


def test_who_does_not_go_after_all_is_asked_for_no_reason_and_none_is_shown(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("Yes, but he waits to be unlocked")
    desk.now = "28 Nov 02:50"
    desk.follow("He does not go after all: Sam Okoro")
    assert "no reason is asked" in desk.text and "Was he never woken, or was it pressed by mistake?" in desk.text
    desk.press("He does not go: ask the next")

    assert "Ask Luc Martin" in desk.text
    assert "was woken and waited from 02:10, did not leave his cell, called off 02:50" in desk.text
    assert larkmoor.rests("sam") == ["28 Nov 02:50 to 28 Nov 13:50 broken_night"]


def test_what_the_man_wants_is_not_asked_once_somebody_is_back_from_him(client: FlaskClient, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:12")
    callouts.ask(larkmoor.site, one.id, Part.SECOND, larkmoor.who("luc"), larkmoor.officer, at("28 Nov 02:13"))
    larkmoor.goes(one, "luc", "28 Nov 02:14")
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 02:30")
    page, words = f"/tonight/call-out/{one.id}", "The man who asked no longer wants a Listener"
    assert words in desk.open(f"{page}/{larkmoor.part(one, 'luc').id}/did-not-go").text
    larkmoor.back(one, "sam", "28 Nov 02:30")

    assert words not in desk.open(f"{page}/{larkmoor.part(one, 'luc').id}/did-not-go").text
    assert "It cannot be called off any more" in desk.open(f"{page}/called-off").text


def test_he_may_change_his_mind_while_only_somebody_who_waited_was_let_go(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("Yes, but he waits to be unlocked")
    desk.follow("He does not go after all: Sam Okoro").press("He does not go: ask the next")

    assert "The man who asked no longer wants a Listener" in desk.text


def test_who_said_no_goes_while_another_waits_by_the_second_press_of_a_page_that_did_not_say_so(
    desk: Desk, larkmoor: Scene
) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("Says no")
    stale = next(each for each in desk.forms() if each.button.startswith("He is going after all"))
    desk.press("Yes, but he waits to be unlocked").send(stale)
    assert desk.page.status_code == 409 and "Luc Martin waits on, and goes beside him once he is unlocked" in desk.text
    desk.press("Sam Okoro goes now")

    assert "Sam Okoro is out" in desk.text and "Luc Martin waits to be unlocked, second Listener" in desk.text
