"""Can a new installation be begun: its first account, from the command line, lets somebody in?"""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from listeners.cli import run
from tests.web.conftest import token_of


def status_of(app: Flask, *arguments: str) -> object:
    with pytest.raises(SystemExit) as left:
        run(lambda: app, ["national", *arguments])
    return left.value.code


def test_the_first_account_is_made_once_and_lets_somebody_in(
    app: Flask, client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status_of(app, "priya", "Priya Nair") == 0
    username, secret = capsys.readouterr().out.split()

    sent = {"username": username, "password": secret, "csrf_token": token_of(client.get("/sign-in").text)}
    assert client.post("/sign-in", data=sent).location == "/admin"
    assert status_of(app, "priya", "Priya Nair") == 2
    assert capsys.readouterr().err == "listeners: the username priya is taken\n"


def test_a_username_that_cannot_be_is_one_line(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(app, "Priya Nair", "Priya") == 2
    assert capsys.readouterr().err == "listeners: account: username: 4 to 32 small letters and digits\n"
