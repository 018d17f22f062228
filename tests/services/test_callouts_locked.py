"""What one act does to a call-out while another waits for it: does the second see what the first has done?

On PostgreSQL alone: SQLite has one writer, who waits for the whole file.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from listeners.access import SYSTEM
from listeners.domain.states import AttendanceState, CallOutState, Part
from listeners.errors import Conflict
from listeners.services import (
    callout_after_yes,
    callout_ends,
    callout_goings,
    callout_lapses,
    callout_not_gone,
    callout_times,
    callouts,
)
from listeners.services.callout_not_gone import NeverGone
from listeners.services.callout_times import Return
from listeners.store import callouts_writes, duties_rests
from listeners.store.callouts_facts import CallOutOnFile
from listeners.store.database import act, db
from tests.at_once import wait_for_waiting
from tests.nights import WHY, Scene, at

pytestmark = pytest.mark.parametrize("ready_url", ["postgresql"], indirect=True)


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
            who = larkmoor.officer, at("28 Nov 02:12")
            ended: dict[str, Any] = {"state": AttendanceState.CALLED_OFF, "called_off_at": at("28 Nov 02:12")}
            callouts_writes.move_attendance(session, larkmoor.site.id, part, *who, **ended)
            callouts_writes.move_call_out(session, larkmoor.site.id, one.id, *who, state=CallOutState.CLOSED)
        with pytest.raises(Conflict, match="guard_call_out_forward"):
            waiting.result(timeout=30)

    db.session.rollback()
    assert larkmoor.asked(one) is None


def test_who_goes_a_moment_before_the_calling_off_rests_from_it(app: Flask, larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    part = larkmoor.part(one, "sam").id

    def goes(scene: Scene, one: CallOutOnFile) -> str:
        return callout_goings.going(scene.site, one.id, part, scene.officer, at("28 Nov 02:14"))

    def called_off(scene: Scene, one: CallOutOnFile) -> str:
        return callout_ends.call_off(scene.site, one.id, scene.officer, at("28 Nov 02:20"))

    with ThreadPoolExecutor(2) as pool:
        with act() as session:
            duties_rests.lock(session, [larkmoor.who("sam")])
            going = pool.submit(in_app(app, goes), larkmoor, one)
            wait_for_waiting(1)
            calling_off = pool.submit(in_app(app, called_off), larkmoor, one)
            wait_for_waiting(2)
        assert {going.result(timeout=30), calling_off.result(timeout=30)} == {one.id}

    db.session.rollback()
    assert larkmoor.part(one, "sam").state is AttendanceState.CALLED_OFF
    assert larkmoor.rests("sam") == ["28 Nov 02:20 to 28 Nov 13:20 broken_night"]


def test_who_goes_in_the_moment_in_which_the_request_would_lapse_is_out_and_it_goes_on(
    app: Flask, larkmoor: Scene
) -> None:
    one = larkmoor.start("28 Nov 02:10")
    part, late = larkmoor.part(one, "sam").id, at("28 Nov 14:11")

    def lapses(scene: Scene, one: CallOutOnFile) -> str:
        return f"{callout_lapses.lapse_site(scene.site.code, SYSTEM, late)} ended"

    with ThreadPoolExecutor(1) as pool:
        with act() as session:
            callouts_writes.lock_call_out(session, larkmoor.site.id, one.id)
            lapsing = pool.submit(in_app(app, lapses), larkmoor, one)
            wait_for_waiting(1)
            gone: dict[str, Any] = {
                "state": AttendanceState.ACTING,
                "accepted_at": late,
                "out_at": late,
                "answered_at": late,
            }
            who = larkmoor.officer, late
            callouts_writes.move_attendance(session, larkmoor.site.id, part, *who, **gone)
            callouts_writes.move_call_out(session, larkmoor.site.id, one.id, *who, state=CallOutState.ACTING)
        assert lapsing.result(timeout=30) == "0 ended"

    db.session.rollback()
    assert larkmoor.part(one, "sam").state is AttendanceState.ACTING


def never_went(name: str) -> Callable[[Scene, CallOutOnFile], str]:
    """Somebody who is recorded as gone never went."""

    def taken_back(scene: Scene, one: CallOutOnFile) -> str:
        part, now = scene.part(one, name).id, at("28 Nov 02:20")
        return callout_not_gone.did_not_go(scene.site, one.id, part, NeverGone(), scene.officer, now)

    return taken_back


def test_a_second_who_goes_a_moment_before_the_lead_never_went_is_out(
    app: Flask, larkmoor: Scene, lead_is_out: CallOutOnFile
) -> None:
    a_second_is_asked(larkmoor, lead_is_out)
    part = larkmoor.part(lead_is_out, "luc").id

    def goes(scene: Scene, one: CallOutOnFile) -> str:
        return callout_goings.going(scene.site, one.id, part, scene.officer, at("28 Nov 02:16"))

    with ThreadPoolExecutor(2) as pool:
        with act() as session:
            duties_rests.lock(session, [larkmoor.who("luc")])
            going = pool.submit(in_app(app, goes), larkmoor, lead_is_out)
            wait_for_waiting(1)
            taking_back = pool.submit(in_app(app, never_went("sam")), larkmoor, lead_is_out)
            wait_for_waiting(2)
        assert {going.result(timeout=30), taking_back.result(timeout=30)} == {lead_is_out.id}

    db.session.rollback()
    assert larkmoor.part(lead_is_out, "luc").state is AttendanceState.ACTING
    assert larkmoor.part(lead_is_out, "sam").state is AttendanceState.DECLINED


def test_two_who_never_went_at_the_same_moment_are_followed_by_two_others(
    app: Flask, larkmoor: Scene, lead_is_out: CallOutOnFile
) -> None:
    other = larkmoor.start("28 Nov 02:12", "C")
    larkmoor.goes(other, "luc", "28 Nov 02:13")
    reserve = [larkmoor.who(name) for name in ("ravi", "dean", "kofi", "lee")]

    with ThreadPoolExecutor(2) as pool:
        with act() as session:
            # As above: whoever is asked next, his offer waits here.
            session.execute(text("SELECT id FROM listener WHERE id = ANY(:ids) FOR UPDATE"), {"ids": reserve})
            first = pool.submit(in_app(app, never_went("sam")), larkmoor, lead_is_out)
            wait_for_waiting(1)
            second = pool.submit(in_app(app, never_went("luc")), larkmoor, other)
            wait_for_waiting(2)
        assert [first.result(timeout=30), second.result(timeout=30)] == [lead_is_out.id, other.id]

    db.session.rollback()
    asked = {larkmoor.asked(lead_is_out), larkmoor.asked(other)}
    assert len(asked) == 2 and None not in asked


def is_asked(scene: Scene, one: CallOutOnFile, name: str, part: Part = Part.LEAD) -> None:
    if scene.asked(one) != name:
        callouts.ask(scene.site, one.id, part, scene.who(name), scene.officer, at("28 Nov 02:11"))


def one_is_out_and_another_waits(scene: Scene, first: str, later: str) -> CallOutOnFile:
    """The lead is out, and another waits to go beside him."""
    one = scene.start("28 Nov 02:10")
    is_asked(scene, one, first)
    scene.goes(one, first, "28 Nov 02:11")
    is_asked(scene, one, later, Part.SECOND)
    scene.waits(one, later, "28 Nov 02:13")
    return one


def one_went_to_another_man_and_another_waits_in_his_place(scene: Scene, first: str, later: str) -> CallOutOnFile:
    """By what is on file the first did not go."""
    one = scene.start("28 Nov 02:10")
    is_asked(scene, one, first)
    scene.waits(one, first, "28 Nov 02:11")
    callout_after_yes.stays(scene.site, one.id, scene.part(one, first).id, scene.officer, at("28 Nov 02:12"))
    is_asked(scene, one, later)
    scene.waits(one, later, "28 Nov 02:13")
    scene.paper(first, "28 Nov 02:20", "28 Nov 02:25", wing="A")
    return one


def comes_back(scene: Scene, call_out_id: str, part: str) -> str:
    back = at("28 Nov 02:30")
    return callout_times.returned(scene.site, call_out_id, part, Return(back), scene.officer, back)


def never_gone(scene: Scene, call_out_id: str, part: str) -> str:
    return callout_not_gone.did_not_go(scene.site, call_out_id, part, NeverGone(), scene.officer, at("28 Nov 02:30"))


def went_all_the_same(scene: Scene, call_out_id: str, part: str) -> str:
    went = callout_after_yes.went
    return went(scene.site, call_out_id, part, at("28 Nov 02:12"), scene.officer, at("28 Nov 02:30"), reason=WHY)


@pytest.mark.parametrize(
    ("stand", "step"),
    [
        (one_is_out_and_another_waits, comes_back),
        (one_is_out_and_another_waits, never_gone),
        (one_went_to_another_man_and_another_waits_in_his_place, went_all_the_same),
    ],
)
def test_an_act_that_lets_another_go_takes_the_locks_of_both_in_the_order_of_a_swap(
    app: Flask,
    larkmoor: Scene,
    stand: Callable[[Scene, str, str], CallOutOnFile],
    step: Callable[[Scene, str, str], str],
) -> None:
    first, later = sorted(("sam", "luc"), key=larkmoor.who)
    one = stand(larkmoor, first, later)
    part = larkmoor.part(one, first).id
    with ThreadPoolExecutor(1) as pool:
        with act() as session:
            duties_rests.lock(session, [larkmoor.who(first)])
            stepping = pool.submit(in_app(app, lambda scene, one: step(scene, one.id, part)), larkmoor, one)
            wait_for_waiting(1)
            duties_rests.lock(session, [larkmoor.who(later)])
        assert stepping.result(timeout=30) == one.id

    db.session.rollback()
    assert larkmoor.part(one, later).state is AttendanceState.CALLED_OFF


def in_app(app: Flask, step: Callable[[Scene, CallOutOnFile], str]) -> Callable[[Scene, CallOutOnFile], str]:
    """A step taken by another thread."""

    def taken(scene: Scene, one: CallOutOnFile) -> str:
        with app.app_context():
            return step(scene, one)

    return taken
