"""A fact is recorded while a plan is being made: is the plan refused, or the duty stood down, and never neither?

After each pair a model that shares nothing with the program looks whether a duty stands that what happened forbids.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from random import Random
from time import sleep

from flask import Flask
from sqlalchemy import update

from listeners.domain.people import Role
from listeners.domain.states import DutyState, Part
from listeners.domain.work_told import Department, Said, WorkTold
from listeners.errors import RuleBroken
from listeners.services import callout_goings, callout_paper, callouts, rota_publishing, rota_slots
from listeners.services.care import works
from listeners.services.paper_parts import PaperRecord
from listeners.services.rota_slots import Change
from listeners.store import callouts_facts, duties_facts, regime_facts
from listeners.store.database import act, db
from listeners.store.people import Listener
from tests.at_once import at_once
from tests.night_ledger import DAY, Call, Man, Request, wall
from tests.night_model import Night
from tests.nights import Scene, scene_of
from tests.rota_world import FIRST, MONDAY, NOW, draft, published, unfreeze
from tests.size import sized
from tests.world import make_prison

PAIRS, MEN = sized(500), 5
"""Five pairs at one prison; the last is of a draft, which stays in hand where it is refused."""
MOST_APART = 0.04
"""Seconds by which one of the two may begin before the other."""
HALF_PAST_TWO, NOON = wall(MONDAY, "02:30"), wall(MONDAY, "12:00")
Moment = tuple[datetime, Callable[[], object]]
"""When something is told, and the act that tells it."""


def paper(scene: Scene, name: str) -> Moment:
    """Out from three to eleven in the morning before the night, told at noon."""
    out, back = wall(MONDAY, "03:00"), wall(MONDAY, "11:00")
    record = PaperRecord(scene.who(name), scene.wing("B"), out, out, back)
    return NOON, lambda: callout_paper.on_paper(scene.site, record, scene.officer, NOON)


def going(scene: Scene, name: str) -> Moment:
    """Asked and gone at half past two, in the night before."""
    id_ = callouts.start(scene.site, scene.wing("B"), None, scene.officer, HALF_PAST_TWO)
    if scene.asked(scene.read(id_)) != name:
        callouts.ask(scene.site, id_, Part.LEAD, scene.who(name), scene.officer, HALF_PAST_TWO)
    part = scene.part(scene.read(id_), name).id
    return HALF_PAST_TWO, lambda: callout_goings.going(scene.site, id_, part, scene.officer, HALF_PAST_TWO)


def work(scene: Scene, name: str) -> Moment:
    """Out two nights before, and at work in his rest since; the last of the work is told at noon. No rule but the rest
    forbids him the night."""
    out, back = wall(MONDAY - DAY, "05:10"), wall(MONDAY - DAY, "09:00")
    record = PaperRecord(scene.who(name), scene.wing("B"), out, out, back)
    callout_paper.on_paper(scene.site, record, scene.officer, back)
    coordinator = scene.prison.actor(Role.COORDINATOR)

    def worked(start: datetime, end: datetime) -> None:
        told = WorkTold(start, end, Said.MADE, Department.KITCHENS, may_name=False)
        works.tell_for(scene.site, scene.who(name), told, coordinator, NOON)

    worked(wall(MONDAY - DAY, "13:00"), wall(MONDAY - DAY, "22:30"))
    return NOON, lambda: worked(wall(MONDAY, "09:00"), NOON)


def by_hand(scene: Scene, name: str, now: datetime) -> Callable[[], object]:
    """A coordinator gives him the night."""
    wanted = Change(MONDAY, 1, None, scene.who(name), "Somebody is needed")
    return lambda: rota_slots.change(scene.prison.actor(Role.COORDINATOR), scene.site, wanted, now)


def by_draft(scene: Scene, name: str, now: datetime) -> Callable[[], object]:
    """A draft in which he has the night is published."""
    rota_id = draft(scene.prison, [(0, FIRST, name)], nights=1, now=now)
    return lambda: rota_publishing.publish(scene.prison.actor(Role.COORDINATOR), scene.site, rota_id, now)


def prison_of(number: int) -> Scene:
    """A prison of which Monday's night is published, and has nobody; everybody may be asked on any night."""
    scene = scene_of(make_prison(f"{'ABCDEFGHJK'[number % 10]}{'ABCDEFGHJK'[number // 10]}I", f"HMP {number}", ""))
    with act() as session:
        session.execute(update(Listener).where(Listener.site_id == scene.site.id).values(reserve=True))
    unfreeze(scene.prison)
    published(scene.prison, [], nights=2, now=NOW)
    return scene


def model_of(scene: Scene) -> Night:
    """What is on file, as the model sees it."""
    names = {id_: name for name, id_ in scene.prison.listeners.items()}
    night = Night({name: Man(id_, reserve=False) for name, id_ in scene.prison.listeners.items()}, NOON)
    for each in callouts_facts.call_outs(scene.site.id, date.min):
        calls = [
            Call(names[a.listener], a.part, a.state, accepted=a.accepted_at, out=a.out_at, back=a.back_at)
            for a in each.attended
        ]
        night.requests[each.id] = Request("B", each.asked_at, calls=calls)
    for who, told in regime_facts.works(scene.site.id, list(names)).items():
        night.works += [(names[who], one.start, one.end) for one in told]
    return night


def outcome(app: Flask, scene: Scene, name: str, number: int) -> str:
    """Tell a fact and make a plan, one before the other or both at once; say what came of the plan."""
    now, fact = (paper, going, work)[number % 3](scene, name)
    plan = (by_draft if number % MEN == MEN - 1 else by_hand)(scene, name, now)
    chance = Random(number)

    def told() -> str:
        sleep(chance.uniform(0, MOST_APART))
        fact()
        return "told"

    def planned() -> str:
        sleep(chance.uniform(0, MOST_APART))
        try:
            plan()
        except RuleBroken:
            return "refused"
        return "planned"

    if number % 10 < 2:  # one after the other, so that both ends are seen whatever the machine does
        answers = [told(), planned()] if number % 10 == 0 else [planned(), told()][::-1]
    else:
        answers = at_once(app, [told, planned])
    assert answers[0] == "told", "a fact is never refused"
    db.session.rollback()
    return answers[1]


def test_of_a_fact_and_a_plan_at_once_the_plan_is_refused_or_the_duty_stood_down(app: Flask) -> None:
    outcomes: Counter[str] = Counter()
    for number in range(PAIRS):
        if number % MEN == 0:
            scene = prison_of(number // MEN)
        name = list(scene.prison.listeners)[number % MEN]
        came = outcome(app, scene, name, number)
        his = [each.state for each in duties_facts.duties(scene.site.id, date.min, None, [scene.who(name)])]
        assert his == ([DutyState.STOOD_DOWN] if came == "planned" else []), (number, came)
        model = model_of(scene)
        assert model.forbidden(name, MONDAY), "what happened forbids him the night"
        standing = [each for each in duties_facts.duties(scene.site.id, date.min) if each.state is DutyState.PLANNED]
        assert not standing, number
        outcomes[came] += 1
    assert outcomes["planned"] >= PAIRS // 10 and outcomes["refused"] >= PAIRS // 10
