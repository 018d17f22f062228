"""Is a telephone that was pressed by mistake taken back whole: the request open, the times gone, who and why kept?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from listeners.domain.people import Role
from listeners.domain.states import CHECKS, AttendanceState, CallOutEventKind, CallOutState, Part
from listeners.errors import Conflict, Unreadable
from listeners.services import callout_ends, callout_history, callout_opened_again, callouts, night_figures
from listeners.store import callouts_writes
from listeners.store.callouts import CallOutEvent
from listeners.store.callouts_events import events
from listeners.store.callouts_facts import CallOutOnFile
from listeners.store.database import act, db
from tests.nights import FRIDAY, WHY, Scene, at


def telephone(scene: Scene, one: CallOutOnFile, now: str) -> None:
    callout_ends.telephone(scene.site, one.id, scene.officer, at(now), times=dict.fromkeys(CHECKS, at(now)))


def back(scene: Scene, one: CallOutOnFile, now: str, role: Role = Role.STAFF, why: str = "") -> CallOutOnFile:
    callout_opened_again.open_again(scene.site, one.id, why, scene.prison.actor(role), at(now))
    return scene.read(one.id)


def done(scene: Scene, one: CallOutOnFile) -> set[CallOutEventKind]:
    """What counts of what staff did for the man instead."""
    return {each.kind for each in events(scene.site.id, one.id)} & set(CHECKS)


def refusals(scene: Scene) -> int:
    seen = night_figures.night_figures(scene.prison.actor(Role.AUDITOR), at("28 Nov 12:00"), "LKI")
    assert seen is not None
    return seen.answers.whole.refusals


def test_a_fresh_press_is_taken_back_and_the_same_man_is_asked_again(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    telephone(larkmoor, one, "28 Nov 02:12")
    assert refusals(larkmoor) == 1
    for _ in range(2):
        again = back(larkmoor, one, "28 Nov 02:42")

    assert (again.state, again.outcome, again.closed_at) == (CallOutState.ASKED, None, None)
    assert larkmoor.asked(one) == "sam" and refusals(larkmoor) == 0
    assert done(larkmoor, one) == set()
    kept = db.session.scalars(select(CallOutEvent.kind).where(CallOutEvent.call_out_id == one.id)).all()
    assert set(CHECKS) < set(kept), "what was on file stays on file"
    telephone(larkmoor, one, "28 Nov 02:50")
    assert done(larkmoor, one) == set(CHECKS)


def test_after_half_an_hour_it_is_a_coordinators_who_says_why(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    telephone(larkmoor, one, "28 Nov 02:12")
    with pytest.raises(Conflict, match="late"):
        back(larkmoor, one, "28 Nov 02:43")
    with pytest.raises(Unreadable):
        back(larkmoor, one, "28 Nov 02:43", Role.COORDINATOR, "no")
    assert back(larkmoor, one, "28 Nov 02:43", Role.COORDINATOR, WHY).is_open

    entries = callout_history.history(larkmoor.site, one.id, larkmoor.prison.actor(Role.COORDINATOR)).entries
    why = [each for each in entries if each.reason == WHY]
    assert {(each.by, each.at) for each in why} == {("LKI coordinator", at("28 Nov 02:43"))}
    changes = [(each.what, each.before, each.after) for entry in why for each in entry.changes]
    assert ("outcome", "telephone_while_free", None) in changes
    assert sum(each.happened is not None for each in why) == len(CHECKS), "each of the three is taken back"


def test_who_waited_to_be_unlocked_waits_again_from_his_yes_on(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:14")
    telephone(larkmoor, one, "28 Nov 02:20")
    assert larkmoor.rests("sam") == ["28 Nov 02:20 to 28 Nov 13:20 broken_night"]
    back(larkmoor, one, "28 Nov 02:25")

    sam = larkmoor.part(one, "sam")
    assert (sam.state, sam.accepted_at, sam.called_off_at) == (AttendanceState.ACCEPTED, at("28 Nov 02:14"), None)
    assert larkmoor.rests("sam") == []


def test_who_waited_and_is_asked_elsewhere_stays_let_go(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:14")
    telephone(larkmoor, one, "28 Nov 02:20")
    other = larkmoor.start("28 Nov 02:21")
    for name in ("luc", "ravi", "dean", "kofi", "lee"):
        part = larkmoor.read(other.id).of(larkmoor.who(name))
        if part is not None:
            no, now = AttendanceState.DECLINED, at("28 Nov 02:22")
            callouts.not_going(larkmoor.site, other.id, part.id, no, larkmoor.officer, now)
    larkmoor.goes(other, larkmoor.asked(other) or "", "28 Nov 02:23")
    back(larkmoor, one, "28 Nov 02:25")

    assert larkmoor.read(one.id).is_open
    went = larkmoor.read(other.id).under_way(Part.LEAD)
    assert went is not None and went.state is AttendanceState.ACTING


def test_later_that_night_he_who_was_let_go_rests_as_he_did_and_the_next_is_asked(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:14")
    telephone(larkmoor, one, "28 Nov 02:20")
    back(larkmoor, one, "28 Nov 07:55", Role.COORDINATOR, WHY)
    assert larkmoor.asked(one) == "luc"
    callout_ends.call_off(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 07:56"))

    assert larkmoor.rests("sam") == ["28 Nov 02:20 to 28 Nov 13:20 broken_night"]


def test_for_a_night_that_is_over_nobody_is_asked_and_no_rest_becomes_another(larkmoor: Scene) -> None:
    larkmoor.on_duty("luc", "lee", night=FRIDAY + timedelta(days=1))
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:14")
    telephone(larkmoor, one, "28 Nov 02:20")
    opened = back(larkmoor, one, "28 Nov 11:00", Role.COORDINATOR, WHY)

    assert (opened.state, opened.outcome, larkmoor.asked(one)) == (CallOutState.ASKED, None, None)
    assert larkmoor.part(one, "sam").called_off_at == at("28 Nov 02:20")
    callout_ends.call_off(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 11:05"))
    assert larkmoor.rests("sam") == ["28 Nov 02:20 to 28 Nov 13:20 broken_night"]


def test_half_a_day_after_he_asked_it_stays_ended_as_never_finished(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    telephone(larkmoor, one, "28 Nov 02:12")
    ended = back(larkmoor, one, "28 Nov 14:10", Role.COORDINATOR, WHY)

    assert (ended.state, ended.outcome, refusals(larkmoor)) == (CallOutState.CLOSED, "telephone_taken_back", 0)


def test_nothing_else_that_has_ended_is_opened_again(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:11")
    larkmoor.back(one, "sam", "28 Nov 02:12")
    assert not back(larkmoor, one, "28 Nov 02:13").is_open
    values = {"state": CallOutState.ASKED, "outcome": None, "closed_at": None}
    with pytest.raises(Conflict, match="guard_call_out_forward"), act() as session:
        callouts_writes.correct_call_out(
            session, larkmoor.site.id, one.id, larkmoor.officer, at("28 Nov 02:14"), **values
        )


def test_that_he_wants_none_pressed_by_mistake_is_taken_back_and_who_waited_waits_again(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:14")
    callout_ends.call_off(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:20"))
    assert larkmoor.rests("sam") == ["28 Nov 02:20 to 28 Nov 13:20 broken_night"]
    for _ in range(2):
        again = back(larkmoor, one, "28 Nov 02:25")
    sam = larkmoor.part(one, "sam")
    assert (again.state, again.outcome, again.closed_at) == (CallOutState.ASKED, None, None)
    assert (sam.state, sam.accepted_at, larkmoor.rests("sam")) == (AttendanceState.ACCEPTED, at("28 Nov 02:14"), [])


@pytest.mark.parametrize("late", [False, True])
def test_who_was_only_being_asked_when_he_wanted_none_any_more_is_asked_again(larkmoor: Scene, late: bool) -> None:
    one = larkmoor.start("28 Nov 02:10")
    callout_ends.call_off(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:12"))
    if late:
        with pytest.raises(Conflict, match="late"):
            back(larkmoor, one, "28 Nov 02:43")
        back(larkmoor, one, "28 Nov 02:43", Role.COORDINATOR, WHY)
    else:
        back(larkmoor, one, "28 Nov 02:15")
    assert larkmoor.asked(one) == "sam"


def test_once_the_night_is_over_or_somebody_had_gone_it_stays_called_off(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    callout_ends.call_off(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:12"))
    assert back(larkmoor, one, "28 Nov 09:00", Role.COORDINATOR, WHY).outcome == "called_off"
    gone = larkmoor.start("28 Nov 22:10")
    larkmoor.goes(gone, larkmoor.asked(gone) or "", "28 Nov 22:12")
    callout_ends.call_off(larkmoor.site, gone.id, larkmoor.officer, at("28 Nov 22:20"))
    assert back(larkmoor, gone, "28 Nov 22:21").outcome == "called_off"
