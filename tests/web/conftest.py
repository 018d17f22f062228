"""What may every test of a page ask for? A browser of its own, a sign-in without a hash, a count of statements."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from listeners import clock
from listeners.access import Device
from listeners.domain.accounts import PRISONERS
from listeners.domain.people import ListenerId, Role
from listeners.store.accounts import Account, AccountGrant, SignIn
from listeners.store.columns import new_id
from listeners.store.database import act, db
from listeners.web.guards import SEEN, SIGN_IN
from tests import rota_world
from tests.services.care_records import NOW
from tests.world import MADE_AT, STARTED_ON, UNUSABLE, Prison, World

TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
SignInAs = Callable[..., str]


class Browser(FlaskClient):
    """A browser whose every request stands alone, as on the server: the test's own app context stays out of it."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request from outside every context."""
        return Context().run(super().open, *args, **kwargs)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody has signed in on; ``client.application.test_client()`` is another one."""
    app.test_client_class = Browser
    return app.test_client()


@pytest.fixture
def evening() -> Iterator[time_machine.Traveller]:
    """The evening of 27 November, and it stands still."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sunday_evening() -> Iterator[time_machine.Traveller]:
    """Sunday 22 November, half past eight in the evening, before the week of the tests of the rota; it stands still."""
    with time_machine.travel(rota_world.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(client: FlaskClient, world: World, sign_in_as: SignInAs) -> FlaskClient:
    """A browser on which Larkmoor's coordinator is signed in, that Sunday evening."""
    sign_in_as(client, world.larkmoor, Role.COORDINATOR, at=rota_world.NOW)
    return client


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Larkmoor alone."""
    return world.larkmoor


@pytest.fixture
def sam(client: FlaskClient, larkmoor: Prison) -> FlaskClient:
    """Sam's browser on the kiosk."""
    new_sign_in(client, larkmoor, Role.LISTENER)
    return client


@pytest.fixture
def sign_in_as() -> SignInAs:
    """Sign somebody of a prison in on a browser: ``sign_in_as(client, world.larkmoor, Role.STAFF)``.

    ``listener`` is the first name of a Listener other than the prison's first. It makes the row and the cookie that
    signing in would make, without the hash; ``at`` is when (otherwise now). Returns the id of the sign-in.
    """
    return new_sign_in


def new_sign_in(
    client: FlaskClient, prison: Prison, role: Role, listener: str | None = None, at: datetime | None = None
) -> str:
    """Sign somebody in on a browser: what the fixture ``sign_in_as`` hands out."""
    now = at or clock.now()
    account_id = _listener_account(prison, prison.listeners[listener]) if listener else prison.accounts[role]
    device = Device.KIOSK if role in PRISONERS else Device.DESK if role is Role.STAFF else Device.OWN
    site_id = None if role in (Role.NATIONAL, Role.AUDITOR) else prison.id
    sign_in_id = new_id()
    with act() as session:
        session.add(
            SignIn(
                id=sign_in_id,
                account_id=account_id,
                device=device,
                site_id=site_id,
                started_at=now,
                proved_at=now,
                seen_at=now,
            )
        )
    with client.session_transaction() as cookie:
        cookie[SIGN_IN], cookie[SEEN] = sign_in_id, int(now.timestamp())
    return sign_in_id


def _listener_account(prison: Prison, listener_id: ListenerId) -> str:
    """The account of a Listener, made where there is none."""
    grants = db.session.query(AccountGrant).filter_by(listener_id=listener_id, role=Role.LISTENER)
    found = grants.first()
    if found is not None:
        return found.account_id
    account_id = new_id()
    with act() as session:
        session.add(
            Account(
                id=account_id,
                username=f"own{account_id[:8]}",
                name="A Listener",
                password=UNUSABLE,
                fs_uniquifier=new_id(),
                created_at=MADE_AT,
            )
        )
        session.flush()
        session.add(
            AccountGrant(
                id=new_id(),
                account_id=account_id,
                role=Role.LISTENER,
                site_id=prison.id,
                listener_id=listener_id,
                from_on=STARTED_ON,
            )
        )
    return account_id


def token_of(page: str) -> str:
    """The token of a page's first form, to be sent back with a POST."""
    found = TOKEN.search(page)
    assert found, "the page has no form"
    return found.group(1)


@pytest.fixture
def token() -> Callable[[str], str]:
    """Read the CSRF token out of a page: ``token(client.get(...).text)``."""
    return token_of


@dataclass
class Statements:
    """The statements that reached the database: SELECT, INSERT and UPDATE."""

    seen: list[str] = field(default_factory=list)

    def clear(self) -> None:
        """Begin to count anew."""
        self.seen.clear()

    def __len__(self) -> int:
        return len(self.seen)

    def __str__(self) -> str:
        return "\n".join(f"{number}. {' '.join(text.split())[:160]}" for number, text in enumerate(self.seen, 1))


@contextmanager
def counted_on(engine: Engine) -> Iterator[Statements]:
    """Count the statements that reach one database."""
    counted = Statements()

    def count(_connection: object, _cursor: object, text: str, *_rest: object) -> None:
        if text.split(None, 1)[0].upper() in ("SELECT", "INSERT", "UPDATE", "WITH"):
            counted.seen.append(text)

    event.listen(engine, "before_cursor_execute", count)
    yield counted
    event.remove(engine, "before_cursor_execute", count)


@pytest.fixture
def statements(app: Flask) -> Iterator[Statements]:
    """Count statements: ``statements.clear()``, ask for a page, ``assert len(statements) <= 12, str(statements)``."""
    with counted_on(db.engine) as counted:
        yield counted
