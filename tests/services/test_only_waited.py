"""Who was woken and only waited: do all pages say so, and of a yes that ended at once that no rest is owed?"""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient

from listeners.domain.people import Role
from listeners.domain.states import StaffReason
from listeners.services import callout_after_yes, rest_days, tonight
from listeners.store.callouts_facts import CallOutOnFile
from tests.nights import FRIDAY, Scene, at
from tests.web.night_browser import Desk

THURSDAY, SATURDAY = FRIDAY - timedelta(days=1), FRIDAY + timedelta(days=1)
WOKEN = "was woken and waited 02:12 to 02:50, did not leave his cell"


def waited(scene: Scene, until: str) -> CallOutOnFile:
    """Sam said yes at 02:12, waited, and did not go."""
    one = scene.start("28 Nov 02:10")
    scene.waits(one, "sam", "28 Nov 02:12")
    callout_after_yes.stays(scene.site, one.id, scene.part(one, "sam").id, scene.officer, at(until))
    return one


def test_a_yes_that_ended_in_its_minute_owes_no_rest_on_every_page(client: FlaskClient, larkmoor: Scene) -> None:
    one = waited(larkmoor, "28 Nov 02:12")
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 02:20").open(f"/tonight/call-out/{one.id}")
    words = "it ended in the minute in which it began, so no rest is owed"
    assert f"called off 02:12: {words}" in desk.text and "he rests from then" not in desk.text
    assert f"Sam Okoro: {words}" in desk.follow("What follows").text
    board = desk.open("/tonight").text
    assert "Nobody rests now" in board and "waited" not in board


def test_who_waited_and_did_not_leave_his_cell_is_never_said_to_have_been_out(
    client: FlaskClient, larkmoor: Scene
) -> None:
    one = waited(larkmoor, "28 Nov 02:50")
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 03:00").open("/tonight")
    assert (
        "was woken and waited, did not leave his cell tonight" in desk.text and "has been out tonight" not in desk.text
    )
    sheet = desk.open("/tonight/sheet").text
    assert "Sam Okoro, LKI" in sheet and "was woken and waited, did not leave his cell tonight, rests until" in sheet
    assert "has been out tonight" not in sheet
    assert "called off 02:50: he rests from then" in desk.open(f"/tonight/call-out/{one.id}").text
    assert WOKEN in desk.follow("What follows").text

    custody = Desk.of(client, larkmoor.prison, Role.SAFER_CUSTODY, "28 Nov 03:00")
    for page in ("/tonight/rest?on=2026-11-28", "/tonight/load"):
        assert WOKEN in custody.open(page).text and "out 02:12" not in custody.text
    # He was up for it: he is asked again only when nobody else is left, as the board says (docs/decisions/0026).
    assert larkmoor.who("sam") in tonight.board(larkmoor.site, larkmoor.officer, at("28 Nov 03:00")).been_out


def test_a_night_of_waiting_and_of_going_says_which_was_which(client: FlaskClient, larkmoor: Scene) -> None:
    waited(larkmoor, "28 Nov 02:50")
    larkmoor.paper("sam", "28 Nov 04:00", "28 Nov 04:30")
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 05:00").open("/tonight/rest?on=2026-11-28")
    assert "out 04:00 to 04:30, woken and waited 02:12 to 02:50: longest unbroken rest" in desk.text


def test_a_missing_return_is_one_truth_on_the_list_on_the_slip_and_on_his_own_page(
    client: FlaskClient, larkmoor: Scene
) -> None:
    larkmoor.on_duty("sam", night=THURSDAY)
    larkmoor.goes(larkmoor.start("26 Nov 23:00"), "sam", "26 Nov 23:10")
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "27 Nov 09:00").open("/tonight/rest")
    assert "all day 19:00, if nothing is entered" in desk.text
    assert "Excused all day." in desk.open("/tonight/rest/slips").text and "until his return" not in desk.text
    own = Desk.of(client, larkmoor.prison, Role.LISTENER, "27 Nov 09:00").open("/me")
    assert "You are resting until 19:00 on Friday 27 November" in own.text
    assert "You do not have to go to work or class all day today." in own.text and "class until" not in own.text
    own = Desk.of(client, larkmoor.prison, Role.LISTENER, "28 Nov 09:00").open("/me")
    assert "You are resting until" not in own.text and "all day today" in own.text
    (day,) = rest_days.on(larkmoor.site, SATURDAY, larkmoor.officer, at("28 Nov 09:00"))
    assert (day.excused_from, day.rest_until) == (None, None)


def test_his_own_page_asks_who_said_yes_whether_he_was_let_out(client: FlaskClient, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", night=THURSDAY)
    larkmoor.waits(larkmoor.start("27 Nov 02:10"), "sam", "27 Nov 02:12")
    own = Desk.of(client, larkmoor.prison, Role.LISTENER, "27 Nov 09:00").open("/me").text
    assert "Were you let out? You said yes to a call. Nobody has written down if you went. Tell an officer." in own
    assert "Nobody wrote down if you were let out. So you rest for 11 hours from the end of the night." in own


def test_who_was_never_let_out_is_woken_and_not_back_on_every_page(client: FlaskClient, larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:12")
    sam = larkmoor.part(one, "sam").id
    reason = StaffReason.NO_STAFF
    callout_after_yes.not_let_out(larkmoor.site, one.id, sam, reason, larkmoor.officer, at("28 Nov 08:20"))
    woken = "was woken and waited from 02:12, did not leave his cell"
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 09:00").open(f"/tonight/call-out/{one.id}")
    assert f"Sam Okoro {woken}, until when is not known." in desk.text and "back" not in desk.text.split(woken)[1][:40]
    follows = desk.follow("What follows").text
    assert "Sam Okoro was woken and waited, did not leave his cell" in follows
    assert "he rests 11 h from the end of that night" in follows
    assert "Offer him a talk" not in follows and "The charity offers him one" not in follows
    assert "return" not in follows.split("How this is calculated")[0]

    custody = Desk.of(client, larkmoor.prison, Role.SAFER_CUSTODY, "28 Nov 09:00")
    rest = f"{woken}, until when is not known: 11 h from the end of the night at 08:00; rested at 19:00"
    assert rest in custody.open("/tonight/rest").text and "return not recorded" not in custody.text
    assert rest in custody.open("/tonight/load").text and "without a return" not in custody.text

    coordinator = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "28 Nov 09:00")
    care = coordinator.open("/care").text
    assert "without a debrief offered" not in care and "back Saturday" not in care
    person = coordinator.open(f"/rota/people/{larkmoor.who('sam')}").text
    assert "was woken and waited, did not leave his cell" in person and "Enter the return" not in person
    own = Desk.of(client, larkmoor.prison, Role.LISTENER, "28 Nov 09:00").open("/me").text
    assert "You were woken and waited from 02:12. You did not leave your cell." in own and "came back" not in own


def test_until_somebody_answers_it_is_said_that_it_is_not_known(client: FlaskClient, larkmoor: Scene) -> None:
    larkmoor.waits(larkmoor.start("28 Nov 02:10"), "sam", "28 Nov 02:12")
    custody = Desk.of(client, larkmoor.prison, Role.SAFER_CUSTODY, "28 Nov 09:00").open("/tonight/load")
    assert "was woken and waited from 02:12, not known whether he was let out, so treated as resting" in custody.text
    assert "return not recorded" not in custody.text
