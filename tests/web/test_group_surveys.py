"""Is a survey of a group without names, and told only when it is closed, and only as far as it may be?"""

from __future__ import annotations

from fractions import Fraction

import pytest
from flask.testing import FlaskClient
from sqlalchemy import inspect

from listeners.domain.people import Role
from listeners.errors import Conflict, NotAllowed, NotFound, Unreadable
from listeners.services.care import group_surveys
from listeners.store.care.group_surveys import GroupAnswer
from tests.services.care_records import NOW, site_of
from tests.web.conftest import SignInAs
from tests.web.me_browser import form_of
from tests.world import Prison, World

pytestmark = pytest.mark.usefixtures("evening")
THREES = {item: 3 for item in range(1, 5)}


@pytest.fixture
def larkmoor(world: World) -> Prison:
    return world.larkmoor


def begun(prison: Prison, sheets: int = 0, key: str = "psc4") -> str:
    actor = prison.actor(Role.COORDINATOR)
    survey_id = group_surveys.begin(site_of(prison), key, actor, NOW)
    for _ in range(sheets):
        group_surveys.key_in(site_of(prison), survey_id, THREES, actor, NOW)
    return survey_id


def closed(prison: Prison, sheets: int, handed_out: int) -> group_surveys.SurveyPage:
    survey_id, actor = begun(prison, sheets), prison.actor(Role.COORDINATOR)
    group_surveys.close(site_of(prison), survey_id, handed_out, actor, NOW)
    return group_surveys.survey(site_of(prison), survey_id, actor, NOW)


def test_it_is_told_when_it_is_closed_and_then_takes_no_sheet(larkmoor: Prison) -> None:
    survey_id, actor = begun(larkmoor, 10), larkmoor.actor(Role.COORDINATOR)
    assert group_surveys.survey(site_of(larkmoor), survey_id, actor, NOW).scores == ()
    group_surveys.close(site_of(larkmoor), survey_id, 12, actor, NOW)
    page = group_surveys.survey(site_of(larkmoor), survey_id, actor, NOW)
    (total,) = page.scores
    assert (total.answered, total.mean, total.band, page.per_cent) == (10, Fraction(12), "fair", 83)
    with pytest.raises(Conflict):
        group_surveys.key_in(site_of(larkmoor), survey_id, THREES, actor, NOW)
    with pytest.raises(Conflict):
        group_surveys.close(site_of(larkmoor), survey_id, 12, actor, NOW)


@pytest.mark.parametrize(
    "sheets, told, items", [(4, False, False), (5, True, False), (9, True, False), (10, True, True)]
)
def test_the_mean_from_five_sheets_and_the_items_from_ten(
    larkmoor: Prison, sheets: int, told: bool, items: bool
) -> None:
    (total,) = closed(larkmoor, sheets, 16).scores
    assert (total.mean is not None, total.by_item is not None) == (told, items)


def test_no_column_says_whose_sheet_it_is() -> None:
    assert {column.key for column in inspect(GroupAnswer).columns} == {
        "id",
        "site_id",
        "survey_id",
        "answers",
        "recorded_at",
        "recorded_by",
        "version",
    }


def test_what_cannot_stand_is_refused_by_name(larkmoor: Prison) -> None:
    survey_id, actor, site = begun(larkmoor, 2), larkmoor.actor(Role.COORDINATOR), site_of(larkmoor)
    with pytest.raises(Unreadable, match="item 2: enter a number from 1 to 5"):
        group_surveys.key_in(site, survey_id, {2: 0}, actor, NOW)
    with pytest.raises(Unreadable, match="an empty sheet is none"):
        group_surveys.key_in(site, survey_id, {}, actor, NOW)
    with pytest.raises(Unreadable, match="enter a number from 2 to 500"):
        group_surveys.close(site, survey_id, 1, actor, NOW)
    with pytest.raises(NotFound):
        begun(larkmoor, key="who5")
    with pytest.raises(NotAllowed):
        group_surveys.begin(site, "psc4", larkmoor.actor(Role.LISTENER), NOW)


def test_the_coordinator_begins_keys_in_and_closes_one(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    address = client.post("/care/surveys", data=form_of(client.get("/care/surveys").text, key="psc4")).location
    sheet = {f"item_{item}": "2" for item in range(1, 5)}
    for _ in range(5):
        page = client.get(f"{address}/sheet").text
        sent = [client.post(f"{address}/sheet", data=form_of(page, **sheet)).location for _ in range(2)]
        assert sent == [address, address]
    empty = client.post(f"{address}/sheet", data=form_of(client.get(f"{address}/sheet").text))
    assert empty.status_code == 422 and "an empty sheet is none" in empty.text
    assert "5 sheets keyed in" in client.get(address).text
    few = client.post(address, data=form_of(client.get(address).text, handed_out="4"))
    assert few.status_code == 422 and "Enter a number from 5 to 500" in few.text
    client.post(address, data=form_of(client.get(address).text, handed_out="8"))
    page = client.get(address).text
    for words in ("5 of 8, 63 %", "8.00", "poor", "from 5 sheets on, the items from 10"):
        assert words in page, words
