"""Can guesses at the same moment pass the cap together, and does a right one among them still get in?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Lock

import pytest
from flask import Flask
from sqlalchemy import event, select

from listeners.access import SYSTEM, Actor, Device
from listeners.domain.people import Role, Standing
from listeners.domain.sign_in import TRIES_PER_DAY, is_obvious_pin
from listeners.errors import Conflict, NotAllowed, NotFound
from listeners.services import pins, sign_ins
from listeners.store import accounts_writes, people
from listeners.store.accounts import Account, SignIn, SignInTry
from listeners.store.accounts_secrets import Secrets
from listeners.store.columns import new_id
from listeners.store.database import act, db
from listeners.store.records import Audit
from tests.world import MADE_AT, STARTED_ON, World

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


def test_forty_guesses_at_the_same_moment_do_not_pass_the_cap_of_twenty(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    username = pins.issue_pin(SYSTEM, world.larkmoor.listeners["sam"], NOW).username
    looked_at, lock, ready = [], Lock(), Barrier(8)
    real = Secrets.matches

    def counted(self: Secrets, secret: str, stored: str | None) -> bool:
        with lock:
            looked_at.append(secret)
        return real(self, secret, stored)

    monkeypatch.setattr(Secrets, "matches", counted)

    def guess(device: int) -> list[object]:
        with app.app_context():
            ready.wait()
            return [sign_ins.sign_in(username, "000000", f"device{device}", None, NOW) for _ in range(5)]

    with ThreadPoolExecutor(8) as pool:
        answers = [each for found in pool.map(guess, range(8)) for each in found]

    assert answers == [None] * 40
    assert len(looked_at) == TRIES_PER_DAY


def signed_in(who: Actor) -> Actor:
    """Somebody with a sign-in of his own."""
    sign_in_id = new_id()
    with act() as session:
        row = SignIn(id=sign_in_id, account_id=who.account_id, device=Device.OWN, site_id=None)
        row.started_at = row.proved_at = row.seen_at = NOW
        session.add(row)
    return replace(who, sign_in_id=sign_in_id)


def chosen_and_recorded(who: Actor) -> tuple[str | None, list[str | None]]:
    """The prison that a sign-in is at, and those of which it is recorded."""
    chosen = db.session.scalar(select(SignIn.site_id).where(SignIn.id == who.sign_in_id))
    return chosen, list(db.session.scalars(select(Audit.site_id).where(Audit.verb == "site_chosen")))


def test_another_prison_is_chosen_and_that_is_recorded_in_one_transaction(world: World) -> None:
    who = signed_in(world.larkmoor.actor(Role.COORDINATOR))
    commits: list[object] = []
    event.listen(db.engine, "commit", lambda connection: commits.append(connection))
    sign_ins.switch_site(who, world.larkmoor.id, NOW)

    assert len(commits) == 1
    assert chosen_and_recorded(who) == (world.larkmoor.id, [world.larkmoor.id])


def test_a_prison_where_somebody_holds_no_role_is_not_chosen_and_nothing_is_recorded_there(world: World) -> None:
    who = signed_in(world.larkmoor.actor(Role.COORDINATOR))
    with pytest.raises(NotFound):
        sign_ins.switch_site(who, world.fenwick.id, NOW)

    assert chosen_and_recorded(who) == (None, [])


def test_a_right_secret_costs_no_try(world: World) -> None:
    issued = pins.issue_pin(SYSTEM, world.larkmoor.listeners["sam"], NOW)
    assert issued.secret is not None
    for minute in range(TRIES_PER_DAY + 5):
        actor = sign_ins.sign_in(issued.username, issued.secret, "kiosk", None, NOW + timedelta(minutes=minute))
        assert actor is not None and actor.device is Device.KIOSK

    db.session.rollback()
    assert {row.count for row in db.session.scalars(select(SignInTry))} == {0}


def test_a_pin_is_six_digits_not_obvious_and_stored_as_a_hash(world: World) -> None:
    issued = pins.issue_pin(world.larkmoor.actor(Role.COORDINATOR), world.larkmoor.listeners["luc"], NOW)
    assert issued.secret is not None and issued.username == "lkil03"

    assert len(issued.secret) == 6 and issued.secret.isdigit() and not is_obvious_pin(issued.secret)
    db.session.rollback()
    row = db.session.get(Account, issued.account_id)
    assert row is not None and row.password.startswith("$argon2id$") and issued.secret not in row.password
    assert row.name == "L03"  # the national office sees accounts: no Listener's name stands in one
    assert issued.secret not in repr(issued)


def test_the_same_form_issues_one_pin(world: World) -> None:
    coordinator, luc = world.larkmoor.actor(Role.COORDINATOR), world.larkmoor.listeners["luc"]
    first = pins.issue_pin(coordinator, luc, NOW, act_key="k" * 20)
    again = pins.issue_pin(coordinator, luc, NOW, act_key="k" * 20)

    assert first.secret is not None and again.secret is None
    assert sign_ins.sign_in(first.username, first.secret, None, None, NOW) is not None


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_only_a_coordinator_issues_pins(world: World, role: Role) -> None:
    with pytest.raises(NotAllowed):
        pins.issue_pin(world.larkmoor.actor(role), world.larkmoor.listeners["luc"], NOW)


def test_a_listener_of_another_prison_is_not_there(world: World) -> None:
    with pytest.raises(NotFound):
        pins.issue_pin(world.larkmoor.actor(Role.COORDINATOR), world.fenwick.listeners["luc"], NOW)


def test_who_has_left_gets_no_pin_and_who_leaves_loses_it(world: World) -> None:
    luc = world.larkmoor.listeners["luc"]
    issued = pins.issue_pin(SYSTEM, luc, NOW)
    assert issued.secret is not None
    with act() as session:
        accounts_writes.end_grants_of_listener(session, luc, NOW.date(), NOW)
        left = {"listener_id": luc, "standing": Standing.LEFT, "from_on": STARTED_ON}
        session.add(people.StandingFact(site_id=world.larkmoor.id, **left, ordinal=1, recorded_at=MADE_AT))

    assert sign_ins.sign_in(issued.username, issued.secret, None, None, NOW) is not None  # his last day
    assert sign_ins.sign_in(issued.username, issued.secret, None, None, NOW + timedelta(days=1)) is None
    with pytest.raises(Conflict, match="has_left"):
        pins.issue_pin(world.larkmoor.actor(Role.COORDINATOR), luc, NOW)


def test_who_comes_back_gets_his_role_again_with_a_new_pin(world: World) -> None:
    luc = world.larkmoor.listeners["luc"]
    first = pins.issue_pin(SYSTEM, luc, NOW)
    with act() as session:
        accounts_writes.end_grants_of_listener(session, luc, NOW.date(), NOW)

    later = NOW + timedelta(days=30)
    second = pins.issue_pin(SYSTEM, luc, later)
    assert second.username == first.username and second.secret is not None
    actor = sign_ins.sign_in(second.username, second.secret, None, None, later)
    assert actor is not None and actor.listener_id == luc


def test_a_peer_lead_is_a_listener_with_a_second_role(world: World) -> None:
    coordinator, luc = world.larkmoor.actor(Role.COORDINATOR), world.larkmoor.listeners["luc"]
    with pytest.raises(NotFound):
        pins.set_peer_lead(coordinator, luc, True, NOW)
    issued = pins.issue_pin(coordinator, luc, NOW)
    assert issued.secret is not None
    pins.set_peer_lead(coordinator, luc, True, NOW)
    actor = sign_ins.sign_in(issued.username, issued.secret, None, None, NOW)
    assert actor is not None and actor.roles == {Role.LISTENER, Role.PEER_LEAD} and actor.listener_id == luc

    pins.set_peer_lead(coordinator, luc, False, NOW + timedelta(days=3))
    later = sign_ins.sign_in(issued.username, issued.secret, None, None, NOW + timedelta(days=3))
    assert later is not None and later.roles == {Role.LISTENER}
