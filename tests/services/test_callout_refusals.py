"""Staff cannot let a Listener go: is it on file with its reason, and is the man left to nobody, on both engines?"""

from __future__ import annotations

import pytest

from listeners.domain.people import Role
from listeners.domain.states import AttendanceState, CallOutEventKind, Part, StaffReason
from listeners.errors import Conflict, NotFound, Unreadable
from listeners.services import callout_checks, callout_history, callout_let_go, callout_refusals, callouts
from listeners.services.callout_refusals import Held, WhatNow
from listeners.services.nights import tonight
from listeners.store.callouts import CallOutEvent
from listeners.store.callouts_events import events
from listeners.store.callouts_facts import CallOutOnFile
from listeners.store.database import act, db
from tests.nights import WHY, Scene, at, scene_of

SECURITY, NO_STAFF = StaffReason.SECURITY, StaffReason.NO_STAFF
TOLD, CHECKING = CallOutEventKind.ORDERLY_TOLD, CallOutEventKind.STAFF_CHECKING


def held(scene: Scene, one: CallOutOnFile, reason: StaffReason, then: WhatNow, now: str, name: str | None) -> None:
    said = Held(reason, then, scene.part(one, name).id if name else None)
    callout_refusals.staff_cannot(scene.site, one.id, said, scene.officer, at(now))


def happened(scene: Scene, one: CallOutOnFile) -> list[str]:
    return [f"{each.kind} {each.reason}" for each in events(scene.site.id, one.id)]


def test_a_delay_is_counted_with_its_reason_and_he_waits_on(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    with pytest.raises(NotFound):
        held(larkmoor, one, NO_STAFF, WhatNow.WAITS, "28 Nov 02:12", "sam")
    larkmoor.waits(one, "sam", "28 Nov 02:14")
    held(larkmoor, one, NO_STAFF, WhatNow.WAITS, "28 Nov 02:30", "sam")

    assert happened(larkmoor, one) == ["delayed no_staff"]
    larkmoor.goes(one, "sam", "28 Nov 02:50")
    assert larkmoor.part(one, "sam").out_at == at("28 Nov 02:50")


def test_who_is_not_let_go_is_not_asked_for_that_man_again_and_the_next_is(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    held(larkmoor, one, SECURITY, WhatNow.ANOTHER, "28 Nov 02:12", "sam")
    assert larkmoor.asked(one) == "luc" and larkmoor.rests("sam") == []
    with pytest.raises(Conflict):
        callouts.ask(larkmoor.site, one.id, Part.LEAD, larkmoor.who("sam"), larkmoor.officer, at("28 Nov 02:13"))

    larkmoor.waits(one, "luc", "28 Nov 02:14")
    held(larkmoor, one, SECURITY, WhatNow.ANOTHER, "28 Nov 02:20", "luc")
    assert larkmoor.rests("luc") == ["28 Nov 02:20 to 28 Nov 13:20 broken_night"]
    assert larkmoor.asked(larkmoor.start("28 Nov 02:25")) == "sam"


def test_when_nobody_may_go_the_request_ends_and_what_staff_do_has_its_times(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:14")
    held(larkmoor, one, NO_STAFF, WhatNow.NOBODY, "28 Nov 02:40", "sam")
    ended = larkmoor.read(one.id)
    assert (ended.outcome, ended.closed_at, ended.is_open) == ("refused_by_staff", at("28 Nov 02:40"), False)
    assert larkmoor.part(one, "sam").state is AttendanceState.CALLED_OFF

    def done(when: str) -> None:
        callout_checks.done(larkmoor.site, one.id, {TOLD: at(when)}, larkmoor.officer, at("28 Nov 02:50"))

    done("28 Nov 02:50")
    done("28 Nov 02:45")
    done("28 Nov 02:45")
    there = callout_checks.checks_of(ended, events(larkmoor.site.id, one.id))
    told = there[TOLD]
    assert told is not None and told.at == at("28 Nov 02:45") and there[CHECKING] is None
    assert db.session.query(CallOutEvent).filter_by(kind=TOLD).count() == 2
    for impossible in ("28 Nov 02:51", "28 Nov 02:09"):
        with pytest.raises(Unreadable):
            done(impossible)


def test_a_second_who_is_not_let_go_ends_nothing_else(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:12")
    callouts.ask(larkmoor.site, one.id, Part.SECOND, larkmoor.who("luc"), larkmoor.officer, at("28 Nov 02:15"))
    held(larkmoor, one, StaffReason.ROOM_IN_USE, WhatNow.NOBODY, "28 Nov 02:20", "luc")

    assert larkmoor.read(one.id).state == "acting" and larkmoor.part(one, "luc").state is AttendanceState.CALLED_OFF
    assert larkmoor.part(one, "sam").state is AttendanceState.ACTING


def test_a_page_about_somebody_else_refuses_nobody(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    sam = larkmoor.part(one, "sam").id
    callouts.not_going(larkmoor.site, one.id, sam, AttendanceState.DECLINED, larkmoor.officer, at("28 Nov 02:11"))
    with pytest.raises(Conflict, match="guard_attendance_forward"):
        held(larkmoor, one, SECURITY, WhatNow.NOBODY, "28 Nov 02:12", "sam")
    assert larkmoor.asked(one) == "luc" and happened(larkmoor, one) == []


def test_what_happened_is_never_changed_and_never_deleted(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    held(larkmoor, one, SECURITY, WhatNow.NOBODY, "28 Nov 02:12", "sam")
    with pytest.raises(Conflict, match="guard_event_kept"), act() as session:
        session.query(CallOutEvent).one().reason = NO_STAFF
    with pytest.raises(Conflict, match="guard_event_kept"), act() as session:
        session.delete(session.query(CallOutEvent).one())


def taken_back(scene: Scene, one: CallOutOnFile, now: str, reason: str = "") -> None:
    event = next(each for each in events(scene.site.id, one.id) if each.reason is not None)
    callout_let_go.take_back(scene.site, one.id, event.id, reason, scene.officer, at(now))


def test_a_refusal_pressed_by_mistake_counts_no_more_and_he_may_be_asked_again(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    held(larkmoor, one, SECURITY, WhatNow.ANOTHER, "28 Nov 02:12", "sam")
    assert larkmoor.asked(one) == "luc"
    taken_back(larkmoor, one, "28 Nov 02:13")

    assert happened(larkmoor, one) == ["refusal_taken_back None"] and db.session.query(CallOutEvent).count() == 2
    callouts.ask(larkmoor.site, one.id, Part.LEAD, larkmoor.who("sam"), larkmoor.officer, at("28 Nov 02:14"))
    assert larkmoor.asked(one) == "sam"


def test_who_waited_waits_again_from_his_yes_on_once_it_is_taken_back(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:14")
    held(larkmoor, one, NO_STAFF, WhatNow.ANOTHER, "28 Nov 02:20", "sam")
    assert larkmoor.rests("sam") != []
    taken_back(larkmoor, one, "28 Nov 02:22")

    sam = larkmoor.part(one, "sam")
    assert (sam.state, sam.accepted_at, sam.called_off_at) == (AttendanceState.ACCEPTED, at("28 Nov 02:14"), None)
    assert larkmoor.asked(one) is None and larkmoor.rests("sam") == []
    larkmoor.goes(one, "sam", "28 Nov 02:30")
    assert larkmoor.read(one.id).state == "acting"


def test_where_another_has_gone_meanwhile_he_was_woken_in_vain_and_rests(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:14")
    held(larkmoor, one, NO_STAFF, WhatNow.ANOTHER, "28 Nov 02:20", "sam")
    larkmoor.goes(one, "luc", "28 Nov 02:21")
    taken_back(larkmoor, one, "28 Nov 02:22")

    assert happened(larkmoor, one) == ["refusal_taken_back None"]
    assert larkmoor.part(one, "sam").state is AttendanceState.CALLED_OFF
    assert larkmoor.rests("sam") == ["28 Nov 02:20 to 28 Nov 13:20 broken_night"]


def test_after_half_an_hour_a_coordinator_takes_it_back_and_says_why(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    held(larkmoor, one, SECURITY, WhatNow.NOBODY, "28 Nov 02:12", "sam")
    with pytest.raises(Conflict, match="taken_back_late"):
        taken_back(larkmoor, one, "28 Nov 02:43", WHY)
    coordinator = scene_of(larkmoor.prison, Role.COORDINATOR)
    with pytest.raises(Unreadable):
        taken_back(coordinator, one, "28 Nov 09:00", "no")
    taken_back(coordinator, one, "28 Nov 09:00", WHY)

    assert happened(larkmoor, one) == ["refusal_taken_back None"]
    assert larkmoor.read(one.id).outcome == "refusal_taken_back"
    request, event, *_ = callout_history.history(larkmoor.site, one.id, coordinator.officer).entries
    assert request.reason == event.reason == WHY
    assert request.changes[0].before == "refused_by_staff" and event.happened is not None


def test_a_request_that_ended_by_a_fresh_mistake_is_open_again_and_nobody_is_chased(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:14")
    held(larkmoor, one, NO_STAFF, WhatNow.NOBODY, "28 Nov 02:20", "sam")
    callout_checks.done(larkmoor.site, one.id, {TOLD: at("28 Nov 02:21")}, larkmoor.officer, at("28 Nov 02:21"))
    taken_back(larkmoor, one, "28 Nov 02:25")

    there, sam = larkmoor.read(one.id), larkmoor.part(one, "sam")
    assert (there.state, there.outcome, there.closed_at) == ("asked", None, None)
    assert (sam.state, sam.accepted_at, larkmoor.rests("sam")) == (AttendanceState.ACCEPTED, at("28 Nov 02:14"), [])
    assert TOLD not in {each.kind for each in events(larkmoor.site.id, one.id)}
    assert callout_checks.to_chase(tonight(larkmoor.site, at("28 Nov 02:26"))) == ()


@pytest.mark.parametrize("now", ["28 Nov 02:20", "28 Nov 04:00"])
def test_who_had_not_said_yes_is_asked_again_when_it_is_open_again(larkmoor: Scene, now: str) -> None:
    one = larkmoor.start("28 Nov 02:10")
    held(larkmoor, one, SECURITY, WhatNow.NOBODY, "28 Nov 02:12", "sam")
    late = now != "28 Nov 02:20"
    taken_back(scene_of(larkmoor.prison, Role.COORDINATOR) if late else larkmoor, one, now, WHY)
    assert larkmoor.read(one.id).is_open and larkmoor.asked(one) == "sam"


def test_later_that_night_who_waited_rests_as_he_did_and_the_next_is_asked(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:14")
    held(larkmoor, one, NO_STAFF, WhatNow.NOBODY, "28 Nov 02:20", "sam")
    taken_back(scene_of(larkmoor.prison, Role.COORDINATOR), one, "28 Nov 04:00", WHY)
    assert larkmoor.read(one.id).is_open and larkmoor.asked(one) == "luc"
    assert larkmoor.rests("sam") == ["28 Nov 02:20 to 28 Nov 13:20 broken_night"]


@pytest.mark.parametrize("later", ["02:14", "02:12"])
def test_a_request_that_ended_by_a_later_refusal_stays_ended(larkmoor: Scene, later: str) -> None:
    one = larkmoor.start("28 Nov 02:10")
    held(larkmoor, one, SECURITY, WhatNow.ANOTHER, "28 Nov 02:12", "sam")
    held(larkmoor, one, SECURITY, WhatNow.NOBODY, f"28 Nov {later}", "luc")
    sam = larkmoor.part(one, "sam").id
    his, other = sorted(events(larkmoor.site.id, one.id), key=lambda each: each.attendance_id != sam)
    for event, outcome in ((his, "refused_by_staff"), (other, None)):
        callout_let_go.take_back(larkmoor.site, one.id, event.id, "", larkmoor.officer, at("28 Nov 02:15"))
        assert larkmoor.read(one.id).outcome == outcome


def goes_after_all(scene: Scene, one: CallOutOnFile, now: str) -> None:
    event = next(each for each in events(scene.site.id, one.id) if each.kind is CallOutEventKind.REFUSED)
    callout_let_go.goes_after_all(scene.site, one.id, event.id, scene.officer, at(now))


def test_whom_staff_held_waits_again_hours_later_and_the_refusal_counts_as_the_delay_that_it_was(
    larkmoor: Scene,
) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:14")
    held(larkmoor, one, NO_STAFF, WhatNow.ANOTHER, "28 Nov 02:20", "sam")
    assert larkmoor.asked(one) == "luc"
    goes_after_all(larkmoor, one, "28 Nov 03:40")

    (event,) = events(larkmoor.site.id, one.id)
    assert (event.kind, event.reason, event.at) == (CallOutEventKind.DELAYED, NO_STAFF, at("28 Nov 02:20"))
    sam = larkmoor.part(one, "sam")
    assert (sam.state, sam.accepted_at, sam.called_off_at) == (AttendanceState.ACCEPTED, at("28 Nov 02:14"), None)
    assert larkmoor.asked(one) is None and larkmoor.rests("sam") == []
    larkmoor.goes(one, "sam", "28 Nov 03:45")
    assert larkmoor.read(one.id).state == "acting"


def test_whom_staff_held_in_a_night_that_is_over_rests_as_he_did(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:14")
    held(larkmoor, one, NO_STAFF, WhatNow.ANOTHER, "28 Nov 02:20", "sam")
    with pytest.raises(Conflict):
        goes_after_all(larkmoor, one, "28 Nov 13:30")
    taken_back(scene_of(larkmoor.prison, Role.COORDINATOR), one, "28 Nov 13:30", WHY)
    assert happened(larkmoor, one) == ["refusal_taken_back None"]
    assert larkmoor.rests("sam") == ["28 Nov 02:20 to 28 Nov 13:20 broken_night"]


def test_whom_staff_held_and_who_is_asked_elsewhere_by_now_cannot_come_in(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:14")
    held(larkmoor, one, NO_STAFF, WhatNow.ANOTHER, "28 Nov 02:20", "sam")
    other = larkmoor.start("28 Nov 02:21", "A")
    while (name := larkmoor.asked(other)) != "sam":
        part = larkmoor.part(other, name or "").id
        callouts.not_going(
            larkmoor.site, other.id, part, AttendanceState.DECLINED, larkmoor.officer, at("28 Nov 02:22")
        )
    with pytest.raises(Conflict):
        goes_after_all(larkmoor, one, "28 Nov 02:30")
    taken_back(larkmoor, one, "28 Nov 02:31")
    assert larkmoor.part(one, "sam").state is AttendanceState.CALLED_OFF and larkmoor.asked(other) == "sam"


def test_whom_staff_held_before_his_yes_is_asked_where_nobody_is_left(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    held(larkmoor, one, NO_STAFF, WhatNow.ANOTHER, "28 Nov 02:12", "sam")
    while (name := larkmoor.asked(one)) is not None:
        part = larkmoor.part(one, name).id
        callouts.not_going(larkmoor.site, one.id, part, AttendanceState.DECLINED, larkmoor.officer, at("28 Nov 02:13"))
    goes_after_all(larkmoor, one, "28 Nov 02:50")
    assert larkmoor.asked(one) == "sam" and larkmoor.part(one, "luc").state is AttendanceState.DECLINED


def test_whom_staff_held_does_not_push_out_who_said_yes_in_his_place(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:14")
    held(larkmoor, one, NO_STAFF, WhatNow.ANOTHER, "28 Nov 02:20", "sam")
    larkmoor.waits(one, "luc", "28 Nov 02:22")
    with pytest.raises(Conflict):
        goes_after_all(larkmoor, one, "28 Nov 02:30")
    assert happened(larkmoor, one) == ["refused no_staff"] and larkmoor.rests("sam") != []
