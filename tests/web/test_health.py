"""Does a machine that watches the server learn whether its database answers?"""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Settings, make_missing_secrets
from listeners.access import SYSTEM
from listeners.app import create_app
from listeners.errors import Unavailable
from listeners.store.acts import once
from listeners.store.database import db
from tests.rota_world import NOW
from tests.web.conftest import Browser
from tests.world import World


def test_a_database_that_answers_is_200_without_a_sign_in(client: FlaskClient) -> None:
    answer = client.get("/health")

    assert (answer.status_code, answer.json) == (200, {"ok": True})


def test_a_database_that_has_gone_is_503_and_one_that_is_back_200(tmp_path: Path, sqlite_schema: Path) -> None:
    file, away = tmp_path / "listeners.sqlite3", tmp_path / "away"
    shutil.copy(sqlite_schema, file)
    make_missing_secrets(tmp_path)
    app = create_app(Settings.load({"LISTENERS_INSTANCE": str(tmp_path)}))
    browser, answers = Browser(app), []
    for here in (False, True):
        with app.app_context():
            db.engine.dispose()
        if here:
            file.rmdir()
            away.rename(file)
        else:
            file.rename(away)
            file.mkdir()  # where a file was: opening it fails, as on a disk that is gone
        answer = browser.get("/health")
        answers.append((answer.status_code, answer.json))
    with app.app_context():
        db.engine.dispose()

    assert answers == [(503, {"ok": False}), (200, {"ok": True})]


def statuses(app: Flask) -> list[int]:
    """The statuses of a few pages, somebody's and anybody's."""
    found = []
    for path in ("/sign-in", "/health", "/tonight", "/static/listeners.css"):
        answer = Browser(app).get(path)
        found.append(answer.status_code)
        answer.close()
    return found


def test_a_server_that_starts_while_its_database_is_away_says_so_and_goes_on_when_it_is_back(
    tmp_path: Path, sqlite_schema: Path
) -> None:
    make_missing_secrets(tmp_path)
    settings = Settings.load({"LISTENERS_INSTANCE": str(tmp_path)})
    with pytest.raises(Unavailable):
        create_app(settings)
    app = create_app(settings, may_wait=True)
    away = statuses(app)
    nobody_made_one = not list(tmp_path.glob("*.sqlite3"))
    shutil.copy(sqlite_schema, tmp_path / "listeners.sqlite3")
    back = statuses(app)
    with app.app_context():
        db.engine.dispose()

    assert (away, nobody_made_one, back) == ([503, 503, 503, 200], True, [200, 200, 302, 200])


def test_a_file_that_was_replaced_is_not_written_to_any_more(app: Flask, world: World, tmp_path: Path) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps its files to itself")
    file, replaced = tmp_path / "listeners.sqlite3", tmp_path / "replaced"
    db.session.remove()
    shutil.copy(file, tmp_path / "restored")
    file.rename(replaced)
    (tmp_path / "restored").rename(file)
    once(SYSTEM, "a" * 20, NOW, lambda _session: "kept")
    db.session.remove()
    db.engine.dispose()

    with sqlite3.connect(file) as there:
        assert there.execute("SELECT answer FROM act_key").fetchall() == [("kept",)]
