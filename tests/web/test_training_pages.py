"""Can a coordinator enter a training of several at once, see what is due, and take back what was not so?"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from listeners.domain.people import Role
from tests.web.conftest import SignInAs
from tests.web.me_browser import form_of, send
from tests.world import Prison

pytestmark = pytest.mark.usefixtures("evening")
DUE = "Due</strong>"


def test_several_are_entered_at_once_and_one_that_was_not_so_goes(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    dean = larkmoor.listeners["dean"]
    old = {"module": "trauma", "on": "27 11 2025", "who": [dean, larkmoor.listeners["sam"]]}
    assert send(client, "/care/training", **old) == "/care/training"
    page = client.get("/care/training").text
    assert "The training is on file for 2 more." in page and page.count(DUE) == 2 and "2 of 8" in page
    send(client, "/care/training", **old | {"on": "27 11 2026"})
    assert DUE not in client.get("/care/training").text

    own = f"/care/people/{dean}/training"
    shown = client.get(own).text
    assert shown.count("Secondary and vicarious trauma") == 2 and "To be refreshed on 27 November 2027" in shown
    back = shown.partition("/care/training/")[2].partition('"')[0]
    answer = client.post(f"/care/training/{back}", data=form_of(shown))
    assert (answer.status_code, answer.location) == (303, own)
    assert client.get("/care/training").text.count(DUE) == 1


def test_what_is_left_out_or_has_not_been_yet_is_asked_for(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    form = form_of(client.get("/care/training").text, module="trauma", on="28 11 2026")
    refused = client.post("/care/training", data=form)
    assert refused.status_code == 422
    assert "it is still to come" in refused.text and "Choose who was there" in refused.text
