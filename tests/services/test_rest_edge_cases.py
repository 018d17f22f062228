"""The edge cases of rest that no rule alone decides: a transfer, a chain of swaps, a lockdown; on both engines.

The others of docs/evidence.md, section 4, are by name in tests/domain/test_rest_*.py and test_nights.py.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.people import Role, Standing
from listeners.domain.states import DutyState
from listeners.services import callout_ends, rest_days, standings, swaps
from listeners.store import duties_facts
from listeners.store.database import db
from listeners.store.duties_facts import DutyOnFile
from tests import rota_world
from tests.nights import FRIDAY, Scene, at, scene_of
from tests.rota_world import FIRST, published
from tests.world import World

SATURDAY = FRIDAY + timedelta(days=1)


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """The prison that a test is about."""
    return scene_of(world.larkmoor)


def planned(scene: Scene) -> list[DutyOnFile]:
    """The duties that stand."""
    return [each for each in duties_facts.duties(scene.site.id, date.min) if each.state is DutyState.PLANNED]


def has(scene: Scene) -> dict[date, str]:
    """Who has each night."""
    return {each.night: scene.name(each.listener) for each in planned(scene)}


def test_transferred_in_mid_rota_he_keeps_his_rest_and_his_return_is_taken(larkmoor: Scene) -> None:
    later = FRIDAY + timedelta(days=4)
    larkmoor.on_duty("sam", "luc")
    larkmoor.on_duty("sam", night=later)
    one = larkmoor.start("28 Nov 02:40")
    larkmoor.goes(one, "sam", "28 Nov 02:50")
    standings.change(larkmoor.site, larkmoor.who("sam"), Standing.TRANSFERRED, SATURDAY, 1, SYSTEM, at("28 Nov 03:00"))
    larkmoor.back(one, "sam", "28 Nov 04:10", now="28 Nov 09:00")

    assert larkmoor.rests("sam") == ["28 Nov 04:10 to 28 Nov 15:10 broken_night"]
    assert larkmoor.duties("sam")[later] != "planned" and larkmoor.duties("sam")[FRIDAY] == "planned"
    listed = rest_days.on(larkmoor.site, SATURDAY, SYSTEM, at("28 Nov 09:01"))
    assert [day.member.ref for day in listed] == ["L01"]
    larkmoor.on_duty("luc", night=SATURDAY + timedelta(days=1))
    assert larkmoor.asked(larkmoor.start("29 Nov 20:00")) == "luc"


def test_in_a_chain_of_swaps_rest_takes_the_night_off_whoever_has_it_by_then(world: World, larkmoor: Scene) -> None:
    monday = rota_world.MONDAY
    wednesday, friday = monday + timedelta(days=2), monday + timedelta(days=4)
    published(world.larkmoor, [(0, FIRST, "sam"), (2, FIRST, "luc"), (4, FIRST, "dean")], nights=7)
    coordinator = world.larkmoor.actor(Role.COORDINATOR)
    for one, other in ((monday, wednesday), (wednesday, friday), (monday, friday)):
        ids = {duty.night: duty.id for duty in planned(larkmoor)}
        db.session.rollback()
        swaps.swap_both(larkmoor.site, ids[one], ids[other], coordinator, rota_world.NOW)
    assert has(larkmoor) == {monday: "sam", wednesday: "dean", friday: "luc"}
    larkmoor.paper("luc", f"{friday:%d %b} 02:50", f"{friday:%d %b} 04:10")

    assert has(larkmoor) == {monday: "sam", wednesday: "dean"}


def test_in_a_lockdown_with_no_movement_whoever_waited_for_the_key_rests_as_if_he_had_gone(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:14")
    callout_ends.call_off(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 03:40"))

    assert larkmoor.rests("sam") == ["28 Nov 03:40 to 28 Nov 14:40 broken_night"]
    (day,) = rest_days.on(larkmoor.site, SATURDAY, SYSTEM, at("28 Nov 09:00"))
    # A day on which nobody works: the rest and the excuse are the same, and there is nothing to be keyed in.
    assert (day.sessions, day.excused_until) == ((), at("28 Nov 17:00"))


def test_a_lockdown_on_the_day_after_changes_nothing_of_the_rest(larkmoor: Scene) -> None:
    """Work that did not take place was not missed, and no rest is longer or shorter for it."""
    larkmoor.paper("sam", "27 Nov 02:50", "27 Nov 04:10")
    larkmoor.paper("luc", "28 Nov 02:50", "28 Nov 04:10")

    assert larkmoor.rests("sam") == ["27 Nov 04:10 to 27 Nov 15:10 broken_night"]
    assert larkmoor.rests("luc") == ["28 Nov 04:10 to 28 Nov 15:10 broken_night"]
