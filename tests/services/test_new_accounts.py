"""Who may make an account, whatever roles it is to have?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from listeners.access import SYSTEM, Device
from listeners.domain.accounts import NewGrant
from listeners.domain.people import Role
from listeners.errors import NotAllowed
from listeners.services import account_mail, accounts
from listeners.store import accounts_list
from tests.world import World

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("role", [Role.STAFF, Role.COORDINATOR, Role.LISTENER])
@pytest.mark.parametrize("wanted", [None, Role.STAFF, Role.COORDINATOR])
def test_nobody_at_a_prison_makes_an_account_with_or_without_roles(
    world: World, role: Role, wanted: Role | None
) -> None:
    grants = [] if wanted is None else [NewGrant(wanted, world.larkmoor.id, date(2026, 11, 27))]

    with pytest.raises(NotAllowed):
        accounts.create_account(world.larkmoor.actor(role), "newdesk", "A new desk", grants, NOW)
    assert not accounts_list.username_taken("newdesk")


def test_the_national_office_and_the_program_make_accounts(world: World) -> None:
    for actor, username in ((world.larkmoor.actor(Role.NATIONAL), "newdesk"), (SYSTEM, "otherdesk")):
        grant = NewGrant(Role.STAFF, world.larkmoor.id, date(2026, 11, 27))
        assert accounts.create_account(actor, username, "A new desk", [grant], NOW).secret


@pytest.mark.parametrize("device", Device)
def test_no_listener_on_any_device_and_no_program_keeps_a_secret_or_an_address_of_their_own(
    world: World, device: Device
) -> None:
    for actor in (replace(world.larkmoor.actor(Role.LISTENER), device=device), SYSTEM):
        with pytest.raises(NotAllowed):
            accounts.change_own_secret(actor, "lantern orchard window seven", NOW)
        with pytest.raises(NotAllowed):
            account_mail.set_own(actor, "sam@example.org", NOW)
        with pytest.raises(NotAllowed):
            account_mail.own(actor)
