"""He said yes, waited all night, and staff never let him out: is that the refusal that it is, on both engines?"""

from __future__ import annotations

from datetime import date

import pytest

from listeners.domain.people import Role
from listeners.domain.states import AttendanceState, CallOutEventKind, Part, StaffReason
from listeners.errors import Conflict, NotFound
from listeners.services import (
    callout_after_yes,
    callout_ends,
    callout_let_go,
    callouts,
    night_figures,
    notices,
    paper_nights,
)
from listeners.services.callout_checks import to_chase
from listeners.services.nights import tonight
from listeners.services.paper_lines import PaperExit, PaperLine
from listeners.store.callouts_events import events
from listeners.store.callouts_facts import CallOutOnFile, call_outs
from tests.nights import Scene, at

UNLOCK = "28 Nov 08:20"


def not_let_out(
    scene: Scene, one: CallOutOnFile, now: str = UNLOCK, reason: StaffReason = StaffReason.NO_STAFF, name: str = "sam"
) -> None:
    part = scene.part(one, name).id
    callout_after_yes.not_let_out(scene.site, one.id, part, reason, scene.officer, at(now))


def kinds(scene: Scene, one: CallOutOnFile) -> list[str]:
    return [f"{each.kind} {each.reason}" for each in events(scene.site.id, one.id)]


def told(scene: Scene, role: Role) -> list[str]:
    lines = notices.notices_for(scene.prison.actor(role), scene.site, at("28 Nov 09:00"))
    return [str(each.facts["reason"]) for each in lines if each.kind == "nobody_goes"]


def test_it_is_a_refusal_counted_with_its_reason_and_told_and_the_man_is_seen_to(
    larkmoor: Scene, waiting: CallOutOnFile
) -> None:
    for _ in range(2):
        not_let_out(larkmoor, waiting, reason=StaffReason.NOT_KNOWN)

    assert kinds(larkmoor, waiting) == ["refused not_known"]
    ended = larkmoor.read(waiting.id)
    assert (ended.outcome, ended.closed_at) == ("refused_by_staff", at(UNLOCK))
    assert told(larkmoor, Role.COORDINATOR) == told(larkmoor, Role.SAFER_CUSTODY) == ["not_known"]
    figures = night_figures.night_figures(larkmoor.prison.actor(Role.COORDINATOR), at("28 Nov 09:00"))
    assert figures is not None
    whole = figures.answers.whole
    assert (whole.refusals, whole.refused[StaffReason.NOT_KNOWN], whole.never_unlocked) == (1, 1, 1)
    (chased,) = to_chase(tonight(larkmoor.site, at("28 Nov 08:30")))
    assert len(chased.lacks) == 3


def test_he_rests_as_whoever_waited_in_vain_and_nothing_interrupts_him_longer(
    larkmoor: Scene, waiting: CallOutOnFile
) -> None:
    not_let_out(larkmoor, waiting, "28 Nov 20:00")
    sam = larkmoor.part(waiting, "sam")
    assert (sam.state, sam.out_at, sam.back_before) == (AttendanceState.UNKNOWN_BACK, None, at("28 Nov 20:00"))
    assert tonight(larkmoor.site, at("28 Nov 12:00")).resting_until(larkmoor.who("sam")) == at("28 Nov 19:00")


def test_while_his_night_goes_on_staff_say_that_they_cannot_let_him_go(larkmoor: Scene, waiting: CallOutOnFile) -> None:
    with pytest.raises(NotFound):
        not_let_out(larkmoor, waiting, "28 Nov 07:59")
    assert kinds(larkmoor, waiting) == []


def test_once_another_press_said_what_came_of_it_nothing_is_refused(larkmoor: Scene, waiting: CallOutOnFile) -> None:
    sam = larkmoor.part(waiting, "sam").id
    callout_after_yes.stays(larkmoor.site, waiting.id, sam, larkmoor.officer, at("28 Nov 08:10"))
    with pytest.raises(Conflict):
        not_let_out(larkmoor, waiting)
    assert kinds(larkmoor, waiting) == [] and larkmoor.read(waiting.id).is_open


def test_a_second_who_was_never_let_out_ends_nothing_for_him_who_is_out(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:12")
    callouts.ask(larkmoor.site, one.id, Part.SECOND, larkmoor.who("luc"), larkmoor.officer, at("28 Nov 02:15"))
    larkmoor.waits(one, "luc", "28 Nov 02:16")
    not_let_out(larkmoor, one, name="luc")

    assert larkmoor.read(one.id).state == "acting" and kinds(larkmoor, one) == ["refused no_staff"]
    assert told(larkmoor, Role.COORDINATOR) == []


def test_the_press_is_taken_back_while_it_is_fresh_though_the_night_is_over(
    larkmoor: Scene, waiting: CallOutOnFile
) -> None:
    not_let_out(larkmoor, waiting, "28 Nov 14:00")
    (refused,) = events(larkmoor.site.id, waiting.id)
    callout_let_go.take_back(larkmoor.site, waiting.id, refused.id, "", larkmoor.officer, at("28 Nov 14:20"))

    assert kinds(larkmoor, waiting) == ["refusal_taken_back None"]
    assert larkmoor.read(waiting.id).outcome == "refusal_taken_back"
    assert larkmoor.part(waiting, "sam").state is AttendanceState.UNKNOWN_BACK
    larkmoor.paper("sam", "28 Nov 02:30", "28 Nov 03:10", now="28 Nov 15:00", asked="28 Nov 02:10")
    assert (larkmoor.read(waiting.id).state, larkmoor.part(waiting, "sam").back_at) == ("returned", at("28 Nov 03:10"))


def test_pressed_by_mistake_or_let_go_after_all_he_waits_again_and_nobody_is_asked_in_his_place(
    larkmoor: Scene,
) -> None:
    lead, other = larkmoor.start("28 Nov 07:40"), larkmoor.start("28 Nov 07:41", wing="A")
    larkmoor.waits(lead, "sam", "28 Nov 07:42")
    not_let_out(larkmoor, lead, "28 Nov 08:15")
    (refused,) = events(larkmoor.site.id, lead.id)
    callout_let_go.take_back(larkmoor.site, lead.id, refused.id, "", larkmoor.officer, at("28 Nov 08:16"))
    sam = larkmoor.part(lead, "sam")
    assert (sam.state, sam.accepted_at, sam.back_before) == (AttendanceState.ACCEPTED, at("28 Nov 07:42"), None)
    assert larkmoor.read(lead.id).is_open and larkmoor.asked(lead) is None

    larkmoor.goes(other, "luc", "28 Nov 07:43")
    kofi = larkmoor.who("kofi")
    callouts.ask(larkmoor.site, other.id, Part.SECOND, kofi, larkmoor.officer, at("28 Nov 07:44"))
    larkmoor.waits(other, "kofi", "28 Nov 07:45")
    not_let_out(larkmoor, other, "28 Nov 08:15:30", name="kofi")
    (refused,) = events(larkmoor.site.id, other.id)
    callout_let_go.goes_after_all(larkmoor.site, other.id, refused.id, larkmoor.officer, at("28 Nov 08:16"))
    assert larkmoor.part(other, "kofi").state is AttendanceState.ACCEPTED
    assert kinds(larkmoor, other) == ["delayed no_staff"]


@pytest.mark.parametrize("free", [True, False])
def test_the_telephone_is_told_as_a_refusal_where_a_listener_was_free_and_else_is_not(
    larkmoor: Scene, free: bool
) -> None:
    one = larkmoor.start("28 Nov 02:10")
    while not free and (name := larkmoor.asked(one)):
        part, no = larkmoor.part(one, name).id, AttendanceState.DECLINED
        callouts.not_going(larkmoor.site, one.id, part, no, larkmoor.officer, at("28 Nov 02:12"))
    callout_ends.telephone(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:20"))
    callout_ends.telephone(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:21"))

    assert told(larkmoor, Role.COORDINATOR) == told(larkmoor, Role.SAFER_CUSTODY) == (["None"] if free else [])


@pytest.mark.parametrize("ended", [PaperExit.TELEPHONE_WHILE_FREE, PaperExit.TELEPHONE])
def test_the_telephone_by_the_sheet_is_told_once_for_what_it_was(larkmoor: Scene, ended: PaperExit) -> None:
    said = PaperLine(larkmoor.wing("B"), at("28 Nov 02:10"), ended, (), at("28 Nov 02:30"))
    for now in ("28 Nov 08:10", "28 Nov 08:20"):
        assert paper_nights.key_in(larkmoor.site, {f"line {now}": said}, larkmoor.officer, at(now)) == {}
    is_refusal = ended is PaperExit.TELEPHONE_WHILE_FREE
    assert told(larkmoor, Role.COORDINATOR) == told(larkmoor, Role.SAFER_CUSTODY) == (["None"] if is_refusal else [])
    (one,) = call_outs(larkmoor.site.id, date.min)
    left = [] if is_refusal else [(CallOutEventKind.NOBODY_LEFT, at("28 Nov 02:30"))]
    happened = [(each.kind, each.at) for each in events(larkmoor.site.id, one.id)]
    assert [each for each in happened if each[0] is CallOutEventKind.NOBODY_LEFT] == left
