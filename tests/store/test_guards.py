"""Do the guards in the database hold on both engines, whoever writes?"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from listeners.domain.rest_facts import RestRule
from listeners.domain.states import AttendanceState, CallOutState, NightPlace, Part
from listeners.errors import Conflict
from listeners.services import callout_ends
from listeners.store import callouts_writes
from listeners.store.columns import new_id
from listeners.store.database import WriteOutsideAct, act, db, put
from listeners.store.duties import Duty, Rest
from listeners.store.records import ActKey
from tests.nights import at as local_at
from tests.nights import scene_of
from tests.world import MADE_AT, World


def a_duty(world: World, starts: datetime, ends: datetime, **more: object) -> Duty:
    prison = world.larkmoor
    return Duty(
        id=new_id(),
        site_id=prison.id,
        listener_id=prison.listeners["sam"],
        night=starts.date(),
        place=NightPlace.FIRST,
        starts_at=starts,
        ends_at=ends,
        recorded_at=MADE_AT,
        **more,
    )


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def test_a_second_duty_at_the_same_time_is_refused(world: World) -> None:
    with act() as session:
        session.add(a_duty(world, at(10, 18), at(11, 8)))
    with pytest.raises(Conflict, match="guard_duty"), act() as session:
        session.add(a_duty(world, at(11, 7), at(11, 9)))


def a_rest(world: World, start: datetime, end: datetime) -> Rest:
    return Rest(
        id=new_id(),
        site_id=world.larkmoor.id,
        listener_id=world.larkmoor.listeners["sam"],
        rest_from=start,
        rest_until=end,
        rule=RestRule.DAILY_REST,
        hours=11,
        recorded_at=MADE_AT,
    )


def test_a_duty_that_begins_inside_a_rest_is_refused(world: World) -> None:
    with act() as session:
        session.add(a_rest(world, at(11, 8), at(11, 19)))
    with pytest.raises(Conflict, match="guard_duty_rest"), act() as session:
        session.add(a_duty(world, at(11, 18), at(12, 8)))


def test_a_duty_that_begins_when_the_rest_ends_is_accepted(world: World) -> None:
    with act() as session:
        session.add(a_rest(world, at(11, 7), at(11, 18)))
        session.add(a_duty(world, at(11, 18), at(12, 8)))


def test_a_rest_over_a_planned_duty_is_refused_until_the_duty_is_stood_down(world: World) -> None:
    with act() as session:
        session.add(a_duty(world, at(11, 18), at(12, 8)))
    with pytest.raises(Conflict, match="guard_rest_duty"), act() as session:
        session.add(a_rest(world, at(11, 8), at(11, 19)))


def test_a_rest_shorter_than_its_hours_is_refused(world: World) -> None:
    with pytest.raises(Conflict), act() as session:
        session.add(a_rest(world, at(11, 8), at(11, 18)))


def test_a_duty_longer_than_sixteen_hours_is_refused(world: World) -> None:
    with pytest.raises(Conflict), act() as session:
        session.add(a_duty(world, at(10, 18), at(11, 11)))


def test_a_row_of_another_site_cannot_be_referred_to(world: World) -> None:
    duty = a_duty(world, at(10, 18), at(11, 8))
    duty.listener_id = world.fenwick.listeners["sam"]
    with pytest.raises(Conflict), act() as session:
        session.add(duty)


def test_a_duty_is_never_deleted(world: World) -> None:
    duty = a_duty(world, at(10, 18), at(11, 8))
    with act() as session:
        session.add(duty)
    with pytest.raises(Conflict, match="guard_duty_kept"), act() as session:
        session.delete(duty)


def test_a_write_outside_an_act_is_a_fault_of_the_program(world: World) -> None:
    db.session.add(a_duty(world, at(10, 18), at(11, 8)))
    with pytest.raises(WriteOutsideAct):
        db.session.flush()
    db.session.rollback()


def test_a_row_put_straight_on_file_outside_an_act_is_one_too(world: World) -> None:
    key = {"id": "a form", "account_id": None, "at": at(10, 18), "answer": "done"}
    with pytest.raises(WriteOutsideAct):
        put(db.session(), ActKey, key)
    db.session.rollback()
    assert db.session.query(ActKey).count() == 0


def test_the_night_of_the_duty_is_a_date(world: World) -> None:
    with act() as session:
        session.add(a_duty(world, at(10, 18), at(11, 8)))
    assert db.session.query(Duty.night).one() == (date(2026, 11, 10),)


def test_nobody_is_asked_for_a_call_out_that_has_ended(world: World) -> None:
    scene = scene_of(world.larkmoor)
    scene.on_duty("sam", "luc")
    one = scene.start("28 Nov 02:10")
    part = scene.part(one, "sam").id
    his = scene.site.id, part, scene.officer, local_at("28 Nov 02:12")
    with act() as session:
        callouts_writes.move_attendance(session, *his, state=AttendanceState.DECLINED)
    callout_ends.call_off(scene.site, one.id, scene.officer, local_at("28 Nov 02:15"))
    assert scene.read(one.id).state is CallOutState.CLOSED

    for name in ("sam", "luc"):
        with pytest.raises(Conflict, match="guard_offer_open"), act() as session:
            now = local_at("28 Nov 02:16")
            callouts_writes.offer(session, scene.site.id, one.id, scene.who(name), Part.LEAD, scene.officer, now)


@pytest.mark.parametrize("state", ["returned", "unknown_back", "called_off"])
def test_nobody_but_who_is_out_is_asked_still_once_he_has_gone(world: World, state: str) -> None:
    scene = scene_of(world.larkmoor)
    scene.on_duty("sam", "luc")
    one = scene.start("28 Nov 02:10")
    scene.goes(one, "sam", "28 Nov 02:14")
    part = scene.part(one, "sam").id
    ends: dict[str, Any] = {
        "state": AttendanceState(state),
        "back_at": local_at("28 Nov 04:10") if state == "returned" else None,
        "called_off_at": local_at("28 Nov 04:10") if state == "called_off" else None,
    }
    his = scene.site.id, part, scene.officer, local_at("28 Nov 04:10")
    with act() as session:
        callouts_writes.move_attendance(session, *his, **ends)

    times: dict[str, Any] = dict.fromkeys(("accepted_at", "out_at", "back_at", "called_off_at"))
    with pytest.raises(Conflict, match="guard_attendance_forward"), act() as session:
        callouts_writes.move_attendance(session, *his, state=AttendanceState.OFFERED, **times)
    with act() as session:
        callouts_writes.move_attendance(session, *his, state=AttendanceState.DECLINED, **times)
