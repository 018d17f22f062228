"""Does every answer tell the browser to load nothing foreign, keep nothing, and give its cookies to nobody?"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Settings, make_missing_secrets
from listeners.app import create_app
from listeners.domain.people import Role
from tests.web.conftest import Browser, SignInAs, token_of
from tests.world import World

POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


@pytest.fixture
def https(tmp_path: Path, sqlite_schema: Path) -> Flask:
    """The program behind https."""
    shutil.copy(sqlite_schema, tmp_path / "listeners.sqlite3")
    make_missing_secrets(tmp_path)
    environ = {"LISTENERS_INSTANCE": str(tmp_path), "LISTENERS_PUBLIC_ADDRESS": "https://listeners.example.org"}
    app = create_app(Settings.load(environ))
    app.testing = True
    return app


@pytest.mark.parametrize("path", ["/", "/sign-in", "/help", "/left", "/health", "/nothing-here", "/admin"])
def test_every_answer_forbids_all_that_it_does_not_need(
    client: FlaskClient, world: World, sign_in_as: SignInAs, path: str
) -> None:
    sign_in_as(client, world.larkmoor, Role.STAFF)
    headers = client.get(path).headers

    told = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert told == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


def test_static_files_are_kept_for_a_year_under_the_hash_of_their_content(client: FlaskClient) -> None:
    addresses = re.findall(r'href="(/static/[^"]+)"', client.get("/help").text)
    assert len(addresses) == 3

    for address in addresses:
        assert re.search(r"\?v=[0-9a-f]{12}$", address)
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        answer.close()


def test_cookies_are_kept_from_scripts_and_other_sites(client: FlaskClient) -> None:
    cookies = client.get("/sign-in").headers.getlist("Set-Cookie")

    assert sorted(cookie.partition("=")[0] for cookie in cookies) == ["listeners", "listeners-browser"]
    assert all("HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/" in cookie for cookie in cookies)


def test_over_https_cookies_stay_with_this_host_and_https(https: Flask) -> None:
    answer = Browser(https).get("/sign-in", base_url="https://listeners.example.org")
    cookies = answer.headers.getlist("Set-Cookie")

    assert sorted(cookie.partition("=")[0] for cookie in cookies) == ["__Host-listeners", "__Host-listeners-browser"]
    assert all("Secure" in cookie and "Domain=" not in cookie for cookie in cookies)
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


@pytest.mark.parametrize("token", ["", "made-up", None])
def test_a_form_without_a_good_token_is_refused_and_changes_nothing(
    client: FlaskClient, world: World, sign_in_as: SignInAs, token: str | None
) -> None:
    sign_in_as(client, world.larkmoor, Role.NATIONAL)
    other = client.application.test_client()
    sign_in_as(other, world.larkmoor, Role.NATIONAL)
    theirs = token_of(other.get("/help").text)
    path = f"/admin/accounts/{world.larkmoor.accounts[Role.STAFF]}/active"
    data = {"active": "no", **({"csrf_token": token} if token is not None else {"csrf_token": theirs})}

    answer = client.post(path, data=data)

    assert answer.status_code == 400 and "too old" in answer.text
    assert "This account is active" in client.get(path.removesuffix("/active")).text


def test_a_form_sent_as_something_else_is_refused(client: FlaskClient, world: World, sign_in_as: SignInAs) -> None:
    sign_in_as(client, world.larkmoor, Role.NATIONAL)
    path = f"/admin/accounts/{world.larkmoor.accounts[Role.STAFF]}/active"
    body = f"active=no&csrf_token={token_of(client.get('/help').text)}"

    assert client.post(path, data=body, content_type="text/plain").status_code == 400
    assert client.get(f"{path}?{body}").status_code == 405  # a form is never a link


def test_leave_now_is_the_first_thing_that_the_keyboard_reaches(
    client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    assert "Leave now" not in client.get("/help").text
    sign_in_as(client, world.larkmoor, Role.STAFF)
    body = client.get("/help").text.partition("<body")[2]
    reached = re.search(r'<(a|button|input(?! type="hidden")|select|summary)\b[^>]*>([^<]*)', body)

    assert reached is not None and reached.group(2) == "Leave now"


def test_a_kiosk_has_large_letters_and_no_word_of_a_passphrase(
    client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, world.larkmoor, Role.LISTENER)
    page = client.get("/help").text

    assert "lst-kiosk" in page and "Change your passphrase" not in page
