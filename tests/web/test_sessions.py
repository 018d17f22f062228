"""Does a session end to the second, on each kind of device, and does nothing bring it back?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from listeners.access import SYSTEM
from listeners.clock import now
from listeners.domain.accounts import NewGrant
from listeners.domain.people import Role
from listeners.services import accounts
from listeners.store.accounts import AccountGrant, SignIn
from listeners.store.columns import new_id
from listeners.store.database import act, db
from tests.web.conftest import SignInAs, Statements, token_of
from tests.world import STARTED_ON, World

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Noon, and it stands still."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/").location != "/sign-in"


@pytest.mark.parametrize(
    ("role", "idle"), [(Role.LISTENER, timedelta(minutes=3)), (Role.COORDINATOR, timedelta(minutes=30))]
)
def test_a_session_that_stands_idle_ends_to_the_second(
    client: FlaskClient,
    world: World,
    sign_in_as: SignInAs,
    clock: time_machine.Traveller,
    role: Role,
    idle: timedelta,
) -> None:
    sign_in_as(client, world.larkmoor, role)
    for _ in range(3):
        clock.shift(idle - SECOND)
        assert is_in(client)

    clock.shift(idle)
    assert not is_in(client)


def can_do(browser: FlaskClient) -> dict[str, str]:
    """What a Listener sends who would like to do a night."""
    page = browser.get("/me/cannot").text
    assert "You have 10 minutes to fill this in" in page
    return {"csrf_token": token_of(page), "night": "other", "other_night": "10 12 2026", "said": "prefer"}


def test_a_form_on_a_kiosk_may_be_finished_after_the_idle_time_and_then_nothing_is_open(
    client: FlaskClient, world: World, sign_in_as: SignInAs, clock: time_machine.Traveller
) -> None:
    sign_in_as(client, world.larkmoor, Role.LISTENER)
    form = can_do(client)
    clock.shift(timedelta(minutes=9, seconds=59))
    faulty = client.post("/me/cannot", data={**form, "said": "perhaps"})
    assert faulty.status_code == 422
    sent = client.post("/me/cannot", data=form)
    assert (sent.status_code, sent.location) == (303, "/sent")
    done = client.get("/sent").text
    assert "It is done" in done and "saved" not in done and "Leave now" not in done

    assert client.get("/me/cannot").location == "/sign-in"
    assert client.post("/me/cannot", data=form).status_code == 401


def test_a_faulty_form_sent_late_is_told_the_minutes_that_are_left_and_those_are_kept(
    client: FlaskClient, world: World, sign_in_as: SignInAs, clock: time_machine.Traveller
) -> None:
    sign_in_as(client, world.larkmoor, Role.LISTENER)
    form = can_do(client)
    clock.shift(timedelta(minutes=8))
    assert "You have 2 minutes to fill this in" in client.post("/me/cannot", data={**form, "said": "perhaps"}).text
    clock.shift(timedelta(minutes=1, seconds=30))
    last = client.post("/me/cannot", data={**form, "said": "perhaps"}).text
    assert "You have less than a minute. Send it now" in last and 'value="10 12 2026"' in last
    clock.shift(timedelta(seconds=29))
    assert client.post("/me/cannot", data=form).location == "/sent"


@pytest.mark.parametrize("address", ["/me/cannot", "/me/offload"])
def test_in_the_last_minute_of_a_session_no_form_is_offered(
    client: FlaskClient, world: World, sign_in_as: SignInAs, clock: time_machine.Traveller, address: str
) -> None:
    sign_in_as(client, world.larkmoor, Role.LISTENER)
    for _ in range(9):
        clock.shift(timedelta(minutes=2))
        client.get("/me")
    clock.shift(timedelta(minutes=1))
    assert "You have 1 minute to fill this in" in client.get(address).text
    clock.shift(SECOND)
    late = client.get(address).text
    assert "less than a minute is left" in late and f'action="{address}"' not in late


def test_after_ten_minutes_or_a_page_that_was_refused_the_form_is_refused_too(
    client: FlaskClient, world: World, sign_in_as: SignInAs, clock: time_machine.Traveller
) -> None:
    sign_in_as(client, world.larkmoor, Role.LISTENER)
    form = can_do(client)
    clock.shift(timedelta(minutes=10))
    assert client.post("/me/cannot", data=form).status_code == 401

    sign_in_as(client, world.larkmoor, Role.LISTENER)
    form = can_do(client)
    clock.shift(timedelta(minutes=5))
    assert client.get("/me").location == "/sign-in"
    assert client.post("/me/cannot", data=form).status_code == 401


def test_leaving_late_leaves_as_ever(
    client: FlaskClient, world: World, sign_in_as: SignInAs, clock: time_machine.Traveller
) -> None:
    sign_in_as(client, world.larkmoor, Role.LISTENER)
    form = can_do(client)
    clock.shift(timedelta(minutes=5))

    assert client.post("/sign-out", data=form).location == "/left"


@pytest.mark.parametrize(
    ("role", "longest", "looks_every"),
    [
        (Role.LISTENER, timedelta(minutes=20), timedelta(minutes=2)),
        (Role.COORDINATOR, timedelta(hours=12), timedelta(minutes=25)),
        (Role.STAFF, timedelta(hours=12), timedelta(hours=1)),
    ],
)
def test_a_session_in_use_ends_to_the_second_too(
    client: FlaskClient,
    world: World,
    sign_in_as: SignInAs,
    clock: time_machine.Traveller,
    role: Role,
    longest: timedelta,
    looks_every: timedelta,
) -> None:
    sign_in_as(client, world.larkmoor, role)
    while left_until(NOON + longest - SECOND) > timedelta(0):
        clock.shift(min(looks_every, left_until(NOON + longest - SECOND)))
        assert is_in(client)

    clock.shift(SECOND)
    assert not is_in(client)


def left_until(end: datetime) -> timedelta:
    """How long it is until then."""
    return end - now()


@pytest.mark.parametrize("back", [timedelta(seconds=30), timedelta(hours=1), timedelta(days=1)])
def test_a_clock_that_goes_back_revives_nothing(
    client: FlaskClient, world: World, sign_in_as: SignInAs, clock: time_machine.Traveller, back: timedelta
) -> None:
    sign_in_as(client, world.larkmoor, Role.LISTENER)
    other = client.application.test_client()
    clock.shift(timedelta(minutes=3, seconds=10))
    sign_in_as(other, world.larkmoor, Role.COORDINATOR)
    assert is_in(other)

    clock.shift(-back)

    assert not is_in(client)


def test_after_the_clock_went_back_people_sign_in_and_go_on(
    client: FlaskClient, world: World, sign_in_as: SignInAs, clock: time_machine.Traveller
) -> None:
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)
    assert is_in(client)
    clock.shift(-timedelta(days=1))
    assert not is_in(client)

    sign_in_as(client, world.larkmoor, Role.COORDINATOR)
    assert is_in(client)


def test_the_row_is_written_at_most_once_a_minute(
    client: FlaskClient,
    world: World,
    sign_in_as: SignInAs,
    clock: time_machine.Traveller,
    statements: Statements,
) -> None:
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)
    statements.clear()
    for _ in range(12):
        clock.shift(timedelta(seconds=10))
        client.get("/")

    assert len([text for text in statements.seen if text.startswith("UPDATE")]) == 2


def test_the_door_takes_two_statements(
    client: FlaskClient, world: World, sign_in_as: SignInAs, statements: Statements
) -> None:
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)
    statements.clear()
    client.get("/help")

    assert len(statements) == 2, str(statements)


def test_a_role_begins_and_ends_on_the_prisons_own_dates(
    client: FlaskClient, world: World, sign_in_as: SignInAs, clock: time_machine.Traveller
) -> None:
    # In summer a London day begins an hour before it does in UTC.
    with act() as session:
        own = session.scalars(select(AccountGrant).where(AccountGrant.role == Role.STAFF)).all()
        for grant in own:
            grant.until_on = date(2026, 7, 10)
    for moment, expected in [
        (datetime(2026, 7, 10, 22, 59, tzinfo=UTC), True),
        (datetime(2026, 7, 10, 23, 0, tzinfo=UTC), False),
    ]:
        clock.move_to(moment)
        sign_in_as(client, world.larkmoor, Role.STAFF)
        assert (client.get("/").location == "/tonight") is expected


def test_somebody_of_two_prisons_switches_and_nobody_else_does(
    client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    with act() as session:
        session.add(
            AccountGrant(
                id=new_id(),
                account_id=world.larkmoor.accounts[Role.COORDINATOR],
                role=Role.COORDINATOR,
                site_id=world.fenwick.id,
                from_on=STARTED_ON,
            )
        )
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)
    page = client.get("/help").text
    assert '<span class="lst-header__site">HMP Larkmoor</span>' in page and "Change prison" in page

    sent = {"site": world.fenwick.id, "csrf_token": token_of(page)}
    assert client.post("/site", data=sent).status_code == 303
    assert '<span class="lst-header__site">HMP Fenwick</span>' in client.get("/help").text

    sign_in_as(client, world.fenwick, Role.COORDINATOR)
    page = client.get("/help").text
    assert "Change prison" not in page
    sent = {"site": world.larkmoor.id, "csrf_token": token_of(page)}
    assert client.post("/site", data=sent).status_code == 404


def a_desk(client: FlaskClient, world: World) -> str:
    """Sign a wing desk in with its passphrase, and return the passphrase."""
    grant = NewGrant(Role.STAFF, world.larkmoor.id, STARTED_ON)
    issued = accounts.create_account(SYSTEM, "bwing", "B wing desk", [grant], NOON)
    assert issued.secret is not None
    sent = {"username": "bwing", "password": issued.secret, "csrf_token": token_of(client.get("/sign-in").text)}
    assert client.post("/sign-in", data=sent).status_code == 303
    return issued.secret


def test_a_desk_asks_for_the_secret_again_after_fifteen_minutes_and_goes_back_to_the_page(
    client: FlaskClient, world: World, clock: time_machine.Traveller
) -> None:
    secret = a_desk(client, world)
    clock.shift(timedelta(minutes=14, seconds=59))
    assert client.get("/passphrase").status_code == 200
    clock.shift(SECOND)
    answer = client.get("/passphrase")
    assert (answer.status_code, answer.location) == (302, "/prove?back=/passphrase")
    assert client.get("/").location == "/tonight"  # what the night needs stays open

    page = client.get(answer.location).text
    sent = {"password": "wrong", "back": "/passphrase", "csrf_token": token_of(page)}
    assert client.post("/prove", data=sent).status_code == 401
    proven = client.post("/prove", data={**sent, "password": secret})
    assert (proven.status_code, proven.location) == (303, "/passphrase")
    assert client.get("/passphrase").status_code == 200


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org/help", "/nothing-here", "help", "/site", ""])
def test_after_proving_nobody_is_led_to_another_address(client: FlaskClient, world: World, back: str) -> None:
    secret = a_desk(client, world)
    sent = {"password": secret, "back": back, "csrf_token": token_of(client.get("/prove").text)}

    assert client.post("/prove", data=sent).location == "/"


def test_wrong_tries_at_a_desk_count_as_tries_to_sign_in(client: FlaskClient, world: World) -> None:
    secret = a_desk(client, world)
    page = client.get("/prove").text
    for _ in range(5):
        client.post("/prove", data={"password": "wrong", "csrf_token": token_of(page)})

    assert client.post("/prove", data={"password": secret, "csrf_token": token_of(page)}).status_code == 401


def test_a_changed_passphrase_signs_everybody_out_and_the_new_one_lets_in(client: FlaskClient, world: World) -> None:
    secret = a_desk(client, world)
    page = client.get("/passphrase").text
    sent = {"password": secret, "csrf_token": token_of(page)}
    short = client.post("/passphrase", data={**sent, "chosen": "too short", "again": "too short"})
    assert short.status_code == 422 and "15 characters" in short.text
    named = client.post(
        "/passphrase", data={**sent, "chosen": "the bwing of larkmoor", "again": "the bwing of larkmoor"}
    )
    assert named.status_code == 422 and "must not hold your username" in named.text

    new = {"chosen": "lantern orchard seven", "again": "lantern orchard seven"}
    assert client.post("/passphrase", data={**sent, **new}).location == "/sign-in"
    assert not is_in(client)
    db.session.rollback()
    assert not db.session.scalars(select(SignIn).where(SignIn.closed_at.is_(None))).all()
    sent = {"username": "bwing", "password": new["chosen"], "csrf_token": token_of(client.get("/sign-in").text)}
    assert client.post("/sign-in", data=sent).status_code == 303
