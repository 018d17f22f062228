"""A fact against a publish at the same moment: is a plan judged by all that is on file when it becomes duties?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

from flask import Flask

from listeners.access import SYSTEM
from listeners.domain.cells import Cell
from listeners.domain.people import Role
from listeners.domain.people_details import Details
from listeners.domain.rest_facts import RestRule
from listeners.errors import RuleBroken
from listeners.services import callout_paper, people, rota_publishing
from listeners.services.paper_parts import PaperRecord
from listeners.store import duties_rests
from listeners.store.columns import new_id
from listeners.store.database import act, db
from listeners.store.duties import Rest
from tests.at_once import at_once, wait_for_waiting
from tests.duties import planned
from tests.nights import scene_of
from tests.rota_world import FIRST, MONDAY, draft, duties_of, site_of, unfreeze
from tests.world import Prison, World

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""Monday: its night begins at six."""
TIMES = 4


def publish(prison: Prison, rota_id: str) -> str:
    try:
        rota_publishing.publish(prison.actor(Role.COORDINATOR), site_of(prison), rota_id, NOON)
    except RuleBroken as broken:
        return ", ".join(str(breach.code) for breach in broken.breaches)  # type: ignore[attr-defined]
    return "published"


def rest_until_eight(prison: Prison, name: str) -> Rest:
    """A rest that lasts two hours into Monday's night."""
    return Rest(
        id=new_id(),
        site_id=prison.id,
        listener_id=prison.listeners[name],
        night=MONDAY - timedelta(days=1),
        rest_from=NOON - timedelta(hours=3),
        rest_until=NOON + timedelta(hours=8),
        rule=RestRule.DAILY_REST,
        hours=11,
        kept=True,
        in_force=True,
        recorded_at=NOON,
    )


def test_a_plan_that_waits_for_a_fact_is_judged_by_it_and_refused_by_name(app: Flask, world: World) -> None:
    prison = world.larkmoor
    rota_id = draft(prison, [(0, FIRST, "sam")], nights=1, now=NOON)

    def in_a_thread() -> str:
        with app.app_context():
            try:
                return publish(prison, rota_id)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(1) as pool:
        with act() as session:
            duties_rests.lock(session, [prison.listeners["sam"]])
            session.add(rest_until_eight(prison, "sam"))
            session.flush()
            pressed = pool.submit(in_a_thread)
            wait_for_waiting(1)
        answer = pressed.result(timeout=60)

    assert answer == "unavailable"
    assert duties_of(prison) == []


def test_whichever_is_first_nobody_is_left_with_a_duty_inside_his_rest(app: Flask, world: World) -> None:
    prison = world.larkmoor
    scene = scene_of(prison)
    unfreeze(prison)
    names = list(prison.listeners)[:TIMES]
    for name in names:
        rota_id = draft(prison, [(0, FIRST, name)], nights=1, now=NOON)
        record = PaperRecord(
            prison.listeners[name],
            scene.wing("B"),
            NOON - timedelta(hours=9),
            NOON - timedelta(hours=9),
            NOON - timedelta(hours=1),
        )

        def fact(record: PaperRecord = record) -> str:
            return callout_paper.on_paper(scene.site, record, scene.officer, NOON)

        def plan(rota_id: str = rota_id) -> str:
            return publish(prison, rota_id)

        recorded, answer = at_once(app, [fact, plan])
        db.session.rollback()
        duties = {state for _, _, who, state in duties_of(prison) if who == name}
        assert recorded != "refused"
        assert duties == ({"stood_down"} if answer == "published" else set()), (name, answer)


def test_a_later_day_of_joining_that_waits_for_a_plan_withdraws_the_night_before_it(app: Flask, world: World) -> None:
    prison, site, sam = world.larkmoor, site_of(world.larkmoor), world.larkmoor.listeners["sam"]
    cell, tuesday = Cell("LKI", "B", "2", "001"), MONDAY + timedelta(days=1)
    joins = Details("Sam Okoro", "A1001AA", cell, None, 100, tuesday, False, None)
    version = people.person(site, sam, SYSTEM, NOON).version

    def in_a_thread() -> tuple[date, ...]:
        with app.app_context():
            try:
                return people.change_details(site, sam, joins, version, SYSTEM, NOON)
            finally:
                db.session.remove()

    db.session.rollback()
    with ThreadPoolExecutor(1) as pool:
        with act() as session:
            duties_rests.lock(session, [sam])
            session.add(planned(site, sam, MONDAY))
            session.flush()
            pressed = pool.submit(in_a_thread)
            wait_for_waiting(1)
        short = pressed.result(timeout=60)

    db.session.rollback()
    assert short == (MONDAY,)
    assert [state for *_, state in duties_of(prison)] == ["withdrawn"]
