"""Can an officer hand a long call-out over with one press, and see what became of it?"""

from __future__ import annotations

import pytest

from listeners.store.callouts import Attendance
from listeners.store.database import db
from tests.nights import Scene, at
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
    assert "Luc Martin is out since 02:10, Sam Okoro is back" in desk.text
    assert desk.text.index("Was he offered a talk") < desk.text.index("Put it on file")
    desk.follow("Back to the call-out")

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
    desk.follow("Back to the call-out")
    assert "Luc Martin is out" in desk.text
    late.fields["act_key"] = "another press"

    desk.send(late)
    assert desk.page.status_code == 409 and "Sam Okoro is on file as back since 02:10" in desk.text


@pytest.mark.parametrize(("said", "counts"), [("yes", (1, 1)), ("no", (0, 1)), ("unknown", (0, 0)), ("", (0, 0))])
def test_whether_a_talk_was_offered_is_asked_at_a_hand_over_as_at_a_return(
    desk: Desk, larkmoor: Scene, said: str, counts: tuple[int, int]
) -> None:
    larkmoor.on_duty("sam", "luc")
    one = larkmoor.start("28 Nov 01:50")
    larkmoor.goes(one, "sam", "28 Nov 01:55")
    desk.open(f"/tonight/call-out/{one.id}").follow("Let somebody take over")
    desk.press("Luc Martin takes over now: Sam Okoro is back")
    assert "Was he offered a talk before going back to his cell?" in desk.text
    desk.press("Put it on file", **({"debrief": said} if said else {}))

    assert ("Offer him a talk before he goes back" in desk.text) is (said not in ("yes", "no"))
    assert ("He was offered one before he went back" in desk.text) is (said == "yes")
    by_when = "The charity offers him one by Sunday 29 November, 02:10. He need not take it."
    assert (by_when in desk.text) is (said != "yes")
    row = db.session.get_one(Attendance, larkmoor.part(one, "sam").id)
    assert (int(row.debrief_offered_at == row.back_at), int(not row.debrief_unknown)) == counts
    assert row.back_at == at("28 Nov 02:10")


@pytest.mark.parametrize("too_soon", [True, False])
def test_if_he_did_not_go_and_the_first_is_back_the_next_is_asked(desk: Desk, larkmoor: Scene, too_soon: bool) -> None:
    larkmoor.on_duty("sam", "luc")
    one = larkmoor.start("27 Nov 22:50")
    larkmoor.goes(one, "sam", "27 Nov 22:55")
    desk.open("/tonight")
    desk.press("Luc Martin takes over now: Sam Okoro is back")
    larkmoor.back(one, "sam", "28 Nov 01:36", now="28 Nov 02:09")
    desk.open(f"/tonight/call-out/{one.id}").follow("He did not go after all")
    desk.press("I pressed too soon" if too_soon else "He is not going: ask the next")
    assert ("Luc Martin is not going" in desk.text) is not too_soon

    desk.open("/tonight")
    assert "B wing, asked 22:50: nobody is with him any more, and has not been for 34 min. Being asked: " in desk.text
    assert ("Being asked: Luc Martin." in desk.text) is too_soon
