"""Is a form of one prison refused at the other, on every route, when the prison was changed in a second tab?"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from config import Settings, make_missing_secrets
from listeners.app import create_app
from listeners.domain.accounts import PRISONERS
from listeners.domain.people import AccountId, Role
from listeners.store.accounts import AccountGrant
from listeners.store.columns import new_id
from listeners.store.database import act, db
from tests.web.closed_routes import ROUTES
from tests.web.conftest import Browser, new_sign_in, token_of
from tests.web.test_closed_routes import House, audited, values_of
from tests.world import STARTED_ON, Prison, make_world

OF_ANY_SITE = {"auth.switch_site"}
"""Changing the prison is open from a page of each of them; so is leaving, which needs no role."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_schema: Path) -> Iterator[House]:
    """Two prisons; whoever is no prisoner at Larkmoor holds the same role at Fenwick, and is coordinator of both."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(sqlite_schema, folder / "listeners.sqlite3")
    make_missing_secrets(folder)
    app = create_app(Settings.load({"LISTENERS_INSTANCE": str(folder)}))
    app.testing = True
    with app.app_context():
        world = make_world()
        for role in Role:
            if role not in PRISONERS:
                hold(world.larkmoor.accounts[role], world.fenwick, role)
                if role is not Role.COORDINATOR:
                    hold(world.larkmoor.accounts[role], world.larkmoor, Role.COORDINATOR)
        yield House(app, world)
        db.session.remove()
        db.engine.dispose()


def hold(account: AccountId, prison: Prison, role: Role) -> None:
    """Give an account a role at a prison; the coordinator's, where the role belongs to none."""
    held = Role.COORDINATOR if role in (Role.NATIONAL, Role.AUDITOR) else role
    with act() as session:
        grant = {"id": new_id(), "account_id": account, "role": held, "site_id": prison.id, "from_on": STARTED_ON}
        session.add(AccountGrant(**grant))


def open_to(house: House, *, prisoners: bool) -> list[str]:
    """Every endpoint that takes a form from somebody who is signed in: those of prisoners alone, or the others."""
    with_form = [name for name, route in ROUTES.items() if route.roles and "POST" in house.methods(name)]
    return [name for name in with_form if (ROUTES[name].roles <= PRISONERS) is prisoners]


def at_fenwick(house: House, role: Role) -> tuple[FlaskClient, str]:
    """A browser that changed to Fenwick in a second tab, and the token of the page that stayed open at Larkmoor."""
    browser = Browser(house.app)
    new_sign_in(browser, house.world.larkmoor, role)
    if role in (Role.NATIONAL, Role.AUDITOR):
        change_to(browser, house.world.larkmoor)
    larkmoors = token_of(browser.get("/help").text)
    change_to(browser, house.world.fenwick)
    return browser, larkmoors


def change_to(browser: FlaskClient, prison: Prison, token: str | None = None) -> None:
    sent = {"site": prison.id, "csrf_token": token or token_of(browser.get("/help").text)}
    assert browser.post("/site", data=sent).status_code == 303


def test_a_form_of_larkmoor_changes_nothing_at_fenwick_on_any_route(house: House) -> None:
    endpoints = [name for name in open_to(house, prisoners=False) if name not in OF_ANY_SITE]
    assert len(endpoints) > 40
    addresses = {name: house.address(name, values_of(name, ROUTES[name], house.world.fenwick)) for name in endpoints}
    for endpoint in endpoints:
        role = sorted(ROUTES[endpoint].roles - PRISONERS)[0]
        browser, larkmoors = at_fenwick(house, role)
        before = audited()
        answer = browser.post(addresses[endpoint], data={"csrf_token": larkmoors, "act_key": "k" * 20})

        assert answer.status_code == 409, endpoint
        assert "was of <strong>HMP Larkmoor</strong>; you are now at <strong>HMP Fenwick</strong>" in answer.text
        assert audited() == before, endpoint


def test_a_prisoners_own_forms_have_no_second_prison_to_be_of(house: House) -> None:
    assert all(name.startswith("me.") for name in open_to(house, prisoners=True))


def test_back_at_its_own_prison_the_form_is_good_again(house: House) -> None:
    browser, larkmoors = at_fenwick(house, Role.COORDINATOR)
    refused = browser.post("/rota/people/new", data={"csrf_token": larkmoors})
    assert "Go back to HMP Larkmoor" in refused.text

    change_to(browser, house.world.larkmoor, token_of(refused.text))
    sent = browser.post("/rota/people/new", data={"csrf_token": larkmoors})
    assert sent.status_code == 422 and "The ref is empty" in sent.text


def test_leaving_and_changing_the_prison_work_from_a_page_of_each(house: House) -> None:
    browser, larkmoors = at_fenwick(house, Role.COORDINATOR)
    change_to(browser, house.world.larkmoor, larkmoors)
    change_to(browser, house.world.fenwick, larkmoors)

    assert browser.post("/sign-out", data={"csrf_token": larkmoors}).location == "/left"
    assert browser.get("/rota").location == "/sign-in"


def test_a_form_behind_a_prefix_carries_its_prison_too(house: House) -> None:
    browser, larkmoors = at_fenwick(house, Role.COORDINATOR)

    assert browser.post("/rota/import/people", data={"people-csrf_token": larkmoors}).status_code == 409
    long = {"people-csrf_token": token_of(browser.get("/help").text), "people-act_key": "k" * 41}
    assert browser.post("/rota/import/people", data=long).status_code == 400
