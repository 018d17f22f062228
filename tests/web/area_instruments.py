"""What do questionnaires add to the tests that look at every page?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from hypothesis import strategies as st

from listeners import clock
from listeners.access import SYSTEM
from listeners.domain.care.instruments import pack
from listeners.services.care.instrument_keys import instrument
from listeners.store.care import group_surveys, instrument_results
from listeners.store.database import act, db
from tests.nights import Scene
from tests.web.areas import Area
from tests.web.route_lines import C, Route, a_listener, only
from tests.world import Prison

WHO5, PSC4 = instrument("who5"), instrument("psc4")
NAMES = ("sam", "ravi", "luc", "dean", "imran", "kofi", "mo", "lee")
WELL, BAD = {item: 4 for item in WHO5.numbers}, {item: 1 for item in WHO5.numbers}


def answered(prison: Prison, name: str, answers: Mapping[int, int] = WELL, days_ago: int = 1) -> str:
    """Put answers to the WHO-5 on file, and return their id, or a word where they are on file already."""
    now = clock.now()
    on, text = now.date() - timedelta(days=days_ago), pack(WHO5, answers)
    with act() as session:
        who = prison.listeners[name]
        return instrument_results.put(session, prison.id, who, WHO5.key, on, text, SYSTEM, now) or "on file"


def _a_result(prison: Prison) -> Mapping[str, str]:
    db.session.rollback()
    answered(prison, "dean")
    (one, *_) = instrument_results.of(prison.id, prison.listeners["dean"])
    return {"result_id": one.id}


def _a_form(prison: Prison) -> Mapping[str, str]:
    return {**a_listener(prison), "key": WHO5.key}


def _everybody(prison: Prison, answers: Mapping[int, int], weeks: int) -> None:
    for name in prison.listeners:
        for back in range(weeks):
            answered(prison, name, answers, 1 + 7 * back)


def a_survey(prison: Prison) -> Mapping[str, str]:
    """A page about a survey of the group that is open, with one sheet."""
    db.session.rollback()
    now = clock.now()
    with act() as session:
        survey_id = group_surveys.begin(session, prison.id, PSC4.key, now.date(), SYSTEM, now)
        group_surveys.add_answers(session, prison.id, survey_id, pack(PSC4, {1: 2, 3: 4}), SYSTEM, now)
    return {"survey_id": survey_id}


def _plant(prison: Prison) -> None:
    _everybody(prison, WELL, 1)
    a_survey(prison)


def _tell_more(prison: Prison) -> None:
    _everybody(prison, BAD, 3)
    a_survey(prison)


def _tell(scene: Scene, told: tuple[tuple[str, int, Mapping[int, int]], ...]) -> None:
    now = clock.now()
    with act() as session:
        for name, days_ago, answers in told:
            on, who = now.date() - timedelta(days=days_ago), scene.who(name)
            instrument_results.put(session, scene.site.id, who, WHO5.key, on, pack(WHO5, answers), SYSTEM, now)
            session.flush()


ANSWERS = st.dictionaries(st.sampled_from(list(WHO5.numbers)), st.integers(0, 5))

AREA = Area(
    routes={
        "care.instrument_list": Route(only(C)),
        "care.instrument_sheet": Route(only(C), lambda prison: {"key": WHO5.key}, everywhere=True),
        "care.results": Route(only(C), a_listener),
        "care.survey": Route(only(C), a_survey),
        "care.survey_key_in": Route(only(C), a_survey),
        "care.surveys": Route(only(C)),
        "care.result_new": Route(only(C), _a_form),
        "care.result_off": Route(only(C), _a_result),
    },
    sealed=frozenset({"instrument_result.answers", "group_answer.answers"}),
    plant=_plant,
    tell_more=_tell_more,
    tellings=st.lists(st.tuples(st.sampled_from(NAMES), st.integers(1, 60), ANSWERS), max_size=3).map(tuple),
    tell=_tell,
    live_through=lambda prison, weeks: _everybody(prison, WELL, weeks),
)
