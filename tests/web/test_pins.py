"""Does a coordinator hand out a PIN that is shown once, and make a peer lead?"""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from listeners.domain.people import Role
from tests.web.conftest import SignInAs, Statements, token_of
from tests.world import World


def test_a_pin_is_shown_once_on_a_slip_to_be_printed(
    client: FlaskClient, world: World, sign_in_as: SignInAs, statements: Statements
) -> None:
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)
    path = f"/pins/{world.larkmoor.listeners['luc']}"
    statements.clear()
    page = client.get(path).text
    assert len(statements) <= 12, str(statements)
    assert "Luc Martin" in page and "He cannot sign in yet" in page and "Make him peer lead" not in page

    sent = {"csrf_token": token_of(page), "act_key": "k" * 20}
    slip = client.post(path, data=sent)
    pin = re.search(r'lst-answer">(\d{6})<', slip.text)
    assert slip.status_code == 200 and pin and "lkil03" in slip.text
    assert slip.headers["Cache-Control"] == "no-store"

    again = client.post(path, data=sent).text
    assert pin.group(1) not in again and "has been shown already" in again
    assert pin.group(1) not in client.get(path).text

    kiosk = client.application.test_client()
    entered = {"username": "lkil03", "password": pin.group(1), "csrf_token": token_of(kiosk.get("/sign-in").text)}
    assert kiosk.post("/sign-in", data=entered).location == "/me"


def test_a_coordinator_makes_a_peer_lead_and_ends_it(client: FlaskClient, world: World, sign_in_as: SignInAs) -> None:
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)
    path = f"/pins/{world.larkmoor.listeners['sam']}"
    page = client.get(path).text
    assert "Make him peer lead" in page
    sent = {"csrf_token": token_of(page)}
    assert client.post(f"{path}/peer-lead", data={**sent, "is_lead": "yes"}).status_code == 303
    assert "End peer lead" in client.get(path).text
    assert client.post(f"{path}/peer-lead", data={**sent, "is_lead": "no"}).status_code == 303
    assert "Make him peer lead" in client.get(path).text
