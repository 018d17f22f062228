"""That somebody went was the mistake: does everything stand again as it did before, and nobody is asked too late?"""

from __future__ import annotations

from typing import Any

import pytest

from listeners.access import SYSTEM
from listeners.domain.people import Role
from listeners.domain.states import CHECKS, AttendanceState, CallOutEventKind, Part, StaffReason
from listeners.errors import Conflict
from listeners.services import callout_after_yes, callout_checks, callout_ends, callout_let_go, callouts, rests
from listeners.services.callout_not_gone import NeverGone, did_not_go
from listeners.services.callout_refusals import Held, WhatNow, staff_cannot
from listeners.services.nights import tonight
from listeners.store.callouts_events import events
from listeners.store.callouts_facts import CallOutOnFile
from listeners.store.callouts_writes import correct_attendance
from listeners.store.database import act
from tests.nights import WHY, Scene, at

HELD = "28 Nov 02:15 to 28 Nov 13:15 broken_night"


def waiting(scene: Scene) -> CallOutOnFile:
    one = scene.start("28 Nov 02:10")
    scene.waits(one, "sam", "28 Nov 02:12")
    return one


def refused(scene: Scene, one: CallOutOnFile, now: str) -> None:
    said = Held(StaffReason.NO_STAFF, WhatNow.NOBODY, scene.part(one, "sam").id)
    staff_cannot(scene.site, one.id, said, scene.officer, at(now))


def went(scene: Scene, one: CallOutOnFile, name: str, out: str, now: str, why: str = "") -> None:
    callout_after_yes.went(scene.site, one.id, scene.part(one, name).id, at(out), scene.officer, at(now), reason=why)


def never_went(scene: Scene, one: CallOutOnFile, name: str, now: str, why: str = "", still: bool = False) -> None:
    actor = scene.prison.actor(Role.COORDINATOR) if why else scene.officer
    did_not_go(scene.site, one.id, scene.part(one, name).id, NeverGone(still, why), actor, at(now))
    assert rests.differences(scene.site.code, SYSTEM, at(now)) == (0, 0)


def kinds(scene: Scene, one: CallOutOnFile) -> set[CallOutEventKind]:
    return {each.kind for each in events(scene.site.id, one.id)}


def chased(scene: Scene, now: str) -> list[tuple[CallOutEventKind, ...]]:
    return [each.lacks for each in callout_checks.to_chase(tonight(scene.site, at(now)))]


def test_staff_had_not_let_him_go_and_his_rest_the_refusal_and_what_was_done_stand_again(larkmoor: Scene) -> None:
    one = waiting(larkmoor)
    refused(larkmoor, one, "28 Nov 02:15")
    done = at("28 Nov 02:16")
    callout_checks.done(larkmoor.site, one.id, dict.fromkeys(CHECKS, done), larkmoor.officer, done)
    before, his, rest = larkmoor.read(one.id), larkmoor.part(one, "sam"), larkmoor.rests("sam")
    there = {(each.kind, each.at, each.reason, each.attendance_id) for each in events(larkmoor.site.id, one.id)}

    went(larkmoor, one, "sam", "28 Nov 02:17", "28 Nov 02:18")
    assert (larkmoor.rests("sam"), kinds(larkmoor, one) >= set(CHECKS)) == ([], False)
    never_went(larkmoor, one, "sam", "28 Nov 02:19")

    now, sam = larkmoor.read(one.id), larkmoor.part(one, "sam")
    assert (now.state, now.outcome, now.closed_at) == (before.state, "refused_by_staff", before.closed_at)
    assert (sam.state, sam.accepted_at, sam.called_off_at, sam.out_at) == (
        *(AttendanceState.CALLED_OFF, his.accepted_at),
        *(his.called_off_at, None),
    )
    assert (larkmoor.rests("sam"), larkmoor.asked(one)) == (rest, None)
    assert rest != []
    assert {(e.kind, e.at, e.reason, e.attendance_id) for e in events(larkmoor.site.id, one.id)} == there


@pytest.mark.parametrize("returned", [False, True])
def test_the_telephone_of_last_night_stands_again_and_nobody_is_asked_in_the_morning(
    larkmoor: Scene, returned: bool
) -> None:
    one, given = waiting(larkmoor), at("28 Nov 02:20")
    callout_ends.telephone(larkmoor.site, one.id, larkmoor.officer, given, times=dict.fromkeys(CHECKS, given))
    rest = larkmoor.rests("sam")
    went(larkmoor, one, "sam", "28 Nov 02:30", "28 Nov 09:30", WHY)
    if returned:
        larkmoor.back(one, "sam", "28 Nov 03:30", "28 Nov 09:31")
    never_went(larkmoor, one, "sam", "28 Nov 09:32", WHY)
    assert (larkmoor.read(one.id).outcome, larkmoor.read(one.id).closed_at) == ("telephone_while_free", given)
    assert (larkmoor.asked(one), kinds(larkmoor, one)) == (None, set(CHECKS))
    assert (larkmoor.rests("sam"), chased(larkmoor, "28 Nov 09:33")) == (rest, [])


def test_of_last_night_nobody_is_asked_nor_is_he_still_until_a_person_asks(larkmoor: Scene) -> None:
    one, other = (larkmoor.start(f"28 Nov 02:1{minute}", wing) for minute, wing in ((0, "B"), (1, "A")))
    larkmoor.goes(one, "sam", "28 Nov 02:12")
    larkmoor.goes(other, "luc", "28 Nov 02:12")
    never_went(larkmoor, one, "sam", "28 Nov 10:00", WHY)
    never_went(larkmoor, other, "luc", "28 Nov 10:01", WHY, still=True)
    for each in (one, other):
        assert (larkmoor.read(each.id).is_open, larkmoor.asked(each)) == (True, None)
    asking = larkmoor.site, one.id, Part.LEAD, None, larkmoor.officer, at("28 Nov 10:02")
    callouts.ask(*asking)
    assert larkmoor.asked(one) is not None


def test_he_who_waited_as_the_lead_leads_again_though_the_other_had_said_yes_before_him(larkmoor: Scene) -> None:
    one = waiting(larkmoor)
    callout_after_yes.stays(larkmoor.site, one.id, larkmoor.part(one, "sam").id, larkmoor.officer, at("28 Nov 02:15"))
    rest = larkmoor.rests("sam")
    larkmoor.waits(one, "luc", "28 Nov 02:21")
    went(larkmoor, one, "sam", "28 Nov 02:25", "28 Nov 02:26")
    assert larkmoor.part(one, "luc").part is Part.SECOND
    never_went(larkmoor, one, "sam", "28 Nov 02:27")
    luc = larkmoor.part(one, "luc")
    assert (luc.part, luc.state, larkmoor.asked(one)) == (Part.LEAD, AttendanceState.ACCEPTED, None)
    assert larkmoor.rests("sam") == rest == [HELD]


def test_a_man_to_whom_nobody_is_on_file_as_gone_is_seen_to_until_that_is_on_file(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:12")
    larkmoor.back(one, "sam", "28 Nov 02:14")
    assert chased(larkmoor, "28 Nov 02:15") == []
    never_went(larkmoor, one, "sam", "28 Nov 02:16", WHY)
    assert larkmoor.read(one.id).is_open or chased(larkmoor, "28 Nov 02:17") == [CHECKS]


def test_a_refusal_taken_back_after_the_night_leaves_the_man_on_tonight_until_he_is_seen_to(larkmoor: Scene) -> None:
    one = waiting(larkmoor)
    refused(larkmoor, one, "28 Nov 02:15")
    (event,) = events(larkmoor.site.id, one.id)
    coordinator = larkmoor.prison.actor(Role.COORDINATOR)
    callout_let_go.take_back(larkmoor.site, one.id, event.id, WHY, coordinator, at("28 Nov 08:40"))
    assert chased(larkmoor, "28 Nov 08:41") == [CHECKS]
    when = at("28 Nov 02:30")
    times = dict.fromkeys(CHECKS[:2], when)
    callout_checks.done(larkmoor.site, one.id, times, larkmoor.officer, at("28 Nov 08:42"))
    assert chased(larkmoor, "28 Nov 08:43") == [CHECKS[2:]]
    assert (chased(larkmoor, "29 Nov 20:00"), chased(larkmoor, "28 Nov 20:00")) == ([], [CHECKS[2:]])
    callout_checks.no_longer_wanted(larkmoor.site, one.id, True, larkmoor.officer, at("28 Nov 20:01"))
    assert chased(larkmoor, "28 Nov 20:02") == []


def test_the_database_lets_an_end_stand_again_with_its_time_alone_and_without_his_going(larkmoor: Scene) -> None:
    one = waiting(larkmoor)
    larkmoor.goes(one, "sam", "28 Nov 02:14")
    larkmoor.back(one, "sam", "28 Nov 02:40")
    sam, then = larkmoor.part(one, "sam").id, at("28 Nov 02:15")
    held: dict[str, Any] = {"state": AttendanceState.UNKNOWN_BACK, "unlocked_at": None, "back_at": None}
    for wrong in ({"out_at": None}, {"back_before": then}):
        with pytest.raises(Conflict, match="guard_attendance_forward"), act() as session:
            correct_attendance(session, larkmoor.site.id, sam, larkmoor.officer, then, **held | wrong)
    with act() as session:
        values = held | {"out_at": None, "back_before": then}
        correct_attendance(session, larkmoor.site.id, sam, larkmoor.officer, then, **values)
