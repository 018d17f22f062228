"""He is recorded as gone, and did not go after all: does nothing of it remain but the earlier version?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from listeners.access import SYSTEM, Kind
from listeners.domain.notices import read_facts
from listeners.domain.people import Role
from listeners.domain.states import AttendanceState, NoticeState, Part
from listeners.errors import Conflict, Unreadable
from listeners.services import callout_ends, callout_not_gone, callout_times, callouts, nights
from listeners.services.callout_not_gone import NeverGone, WayBack
from listeners.store.callouts import Attendance
from listeners.store.callouts_facts import CallOutOnFile
from listeners.store.callouts_taken_back import taken_back
from listeners.store.care.contact_facts import put_debrief
from listeners.store.database import act, db
from listeners.store.records import Audit, Notice
from tests.kept import earlier_versions
from tests.nights import FRIDAY, Scene, at, scene_of
from tests.world import World

WHY = "He slept the whole night; Luc went in his place"
SATURDAY = FRIDAY + timedelta(days=1)


def sent(scene: Scene, name: str = "sam") -> CallOutOnFile:
    """A call-out on which somebody is recorded as gone at 02:14."""
    one = scene.start("28 Nov 02:10")
    if scene.asked(one) != name:
        callouts.ask(scene.site, one.id, Part.LEAD, scene.who(name), scene.officer, at("28 Nov 02:11"))
    scene.goes(one, name, "28 Nov 02:14")
    return one


def did_not_go(
    scene: Scene,
    one: CallOutOnFile,
    name: str = "sam",
    still: bool = False,
    now: str = "28 Nov 02:16",
    reason: str = "",
) -> None:
    part = scene.part(one, name)
    callout_not_gone.did_not_go(scene.site, one.id, part.id, NeverGone(still, reason), scene.officer, at(now))


def unseen() -> list[str]:
    kinds = ("limit_passed", "stood_down_gap")
    waiting = select(Notice.kind).where(Notice.kind.in_(kinds), Notice.state == NoticeState.WAITING)
    return sorted(db.session.scalars(waiting))


def proposed() -> list[str]:
    return list(db.session.scalars(select(Notice.event).where(Notice.kind == "may_stand_again")))


def test_nothing_interrupted_him_and_the_next_is_asked(larkmoor: Scene) -> None:
    one = sent(larkmoor)
    did_not_go(larkmoor, one)

    assert larkmoor.asked(one) == "luc" and larkmoor.read(one.id).state == "asked"
    part = larkmoor.part(one, "sam")
    assert (part.state, part.accepted_at, part.out_at, part.interruption) == ("declined", None, None, None)
    night = nights.tonight(larkmoor.site, at("28 Nov 02:20"))
    assert not night.been_out(larkmoor.who("sam")) and night.night_call_outs(larkmoor.who("sam"), 7) == 0


def test_pressed_too_soon_he_is_being_asked_as_before(larkmoor: Scene) -> None:
    one = sent(larkmoor)
    did_not_go(larkmoor, one, still=True)
    assert larkmoor.asked(one) == "sam" and not larkmoor.part(one, "sam").has_answered

    larkmoor.goes(one, "sam", "28 Nov 02:30")
    assert larkmoor.part(one, "sam").accepted_at == at("28 Nov 02:30")


def test_the_earlier_version_is_kept_and_the_correction_is_audited(larkmoor: Scene) -> None:
    one = sent(larkmoor)
    did_not_go(larkmoor, one)

    row = db.session.get_one(Attendance, larkmoor.part(one, "sam").id)
    *_, before = earlier_versions(db.session(), row)
    assert before["state"] == "acting" and before["out_at"] == at("28 Nov 02:14").isoformat()
    entry = db.session.query(Audit).filter_by(verb="did not go").one()
    assert (entry.kind, entry.subject_id) == (Kind.CALL_OUT, larkmoor.who("sam"))


def test_a_second_press_changes_nothing_more(larkmoor: Scene) -> None:
    one = sent(larkmoor)
    did_not_go(larkmoor, one)
    did_not_go(larkmoor, one, now="28 Nov 02:18")

    assert larkmoor.asked(one) == "luc" and db.session.query(Audit).filter_by(verb="did not go").count() == 1


def test_a_night_taken_off_him_for_it_is_proposed_and_not_given_back(larkmoor: Scene) -> None:
    larkmoor.on_duty("dean", night=SATURDAY)
    one = sent(larkmoor, "dean")
    assert larkmoor.duties("dean") == {SATURDAY: "free_nights"}
    did_not_go(larkmoor, one, "dean")

    assert larkmoor.duties("dean") == {SATURDAY: "free_nights"}
    assert len(proposed()) == 1 and larkmoor.rests("dean") == []


def test_what_nobody_has_seen_of_limits_and_gaps_that_it_caused_is_taken_back_and_told_when_it_comes_again(
    larkmoor: Scene,
) -> None:
    for day in (22, 25):
        larkmoor.paper("dean", f"{day} Nov 02:50", f"{day} Nov 04:10")
    larkmoor.on_duty("dean", night=SATURDAY)
    before = unseen()
    one = larkmoor.read(larkmoor.paper("dean", "28 Nov 02:10", "28 Nov 03:00"))
    caused = unseen()
    assert before == [] and set(caused) == {"limit_passed", "stood_down_gap"}

    coordinator, why = scene_of(larkmoor.prison, Role.COORDINATOR), "It was another man who went that night"
    did_not_go(coordinator, one, "dean", now="28 Nov 03:10", reason=why)
    assert unseen() == []

    larkmoor.paper("dean", "28 Nov 03:20", "28 Nov 04:00")
    assert unseen().count("limit_passed") == caused.count("limit_passed")


def test_a_night_that_somebody_else_has_taken_is_not_proposed(larkmoor: Scene) -> None:
    larkmoor.on_duty("dean", night=SATURDAY)
    one = sent(larkmoor, "dean")
    larkmoor.on_duty("kofi", night=SATURDAY)
    did_not_go(larkmoor, one, "dean")

    assert proposed() == []


def test_a_night_that_another_call_out_forbids_is_not_proposed(larkmoor: Scene) -> None:
    larkmoor.on_duty("dean", night=SATURDAY)
    larkmoor.paper("dean", "27 Nov 23:00", "27 Nov 23:30", now="28 Nov 00:10")
    one = scene_with_dean_sent(larkmoor)
    did_not_go(larkmoor, one, "dean")

    assert proposed() == [] and larkmoor.duties("dean") == {SATURDAY: "free_nights"}


def scene_with_dean_sent(scene: Scene) -> CallOutOnFile:
    """Dean goes a second time on the same night, keyed in as he went: only paper sends somebody who rests."""
    return scene.read(scene.paper("dean", "28 Nov 02:14", None, now="28 Nov 02:15"))


def test_a_mistaken_press_that_was_called_off_after_seconds_leaves_no_rest(larkmoor: Scene) -> None:
    larkmoor.on_duty("dean", night=SATURDAY)
    one = sent(larkmoor, "dean")
    callout_ends.call_off(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:15"))
    assert larkmoor.rests("dean") != []
    did_not_go(larkmoor, one, "dean", still=True)

    assert larkmoor.rests("dean") == [] and len(proposed()) == 1
    assert larkmoor.read(one.id).outcome == "called_off" and larkmoor.asked(one) is None


def returned(scene: Scene) -> CallOutOnFile:
    """Sam was out from 02:14 to 04:10."""
    one = sent(scene)
    scene.back(one, "sam", "28 Nov 04:10")
    return one


def as_coordinator(scene: Scene) -> Scene:
    """The same prison, seen by the coordinator."""
    return Scene(scene.prison, scene.site, scene.prison.actor(Role.COORDINATOR))


def test_the_desk_takes_nobody_back_who_is_on_file_as_back_within_the_half_hour_either(larkmoor: Scene) -> None:
    one = sent(larkmoor)
    larkmoor.back(one, "sam", "28 Nov 02:20")
    rests = larkmoor.rests("sam")
    with pytest.raises(Conflict, match="taken_back_late"):
        did_not_go(larkmoor, one, now="28 Nov 02:25", reason=WHY)

    assert larkmoor.rests("sam") == rests != []
    assert larkmoor.asked(larkmoor.start("28 Nov 02:30")) == "luc"


def test_the_desk_has_half_an_hour_from_the_press_that_sent_him(larkmoor: Scene) -> None:
    one = sent(larkmoor)
    with pytest.raises(Conflict, match="taken_back_late"):
        did_not_go(larkmoor, one, now="28 Nov 02:45")
    did_not_go(larkmoor, one, now="28 Nov 02:44")

    assert larkmoor.part(one, "sam").state == "declined"


def test_the_half_hour_of_a_calling_off_is_that_of_the_press_that_sent_him(larkmoor: Scene) -> None:
    one = sent(larkmoor)
    callout_ends.call_off(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:40"))
    with pytest.raises(Conflict, match="taken_back_late"):
        did_not_go(larkmoor, one, now="28 Nov 02:45")

    assert larkmoor.rests("sam") != []


def test_a_coordinator_corrects_what_is_older_with_a_reason_that_is_kept(larkmoor: Scene) -> None:
    one, coordinator = returned(larkmoor), as_coordinator(larkmoor)
    with pytest.raises(Unreadable, match="at least 20 characters"):
        did_not_go(coordinator, one, now="28 Nov 09:00", reason="not him")
    did_not_go(coordinator, one, now="28 Nov 09:00", reason=WHY)

    assert larkmoor.rests("sam") == []
    ended = larkmoor.read(one.id)
    assert (ended.state, ended.outcome, larkmoor.asked(one)) == ("closed", "never_gone", None)
    row = db.session.get_one(Attendance, larkmoor.part(one, "sam").id)
    before = earlier_versions(db.session(), row)[-1]
    assert (before["state"], before["corrected_because"]) == ("returned", WHY)


def test_the_telephone_stays_on_file_though_whoever_waited_was_never_woken(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:12")
    callout_ends.telephone(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:20"))
    did_not_go(larkmoor, one, now="28 Nov 02:25")

    ended = larkmoor.read(one.id)
    assert (ended.outcome, ended.closed_at) == ("telephone_while_free", at("28 Nov 02:20"))


def test_the_coordinators_are_told_who_says_so_and_which_rest_is_gone(larkmoor: Scene) -> None:
    one = sent(larkmoor)
    callout_ends.call_off(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:20"))
    did_not_go(larkmoor, one, now="28 Nov 02:25")

    (told,) = db.session.query(Notice).filter_by(kind="taken_back")
    facts = read_facts(told.facts)
    assert told.account_id == larkmoor.prison.accounts[Role.COORDINATOR]
    assert (facts["listener"], facts["by"]) == (larkmoor.who("sam"), larkmoor.officer.username)
    assert facts["asked_still"] is False
    assert facts["rests"] == [[at("28 Nov 02:20"), at("28 Nov 13:20")]]
    (taken,) = taken_back(larkmoor.site.id, one.id, one.asked_at)
    assert (taken.at, taken.reason, taken.rests) == (
        at("28 Nov 02:25"),
        None,
        ((at("28 Nov 02:20"), at("28 Nov 13:20")),),
    )


def test_a_rest_that_is_kept_after_all_is_not_told_as_gone(larkmoor: Scene) -> None:
    larkmoor.paper("dean", "27 Nov 02:10", "27 Nov 04:10")
    one = larkmoor.read(larkmoor.paper("dean", "27 Nov 14:00", None, now="27 Nov 14:05"))
    assert larkmoor.rests("dean") == ["27 Nov 04:10 to 27 Nov 15:10 broken_night not kept"]
    did_not_go(larkmoor, one, "dean", now="27 Nov 14:10")

    assert larkmoor.rests("dean") == ["27 Nov 04:10 to 27 Nov 15:10 broken_night"]
    (told,) = db.session.query(Notice).filter_by(kind="taken_back")
    assert read_facts(told.facts)["rests"] == []


def test_the_coordinators_are_told_of_a_press_that_came_too_soon_as_well(larkmoor: Scene) -> None:
    did_not_go(larkmoor, sent(larkmoor), still=True)

    assert db.session.query(Notice).filter_by(kind="taken_back").count() == 1


def test_the_database_takes_nobody_back_from_out_who_keeps_a_time(larkmoor: Scene) -> None:
    one = sent(larkmoor)
    part = larkmoor.part(one, "sam")

    with pytest.raises(Conflict, match="guard_attendance_forward"), act() as session:
        session.get_one(Attendance, part.id).state = AttendanceState.DECLINED
    with pytest.raises(Conflict, match="guard_attendance_forward"), act() as session:
        row = session.get_one(Attendance, part.id)
        row.state, row.accepted_at, row.out_at = AttendanceState.NO_ANSWER, None, None


def test_a_line_of_paper_is_fresh_from_its_going_whatever_is_recorded_of_it_later(world: World) -> None:
    scene = scene_of(world.larkmoor, Role.STAFF)
    one = scene.read(scene.paper("dean", "28 Nov 02:14", None, now="28 Nov 02:40"))
    with act() as session:
        row = session.get_one(Attendance, scene.part(one, "dean").id)
        put_debrief(session, row, at("28 Nov 02:42"), SYSTEM, at("28 Nov 02:43"))
    part = scene.part(scene.read(one.id), "dean")
    ways = [
        callout_not_gone.way_back(scene.site, part, scene.officer, at(f"28 Nov 02:{minute}")) for minute in (44, 45)
    ]

    assert ways == [WayBack.PRESS, WayBack.COORDINATOR]


def test_a_corrected_out_that_ends_the_night_call_out_proposes_the_night_again(world: World) -> None:
    scene = scene_of(world.larkmoor, Role.STAFF)
    scene.on_duty("dean", night=SATURDAY)
    one = scene.read(scene.paper("dean", "28 Nov 06:30", "28 Nov 07:30", now="28 Nov 07:40"))
    assert scene.duties("dean") == {SATURDAY: "free_nights"}
    part = scene.part(one, "dean")
    callout_times.went_out(scene.site, one.id, part.id, at("28 Nov 07:05"), SYSTEM, at("28 Nov 08:00"), reason=WHY)

    assert scene.rests("dean") == [] and len(proposed()) == 1
