"""Can an officer at 02:10 send a Listener, take back a wrong press, and bring him back, without JavaScript?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from listeners.domain.people import Role
from listeners.domain.states import AttendanceState
from listeners.services import callouts, lockup
from listeners.store.columns import new_id
from listeners.store.database import act
from listeners.store.people import Reach
from tests.nights import FRIDAY, Scene, at
from tests.web.conftest import Statements
from tests.web.night_browser import Desk


def test_four_presses_and_he_is_sent(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight").follow("A man has asked")
    desk.presses += 1  # the wing
    desk.find("B")
    assert "Ask Sam Okoro" in desk.text
    desk.press("He is going")

    assert "Sam Okoro is out" in desk.text and "out at 02:10" in desk.text
    assert desk.presses <= 4


def test_wings_stand_in_one_order_and_none_is_chosen(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.start("27 Nov 22:00", wing="C")

    page = desk.open("/tonight/call-out/new").page.text

    assert re.findall(r"(\w) wing\s*</label>", page) == ["A", "B", "C", "D"]
    assert "wing" not in desk.forms()[0].fields and 'autocomplete="off"' in page
    assert "The last one asked for was C wing." in desk.text


def test_a_wing_must_be_chosen(desk: Desk, larkmoor: Scene) -> None:
    desk.open("/tonight/call-out/new").press("Find a Listener")

    assert desk.page.status_code == 422 and "Choose the wing" in desk.text and larkmoor.open_call_outs() == []


def test_what_is_still_open_is_named_before_another_man_is_asked_for(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.start("27 Nov 23:50", wing="C")
    larkmoor.start("28 Nov 01:20")

    desk.open("/tonight/call-out/new")
    assert "The same man? Go to it: B wing, asked at 01:20 C wing, asked on Friday 27 November at 23:50" in desk.text
    assert desk.page.text.count("The same man?") == 1
    desk.follow("B wing, asked at 01:20")
    assert "B wing, asked 01:20" in desk.text


def test_a_wrong_wing_is_put_right_and_who_does_not_reach_it_is_named(
    desk: Desk, larkmoor: Scene, statements: Statements
) -> None:
    larkmoor.on_duty("sam", "luc")
    with act() as session:
        here = {"site_id": larkmoor.site.id, "listener_id": larkmoor.who("sam")}
        session.add(Reach(id=new_id(), wing_id=larkmoor.wing("B"), **here))
    one = desk.open("/tonight/call-out/new").find("B").page.request.path
    statements.clear()
    desk.follow("Wrong wing? Change it")
    assert len(statements) <= 12, str(statements)
    assert "On file is B wing, asked 02:10." in desk.text and "wing" not in desk.forms()[0].fields
    desk.press("Change the wing")
    assert desk.page.status_code == 422 and "Choose the wing" in desk.text
    desk.press("Change the wing", wing=larkmoor.wing("C"))

    assert desk.page.request.path == one and "C wing, asked 02:10" in desk.text
    assert "Sam Okoro does not reach C wing at night: he is not asked any more." in desk.text
    assert "Ask Luc Martin" in desk.text and len(larkmoor.open_call_outs()) == 1


def test_he_did_not_go_after_all(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    desk.follow("He did not go after all")
    assert "Did the man who asked change his mind? That is something else" in desk.text
    desk.press("He is not going: ask the next")

    assert "Ask Luc Martin" in desk.text and "Sam Okoro is not going" in desk.text
    assert larkmoor.rests("sam") == []


def test_a_press_that_came_too_soon_asks_him_again(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    desk.follow("He did not go after all").press("I pressed too soon")

    assert "Ask Sam Okoro" in desk.text


def test_a_call_out_that_was_called_off_by_mistake_can_be_taken_back_whole(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    desk.follow("The man who asked no longer").press("Yes, the man who asked")
    assert "called off 02:10: it ended in the minute in which it began, so no rest is owed" in desk.text
    assert "On file as called off at 02:10" in desk.follow("He was back later: enter it").text
    desk.follow("Back to the call-out").follow("He did not go after all").press("He never went: put it right")

    assert larkmoor.rests("sam") == [] and "Sam Okoro" not in desk.text


def test_the_desk_is_sent_to_the_coordinator_about_somebody_on_file_as_back(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    desk.follow("He did not go after all")
    early = desk.forms()[0]
    desk.open(early.action.rsplit("/", 2)[0])
    desk.now = "28 Nov 04:10"
    desk.follow("He is back").press("He is back", debrief="yes").open(early.action)

    assert "so only the coordinator can put it right" in desk.text and desk.forms() == []
    desk.send(early)
    assert desk.page.status_code == 409 and "Tell the coordinator: they can put it right" in desk.text
    assert larkmoor.rests("sam") != []


def test_a_coordinator_says_why_and_everybody_who_plans_can_read_it(
    client: FlaskClient, desk: Desk, larkmoor: Scene
) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    call_out, desk.now = desk.page.request.path, "28 Nov 04:10"
    desk.follow("He is back").press("He is back", debrief="yes")
    coordinator = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "30 Nov 10:00")
    coordinator.open(call_out).follow("He did not go after all").press("He never went", reason="no")
    assert coordinator.page.status_code == 422 and "Enter a reason of 20 to 300 characters" in coordinator.text
    coordinator.press("He never went", reason="Luc went in his place, as he says himself")

    assert "His rest from Saturday 28 November, 04:10 to Saturday 28 November, 15:10 is gone" in coordinator.text
    assert "Luc went in his place, as he says himself" in coordinator.text and larkmoor.rests("sam") == []


def test_the_desk_does_not_read_who_took_whom_back(client: FlaskClient, desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    desk.follow("He did not go after all").press("He is not going: ask the next")
    assert "then as never gone" not in desk.text
    call_out = desk.page.request.path
    coordinator = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "28 Nov 10:00")

    assert "Recorded as gone, then as never gone Sam Okoro" in coordinator.open(call_out).text
    assert "has recorded that he never went" in coordinator.open("/rota/notices").text
    assert "Recorded as gone, then as never gone 1" in coordinator.open("/review").text


def test_an_answer_on_an_old_page_says_what_is_on_file_and_leads_back(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    one = desk.open("/tonight/call-out/new").find("B").page.request.path
    old = {form.button: form for form in desk.forms()}
    desk.press("He is going")
    desk.now = "28 Nov 02:12"
    for button in ("Says no", "No answer"):
        desk.send(old[button])
        assert desk.page.status_code == 409
        assert f'Sam Okoro is on file as going since 02:10 Your "{button}" was not recorded' in desk.text
    desk.follow("Go to this call-out")

    assert desk.page.request.path == one and "Sam Okoro is out" in desk.text


def test_what_comes_too_late_for_a_call_out_that_has_ended_leads_back_to_it(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    one = desk.open("/tonight/call-out/new").find("B").page.request.path
    old = next(form for form in desk.forms() if form.button == "Says no")
    desk.follow("The man who asked no longer").press("Yes, the man who asked").send(old)
    assert desk.page.status_code == 409 and "This call-out has moved on already" in desk.text
    desk.follow("Go to this call-out")

    assert desk.page.request.path == one


def test_when_the_lead_is_back_the_page_is_about_the_second_who_is_out(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    call_out = desk.page.request.path
    desk.press("Ask a second Listener")
    assert "Ask Luc Martin to go as second Listener" in desk.text and "Sam Okoro is out" in desk.text
    desk.press("He is going")
    desk.now = "28 Nov 02:40"
    desk.follow("He is back: Sam Okoro").press("He is back", debrief="yes").open(call_out)

    assert "Luc Martin is out, second Listener" in desk.text and "Sam Okoro out 02:10, back 02:40" in desk.text
    for words in ("They may be asked", "Whom do you ask", "no longer wants", "telephone instead"):
        assert words not in desk.text


def test_the_whole_night_from_asked_to_rested(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    larkmoor.on_duty("sam", night=FRIDAY + timedelta(days=1))
    desk.open("/tonight/call-out/new").find("B")
    desk.press("Says no")
    assert "Ask Luc Martin" in desk.text and "Sam Okoro is not going" in desk.text
    desk.press("He is going after all")
    assert "Sam Okoro is out" in desk.text

    desk.now = "28 Nov 04:10"
    desk.follow("He is back").press("He is back", debrief="yes", place="listener_suite")

    assert "Sam Okoro rests until 15:10" in desk.text
    assert "Excused until Saturday 28 November, 17:00" in desk.text
    assert "Stood down from Saturday 28 to Sunday 29 November" in desk.text
    assert "Resting until 15:10" in desk.open("/tonight").text


def test_a_second_press_of_the_same_form_changes_nothing(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new")
    form, wing = desk.forms()[0], larkmoor.wing("B")
    desk.send(form, wing=wing)
    desk.press("Says no")
    desk.send(form, wing=wing)

    assert "Ask Luc Martin" in desk.text
    assert desk.open("/tonight").text.count("Being asked:") == 1 and "Luc Martin Being asked" in desk.text


def test_a_return_is_two_presses_from_tonight_by_a_button_that_says_so(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    desk.now, desk.presses = "28 Nov 02:40", 0
    desk.open("/tonight")
    assert re.search(r'lst-tall-button"[^>]*>He is back<', desk.page.text) and ">Continue" not in desk.page.text
    desk.follow("He is back: Sam Okoro").press("He is back")

    assert "Sam Okoro rests until 13:40" in desk.text and desk.presses == 2


def test_nobody_left_is_said_at_once_with_what_to_do(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam")
    desk.open("/tonight/call-out/new").find("B")
    while "Nobody is left to ask" not in desk.text:
        desk.press("No answer")

    assert "1. Samaritans 116 123. 2. Tell the orderly officer. 3. Staff check on him." in desk.text
    desk.follow("Record when each was done").press("Record it")
    assert "The Samaritans telephone was given at 02:10" in desk.text


@pytest.mark.parametrize("rests", [False, True])
def test_letting_somebody_go_unrested_is_offered_only_where_somebody_rests(
    desk: Desk, larkmoor: Scene, rests: bool
) -> None:
    if rests:
        larkmoor.paper("ravi", "27 Nov 22:30", "27 Nov 23:30")
    larkmoor.on_duty("sam")
    desk.open("/tonight/call-out/new").find("B")
    while "Nobody is left to ask" not in desk.text:
        desk.press("No answer")

    assert ("let a Listener go unrested" in desk.text) is rests and "Nobody who said no is asked again" in desk.text
    assert ("Nobody is resting whom you could let go" in desk.open("/tonight/override").text) is not rests


def test_the_man_who_asked_changed_his_mind(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    desk.now = "28 Nov 02:30"
    desk.open("/tonight").follow("Open this call-out").follow("The man who asked no longer")
    assert "Sam Okoro is still out: this ends his call-out" in desk.text
    desk.press("Yes, the man who asked")

    assert "The man who asked changed his mind at 02:30" in desk.text
    assert larkmoor.rests("sam") == ["28 Nov 02:30 to 28 Nov 13:30 broken_night"]


def test_ending_a_call_out_is_asked_about_once_and_can_be_left(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    one = desk.open("/tonight/call-out/new").find("B").page.request.path
    assert "He changed his mind" not in desk.text
    desk.follow("The man who asked no longer wants a Listener")
    assert "nobody goes to him" in desk.text and "Sam Okoro is not asked any more" in desk.text
    assert larkmoor.read(one.split("/")[-1]).is_open
    desk.follow("No, go back")
    assert desk.page.request.path == one and "Ask Sam Okoro" in desk.text
    desk.follow("The man who asked no longer").press("Yes, the man who asked").open(f"{one}/called-off")

    assert desk.page.request.path == one and "The man who asked changed his mind at 02:10" in desk.text


def test_a_second_listener_goes_too(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    desk.press("Ask a second Listener")
    assert "Ask Luc Martin to go as second Listener" in desk.text
    desk.press("He is going")

    assert "Luc Martin is out, second Listener" in desk.text and "Sam Okoro is out" in desk.text


def test_no_second_after_all_leaves_the_one_who_is_out_alone(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B")
    assert "after all" not in desk.text
    one = larkmoor.read(desk.press("He is going").page.request.path.split("/")[-1])
    desk.press("Ask a second Listener")
    stopped = next(form for form in desk.forms() if form.button == "No second Listener after all")
    desk.send(stopped)
    desk.send(stopped)

    assert "Sam Okoro is out" in desk.text and "Ask Luc Martin" not in desk.text
    assert "Luc Martin did not answer" not in desk.text and larkmoor.rests("sam") == []
    assert larkmoor.part(one, "sam").state is AttendanceState.ACTING
    desk.press("Ask a second Listener")
    assert "Ask Luc Martin to go as second Listener" in desk.text


def test_nothing_that_staff_read_at_a_desk_tells_what_somebody_has_carried(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam")
    larkmoor.paper("ravi", "19 Nov 02:00", "19 Nov 03:00", now="19 Nov 04:00")

    board = desk.open("/tonight").text
    assert "in reserve: each is named when it is his turn" in board and "Ravi Patel" not in board
    asked = desk.open("/tonight/call-out/new").find("B").text
    assert "Ask Ravi Patel" in asked and "may be asked on nights he is not on" in asked
    for words in ("points", "night call-out"):
        assert words not in board + asked, words


def test_a_call_out_page_asks_at_most_twelve_statements(desk: Desk, larkmoor: Scene, statements: Statements) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B")
    path, call_out_id = desk.page.request.path, larkmoor.open_call_outs()[0]
    statements.clear()
    desk.open(path)
    assert len(statements) <= 12, str(statements)
    desk.press("He is going")
    part = larkmoor.part(larkmoor.read(call_out_id), "sam")
    for page in (path, f"{path}/{part.id}/out", f"{path}/{part.id}/back", f"{path}/{part.id}/follows"):
        statements.clear()
        assert desk.open(page).page.status_code == 200
        assert len(statements) <= 12, str(statements)


def test_the_telephone_in_the_place_of_a_listener_who_can_be_asked_is_asked_about_once(
    desk: Desk, larkmoor: Scene
) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B")
    one = desk.page.request.path
    desk.follow("No Listener: the telephone instead")
    assert "6 can still be asked: Sam Okoro, Luc Martin," in desk.text and "it counts as a refusal" in desk.text
    desk.follow("Go back and ask Sam Okoro")
    assert desk.page.request.path == one and "Ask Sam Okoro" in desk.text
    desk.follow("No Listener").press("Record it: the telephone all the same")

    assert "The Samaritans telephone was given at 02:10" in desk.text
    assert larkmoor.read(one.split("/")[-1]).outcome == "telephone_while_free"


def test_tonight_says_who_is_out_for_too_long_and_which_request_asks_nobody(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam")
    larkmoor.paper("sam", "27 Nov 19:00", None, now="27 Nov 19:10")
    one = larkmoor.start("28 Nov 02:00", wing="C")
    while (whom := larkmoor.asked(one)) is not None:
        part = larkmoor.part(one, whom).id
        no, now = AttendanceState.DECLINED, at("28 Nov 02:05")
        callouts.not_going(larkmoor.site, one.id, part, no, larkmoor.officer, now)
    text = desk.open("/tonight").text

    assert "Sam Okoro out since 19:00 Out for more than 6 h: recorded as over-long." in text
    assert "C wing, asked 02:00: nobody is left to ask. Samaritans 116 123. Tell the orderly officer." in text


def test_who_said_no_to_the_man_who_waits_is_next_for_a_new_call_out_alone(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam")
    assert "for a new call-out" not in desk.open("/tonight").text
    one = desk.open("/tonight/call-out/new").find("B").page.request.path
    assert "nobody is left to ask" not in desk.open("/tonight").text
    desk.open(one)
    while "Nobody is left to ask" not in desk.text:
        desk.press("Says no")
    desk.open("/tonight")

    assert "B wing, asked 02:10: nobody is left to ask. Samaritans 116 123" in desk.text
    assert "Next to ask, for a new call-out Sam Okoro" in desk.text
    desk.follow("Open this call-out").follow("Record when each was done").press("Record it").open("/tonight")
    assert "nobody is left to ask" not in desk.text and "for a new call-out" not in desk.text


def test_where_somebody_is_left_and_nobody_is_asked_tonight_says_so(desk: Desk, larkmoor: Scene) -> None:
    for name in larkmoor.prison.listeners:
        lockup.not_here(larkmoor.site, larkmoor.who(name), False, larkmoor.officer, at("28 Nov 01:50"))
    larkmoor.start("28 Nov 02:00")
    assert "B wing, asked 02:00: nobody is left to ask." in desk.open("/tonight").text
    lockup.not_here(larkmoor.site, larkmoor.who("kofi"), True, larkmoor.officer, at("28 Nov 02:05"))

    text = desk.open("/tonight").text
    assert "Nobody is being asked. Open it and ask whoever is left." in text and "nobody is left to ask" not in text
