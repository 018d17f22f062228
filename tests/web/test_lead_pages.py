"""Can a coordinator say who is told first, and does the national office read one rounded number?"""

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
