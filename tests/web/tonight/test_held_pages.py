"""Can an officer say in a few presses that staff cannot let a Listener go, and what is done for the man instead?"""

from __future__ import annotations

from listeners.domain.people import Role
from tests.nights import WHY, Scene
from tests.web.conftest import Statements
from tests.web.night_browser import Desk


def test_staff_can_let_nobody_go_and_see_to_him(desk: Desk, larkmoor: Scene, statements: Statements) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("Yes, but he waits to be unlocked")
    desk.follow("Staff cannot let him go").press("Record it")
    assert desk.page.status_code == 422 and "Choose why" in desk.text and "Choose what happens now" in desk.text
    desk.now = "28 Nov 02:30"
    desk.press("Record it", reason="no_staff", what="waits")
    assert "02:30: staff could not let Sam Okoro go yet. No staff to unlock." in desk.text
    desk.now = "28 Nov 02:50"
    statements.clear()
    desk.follow("Staff cannot let him go")
    assert len(statements) <= 12, str(statements)
    desk.press("Record it", reason="security", what="nobody")

    assert "The man who asked still needs somebody Staff could not let a Listener go." in desk.text
    desk.press("The orderly officer was told")
    assert "The orderly officer was told: 02:50." in desk.text
    desk.follow("Not just now: staff check on him").press("Since then", at="02:40")
    assert "Staff check on him since 02:40." in desk.text
    desk.follow("Another time: the orderly officer was told").press("It was then", at="03:10")
    assert desk.page.status_code == 422 and "The time is still to come" in desk.text


def test_the_next_is_asked_where_one_may_not_go(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").follow("Staff cannot let him go")
    assert "Sam Okoro waits" not in desk.text
    desk.press("Record it", reason="security", what="another")

    assert "Ask Luc Martin" in desk.text and "staff could not let Sam Okoro go. Security." in desk.text


def test_a_wrong_press_is_taken_back_from_the_call_out(desk: Desk, larkmoor: Scene, statements: Statements) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").follow("Staff cannot let him go")
    desk.press("Record it", reason="security", what="another")
    statements.clear()
    desk.follow("Pressed by mistake")
    assert len(statements) <= 12, str(statements)
    assert "staff could not let Sam Okoro go. Security." in desk.text and "Sam Okoro can go again" in desk.text
    taking = next(each for each in desk.forms() if each.button == "Take it back")
    desk.send(taking).send(taking)

    assert "staff could not let" not in desk.text and "Ask Sam Okoro" in desk.text


def test_what_is_not_fresh_any_more_is_for_the_coordinator_who_says_why(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").follow("Staff cannot let him go")
    desk.press("Record it", reason="security", what="nobody")
    desk.now = "28 Nov 02:41"
    assert "only the coordinator can take it back" in desk.follow("Pressed by mistake").text

    coordinator = Desk.of(desk.client, larkmoor.prison, Role.COORDINATOR, "28 Nov 09:00")
    coordinator.open(desk.page.request.path).press("Take it back", reason="no")
    assert coordinator.page.status_code == 422 and "Enter a reason of 20 to 300 characters" in coordinator.text
    coordinator.press("Take it back", reason=WHY)
    assert "It ended at 02:10 because staff could not let a Listener go, which was taken back since" in coordinator.text
    assert WHY in coordinator.follow("What was entered and put right").text


def test_whom_staff_hold_stays_in_sight_where_nobody_is_left_and_can_go_after_all(
    desk: Desk, larkmoor: Scene, statements: Statements
) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("Yes, but he waits to be unlocked")
    one, desk.now = desk.page.request.path, "28 Nov 02:20"
    desk.follow("Staff cannot let him go").press("Record it", reason="no_staff", what="another")
    assert "Sam Okoro : staff hold him since 02:20 (no staff to unlock)" in desk.text
    while any(each.button.startswith("Says no") for each in desk.forms()):
        desk.press("Says no")

    assert "Nobody is left to ask" in desk.text and "Staff hold Sam Okoro." in desk.text
    assert "Staff hold Sam Okoro: if they can let him go, open this call-out." in desk.open("/tonight").text
    statements.clear()
    desk.now = "28 Nov 03:30"
    going = next(each for each in desk.open(one).forms() if each.button.startswith("He can go after all"))
    assert len(statements) <= 12, str(statements)
    desk.send(going).send(going)
    assert "Sam Okoro waits to be unlocked" in desk.text and "Waiting since 02:10" in desk.text
    assert "02:20: staff could not let Sam Okoro go yet" in desk.text and "staff hold him" not in desk.text


def test_who_was_being_asked_in_his_place_is_named_as_not_asked_any_more(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("Yes, but he waits to be unlocked")
    desk.follow("Staff cannot let him go").press("Record it", reason="no_staff", what="another")
    assert "Ask Luc Martin" in desk.text
    going = next(each for each in desk.forms() if each.button.startswith("He can go after all"))

    assert "Luc Martin is not asked any more: tell him." in desk.send(going).text
    assert "Sam Okoro waits to be unlocked" in desk.text
    assert "not asked any more" not in desk.send(going).text

    desk.open("/tonight/call-out/new").find("A").press("Says no")
    asked = next(each.button for each in desk.forms() if each.button.startswith("He is going after all"))
    assert "is not asked any more: tell him." in desk.press(asked).text


def test_a_second_beside_a_second_is_asked_about_once_and_sent_from_the_same_page(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    one = desk.press("Ask a second Listener to go too").press("Says no").page.request.path
    stale = next(each for each in desk.open(one).forms() if each.button.startswith("He is going after all"))
    desk.press("Yes, but he waits to be unlocked")
    assert "was not recorded" in desk.send(stale).text and "waits on, so that two more go" in desk.text
    button = next(each.button for each in desk.forms() if each.button.endswith("goes now"))
    assert desk.press(button).text.count("is out, second Listener") == 1


def test_a_second_beside_a_second_is_no_question_on_a_page_that_shows_both(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    desk.press("Ask a second Listener to go too").press("Says no").press("Yes, but he waits to be unlocked")
    assert "is out, second Listener" in desk.press("He is going after all").text
