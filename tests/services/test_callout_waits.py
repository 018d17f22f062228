"""Somebody said yes and cannot get out: is he held for it, and does it count from his yes, on both engines?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.states import AttendanceState, Part
from listeners.errors import AnsweredAlready, Conflict
from listeners.services import callout_after_yes, callout_ends, callout_lapses, callout_not_gone, callouts, rests
from listeners.services.callout_not_gone import NeverGone
from listeners.services.nights import tonight
from listeners.store.database import act
from tests.nights import FRIDAY, Scene, at

SATURDAY = FRIDAY + timedelta(days=1)
CALLED_OFF = AttendanceState.CALLED_OFF


def test_his_interruption_begins_with_his_yes_not_with_the_key(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:14")
    sam = larkmoor.part(one, "sam")
    assert (sam.state, sam.accepted_at, sam.out_at) == (AttendanceState.ACCEPTED, at("28 Nov 02:14"), None)
    assert larkmoor.read(one.id).state == "asked"

    larkmoor.goes(one, "sam", "28 Nov 03:20")
    sam = larkmoor.part(one, "sam")
    assert (sam.accepted_at, sam.unlocked_at, sam.out_at) == (at("28 Nov 02:14"), *[at("28 Nov 03:20")] * 2)
    larkmoor.back(one, "sam", "28 Nov 04:00")
    # Unbroken from 22:00 to 02:14, under 5 h; from 22:00 to 03:20 it would have been more.
    assert larkmoor.rests("sam") == ["28 Nov 04:00 to 28 Nov 15:00 broken_night"]


def test_while_he_waits_nobody_is_asked_in_his_place_and_he_is_asked_for_nobody_else(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:14")
    larkmoor.waits(one, "sam", "28 Nov 02:14")

    assert larkmoor.asked(larkmoor.start("28 Nov 02:15", wing="C")) == "luc"
    with pytest.raises(Conflict, match="guard_one_lead"):
        callouts.ask(larkmoor.site, one.id, Part.LEAD, None, larkmoor.officer, at("28 Nov 02:16"))
    with pytest.raises(Conflict, match="no_lead"):
        callouts.ask(larkmoor.site, one.id, Part.SECOND, None, larkmoor.officer, at("28 Nov 02:16"))
    with pytest.raises(AnsweredAlready):
        no = AttendanceState.DECLINED
        part = larkmoor.part(one, "sam")
        callouts.not_going(larkmoor.site, one.id, part.id, no, larkmoor.officer, at("28 Nov 02:17"))


@pytest.mark.parametrize("end", [callout_ends.call_off, callout_ends.telephone])
def test_whoever_waited_in_vain_was_interrupted_and_rests(larkmoor: Scene, end: Callable[..., str]) -> None:
    larkmoor.on_duty("sam", night=SATURDAY)
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:14")
    end(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:50"))

    sam, ended = larkmoor.part(one, "sam"), larkmoor.read(one.id)
    assert (sam.state, sam.called_off_at, ended.is_open) == (CALLED_OFF, at("28 Nov 02:50"), False)
    assert larkmoor.rests("sam") == ["28 Nov 02:50 to 28 Nov 13:50 broken_night"]
    assert larkmoor.duties("sam")[SATURDAY] != "planned"
    assert ended.outcome in ("called_off", "telephone_while_free")


def test_he_never_lapses_and_is_treated_as_resting_in_the_morning(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", night=SATURDAY)
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:14")
    with act() as session:
        assert callout_lapses.lapse(session, larkmoor.site, at("28 Nov 16:00")) == 0
        rests.settle(larkmoor.site, SYSTEM, at("28 Nov 16:00"))

    assert larkmoor.read(one.id).is_open and larkmoor.duties("sam")[SATURDAY] != "planned"
    assert tonight(larkmoor.site, at("28 Nov 16:00")).resting_until(larkmoor.who("sam")) == at("28 Nov 19:00")


def test_a_yes_that_was_none_is_put_right_and_leaves_no_rest(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:14")
    part = larkmoor.part(one, "sam")
    said = NeverGone(is_still_asked=True)
    callout_not_gone.did_not_go(larkmoor.site, one.id, part.id, said, larkmoor.officer, at("28 Nov 02:15"))
    assert (larkmoor.asked(one), larkmoor.part(one, "sam").accepted_at) == ("sam", None)

    larkmoor.waits(one, "sam", "28 Nov 02:16")
    callout_not_gone.did_not_go(larkmoor.site, one.id, part.id, NeverGone(), larkmoor.officer, at("28 Nov 02:18"))
    assert larkmoor.asked(one) == "luc" and larkmoor.rests("sam") == []


def test_a_second_who_still_waits_is_let_go_when_the_lead_is_back(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:12")
    callouts.ask(larkmoor.site, one.id, Part.SECOND, larkmoor.who("luc"), larkmoor.officer, at("28 Nov 02:15"))
    larkmoor.waits(one, "luc", "28 Nov 02:20")
    larkmoor.back(one, "sam", "28 Nov 03:00")

    assert (larkmoor.read(one.id).state, larkmoor.part(one, "luc").state) == ("returned", CALLED_OFF)
    assert larkmoor.rests("luc") == ["28 Nov 03:00 to 28 Nov 14:00 broken_night"]


def test_a_line_on_paper_for_him_is_a_fact_and_closes_the_wait(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:14")
    larkmoor.paper("sam", "28 Nov 03:00", None, now="28 Nov 05:00")

    assert larkmoor.part(one, "sam").state is AttendanceState.UNKNOWN_BACK
    assert larkmoor.read(one.id).is_open, "the man still waits for somebody"


@pytest.mark.parametrize("back", ["27 Nov 03:00", None])
def test_a_line_on_paper_of_the_night_before_leaves_him_waiting_for_the_man_of_tonight(
    larkmoor: Scene, back: str | None
) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:14")
    before = larkmoor.read(larkmoor.paper("sam", "27 Nov 02:00", back, now="28 Nov 02:20"))

    assert larkmoor.part(one, "sam").state is AttendanceState.ACCEPTED and larkmoor.read(one.id).is_open
    assert larkmoor.part(before, "sam").back_before == (at("28 Nov 02:14") if back is None else None)


@pytest.mark.parametrize("goes", [True, False])
def test_a_request_called_off_two_days_later_never_becomes_a_call_of_two_days(larkmoor: Scene, goes: bool) -> None:
    one = larkmoor.start("28 Nov 02:10")
    (larkmoor.goes if goes else larkmoor.waits)(one, "sam", "28 Nov 02:14")
    callout_ends.call_off(larkmoor.site, one.id, larkmoor.officer, at("30 Nov 08:14"))

    sam = larkmoor.part(one, "sam")
    assert (sam.state, sam.called_off_at) == (AttendanceState.UNKNOWN_BACK, None)
    assert (sam.back_before, larkmoor.read(one.id).is_open) == (at("30 Nov 08:14"), False)
    # 11 h from the end of the stand-by night of Friday; called off at 08:14 it would be until 19:14 today.
    assert larkmoor.rests("sam") == []
    assert tonight(larkmoor.site, at("30 Nov 08:20")).resting_until(larkmoor.who("sam")) is None


@pytest.mark.parametrize(
    ("now", "state"), [("28 Nov 14:14", CALLED_OFF), ("28 Nov 14:15", AttendanceState.UNKNOWN_BACK)]
)
def test_up_to_twelve_hours_a_calling_off_is_the_end_of_it(larkmoor: Scene, now: str, state: str) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:14")
    callout_ends.call_off(larkmoor.site, one.id, larkmoor.officer, at(now))

    assert larkmoor.part(one, "sam").state is state
    assert tonight(larkmoor.site, at("28 Nov 14:20")).resting_until(larkmoor.who("sam")) is not None


def test_who_changes_his_mind_while_he_waits_was_woken_and_rests_and_the_next_is_asked(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", night=SATURDAY)
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:14")
    part = larkmoor.part(one, "sam").id
    for now in ("28 Nov 02:50", "28 Nov 02:51"):
        callout_after_yes.stays(larkmoor.site, one.id, part, larkmoor.officer, at(now))

    sam = larkmoor.part(one, "sam")
    assert (sam.state, sam.accepted_at, sam.called_off_at) == (CALLED_OFF, at("28 Nov 02:14"), at("28 Nov 02:50"))
    assert larkmoor.rests("sam") == ["28 Nov 02:50 to 28 Nov 13:50 broken_night"]
    assert larkmoor.duties("sam")[SATURDAY] != "planned"
    assert larkmoor.read(one.id).state == "asked" and larkmoor.asked(one) == "luc"
    with pytest.raises(AnsweredAlready):
        luc = larkmoor.part(one, "luc").id
        callout_after_yes.stays(larkmoor.site, one.id, luc, larkmoor.officer, at("28 Nov 02:52"))
