"""What does the informed decision add to the tests that look at every page?"""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from listeners import clock
from listeners.access import SYSTEM
from listeners.domain.care.decision import BY_LENGTH, Answer, Decision, Topic, by_himself
from listeners.store.care import decisions
from listeners.store.database import act
from tests.nights import Scene, at
from tests.web.areas import Area
from tests.web.route_lines import C, L, P, Route, a_listener, only
from tests.world import Prison

CANARY = "canarydecision"
YES = Decision(Answer.YES, frozenset(Topic), "Jo Hart")
NAMES = ("sam", "ravi", "luc", "dean", "imran", "kofi", "mo", "lee")


def _everybody(prison: Prison, told: Decision, times: int = 1) -> None:
    """Let everybody of a prison have said so, once in four weeks."""
    now = clock.now()
    with act() as session:
        for name in prison.listeners:
            for back in range(times):
                on = now.date() - timedelta(weeks=4 * back)
                decisions.add_decision(session, prison.id, prison.listeners[name], on, told, SYSTEM, now)


def _tell(scene: Scene, told: tuple[tuple[str, Decision, int], ...]) -> None:
    """Put decisions on file that hold nobody: what follows from one, the two worlds have alike."""
    now = at("27 Nov 13:00")
    with act() as session:
        for name, each, weeks_ago in told:
            on = now.date() - timedelta(weeks=weeks_ago)
            decisions.add_decision(session, scene.site.id, scene.who(name), on, each, SYSTEM, now)


DECISIONS = st.one_of(
    st.sampled_from(Answer).map(by_himself),
    st.builds(
        Decision, st.sampled_from(Answer), st.frozensets(st.sampled_from(Topic)), st.text("abc é", max_size=BY_LENGTH)
    ),
)

AREA = Area(
    routes={
        "care.briefing": Route(only(C)),
        "care.decisions": Route(only(C)),
        "care.decision": Route(only(C), a_listener),
        "me.decision": Route(only(L, P)),
    },
    sealed=frozenset({"decision.told"}),
    canaries=(CANARY,),
    plant=lambda prison: _everybody(prison, Decision(Answer.NOT_NOW, frozenset(), CANARY)),
    tell_more=lambda prison: _everybody(prison, YES, 2),
    tellings=st.lists(st.tuples(st.sampled_from(NAMES), DECISIONS, st.integers(0, 60)), max_size=3).map(tuple),
    tell=_tell,
    live_through=lambda prison, weeks: _everybody(prison, YES, 1 + weeks // 4),
)
