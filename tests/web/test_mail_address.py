"""Can everybody but a Listener say where a line of mail may tell them that a notice waits?"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from listeners.domain.people import Role
from listeners.store.accounts import Account
from listeners.store.database import db
from tests.web.conftest import SignInAs
from tests.web.team_browser import Coordinator
from tests.world import World


def mail_of(world: World, role: Role) -> str | None:
    db.session.rollback()
    return db.session.get_one(Account, world.larkmoor.accounts[role]).mail


def test_a_coordinator_sets_the_own_address_and_takes_it_away(
    client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)
    browser = Coordinator(client)
    assert "This installation sends no mail at present" in browser.page("/mail")
    page = browser.follow(browser.send("/mail", mail=" helen@branch.example.org "))
    assert 'value="helen@branch.example.org"' in page and "on file" in page
    assert mail_of(world, Role.COORDINATOR) == "helen@branch.example.org"

    assert "No mail is sent to you" in browser.follow(browser.send("/mail", mail="  "))
    assert mail_of(world, Role.COORDINATOR) is None


@pytest.mark.parametrize(
    "mail", ["helen", "a@b", "a b@c.org", "a@c.org\nBcc: x@y.org", "é@c.org", "a" * 250 + "@c.org"]
)
def test_what_is_no_address_is_refused_with_words(
    client: FlaskClient, world: World, sign_in_as: SignInAs, mail: str
) -> None:
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)
    answer = Coordinator(client).send("/mail", mail=mail)

    assert answer.status_code == 422 and "Enter a mail address such as name@example.org" in answer.text
    assert mail_of(world, Role.COORDINATOR) is None


def test_the_national_office_sets_an_address_for_a_desk_and_for_no_listener(
    client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, world.larkmoor, Role.NATIONAL)
    browser, accounts = Coordinator(client), world.larkmoor.accounts
    address = f"/admin/accounts/{accounts[Role.STAFF]}"
    page = browser.follow(
        browser.send(f"{address}/mail", browser.client.get(address).text, mail="desk@prison.example.org")
    )
    assert 'value="desk@prison.example.org"' in page
    assert mail_of(world, Role.STAFF) == "desk@prison.example.org"
    wrong = browser.send(f"{address}/mail", browser.client.get(address).text, mail="desk")
    assert wrong.status_code == 422 and "or leave it empty" in wrong.text

    of_a_listener = f"/admin/accounts/{accounts[Role.LISTENER]}/mail"
    fields = browser.hidden(browser.client.get(address).text, f"{address}/mail")
    assert client.post(of_a_listener, data={**fields, "act_key": "", "mail": "sam@example.org"}).status_code == 404
    assert mail_of(world, Role.LISTENER) is None
