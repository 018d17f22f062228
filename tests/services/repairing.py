"""What tests of a repair start from: five published nights, and a repair asked for, worked out, looked at, accepted."""

from __future__ import annotations

from datetime import date, timedelta

from listeners.access import SYSTEM
from listeners.domain.people import Role
from listeners.domain.rota.problem_json import problem_from_json
from listeners.domain.states import PlanState
from listeners.planner.budget import Budget
from listeners.planner.plan import make_plan
from listeners.services import plan_runs, plans, repairs
from listeners.services.plan_runs import Work
from listeners.services.repair_page import RepairPage
from listeners.store.database import db
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, duties_of, site_of
from tests.world import Prison

THURSDAY = MONDAY + timedelta(days=3)
"""The first night that is not frozen: three nights ahead are."""
FRIDAY, SATURDAY = THURSDAY + timedelta(days=1), THURSDAY + timedelta(days=2)
PLAN = [
    (0, FIRST, "sam"),
    (0, SECOND, "ravi"),
    (1, FIRST, "luc"),
    (1, SECOND, "dean"),
    (2, FIRST, "sam"),
    (2, SECOND, "ravi"),
    (3, FIRST, "luc"),
    (3, SECOND, "dean"),
    (4, FIRST, "kofi"),
    (4, SECOND, "lee"),
]
"""Two on each of five nights, Monday to Friday; Monday to Wednesday are frozen."""


def ask(prison: Prison, **more: str) -> str:
    return repairs.ask(prison.actor(Role.COORDINATOR), site_of(prison), NOW, **more)


def solved(prison: Prison, work: Work | None = None) -> str | None:
    """Let the planner do what it was asked, or the one piece of ``work`` that it has taken; return the draft's id."""
    taken = work or plan_runs.claim(SYSTEM, NOW)
    assert taken is not None and taken.site_id == prison.id
    problem = problem_from_json(taken.problem.encode(), "the request")
    rota_id = plan_runs.finish(SYSTEM, taken, make_plan(problem, Budget.of(3_000), 1, lambda *_: None), NOW)
    db.session.rollback()
    return rota_id


def worked_out(prison: Prison) -> str:
    """Ask for a repair and let the planner work it out; return the id of the request."""
    request_id = ask(prison)
    assert solved(prison) is None
    return request_id


def page_of(prison: Prison, request_id: str) -> RepairPage:
    return repairs.preview(prison.actor(Role.COORDINATOR), site_of(prison), request_id, NOW)


def accept(prison: Prison, request_id: str, **more: str) -> str:
    actor = prison.actor(Role.COORDINATOR)
    return repairs.accept(actor, site_of(prison), request_id, "Dean has a visit", NOW, **more)


def state_of(prison: Prison, request_id: str) -> PlanState:
    return plans.follow(prison.actor(Role.COORDINATOR), site_of(prison), request_id).state


def planned(prison: Prison) -> list[tuple[date, str, str]]:
    return [(night, place.value, who) for night, place, who, state in duties_of(prison) if state == "planned"]
