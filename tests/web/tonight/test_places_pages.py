"""Are officers offered the places that their prison has, and no other?"""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from listeners.domain.people import Role
from tests.nights import Scene, scene_of
from tests.web.night_browser import Desk
from tests.world import World

SUITE, DOOR = "Listener suite", "At a cell door"


def offered(desk: Desk) -> list[str]:
    """The words of the places on a page."""
    return [words for words in (SUITE, "Listener room", "Another private room", DOOR) if words in desk.text]


def test_the_forms_of_a_return_and_of_paper_offer_the_places_that_the_prison_has(
    client: FlaskClient, larkmoor: Scene
) -> None:
    here = larkmoor.paper("sam", "28 Nov 02:00", None, now="28 Nov 02:01")
    coordinator = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "28 Nov 02:05").open("/rota/places")
    form = next(each for each in coordinator.forms() if each.button == "Put them on file")
    coordinator.send(form, places="listener_suite")
    assert "Here a Listener and the man who asked talk at: Listener suite." in coordinator.text

    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 02:30")
    pages = (f"/tonight/call-out/{here}", "/tonight/paper", "/tonight/paper/night")
    back = desk.open(pages[0]).follow("He is back")
    assert [offered(back), *(offered(desk.open(page)) for page in pages[1:])] == [[SUITE]] * 3
    refused = desk.open(pages[0]).follow("He is back").press("He is back", place="cell_door")
    assert refused.page.status_code == 422 and "Choose one of these" in refused.text


def test_a_place_that_is_on_file_stays_and_a_prison_that_names_none_has_all(
    client: FlaskClient, larkmoor: Scene
) -> None:
    here = larkmoor.paper("sam", "28 Nov 02:00", None, now="28 Nov 02:01")
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 02:30").open(f"/tonight/call-out/{here}")
    assert DOOR in offered(desk.follow("He is back"))
    desk.press("He is back", place="cell_door")
    coordinator = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "28 Nov 02:35").open("/rota/places")
    form = next(each for each in coordinator.forms() if each.button == "Put them on file")
    coordinator.send(form, places="listener_suite")

    assert offered(coordinator.open(f"/tonight/call-out/{here}").follow("Change the return")) == [SUITE, DOOR]
    del form.fields["places"]
    key = re.search(r'name="act_key"[^>]*value="([0-9a-f]+)"', coordinator.open("/rota/places").page.text)
    assert key is not None
    form.fields["act_key"] = key[1]
    assert "cell door" in coordinator.send(form).text


def test_the_places_of_one_prison_are_not_those_of_another(client: FlaskClient, larkmoor: Scene, world: World) -> None:
    coordinator = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "28 Nov 02:05").open("/rota/places")
    form = next(each for each in coordinator.forms() if each.button == "Put them on file")
    coordinator.send(form, places="listener_suite")

    elsewhere = scene_of(world.fenwick)
    assert len(elsewhere.site.places) == 6
