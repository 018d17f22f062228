"""Is the night sheet printed from Tonight in one press, chased when it is not, and asked for again when it is old?"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from listeners.domain.people import Role
from tests.nights import Scene
from tests.web.night_browser import Desk


@pytest.fixture
def evening_desk(client: FlaskClient, larkmoor: Scene) -> Desk:
    """The wing desk on Friday at 17:20, ten minutes before lock-up, two men on stand-by."""
    larkmoor.on_duty("sam", "luc")
    return Desk.of(client, larkmoor.prison, Role.STAFF, "27 Nov 17:20")


def test_the_sheet_is_chased_until_it_is_printed_and_again_when_something_changes(
    evening_desk: Desk, larkmoor: Scene
) -> None:
    desk = evening_desk.open("/tonight")
    assert "The night sheet is not printed yet: lock-up is at 17:30." in desk.text
    desk.now = "27 Nov 17:40"
    assert "The night sheet is not printed yet: lock-up was at 17:30." in desk.open("/tonight").text
    desk.press("Print the night sheet")
    assert "On file as printed on Friday 27 November, 17:40." in desk.text and "Sam Okoro" in desk.text
    assert "Sheet printed at 17:40." in desk.open("/tonight").text and "has changed" not in desk.text

    desk.press("Not here", here="no").open("/tonight")
    assert "Sheet printed at 17:40, and something has changed: print it again." in desk.text
    desk.now = "27 Nov 17:50"
    desk.press("Print it again").open("/tonight")
    assert "Sheet printed at 17:50." in desk.text and "has changed" not in desk.text


def test_each_copy_is_what_stood_on_the_paper(evening_desk: Desk, larkmoor: Scene) -> None:
    desk = evening_desk.open("/tonight/sheet")
    desk.press("Print this sheet")
    paper = desk.text[desk.text.index("Night sheet: Friday") :]
    desk.open("/tonight").press("Not here", here="no")
    desk.now = "27 Nov 17:41"
    desk.open("/tonight/sheet").press("Print this sheet").follow("Sheets of the last 7 days")
    assert desk.text.index("Friday 27 November, 17:41") < desk.text.index("Friday 27 November, 17:20")

    assert desk.follow("Friday 27 November, 17:20").text.endswith(paper)


def test_a_second_press_of_the_same_form_prints_no_second_sheet(evening_desk: Desk) -> None:
    form = next(each for each in evening_desk.open("/tonight").forms() if each.button == "Print the night sheet")
    addresses = {evening_desk.send(form).page.request.path for _ in range(2)}

    assert len(addresses) == 1 and evening_desk.page.status_code == 200


def test_of_a_prison_that_never_printed_the_list_says_what_to_do(evening_desk: Desk) -> None:
    text = evening_desk.open("/tonight/sheets").text

    assert "There is no printed sheet for you to look at. Print the sheet of tonight before lock-up." in text


def test_the_paper_says_who_waits_to_be_unlocked(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("Yes, but he waits to be unlocked")

    assert "Sam Okoro waits to be unlocked 02:10" in desk.open("/tonight/sheet").text


def test_the_paper_names_a_request_and_whoever_is_being_asked_for_it(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B")

    text = desk.open("/tonight/sheet").text
    assert "first on stand-by, being asked for B wing, 02:10" in text
    assert "02:10 B being asked: Sam Okoro" in text
