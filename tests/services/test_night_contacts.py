"""Is somebody named whom a Listener can turn to: for every night, for a single one, on every page of the night?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from listeners.access import Actor
from listeners.domain.people import Role
from listeners.errors import NotAllowed, Unreadable
from listeners.services import callout_views, night_contacts, night_sheets, tonight
from listeners.store.database import db
from listeners.store.night_contacts import NightContact
from tests.kept import earlier_versions
from tests.nights import FRIDAY, Scene, at, scene_of
from tests.world import World

EVENING = at("27 Nov 18:30")
JO, ANN = ("Jo Smith", "020 7946 0001"), ("Ann Lee", "020 7946 0002, until 02:00")


@pytest.fixture
def larkmoor(world: World) -> Scene:
    return scene_of(world.larkmoor)


def coordinator(scene: Scene) -> Actor:
    return scene.prison.actor(Role.COORDINATOR)


def put(scene: Scene, night: date | None, named: tuple[str, str] | None) -> None:
    night_contacts.put(scene.site, night, named, coordinator(scene), EVENING)


def on_board(scene: Scene, night: date = FRIDAY) -> str | None:
    """Who stands on the board of a night."""
    found = tonight.board(scene.site, scene.officer, EVENING, night).contact
    return found.name if found else None


def test_a_night_has_its_own_contact_else_that_of_every_night_else_none(larkmoor: Scene) -> None:
    saturday = FRIDAY + timedelta(days=1)
    assert on_board(larkmoor) is None
    put(larkmoor, None, JO)
    put(larkmoor, saturday, ANN)
    assert (on_board(larkmoor), on_board(larkmoor, saturday)) == ("Jo Smith", "Ann Lee")

    put(larkmoor, saturday, None)
    assert on_board(larkmoor, saturday) == "Jo Smith"
    put(larkmoor, None, None)
    assert on_board(larkmoor, saturday) is None


def test_it_stands_on_the_call_out_on_what_follows_and_on_the_sheet(larkmoor: Scene) -> None:
    put(larkmoor, FRIDAY, JO)
    put(larkmoor, None, ANN)
    larkmoor.on_duty("sam", "luc")
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:14")
    part, late = larkmoor.part(one, "sam").id, at("28 Nov 02:20")

    page = callout_views.page(larkmoor.site, one.id, larkmoor.officer, late)
    follows = callout_views.follows(larkmoor.site, one.id, part, larkmoor.officer, late)
    sheet = night_sheets.sheet(larkmoor.site, larkmoor.officer, EVENING).on_paper
    assert page.contact and follows.contact and page.contact == follows.contact
    assert (page.contact.name, page.contact.reached) == JO == sheet.contact


def test_the_earlier_name_is_kept_and_the_same_again_changes_nothing(larkmoor: Scene) -> None:
    for named in (JO, JO, ANN):
        put(larkmoor, None, named)

    (row,) = db.session.query(NightContact)
    assert [each["name"] for each in earlier_versions(db.session(), row)] == ["Jo Smith"]


@pytest.mark.parametrize(
    ("days", "named"),
    [
        (-1, JO),
        (400, JO),
        (0, ("", "020 7946 0001")),
        (0, ("Jo Smith", " ")),
        (0, ("x" * 81, "020")),
        (0, ("J", "x" * 121)),
    ],
)
def test_what_is_no_name_or_no_night_to_come_is_refused(larkmoor: Scene, days: int, named: tuple[str, str]) -> None:
    with pytest.raises(Unreadable):
        put(larkmoor, FRIDAY + timedelta(days=days), named)
    assert db.session.query(NightContact).count() == 0


@pytest.mark.parametrize("role", [Role.STAFF, Role.SAFER_CUSTODY, Role.LISTENER, Role.PEER_LEAD, Role.AUDITOR])
def test_nobody_but_a_coordinator_names_somebody(larkmoor: Scene, role: Role) -> None:
    with pytest.raises(NotAllowed):
        night_contacts.put(larkmoor.site, None, JO, larkmoor.prison.actor(role), EVENING)


def test_a_contact_of_another_prison_is_nobodys_here(world: World, larkmoor: Scene) -> None:
    put(scene_of(world.fenwick), None, JO)

    assert on_board(larkmoor) is None
