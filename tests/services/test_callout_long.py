"""Somebody was out for more than 6 hours: is whoever answers for the night told once, on both engines?"""

from __future__ import annotations

import pytest

from listeners.access import SYSTEM
from listeners.domain.notices import read_facts
from listeners.domain.people import Role
from listeners.services import callout_long
from listeners.store.database import db
from listeners.store.records import Notice
from tests.nights import Scene, at, scene_of
from tests.world import World


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """Sam and Luc on stand-by on the night of Friday 27 November."""
    scene = scene_of(world.larkmoor)
    scene.on_duty("sam", "luc")
    return scene


def told(scene: Scene, now: str) -> int:
    return callout_long.tell_of_long(scene.site.code, SYSTEM, at(now))


def test_at_six_hours_coordinators_and_safer_custody_are_told_once(larkmoor: Scene) -> None:
    one = larkmoor.start("27 Nov 20:00")
    larkmoor.goes(one, "sam", "27 Nov 20:00")
    assert told(larkmoor, "28 Nov 01:59") == 0
    assert told(larkmoor, "28 Nov 02:00") == told(larkmoor, "28 Nov 02:30") == 1

    notices = db.session.query(Notice).filter_by(kind="over_long").all()
    roles = (Role.COORDINATOR, Role.SAFER_CUSTODY)
    assert {each.account_id for each in notices} == {larkmoor.prison.accounts[role] for role in roles}
    assert len(notices) == 2 and read_facts(notices[0].facts)["out_at"] == at("27 Nov 20:00")


def test_it_is_told_also_of_one_who_is_back_by_then_and_of_nobody_else(larkmoor: Scene) -> None:
    for name, back in (("sam", "28 Nov 02:01"), ("luc", "28 Nov 01:00")):
        one = larkmoor.start("27 Nov 20:00")
        larkmoor.goes(one, name, "27 Nov 20:00")
        larkmoor.back(one, name, back)

    assert told(larkmoor, "28 Nov 02:30") == 1 and told(larkmoor, "29 Nov 02:30") == 0
