"""Somebody has been out for long: does one press put a rested man in his place, on both engines?"""

from __future__ import annotations

import pytest

from listeners.domain.states import AttendanceState, CallOutEventKind, CallOutState, Part
from listeners.errors import AnsweredAlready, Conflict
from listeners.services import callout_not_gone, callout_relays, callout_views, callouts
from listeners.services.callout_not_gone import NeverGone
from listeners.services.nights import tonight
from listeners.services.tonight import board, seats_for, suggested_relays
from listeners.store.callouts_events import events
from listeners.store.callouts_facts import CallOutOnFile
from tests.nights import Scene, at


def takes_over(scene: Scene, one: CallOutOnFile, before: str, after: str, now: str, key: str | None = None) -> None:
    part = scene.part(one, before).id
    callout_relays.hand_over(scene.site, one.id, part, scene.who(after), scene.officer, at(now), key)


def suggested(scene: Scene, one: CallOutOnFile, now: str) -> list[str]:
    view = tonight(scene.site, at(now))
    return [
        member.name.split()[0].lower()
        for member in suggested_relays(view, seats_for(view, scene.officer), scene.read(one.id)).values()
    ]


def test_one_press_and_the_one_is_back_and_the_other_out(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 01:00")
    larkmoor.goes(one, "sam", "28 Nov 01:00")
    assert suggested(larkmoor, one, "28 Nov 03:59") == [] and suggested(larkmoor, one, "28 Nov 04:00") == ["luc"]
    takes_over(larkmoor, one, "sam", "luc", "28 Nov 04:10", "a key")
    takes_over(larkmoor, one, "sam", "luc", "28 Nov 04:10", "a key")

    sam, luc = larkmoor.part(one, "sam"), larkmoor.part(one, "luc")
    assert (sam.state, sam.back_at) == (AttendanceState.RETURNED, at("28 Nov 04:10"))
    assert (luc.state, luc.part, luc.out_at) == (AttendanceState.ACTING, Part.LEAD, at("28 Nov 04:10"))
    (event,) = events(larkmoor.site.id, one.id)
    assert (event.kind, event.attendance_id, event.relieved_id) == (CallOutEventKind.HANDED_OVER, luc.id, sam.id)
    assert larkmoor.rests("sam") == ["28 Nov 04:10 to 28 Nov 15:10 broken_night"]
    larkmoor.back(one, "luc", "28 Nov 05:30")
    assert larkmoor.rests("luc") == ["28 Nov 05:30 to 28 Nov 16:30 daily_rest"]
    assert larkmoor.read(one.id).state == "returned"


def test_nobody_who_is_not_rested_and_nobody_twice_takes_over(larkmoor: Scene) -> None:
    other = larkmoor.start("27 Nov 23:00")
    larkmoor.goes(other, "sam", "27 Nov 23:00")
    larkmoor.back(other, "sam", "27 Nov 23:40")
    one = larkmoor.start("28 Nov 01:00")
    larkmoor.goes(one, "luc", "28 Nov 01:00")
    with pytest.raises(Conflict):
        takes_over(larkmoor, one, "luc", "sam", "28 Nov 04:10")

    name = suggested(larkmoor, one, "28 Nov 04:00")[0]
    takes_over(larkmoor, one, "luc", name, "28 Nov 04:10")
    with pytest.raises(AnsweredAlready):
        takes_over(larkmoor, one, "luc", name, "28 Nov 04:11")
    with pytest.raises(Conflict):
        takes_over(larkmoor, one, name, "luc", "28 Nov 04:12")


@pytest.mark.parametrize(
    ("asked", "pressed"),
    [("28 Nov 02:20", "28 Nov 22:20"), ("28 Nov 02:20", "28 Nov 08:10"), ("27 Nov 10:00", "27 Nov 22:01")],
)
def test_where_the_return_is_missing_it_is_entered_first(larkmoor: Scene, asked: str, pressed: str) -> None:
    one = larkmoor.start(asked)
    who = larkmoor.asked(one)
    assert who is not None
    larkmoor.goes(one, who, asked)
    (out,) = larkmoor.read(one.id).attended
    whom = larkmoor.who("dean")
    with pytest.raises(Conflict, match="return_first"):
        callout_relays.hand_over(larkmoor.site, one.id, out.id, whom, larkmoor.officer, at(pressed))

    page = callout_views.page(larkmoor.site, one.id, larkmoor.officer, at(pressed))
    assert page.relays == {} == page.suggested and [each.part.id for each in page.out] == [out.id]


def test_whoever_is_asked_to_go_beside_him_may_take_over_instead(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 01:00")
    larkmoor.goes(one, "sam", "28 Nov 01:00")
    callouts.ask(larkmoor.site, one.id, Part.SECOND, larkmoor.who("luc"), larkmoor.officer, at("28 Nov 01:30"))
    takes_over(larkmoor, one, "sam", "luc", "28 Nov 01:40")

    assert larkmoor.part(one, "luc").part is Part.LEAD and larkmoor.read(one.id).state == "acting"


@pytest.mark.parametrize("too_soon", [False, True])
def test_if_he_never_took_over_the_first_is_out_still(larkmoor: Scene, too_soon: bool) -> None:
    one = larkmoor.start("28 Nov 01:00")
    larkmoor.goes(one, "sam", "28 Nov 01:00")
    takes_over(larkmoor, one, "sam", "luc", "28 Nov 04:10")
    part, said = larkmoor.part(one, "luc").id, NeverGone(is_still_asked=too_soon)
    callout_not_gone.did_not_go(larkmoor.site, one.id, part, said, larkmoor.officer, at("28 Nov 04:15"))

    sam = larkmoor.part(one, "sam")
    assert (sam.state, sam.out_at, sam.back_at) == (AttendanceState.ACTING, at("28 Nov 01:00"), None)
    assert larkmoor.rests("sam") == larkmoor.rests("luc") == [] and larkmoor.asked(one) is None
    assert ("luc" in suggested(larkmoor, one, "28 Nov 04:20")) is too_soon
    if too_soon:
        takes_over(larkmoor, one, "sam", "luc", "28 Nov 04:30")
    larkmoor.back(one, "luc" if too_soon else "sam", "28 Nov 05:00")
    assert larkmoor.rests("sam") == [
        f"28 Nov {'04:30 to 28 Nov 15:30' if too_soon else '05:00 to 28 Nov 16:00'} broken_night"
    ]


@pytest.mark.parametrize("too_soon", [False, True])
def test_if_he_never_took_over_from_one_who_is_back_the_man_waits_still(larkmoor: Scene, too_soon: bool) -> None:
    one = larkmoor.start("28 Nov 01:00")
    larkmoor.goes(one, "sam", "28 Nov 01:00")
    takes_over(larkmoor, one, "sam", "luc", "28 Nov 04:10")
    larkmoor.back(one, "sam", "28 Nov 04:05", now="28 Nov 04:12")
    part, said = larkmoor.part(one, "luc").id, NeverGone(is_still_asked=too_soon)
    callout_not_gone.did_not_go(larkmoor.site, one.id, part, said, larkmoor.officer, at("28 Nov 04:15"))

    assert larkmoor.part(one, "sam").back_at == at("28 Nov 04:05")
    there = larkmoor.read(one.id)
    assert (there.state, there.outcome) == (CallOutState.ASKED, None)
    luc = larkmoor.part(one, "luc")
    asked = larkmoor.asked(one)
    assert (luc.state is AttendanceState.OFFERED and asked == "luc") is too_soon and asked is not None
    assert (luc.answered_at is None) is too_soon, "who has said nothing has no answer on file"
    assert larkmoor.rests("luc") == [] and larkmoor.rests("sam") == ["28 Nov 04:05 to 28 Nov 15:05 broken_night"]


def test_after_half_an_hour_with_nobody_the_board_says_it_in_red(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 01:00")
    larkmoor.goes(one, "sam", "28 Nov 01:00")
    takes_over(larkmoor, one, "sam", "luc", "28 Nov 04:10")
    larkmoor.back(one, "sam", "28 Nov 04:05", now="28 Nov 04:12")
    part = larkmoor.part(one, "luc").id
    callout_not_gone.did_not_go(larkmoor.site, one.id, part, NeverGone(), larkmoor.officer, at("28 Nov 04:15"))

    assert board(larkmoor.site, larkmoor.officer, at("28 Nov 04:35")).left_waiting == ()
    red = board(larkmoor.site, larkmoor.officer, at("28 Nov 04:36"))
    assert [each.call_out.id for each in red.left_waiting] == [one.id]
    larkmoor.goes(one, larkmoor.asked(one) or "", "28 Nov 04:37")
    assert board(larkmoor.site, larkmoor.officer, at("28 Nov 05:18")).left_waiting == ()
