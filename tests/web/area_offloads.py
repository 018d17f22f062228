"""What offload as it is planned and agreed adds to the tests that look at every page."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from listeners import clock
from listeners.access import SYSTEM
from listeners.store.care import cadences
from listeners.store.database import act
from tests.nights import Scene
from tests.web.areas import Area
from tests.web.route_lines import C, Route, a_listener, only
from tests.world import Prison

NAMES = ("sam", "ravi", "luc", "dean", "imran", "kofi", "mo", "lee")


def _agreed(prison: Prison, name: str, days: int | None, days_ago: int) -> None:
    on = clock.now().date() - timedelta(days=days_ago)
    with act() as session:
        cadences.put(session, prison.id, prison.listeners[name], on, days, SYSTEM, clock.now())


def _tell(scene: Scene, told: list[tuple[str, int]]) -> None:
    for name, days in told:
        _agreed(scene.prison, name, days, 40)


def _tell_more(prison: Prison) -> None:
    for name in NAMES:
        _agreed(prison, name, 7, 60)


def _live_through(prison: Prison, weeks: int) -> None:
    for week in range(weeks):
        for name in NAMES:
            _agreed(prison, name, 7 + week, 7 * week)


AREA = Area(
    routes={"care.own_offload": Route(only(C), a_listener)},
    tell_more=_tell_more,
    tellings=st.lists(st.tuples(st.sampled_from(NAMES), st.integers(7, 31)), max_size=3),
    tell=_tell,
    live_through=_live_through,
)
