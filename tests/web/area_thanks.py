"""What do thanks add to the tests that look at every page?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from hypothesis import strategies as st

from listeners import clock
from listeners.domain.care.thanks import Thanks, ThanksFrom
from listeners.domain.people import Role
from listeners.services.care import thanks
from listeners.store.care import thanks as thanks_on_file
from listeners.store.database import db
from tests.nights import Scene
from tests.services.care_records import NOW, ago, site_of
from tests.web.areas import Area
from tests.web.route_lines import C, L, P, Route, a_listener, only
from tests.world import Prison

AT_SCREENS = ("sam", "ravi")
"""Who looks at his own page in the tests: thanks are for him, and change it."""


def thank(prison: Prison, name: str, words: str, days_ago: int = 1, sender: ThanksFrom = ThanksFrom.CHARITY) -> str:
    """Put thanks on file, and return their id."""
    who, site, now = prison.actor(Role.COORDINATOR), site_of(prison), clock.now()
    on = now.date() - timedelta(days=days_ago)
    whom = prison.listeners[name]
    thanks.put(site, whom, Thanks(on, sender, words), who, now)
    found = thanks_on_file.of_one(prison.id, whom, on)
    db.session.rollback()
    return found[0].id


def _one(prison: Prison) -> Mapping[str, str]:
    db.session.rollback()
    return {"thanks_id": thank(prison, "dean", "")}


def _everybody_else(prison: Prison) -> None:
    for name in prison.listeners:
        if name not in AT_SCREENS:
            thank(prison, name, "more thanks")


def _plant(prison: Prison) -> None:
    site, who = site_of(prison), prison.actor(Role.COORDINATOR)
    thanks.put(site, prison.listeners["dean"], Thanks(ago(1), ThanksFrom.CHARITY, "canarythanks"), who, NOW)


def _live_through(prison: Prison, weeks: int) -> None:
    for week in range(min(weeks, 50)):
        thank(prison, "sam", "words", 7 * week + 1)


def _tell(scene: Scene, told: list[tuple[str, str]]) -> None:
    for name, words in told:
        thank(scene.prison, name, words)


AREA = Area(
    routes={
        "me.given": Route(only(L, P)),
        "care.thanks_given": Route(only(C)),
        "care.thanks_off": Route(only(C), _one),
        "care.certificate": Route(only(C), a_listener),
    },
    sealed=frozenset({"thanks.words"}),
    canaries=("canarythanks",),
    plant=_plant,
    tell_more=_everybody_else,
    tellings=st.lists(st.tuples(st.sampled_from(("dean", "kofi", "lee")), st.sampled_from(("", "words"))), max_size=2),
    tell=_tell,
    live_through=_live_through,
)
