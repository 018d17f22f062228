"""Can an officer note from when to when they talked, and put a wrong time right, the clock being filled in?"""

from __future__ import annotations

from tests.nights import WHY, Scene
from tests.web.conftest import Statements
from tests.web.night_browser import Desk


def test_two_presses_note_the_talk_and_what_cannot_have_been_is_said(
    desk: Desk, larkmoor: Scene, statements: Statements
) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    desk.now = "28 Nov 02:20"
    desk.press("They have begun to talk")
    desk.now = "28 Nov 03:00"
    desk.press("They have finished")
    assert "They began: 02:20" in desk.text and "They finished: 03:00" in desk.text
    statements.clear()
    desk.follow("They began: 02:20")
    assert len(statements) <= 12, str(statements)
    assert desk.forms()[0].fields["at"] == "02:20"
    desk.press("They began then", at="03:05", on="28 11 2026")
    assert desk.page.status_code == 422 and "The time is still to come" in desk.text
    assert "The time is after they finished" in desk.text
    desk.press("They began then", at="02:30", on="28 11 2026", why=WHY)
    assert "They began: 02:30" in desk.text

    desk.follow("He is back").press("He is back", at="02:50", on="28 11 2026", debrief="yes")
    assert desk.page.status_code == 422 and "The time he was back is before they finished talking" in desk.text


def test_when_he_asked_can_be_put_right(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B")
    desk.follow("02:10")
    assert desk.forms()[0].fields["at"] == "02:10"
    desk.press("He asked then", at="01:50", on="28 11 2026")

    assert "B wing, asked 01:50" in desk.text


def test_an_old_time_asks_why_it_is_put_right(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    address = desk.page.request.path
    assert "Why do you put it right?" not in desk.follow("He said yes: 02:10").text
    desk.now = "28 Nov 02:50"
    for link, button, at in (
        ("He said yes: 02:10", "He said yes then", "02:09"),
        ("02:10", "He asked then", "02:05"),
    ):
        desk.open(address).follow(link).press(button, at=at)
        assert desk.page.status_code == 422 and "Say why it is put right, in 20 characters or more" in desk.text
        desk.press(button, at="02:10").open(address)
        assert "02:10" in desk.text and at not in desk.text
        desk.follow(link).press(button, at="02:10" if link != "02:10" else at, why=WHY)
