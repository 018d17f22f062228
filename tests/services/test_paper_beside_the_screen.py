"""What the sheet says of a request that the screen, or an earlier line, has told of already."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from listeners.access import SYSTEM
from listeners.domain.states import AttendanceState, Part, StaffReason
from listeners.services import callout_ends, callout_lapses, callouts, paper_nights, rests
from listeners.services.callout_refusals import Held, WhatNow, staff_cannot
from listeners.services.nights import tonight
from listeners.services.paper_lines import Goer, PaperExit, PaperLine
from listeners.store import duties_rests
from listeners.store.callouts_events import events
from listeners.store.callouts_facts import CallOutOnFile, call_outs
from listeners.store.database import act, db
from tests.at_once import wait_for_waiting
from tests.nights import Scene, at


def man(scene: Scene, name: str, out: str, back: str | None = None, part: Part = Part.LEAD) -> Goer:
    """Who went, from when and until when; where nobody went, when he said yes."""
    return Goer(part, scene.who(name), at(f"28 Nov {out}"), at(f"28 Nov {back}") if back else None)


def line(scene: Scene, ended: PaperExit, *goers: Goer, at_: str = "03:00") -> PaperLine:
    """A line of B wing, asked at 02:10."""
    reason = StaffReason.NO_STAFF if ended is PaperExit.REFUSED else None
    return PaperLine(scene.wing("B"), at("28 Nov 02:10"), ended, goers, at(f"28 Nov {at_}"), reason)


def key_in(scene: Scene, *lines: PaperLine, now: str = "28 Nov 08:10") -> tuple[CallOutOnFile, ...]:
    """Key lines in, each of which goes on file, and return every request."""
    named = {f"{now} {number}": each for number, each in enumerate(lines)}
    assert paper_nights.key_in(scene.site, named, scene.officer, at(now)) == {}
    db.session.rollback()
    assert rests.differences(scene.site.code, SYSTEM, at(now)) == (0, 0)
    return call_outs(scene.site.id, date.min)


def test_a_line_closes_an_earlier_call_out_on_which_a_second_was_being_asked(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 01:00")
    larkmoor.goes(one, "sam", "28 Nov 01:05")
    callouts.ask(larkmoor.site, one.id, Part.SECOND, larkmoor.who("luc"), larkmoor.officer, at("28 Nov 01:10"))
    larkmoor.paper("sam", "28 Nov 03:00", "28 Nov 04:00", now="28 Nov 08:00")
    assert not larkmoor.read(one.id).is_open
    assert larkmoor.part(one, "luc").state == "no_answer"


def test_who_was_asked_on_screen_and_not_let_go_by_the_sheet_rests_by_his_own_row(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    (there,) = key_in(larkmoor, line(larkmoor, PaperExit.REFUSED, man(larkmoor, "sam", "02:20")))
    assert (there.id, there.outcome, len(there.attended)) == (one.id, "refused_by_staff", 1)
    assert larkmoor.rests("sam") == ["28 Nov 03:00 to 28 Nov 14:00 broken_night"]
    assert [each.attendance_id for each in events(larkmoor.site.id, one.id)] == [there.attended[0].id]


def test_who_waits_on_screen_and_is_not_on_the_line_is_let_go_when_the_request_ended(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:20")
    (there,) = key_in(larkmoor, line(larkmoor, PaperExit.TELEPHONE_WHILE_FREE))
    assert (there.outcome, larkmoor.part(one, "sam").state) == ("telephone_while_free", "called_off")
    assert larkmoor.rests("sam") == ["28 Nov 03:00 to 28 Nov 14:00 broken_night"]


def test_who_waits_on_screen_until_an_end_that_is_not_written_down_rests_from_the_end_of_the_night(
    larkmoor: Scene,
) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:20")
    said = replace(line(larkmoor, PaperExit.TELEPHONE_WHILE_FREE), ended_at=None)
    for now in ("28 Nov 08:10", "28 Nov 08:20"):
        (there,) = key_in(larkmoor, said, now=now)
        assert (there.outcome, larkmoor.part(one, "sam").state) == ("telephone_while_free", "unknown_back")
    assert tonight(larkmoor.site, at("28 Nov 12:00")).resting_until(larkmoor.who("sam")) == at("28 Nov 19:00")
    assert events(larkmoor.site.id, one.id) == ()


@pytest.mark.parametrize("back", [None, "02:24"])
def test_who_waits_on_screen_is_let_go_by_the_press_that_tells_of_another_man_and_never_in_the_moment_of_his_yes(
    larkmoor: Scene, back: str | None
) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:26")
    key_in(larkmoor, line(larkmoor, PaperExit.BACK, man(larkmoor, "luc", "02:20", back)), now="28 Nov 04:50")
    assert larkmoor.rests("sam") == ["28 Nov 04:50 to 28 Nov 15:50 broken_night"]

    other = larkmoor.start("29 Nov 02:10")
    name = larkmoor.asked(other) or ""
    larkmoor.waits(other, name, "29 Nov 02:26")
    larkmoor.paper("luc", "29 Nov 02:20", back and f"29 Nov {back}", now="29 Nov 08:10", asked="29 Nov 02:10")
    assert larkmoor.part(other, name).state == "unknown_back", "the night is over: nobody knows how long he waited"
    assert tonight(larkmoor.site, at("29 Nov 12:00")).resting_until(larkmoor.who(name)) == at("29 Nov 19:00")


@pytest.mark.parametrize("ended", ["02:25", "02:26"])
def test_a_request_that_ended_by_the_sheet_before_his_yes_takes_no_rest_from_who_waits(
    larkmoor: Scene, ended: str
) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:26")
    key_in(larkmoor, line(larkmoor, PaperExit.TELEPHONE_WHILE_FREE, at_=ended), now="28 Nov 03:10")
    assert larkmoor.rests("sam") == ["28 Nov 03:10 to 28 Nov 14:10 broken_night"]


@pytest.mark.parametrize("ended", [None, "02:15"])
@pytest.mark.parametrize("was", ["called off", "refused"])
def test_an_end_before_his_yes_was_none_of_his_waiting(larkmoor: Scene, was: str, ended: str | None) -> None:
    one = larkmoor.start("28 Nov 02:10")
    if was == "called off":
        callout_ends.call_off(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:13"))
    else:
        said = Held(StaffReason.NO_STAFF, WhatNow.NOBODY, larkmoor.part(one, "sam").id)
        staff_cannot(larkmoor.site, one.id, said, larkmoor.officer, at("28 Nov 02:13"))
    waited = line(larkmoor, PaperExit.REFUSED, man(larkmoor, "sam", "02:20"))
    waited = replace(waited, is_same=True, ended_at=at(f"28 Nov {ended}") if ended else None)
    found = [(key_in(larkmoor, waited, now=now), larkmoor.part(one, "sam")) for now in ("28 Nov 08:10", "28 Nov 08:20")]
    assert found[0] == found[1], "the same line once more changes nothing"
    sam = larkmoor.part(one, "sam")
    assert (sam.state, sam.accepted_at, sam.called_off_at) == ("unknown_back", at("28 Nov 02:20"), None)
    assert tonight(larkmoor.site, at("28 Nov 12:00")).resting_until(larkmoor.who("sam")) == at("28 Nov 19:00")


def test_a_line_that_ends_as_one_on_file_adds_who_had_said_yes_and_once_more_changes_nothing(larkmoor: Scene) -> None:
    key_in(larkmoor, line(larkmoor, PaperExit.REFUSED), now="28 Nov 08:00")
    named = line(larkmoor, PaperExit.REFUSED, man(larkmoor, "sam", "02:20"))
    for now in ("28 Nov 08:10", "28 Nov 08:20"):
        (there,) = key_in(larkmoor, named, now=now)
        assert larkmoor.rests("sam") == ["28 Nov 03:00 to 28 Nov 14:00 broken_night"]
        assert [each.attendance_id for each in events(larkmoor.site.id, there.id)] == [there.attended[0].id]

    (there,) = key_in(larkmoor, line(larkmoor, PaperExit.REFUSED, man(larkmoor, "luc", "02:30")), now="28 Nov 08:30")
    assert len(there.attended) == 2 and larkmoor.rests("sam") and larkmoor.rests("luc")


def test_of_lines_of_one_wing_and_minute_that_differ_none_vanishes(larkmoor: Scene) -> None:
    one = line(larkmoor, PaperExit.REFUSED)
    later, otherwise = line(larkmoor, PaperExit.REFUSED, at_="03:30"), line(larkmoor, PaperExit.TELEPHONE)
    assert len(key_in(larkmoor, one, later, replace(one, reason=StaffReason.SECURITY), otherwise)) == 4
    assert len(key_in(larkmoor, one, later, now="28 Nov 08:30")) == 4


def test_a_line_said_to_be_of_the_request_on_file_puts_right_how_that_ended(larkmoor: Scene) -> None:
    one = line(larkmoor, PaperExit.TELEPHONE)
    key_in(larkmoor, one)
    again = replace(line(larkmoor, PaperExit.REFUSED, at_="03:20"), is_same=True)
    (there,) = key_in(larkmoor, again, now="28 Nov 08:30")
    assert (there.outcome, there.closed_at) == ("refused_by_staff", at("28 Nov 03:20"))
    assert len(key_in(larkmoor, replace(again, is_same=False), now="28 Nov 08:40")) == 2


def test_a_called_off_line_keyed_again_with_a_later_end_makes_the_rest_longer(larkmoor: Scene) -> None:
    for end, now in (("03:00", "28 Nov 08:00"), ("05:00", "28 Nov 08:10")):
        both = man(larkmoor, "sam", "02:15", end), man(larkmoor, "luc", "02:15", "02:30", Part.SECOND)
        (there,) = key_in(larkmoor, line(larkmoor, PaperExit.CALLED_OFF, *both, at_=end), now=now)
    assert larkmoor.rests("sam") == ["28 Nov 05:00 to 28 Nov 16:00 broken_night"]
    assert (there.outcome, there.closed_at) == ("called_off", at("28 Nov 05:00"))
    assert larkmoor.part(there, "sam").called_off_at == at("28 Nov 05:00")


@pytest.mark.parametrize("is_same", [None, True])
def test_who_had_said_yes_rests_though_the_telephone_is_on_file_of_that_request(
    larkmoor: Scene, is_same: bool | None
) -> None:
    one = larkmoor.start("28 Nov 02:10")
    callout_ends.telephone(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:30"))
    woken = line(larkmoor, PaperExit.REFUSED, man(larkmoor, "sam", "02:20"))
    found = key_in(larkmoor, replace(woken, is_same=is_same))
    assert larkmoor.rests("sam") == ["28 Nov 03:00 to 28 Nov 14:00 broken_night"]
    assert len(found) == (1 if is_same else 2)


@pytest.mark.parametrize("answer", ["offered", "accepted", "declined", "acting", "lapsed"])
def test_a_request_that_was_begun_on_screen_and_went_on_on_paper_is_one(larkmoor: Scene, answer: str) -> None:
    one = larkmoor.start("28 Nov 02:10")
    if answer == "accepted":
        larkmoor.waits(one, "sam", "28 Nov 02:12")
    elif answer == "acting":
        larkmoor.goes(one, "sam", "28 Nov 02:15")
    elif answer == "declined":
        state = AttendanceState.DECLINED
        callouts.not_going(
            larkmoor.site, one.id, larkmoor.part(one, "sam").id, state, larkmoor.officer, at("28 Nov 02:12")
        )
    elif answer == "lapsed":
        callout_lapses.lapse_site(larkmoor.site.code, SYSTEM, at("28 Nov 18:30"))
    went = line(larkmoor, PaperExit.BACK, man(larkmoor, "sam", "02:15", "03:10"))
    (there,) = key_in(larkmoor, went, now="28 Nov 18:40" if answer == "lapsed" else "28 Nov 08:10")

    assert (there.id, there.state, there.outcome) == (one.id, "returned", None)
    assert {larkmoor.name(each.listener): each.state for each in there.attended}["sam"] == "returned"
    assert all(each.state in ("returned", "no_answer") for each in there.attended)
    assert larkmoor.rests("sam") == ["28 Nov 03:10 to 28 Nov 14:10 broken_night"]


def test_who_is_out_still_by_the_sheet_leads_in_the_place_of_whoever_waited(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:12")
    (there,) = key_in(larkmoor, line(larkmoor, PaperExit.BACK, man(larkmoor, "luc", "02:20")), now="28 Nov 04:00")
    assert {larkmoor.name(each.listener): (each.part, each.state) for each in there.attended} == {
        "sam": ("lead", "called_off"),
        "luc": ("lead", "acting"),
    }
    assert there.state == "acting" and larkmoor.rests("sam")


def test_a_press_knows_seconds_and_the_sheet_of_the_same_going_none(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10:41")
    larkmoor.goes(one, "sam", "28 Nov 02:15:23")
    (there,) = key_in(larkmoor, line(larkmoor, PaperExit.BACK, man(larkmoor, "sam", "02:15", "03:10")))
    assert (there.id, there.state) == (one.id, "returned")


def test_a_line_and_the_hourly_job_take_their_locks_in_one_order(app: Flask, larkmoor: Scene) -> None:
    requests = [larkmoor.start("28 Nov 01:00"), larkmoor.start("28 Nov 01:01")]
    names = [larkmoor.asked(each) or "" for each in sorted(requests, key=lambda one: one.id, reverse=True)]
    for each in requests:
        larkmoor.goes(each, larkmoor.asked(each) or "", "28 Nov 01:05")
    parts = zip(names, (Part.LEAD, Part.SECOND), strict=True)
    both = line(larkmoor, PaperExit.BACK, *(man(larkmoor, name, "03:00", "04:00", part) for name, part in parts))

    def key() -> dict[str, str]:
        with app.app_context():
            return paper_nights.key_in(larkmoor.site, {"k": both}, larkmoor.officer, at("28 Nov 08:00"))

    def lapse() -> int:
        with app.app_context():
            return callout_lapses.lapse_site(larkmoor.site.code, SYSTEM, at("28 Nov 08:00"))

    with ThreadPoolExecutor(2) as pool:
        with act() as session:
            duties_rests.lock(session, [larkmoor.who(names[0])])
            keying = pool.submit(key)
            wait_for_waiting(1)
            lapsing = pool.submit(lapse)
            wait_for_waiting(2)
        assert (keying.result(timeout=30), lapsing.result(timeout=30)) == ({}, 0)
