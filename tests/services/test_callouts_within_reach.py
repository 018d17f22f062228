"""Can staff change no call-out that they may not look at, whatever they press, while a coordinator can?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from listeners.domain.people import Role
from listeners.domain.states import AttendanceState, Part
from listeners.errors import Conflict, NotFound
from listeners.services import (
    callout_ends,
    callout_goings,
    callout_not_gone,
    callout_paper,
    callout_times,
    callout_views,
    callout_wings,
    callouts,
)
from listeners.services.callout_not_gone import NeverGone
from listeners.services.callout_paper import Overlapping
from listeners.services.callout_times import Return
from listeners.store.callouts_facts import CallOutOnFile
from listeners.store.database import db
from listeners.store.records import Audit
from tests.nights import WHY, Scene, at, scene_of
from tests.world import World

LATER = at("12 Dec 03:00")


def the_part(scene: Scene, one: CallOutOnFile) -> str:
    return scene.part(one, "sam").id


STEPS: dict[str, Callable[[Scene, CallOutOnFile], object]] = {
    "wing": lambda scene, one: callout_wings.change_wing(scene.site, one.id, scene.wing("A"), scene.officer, LATER),
    "going": lambda scene, one: callout_goings.going(scene.site, one.id, the_part(scene, one), scene.officer, LATER),
    "did not go": lambda scene, one: callout_not_gone.did_not_go(
        scene.site, one.id, the_part(scene, one), NeverGone(), scene.officer, LATER
    ),
    "not going": lambda scene, one: callouts.not_going(
        scene.site, one.id, the_part(scene, one), AttendanceState.DECLINED, scene.officer, LATER
    ),
    "ask": lambda scene, one: callouts.ask(scene.site, one.id, Part.LEAD, None, scene.officer, LATER),
    "stop asking": lambda scene, one: callouts.stop_asking(
        scene.site, one.id, the_part(scene, one), scene.officer, LATER
    ),
    "call off": lambda scene, one: callout_ends.call_off(scene.site, one.id, scene.officer, LATER),
    "telephone": lambda scene, one: callout_ends.telephone(scene.site, one.id, scene.officer, LATER),
    "back": lambda scene, one: callout_times.returned(
        scene.site, one.id, the_part(scene, one), Return(at("28 Nov 03:00"), reason=WHY), scene.officer, LATER
    ),
    "out": lambda scene, one: callout_times.went_out(
        scene.site, one.id, the_part(scene, one), at("28 Nov 02:30"), scene.officer, LATER
    ),
}


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """Sam out and back on the night of Friday 27 November, as staff see it."""
    scene = scene_of(world.larkmoor, Role.STAFF)
    scene.on_duty("sam", "luc")
    return scene


def over(scene: Scene) -> CallOutOnFile:
    one = scene.start("28 Nov 02:10")
    scene.goes(one, "sam", "28 Nov 02:14")
    scene.back(one, "sam", "28 Nov 04:10")
    return scene.read(one.id)


@pytest.mark.parametrize("step", STEPS)
def test_two_weeks_later_staff_change_nothing_of_a_call_out_that_is_over(larkmoor: Scene, step: str) -> None:
    one, rests = over(larkmoor), larkmoor.rests("sam")
    acts = db.session.query(Audit).count()
    with pytest.raises(NotFound):
        STEPS[step](larkmoor, one)

    assert larkmoor.read(one.id) == one and larkmoor.rests("sam") == rests != []
    assert db.session.query(Audit).count() == acts


def test_two_weeks_later_a_coordinator_corrects_a_return(larkmoor: Scene) -> None:
    one = over(larkmoor)
    larkmoor.officer = larkmoor.prison.actor(Role.COORDINATOR)
    STEPS["back"](larkmoor, one)

    assert larkmoor.part(one, "sam").back_at == at("28 Nov 03:00")


def test_staff_change_what_is_over_until_the_stand_by_night_after_it_is_over_too(larkmoor: Scene) -> None:
    one = over(larkmoor)
    larkmoor.back(one, "sam", "28 Nov 04:00", now="29 Nov 07:59")
    with pytest.raises(NotFound):
        larkmoor.back(one, "sam", "28 Nov 03:30", now="29 Nov 08:00")

    assert larkmoor.part(one, "sam").back_at == at("28 Nov 04:00")


def test_what_follows_from_a_return_of_long_ago_is_shown_to_the_form_that_recorded_it_alone(larkmoor: Scene) -> None:
    scene, one = larkmoor, over(larkmoor)
    callouts.start(scene.site, scene.wing("B"), None, scene.officer, LATER, "another form")
    with pytest.raises(NotFound):
        callout_views.follows(scene.site, one.id, the_part(scene, one), scene.officer, LATER, "another form")


def test_only_the_form_of_the_return_shows_what_follows_and_for_an_hour(larkmoor: Scene) -> None:
    scene, one = larkmoor, over(larkmoor)
    part, half_past, after = the_part(scene, one), at("29 Nov 07:30"), at("29 Nov 08:10")
    callout_times.went_out(scene.site, one.id, part, at("28 Nov 02:20"), scene.officer, half_past, "out", reason=WHY)
    callout_times.returned(
        scene.site, one.id, part, Return(at("28 Nov 04:00"), reason=WHY), scene.officer, half_past, "back"
    )

    assert callout_views.follows(scene.site, one.id, part, scene.officer, after, "back").call_out.id == one.id
    for key, now in (("out", after), ("back", at("29 Nov 08:31"))):
        with pytest.raises(NotFound):
            callout_views.follows(scene.site, one.id, part, scene.officer, now, key)


def test_two_weeks_later_staff_change_nothing_by_keying_the_line_in_again(larkmoor: Scene) -> None:
    one, rests = over(larkmoor), larkmoor.rests("sam")
    with pytest.raises(Conflict, match="out_of_reach"):
        larkmoor.paper("sam", "28 Nov 02:14", "28 Nov 02:20", now="12 Dec 03:00")
    assert larkmoor.read(one.id) == one and larkmoor.rests("sam") == rests != []

    larkmoor.officer = larkmoor.prison.actor(Role.COORDINATOR)
    assert larkmoor.paper("sam", "28 Nov 02:14", "28 Nov 02:20", now="12 Dec 03:00") == one.id
    assert larkmoor.part(one, "sam").back_at == at("28 Nov 02:20")


def test_a_line_of_long_ago_tells_staff_no_times_of_another_record(larkmoor: Scene) -> None:
    over(larkmoor)

    def others(now: str) -> Overlapping:
        sam, six, five = larkmoor.who("sam"), at("27 Nov 18:00"), at("28 Nov 17:00")
        return callout_paper.overlapping(larkmoor.site, sam, six, five, larkmoor.officer, at(now))

    assert [each.end for each in others("29 Nov 07:59").named] == [at("28 Nov 04:10")]
    assert others("29 Nov 08:00") == Overlapping((), 1)
    larkmoor.officer = larkmoor.prison.actor(Role.COORDINATOR)
    assert [each.end for each in others("12 Dec 03:00").named] == [at("28 Nov 04:10")]
