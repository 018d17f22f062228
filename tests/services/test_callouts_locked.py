"""What one act does to a call-out while another waits for it: is nobody left asked on a request that has ended?

On PostgreSQL alone: SQLite has one writer, who waits for the whole file.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import text

from listeners.domain.states import AttendanceState, CallOutState, Part
from listeners.errors import Conflict
from listeners.services import callout_times, callouts
from listeners.services.callout_times import Return
from listeners.store import callouts_writes, duties_rests
from listeners.store.callouts_facts import CallOutOnFile
from listeners.store.database import act, db
from tests.at_once import wait_for_waiting
from tests.nights import Scene, at, scene_of
from tests.world import World

pytestmark = pytest.mark.parametrize("ready_url", ["postgresql"], indirect=True)


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """Sam and Luc on stand-by."""
    scene = scene_of(world.larkmoor)
    scene.on_duty("sam", "luc")
    return scene


@pytest.fixture
def lead_is_out(larkmoor: Scene) -> CallOutOnFile:
    """A call-out on which Sam is out, and nobody is asked to go beside him yet."""
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:11")
    return one


def the_lead_comes_back(scene: Scene, one: CallOutOnFile) -> str:
    part, back = scene.part(one, "sam").id, at("28 Nov 02:40")
    return callout_times.returned(scene.site, one.id, part, Return(back), scene.officer, back)


def a_second_is_asked(scene: Scene, one: CallOutOnFile) -> str:
    return callouts.ask(scene.site, one.id, Part.SECOND, scene.who("luc"), scene.officer, at("28 Nov 02:40"))


def test_a_second_asked_a_moment_before_the_lead_is_back_is_not_left_asked(
    app: Flask, larkmoor: Scene, lead_is_out: CallOutOnFile
) -> None:
    with ThreadPoolExecutor(2) as pool:
        with act() as session:
            # The offer refers to the Listener's row, so that it waits here with the call-out already locked.
            session.execute(text("SELECT id FROM listener WHERE id = :id FOR UPDATE"), {"id": larkmoor.who("luc")})
            asking = pool.submit(in_app(app, a_second_is_asked), larkmoor, lead_is_out)
            wait_for_waiting(1)
            returning = pool.submit(in_app(app, the_lead_comes_back), larkmoor, lead_is_out)
            wait_for_waiting(2)
        assert {asking.result(timeout=30), returning.result(timeout=30)} == {lead_is_out.id}

    db.session.rollback()
    assert larkmoor.read(lead_is_out.id).state is CallOutState.RETURNED and larkmoor.asked(lead_is_out) is None
    assert larkmoor.asked(larkmoor.start("28 Nov 02:45")) == "luc"


def test_a_second_is_not_asked_a_moment_after_the_lead_is_back(
    app: Flask, larkmoor: Scene, lead_is_out: CallOutOnFile
) -> None:
    with ThreadPoolExecutor(2) as pool:
        with act() as session:
            duties_rests.lock(session, [larkmoor.who("sam")])
            returning = pool.submit(in_app(app, the_lead_comes_back), larkmoor, lead_is_out)
            wait_for_waiting(1)
            asking = pool.submit(in_app(app, a_second_is_asked), larkmoor, lead_is_out)
            wait_for_waiting(2)
        assert returning.result(timeout=30) == lead_is_out.id
        with pytest.raises(Conflict, match="guard_call_out_forward"):
            asking.result(timeout=30)

    db.session.rollback()
    assert larkmoor.asked(lead_is_out) is None


def test_no_answer_a_moment_after_the_calling_off_asks_nobody_else(app: Flask, larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    part = larkmoor.part(one, "sam").id

    def no_answer(scene: Scene, one: CallOutOnFile) -> str:
        answer = AttendanceState.NO_ANSWER
        return callouts.not_going(scene.site, one.id, part, answer, scene.officer, at("28 Nov 02:12"))

    with ThreadPoolExecutor(1) as pool:
        with act() as session:
            callouts_writes.lock_call_out(session, larkmoor.site.id, one.id)
            waiting = pool.submit(in_app(app, no_answer), larkmoor, one)
            wait_for_waiting(1)
            callouts_writes.move_attendance(session, larkmoor.site.id, part, state=AttendanceState.CALLED_OFF)
            callouts_writes.move_call_out(session, larkmoor.site.id, one.id, state=CallOutState.CLOSED)
        with pytest.raises(Conflict, match="guard_call_out_forward"):
            waiting.result(timeout=30)

    db.session.rollback()
    assert larkmoor.asked(one) is None


def in_app(app: Flask, step: Callable[[Scene, CallOutOnFile], str]) -> Callable[[Scene, CallOutOnFile], str]:
    """A step taken by another thread."""

    def taken(scene: Scene, one: CallOutOnFile) -> str:
        with app.app_context():
            return step(scene, one)

    return taken
