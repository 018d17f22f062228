"""What offload as it is planned and agreed adds to the tests that look at every page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time, timedelta

from hypothesis import strategies as st

from listeners import clock
from listeners.access import SYSTEM
from listeners.domain.care.buddy import pair_of
from listeners.domain.care.offload import LedBy, OffloadKind
from listeners.domain.care.planned import CancelledBy, Plan
from listeners.store.care import buddies, cadences, offload_plans
from listeners.store.database import act, db
from tests.nights import Scene
from tests.web.areas import Area
from tests.web.route_lines import C, L, P, Route, a_listener, only
from tests.world import Prison

NAMES = ("sam", "ravi", "luc", "dean", "imran", "kofi", "mo", "lee")
CANARY = "A yttrium wind"
BECAME = ("planned", "cancelled", "nobody")


def _agreed(prison: Prison, name: str, days: int | None, days_ago: int) -> None:
    on = clock.now().date() - timedelta(days=days_ago)
    with act() as session:
        cadences.put(session, prison.id, prison.listeners[name], on, days, SYSTEM, clock.now())


def _tell(scene: Scene, told: list[tuple[str, int, str]]) -> None:
    for name, days, became in told:
        _agreed(scene.prison, name, days, 40)
        if became == "nobody":
            _nobody_came(scene.prison, [name], days)
        else:
            _planned(scene.prison, [name], days - 14, CANARY if became == "cancelled" else None)
        _talked(scene.prison, name, "mo" if name != "mo" else "lee", days)


def _plant(prison: Prison) -> None:
    _planned(prison, NAMES, 1, CANARY)
    _nobody_came(prison, NAMES, 8)


def _tell_more(prison: Prison) -> None:
    for name in NAMES:
        _agreed(prison, name, 7, 60)
    _talked(prison, "kofi", "lee", 1)
    _planned(prison, NAMES, 2)
    _planned(prison, NAMES, 3, CANARY)
    _nobody_came(prison, NAMES, 4)


def _live_through(prison: Prison, weeks: int) -> None:
    _talked(prison, "sam", "ravi", 7 * weeks)
    for week in range(weeks):
        for name in NAMES:
            _agreed(prison, name, 7 + week, 7 * week)
        _planned(prison, NAMES, -7 * week, CANARY if week % 2 else None)
        _nobody_came(prison, NAMES, 7 * week + 1)


def _planned(prison: Prison, names: Iterable[str], days_ahead: int, why: str | None = None) -> str:
    plan = Plan(clock.now().date() + timedelta(days=days_ahead), time(14, 20), OffloadKind.SENSITIVITY, LedBy.CLINICIAN)
    with act() as session:
        people = [prison.listeners[name] for name in names]
        planned_id = offload_plans.add(session, prison.id, plan, people, SYSTEM, clock.now())
        if why is not None:
            offload_plans.cancel(session, prison.id, planned_id, 1, CancelledBy.PRISON, why, SYSTEM, clock.now())
        return planned_id


def _nobody_came(prison: Prison, names: Iterable[str], days_ago: int) -> None:
    planned_id = _planned(prison, names, -days_ago)
    with act() as session:
        offload_plans.hold(session, prison.id, planned_id, 1, (), SYSTEM, clock.now())


def a_plan(prison: Prison) -> Mapping[str, str]:
    """A page about a session that is planned for today."""
    db.session.rollback()
    return {"planned_id": _planned(prison, ["dean"], 0)}


def _talked(prison: Prison, one: str, other: str, days_ago: int) -> str:
    """Let two be buddies who talked some days ago, and be nobody else's any more."""
    on, now = clock.now().date() - timedelta(days=days_ago), clock.now()
    with act() as session:
        who = prison.listeners[one], prison.listeners[other]
        for pair in buddies.pairs(session, prison.id):
            if who[0] in pair or who[1] in pair:
                buddies.end(session, prison.id, pair.id, on, SYSTEM, now)
        pair_id = buddies.add(session, prison.id, *who, on, SYSTEM, now)
        session.flush()
        buddies.talked(session, prison.id, pair_id, on, SYSTEM, now)
        return pair_id


def a_pair(prison: Prison) -> Mapping[str, str]:
    """A page about Dean and his buddy."""
    db.session.rollback()
    found = pair_of(buddies.pairs(db.session(), prison.id), prison.listeners["dean"])
    pair_id = found.id if found else None
    db.session.rollback()
    return {"pair_id": pair_id or _talked(prison, "dean", "kofi", 1)}


AREA = Area(
    routes={
        "care.own_offload": Route(only(C), a_listener),
        "care.offload_plan": Route(only(C)),
        "care.offload_planned": Route(only(C), a_plan),
        "care.offload_change": Route(only(C), a_plan),
        "care.offload_nobody": Route(only(C), a_plan),
        "care.offload_cancelled": Route(only(C), a_plan),
        "care.offload_again": Route(only(C), a_plan),
        "me.buddy": Route(only(L, P)),
        "care.buddies": Route(only(C)),
        "care.buddies_talked": Route(only(C)),
        "care.buddies_end": Route(only(C), a_pair),
    },
    sealed=frozenset({"offload_planned.why"}),
    canaries=(CANARY,),
    plant=_plant,
    tell_more=_tell_more,
    tellings=st.lists(st.tuples(st.sampled_from(NAMES), st.integers(7, 31), st.sampled_from(BECAME)), max_size=3),
    tell=_tell,
    live_through=_live_through,
)
