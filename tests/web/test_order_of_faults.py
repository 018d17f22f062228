"""Does the summary of what is wrong with a form go down the page, and does each fault say which answer it is about?"""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from listeners.domain.people import Role
from tests.web.conftest import SignInAs
from tests.web.me_browser import form_of, send
from tests.world import Prison

pytestmark = pytest.mark.usefixtures("evening")
PLAN = {"on": "27 11 2026", "at": "20:00", "kind": "group", "led_by": "samaritans", "place": ""}


def faults(browser: FlaskClient, address: str, **told: object) -> list[str]:
    """Send a form with faults; they are told in the order of the page. Return their words."""
    answer = browser.post(address, data=form_of(browser.get(address).text, **told))
    assert answer.status_code == 422
    summary, _, page = answer.text.partition('id="errors-title"')[2].partition("</ul>")
    found = re.findall(r'<li><a href="#([^"]+)">([^<]+)</a></li>', summary)
    places = [page.index(f'id="{field}"') for field, _ in found]
    assert places == sorted(places), [field for field, _ in found]
    return [words for _, words in found]


def test_the_faults_of_a_coordinator_s_form_go_down_the_page(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    card = faults(client, "/care/offloads/new", length="other", other_length="xx")
    assert card[:3] == ["Choose who was there", "Enter the date", "Choose what it was"]
    assert card[-1] == "Enter how many minutes it was, as a whole number"
    assert faults(client, "/care/offloads/plan")[0] == "Enter the date"
    assert faults(client, "/care/offloads/plan")[-1] == "Choose for whom it is"
    sam = larkmoor.listeners["sam"]
    send(client, "/care/offloads/plan", people=[sam], **PLAN)
    found = re.search(r"/care/offloads/planned/[^\"]+", client.get("/care/offloads").text)
    assert found is not None
    assert faults(client, found[0])[:2] == ["Choose who was there", "Enter the date"]
    assert faults(client, f"{found[0]}/change")[0] == "Enter the date"
    assert faults(client, f"/care/people/{sam}/contacts", minutes="xx")[0] == "Enter the date"
    assert len(faults(client, f"/care/people/{sam}/offload", how_often="other")) == 2


def test_the_faults_of_a_listener_s_form_go_down_the_page_and_name_their_answers(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.LISTENER)
    told = faults(client, "/me/contacts", when="other", other_day="tuesday", minutes="xx")
    assert told == [
        "Enter a date as day, month and year, such as 27 11 2026",
        "Enter the time",
        "Enter how many minutes it was, as a whole number",
        "Choose where it was",
    ]
    session = faults(client, "/me/offload", when="other", length="other", other_length="999")
    assert (session[0], session[-1]) == ("Enter the date", "Enter how many minutes it was, from 1 to 480")
