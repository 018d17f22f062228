"""Can an officer hand a long call-out over with one press, and see what became of it?"""

from __future__ import annotations

from tests.nights import Scene
from tests.web.conftest import Statements
from tests.web.night_browser import Desk


def test_after_three_hours_one_press_on_the_board_hands_over(
    desk: Desk, larkmoor: Scene, statements: Statements
) -> None:
    larkmoor.on_duty("sam", "luc")
    one = larkmoor.start("27 Nov 22:50")
    larkmoor.goes(one, "sam", "27 Nov 22:55")
    statements.clear()
    desk.open("/tonight")
    assert len(statements) <= 12, str(statements)
    assert "Luc Martin, LKI-D-2-003, is rested: ask whether he takes over." in desk.text
    desk.press("Luc Martin takes over now: Sam Okoro is back")

    assert "Luc Martin is out" in desk.text and "out at 02:10, took over from Sam Okoro" in desk.text
    assert "out 22:55, back 02:10: Luc Martin took over." in desk.text
    desk.follow("He did not go after all").press("I pressed too soon")
    assert "Sam Okoro is out" in desk.text and "took over" not in desk.text.replace("took over from", "")


def test_before_that_somebody_may_take_over_as_well(desk: Desk, larkmoor: Scene, statements: Statements) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    assert "takes over now" not in desk.text
    statements.clear()
    desk.follow("Let somebody take over")
    assert len(statements) <= 12, str(statements)
    late = desk.forms()[0]
    desk.press("Luc Martin takes over now: Sam Okoro is back")
    assert "Luc Martin is out" in desk.text
    late.fields["act_key"] = "another press"

    desk.send(late)
    assert desk.page.status_code == 409 and "Sam Okoro is on file as back since 02:10" in desk.text
