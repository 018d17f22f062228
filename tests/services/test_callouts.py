"""Does a request for a Listener reach one man, and does each press do what the officer meant, on both engines?"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.domain.states import AttendanceState, Part
from listeners.errors import Conflict, NotAllowed, NotFound, Unreadable
from listeners.services import callout_ends, callout_times, callout_views, callouts
from listeners.store import people_writes
from listeners.store.callouts import Attendance
from listeners.store.callouts_facts import CallOutOnFile
from listeners.store.columns import new_id
from listeners.store.database import act, db
from listeners.store.people import Availability
from listeners.store.records import Audit
from tests.kept import earlier_versions
from tests.nights import FRIDAY, WHY, Scene, at, scene_of
from tests.world import MADE_AT, World

SATURDAY = FRIDAY + timedelta(days=1)
NO, NO_ANSWER = AttendanceState.DECLINED, AttendanceState.NO_ANSWER


def says(scene: Scene, call_out_id: str, name: str, answer: AttendanceState, now: str) -> None:
    part = scene.part(scene.read(call_out_id), name)
    callouts.not_going(scene.site, call_out_id, part.id, answer, scene.officer, at(now))


def unavailable(scene: Scene, name: str, night: date = FRIDAY) -> None:
    with act() as session:
        session.add(
            Availability(
                id=new_id(),
                site_id=scene.site.id,
                listener_id=scene.who(name),
                night=night,
                kind=AvailabilityKind.UNAVAILABLE,
                recorded_at=MADE_AT,
            )
        )


def test_the_first_on_stand_by_is_asked_first(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")

    assert larkmoor.asked(one) == "sam"
    assert (one.night, one.state) == (FRIDAY, "asked")


def test_a_second_request_at_the_same_time_goes_to_somebody_else(larkmoor: Scene) -> None:
    larkmoor.start("28 Nov 02:10")

    assert larkmoor.asked(larkmoor.start("28 Nov 02:11")) == "luc"


def test_a_no_moves_on_to_the_next_and_is_never_asked_again_for_this_request(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    says(larkmoor, one.id, "sam", NO, "28 Nov 02:12")
    assert larkmoor.asked(one) == "luc"
    says(larkmoor, one.id, "luc", NO_ANSWER, "28 Nov 02:14")

    reserve = larkmoor.asked(one)
    assert reserve is not None and reserve not in ("sam", "luc")
    with pytest.raises(Conflict):
        callouts.ask(larkmoor.site, one.id, Part.LEAD, larkmoor.who("sam"), larkmoor.officer, at("28 Nov 02:20"))


def test_the_audit_never_names_who_said_no(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    says(larkmoor, one.id, "sam", NO, "28 Nov 02:12")

    entry = db.session.query(Audit).filter_by(verb="ask the next").one()
    assert entry.subject_id is None and entry.detail is None


def test_when_everybody_has_said_no_nobody_is_asked(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    for _ in larkmoor.prison.listeners:
        whom = larkmoor.asked(one)
        if whom is not None:
            says(larkmoor, one.id, whom, NO, "28 Nov 02:12")

    assert larkmoor.asked(one) is None and larkmoor.read(one.id).state == "asked"


def test_somebody_unavailable_tonight_is_not_asked(larkmoor: Scene) -> None:
    unavailable(larkmoor, "sam")

    assert larkmoor.asked(larkmoor.start("28 Nov 02:10")) == "luc"


def test_a_listener_back_at_four_is_not_offered_before_three_in_the_afternoon(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:14")
    larkmoor.back(one, "sam", "28 Nov 04:00")
    larkmoor.on_duty("ravi", "dean", FRIDAY + timedelta(days=1))

    callout_ends.call_off(larkmoor.site, larkmoor.start("28 Nov 14:00").id, larkmoor.officer, at("28 Nov 14:01"))
    order = [larkmoor.asked(larkmoor.start(f"28 Nov 14:{minute}")) for minute in range(10, 18)]
    assert "sam" not in order and "ravi" in order


def test_rule_4_who_has_been_out_goes_to_the_end_and_is_asked_when_nobody_else_is_left(larkmoor: Scene) -> None:
    one = larkmoor.start("27 Nov 23:00")
    larkmoor.goes(one, "sam", "27 Nov 23:02")
    larkmoor.back(one, "sam", "27 Nov 23:50")

    another = larkmoor.start("28 Nov 02:00")
    asked = []
    while (whom := larkmoor.asked(another)) is not None:
        asked.append(whom)
        says(larkmoor, another.id, whom, NO, "28 Nov 02:05")
    assert asked[0] == "luc" and asked[-1] == "sam" and len(asked) > 2


def test_who_was_out_in_the_afternoon_alone_is_still_asked_first(larkmoor: Scene) -> None:
    larkmoor.paper("sam", "27 Nov 14:00", "27 Nov 15:00")

    assert larkmoor.asked(larkmoor.start("27 Nov 20:00")) == "sam"


def test_who_was_out_across_the_start_of_the_night_gives_way(larkmoor: Scene) -> None:
    larkmoor.paper("sam", "27 Nov 17:30", "27 Nov 18:15")

    assert larkmoor.asked(larkmoor.start("27 Nov 20:00")) == "luc"


def test_going_records_the_time_and_a_second_press_changes_nothing(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:14")
    larkmoor.goes(one, "sam", "28 Nov 02:19")

    part = larkmoor.part(one, "sam")
    assert (part.state, part.out_at, part.accepted_at) == ("acting", at("28 Nov 02:14"), at("28 Nov 02:14"))


def test_the_same_form_sent_twice_makes_one_call_out(larkmoor: Scene) -> None:
    sent = [
        callouts.start(larkmoor.site, larkmoor.wing("B"), None, larkmoor.officer, at(f"28 Nov 02:1{press}"), "press")
        for press in (0, 1)
    ]

    assert sent[0] == sent[1] and larkmoor.asked(larkmoor.start("28 Nov 02:12")) == "luc"


def test_somebody_passed_over_may_be_asked_later(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    callouts.ask(larkmoor.site, one.id, Part.LEAD, larkmoor.who("luc"), larkmoor.officer, at("28 Nov 02:11"))
    assert larkmoor.asked(one) == "luc"

    callouts.ask(larkmoor.site, one.id, Part.LEAD, larkmoor.who("sam"), larkmoor.officer, at("28 Nov 02:12"))
    assert larkmoor.asked(one) == "sam"


def test_he_goes_after_all_although_he_said_no(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    says(larkmoor, one.id, "sam", NO, "28 Nov 02:12")
    larkmoor.goes(one, "sam", "28 Nov 02:13")

    assert larkmoor.part(one, "sam").state == "acting" and larkmoor.asked(one) is None


def test_he_goes_after_all_as_the_second_beside_a_lead_who_has_gone(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    says(larkmoor, one.id, "sam", NO, "28 Nov 02:12")
    larkmoor.goes(one, "luc", "28 Nov 02:13")
    larkmoor.goes(one, "sam", "28 Nov 02:14")

    parts = {name: (larkmoor.part(one, name).part, larkmoor.part(one, name).state) for name in ("sam", "luc")}
    assert parts == {"sam": ("second", "acting"), "luc": ("lead", "acting")}


def test_a_second_listener_has_his_own_out_and_back_and_rest(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:14")
    callouts.ask(larkmoor.site, one.id, Part.SECOND, None, larkmoor.officer, at("28 Nov 02:20"))
    larkmoor.goes(one, "luc", "28 Nov 02:30")
    larkmoor.back(one, "luc", "28 Nov 03:00")
    assert larkmoor.read(one.id).state == "acting"
    larkmoor.back(one, "sam", "28 Nov 04:10")

    assert larkmoor.read(one.id).state == "returned"
    assert larkmoor.rests("luc") == ["28 Nov 03:00 to 28 Nov 14:00 broken_night"]
    assert larkmoor.rests("sam") == ["28 Nov 04:10 to 28 Nov 15:10 broken_night"]


def test_called_off_after_a_yes_counts_as_an_interruption(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:14")
    callout_ends.call_off(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:30"))

    assert larkmoor.rests("sam") == ["28 Nov 02:30 to 28 Nov 13:30 broken_night"]
    assert larkmoor.read(one.id).outcome == "called_off"


def test_only_the_offer_to_go_beside_the_lead_is_taken_back_alone(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    stop = partial(callouts.stop_asking, larkmoor.site, one.id)
    with pytest.raises(NotFound):
        stop(larkmoor.part(one, "sam").id, larkmoor.officer, at("28 Nov 02:11"))
    larkmoor.goes(one, "sam", "28 Nov 02:14")
    callouts.ask(larkmoor.site, one.id, Part.SECOND, larkmoor.who("luc"), larkmoor.officer, at("28 Nov 02:20"))
    stop(larkmoor.part(one, "luc").id, larkmoor.officer, at("28 Nov 02:21"))
    assert not larkmoor.part(one, "luc").has_answered
    callouts.ask(larkmoor.site, one.id, Part.SECOND, larkmoor.who("luc"), larkmoor.officer, at("28 Nov 02:22"))
    larkmoor.goes(one, "luc", "28 Nov 02:23")
    with pytest.raises(Conflict):
        stop(larkmoor.part(one, "luc").id, larkmoor.officer, at("28 Nov 02:24"))

    assert larkmoor.part(one, "sam").state is larkmoor.part(one, "luc").state is AttendanceState.ACTING


def test_called_off_before_anybody_said_yes_interrupts_nobody(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    callout_ends.call_off(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:12"))

    assert larkmoor.rests("sam") == [] and larkmoor.asked(larkmoor.start("28 Nov 02:20")) == "sam"


def test_the_telephone_while_a_listener_was_free_is_told_apart(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    callout_ends.telephone(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:12"))
    assert larkmoor.read(one.id).outcome == "telephone_while_free"

    for name in larkmoor.prison.listeners:
        unavailable(larkmoor, name)
    another = larkmoor.start("28 Nov 02:20")
    callout_ends.telephone(larkmoor.site, another.id, larkmoor.officer, at("28 Nov 02:22"))
    closed = larkmoor.read(another.id)
    assert (closed.outcome, closed.closed_at) == ("telephone", at("28 Nov 02:22"))


def test_going_in_the_night_stands_down_tomorrow_before_he_is_back(larkmoor: Scene) -> None:
    tomorrow = FRIDAY + timedelta(days=1)
    larkmoor.on_duty("dean", night=tomorrow)
    one = larkmoor.start("28 Nov 02:10")
    callouts.ask(larkmoor.site, one.id, Part.LEAD, larkmoor.who("dean"), larkmoor.officer, at("28 Nov 02:11"))
    larkmoor.goes(one, "dean", "28 Nov 02:14")

    assert larkmoor.duties("dean") == {tomorrow: "free_nights"}


@pytest.mark.parametrize(("out", "rule"), [("28 Nov 02:05", "broken_night"), ("28 Nov 03:10", "daily_rest")])
def test_a_corrected_out_moves_the_acceptance_with_it_and_the_rest_follows(
    larkmoor: Scene, out: str, rule: str
) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:14")
    larkmoor.back(one, "sam", "28 Nov 03:40")
    part = larkmoor.part(one, "sam")
    callout_times.went_out(larkmoor.site, one.id, part.id, at(out), larkmoor.officer, at("28 Nov 04:00"), reason=WHY)

    corrected = larkmoor.part(one, "sam")
    assert (corrected.out_at, corrected.accepted_at) == (at(out), at(out))
    assert larkmoor.rests("sam") == [f"28 Nov 03:40 to 28 Nov 14:40 {rule}"]
    *_, before = earlier_versions(db.session(), db.session.get_one(Attendance, part.id))
    assert before["accepted_at"] == before["out_at"] == at("28 Nov 02:14").isoformat()


def test_a_corrected_out_of_a_paper_record_has_no_acceptance(larkmoor: Scene) -> None:
    one = larkmoor.read(larkmoor.paper("sam", "28 Nov 02:10", "28 Nov 03:00"))
    part = larkmoor.part(one, "sam")
    callout_times.went_out(
        larkmoor.site, one.id, part.id, at("28 Nov 02:20"), larkmoor.officer, at("28 Nov 04:00"), reason=WHY
    )

    assert larkmoor.part(one, "sam").accepted_at is None


def test_one_man_does_not_go_out_twice_at_the_same_minute(larkmoor: Scene) -> None:
    larkmoor.paper("sam", "28 Nov 00:10", "28 Nov 00:40")
    one = larkmoor.read(larkmoor.paper("sam", "28 Nov 02:10", "28 Nov 03:00"))
    part = larkmoor.part(one, "sam")

    with pytest.raises(Unreadable) as refused:
        callout_times.went_out(larkmoor.site, one.id, part.id, at("28 Nov 00:10"), larkmoor.officer, at("28 Nov 04:00"))
    assert "another call-out of his that is on file already" in refused.value.problems[0].why


def test_a_wing_of_another_prison_does_not_exist(larkmoor: Scene, world: World) -> None:
    with pytest.raises(NotFound):
        callouts.start(larkmoor.site, scene_of(world.fenwick).wing("B"), None, larkmoor.officer, at("28 Nov 02:10"))


def test_a_call_out_of_another_prison_does_not_exist(larkmoor: Scene, world: World) -> None:
    fenwick = scene_of(world.fenwick)
    one = fenwick.start("28 Nov 02:10")

    with pytest.raises(NotFound):
        callout_ends.call_off(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:12"))


@pytest.mark.parametrize("role", [Role.LISTENER, Role.PEER_LEAD, Role.SAFER_CUSTODY, Role.NATIONAL, Role.AUDITOR])
def test_only_staff_and_coordinators_record_call_outs(world: World, role: Role) -> None:
    scene = scene_of(world.larkmoor, role)

    with pytest.raises(NotAllowed):
        scene.start("28 Nov 02:10")


def test_an_offer_that_nobody_answered_is_taken_back_by_the_next_night(larkmoor: Scene) -> None:
    left = larkmoor.start("27 Nov 10:00")
    assert larkmoor.asked(left) == "sam"

    assert larkmoor.asked(larkmoor.start("28 Nov 02:10")) == "sam"
    assert larkmoor.read(left.id).outcome == "not_finished"


def test_an_old_request_in_which_somebody_is_being_asked_now_goes_on(larkmoor: Scene) -> None:
    old = larkmoor.start("27 Nov 13:00")
    callouts.ask(larkmoor.site, old.id, Part.LEAD, larkmoor.who("luc"), larkmoor.officer, at("28 Nov 00:50"))

    larkmoor.start("28 Nov 01:10")

    assert larkmoor.asked(old) == "luc"
    assert larkmoor.read(old.id).state == "asked"


def went_and_returned(scene: Scene) -> CallOutOnFile:
    """A call-out on which Dean was out on the night of Friday 27 November."""
    one = scene.start("28 Nov 02:10")
    callouts.ask(scene.site, one.id, Part.LEAD, scene.who("dean"), scene.officer, at("28 Nov 02:11"))
    scene.goes(one, "dean", "28 Nov 02:14")
    scene.back(one, "dean", "28 Nov 04:10")
    return one


def named_as_stood_down(scene: Scene, one: CallOutOnFile) -> list[date]:
    """The nights that "What follows" names after Dean was out on it."""
    part = scene.part(one, "dean")
    found = callout_views.follows(scene.site, one.id, part.id, scene.officer, at("28 Nov 04:20"))
    return [duty.night for duty in found.stood_down]


def test_what_follows_names_the_night_that_he_is_stood_down_from(larkmoor: Scene) -> None:
    larkmoor.on_duty("dean", night=SATURDAY)

    assert named_as_stood_down(larkmoor, went_and_returned(larkmoor)) == [SATURDAY]


def test_what_follows_leaves_out_a_night_that_he_cannot_do(larkmoor: Scene) -> None:
    larkmoor.on_duty("dean", night=SATURDAY)
    unavailable(larkmoor, "dean", SATURDAY)

    assert named_as_stood_down(larkmoor, went_and_returned(larkmoor)) == []
    assert larkmoor.duties("dean") == {SATURDAY: "free_nights"}


def test_what_follows_leaves_out_a_night_on_which_he_is_paused(larkmoor: Scene) -> None:
    larkmoor.on_duty("dean", night=SATURDAY)
    one = went_and_returned(larkmoor)
    with act() as session:
        dean, now = larkmoor.who("dean"), at("28 Nov 04:15")
        people_writes.add_standing(session, larkmoor.site, dean, Standing.PAUSED, SATURDAY, SYSTEM, now)

    assert named_as_stood_down(larkmoor, one) == []
    assert larkmoor.duties("dean") == {SATURDAY: "free_nights"}


@pytest.mark.parametrize("part", [Part.SECOND, Part.SHADOW])
def test_nobody_is_asked_beside_a_lead_who_has_not_gone(larkmoor: Scene, part: Part) -> None:
    one = larkmoor.start("28 Nov 02:10")

    with pytest.raises(Conflict, match="no_lead"):
        callouts.ask(larkmoor.site, one.id, part, None, larkmoor.officer, at("28 Nov 02:11"))
    assert [each.part for each in larkmoor.read(one.id).attended] == ["lead"]


def test_a_third_is_not_sent_when_the_lead_is_back(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:14")
    callouts.ask(larkmoor.site, one.id, Part.SECOND, larkmoor.who("luc"), larkmoor.officer, at("28 Nov 02:20"))
    larkmoor.goes(one, "luc", "28 Nov 02:25")
    with act() as session:
        day = FRIDAY - timedelta(days=20)
        people_writes.add_standing(
            session, larkmoor.site, larkmoor.who("dean"), Standing.SHADOWING, day, SYSTEM, at("1 Nov 09:00")
        )
    callouts.ask(larkmoor.site, one.id, Part.SHADOW, larkmoor.who("dean"), larkmoor.officer, at("28 Nov 02:30"))
    larkmoor.back(one, "sam", "28 Nov 02:40")

    with pytest.raises(Conflict, match="no_lead"):
        larkmoor.goes(one, "dean", "28 Nov 02:45")
    assert larkmoor.part(one, "dean").state == "offered"
