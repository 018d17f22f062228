"""Does an address or a form that no page of ours makes get a plain answer, on each database?"""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from listeners.domain.people import Role
from listeners.store.accounts import Account
from listeners.store.database import db
from tests.browser.pictures import PAGES
from tests.web.conftest import SignInAs, token_of
from tests.world import World


@pytest.mark.parametrize(
    "address",
    [
        "/rota?month=9999-12",
        "/rota?month=0001-01",
        "/rota?month=2101-01",
        "/rota?month=1999-12",
        "/rota/slots/9999-12-31/1",
        "/rota/slots/0001-01-01/1",
        "/tonight/rest/slips?on=9999-12-31",
        "/tonight/rest/slips?on=0001-01-01",
        "/tonight/rest/slips?on=soon",
        "/rota/slots/2026-11-30%00/1",
        "/care/listeners/a%00b",
        "/rota/history/a%00b",
        "/rota?month=2026-11%00",
    ],
)
def test_a_date_out_of_all_reach_or_a_nul_is_no_page(
    client: FlaskClient, world: World, sign_in_as: SignInAs, address: str
) -> None:
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("sent", ["", "soon", "9999-12-31"])
def test_a_hidden_date_that_was_never_ours_is_no_form(
    client: FlaskClient, world: World, sign_in_as: SignInAs, sent: str
) -> None:
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)
    token = token_of(client.get("/rota/rules/rest_hours").text)
    fields = {"csrf_token": token, "act_key": "key", "from_on": sent}

    assert client.post("/rota/rules/rest_hours/take-back", data=fields).status_code == 400


@pytest.mark.parametrize("address", ["/rota?month=2000-01", "/rota?month=2100-12", "/tonight/rest?on=2100-12-31"])
def test_the_first_and_the_last_year_have_their_pages(
    client: FlaskClient, world: World, sign_in_as: SignInAs, address: str
) -> None:
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)

    assert client.get(address).status_code == 200


def test_the_pictures_are_taken_of_pages_that_there_are(app: Flask) -> None:
    at = app.url_map.bind("localhost")
    for paths in PAGES.values():
        for path in paths.values():
            assert at.match(path), path


def test_the_history_before_no_version_is_the_latest(client: FlaskClient, world: World, sign_in_as: SignInAs) -> None:
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)

    assert client.get(f"/rota/history?before={'9' * 20}").text == client.get("/rota/history").text


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31", "soon", ""])
@pytest.mark.parametrize("field", ["from_on", "night"])
def test_a_date_in_a_hidden_field_that_no_page_of_ours_makes_is_refused(
    client: FlaskClient, world: World, sign_in_as: SignInAs, field: str, on: str
) -> None:
    page, back = "/me/cannot", "/me/cannot/back"
    if field == "from_on":
        page = f"/rota/people/{world.larkmoor.listeners['sam']}"
        back = f"{page}/standing/take-back"
    sign_in_as(client, world.larkmoor, Role.LISTENER if field == "night" else Role.COORDINATOR)
    sent = {"csrf_token": token_of(client.get(page).text), "act_key": "k" * 20, "seen": "1", field: on}

    assert client.post(back, data=sent).status_code == 400


def test_a_username_that_holds_a_nul_is_refused(client: FlaskClient, world: World) -> None:
    sent = {"username": "lk\0coordinator", "password": "x", "csrf_token": token_of(client.get("/sign-in").text)}
    answer = client.post("/sign-in", data=sent)

    assert answer.status_code == 400 and "That could not be read" in answer.text


@pytest.mark.parametrize(("act_key", "status"), [("k" * 41, 400), ("k" * 40, 200)])
def test_a_key_longer_than_the_database_keeps_is_refused(
    client: FlaskClient, world: World, sign_in_as: SignInAs, act_key: str, status: int
) -> None:
    sign_in_as(client, world.larkmoor, Role.NATIONAL)
    sent = {
        "username": "newdesk",
        "name": "C wing desk",
        "role": "staff",
        "from_on": "2026-06-01",
        "until_on": "",
        "site": world.larkmoor.id,
        "csrf_token": token_of(client.get("/admin/accounts/new").text),
        "act_key": act_key,
    }

    assert client.post("/admin/accounts/new", data=sent).status_code == status
    made = db.session.scalar(select(Account.id).where(Account.username == "newdesk"))
    assert (made is not None) is (status == 200)
