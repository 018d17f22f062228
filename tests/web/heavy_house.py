"""A prison on its busiest day: what makes each page ask the most, for the tests that count statements.

Sam and Ravi rest, are asked for nights, are offered swaps, and wait for answers; nights are being covered, drafted and
repaired; somebody is out, somebody is asked, and duties were taken off for rest; people are away, paused, or leaving.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.domain.rota.problem_json import problem_from_json
from listeners.domain.states import PlanState
from listeners.planner.budget import Budget
from listeners.planner.plan import make_plan
from listeners.services import availability_rules, cover_answers, plan_runs, policies, repairs, standings, swaps
from listeners.store import callouts_facts, cover_facts, people_facts
from listeners.store.database import db
from listeners.store.rota import PlanRequest
from tests.duties import add_duty
from tests.nights import Scene, scene_of
from tests.rota_world import FIRST, SECOND, draft, published, say, site_of
from tests.services.covering import answers, cannot
from tests.world import Prison

PUBLISHED = 14
PLAN = [
    (6, FIRST, "luc"),
    (6, SECOND, "kofi"),
    (7, FIRST, "dean"),
    (7, SECOND, "mo"),
    (8, FIRST, "imran"),
    (9, FIRST, "lee"),
    (10, FIRST, "kofi"),
    (12, FIRST, "sam"),
    (12, SECOND, "ravi"),
]
OWN = ("sam", "ravi")
"""Whose browser opens the pages of a Listener, and of a peer lead."""


def burden(prison: Prison, now: datetime) -> None:
    """Give a prison its busiest day, at noon of Friday 27 November."""
    first = now.date() + timedelta(days=1)
    published(prison, PLAN, first, PUBLISHED, now)
    _call_out(scene_of(prison), now)
    _ask_for_cover(prison, first, now)
    _offer_swaps(prison, first, now)
    _let_go(prison, now.date(), now)
    _propose_a_repair(prison, now)
    draft(prison, [], first + timedelta(days=PUBLISHED + 7), 7, now)
    db.session.rollback()


BUSY: Mapping[str, tuple[str, ...]] = {
    "me.index": (
        "You are resting until",
        "Can you do the night",
        "Would you swap a night?",
        "You said yes to the night",
        "Nobody has answered yet",
    ),
    "rota.index": ("Draft", "Repair proposed", "to take a night", "See who is asked"),
    "rota.repair": ("Accept these changes",),
    "rota.slips": ("Can you do the night",),
}
"""What stands on the busiest pages: without it the day is not the one that this file tells of."""


def heaviest(prison: Prison, now: datetime) -> Iterator[tuple[str, Role, Mapping[str, str]]]:
    """Yield the pages that ask most of what is particular to that day: endpoint, whose it is, and what it is about."""
    coordinator, tomorrow = Role.COORDINATOR, now.date() + timedelta(days=1)
    yield "me.index", Role.LISTENER, {}
    yield "me.index", Role.PEER_LEAD, {}
    yield "rota.index", coordinator, {}
    of_prison = PlanRequest.site_id == prison.id, PlanRequest.state == PlanState.PROPOSED
    proposed = db.session.scalars(select(PlanRequest.id).where(*of_prison)).one()
    yield "rota.repair", coordinator, {"request_id": proposed}
    yield "rota.slips", coordinator, {}
    for day in (6, 8, 11):  # he cannot, a yes that waits, nobody
        place = {"night": f"{tomorrow + timedelta(days=day)}", "number": "1"}
        yield "rota.slot", coordinator, place
        yield "rota.slot", coordinator, {**place, "reasons": "yes"}
    for endpoint in ("rota.person", "care.person"):
        yield endpoint, coordinator, {"listener_id": prison.listeners["dean"]}
    yield "me.swap_night", Role.LISTENER, {"night": f"{tomorrow + timedelta(days=12)}"}
    for one in callouts_facts.call_outs(prison.id, now.date()):
        for role in (Role.STAFF, coordinator):
            yield "tonight.call_out", role, {"call_out_id": one.id}


def _call_out(scene: Scene, now: datetime) -> None:
    """Sam and Ravi were out in the night and rest; Mo and Lee are out since the morning; somebody is being asked. Two
    are on tonight, and the duties that begin before their rest is over are taken off."""
    today = now.date()
    scene.on_duty("kofi", "imran", today)
    for name, place in (("sam", FIRST), ("ravi", SECOND)):
        add_duty(scene.site, scene.who(name), today, place)
        scene.paper(name, "27 Nov 03:00", "27 Nov 10:30", "27 Nov 11:00")
    for _ in ("lead", "another"):
        one = scene.start("27 Nov 11:30")
        scene.goes(one, scene.asked(one) or "", "27 Nov 11:40")
    scene.start("27 Nov 11:50")


def _ask_for_cover(prison: Prison, first: date, now: datetime) -> None:
    """Of four nights: Sam is asked about the first, has said yes to the third, and to the last in vain; Ravi is asked
    about the first and has said yes to the second."""
    coordinator, site = prison.actor(Role.COORDINATOR), site_of(prison)
    policies.change(coordinator, site, "cover_approval", 1, now.date(), "Ours", now)
    says_yes = {6: (), 7: ("ravi",), 8: ("sam",), 10: ("sam",)}
    for day, name in ((6, "luc"), (7, "dean"), (8, "imran"), (10, "kofi")):
        night = first + timedelta(days=day)
        cannot(prison, name, night, now)
        db.session.rollback()
        (found,) = cover_facts.of_night(prison.id, night)
        for one in OWN:
            if found.of(prison.listeners[one]) is None:
                cover_answers.ask_one(site, found.id, prison.listeners[one], coordinator, now)
        for one in says_yes[day]:
            answers(prison, found.id, one, "yes", now)
    cover_answers.approve(site, found.id, is_approved=False, actor=coordinator, now=now)


def _offer_swaps(prison: Prison, first: date, now: datetime) -> None:
    """Lee offers his night for the one of Sam and Ravi, and they theirs for Mo's."""
    site = site_of(prison)
    lee, own, mo = (first + timedelta(days=days) for days in (9, 12, 7))
    for name, night, for_night in (("lee", lee, own), ("sam", own, mo), ("ravi", own, mo)):
        himself = prison.actor(Role.LISTENER, name)
        assert swaps.offer(site, prison.listeners[name], night, for_night, himself, now)


def _propose_a_repair(prison: Prison, now: datetime) -> None:
    """The nights that want somebody are worked out anew, and the coordinator has not looked yet."""
    repairs.ask(prison.actor(Role.COORDINATOR), site_of(prison), now)
    work = plan_runs.claim(SYSTEM, now)
    assert work is not None
    problem = problem_from_json(work.problem.encode(), "the request")
    plan_runs.finish(SYSTEM, work, make_plan(problem, Budget.of(100), 1, lambda *_: None), now)
    db.session.rollback()


def _let_go(prison: Prison, today: date, now: datetime) -> None:
    """Dean rests from call-outs by his own word, is away for two weeks, and leaves in two months."""
    site, dean, coordinator = site_of(prison), prison.listeners["dean"], prison.actor(Role.COORDINATOR)
    availability_rules.pause(site, dean, prison.actor(Role.LISTENER, "dean"), now)
    say(prison, "dean", today + timedelta(days=16), AvailabilityKind.AVOID, "A visit")
    for standing, days in ((Standing.PAUSED, 20), (Standing.ACTIVE, 34), (Standing.LEFT, 60)):
        db.session.rollback()
        known = len(people_facts.member(prison.id, dean).standings)
        standings.change(site, dean, standing, today + timedelta(days=days), known, coordinator, now)
