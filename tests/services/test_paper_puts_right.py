"""A line of the sheet says that a request ended otherwise than is on file of it: what counts from then on?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from listeners.domain.people import Role
from listeners.domain.states import CHECKS, CallOutEventKind, ContactPlace, Part, StaffReason
from listeners.services import callout_checks, callout_ends, callout_history, callout_nobody, callout_refusals, notices
from listeners.services.callout_refusals import Held, WhatNow
from listeners.services.night_figures import night_figures
from listeners.services.nights import tonight
from listeners.services.paper_lines import PaperExit
from listeners.store.callouts_events import events
from listeners.store.callouts_facts import CallOutOnFile
from tests.nights import Scene, at
from tests.services.test_paper_beside_the_screen import key_in, line, man

MORNING = at("28 Nov 09:00")


def telephone(scene: Scene, one: CallOutOnFile) -> None:
    when = at("28 Nov 02:12")
    callout_ends.telephone(scene.site, one.id, scene.officer, when, times=dict.fromkeys(CHECKS[:2], when))


def refused(scene: Scene, one: CallOutOnFile, now: WhatNow = WhatNow.NOBODY) -> None:
    said = Held(StaffReason.NO_STAFF, now, scene.part(one, "sam").id)
    callout_refusals.staff_cannot(scene.site, one.id, said, scene.officer, at("28 Nov 02:12"))


def called_off(scene: Scene, one: CallOutOnFile) -> None:
    callout_ends.call_off(scene.site, one.id, scene.officer, at("28 Nov 02:12"))


def kinds(scene: Scene, one: CallOutOnFile) -> list[CallOutEventKind]:
    return [each.kind for each in events(scene.site.id, one.id)]


def alarms(scene: Scene, now: datetime = MORNING) -> int:
    return len(callout_checks.to_chase(tonight(scene.site, now)))


def told(scene: Scene, role: Role) -> list[tuple[object, object]]:
    """What an account of that role was told of a man to whom staff let nobody go: when and why."""
    lines = notices.notices_for(scene.prison.actor(role), scene.site, MORNING)
    return [(each.facts["at"], each.facts["reason"]) for each in lines if each.kind == callout_nobody.NOBODY_GOES]


@pytest.mark.parametrize("ended", [telephone, refused, called_off])
def test_who_went_by_the_sheet_went_though_the_request_had_ended_on_screen(
    larkmoor: Scene, ended: Callable[[Scene, CallOutOnFile], None]
) -> None:
    one = larkmoor.start("28 Nov 02:10")
    ended(larkmoor, one)
    went = line(larkmoor, PaperExit.BACK, man(larkmoor, "sam", "02:20", "04:00"))
    (there,) = key_in(larkmoor, replace(went, is_same=True))

    assert (there.id, there.state, there.outcome, there.closed_at) == (one.id, "returned", None, None)
    assert alarms(larkmoor) == 0
    assert kinds(larkmoor, one) in ([], [CallOutEventKind.DELAYED], [CallOutEventKind.TAKEN_BACK] * 2)
    figures = night_figures(larkmoor.prison.actor(Role.COORDINATOR), MORNING)
    counted = figures.answers.whole.refusals if figures is not None else None
    assert counted == 0
    coordinator = larkmoor.prison.actor(Role.COORDINATOR)
    entries = callout_history.history(larkmoor.site, one.id, coordinator).entries
    (put_right,) = [
        each for each in entries if any(change.what == "outcome" and change.before for change in each.changes)
    ]
    assert (put_right.from_the_sheet, put_right.at, put_right.of) == (True, at("28 Nov 08:10"), None)


@pytest.mark.parametrize("ended", [telephone, refused, called_off])
def test_who_is_out_still_by_the_sheet_is_out_on_the_request_that_had_ended(
    larkmoor: Scene, ended: Callable[[Scene, CallOutOnFile], None]
) -> None:
    one = larkmoor.start("28 Nov 02:10")
    ended(larkmoor, one)
    went = replace(line(larkmoor, PaperExit.BACK, man(larkmoor, "sam", "02:20")), is_same=True)
    for now in ("28 Nov 04:00", "28 Nov 04:10"):
        (there,) = key_in(larkmoor, went, now=now)
        assert (there.id, there.state, there.outcome, there.closed_at) == (one.id, "acting", None, None)
        assert alarms(larkmoor, at(now)) == 0
    assert CallOutEventKind.REFUSED not in kinds(larkmoor, one)

    larkmoor.back(one, "sam", "28 Nov 05:00")
    assert (larkmoor.read(one.id).state, alarms(larkmoor)) == ("returned", 0)
    assert larkmoor.rests("sam") == ["28 Nov 05:00 to 28 Nov 16:00 broken_night"]


def test_a_second_who_is_out_still_by_the_sheet_is_on_the_request_from_which_the_lead_is_back(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:15")
    larkmoor.back(one, "sam", "28 Nov 03:00")
    both = man(larkmoor, "sam", "02:15", "03:00"), man(larkmoor, "luc", "02:30", part=Part.SECOND)
    (there,) = key_in(larkmoor, line(larkmoor, PaperExit.BACK, *both), now="28 Nov 04:00")
    parts = {larkmoor.name(each.listener): (each.part, each.state) for each in there.attended}
    assert (there.id, there.state) == (one.id, "acting")
    assert parts == {"sam": ("lead", "returned"), "luc": ("second", "acting")}


def test_who_went_and_was_called_off_went_all_the_same(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    telephone(larkmoor, one)
    went = line(larkmoor, PaperExit.CALLED_OFF, man(larkmoor, "sam", "02:20", "02:40"), at_="02:40")
    (there,) = key_in(larkmoor, replace(went, is_same=True))
    assert (there.id, there.outcome, there.closed_at) == (one.id, "called_off", at("28 Nov 02:40"))
    assert alarms(larkmoor) == 0


def test_whom_staff_held_and_who_is_out_still_by_the_sheet_leads(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:11")
    refused(larkmoor, one, WhatNow.ANOTHER)
    (there,) = key_in(larkmoor, line(larkmoor, PaperExit.BACK, man(larkmoor, "sam", "02:20")), now="28 Nov 04:00")

    parts = {larkmoor.name(each.listener): (each.part, each.state) for each in there.attended}
    assert (there.id, there.state, parts) == (
        one.id,
        "acting",
        {"sam": ("lead", "acting"), "luc": ("lead", "no_answer")},
    )
    sam = larkmoor.part(one, "sam")
    assert (sam.accepted_at, sam.unlocked_at, sam.called_off_at) == (at("28 Nov 02:11"), at("28 Nov 02:20"), None)
    assert kinds(larkmoor, one) == [CallOutEventKind.DELAYED]
    larkmoor.back(one, "sam", "28 Nov 04:10")
    assert larkmoor.rests("sam") == ["28 Nov 04:10 to 28 Nov 15:10 broken_night"]


def test_a_refusal_on_paper_is_told_once_with_its_own_time_as_one_on_screen_is(larkmoor: Scene) -> None:
    keyed = line(larkmoor, PaperExit.REFUSED)
    key_in(larkmoor, keyed, now="28 Nov 08:10")
    key_in(larkmoor, replace(keyed, goers=(man(larkmoor, "sam", "02:20"),)), now="28 Nov 08:20")
    for role in (Role.COORDINATOR, Role.SAFER_CUSTODY):
        assert told(larkmoor, role) == [(at("28 Nov 03:00"), StaffReason.NO_STAFF)]


@pytest.mark.parametrize("keyed", [True, False])
def test_a_refusal_that_was_none_by_the_sheet_counts_no_more(larkmoor: Scene, keyed: bool) -> None:
    one = larkmoor.start("28 Nov 02:10")
    if keyed:
        key_in(larkmoor, line(larkmoor, PaperExit.REFUSED, man(larkmoor, "sam", "02:20")), now="28 Nov 08:00")
    else:
        refused(larkmoor, one)
    other = replace(line(larkmoor, PaperExit.REFUSED, at_="03:20"), is_same=True, reason=StaffReason.SECURITY)
    key_in(larkmoor, other, now="28 Nov 08:20")
    (there,) = [each for each in events(larkmoor.site.id, one.id) if each.kind is CallOutEventKind.REFUSED]
    assert (there.at, there.reason) == (at("28 Nov 03:20"), StaffReason.SECURITY)

    key_in(larkmoor, replace(line(larkmoor, PaperExit.TELEPHONE), is_same=True), now="28 Nov 08:30")
    assert larkmoor.read(one.id).outcome == "telephone"
    assert CallOutEventKind.REFUSED not in kinds(larkmoor, one)


def test_a_line_keyed_again_brings_the_place_and_the_talk(larkmoor: Scene) -> None:
    both = man(larkmoor, "sam", "02:20", "04:00"), man(larkmoor, "luc", "02:20", "04:00", Part.SECOND)
    first = line(larkmoor, PaperExit.BACK, *both)
    key_in(larkmoor, first)
    more = replace(first, place=ContactPlace.LISTENER_ROOM, debrief_offered=True)
    (there,) = key_in(larkmoor, more, now="28 Nov 08:20")
    assert (there.place, larkmoor.part(there, "sam").debrief_offered_at) == ("listener_room", at("28 Nov 04:00"))
    assert larkmoor.part(there, "luc").debrief_offered_at is None


def test_a_line_of_the_minutes_that_were_pressed_changes_nothing(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10:12")
    larkmoor.waits(one, "sam", "28 Nov 02:12:33")
    said = Held(StaffReason.NO_STAFF, WhatNow.NOBODY, larkmoor.part(one, "sam").id)
    callout_refusals.staff_cannot(larkmoor.site, one.id, said, larkmoor.officer, at("28 Nov 03:00:41"))

    def on_file() -> tuple[object, ...]:
        written = callout_history.history(larkmoor.site, one.id, larkmoor.prison.actor(Role.COORDINATOR)).entries
        return larkmoor.read(one.id), events(larkmoor.site.id, one.id), written, larkmoor.rests("sam")

    before = on_file()
    key_in(larkmoor, line(larkmoor, PaperExit.REFUSED, man(larkmoor, "sam", "02:12")))
    assert on_file() == before


@pytest.mark.parametrize("out", ["02:12", "02:20"])
def test_a_yes_that_was_pressed_keeps_its_seconds_where_the_sheet_says_when_he_went(larkmoor: Scene, out: str) -> None:
    one = larkmoor.start("28 Nov 02:10:12")
    larkmoor.waits(one, "sam", "28 Nov 02:12:33")
    went = replace(man(larkmoor, "sam", out, out), yes_at=at("28 Nov 02:12"))
    key_in(larkmoor, line(larkmoor, PaperExit.BACK, went))
    sam, gone = larkmoor.part(one, "sam"), at("28 Nov 02:12:33" if out == "02:12" else "28 Nov 02:20")
    assert (sam.accepted_at, sam.out_at, sam.back_at) == (at("28 Nov 02:12:33"), gone, gone)
