"""What does a press of "he did not go" do on a page that was opened before something else was put on file?"""

from __future__ import annotations

from flask.testing import FlaskClient

from listeners.domain.people import Role
from listeners.store.database import db
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


def test_he_is_going_on_a_page_opened_before_another_went_is_asked_about_once(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B")
    sams = next(form for form in desk.forms() if form.button == "He is going")
    lucs = next(form for form in desk.press("No answer").forms() if form.button == "He is going")
    desk.send(sams)
    desk.now = "28 Nov 02:12"
    desk.send(lucs)

    assert desk.page.status_code == 409 and "Sam Okoro is on file as going since 02:10" in desk.text
    assert 'Your "He is going" for Luc Martin was not recorded' in desk.text
    desk.follow("Go to this call-out")
    assert "Sam Okoro is out" in desk.text and "Luc Martin is out" not in desk.text
    desk.send(lucs)
    desk.press("Luc Martin goes too")
    assert "Luc Martin is out, second Listener" in desk.text and "Sam Okoro is out" in desk.text
    assert "out at 02:12" in desk.text


def test_after_all_is_asked_about_only_where_the_page_did_not_show_who_had_gone(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    call_out = desk.open("/tonight/call-out/new").find("B").press("Says no").page.request.path
    early = next(form for form in desk.forms() if form.button.startswith("He is going after all"))
    desk.press("He is going").send(early)
    assert desk.page.status_code == 409 and 'Your "He is going after all" for Sam Okoro was not recorded' in desk.text
    desk.follow("Go to this call-out").press("He is going after all")

    assert desk.page.request.path == call_out and "Sam Okoro is out, second Listener" in desk.text


def test_a_second_asked_meanwhile_does_not_go_by_the_page_on_which_he_was_to_go_alone(
    desk: Desk, larkmoor: Scene
) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("Says no")
    alone = next(form for form in desk.forms() if form.button == "He is going")
    desk.press("He is going after all").press("Ask a second Listener")
    assert "Ask Luc Martin to go as second Listener" in desk.text
    desk.send(alone)

    assert desk.page.status_code == 409 and "for Luc Martin was not recorded" in desk.text


def test_a_page_that_does_not_show_the_open_request_of_that_wing_asks_whether_it_is_the_same_man(
    desk: Desk, larkmoor: Scene
) -> None:
    def how_many() -> int:
        db.session.rollback()
        return len(larkmoor.open_call_outs())

    larkmoor.on_duty("sam", "luc")
    old, older, oldest = (
        next(form for form in desk.open("/tonight/call-out/new").forms() if form.button == "Find a Listener")
        for _ in range(3)
    )
    desk.send(old, wing=larkmoor.wing("B"))
    desk.send(old, wing=larkmoor.wing("B"))
    assert how_many() == 1 and "Ask Sam Okoro" in desk.text
    desk.send(older, wing=larkmoor.wing("B"))
    assert desk.page.status_code == 422 and "A Listener has just been asked for on B wing." in desk.text
    assert how_many() == 1
    desk.press("Find a Listener", wing=larkmoor.wing("B"))
    assert how_many() == 2
    desk.send(oldest, wing=larkmoor.wing("C"))
    assert how_many() == 3
