"""What do talks with those who leave add to the tests that look at every page?"""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from listeners import clock
from listeners.domain.care.exit_talk import Came, ExitKind, ExitTalk, Felt, TalkOn
from listeners.domain.people import Role
from listeners.services.care import exit_talks
from tests.nights import Scene
from tests.services.care_records import NOW, ago, site_of
from tests.web.areas import Area
from tests.web.route_lines import C, Route, a_listener, only
from tests.world import Prison

HARD = ExitTalk(Came.HELD, (Felt.NO, Felt.NO, Felt.YES), "good", "canaryexithard", "change")


def _put(prison: Prison, name: str, talk: ExitTalk, days_ago: int = 1) -> None:
    on = clock.now().date() - timedelta(days=days_ago)
    who, whom = prison.actor(Role.COORDINATOR), prison.listeners[name]
    exit_talks.put(site_of(prison), whom, TalkOn(ExitKind.LEAVING, on), talk, who, clock.now())


def _plant(prison: Prison) -> None:
    who, at = prison.actor(Role.COORDINATOR), TalkOn(ExitKind.LEAVING, ago(1))
    exit_talks.put(site_of(prison), prison.listeners["sam"], at, HARD, who, NOW)


def _tell_more(prison: Prison) -> None:
    for name in prison.listeners:
        _put(prison, name, ExitTalk(Came.DECLINED))


def _live_through(prison: Prison, weeks: int) -> None:
    for week in range(min(weeks, 50)):
        _put(prison, "dean", HARD, 7 * week + 1)


def _tell(scene: Scene, told: list[tuple[str, Came]]) -> None:
    for name, came in told:
        _put(scene.prison, name, ExitTalk(came))


AREA = Area(
    routes={
        "care.exits": Route(only(C)),
        "care.exit_talk": Route(only(C), a_listener),
        "care.exit_card": Route(only(C)),
    },
    sealed=frozenset({"exit_talk.told"}),
    canaries=("canaryexithard",),
    plant=_plant,
    tell_more=_tell_more,
    tellings=st.lists(st.tuples(st.sampled_from(("sam", "dean", "lee")), st.sampled_from(Came)), max_size=2),
    tell=_tell,
    live_through=_live_through,
)
