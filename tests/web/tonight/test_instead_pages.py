"""No Listener goes to a man: does the desk lead from Tonight to what is to be done for him, and keep asking for it?"""

from __future__ import annotations

from flask.testing import FlaskClient

from listeners.domain.people import Role
from tests.nights import WHY, Scene
from tests.web.conftest import Statements
from tests.web.night_browser import Desk


def refused(desk: Desk) -> Desk:
    """Staff let no Listener go to a man on B wing."""
    desk.open("/tonight/call-out/new").find("B").follow("Staff cannot let him go")
    return desk.press("Record it", reason="no_staff", what="nobody")


def boxes(desk: Desk) -> dict[str, str]:
    """The boxes for times on a page, as they are filled in."""
    form = next(each for each in desk.forms() if each.button.startswith("Record it"))
    return {
        name: value for name, value in form.fields.items() if name in ("telephone", "orderly_told", "staff_checking")
    }


def test_tonight_leads_back_to_the_man_until_the_three_are_on_file(
    desk: Desk, larkmoor: Scene, statements: Statements
) -> None:
    larkmoor.on_duty("sam", "luc")
    assert "The man who asked still needs somebody" in refused(desk).text
    assert '<h1 class="govuk-heading-l">The man who asked still needs somebody</h1>' in desk.page.text
    desk.now = "28 Nov 02:25"
    desk.open("/tonight")
    statements.clear()
    board = desk.open("/tonight")
    assert len(statements) <= 12, str(statements)
    assert (
        "B wing, asked 02:10: no Listener goes to him. Not on file: the telephone was given; the orderly" in board.text
    )
    desk.follow("Record what is done for him")
    assert boxes(desk) == {"telephone": "02:25", "orderly_told": "", "staff_checking": ""}
    desk.press("Record it", telephone="02:22", orderly_told="02:25")
    assert "The telephone was given: 02:22." in desk.text and "The orderly officer was told: 02:25." in desk.text
    assert "Not on file: staff check on him." in desk.open("/tonight").text

    desk.follow("Record what is done for him").press("Record it", staff_checking="02:09")
    assert desk.page.status_code == 422 and "still to come, or before the man asked at 02:10" in desk.text
    desk.press("Record it", staff_checking="")
    assert desk.page.status_code == 422 and "Enter a time, of one of these at least" in desk.text
    desk.press("Record it", staff_checking="02:24")
    assert "Staff check on him since 02:24." in desk.text and "still needs somebody" not in desk.text
    assert "no Listener goes to him" not in desk.open("/tonight").text


def test_one_press_on_the_form_as_it_stands_records_no_check_that_nobody_did(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    refused(desk).follow("Record what is done for him").press("Record it")
    assert "The telephone was given: 02:10." in desk.text
    assert "The orderly officer was told: 02:10" not in desk.text and "Staff check on him since" not in desk.text
    assert "Not on file: the orderly officer was told; staff check on him." in desk.open("/tonight").text
    desk.follow("Record what is done for him").press("Record it")
    assert desk.page.status_code == 422 and "Enter a time, of one of these at least" in desk.text


def test_he_may_no_longer_want_anybody_and_that_is_taken_back_by_a_press(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    refused(desk).press("The man who asked no longer wants anybody")
    one = desk.page.request.path
    assert "He no longer wants anybody, since 02:10." in desk.text
    assert "no Listener goes to him" not in desk.open("/tonight").text
    desk.open(one).press("Pressed by mistake: he wants somebody")

    assert "still needs somebody" in desk.text and "no Listener goes to him" in desk.open("/tonight").text


def test_three_boxes_are_stored_by_one_press_and_an_empty_one_is_asked_for(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam")
    desk.open("/tonight/call-out/new").find("B")
    while "Nobody is left to ask" not in desk.text:
        desk.press("No answer")
    desk.now = "28 Nov 02:20"
    desk.follow("Record when each was done")
    pressed = next(each for each in desk.forms() if each.button == "Record it")
    for _ in range(2):
        desk.send(pressed, telephone="02:12", orderly_told="02:14", staff_checking="")
    assert "The Samaritans telephone was given at 02:12." in desk.text
    assert "Can a Listener go to him now? That is a new call-out : what was done stands." in desk.text
    assert "The orderly officer was told: 02:14." in desk.text and "Staff check on him since" not in desk.text

    assert "Not on file: staff check on him." in desk.open("/tonight").text


def test_over_midnight_and_half_a_day_later_the_times_are_those_of_the_night(
    client: FlaskClient, larkmoor: Scene
) -> None:
    larkmoor.on_duty("sam", "luc")
    refused(Desk.of(client, larkmoor.prison, Role.STAFF, "27 Nov 23:50"))
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 12:05")
    desk.open("/tonight").follow("Record what is done for him")
    assert boxes(desk) == dict.fromkeys(("telephone", "orderly_told", "staff_checking"), "")
    desk.press("Record it", telephone="23:55", orderly_told="00:05", staff_checking="00:10")

    assert "The telephone was given: 23:55." in desk.text and "Staff check on him since 00:10." in desk.text
    assert "Not on file" not in desk.open("/tonight").text


def test_a_telephone_pressed_by_mistake_is_taken_back_by_one_press_more(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("Yes, but he waits to be unlocked")
    desk.follow("No Listener: the telephone instead").press("Record it: the telephone all the same")
    desk.follow("Pressed by mistake: a Listener is to go to him")
    assert "Sam Okoro waits to be unlocked again" in desk.text
    pressed = next(each for each in desk.forms() if each.button == "Take it back")
    for _ in range(2):
        desk.send(pressed)
        assert "Sam Okoro waits to be unlocked" in desk.text and "has ended" not in desk.text


def test_a_telephone_is_for_the_coordinator_to_take_back_after_half_an_hour(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").follow("No Listener: the telephone instead")
    desk.press("Record it: the telephone all the same")
    desk.now = "28 Nov 02:41"
    assert "only the coordinator can take it back" in desk.follow("Pressed by mistake").text
    page = desk.page.request.path
    coordinator = Desk.of(desk.client, larkmoor.prison, Role.COORDINATOR, "28 Nov 09:00").open(page)
    coordinator.press("Take it back", reason="no")
    assert coordinator.page.status_code == 422 and "Enter a reason of 20 to 300 characters" in coordinator.text
    coordinator.press("Take it back", reason=WHY)
    assert "Whom do you ask" in coordinator.text or "Ask " in coordinator.text
    assert WHY in coordinator.follow("What was entered and put right").text


def test_now_pressed_where_another_time_is_on_file_long_since_asks_why(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    refused(desk)
    button = "The orderly officer was told"
    stale = next(each for each in desk.forms() if each.button.startswith(button))
    desk.open(desk.page.request.path).press(button)
    desk.now = "28 Nov 02:41"
    desk.send(stale)
    assert desk.page.status_code == 422 and "On file: Saturday 28 November, 02:10." in desk.text
    desk.press("It was then", why=WHY)

    assert "The orderly officer was told: 02:41." in desk.text


def test_that_he_wants_no_listener_is_taken_back_from_the_page_that_it_leads_to(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").follow("The man who asked no longer wants a Listener")
    desk.press(next(each.button for each in desk.forms()))
    assert "changed his mind" in desk.text
    desk.follow("Pressed by mistake: he wants a Listener")
    assert "Does he want a Listener all the same?" in desk.text and "the next Listener is asked" in desk.text
    assert "Ask Sam Okoro" in desk.press("Take it back").text


def test_half_a_day_after_he_asked_it_is_asked_when_each_was_done_and_not_offered_for_now(
    desk: Desk, larkmoor: Scene
) -> None:
    one = refused(desk).page.request.path
    assert "Staff check on him : now" in desk.text
    desk = Desk.of(desk.client, larkmoor.prison, Role.STAFF, "28 Nov 14:20").open(one)
    assert ": now" not in desk.text and "Staff check on him: not on file." in desk.text
    desk.follow("Enter when: staff check on him").press("Since then", at="02:40")
    assert "Staff check on him since 02:40." in desk.text


def test_one_check_pressed_by_mistake_is_taken_back_by_itself_and_asked_for_again(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    refused(desk).press("The orderly officer was told : now").press("Staff check on him : now")
    desk.follow("Not done: the orderly officer was told").press("Take it back")
    assert "The orderly officer was told: 02:10" not in desk.text and "Staff check on him since 02:10." in desk.text
    assert "Not on file: the telephone was given; the orderly" in desk.open("/tonight").text
    one = desk.follow("Record what is done for him").press("Record it", orderly_told="02:10").page.request.path
    desk.now = "28 Nov 02:41"
    assert "only the coordinator can take it back" in desk.open(one).follow("Not done: the orderly").text

    coordinator = Desk.of(desk.client, larkmoor.prison, Role.COORDINATOR, "28 Nov 09:00")
    coordinator.open(desk.page.request.path).press("Take it back", reason="no")
    assert coordinator.page.status_code == 422
    assert "The orderly officer was told : now" in coordinator.press("Take it back", reason=WHY).text
    assert WHY in coordinator.follow("What was entered and put right").text
