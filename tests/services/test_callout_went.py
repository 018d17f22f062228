"""Somebody went who by what is on file did not go: is that a correction, never a fact that is refused?"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from listeners.access import SYSTEM
from listeners.domain.people import Role
from listeners.domain.states import CHECKS, AttendanceState, CallOutEventKind, Part, StaffReason
from listeners.errors import AnsweredAlready, Unreadable
from listeners.services import (
    callout_after_yes,
    callout_checks,
    callout_ends,
    callout_goings,
    callout_history,
    callouts,
    rests,
)
from listeners.services.callout_refusals import Held, WhatNow, staff_cannot
from listeners.services.nights import tonight
from listeners.store.callouts_events import events
from listeners.store.callouts_facts import CallOutOnFile
from tests.nights import WHY, Scene, at
from tests.web.night_browser import Desk

ACTING, RETURNED = AttendanceState.ACTING, AttendanceState.RETURNED


def went(scene: Scene, one: CallOutOnFile, name: str, out: str, now: str, why: str = "") -> None:
    part = scene.part(one, name).id
    callout_after_yes.went(scene.site, one.id, part, at(out), scene.officer, at(now), reason=why)
    assert rests.differences(scene.site.code, SYSTEM, at(now)) == (0, 0)


def stays(scene: Scene, one: CallOutOnFile, name: str, now: str) -> None:
    callout_after_yes.stays(scene.site, one.id, scene.part(one, name).id, scene.officer, at(now))


def waiting(scene: Scene) -> CallOutOnFile:
    one = scene.start("28 Nov 02:10")
    scene.waits(one, "sam", "28 Nov 02:14")
    return one


def held(scene: Scene, one: CallOutOnFile, what: WhatNow, now: str) -> None:
    said = Held(StaffReason.NO_STAFF, what, scene.part(one, "sam").id)
    staff_cannot(scene.site, one.id, said, scene.officer, at(now))


def asked_elsewhere(scene: Scene) -> CallOutOnFile:
    """A request of 02:40 for which everybody but Sam says no, so that he is asked again."""
    other = scene.start("28 Nov 02:40", wing="A")
    while scene.asked(other) != "sam":
        part, no = scene.part(other, scene.asked(other) or "").id, AttendanceState.DECLINED
        callouts.not_going(scene.site, other.id, part, no, scene.officer, at("28 Nov 02:41"))
    return other


def test_he_does_not_go_was_pressed_by_mistake_and_he_goes_in_the_place_of_him_who_is_asked(larkmoor: Scene) -> None:
    one = waiting(larkmoor)
    stays(larkmoor, one, "sam", "28 Nov 02:20")
    assert larkmoor.asked(one) == "luc"
    for _ in range(2):
        went(larkmoor, one, "sam", "28 Nov 02:25", "28 Nov 02:26")

    sam = larkmoor.part(one, "sam")
    assert (sam.state, sam.part, sam.accepted_at, sam.out_at) == (
        *(ACTING, Part.LEAD),
        *(at("28 Nov 02:14"), at("28 Nov 02:25")),
    )
    assert (sam.called_off_at, larkmoor.asked(one), larkmoor.rests("sam")) == (None, None, [])
    with pytest.raises(AnsweredAlready):
        went(larkmoor, one, "sam", "28 Nov 02:30", "28 Nov 02:31")
    larkmoor.back(one, "sam", "28 Nov 04:00")
    assert larkmoor.read(one.id).state == "returned"
    assert larkmoor.rests("sam") == ["28 Nov 04:00 to 28 Nov 15:00 broken_night"]


def test_whoever_waits_by_then_waits_on_beside_him_and_beside_who_is_out_he_is_second(larkmoor: Scene) -> None:
    one = waiting(larkmoor)
    stays(larkmoor, one, "sam", "28 Nov 02:20")
    larkmoor.waits(one, "luc", "28 Nov 02:21")
    went(larkmoor, one, "sam", "28 Nov 02:25", "28 Nov 02:26")
    both = [(each.part, each.state) for each in (larkmoor.part(one, "sam"), larkmoor.part(one, "luc"))]
    assert both == [(Part.LEAD, ACTING), (Part.SECOND, AttendanceState.ACCEPTED)]

    other = larkmoor.start("28 Nov 02:30", wing="A")
    first = larkmoor.asked(other) or ""
    larkmoor.waits(other, first, "28 Nov 02:31")
    stays(larkmoor, other, first, "28 Nov 02:32")
    second = larkmoor.asked(other) or ""
    larkmoor.goes(other, second, "28 Nov 02:33")
    went(larkmoor, other, first, "28 Nov 02:34", "28 Nov 02:35")
    both = [(each.part, each.state) for each in (larkmoor.part(other, first), larkmoor.part(other, second))]
    assert both == [(Part.SECOND, ACTING), (Part.LEAD, ACTING)]


def test_a_second_who_was_let_go_when_the_lead_came_back_had_gone_and_the_request_goes_on_until_he_is_back(
    larkmoor: Scene,
) -> None:
    one = larkmoor.start("28 Nov 02:10")
    sam, no = larkmoor.part(one, "sam").id, AttendanceState.DECLINED
    callouts.not_going(larkmoor.site, one.id, sam, no, larkmoor.officer, at("28 Nov 02:12"))
    larkmoor.waits(one, "luc", "28 Nov 02:14")
    callout_goings.going(larkmoor.site, one.id, sam, larkmoor.officer, at("28 Nov 02:21"))
    larkmoor.back(one, "sam", "28 Nov 03:00")
    assert (larkmoor.part(one, "luc").state, larkmoor.read(one.id).state) == ("called_off", "returned")
    went(larkmoor, one, "luc", "28 Nov 02:25", "28 Nov 03:05")

    assert (larkmoor.part(one, "luc").state, larkmoor.read(one.id).state) == (ACTING, "acting")
    larkmoor.back(one, "luc", "28 Nov 03:20")
    assert (larkmoor.read(one.id).state, larkmoor.rests("luc")) == (
        *("returned",),
        ["28 Nov 03:20 to 28 Nov 14:20 broken_night"],
    )


def test_after_half_an_hour_it_is_said_why_and_the_earlier_version_is_kept_with_it(larkmoor: Scene) -> None:
    one = waiting(larkmoor)
    stays(larkmoor, one, "sam", "28 Nov 08:20")  # the night is over: how long he waited is not known
    assert larkmoor.part(one, "sam").state is AttendanceState.UNKNOWN_BACK
    for no_reason in ("", "no"):
        with pytest.raises(Unreadable):
            went(larkmoor, one, "sam", "28 Nov 02:25", "28 Nov 08:51", no_reason)
    for not_then in ("28 Nov 08:52", "28 Nov 23:00"):
        with pytest.raises(Unreadable):
            went(larkmoor, one, "sam", not_then, "28 Nov 08:51", WHY)
    went(larkmoor, one, "sam", "28 Nov 02:25", "28 Nov 08:51", WHY)
    larkmoor.back(one, "sam", "28 Nov 03:00", now="28 Nov 08:52")

    assert larkmoor.rests("sam") == ["28 Nov 03:00 to 28 Nov 14:00 broken_night"]
    history = callout_history.history(larkmoor.site, one.id, larkmoor.prison.actor(Role.COORDINATOR))
    why = [change for entry in history.entries if entry.reason == WHY for change in entry.changes]
    assert ("out_at", None, at("28 Nov 02:25")) in {(change.what, change.before, change.after) for change in why}


@pytest.mark.parametrize("said_yes", [True, False])
def test_whom_staff_did_not_let_go_and_who_went_in_the_end_is_on_the_one_request_and_nobody_chases_it(
    larkmoor: Scene, said_yes: bool
) -> None:
    one = waiting(larkmoor) if said_yes else larkmoor.start("28 Nov 02:10")
    held(larkmoor, one, WhatNow.NOBODY, "28 Nov 02:20")
    times = {CHECKS[0]: at("28 Nov 02:25")}
    callout_checks.done(larkmoor.site, one.id, times, larkmoor.officer, at("28 Nov 02:25"))
    assert len(callout_checks.to_chase(tonight(larkmoor.site, at("28 Nov 02:30")))) == 1
    went(larkmoor, one, "sam", "28 Nov 02:40", "28 Nov 02:45")

    there = larkmoor.read(one.id)
    assert (there.state, there.outcome, there.closed_at) == ("acting", None, None)
    assert callout_checks.to_chase(tonight(larkmoor.site, at("28 Nov 02:46"))) == ()
    (event,) = (each for each in events(larkmoor.site.id, one.id) if each.reason is not None)
    assert event.kind is CallOutEventKind.DELAYED, "they held him for a while"
    larkmoor.back(one, "sam", "28 Nov 03:00")
    assert larkmoor.read(one.id).state == "returned"
    assert larkmoor.rests("sam") == ["28 Nov 03:00 to 28 Nov 14:00 broken_night"]


def test_where_the_man_changed_his_mind_after_he_had_gone_his_end_stays_and_a_later_return_can_be_entered(
    larkmoor: Scene,
) -> None:
    one = waiting(larkmoor)
    callout_ends.call_off(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:40"))
    went(larkmoor, one, "sam", "28 Nov 02:25", "28 Nov 02:45")

    sam = larkmoor.part(one, "sam")
    assert (sam.state, sam.out_at, sam.called_off_at) == ("called_off", at("28 Nov 02:25"), at("28 Nov 02:40"))
    assert larkmoor.read(one.id).outcome == "called_off"
    assert larkmoor.rests("sam") == ["28 Nov 02:40 to 28 Nov 13:40 broken_night"]
    larkmoor.back(one, "sam", "28 Nov 03:00")
    assert (larkmoor.read(one.id).state, larkmoor.read(one.id).outcome) == ("returned", None)


def test_who_has_gone_to_another_man_since_was_back_before_that(larkmoor: Scene) -> None:
    one = waiting(larkmoor)
    stays(larkmoor, one, "sam", "28 Nov 02:20")
    other = asked_elsewhere(larkmoor)
    larkmoor.goes(other, "sam", "28 Nov 02:45")
    went(larkmoor, one, "sam", "28 Nov 02:22", "28 Nov 02:50")

    sam = larkmoor.part(one, "sam")
    assert (sam.state, sam.back_before) == (AttendanceState.UNKNOWN_BACK, at("28 Nov 02:45"))
    assert (larkmoor.read(one.id).outcome, larkmoor.part(other, "sam").state) == ("back_unknown", ACTING)


def test_who_waits_in_his_place_is_let_go_by_the_press_and_not_when_he_was_out_again(larkmoor: Scene) -> None:
    one = waiting(larkmoor)
    stays(larkmoor, one, "sam", "28 Nov 02:20")
    larkmoor.waits(one, "luc", "28 Nov 02:21")
    other = asked_elsewhere(larkmoor)
    larkmoor.goes(other, "sam", "28 Nov 02:45")
    went(larkmoor, one, "sam", "28 Nov 02:16", "28 Nov 05:00", WHY)
    assert larkmoor.rests("luc") == ["28 Nov 05:00 to 28 Nov 16:00 broken_night"]


def test_who_is_only_asked_for_another_man_is_not_asked_any_more_and_somebody_else_would_be(larkmoor: Scene) -> None:
    one = waiting(larkmoor)
    stays(larkmoor, one, "sam", "28 Nov 02:20")
    other = asked_elsewhere(larkmoor)
    went(larkmoor, one, "sam", "28 Nov 02:23", "28 Nov 02:43")
    assert larkmoor.part(one, "sam").state is ACTING and larkmoor.part(other, "sam").state == "no_answer"
    assert larkmoor.asked(other) == "luc", "who was asked in his place has answered nothing"


def test_the_page_of_a_request_that_has_ended_has_the_way_to_it_and_asks_when_he_was_back(
    client: FlaskClient, larkmoor: Scene
) -> None:
    one = waiting(larkmoor)
    held(larkmoor, one, WhatNow.NOBODY, "28 Nov 02:20")
    staff = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 09:00")
    staff.open(f"/tonight/call-out/{one.id}").follow("He went all the same: enter when: Sam Okoro")
    assert "By what is on file he did not go: it ended for him at 02:20" in staff.text
    staff.press("He went then", at="02:40")
    assert "Say why it is put right" in staff.text
    staff.press("He went then", at="02:40", why=WHY)
    assert "When was Sam Okoro back?" in staff.text
    assert "No Listener goes to him" not in staff.open("/tonight").text


def test_the_man_for_whom_he_only_waited_still_needs_somebody_and_the_next_is_asked(larkmoor: Scene) -> None:
    one = waiting(larkmoor)
    stays(larkmoor, one, "sam", "28 Nov 02:20")
    other = asked_elsewhere(larkmoor)
    larkmoor.waits(other, "sam", "28 Nov 02:42")
    went(larkmoor, one, "sam", "28 Nov 02:50", "28 Nov 02:55", WHY)

    assert larkmoor.part(one, "sam").state is ACTING
    assert larkmoor.part(other, "sam").state is AttendanceState.UNKNOWN_BACK
    assert (larkmoor.read(other.id).state, larkmoor.read(other.id).outcome) == ("asked", None)
    assert larkmoor.asked(other) == "luc", "who was asked in Sam's place before is free again"


def test_by_the_sheet_too_the_next_is_asked_in_the_place_of_whoever_went_elsewhere_of_that_night_alone(
    larkmoor: Scene,
) -> None:
    waited = waiting(larkmoor)
    larkmoor.paper("sam", "28 Nov 02:30", "28 Nov 02:50", now="28 Nov 02:55", wing="A")
    assert (larkmoor.read(waited.id).state, larkmoor.asked(waited)) == ("asked", "luc")
    larkmoor.paper("luc", "28 Nov 02:56", None, now="28 Nov 02:57", wing="C")
    third = larkmoor.asked(waited)
    assert third is not None

    larkmoor.waits(waited, third, "28 Nov 02:58")
    larkmoor.paper(third, "28 Nov 04:00", "28 Nov 05:00", now="28 Nov 08:10", wing="D")
    assert (larkmoor.read(waited.id).is_open, larkmoor.asked(waited)) == (True, None)
    assert rests.differences(larkmoor.site.code, SYSTEM, at("28 Nov 08:10")) == (0, 0)


def test_let_out_after_the_man_had_changed_his_mind_he_is_out_until_he_is_back(larkmoor: Scene) -> None:
    one = waiting(larkmoor)
    callout_ends.call_off(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:20"))
    went(larkmoor, one, "sam", "28 Nov 02:22", "28 Nov 02:24")
    assert (larkmoor.part(one, "sam").state, larkmoor.read(one.id).state) == (ACTING, "acting")
    larkmoor.back(one, "sam", "28 Nov 02:40")
    assert (larkmoor.read(one.id).state, larkmoor.read(one.id).outcome) == ("returned", None)
    assert larkmoor.rests("sam") == ["28 Nov 02:40 to 28 Nov 13:40 broken_night"]
