"""Does the load page count what happened, and nothing of who said no, on both engines?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from listeners.domain.load import Limit
from listeners.domain.people import Role
from listeners.domain.states import AttendanceState
from listeners.errors import NotAllowed
from listeners.services import callouts, load
from listeners.services.load import LoadRow
from tests.nights import FRIDAY, Scene, at, scene_of
from tests.world import World


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """The prison that a test is about."""
    return scene_of(world.larkmoor)


def row(scene: Scene, name: str, now: str = "28 Nov 09:00") -> LoadRow:
    page = load.page(scene.site, scene.officer, at(now))
    return next(each for each in page.rows if each.member.id == scene.who(name))


def test_nights_call_outs_and_hours_are_those_of_the_nights_that_end_with_tonight(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", night=FRIDAY - timedelta(days=20))
    larkmoor.on_duty("sam", night=FRIDAY)
    larkmoor.paper("sam", "8 Nov 02:00", "8 Nov 04:30")
    larkmoor.paper("sam", "28 Nov 02:00", "28 Nov 02:45")

    found = row(larkmoor, "sam").load

    assert (found.last_7.nights, found.last_7.call_outs, found.last_7.out) == (1, 1, timedelta(minutes=45))
    assert (found.last_28.nights, found.last_28.call_outs) == (2, 2)
    assert found.last_28.out == timedelta(hours=3, minutes=15)


def test_a_duty_that_was_lived_before_its_rest_was_known_still_counts(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", night=FRIDAY)
    larkmoor.paper("sam", "27 Nov 02:00", "27 Nov 03:00", now="28 Nov 09:00")
    assert larkmoor.duties("sam") == {FRIDAY: "free_nights_found_later"}

    assert row(larkmoor, "sam").load.last_7.nights == 2


def test_a_duty_that_was_stood_down_in_time_does_not_count(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", night=FRIDAY)
    larkmoor.paper("sam", "27 Nov 02:00", "27 Nov 03:00")

    assert row(larkmoor, "sam").load.last_7.nights == 1


def test_a_limit_passed_is_named_with_the_count(larkmoor: Scene) -> None:
    for day in (22, 24, 26):
        larkmoor.paper("sam", f"{day} Nov 02:00", f"{day} Nov 03:00")

    over = {each.limit: each.count for each in row(larkmoor, "sam", "26 Nov 09:00").load.over}

    assert over[Limit.NIGHT_CALL_OUTS_IN_7] == 3


def test_a_call_out_without_a_return_counts_no_hours(larkmoor: Scene) -> None:
    larkmoor.paper("sam", "28 Nov 02:00", None)

    found = row(larkmoor, "sam").load.last_7

    assert (found.call_outs, found.returns_missing, found.out) == (1, 1, timedelta(0))


def test_a_no_changes_nothing_on_the_load_page(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    before = load.page(larkmoor.site, larkmoor.officer, at("28 Nov 02:20"))
    one = larkmoor.start("28 Nov 02:10")
    said_no = larkmoor.part(one, "sam").id
    callouts.not_going(larkmoor.site, one.id, said_no, AttendanceState.DECLINED, larkmoor.officer, at("28 Nov 02:11"))

    assert load.page(larkmoor.site, larkmoor.officer, at("28 Nov 02:20")).rows == before.rows


def test_rows_come_by_name_and_twelve_weeks_end_with_tonight(larkmoor: Scene) -> None:
    larkmoor.paper("sam", "28 Nov 02:00", "28 Nov 03:00")

    page = load.page(larkmoor.site, larkmoor.officer, at("28 Nov 03:30"))

    names = [each.member.name for each in page.rows]
    assert names == sorted(names) and len(names) == 8
    assert len(page.weeks) == 12 and page.weeks[-1].last == FRIDAY and page.weeks[-1].call_outs == 1


@pytest.mark.parametrize("role", [Role.LISTENER, Role.PEER_LEAD, Role.NATIONAL, Role.AUDITOR])
def test_load_by_name_is_for_staff_and_coordinators_alone(world: World, role: Role) -> None:
    scene = scene_of(world.larkmoor, role)

    with pytest.raises(NotAllowed):
        load.page(scene.site, scene.officer, at("28 Nov 09:00"))
