"""What do support plans and training add to the tests that look at every page?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from hypothesis import strategies as st

from listeners import clock
from listeners.access import SYSTEM
from listeners.domain.care.support_plan import SupportPlan
from listeners.domain.care.training import Module
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId, SiteId
from listeners.domain.states import ContactPlace
from listeners.store.care import support_plans, trainings
from listeners.store.database import act, db
from tests.nights import Scene
from tests.web.areas import Area
from tests.web.route_lines import C, Route, a_listener, only
from tests.world import Prison

NOT_ASKED, WORDS = "canary-9b41c07e-not-asked", "canary-2f8d6a13-agreed"
NAMES = ("sam", "ravi", "luc", "dean", "imran", "kofi", "mo", "lee")


def planned(prison: Prison, name: str, plan: SupportPlan) -> None:
    """Put a plan without limits on file: nobody's availability differs by it."""
    on = clock.now().date()
    _agreed(prison.id, prison.listeners[name], on, on + timedelta(weeks=4), plan)


def _agreed(site_id: SiteId, listener: ListenerId, on: date, review_on: date, plan: SupportPlan) -> None:
    now = clock.now()
    with act() as session:
        support_plans.end(session, site_id, listener, on, SYSTEM, now)
        support_plans.put(session, site_id, listener, on, review_on, plan, SYSTEM, now)


def a_training(prison: Prison) -> Mapping[str, str]:
    """A form about a training of Sam's."""
    _trained(prison, Module.TRAUMA)
    db.session.rollback()
    return {"training_id": trainings.of_site(prison.id, prison.listeners["sam"])[0].id}


def _trained(prison: Prison, module: Module, weeks_ago: int = 0) -> None:
    now = clock.now()
    with act() as session:
        on = now.date() - timedelta(weeks=weeks_ago)
        trainings.put(session, prison.id, list(prison.listeners.values()), module, on, SYSTEM, now)


def _everybody(prison: Prison, plan: SupportPlan) -> None:
    for name in prison.listeners:
        planned(prison, name, plan)
    _trained(prison, Module.TRAUMA, 60 if plan.not_places else 0)


def _agreed_anew(prison: Prison, weeks: int) -> None:
    for week in range(weeks):
        _everybody(prison, SupportPlan(words=str(week)))
        _trained(prison, Module.SUICIDE, week)


def _tell(scene: Scene, told: tuple[tuple[str, SupportPlan, int], ...]) -> None:
    today = local_date(clock.now(), scene.site.zone)
    for name, plan, weeks in told:
        _agreed(scene.site.id, scene.who(name), today, today + timedelta(weeks=weeks), plan)


PLANS = st.builds(
    SupportPlan,
    st.sampled_from(["", "His brother", "x" * 500]),
    st.frozensets(st.sampled_from(ContactPlace), max_size=2),
    st.sampled_from(["", "A walk every day", "y" * 500]),
)

AREA = Area(
    routes={
        "care.plans": Route(only(C)),
        "care.plan": Route(only(C), a_listener),
        "care.plan_end": Route(only(C), a_listener),
        "care.training": Route(only(C)),
        "care.trained": Route(only(C), a_listener),
        "care.training_back": Route(only(C), a_training),
    },
    sealed=frozenset({"support_plan.told"}),
    canaries=(NOT_ASKED, WORDS),
    plant=lambda prison: _everybody(prison, SupportPlan(NOT_ASKED, frozenset(), WORDS)),
    tell_more=lambda prison: _everybody(prison, SupportPlan("Another", frozenset(ContactPlace), "Word")),
    tellings=st.lists(st.tuples(st.sampled_from(NAMES), PLANS, st.integers(-4, 26)), max_size=3).map(tuple),
    tell=_tell,
    live_through=_agreed_anew,
)
