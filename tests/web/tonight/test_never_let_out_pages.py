"""At unlock: he waited, and was not let out. Is staff asked why, and what was done for the man, one question a page?"""

from __future__ import annotations

from listeners.domain.people import Role
from tests.nights import Scene
from tests.web.conftest import Statements
from tests.web.night_browser import Desk


def waiting(desk: Desk, larkmoor: Scene) -> None:
    """Sam said yes at 02:10, and nobody entered what came of it."""
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("Yes, but he waits to be unlocked")


def asked_why(desk: Desk) -> Desk:
    return desk.open("/tonight").follow("He did not go: Sam Okoro").follow("He waited, and was not let out")


def test_staff_say_why_and_what_was_done_and_it_stands_everywhere_as_their_refusal(
    desk: Desk, larkmoor: Scene, statements: Statements
) -> None:
    waiting(desk, larkmoor)
    one, desk.now = desk.page.request.path, "28 Nov 09:32"
    statements.clear()
    asking = asked_why(desk).page.request.path
    assert "The coordinator and safer custody are told." in desk.text
    assert desk.press("Record it").page.status_code == 422 and "Choose why, or “Not known”" in desk.text
    form = next(each for each in desk.forms() if each.button == "Record it")
    desk.send(form, reason="not_known").send(form, reason="not_known")

    assert "The man who asked still needs somebody Staff could not let a Listener go." in desk.text
    assert "By 09:32 staff had not let Sam Okoro out. Why: not known." in desk.text
    assert "no Listener goes to him" in desk.open("/tonight").text
    assert desk.open(asking).page.request.path == one, "asked about again"
    desk.press("The orderly officer was told")
    assert "The orderly officer was told: 09:32." in desk.text
    for role, page in ((Role.COORDINATOR, "/rota/notices"), (Role.SAFER_CUSTODY, "/tonight/notices")):
        notices = Desk.of(desk.client, larkmoor.prison, role, "28 Nov 09:40").open(page).text
        assert "Staff let no Listener go to a man on B wing" in notices and "why is not known" in notices
    review = Desk.of(desk.client, larkmoor.prison, Role.COORDINATOR, "28 Nov 09:40").open("/review/nights").text
    assert "Staff recorded 1 refusal;" in review and "Not known 1 0 0" in review


def test_he_did_not_go_when_staff_came_and_no_reason_is_asked(desk: Desk, larkmoor: Scene) -> None:
    waiting(desk, larkmoor)
    desk.now = "28 Nov 09:32"
    desk.open("/tonight").follow("He did not go: Sam Okoro").press("Staff came, and he did not go")
    assert "Whom do you ask?" in desk.text and "What kept a Listener from going" not in desk.text


def test_a_desk_that_can_open_it_no_more_is_told_that_it_is_recorded(desk: Desk, larkmoor: Scene) -> None:
    waiting(desk, larkmoor)
    desk = Desk.of(desk.client, larkmoor.prison, Role.STAFF, "30 Nov 09:00")
    asked_why(desk).press("Record it", reason="security")
    assert desk.page.request.path == "/tonight" and "It is recorded." in desk.text
