"""What do check-ins add to the tests that look at every page?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from hypothesis import strategies as st

from listeners import clock
from listeners.access import SYSTEM
from listeners.domain.care.checkin import CheckIn, HowMuch, Item, WantsRest, week_of
from listeners.domain.nights import local_date
from listeners.store.care import checkins
from listeners.store.database import act, db
from tests.nights import Scene
from tests.web.areas import Area
from tests.web.route_lines import C, L, P, Route, a_listener, only
from tests.world import Prison

CALM = CheckIn((HowMuch.NOT_AT_ALL,) * len(Item), WantsRest.NO)
HARD = CheckIn((HowMuch.NEARLY_ALWAYS,) * len(Item), WantsRest.RATHER_NOT)
NAMES = ("sam", "ravi", "luc", "dean", "imran", "kofi", "mo", "lee")


def checked_in(prison: Prison, name: str, told: CheckIn = CALM, weeks_ago: int = 0) -> None:
    """Put a check-in on file."""
    now = clock.now()
    week = week_of(now.date()) - timedelta(weeks=weeks_ago)
    with act() as session:
        checkins.put(session, prison.id, prison.listeners[name], week, told, SYSTEM, now, adds=False)


def a_check_in(prison: Prison) -> Mapping[str, str]:
    """A page about a check-in of Dean's."""
    db.session.rollback()
    week, dean = week_of(clock.now().date()), prison.listeners["dean"]
    found = [each.id for each in checkins.since(prison.id, week) if each.listener == dean]
    if not found:
        checked_in(prison, "dean")
        return a_check_in(prison)
    return {"check_in_id": found[0]}


def _everybody(prison: Prison, told: CheckIn, weeks: int) -> None:
    for name in prison.listeners:
        for back in range(weeks):
            checked_in(prison, name, told, back)


def _tell(scene: Scene, told: tuple[tuple[str, CheckIn], ...]) -> None:
    now = clock.now()
    with act() as session:
        for name, each in told:
            week = week_of(local_date(now, scene.site.zone))
            checkins.put(session, scene.site.id, scene.who(name), week, each, SYSTEM, now, adds=False)
            session.flush()


CHECK_INS = st.builds(
    CheckIn,
    st.tuples(*[st.sampled_from([None, *HowMuch])] * len(Item)),
    # A rest asked for is availability: the two worlds have that alike.
    st.sampled_from([None, WantsRest.NO, WantsRest.RATHER_NOT]),
)

AREA = Area(
    routes={
        "me.checkin": Route(only(L, P)),
        "care.checkin_list": Route(only(C)),
        "care.checkin": Route(only(C), a_check_in),
        "care.checkin_key_in": Route(only(C), a_listener),
        "care.checkin_card": Route(only(C)),
    },
    sealed=frozenset({"check_in.answers"}),
    plant=lambda prison: _everybody(prison, CALM, 1),
    tell_more=lambda prison: _everybody(prison, HARD, 3),
    tellings=st.lists(st.tuples(st.sampled_from(NAMES), CHECK_INS), max_size=4).map(tuple),
    tell=_tell,
    live_through=lambda prison, weeks: _everybody(prison, CALM, weeks),
)
