"""What does a press of "he did not go" do on a page that was opened before something else was put on file?"""

from __future__ import annotations

from flask.testing import FlaskClient

from listeners.domain.people import Role
from tests.nights import Scene, at
from tests.web.night_browser import Desk


def test_a_page_opened_before_he_was_sent_again_takes_no_second_going_back(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("He is going").follow("He did not go after all")
    early = next(form for form in desk.forms() if form.button.startswith("He is not going"))
    desk.press("I pressed too soon")
    desk.now = "28 Nov 02:12"
    desk.press("He is going").send(early)

    assert desk.page.status_code == 409 and "Sam Okoro is on file as going since 02:12" in desk.text
    assert 'Your "He did not go after all" was not recorded' in desk.text
    assert "this was put on file before it" in desk.text and "Somebody else" not in desk.text
    assert larkmoor.part(larkmoor.read(larkmoor.open_call_outs()[0]), "sam").out_at == at("28 Nov 02:12")


def test_a_coordinator_whose_half_hour_ends_while_the_page_is_open_is_asked_why(
    client: FlaskClient, larkmoor: Scene
) -> None:
    larkmoor.on_duty("sam", "luc")
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:10")
    coordinator = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "28 Nov 02:39")
    coordinator.open(f"/tonight/call-out/{one.id}").follow("He did not go after all")
    coordinator.now = "28 Nov 02:41"
    coordinator.press("He is not going")
    assert coordinator.page.status_code == 422 and "Enter the reason" in coordinator.text
    coordinator.press("He never went", reason="He stayed in his cell, the night officer says")

    assert coordinator.page.status_code == 200 and "Ask Luc Martin" in coordinator.text
