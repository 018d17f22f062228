"""Does a form about what is closed lead away at once, before anybody fills it in?"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from listeners.access import SYSTEM
from listeners.domain.care.flag_life import Outcome
from listeners.domain.care.offload import Officer
from listeners.domain.people import Role
from listeners.services.care import flag_work, flags, group_surveys
from listeners.store.care import flag_facts
from tests.services.care_records import NOW, had_offload, site_of
from tests.web.conftest import SignInAs
from tests.world import Prison, World

pytestmark = pytest.mark.usefixtures("evening")


@pytest.fixture
def larkmoor(world: World) -> Prison:
    return world.larkmoor


@pytest.fixture
def desk(client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs) -> FlaskClient:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    return client


def a_closed_flag(prison: Prison) -> str:
    """Imran's, who had no private offload for 40 days."""
    site, actor, imran = site_of(prison), prison.actor(Role.COORDINATOR), prison.listeners["imran"]
    for who in prison.listeners:
        had_offload(prison, who, 40 if who == "imran" else 3, Officer.NONE)
    flags.run(site, SYSTEM, NOW)
    found = flag_facts.flags(site.id)[imran]
    flag_work.take_up(site, found.id, found.version, actor, NOW)
    flag_work.close(site, found.id, found.version + 1, Outcome.SUPPORT_IN_PLACE, "", actor, NOW)
    return found.id


@pytest.mark.parametrize("form", ["together", "done", "review", "close"])
def test_a_form_about_a_closed_flag_leads_to_the_man(desk: FlaskClient, larkmoor: Prison, form: str) -> None:
    answer = desk.get(f"/care/flags/{a_closed_flag(larkmoor)}/{form}")
    assert (answer.status_code, answer.location) == (303, f"/care/people/{larkmoor.listeners['imran']}")
    assert "It is closed: nothing more is noted" in desk.get(answer.location).text


def test_a_sheet_of_a_closed_survey_is_not_asked_for(desk: FlaskClient, larkmoor: Prison) -> None:
    site, actor = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    survey_id = group_surveys.begin(site, "psc4", actor, NOW)
    assert desk.get(f"/care/surveys/{survey_id}/sheet").status_code == 200
    group_surveys.close(site, survey_id, 6, actor, NOW)
    answer = desk.get(f"/care/surveys/{survey_id}/sheet")
    assert (answer.status_code, answer.location) == (303, f"/care/surveys/{survey_id}")
    assert "no sheet is keyed in any more" in desk.get(answer.location).text
