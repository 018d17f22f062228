"""What becomes of the slip for work when a rest changes, on both engines?"""

from __future__ import annotations

import pytest

from listeners.access import SYSTEM
from listeners.domain.people import Role
from listeners.services import notices as slips
from tests.nights import Scene, at, scene_of
from tests.world import World


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """The prison that a test is about."""
    return scene_of(world.larkmoor)


def handed_over_by(scene: Scene, now: str) -> int:
    coordinator = scene.prison.actor(Role.COORDINATOR)
    listed = slips.slips(scene.site, coordinator, at(now))
    return slips.hand_over(scene.site, [slip.line_ids for slip in listed], coordinator, at(now))


def test_a_corrected_return_takes_the_place_of_the_slip_that_waits(larkmoor: Scene) -> None:
    call_out_id = larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10", now="28 Nov 05:00")
    larkmoor.back(larkmoor.read(call_out_id), "sam", "28 Nov 06:40", now="28 Nov 07:00")

    (slip,) = slips.slips(larkmoor.site, SYSTEM, at("28 Nov 07:00"))
    (line,) = slip.lines
    assert line.facts == {"rest_until": at("28 Nov 17:40"), "excused_until": at("28 Nov 17:40"), "replaces": None}


def test_a_corrected_return_says_which_slip_it_replaces_when_that_one_was_handed_over(larkmoor: Scene) -> None:
    call_out_id = larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10", now="28 Nov 05:00")
    assert handed_over_by(larkmoor, "28 Nov 06:00") == 1
    larkmoor.back(larkmoor.read(call_out_id), "sam", "28 Nov 06:40", now="28 Nov 07:00")

    (slip,) = slips.slips(larkmoor.site, SYSTEM, at("28 Nov 07:00"))
    assert slip.lines[0].facts["replaces"] == at("28 Nov 05:00")


def test_a_return_put_right_and_put_back_is_told_both_times(larkmoor: Scene) -> None:
    call_out_id = larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10", now="28 Nov 05:00")
    for back, now in (("28 Nov 06:40", "28 Nov 07:00"), ("28 Nov 04:10", "28 Nov 07:10")):
        assert handed_over_by(larkmoor, now) == 1
        larkmoor.back(larkmoor.read(call_out_id), "sam", back, now=now)

    (slip,) = slips.slips(larkmoor.site, SYSTEM, at("28 Nov 07:10"))
    assert slip.lines[0].facts["rest_until"] == at("28 Nov 15:10")
    assert slip.lines[0].facts["replaces"] == at("28 Nov 07:00")


def test_where_no_work_is_missed_any_more_a_slip_says_that_the_old_one_does_not_hold(larkmoor: Scene) -> None:
    call_out_id = larkmoor.paper("sam", "27 Nov 21:00", "27 Nov 23:10", now="28 Nov 05:00")
    assert handed_over_by(larkmoor, "28 Nov 06:00") == 1
    larkmoor.back(larkmoor.read(call_out_id), "sam", "27 Nov 21:40", now="28 Nov 07:00")

    (slip,) = slips.slips(larkmoor.site, SYSTEM, at("28 Nov 07:00"))
    assert (slip.lines[0].kind, slip.lines[0].facts) == ("rest_off", {"replaces": at("28 Nov 05:00")})


def test_a_rest_that_was_only_not_kept_leaves_its_slip_as_it_is(larkmoor: Scene) -> None:
    larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10")
    larkmoor.paper("sam", "28 Nov 12:00", "28 Nov 12:30")

    told = [slip.lines[0].facts["rest_until"] for slip in slips.slips(larkmoor.site, SYSTEM, at("28 Nov 12:30"))]
    assert told == [at("28 Nov 15:10"), at("28 Nov 23:30")]
