"""Does a survey that was closed take no sheet any more, also where both come in the same moment?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from listeners.domain.people import Role
from listeners.errors import Conflict, Unreadable
from listeners.services.care import group_surveys
from listeners.services.care.group_surveys import SurveyPage
from listeners.services.care.instrument_keys import instrument
from listeners.store.database import db, joined
from tests.at_once import wait_for_waiting
from tests.services.care_records import NOW, site_of
from tests.world import Prison, World


@pytest.fixture
def prison(world: World) -> Prison:
    """Larkmoor."""
    return world.larkmoor


@pytest.fixture
def survey_id(prison: Prison) -> str:
    """One that is open, with one sheet."""
    key = group_surveys.for_groups()[0].key
    found = group_surveys.begin(site_of(prison), key, prison.actor(Role.COORDINATOR), NOW)
    key_in(prison, found)
    db.session.rollback()
    return found


def key_in(prison: Prison, survey_id: str) -> str:
    of_key = group_surveys.for_groups()[0]
    answers = dict.fromkeys(instrument(of_key.key).scales[0].items, 2)
    group_surveys.key_in(site_of(prison), survey_id, answers, prison.actor(Role.COORDINATOR), NOW)
    return "done"


def close(prison: Prison, survey_id: str) -> str:
    group_surveys.close(site_of(prison), survey_id, 1, prison.actor(Role.COORDINATOR), NOW)
    return "done"


def told(prison: Prison, survey_id: str) -> SurveyPage:
    db.session.rollback()
    return group_surveys.survey(site_of(prison), survey_id, prison.actor(Role.COORDINATOR), NOW)


def test_a_sheet_that_waited_for_the_closing_is_refused(app: Flask, prison: Prison, survey_id: str) -> None:
    def meanwhile() -> str:
        with app.app_context():
            try:
                return key_in(prison, survey_id)
            except Conflict as refused:
                return str(refused)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(1) as pool:
        with joined():
            close(prison, survey_id)
            late = pool.submit(meanwhile)
            wait_for_waiting(1)
        assert late.result(timeout=60) == "it is closed"
    page = told(prison, survey_id).survey
    assert (page.handed_out, page.answered) == (1, 1)


def test_a_closing_that_waited_for_a_sheet_counts_it(app: Flask, prison: Prison, survey_id: str) -> None:
    def meanwhile() -> str:
        with app.app_context():
            try:
                return close(prison, survey_id)
            except Unreadable:
                return "more sheets than were handed out"
            finally:
                db.session.remove()

    with ThreadPoolExecutor(1) as pool:
        with joined():
            key_in(prison, survey_id)
            late = pool.submit(meanwhile)
            wait_for_waiting(1)
        assert late.result(timeout=60) == "more sheets than were handed out"
    db.session.rollback()
