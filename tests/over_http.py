"""How do tests speak to a real server as many people at once? Each has a sign-in, a cookie and a form of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection
from threading import Barrier
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

import time_machine
from flask import Flask

from config import Settings
from listeners.access import Device
from listeners.app import create_app
from listeners.domain.people import Role
from listeners.store.accounts import SignIn
from listeners.store.columns import new_id
from listeners.store.database import act, db
from listeners.web.guards import SEEN, SIGN_IN
from tests.browser.installation import Installation
from tests.web.conftest import token_of
from tests.world import Prison

T = TypeVar("T")
PATIENCE = 600
"""Seconds for one answer: the machine may be slow or busy."""


@contextmanager
def opened(installation: Installation) -> Iterator[Flask]:
    """The database of an installation, seen from the test itself; the server may run meanwhile."""
    settings = {"LISTENERS_INSTANCE": str(installation.folder), "LISTENERS_DATABASE_URL": installation.database}
    app = create_app(Settings.load(settings))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def cookie_of(app: Flask, sign_in: str, at: datetime) -> str:
    """The cookie of a sign-in that was made at a moment: a cookie carries when it was made."""
    with time_machine.travel(at, tick=False):
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie[SIGN_IN], cookie[SEEN] = sign_in, int(at.timestamp())
        name = app.config["SESSION_COOKIE_NAME"]
        found = browser.get_cookie(name)
    assert found is not None
    return f"{name}={found.value}"


def asked(
    address: str, method: str, path: str, cookie: str, body: str = "", seconds: float = PATIENCE
) -> tuple[int, str, str]:
    """Send one request; return its status, where it leads, and the page."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=seconds)
    try:
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()
    finally:
        connection.close()


@dataclass(frozen=True)
class Officer:
    """One officer at a wing desk: the cookie of a sign-in, and the token that its forms carry."""

    cookie: str
    token: str

    def sends(self, address: str, path: str, key: str, seconds: float = PATIENCE, **told: str) -> tuple[int, str, str]:
        """Send a form with a key of its own."""
        form = urlencode({"csrf_token": self.token, "act_key": key, **told})
        return asked(address, "POST", path, self.cookie, form, seconds)


def desks(app: Flask, prison: Prison, how_many: int, at: datetime) -> list[str]:
    """Sign an officer in at so many wing desks; return the cookie of each."""
    made = [new_id() for _ in range(how_many)]
    with act() as session:
        for id_ in made:
            session.add(
                SignIn(
                    id=id_,
                    account_id=prison.accounts[Role.STAFF],
                    device=Device.DESK,
                    site_id=prison.id,
                    started_at=at,
                    proved_at=at,
                    seen_at=at,
                )
            )
    return [cookie_of(app, id_, at) for id_ in made]


def officers(address: str, cookies: list[str]) -> list[Officer]:
    """The officers of these sign-ins, each with a form before them."""
    with ThreadPoolExecutor(4) as pool:
        pages = pool.map(lambda cookie: asked(address, "GET", "/tonight/call-out/new", cookie)[2], cookies)
        return [Officer(cookie, token_of(page)) for cookie, page in zip(cookies, pages, strict=True)]


def all_at_once(do: Callable[[int], T], how_many: int) -> list[T]:
    """Do something so many times at the same moment, each in a thread of its own; return what came of each."""
    together = Barrier(how_many)

    def one(number: int) -> T:
        together.wait(timeout=PATIENCE)
        return do(number)

    with ThreadPoolExecutor(how_many) as pool:
        return list(pool.map(one, range(how_many)))
