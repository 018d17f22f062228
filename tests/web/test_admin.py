"""Can the national office keep accounts, and nobody themselves?"""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from listeners.domain.people import Role, SiteId
from listeners.store import people_facts
from listeners.store.accounts_list import SiteLine
from listeners.store.database import db
from listeners.web.admin.forms import GrantForm
from tests.web.conftest import SignInAs, Statements, token_of
from tests.world import World

NEW = {"username": "newdesk", "name": "C wing desk", "role": "staff", "from_on": "2026-06-01", "until_on": ""}


def passphrase_in(page: str) -> str:
    found = re.search(r"[a-z2-9]{5}(?:-[a-z2-9]{5}){3}", page)
    assert found
    return found.group()


def create(client: FlaskClient, world: World, **changed: str) -> str:
    page = client.get("/admin/accounts/new").text
    key = re.search(r'name="act_key"[^>]* value="([^"]+)"', page)
    assert key
    sent = {**NEW, "site": world.larkmoor.id, "csrf_token": token_of(page), "act_key": key.group(1), **changed}
    return client.post("/admin/accounts/new", data=sent).text


def test_a_new_account_is_shown_its_passphrase_once_and_can_sign_in_with_it(
    client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, world.larkmoor, Role.NATIONAL)
    page = create(client, world, act_key="k" * 20)
    secret = passphrase_in(page)

    again = create(client, world, act_key="k" * 20)
    assert "has been shown already" in again and secret not in again
    assert secret not in client.get("/admin").text

    desk = client.application.test_client()
    sent = {"username": "newdesk", "password": secret, "csrf_token": token_of(desk.get("/sign-in").text)}
    answer = desk.post("/sign-in", data=sent)
    assert (answer.status_code, answer.location) == (303, "/tonight")


def test_the_form_of_a_new_account_opens_with_nothing_chosen_that_is_refused(
    client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, world.larkmoor, Role.NATIONAL)
    offered = re.findall(r"<option[^>]*>([^<]+)<", client.get("/admin/accounts/new").text)
    assert offered.index("Choose a role") == 0
    assert offered.index("Choose a prison") < offered.index("HMP Larkmoor") < offered.index("Every prison")

    answer = create(client, world, role="", site="choose")
    assert "Choose a role</a>" in answer and "Choose a prison</a>" in answer


def test_where_there_is_one_prison_it_is_chosen_already(app: Flask) -> None:
    with app.test_request_context():
        form = GrantForm()
        form.offer([SiteLine(SiteId("only"), "LKI", "HMP Larkmoor", date(2026, 1, 1), 0)])
        offered = re.findall(r'<option value="([^"]*)"', form.site())
    assert offered == ["only", ""]


def test_a_username_is_given_once(client: FlaskClient, world: World, sign_in_as: SignInAs) -> None:
    sign_in_as(client, world.larkmoor, Role.NATIONAL)
    passphrase_in(create(client, world))

    assert "This username is taken" in create(client, world)


def test_the_national_office_sees_no_listener_by_name(
    client: FlaskClient, world: World, sign_in_as: SignInAs, statements: Statements
) -> None:
    sign_in_as(client, world.larkmoor, Role.NATIONAL)
    statements.clear()
    page = client.get("/admin").text

    assert len(statements) <= 12, str(statements)
    assert "HMP Larkmoor" in page and "lkistaff" in page
    assert "lkilistener" not in page and "Sam Okoro" not in page


def test_nobody_changes_their_own_roles(client: FlaskClient, world: World, sign_in_as: SignInAs) -> None:
    sign_in_as(client, world.larkmoor, Role.NATIONAL)
    own = world.larkmoor.accounts[Role.NATIONAL]
    page = client.get(f"/admin/accounts/{own}").text

    assert "Nobody changes their own roles" in page
    sent = {"csrf_token": token_of(page), "active": "no"}
    assert client.post(f"/admin/accounts/{own}/active", data=sent).status_code == 403


def test_a_listeners_account_is_not_there_for_the_national_office(
    client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, world.larkmoor, Role.NATIONAL)

    assert client.get(f"/admin/accounts/{world.larkmoor.accounts[Role.LISTENER]}").status_code == 404


def test_an_inactive_account_is_shown_the_door_at_once(client: FlaskClient, world: World, sign_in_as: SignInAs) -> None:
    officer = client.application.test_client()
    sign_in_as(officer, world.larkmoor, Role.STAFF)
    assert officer.get("/").status_code == 302 and officer.get("/").location == "/tonight"

    sign_in_as(client, world.larkmoor, Role.NATIONAL)
    staff = world.larkmoor.accounts[Role.STAFF]
    sent = {"csrf_token": token_of(client.get(f"/admin/accounts/{staff}").text), "active": "no"}
    assert client.post(f"/admin/accounts/{staff}/active", data=sent).status_code == 303

    assert officer.get("/").location == "/sign-in"


def test_a_role_ends_with_its_last_day_and_a_prisoners_role_never_mixes(
    client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, world.larkmoor, Role.NATIONAL)
    staff = world.larkmoor.accounts[Role.STAFF]
    page = client.get(f"/admin/accounts/{staff}").text
    grant_id = re.search(r"grants/([0-9a-f]{20})/end", page)
    assert grant_id
    sent = {"csrf_token": token_of(page), "last_on": "2026-05-31"}
    early = client.post(f"/admin/accounts/{staff}/grants/{grant_id.group(1)}/end", data=sent)
    assert early.status_code == 422

    sent["last_on"] = "2026-06-30"
    assert client.post(f"/admin/accounts/{staff}/grants/{grant_id.group(1)}/end", data=sent).status_code == 303
    assert "until 30 June 2026" in client.get(f"/admin/accounts/{staff}").text


SITE = {
    "code": "zqi",
    "name": "HMP Zennor",
    "country": "WLS",
    "wings": "a, b; C1",
    "emergency_line": "Emergency code first.",
    "telephone_line": "Samaritans 116 123",
    "recording_since": "2026-11-01",
}


def test_a_prison_joins_with_its_wings_and_the_usual_sessions(
    client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, world.larkmoor, Role.NATIONAL)
    page = client.get("/admin/prisons/new").text
    assert client.post("/admin/prisons/new", data={**SITE, "csrf_token": token_of(page)}).status_code == 303

    assert "HMP Zennor" in client.get("/admin").text
    db.session.rollback()
    site = people_facts.site_by_code("ZQI")
    assert [wing.code for wing in site.wings] == ["A", "B", "C1"]
    assert [session.name for session in site.sessions] == ["AM", "PM", "evening"]
    assert site.country == "WLS"
    again = client.post("/admin/prisons/new", data={**SITE, "csrf_token": token_of(page)})
    assert again.status_code == 409 and "has this code already" in again.text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("code", "LK1", "three capital letters"),
        ("code", "LKA", "three capital letters"),
        ("wings", " , ", "at least one"),
        ("wings", "A-1", "at least one"),
        ("country", "FRA", "Choose one of these"),
        ("recording_since", "soon", "Enter a date"),
    ],
)
def test_a_prison_that_cannot_be_is_refused_with_the_reason(
    client: FlaskClient, world: World, sign_in_as: SignInAs, field: str, value: str, words: str
) -> None:
    sign_in_as(client, world.larkmoor, Role.NATIONAL)
    sent = {**SITE, field: value, "csrf_token": token_of(client.get("/admin/prisons/new").text)}
    answer = client.post("/admin/prisons/new", data=sent)

    assert answer.status_code == 422 and words in answer.text
    assert "HMP Zennor" not in client.get("/admin").text
