"""Does a press of "he is going" send the one man whom its page was about, on both engines?"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from listeners.domain.states import AttendanceState, Part
from listeners.errors import AnsweredAlready
from listeners.services import callout_goings, callout_marks, callout_not_gone, callout_times, callouts
from listeners.services.callout_marks import Mark
from listeners.services.callout_not_gone import NeverGone
from listeners.store import night_figures_facts
from listeners.store.callouts_facts import CallOutOnFile
from tests.nights import FRIDAY, Scene, at

NO_ANSWER = AttendanceState.NO_ANSWER


def test_a_press_that_knows_of_no_lead_sends_no_second(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    callouts.ask(larkmoor.site, one.id, Part.LEAD, larkmoor.who("luc"), larkmoor.officer, at("28 Nov 02:11"))
    larkmoor.goes(one, "sam", "28 Nov 02:12")
    goes = partial(callout_goings.going, larkmoor.site, one.id, larkmoor.part(one, "luc").id, larkmoor.officer)
    with pytest.raises(AnsweredAlready, match="Sam Okoro is on file as acting"):
        goes(at("28 Nov 02:13"), "late", knows_of_lead=False)
    luc = larkmoor.part(one, "luc")
    assert (luc.part, luc.state, luc.out_at) == (Part.LEAD, NO_ANSWER, None) and larkmoor.rests("luc") == []
    goes(at("28 Nov 02:14"), "late")

    luc = larkmoor.part(one, "luc")
    assert (luc.part, luc.state, luc.out_at) == (Part.SECOND, AttendanceState.ACTING, at("28 Nov 02:14"))


def test_who_said_no_goes_before_another_who_waits_to_be_unlocked_once_the_page_has_said_so(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    sam = larkmoor.part(one, "sam").id
    callouts.not_going(larkmoor.site, one.id, sam, AttendanceState.DECLINED, larkmoor.officer, at("28 Nov 02:12"))
    larkmoor.waits(one, "luc", "28 Nov 02:14")
    goes = partial(callout_goings.going, larkmoor.site, one.id, sam, larkmoor.officer)
    with pytest.raises(AnsweredAlready, match="Luc Martin is on file as accepted"):
        goes(at("28 Nov 02:20"), "late", knows_of_lead=False)
    assert larkmoor.part(one, "sam").state is AttendanceState.DECLINED
    goes(at("28 Nov 02:21"), "late")

    both = [(each.part, each.state) for each in (larkmoor.part(one, "sam"), larkmoor.part(one, "luc"))]
    assert both == [(Part.LEAD, AttendanceState.ACTING), (Part.SECOND, AttendanceState.ACCEPTED)]
    assert larkmoor.part(one, "luc").accepted_at == at("28 Nov 02:14") and larkmoor.rests("luc") == []
    larkmoor.goes(one, "luc", "28 Nov 02:30")
    larkmoor.back(one, "sam", "28 Nov 03:00")
    assert larkmoor.read(one.id).is_open


def test_a_second_who_said_no_goes_beside_another_second_once_the_page_has_said_so(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:12")
    for name, now in (("luc", "28 Nov 02:13"), ("ravi", "28 Nov 02:15")):
        callouts.ask(larkmoor.site, one.id, Part.SECOND, larkmoor.who(name), larkmoor.officer, at(now))
        if name == "luc":
            luc, no = larkmoor.part(one, "luc").id, AttendanceState.DECLINED
            callouts.not_going(larkmoor.site, one.id, luc, no, larkmoor.officer, at("28 Nov 02:14"))
    larkmoor.waits(one, "ravi", "28 Nov 02:16")
    goes = partial(callout_goings.going, larkmoor.site, one.id, luc, larkmoor.officer)
    with pytest.raises(AnsweredAlready, match="Ravi .* is on file as accepted"):
        goes(at("28 Nov 02:18"), "late", knows_of_second=False)
    assert larkmoor.part(one, "luc").state is AttendanceState.DECLINED
    goes(at("28 Nov 02:19"), "late")

    seconds = {larkmoor.name(each.listener): (each.part, each.state) for each in larkmoor.read(one.id).attended}
    assert seconds["luc"] == (Part.SECOND, AttendanceState.ACTING)
    assert seconds["ravi"] == (Part.SECOND, AttendanceState.ACCEPTED)


def test_who_never_went_before_another_who_waits_leaves_both_as_they_were(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    sam = larkmoor.part(one, "sam").id
    callouts.not_going(larkmoor.site, one.id, sam, AttendanceState.DECLINED, larkmoor.officer, at("28 Nov 02:12"))
    larkmoor.waits(one, "luc", "28 Nov 02:14")
    for still_asked in (False, True):
        callout_goings.going(larkmoor.site, one.id, sam, larkmoor.officer, at("28 Nov 02:21"))
        said = NeverGone(is_still_asked=still_asked)
        callout_not_gone.did_not_go(larkmoor.site, one.id, sam, said, larkmoor.officer, at("28 Nov 02:22"))
        both = [(each.part, each.state) for each in (larkmoor.part(one, "sam"), larkmoor.part(one, "luc"))]
        assert both == [(Part.LEAD, AttendanceState.DECLINED), (Part.LEAD, AttendanceState.ACCEPTED)]
    assert larkmoor.asked(one) is None and larkmoor.rests("luc") == []
    larkmoor.goes(one, "luc", "28 Nov 02:30")
    assert larkmoor.part(one, "luc").accepted_at == at("28 Nov 02:14")


def test_out_put_wrong_before_the_yes_and_back_again_loses_nothing_of_the_wait(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:12")
    larkmoor.goes(one, "sam", "28 Nov 02:30")
    sam, unlocks = larkmoor.part(one, "sam"), unlocked_after(larkmoor)
    _out_is(larkmoor, one, "28 Nov 02:11", "28 Nov 02:35")
    early = larkmoor.part(one, "sam").interruption
    assert early is not None and early.start == at("28 Nov 02:11") and unlocked_after(larkmoor) == (timedelta(0),)
    _out_is(larkmoor, one, "28 Nov 02:30", "28 Nov 02:36")

    assert larkmoor.part(one, "sam").interruption == sam.interruption
    assert unlocked_after(larkmoor) == unlocks == (timedelta(minutes=18),)


def test_a_yes_that_was_noted_by_itself_stays_where_out_is_put_to_it_and_back(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:30")
    said_yes = (larkmoor.site, one.id, larkmoor.part(one, "sam").id, Mark.ACCEPTED, at("28 Nov 02:12"))
    callout_marks.mark(*said_yes, larkmoor.officer, at("28 Nov 02:31"))
    for out in ("28 Nov 02:12", "28 Nov 02:30"):
        _out_is(larkmoor, one, out, "28 Nov 02:35")
    assert larkmoor.part(one, "sam").accepted_at == at("28 Nov 02:12")


def _out_is(scene: Scene, one: CallOutOnFile, out: str, now: str) -> None:
    callout_times.went_out(scene.site, one.id, scene.part(one, "sam").id, at(out), scene.officer, at(now))


def unlocked_after(scene: Scene) -> tuple[timedelta | None, ...]:
    """How long everybody waited who waited that night, as the figures of the prison read it."""
    requests, _ = night_figures_facts.requests(scene.site.id, FRIDAY, FRIDAY, ("", ""), {})
    return tuple(each for request in requests for each in request.unlocks)
