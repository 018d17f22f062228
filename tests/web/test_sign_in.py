"""Does signing in let the right people in, and tell everybody else the same?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from listeners.access import SYSTEM, Device
from listeners.domain.accounts import NewGrant
from listeners.domain.people import Role
from listeners.domain.sign_in import TRIES_IN_A_ROW, TRIES_PER_DAY, TRIES_PER_DEVICE
from listeners.services import accounts, pins
from listeners.store.accounts import SignIn, SignInTry
from listeners.store.accounts_secrets import Secrets
from listeners.store.database import db
from tests.web.conftest import token_of
from tests.world import STARTED_ON, World

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
WRONG = "000000"
SAME_WORDS = "You could not be signed in"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Noon, and it stands still."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sam(world: World) -> tuple[str, str]:
    """Sam's username and PIN."""
    issued = pins.issue_pin(SYSTEM, world.larkmoor.listeners["sam"], NOON)
    assert issued.secret is not None
    return issued.username, issued.secret


@pytest.fixture
def desk(world: World) -> tuple[str, str]:
    """A wing desk's username and passphrase."""
    grant = NewGrant(Role.STAFF, world.larkmoor.id, STARTED_ON)
    issued = accounts.create_account(SYSTEM, "bwing", "B wing desk", [grant], NOON)
    assert issued.secret is not None
    return issued.username, issued.secret


def attempt(browser: FlaskClient, username: str, secret: str) -> TestResponse:
    page = browser.get("/sign-in").text
    return browser.post("/sign-in", data={"username": username, "password": secret, "csrf_token": token_of(page)})


def another(browser: FlaskClient) -> FlaskClient:
    """A browser that has never been here."""
    return browser.application.test_client()


def signs_in(browser: FlaskClient, who: tuple[str, str]) -> bool:
    return attempt(browser, *who).status_code == 303


def row(session_id: str | None = None) -> SignIn:
    db.session.rollback()
    chosen = select(SignIn).order_by(SignIn.started_at.desc())
    found = db.session.scalars(chosen.where(SignIn.id == session_id) if session_id else chosen).first()
    assert found is not None
    return found


def test_a_listener_signs_in_at_a_kiosk_and_lands_on_his_own_page(client: FlaskClient, sam: tuple[str, str]) -> None:
    answer = attempt(client, sam[0].upper() + " ", sam[1])

    assert (answer.status_code, answer.location) == (303, "/me")
    assert row().device is Device.KIOSK


def test_a_wing_desk_signs_in_with_its_passphrase(client: FlaskClient, desk: tuple[str, str]) -> None:
    answer = attempt(client, *desk)

    assert (answer.status_code, answer.location) == (303, "/tonight")
    assert row().device is Device.DESK


def test_every_failure_gets_the_same_answer(client: FlaskClient, world: World, sam: tuple[str, str]) -> None:
    accounts.set_active(SYSTEM, world.larkmoor.accounts[Role.SAFER_CUSTODY], False, NOON)
    answers = [
        attempt(another(client), "nobodyatall", WRONG),
        attempt(another(client), sam[0], WRONG),
        attempt(another(client), "lkisafercustody", WRONG),
    ]
    blocked = another(client)
    answers += [attempt(blocked, sam[0], WRONG) for _ in range(TRIES_IN_A_ROW + 1)]

    assert {answer.status_code for answer in answers} == {401}
    assert len({without_its_own(answer.text) for answer in answers}) == 1
    assert all(SAME_WORDS in answer.text for answer in answers)


def without_its_own(page: str) -> str:
    """A page without its token and the username, which the form gives back as it was typed."""
    typed = page.partition('name="username"')[2].partition('value="')[2].partition('"')[0]
    return page.replace(token_of(page), "").replace(f'value="{typed}"', "")


def test_an_unknown_name_costs_one_comparison_as_every_other_does(
    client: FlaskClient, sam: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []
    real = Secrets.matches

    def counted(self: Secrets, secret: str, stored: str | None) -> bool:
        compared.append(secret)
        return real(self, secret, stored)

    monkeypatch.setattr(Secrets, "matches", counted)
    for name in ("nobodyatall", sam[0]):
        for _ in range(TRIES_IN_A_ROW + 3):
            attempt(client, name, f"{name}wrong")

    # The throttle comes before the hash, after the same number of tries.
    assert compared.count("nobodyatallwrong") == compared.count(f"{sam[0]}wrong") == TRIES_IN_A_ROW


def test_signing_in_makes_a_new_session_and_closes_the_one_before(
    client: FlaskClient, sam: tuple[str, str], desk: tuple[str, str]
) -> None:
    client.get("/sign-in")
    planted = client.get_cookie("listeners")
    assert planted is not None and signs_in(client, desk)
    first = row().id
    taken = client.get_cookie("listeners")
    assert taken is not None and taken.value != planted.value

    fixed = another(client)
    fixed.set_cookie("listeners", planted.value)
    assert fixed.get("/").location == "/sign-in"

    assert signs_in(client, sam)
    old = another(client)
    old.set_cookie("listeners", taken.value)
    assert old.get("/").location == "/sign-in"
    assert row(first).closed_at == NOON


def test_leaving_closes_the_session_clears_the_browser_and_lands_on_a_page_that_says_nothing(
    client: FlaskClient, sam: tuple[str, str]
) -> None:
    signs_in(client, sam)
    kept = client.get_cookie("listeners")
    assert kept is not None
    answer = client.post("/sign-out", data={"csrf_token": token_of(client.get("/help").text)})

    assert (answer.status_code, answer.location) == (303, "/left")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert sam[0] not in client.get("/left").text
    thief = another(client)
    thief.set_cookie("listeners", kept.value)
    assert thief.get("/").location == "/sign-in"


def test_a_second_kiosk_closes_the_first(client: FlaskClient, sam: tuple[str, str]) -> None:
    signs_in(client, sam)
    elsewhere = another(client)
    signs_in(elsewhere, sam)

    assert client.get("/").location == "/sign-in"
    assert elsewhere.get("/").location == "/me"


def test_a_new_pin_ends_the_old_one_and_what_was_open_with_it(
    client: FlaskClient, world: World, sam: tuple[str, str]
) -> None:
    signs_in(client, sam)
    new = pins.issue_pin(SYSTEM, world.larkmoor.listeners["sam"], NOON)

    assert new.username == sam[0] and new.secret is not None
    assert client.get("/").location == "/sign-in"
    assert not signs_in(another(client), sam)
    assert signs_in(another(client), (new.username, new.secret))


def test_after_five_wrong_tries_a_device_waits_fifteen_minutes(
    client: FlaskClient, sam: tuple[str, str], clock: time_machine.Traveller
) -> None:
    for _ in range(TRIES_IN_A_ROW):
        attempt(client, sam[0], WRONG)

    assert not signs_in(client, sam)
    clock.shift(timedelta(minutes=14, seconds=59))
    assert not signs_in(client, sam)
    clock.shift(timedelta(seconds=1))
    assert signs_in(client, sam)


def test_a_bully_at_one_kiosk_does_not_lock_the_owner_out_of_his_own(
    client: FlaskClient, sam: tuple[str, str], clock: time_machine.Traveller
) -> None:
    own = another(client)
    assert signs_in(own, sam)
    bully = another(client)
    for _ in range(40):
        attempt(bully, sam[0], WRONG)
        clock.shift(timedelta(minutes=5))

    assert signs_in(own, sam)
    assert signs_in(another(client), sam)  # and at a kiosk where he has never been


def test_no_more_than_twenty_guesses_a_day_are_looked_at_whatever_the_number_of_devices(
    client: FlaskClient, sam: tuple[str, str], monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller
) -> None:
    own = another(client)
    assert signs_in(own, sam)
    looked_at: list[str] = []
    real = Secrets.matches

    def counted(self: Secrets, secret: str, stored: str | None) -> bool:
        looked_at.append(secret)
        return real(self, secret, stored)

    monkeypatch.setattr(Secrets, "matches", counted)
    for _ in range(TRIES_PER_DAY // 2):
        device = another(client)
        for _ in range(4):
            attempt(device, sam[0], WRONG)

    assert looked_at.count(WRONG) == TRIES_PER_DAY
    assert not signs_in(another(client), sam)
    assert signs_in(own, sam)  # the device that he knows keeps tries of its own
    clock.move_to(NOON + timedelta(days=1))
    assert signs_in(another(client), sam)


def test_a_device_has_ten_tries_a_day(client: FlaskClient, sam: tuple[str, str], clock: time_machine.Traveller) -> None:
    for _ in range(TRIES_PER_DEVICE):
        attempt(client, sam[0], WRONG)
        clock.shift(timedelta(minutes=20))

    assert not signs_in(client, sam)
    assert signs_in(another(client), sam)


def test_the_counters_name_nobody_and_are_forgotten(
    client: FlaskClient, sam: tuple[str, str], desk: tuple[str, str], clock: time_machine.Traveller
) -> None:
    attempt(client, sam[0], WRONG)
    rows = db.session.scalars(select(SignInTry)).all()
    assert len(rows) == 2 and not [each for each in rows if sam[0] in (each.who, each.device_key)]

    clock.shift(timedelta(days=3))
    signs_in(client, desk)
    db.session.rollback()
    assert {each.window for each in db.session.scalars(select(SignInTry))} == {"2026-11-30"}


def test_a_form_that_is_empty_says_what_is_missing(client: FlaskClient, world: World) -> None:
    answer = attempt(client, "", "")

    assert answer.status_code == 401
    assert "Enter your username" in answer.text and "Enter your PIN or passphrase" in answer.text


def test_a_role_that_has_ended_lets_nobody_in(client: FlaskClient, world: World) -> None:
    ended = NewGrant(Role.STAFF, world.larkmoor.id, STARTED_ON, until_on=NOON.date() - timedelta(days=1))
    issued = accounts.create_account(SYSTEM, "oldwing", "Old wing desk", [ended], NOON)

    assert issued.secret is not None and not signs_in(client, (issued.username, issued.secret))
