"""Does whoever puts an old time right say why, and can a coordinator read who changed what?"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from listeners.domain.people import Role
from listeners.domain.states import Part
from listeners.services import callout_ends, callout_not_gone, callouts, night_contacts
from listeners.services.callout_not_gone import NeverGone
from tests.nights import WHY, Scene, at
from tests.web.night_browser import Desk


@pytest.fixture
def call_out(larkmoor: Scene) -> str:
    """The address of a call-out of the night: Sam out 02:14, back 03:40."""
    larkmoor.on_duty("sam", "luc")
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:14")
    larkmoor.back(one, "sam", "28 Nov 03:40")
    return f"/tonight/call-out/{one.id}"


@pytest.mark.parametrize(
    ("link", "button", "right"),
    [("He went at another time", "He went then", "02:40"), ("Change", "He is back", "04:10")],
)
def test_more_than_half_an_hour_later_a_correction_needs_a_reason(
    client: FlaskClient, larkmoor: Scene, call_out: str, link: str, button: str, right: str
) -> None:
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 05:00").open(call_out)
    desk.follow(link).press(button, at=right)
    assert desk.page.status_code == 422 and "Say why it is put right, in 20 characters or more" in desk.text
    desk.press(button, at=right, why="xxxxxxxxxxxxxxxxxxxxxxxx")
    assert desk.page.status_code == 422 and "Say why in words" in desk.text
    desk.press(button, at=right, why=WHY)

    assert desk.page.status_code == 200 and f"{right}" in desk.open(call_out).text
    assert WHY not in desk.text and "put right, by whom" not in desk.text


def test_within_half_an_hour_and_where_nothing_changes_no_reason_is_asked(
    client: FlaskClient, larkmoor: Scene, call_out: str
) -> None:
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 04:10").open(call_out)
    desk.follow("Change the return")
    assert "Why do you put it right?" not in desk.text
    desk.press("He is back", at="03:50")
    assert desk.page.status_code == 200
    desk.now = "28 Nov 06:00"
    desk.open(call_out).follow("Change the return").press("He is back", place="listener_suite")

    assert desk.page.status_code == 200


def test_a_return_put_earlier_asks_in_one_press_why_he_rests_less_however_fresh_it_is(
    client: FlaskClient, larkmoor: Scene, call_out: str
) -> None:
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 03:42").open(call_out)
    assert desk.follow("Change the return").press("He is back", at="03:39").page.status_code == 200
    desk.now = "28 Nov 03:50"
    desk.open(call_out).follow("Change the return")
    assert "Why is the return put earlier?" not in desk.text
    desk.press("He is back", at="03:30")
    assert desk.page.status_code == 422 and "He rests less by that. Why is the return put earlier?" in desk.text
    desk.press("He is back", at="03:30", earlier="other")
    assert desk.page.status_code == 422 and "Say why it is put right, in 20 characters or more" in desk.text
    desk.press("He is back", at="03:30", earlier="seen")
    assert desk.page.status_code == 200
    desk.open(call_out).follow("Change the return").press("He is back", at="03:20", earlier="other", why=WHY)

    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "28 Nov 09:05").open(f"{call_out}/versions")
    assert "Back put right: 03:40, now 03:39. Why: not asked." in desk.text
    assert "Back put right: 03:39, now 03:30. Why: Whoever brought him back says so" in desk.text
    assert f"Back put right: 03:30, now 03:20. Why: {WHY}" in desk.text


def test_a_coordinator_reads_who_put_right_what_and_why_and_staff_do_not(
    client: FlaskClient, larkmoor: Scene, call_out: str
) -> None:
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 05:00").open(call_out)
    desk.follow("Change the return").press("He is back", at="04:10", why=WHY)
    desk.now = "28 Nov 05:10"
    desk.open(call_out).follow("He went at another time").press("He went then", at="02:40", why=WHY)
    larkmoor.paper("sam", "28 Nov 02:40", "28 Nov 04:30", now="28 Nov 09:00")
    assert desk.open(f"{call_out}/versions").page.status_code == 403

    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "28 Nov 09:05").open(call_out)
    text = desk.follow("What was entered and put right").text
    told = [
        "Entered on Saturday 28 November 09:00 , LKI staff Sam Okoro Back put right: 04:10, now 04:30. Why: it stands "
        "so on the sheet, which was keyed in.",
        "Said yes put right: 02:14, now 02:40. Out put right: 02:14, now 02:40.",
        f"Back put right: 03:40, now 04:10. Why: {WHY}",
    ]
    assert [words in text for words in told] == [True] * 3
    assert [text.index(words) for words in told] == sorted(text.index(words) for words in told)


def test_a_first_entry_reads_as_one_with_who_made_it_and_when(
    client: FlaskClient, larkmoor: Scene, call_out: str
) -> None:
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "28 Nov 09:05").open(f"{call_out}/versions")

    told = [
        "03:40 , LKI staff Sam Okoro Back entered: 03:40.",
        "02:14 , LKI staff Sam Okoro Said yes entered: 02:14. Out entered: 02:14.",
        "02:10 , LKI staff The request Asked entered: 02:10. Wing entered: B.",
    ]
    assert [desk.text.count(words) for words in told] == [1] * 3
    assert "put right:" not in desk.text and "taken back" not in desk.text and "Why:" not in desk.text
    assert desk.text.count("Saturday 28 November") == 2, "the day stands once over its minutes, and where he asked"


def test_what_was_taken_back_is_said_in_words_and_the_contact_of_the_night_stands_apart(
    client: FlaskClient, larkmoor: Scene
) -> None:
    coordinator = larkmoor.prison.actor(Role.COORDINATOR)
    night_contacts.put(larkmoor.site, None, ("Jo", "01234"), coordinator, at("27 Nov 10:00"))
    larkmoor.on_duty("sam", "luc")
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:12")
    his = larkmoor.part(one, "sam").id
    callout_not_gone.did_not_go(larkmoor.site, one.id, his, NeverGone(), larkmoor.officer, at("28 Nov 02:12"))
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "28 Nov 09:05").open(
        f"/tonight/call-out/{one.id}/versions"
    )

    assert desk.text.count("02:12 , LKI staff") == 1 and "now nothing" not in desk.text
    assert "Said yes 02:12: taken back. Why: not asked. Said yes entered: 02:12." in desk.text
    answered = (
        "Who answered for that night LKI coordinator, Friday 27 November, 10:00 Support contact entered: Jo, 01234."
    )
    assert desk.text.index(answered) > desk.text.index("Asked entered: 02:10.")


def test_how_a_request_ended_and_how_he_asked_are_said_each_in_its_own_words(
    client: FlaskClient, larkmoor: Scene
) -> None:
    larkmoor.on_duty("sam")
    one = larkmoor.start("28 Nov 02:10")
    callout_ends.telephone(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:12"))
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "28 Nov 09:05")

    text = desk.open(f"/tonight/call-out/{one.id}/versions").text
    assert "How it ended entered: telephone, though a Listener could have gone." in text


def test_a_place_on_file_is_put_right_late_with_a_reason_only(
    client: FlaskClient, larkmoor: Scene, call_out: str
) -> None:
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "28 Nov 05:00").open(call_out)
    desk.follow("Change the return").press("He is back", place="listener_suite")
    desk.open(call_out).follow("Change the return").press("He is back", place="own_cell")
    assert desk.page.status_code == 422 and "Say why it is put right" in desk.text
    desk.press("He is back", place="own_cell", why=WHY)
    text = desk.open(f"{call_out}/versions").text

    assert f"Place put right: Listener suite, now the Listener's own cell. Why: {WHY}" in text


def test_another_mans_first_return_asks_why_only_where_it_puts_the_place_right(
    client: FlaskClient, larkmoor: Scene
) -> None:
    larkmoor.on_duty("sam", "luc")
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:14")
    callouts.ask(larkmoor.site, one.id, Part.SECOND, larkmoor.who("luc"), larkmoor.officer, at("28 Nov 02:14"))
    larkmoor.goes(one, "luc", "28 Nov 02:15")
    there = f"/tonight/call-out/{one.id}"
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 03:00")
    desk.open(f"{there}/{larkmoor.part(one, 'sam').id}/back").press("He is back", place="listener_suite")
    desk.now = "28 Nov 04:00"
    desk.open(f"{there}/{larkmoor.part(one, 'luc').id}/back")
    assert "Why do you put it right?" not in desk.text
    desk.press("He is back", place="own_cell")
    assert desk.page.status_code == 422 and "Why do you put it right?" in desk.text
    desk.press("He is back", place="own_cell", why=WHY)

    assert desk.page.status_code == 200 and "He is back" not in desk.open(there).text


def test_a_return_pressed_too_soon_is_taken_back_and_he_is_out_still(
    client: FlaskClient, larkmoor: Scene, call_out: str
) -> None:
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 03:50").open(call_out)
    desk.follow("Pressed too soon: he is not back")
    assert "Is Sam Okoro out still?" in desk.text and "back at 03:40" in desk.text
    taking = next(each for each in desk.forms() if each.button == "Take it back")
    desk.send(taking).send(taking)
    assert desk.page.request.path == call_out and "Sam Okoro is out" in desk.text
    assert "Sam Okoro out since 02:14" in desk.open("/tonight").text
    desk.follow("He is back").press("He is back", at="03:48")
    desk.now = "28 Nov 04:30"
    assert "only the coordinator can take it back" in desk.open(call_out).follow("Pressed too soon").text
    coordinator = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "28 Nov 09:00")
    coordinator.open(desk.page.request.path).press("Take it back", reason="no")
    assert coordinator.page.status_code == 422
    coordinator.press("Take it back", reason=WHY)
    assert larkmoor.rests("sam") == [] and WHY in coordinator.follow("What was entered and put right").text
    assert (
        "now he is on file as out still, and rests once he is back. Ask him" in coordinator.open("/rota/notices").text
    )
