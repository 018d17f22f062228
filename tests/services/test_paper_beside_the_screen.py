"""What the sheet says of a request that the screen, or an earlier line, has told of already."""

from __future__ import annotations

import pytest

from listeners.domain.states import Part
from listeners.services import callouts
from tests.nights import Scene, at, scene_of
from tests.world import World


@pytest.fixture
def larkmoor(world: World) -> Scene:
    scene = scene_of(world.larkmoor)
    scene.on_duty("sam", "luc")
    return scene


def test_a_line_closes_an_earlier_call_out_on_which_a_second_was_being_asked(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 01:00")
    larkmoor.goes(one, "sam", "28 Nov 01:05")
    callouts.ask(larkmoor.site, one.id, Part.SECOND, larkmoor.who("luc"), larkmoor.officer, at("28 Nov 01:10"))
    larkmoor.paper("sam", "28 Nov 03:00", "28 Nov 04:00", now="28 Nov 08:00")
    assert not larkmoor.read(one.id).is_open
    assert larkmoor.part(one, "luc").state == "no_answer"
