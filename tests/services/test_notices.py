"""Slips for Listeners and lines for everybody else: waiting, seen, handed over."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from listeners.access import SYSTEM
from listeners.domain.people import Role
from listeners.domain.team import Site
from listeners.errors import NotAllowed
from listeners.services import notices
from listeners.store import people_facts
from listeners.store.database import act
from listeners.store.journal import queue_notice
from tests.world import Prison, World

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FRIDAY = date(2026, 11, 27)


@pytest.fixture
def site(world: World) -> Site:
    return people_facts.site(world.larkmoor.id)


def tell_coordinator(prison: Prison, event: str = "one") -> None:
    with act() as session:
        facts = {"listener": prison.listeners["sam"], "nights": [FRIDAY], "at": NOW}
        account_id = prison.accounts[Role.COORDINATOR]
        queue_notice(session, prison.id, event, "nights_short", facts, NOW, account_id=account_id)


def queue_slip(prison: Prison, name: str, event: str) -> None:
    with act() as session:
        facts = {"nights": [FRIDAY]}
        queue_notice(session, prison.id, event, "nights_off", facts, NOW, listener_id=prison.listeners[name])


def test_a_notice_waits_on_the_page_of_its_account_with_names_and_dates(site: Site, world: World) -> None:
    tell_coordinator(world.larkmoor)

    (line,) = notices.notices_for(world.larkmoor.actor(Role.COORDINATOR), site)
    assert (line.kind, line.facts["nights"], line.facts["at"]) == ("nights_short", [FRIDAY], NOW)
    assert line.names == {world.larkmoor.listeners["sam"]: "Sam Okoro"}
    assert notices.notices_for(world.larkmoor.actor(Role.SAFER_CUSTODY), site) == ()


def test_a_notice_is_gone_when_its_own_account_has_seen_it_and_stays_in_its_history(site: Site, world: World) -> None:
    tell_coordinator(world.larkmoor)
    coordinator = world.larkmoor.actor(Role.COORDINATOR)
    (line,) = notices.notices_for(coordinator, site)

    notices.see(site, [line.id], world.larkmoor.actor(Role.STAFF), NOW)
    assert notices.notices_for(coordinator, site) == (line,)

    notices.see(site, [line.id], coordinator, NOW)
    assert notices.notices_for(coordinator, site) == ()
    (seen,) = notices.notices_for(coordinator, site, waiting=False)
    assert (seen.id, seen.done_at) == (line.id, NOW)


def test_a_slip_waits_until_it_is_handed_over_and_then_says_by_whom(site: Site, world: World) -> None:
    queue_slip(world.larkmoor, "sam", "one")
    queue_slip(world.larkmoor, "luc", "two")
    coordinator = world.larkmoor.actor(Role.COORDINATOR)
    waiting = notices.slips(site, coordinator)
    assert {slip.to.name for slip in waiting if slip.to} == {"Sam Okoro", "Luc Martin"}

    sams = next(slip.id for slip in waiting if slip.to and slip.to.ref == "L01")
    assert notices.hand_over(site, [sams], coordinator, NOW, "key") == 1
    assert notices.hand_over(site, [sams], coordinator, NOW, "key") == 1
    assert notices.hand_over(site, [sams], coordinator, NOW, "another") == 0

    assert [slip.to.name for slip in notices.slips(site, coordinator) if slip.to] == ["Luc Martin"]
    (handed,) = notices.slips(site, coordinator, waiting=False)
    assert (handed.done_by, handed.done_at) == ("LKI coordinator", NOW)


def test_the_slips_are_the_coordinators_alone(site: Site, world: World) -> None:
    for role in (Role.STAFF, Role.SAFER_CUSTODY, Role.LISTENER, Role.PEER_LEAD, Role.NATIONAL):
        with pytest.raises(NotAllowed):
            notices.slips(site, world.larkmoor.actor(role))
        with pytest.raises(NotAllowed):
            notices.hand_over(site, ["x"], world.larkmoor.actor(role), NOW)


def test_the_other_prisons_notices_and_slips_are_not_there(site: Site, world: World) -> None:
    tell_coordinator(world.fenwick, "theirs")
    queue_slip(world.fenwick, "sam", "theirs too")
    fenwick = people_facts.site(world.fenwick.id)
    (theirs,) = notices.slips(fenwick, SYSTEM)
    coordinator = world.larkmoor.actor(Role.COORDINATOR)

    assert notices.slips(site, coordinator) == ()
    assert notices.hand_over(site, [theirs.id], coordinator, NOW) == 0
    assert notices.slips(fenwick, SYSTEM) == (theirs,)
