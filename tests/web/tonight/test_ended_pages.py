"""Can a call-out that has ended be found again, with who went and how it ended, and with nobody's "no"?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from listeners.access import SYSTEM
from listeners.domain.people import Role
from listeners.domain.states import AttendanceState
from listeners.services import callout_ends, callout_lapses, callout_not_gone, callout_opened_again, callouts
from listeners.services.callout_not_gone import NeverGone
from listeners.store.callouts_facts import CallOutOnFile
from tests.nights import WHY, Scene, at, scene_of
from tests.web.conftest import Statements
from tests.web.night_browser import Desk


def a_night(scene: Scene) -> None:
    """Two requests before midnight and after: Sam said no and Luc went; the man changed his mind."""
    scene.on_duty("sam", "luc")
    one = scene.start("27 Nov 23:10")
    sam = scene.part(one, "sam").id
    callouts.not_going(scene.site, one.id, sam, AttendanceState.DECLINED, scene.officer, at("27 Nov 23:11"))
    scene.goes(one, "luc", "27 Nov 23:12")
    scene.back(one, "luc", "28 Nov 00:20")
    other = scene.start("28 Nov 01:05", "A")
    callout_ends.call_off(scene.site, other.id, scene.officer, at("28 Nov 01:09"))


def test_an_officer_finds_them_from_tonight_and_from_rest_today(
    desk: Desk, larkmoor: Scene, statements: Statements
) -> None:
    a_night(larkmoor)
    desk.open("/tonight/rest").follow("Call-outs that have ended")
    statements.clear()
    desk.open("/tonight").follow("Call-outs of tonight and last night that have ended")
    assert "Friday 27 to Saturday 28 November" in desk.text and "Thursday 26 to Friday 27 November" in desk.text
    assert "01:05 , A wing: nobody went. The man who asked changed his mind at 01:09." in desk.text
    assert "23:10 , B wing: Luc Martin went. Back at 00:20." in desk.text
    assert desk.text.index("01:05") < desk.text.index("23:10")
    assert "Sam" not in desk.text, "a no leaves the staff pages when the call-out ends"
    desk.follow("Open it: B wing, asked 23:10")

    assert "This call-out has ended" in desk.text and "Change the return" in desk.text


def test_a_no_and_no_answer_leave_the_same_list(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    seen = []
    for minute, answer in ((10, AttendanceState.DECLINED), (20, AttendanceState.NO_ANSWER), (30, None)):
        one = larkmoor.start(f"28 Nov 01:{minute}")
        if answer is not None:
            part, now = larkmoor.part(one, "sam").id, at(f"28 Nov 01:{minute + 1}")
            callouts.not_going(larkmoor.site, one.id, part, answer, larkmoor.officer, now)
        callout_ends.call_off(larkmoor.site, one.id, larkmoor.officer, at(f"28 Nov 01:{minute + 5}"))
        seen.append(f"01:{minute} , B wing: nobody went. The man who asked changed his mind at 01:{minute + 5}.")

    text = desk.open("/tonight/call-outs").text
    assert all(line in text for line in seen)


def test_a_desk_sees_last_night_too_and_a_coordinator_every_night(client: FlaskClient, larkmoor: Scene) -> None:
    a_night(larkmoor)
    later = "2 Dec 09:00"
    officer = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 19:00").open("/tonight/call-outs")
    assert "23:10 , B wing" in officer.text and "Another night" not in officer.text
    gone = Desk.of(client, larkmoor.prison, Role.STAFF, later)
    assert "No call-out of this night has ended." in gone.open("/tonight/call-outs").text
    assert gone.open("/tonight/call-outs?on=2026-11-27").page.status_code == 404
    coordinator = Desk.of(client, larkmoor.prison, Role.COORDINATOR, later)
    assert coordinator.open("/tonight/call-outs?on=3 12 2026").page.status_code == 404
    assert coordinator.open("/tonight/call-outs?on=soon").page.status_code == 422
    coordinator.open("/tonight/call-outs?on=27 11 2026").follow("Open it: A wing, asked 01:05")

    assert "This call-out has ended" in coordinator.text, "one to which nobody went is found too"


def never_gone(scene: Scene, one: CallOutOnFile) -> None:
    scene.goes(one, "sam", "28 Nov 02:12")
    scene.back(one, "sam", "28 Nov 03:00")
    said = NeverGone(reason=WHY)
    callout_not_gone.did_not_go(scene.site, one.id, scene.part(one, "sam").id, said, scene.officer, at("28 Nov 09:32"))


def telephone_back(scene: Scene, one: CallOutOnFile) -> None:
    callout_ends.telephone(scene.site, one.id, scene.officer, at("28 Nov 02:20"))
    callout_opened_again.open_again(scene.site, one.id, WHY, scene.officer, at("28 Nov 15:00"))


def by_itself(scene: Scene, one: CallOutOnFile) -> None:
    callout_lapses.lapse_site("LKI", SYSTEM, at("28 Nov 14:11"))


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (by_itself, "It ended by itself at 14:11, more than 12 hours after the man asked"),
        (telephone_back, "It ended at 02:20 by the telephone, which was taken back since"),
        (never_gone, "Whoever was on file as gone never went, as was put right at 09:32"),
    ],
)
def test_of_whom_nobody_is_on_file_as_gone_the_list_and_the_page_tell_what_ended_it_and_when(
    desk: Desk, larkmoor: Scene, ends: Callable[[Scene, CallOutOnFile], None], words: str
) -> None:
    larkmoor.on_duty("sam", "luc")
    scene = scene_of(larkmoor.prison, Role.COORDINATOR)
    one = scene.start("28 Nov 02:10")
    ends(scene, one)
    desk = Desk.of(desk.client, larkmoor.prison, Role.STAFF, "28 Nov 17:00")
    for page in ("/tonight/call-outs", f"/tonight/call-out/{one.id}"):
        assert f"{words}: nobody is on file as having gone." in desk.open(page).text
