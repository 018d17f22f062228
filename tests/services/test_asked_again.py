"""Is whoever was let go unrested asked again by the charity, and does his answer reach coordinators alone?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.care.agreed import Agreed
from listeners.domain.people import Role
from listeners.errors import NotAllowed, NotFound, Unreadable
from listeners.services.care import asked_again, flags, look
from listeners.store.care import flag_facts
from listeners.store.care.wellbeing import OverrideAsked
from listeners.store.database import db
from tests.kept import earlier_versions
from tests.services.care_records import NOW, TONIGHT, ago, site_of, was_overridden
from tests.world import Prison, World


@pytest.fixture
def larkmoor(world: World) -> Prison:
    return world.larkmoor


def to_ask(prison: Prison) -> list[tuple[str, int]]:
    """Who stands on the coordinator's list, and how many days ago his night began."""
    page = look.today(site_of(prison), prison.actor(Role.COORDINATOR), NOW)
    return [(member.name.split()[0], (TONIGHT - given.night).days) for member, given in page.to_ask]


def said(prison: Prison, who: str) -> list[Agreed | None]:
    """What somebody said, as the coordinator reads it."""
    page = look.person(site_of(prison), prison.listeners[who], prison.actor(Role.COORDINATOR), NOW)
    return [each.answer for each in page.unrested]


def put(prison: Prison, override_id: str, answer: Agreed, days_ago: int = 0, role: Role = Role.COORDINATOR) -> None:
    asked_again.put(site_of(prison), override_id, ago(days_ago), answer, prison.actor(role), NOW)


def test_who_was_let_go_unrested_stands_on_the_list_once_the_night_is_over_until_he_is_asked(larkmoor: Prison) -> None:
    first, _, tonight = (was_overridden(larkmoor, who, days) for who, days in (("sam", 3), ("luc", 1), ("mo", 0)))
    assert to_ask(larkmoor) == [("Sam", 3), ("Luc", 1)], tonight

    put(larkmoor, first, Agreed.NOT_SAID)

    assert to_ask(larkmoor) == [("Luc", 1)]


@pytest.mark.parametrize("answer", list(Agreed))
def test_what_he_says_is_read_back_by_the_coordinator(larkmoor: Prison, answer: Agreed) -> None:
    override = was_overridden(larkmoor, "sam", 1)
    assert said(larkmoor, "sam") == [None]

    put(larkmoor, override, answer)

    assert said(larkmoor, "sam") == [answer]


def test_what_he_says_otherwise_later_takes_its_place_and_the_earlier_version_is_kept(larkmoor: Prison) -> None:
    override = was_overridden(larkmoor, "sam", 1)
    for answer in (Agreed.NOT_SAID, Agreed.DID_NOT, Agreed.DID_NOT):
        put(larkmoor, override, answer)

    assert said(larkmoor, "sam") == [Agreed.DID_NOT]
    (row,) = db.session.query(OverrideAsked)
    assert len(earlier_versions(db.session(), row)) == 1


@pytest.mark.parametrize("days_ago", [-1, 2])
def test_nobody_is_asked_before_he_was_let_go_nor_in_days_to_come(larkmoor: Prison, days_ago: int) -> None:
    override = was_overridden(larkmoor, "sam", 1)

    with pytest.raises(Unreadable):
        put(larkmoor, override, Agreed.AGREED, days_ago)
    assert said(larkmoor, "sam") == [None]


@pytest.mark.parametrize("role", [Role.STAFF, Role.SAFER_CUSTODY, Role.LISTENER, Role.NATIONAL, Role.AUDITOR])
def test_nobody_but_a_coordinator_asks_or_reads(larkmoor: Prison, role: Role) -> None:
    override = was_overridden(larkmoor, "sam", 1)

    with pytest.raises(NotAllowed):
        put(larkmoor, override, Agreed.AGREED, role=role)
    with pytest.raises(NotAllowed):
        asked_again.page(site_of(larkmoor), override, larkmoor.actor(role), NOW)


def test_an_override_of_another_prison_is_not_there(world: World) -> None:
    elsewhere = was_overridden(world.fenwick, "sam", 1)

    with pytest.raises(NotFound):
        put(world.larkmoor, elsewhere, Agreed.AGREED)


def test_what_he_says_changes_no_reason_to_ask_how_he_is(larkmoor: Prison) -> None:
    site, overrides = site_of(larkmoor), [was_overridden(larkmoor, who, 1) for who in ("sam", "luc")]
    put(larkmoor, overrides[0], Agreed.DID_NOT)
    flags.run(site, SYSTEM, NOW + timedelta(hours=1))

    raised = [flag_facts.flag_of(site.id, larkmoor.listeners[who]) for who in ("sam", "luc")]
    reasons = [[(each.code, each.count) for each in flag.reasons()] for flag in raised if flag]
    assert len(reasons) == 2 and reasons[0] == reasons[1]
