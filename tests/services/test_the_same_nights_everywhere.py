"""Rule 6 of docs/evidence.md, section 4: are 7 and 28 nights those that end with tonight, the same on the load page, in
dispatch and for a plan, and does a night with a night call-out count as a stand-by night?"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from listeners.domain.people import Role
from listeners.domain.rota.hard_rules import Broken
from listeners.errors import RuleBroken
from listeners.services import load, nights, rota_slots
from listeners.services.rota_slots import Change
from tests.nights import Scene, scene_of
from tests.rota_world import MONDAY, NOW, published
from tests.world import World

WHO = "ravi"
"""He is in reserve, so that he may be asked on any night."""
ON_MONDAY = NOW + timedelta(days=1)
"""Monday's night has begun."""


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """A prison whose nights are published, with nobody on them."""
    published(world.larkmoor, [])
    return scene_of(world.larkmoor)


def went_out(scene: Scene, night: date) -> None:
    """He was out from two to three in a night."""
    morning = night + timedelta(days=1)
    scene.paper(WHO, f"{morning} 02:00", f"{morning} 03:00")


def counted(scene: Scene, length: int) -> tuple[int, int]:
    """His nights and night call-outs in the last 7 or 28 nights, as the load page shows them on Monday."""
    page = load.page(scene.site, scene.officer, ON_MONDAY)
    his = next(each.load for each in page.rows if each.member.id == scene.who(WHO))
    found = his.last_7 if length == 7 else his.last_28
    return found.nights, found.call_outs


def may_be_asked(scene: Scene) -> bool:
    """Whether dispatch offers him on Monday night."""
    order = nights.tonight(scene.site, ON_MONDAY).ranking(scene.wing("B")).order
    return scene.who(WHO) in [choice.listener for choice in order]


def broken_by_a_plan(scene: Scene, now: datetime = NOW) -> set[object]:
    """Which rules it breaks to give him Monday night, the evening before."""
    wanted = Change(MONDAY, 1, None, scene.who(WHO), "Somebody is needed")
    try:
        rota_slots.change(scene.prison.actor(Role.COORDINATOR), scene.site, wanted, now)
    except RuleBroken as refused:
        return {breach.code for breach in refused.breaches}  # type: ignore[attr-defined]
    return set()


@pytest.mark.parametrize(("nights_ago", "counts"), [(6, True), (7, False)])
def test_rule_6_seven_nights_are_the_six_before_tonight_and_tonight_everywhere(
    larkmoor: Scene, nights_ago: int, counts: bool
) -> None:
    for ago in (nights_ago, 3):
        went_out(larkmoor, MONDAY - timedelta(days=ago))

    assert counted(larkmoor, 7) == ((2, 2) if counts else (1, 1))
    assert may_be_asked(larkmoor) is not counts
    assert broken_by_a_plan(larkmoor) == ({Broken.LIMIT_7} if counts else set())


@pytest.mark.parametrize(("nights_ago", "counts"), [(27, True), (28, False)])
def test_rule_6_twenty_eight_nights_are_the_27_before_tonight_and_tonight_everywhere(
    larkmoor: Scene, nights_ago: int, counts: bool
) -> None:
    for ago in (24, 17, 11, 4):
        larkmoor.on_duty(WHO, night=MONDAY - timedelta(days=ago))
    for ago in (nights_ago, 20, 14, 8):
        went_out(larkmoor, MONDAY - timedelta(days=ago))

    assert counted(larkmoor, 28) == ((8, 4) if counts else (7, 3))
    assert may_be_asked(larkmoor) is not counts
    assert broken_by_a_plan(larkmoor) == ({Broken.LIMIT_28} if counts else set())


def test_rule_6_a_night_with_a_night_call_out_is_no_free_night_before_a_planned_one(larkmoor: Scene) -> None:
    went_out(larkmoor, MONDAY - timedelta(days=2))
    assert broken_by_a_plan(larkmoor) == set()


def test_rule_6_nobody_is_planned_on_the_night_after_a_night_call_out(larkmoor: Scene) -> None:
    larkmoor.paper(WHO, "22 Nov 22:05", "22 Nov 22:20", now="22 Nov 22:20")
    assert Broken.GAP in broken_by_a_plan(larkmoor, NOW + timedelta(hours=2))
