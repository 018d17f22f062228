"""Can an officer say in a few presses that staff cannot let a Listener go, and what is done for the man instead?"""

from __future__ import annotations

from tests.nights import Scene
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

    assert "Staff could not let a Listener go. The man who asked still needs somebody." in desk.text
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
