"""Can somebody who reads as an eleven-year-old does read the pages of a Listener, on screen and on paper?"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from config import Settings, make_missing_secrets
from listeners.app import create_app
from listeners.domain.people import Role
from listeners.store.database import db
from tests.reading_age import Measured, measured, syllables, text_of
from tests.web.closed_routes import ROUTES
from tests.web.test_closed_routes import House, values_of
from tests.world import make_world

OLDEST = 11
FEW = 60
"""A page of fewer words is measured together with all the other short ones."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_schema: Path) -> Iterator[House]:
    """An installation whose pages are read, not changed."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(sqlite_schema, folder / "listeners.sqlite3")
    make_missing_secrets(folder)
    app: Flask = create_app(Settings.load({"LISTENERS_INSTANCE": str(folder)}))
    app.testing = True
    with app.app_context():
        yield House(app, make_world())
        db.session.remove()
        db.engine.dispose()


def test_no_page_of_a_listener_is_harder_to_read_than_at_eleven(house: House) -> None:
    himself, found = house.browser_of(Role.LISTENER), dict[str, Measured]()
    for endpoint, route in ROUTES.items():
        if endpoint.startswith("me.") and Role.LISTENER in route.roles and "GET" in house.methods(endpoint):
            path = house.address(endpoint, values_of(endpoint, route, house.world.larkmoor))
            found[endpoint] = measured(text_of(himself.get(path, follow_redirects=True).text))
    assert len(found) > 15

    short = {endpoint for endpoint, each in found.items() if each.words < FEW}
    ages = {endpoint: each.age for endpoint, each in found.items() if endpoint not in short}
    ages["the short ones"] = sum((found[endpoint] for endpoint in short), Measured()).age

    assert {endpoint: age for endpoint, age in ages.items() if age > OLDEST} == {}


@pytest.mark.parametrize(
    ("word", "many"), [("cell", 1), ("listened", 2), ("debated", 3), ("documentation", 5), ("I", 1), ("when", 1)]
)
def test_syllables_are_counted_as_they_are_said(word: str, many: int) -> None:
    assert syllables(word) == many


def test_a_hard_text_is_known_by_its_age() -> None:
    hard = "Confidentiality considerations necessitate authorisation of supplementary documentation."
    assert measured(hard).age > 20
    assert measured("You can ask for a rest. Nobody asks why. It starts now, and you end it.").age < 8
