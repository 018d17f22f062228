"""May the wing of a request be put right, and who is asked for the right one, on both engines?"""

from __future__ import annotations

import pytest

from listeners.domain.states import AttendanceState, Part
from listeners.errors import Conflict, NotFound
from listeners.services import callout_ends, callout_wings, callouts
from listeners.store.callouts import CallOut
from listeners.store.columns import new_id
from listeners.store.database import act, db
from listeners.store.people import Reach
from listeners.store.records import Audit
from tests.kept import earlier_versions
from tests.nights import Scene, at, scene_of
from tests.world import World


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """The prison that a test is about: Sam, who reaches B wing alone, and Luc on stand-by."""
    scene = scene_of(world.larkmoor)
    scene.on_duty("sam", "luc")
    with act() as session:
        here = {"site_id": scene.site.id, "listener_id": scene.who("sam")}
        session.add(Reach(id=new_id(), wing_id=scene.wing("B"), **here))
    return scene


def change(scene: Scene, call_out_id: str, wing: str, now: str = "28 Nov 02:11") -> None:
    callout_wings.change_wing(scene.site, call_out_id, scene.wing(wing), scene.officer, at(now))


def test_who_does_not_reach_the_right_wing_is_passed_over_and_the_next_is_asked(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    assert larkmoor.asked(one) == "sam"
    change(larkmoor, one.id, "C")

    assert larkmoor.read(one.id).wing == larkmoor.wing("C") and larkmoor.asked(one) == "luc"
    assert not larkmoor.part(one, "sam").has_answered
    assert larkmoor.asked(larkmoor.start("28 Nov 02:12")) == "sam"


def test_who_reaches_the_right_wing_as_well_is_asked_still(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10", wing="C")
    assert larkmoor.asked(one) == "luc"
    change(larkmoor, one.id, "B")

    assert larkmoor.asked(one) == "luc"


def test_an_answer_stays_whatever_the_wing(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    no, part = AttendanceState.DECLINED, larkmoor.part(one, "sam").id
    callouts.not_going(larkmoor.site, one.id, part, no, larkmoor.officer, at("28 Nov 02:11"))
    change(larkmoor, one.id, "C", "28 Nov 02:12")
    change(larkmoor, one.id, "B", "28 Nov 02:13")

    assert larkmoor.asked(one) == "luc" and larkmoor.part(one, "sam").state is no


def test_the_wing_that_was_put_in_first_is_kept(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    change(larkmoor, one.id, "C")
    change(larkmoor, one.id, "C")

    (before,) = earlier_versions(db.session(), db.session.get_one(CallOut, one.id))
    assert before["wing_id"] == larkmoor.wing("B")
    assert db.session.query(Audit).filter_by(verb="change the wing", object_id=one.id).count() == 1


def test_once_somebody_has_gone_the_wing_alone_is_put_right(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:11")
    callouts.ask(larkmoor.site, one.id, Part.SECOND, larkmoor.who("luc"), larkmoor.officer, at("28 Nov 02:12"))
    before = larkmoor.read(one.id).attended
    change(larkmoor, one.id, "C", "28 Nov 02:20")

    assert larkmoor.read(one.id).wing == larkmoor.wing("C") and larkmoor.read(one.id).attended == before
    *_, kept = earlier_versions(db.session(), db.session.get_one(CallOut, one.id))
    assert kept["wing_id"] == larkmoor.wing("B")


def test_no_new_lead_is_asked_for_the_right_wing_when_he_is_back_and_the_second_is_out(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:11")
    callouts.ask(larkmoor.site, one.id, Part.SECOND, larkmoor.who("luc"), larkmoor.officer, at("28 Nov 02:12"))
    larkmoor.goes(one, "luc", "28 Nov 02:13")
    larkmoor.back(one, "sam", "28 Nov 02:30")
    change(larkmoor, one.id, "C", "28 Nov 02:31")

    assert larkmoor.read(one.id).wing == larkmoor.wing("C") and larkmoor.asked(one) is None


def test_the_wing_stays_once_the_request_has_ended(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    callout_ends.call_off(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:11"))

    with pytest.raises(Conflict):
        change(larkmoor, one.id, "C", "28 Nov 02:12")
    assert larkmoor.read(one.id).wing == larkmoor.wing("B")


def test_a_wing_of_another_prison_does_not_exist(larkmoor: Scene, world: World) -> None:
    one, wing = larkmoor.start("28 Nov 02:10"), scene_of(world.fenwick).wing("C")

    with pytest.raises(NotFound):
        callout_wings.change_wing(larkmoor.site, one.id, wing, larkmoor.officer, at("28 Nov 02:11"))
