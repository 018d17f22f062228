"""Does a press of "he is going" send the one man whom its page was about, on both engines?"""

from __future__ import annotations

from functools import partial

import pytest

from listeners.domain.states import AttendanceState, Part
from listeners.errors import AnsweredAlready
from listeners.services import callout_goings, callouts
from tests.nights import Scene, at, scene_of
from tests.world import World

NO_ANSWER = AttendanceState.NO_ANSWER


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """Sam and Luc on stand-by on the night of Friday 27 November."""
    scene = scene_of(world.larkmoor)
    scene.on_duty("sam", "luc")
    return scene


def test_a_press_that_knows_of_no_lead_sends_no_second(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    callouts.ask(larkmoor.site, one.id, Part.LEAD, larkmoor.who("luc"), larkmoor.officer, at("28 Nov 02:11"))
    larkmoor.goes(one, "sam", "28 Nov 02:12")
    goes = partial(callout_goings.going, larkmoor.site, one.id, larkmoor.part(one, "luc").id, larkmoor.officer)
    with pytest.raises(AnsweredAlready, match="Sam Okoro is on file as acting"):
        goes(at("28 Nov 02:13"), "late", knows_of_lead=False)
    luc = larkmoor.part(one, "luc")
    assert (luc.part, luc.state, luc.out_at) == (Part.LEAD, NO_ANSWER, None) and larkmoor.rests("luc") == []
    goes(at("28 Nov 02:14"), "late")

    luc = larkmoor.part(one, "luc")
    assert (luc.part, luc.state, luc.out_at) == (Part.SECOND, AttendanceState.ACTING, at("28 Nov 02:14"))
