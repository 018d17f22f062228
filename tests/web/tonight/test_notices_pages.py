"""Is safer custody told on a page of its own what happened in a night, until it has seen it?"""

from __future__ import annotations

from flask.testing import FlaskClient

from listeners.domain.people import Role
from tests.nights import Scene
from tests.services.test_overrides import EVENING, give
from tests.web.night_browser import Desk


def test_an_override_waits_for_safer_custody_until_it_is_seen(client: FlaskClient, larkmoor: Scene) -> None:
    larkmoor.paper("ravi", "27 Nov 04:30", "27 Nov 08:30")
    larkmoor.paper("ravi", "27 Nov 13:30", "27 Nov 14:00")
    desk = Desk.of(client, larkmoor.prison, Role.SAFER_CUSTODY, EVENING).open("/tonight/notices")
    assert "There is nothing new for you." in desk.text

    give(larkmoor)
    desk.open("/tonight/load").follow("1 notice waits for you")
    told = "Ravi Patel was let go before he was rested, for Friday 27 to Saturday 28 November: 4 h 55 min short."
    assert told in desk.text
    (form,) = desk.forms()
    notice = desk.page.text.partition('name="notice" value="')[2].partition('"')[0]
    for _ in range(2):
        assert "There is nothing new for you." in desk.send(form, notice=notice).text

    assert f"Seen on Friday 27 November {told}" in desk.follow("Notices you have seen").text
    assert "notice waits" not in desk.open("/tonight/load").text


def test_who_gives_it_is_not_told_of_it(client: FlaskClient, larkmoor: Scene) -> None:
    larkmoor.paper("ravi", "27 Nov 04:30", "27 Nov 08:30")
    larkmoor.paper("ravi", "27 Nov 13:30", "27 Nov 14:00")
    larkmoor.officer = larkmoor.prison.actor(Role.SAFER_CUSTODY)
    give(larkmoor)

    desk = Desk.of(client, larkmoor.prison, Role.SAFER_CUSTODY, EVENING).open("/tonight/notices")
    assert "There is nothing new for you." in desk.text
    assert "Ravi Patel" in Desk.of(client, larkmoor.prison, Role.COORDINATOR, EVENING).open("/rota/notices").text


def test_that_nobody_was_left_is_told_with_what_was_done_and_nobodys_name(client: FlaskClient, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam")
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 02:10").open("/tonight/call-out/new").find("B")
    while "Nobody is left to ask" not in desk.text:
        desk.press("Says no")
    desk.now = "28 Nov 02:20"
    assert "02:10: nobody was left to ask. The coordinator and safer custody are told." in desk.text
    words = "Nobody was left to ask for B wing at 02:10."
    custody = Desk.of(client, larkmoor.prison, Role.SAFER_CUSTODY, "28 Nov 02:20").open("/tonight/notices")
    assert f"{words} He still waits: nobody has gone yet." in custody.text
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 02:25").open("/tonight").follow("Open this call-out")
    desk.follow("Record when each was done").press("Record it")

    for role, path in ((Role.SAFER_CUSTODY, "/tonight/notices"), (Role.COORDINATOR, "/rota/notices")):
        told = Desk.of(client, larkmoor.prison, role, "28 Nov 09:00").open(path).text
        assert f"{words} The telephone was given at 02:25." in told
        assert "Sam Okoro" not in told and "Ravi Patel" not in told


def test_a_refusal_that_was_taken_back_does_not_go_on_accusing(client: FlaskClient, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 02:10").open("/tonight/call-out/new").find("B")
    desk.follow("Staff cannot let him go").press("Record it", reason="no_staff", what="nobody")
    one, words = desk.page.request.path, "though he had asked (no staff to unlock)."
    custody = Desk.of(client, larkmoor.prison, Role.SAFER_CUSTODY, "28 Nov 02:11").open("/tonight/notices")
    assert f"{words} The telephone: not noted." in custody.text

    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 02:12").open(one)
    desk.follow("Pressed by mistake").press("Take it back")
    custody = Desk.of(client, larkmoor.prison, Role.SAFER_CUSTODY, "28 Nov 02:13").open("/tonight/notices")
    assert f"{words} It was put right since. He still waits: nobody has gone yet." in custody.text
