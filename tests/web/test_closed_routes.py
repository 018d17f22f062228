"""Does every route answer every caller exactly as it should: own prison, another prison, GET and POST?

Nobody signed in: a page 302 to /sign-in, a POST 401. The wrong role: 403. Another site's or an unknown row: 404.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from config import Settings, make_missing_secrets
from listeners.app import create_app
from listeners.domain.people import Role
from listeners.store.database import db
from listeners.store.records import Audit
from listeners.web.guards import opening_of
from tests.web.closed_routes import ROUTES
from tests.web.conftest import Browser, new_sign_in, token_of
from tests.web.route_lines import PUBLIC, Route, nothing
from tests.world import Prison, World, make_world

NOBODY = None
CALLERS = (NOBODY, *Role)
METHODS = ("GET", "POST")


@dataclass
class House:
    """One installation for all of these tests: they look and are refused, they change nothing."""

    app: Flask
    world: World

    def browser_of(self, caller: Role | None) -> FlaskClient:
        """A browser on which somebody of Larkmoor has signed in, or nobody."""
        browser = Browser(self.app)
        if caller is not None:
            new_sign_in(browser, self.world.larkmoor, caller)
        return browser

    def address(self, endpoint: str, values: dict[str, Any]) -> str:
        """The path of an endpoint."""
        with self.app.test_request_context():
            return url_for(endpoint, **values)

    def methods(self, endpoint: str) -> list[str]:
        """Which of GET and POST an endpoint takes."""
        taken = set().union(*(rule.methods or set() for rule in self.app.url_map.iter_rules(endpoint)))
        return [method for method in METHODS if method in taken]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_schema: Path) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(sqlite_schema, folder / "listeners.sqlite3")
    make_missing_secrets(folder)
    app = create_app(Settings.load({"LISTENERS_INSTANCE": str(folder)}))
    app.testing = True
    with app.app_context():
        yield House(app, make_world())
        db.session.remove()
        db.engine.dispose()


def audited() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Audit)) or 0


def sent(browser: FlaskClient, method: str, path: str, *, with_token: bool = True) -> TestResponse:
    """Open a path, or send it an empty form with a good token."""
    if method == "GET":
        return browser.get(path)
    return browser.post(path, data={"csrf_token": token_of(browser.get("/help").text)} if with_token else {})


def values_of(endpoint: str, route: Route, prison: Prison) -> dict[str, str]:
    return {"filename": "listeners.css"} if endpoint == "static" else dict(route.about(prison))


def test_every_route_has_a_line_in_the_table_and_none_is_left_over(house: House) -> None:
    assert sorted({rule.endpoint for rule in house.app.url_map.iter_rules()}) == sorted(ROUTES)


@pytest.mark.parametrize("endpoint", ROUTES)
def test_a_view_opens_itself_to_exactly_the_roles_of_the_table(house: House, endpoint: str) -> None:
    opening = opening_of(house.app, endpoint)

    assert opening is not None, "a view that is marked for nobody"
    assert opening.roles == ROUTES[endpoint].roles
    assert opening.public == (ROUTES[endpoint].roles == PUBLIC)


@pytest.mark.parametrize("endpoint", [name for name, route in ROUTES.items() if route.roles])
def test_nobody_and_the_wrong_role_are_refused_and_nothing_is_written(house: House, endpoint: str) -> None:
    route = ROUTES[endpoint]
    path = house.address(endpoint, values_of(endpoint, route, house.world.larkmoor))
    before = audited()
    for caller in CALLERS:
        if caller in route.roles:
            continue
        for method in house.methods(endpoint):
            answer = sent(house.browser_of(caller), method, path, with_token=caller is not None)
            if caller is not NOBODY:
                assert answer.status_code == 403, (caller, method)
            elif method == "POST":
                assert answer.status_code == 401
            else:
                assert (answer.status_code, answer.location) == (302, "/sign-in")
    assert audited() == before


@pytest.mark.parametrize("endpoint", [name for name, route in ROUTES.items() if route.roles])
def test_the_right_role_opens_a_page_and_a_form_only_with_its_token(house: House, endpoint: str) -> None:
    route = ROUTES[endpoint]
    path = house.address(endpoint, values_of(endpoint, route, house.world.larkmoor))
    for role in sorted(route.roles):
        browser = house.browser_of(role)
        for method in house.methods(endpoint):
            answer = sent(browser, method, path, with_token=False)
            assert answer.status_code == (route.answer_to(role) if method == "GET" else 400), (role, method)


@pytest.mark.parametrize("endpoint", [name for name, route in ROUTES.items() if route.about is not nothing])
def test_another_prisons_and_an_unknown_row_are_not_there(house: House, endpoint: str) -> None:
    route = ROUTES[endpoint]
    theirs = dict(route.about(house.world.fenwick))
    unknown = {name: "f" * 20 for name in theirs}
    for values in [unknown] if route.everywhere else [theirs, unknown]:
        for role in sorted(route.roles):
            browser = house.browser_of(role)
            for method in house.methods(endpoint):
                answer = sent(browser, method, house.address(endpoint, values))
                assert answer.status_code == 404, (role, method, values)


@pytest.mark.parametrize("endpoint", [name for name, route in ROUTES.items() if not route.roles])
def test_a_public_page_needs_no_sign_in(house: House, endpoint: str) -> None:
    path = house.address(endpoint, values_of(endpoint, ROUTES[endpoint], house.world.larkmoor))
    for method in house.methods(endpoint):
        answer = sent(house.browser_of(NOBODY), method, path, with_token=False)
        assert answer.status_code == (200 if method == "GET" else 400), method
        answer.close()


def test_an_address_that_does_not_exist_is_404_for_everybody(house: House) -> None:
    assert [house.browser_of(caller).get("/nothing-here").status_code for caller in CALLERS] == [404] * len(CALLERS)


def test_a_view_that_is_marked_for_nobody_is_closed_to_everybody(tmp_path: Path, sqlite_schema: Path) -> None:
    shutil.copy(sqlite_schema, tmp_path / "listeners.sqlite3")
    make_missing_secrets(tmp_path)
    app = create_app(Settings.load({"LISTENERS_INSTANCE": str(tmp_path)}))
    app.testing = True
    app.add_url_rule("/forgotten", "forgotten", lambda: "open")
    with app.app_context():
        unmarked = House(app, make_world())
        answers = [unmarked.browser_of(caller).get("/forgotten").status_code for caller in CALLERS]
        db.session.remove()
        db.engine.dispose()

    assert answers == [302] + [403] * len(Role)
