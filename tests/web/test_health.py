"""Does a machine that watches the server learn whether its database answers?"""

from __future__ import annotations

import shutil
from pathlib import Path

from flask.testing import FlaskClient

from config import Settings, make_missing_secrets
from listeners.app import create_app
from listeners.store.database import db
from tests.web.conftest import Browser


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
