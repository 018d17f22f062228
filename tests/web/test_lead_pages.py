"""Can a coordinator say who is told first and change the numbers of the reasons, and does the national office read one
rounded number?"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from listeners.domain.people import Role
from tests.web.conftest import SignInAs
from tests.web.rota_browser import send, text_of
from tests.world import Prison

pytestmark = pytest.mark.usefixtures("evening")


def test_a_coordinator_names_who_is_told_and_is_asked_for_somebody_else_where_one_is_named_twice(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    one = larkmoor.accounts[Role.COORDINATOR]
    refused = send(client, "/care/leads", first=one, second=one, branch="")
    assert refused.status_code == 422
    assert "the same person is told already" in text_of(refused.text)
    assert send(client, "/care/leads", first=one, second="", branch="").status_code == 303
    page = client.get("/care/leads").text
    assert f'<option value="{one}" selected>' in page
    assert "Told when nobody has taken it up after 3 days." in page
    assert 'href="/care/leads"' in client.get("/care").text


def test_the_national_office_reads_no_number_under_ten(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.NATIONAL)
    page = text_of(client.get("/admin").text)
    assert "over all prisons, not taken up by anybody within 6 days: fewer than 10 ." in page
    assert "1 July 2026 to" in page and "30 September 2026" in page


def test_the_numbers_of_the_reasons_are_rules_of_the_prison_and_the_page_of_care_says_those_in_force(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    rule = "/rota/rules/contacts_in_28"
    assert "The daily look keeps to it from that day on." in client.get(rule).text
    assert send(client, rule, value="8", from_on="27 11 2026", reason="We ask sooner here").status_code == 303
    page = text_of(client.get("/care").text)
    assert "3 suicide-related contacts in 7 days or 6 in 28, 8 contacts in 28 days" in page
    assert "Two of these groups, two rests not kept, an attempt or a death, or a rest asked for mean “today”." in page
