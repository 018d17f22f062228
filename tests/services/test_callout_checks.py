"""Is a man to whom no Listener goes seen to: loud on Tonight until what staff do for him is on file, with its times?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from listeners.domain.people import Role
from listeners.domain.states import CHECKS, CallOutEventKind, StaffReason
from listeners.errors import Conflict, NotFound, Unreadable
from listeners.services import callout_checks, callout_ends, callout_nobody, callout_refusals, notices, tonight_page
from listeners.services.callout_refusals import Held, WhatNow
from listeners.store.callouts_events import entered, events
from listeners.store.callouts_facts import CallOutOnFile
from tests.nights import Scene, at

TELEPHONE, ORDERLY, CHECKING = CHECKS


def nobody_goes(scene: Scene, now: str = "28 Nov 02:20") -> CallOutOnFile:
    """A man asks at 02:10, and staff let no Listener go to him."""
    one = scene.start("28 Nov 02:10")
    said = Held(StaffReason.SECURITY, WhatNow.NOBODY, scene.part(one, "sam").id)
    callout_refusals.staff_cannot(scene.site, one.id, said, scene.officer, at(now))
    return scene.read(one.id)


def chased(scene: Scene, now: str) -> list[tuple[str, tuple[CallOutEventKind, ...]]]:
    """What Tonight asks for: for which wing, and what is not on file."""
    page = tonight_page.page(scene.site, scene.officer, at(now))
    return [(each.wing, each.lacks) for each in page.to_chase]


def told(scene: Scene, role: Role) -> list[object]:
    lines = notices.notices_for(scene.prison.actor(role), scene.site, at("28 Nov 09:00"))
    return [each.facts["reason"] for each in lines if each.kind == callout_nobody.NOBODY_GOES]


def test_it_is_loud_until_all_three_are_on_file(larkmoor: Scene) -> None:
    one = nobody_goes(larkmoor)
    assert chased(larkmoor, "28 Nov 02:21") == [("B", CHECKS)]
    half = {ORDERLY: at("28 Nov 02:22"), CHECKING: at("28 Nov 02:25")}
    callout_checks.done(larkmoor.site, one.id, half, larkmoor.officer, at("28 Nov 02:30"))
    assert chased(larkmoor, "28 Nov 02:31") == chased(larkmoor, "29 Nov 07:59") == [("B", (TELEPHONE,))]
    assert chased(larkmoor, "29 Nov 08:30") == [], "the desk cannot open it any more"
    callout_checks.done(larkmoor.site, one.id, {TELEPHONE: at("28 Nov 02:40")}, larkmoor.officer, at("28 Nov 02:40"))

    assert chased(larkmoor, "28 Nov 02:41") == []
    assert {each.kind: each.at for each in events(larkmoor.site.id, one.id) if each.kind in CHECKS} == {
        TELEPHONE: at("28 Nov 02:40"),
        **half,
    }


def test_it_is_quiet_once_he_wants_nobody_any_more_and_loud_again_when_that_was_a_mistake(larkmoor: Scene) -> None:
    one = nobody_goes(larkmoor)
    for _ in range(2):
        callout_checks.no_longer_wanted(larkmoor.site, one.id, True, larkmoor.officer, at("28 Nov 02:30"))
        assert chased(larkmoor, "28 Nov 02:31") == []
    for _ in range(2):
        callout_checks.no_longer_wanted(larkmoor.site, one.id, False, larkmoor.officer, at("28 Nov 02:40"))
        assert chased(larkmoor, "28 Nov 02:41") == [("B", CHECKS)]


def test_the_refusal_is_told_once_with_its_reason_and_is_no_stretch_with_nobody_left(larkmoor: Scene) -> None:
    one = nobody_goes(larkmoor)

    assert told(larkmoor, Role.COORDINATOR) == told(larkmoor, Role.SAFER_CUSTODY) == [StaffReason.SECURITY]
    kinds = [each.kind for each in events(larkmoor.site.id, one.id)]
    assert kinds == [CallOutEventKind.REFUSED], "a refusal, counted as one"


def test_each_of_the_three_has_its_own_time_and_an_empty_one_is_asked_for(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    times = {TELEPHONE: at("28 Nov 02:12"), ORDERLY: at("28 Nov 02:14")}
    callout_ends.telephone(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:20"), times=times)

    assert [(each.kind, each.at) for each in events(larkmoor.site.id, one.id)] == list(times.items())
    assert chased(larkmoor, "28 Nov 02:21") == [("B", (CHECKING,))]
    with pytest.raises(Conflict):
        callout_refusals.staff_cannot(
            larkmoor.site, one.id, Held(StaffReason.SECURITY, WhatNow.NOBODY), larkmoor.officer, at("28 Nov 02:21")
        )


@pytest.mark.parametrize("minutes", [-1, 11])
def test_none_of_it_was_before_he_asked_or_is_still_to_come(larkmoor: Scene, minutes: int) -> None:
    one = larkmoor.start("28 Nov 02:10")
    times = {ORDERLY: one.asked_at + timedelta(minutes=minutes)}
    with pytest.raises(Unreadable):
        callout_ends.telephone(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:20"), times=times)
    assert larkmoor.read(one.id).is_open


def test_a_request_that_a_listener_went_to_is_none_of_these(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:12")
    larkmoor.back(one, "sam", "28 Nov 03:00")

    assert chased(larkmoor, "28 Nov 03:01") == []
    with pytest.raises(NotFound):
        callout_checks.no_longer_wanted(larkmoor.site, one.id, True, larkmoor.officer, at("28 Nov 03:02"))


def test_the_minute_of_a_press_entered_once_more_is_no_correction(larkmoor: Scene) -> None:
    one = nobody_goes(larkmoor)
    pressed = at("28 Nov 02:22").replace(second=33)
    for said, now in ((pressed, pressed), (at("28 Nov 02:22"), at("28 Nov 04:00"))):
        callout_checks.done(larkmoor.site, one.id, {ORDERLY: said}, larkmoor.officer, now)

    told = [each.event.at for each in entered(larkmoor.site.id, one.id) if each.event.kind is ORDERLY]
    assert told == [pressed]


def test_who_gives_the_telephone_a_moment_after_another_desk_adds_what_is_not_on_file(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    times = ({TELEPHONE: at("28 Nov 02:12")}, {TELEPHONE: at("28 Nov 02:13"), ORDERLY: at("28 Nov 02:14")})
    for each in times:
        callout_ends.telephone(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:20"), times=each)
    off = larkmoor.start("28 Nov 02:30")
    callout_ends.call_off(larkmoor.site, off.id, larkmoor.officer, at("28 Nov 02:31"))
    callout_ends.telephone(larkmoor.site, off.id, larkmoor.officer, at("28 Nov 02:32"), times={CHECKING: off.asked_at})

    told = [(each.kind, each.at) for each in events(larkmoor.site.id, one.id)]
    assert told == [(TELEPHONE, at("28 Nov 02:12")), (ORDERLY, at("28 Nov 02:14"))]
    assert events(larkmoor.site.id, off.id) == ()
