"""Does a peer lead see who is down for the nights ahead, and nothing else of others?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, ListenerId, Role, Standing
from listeners.domain.states import NightPlace
from listeners.domain.team import Site
from listeners.services import availability, standings
from listeners.store import people_facts
from listeners.web.filters import night as night_words
from tests.duties import add_duty
from tests.services.care_records import NOW, TONIGHT
from tests.web.conftest import SignInAs, Statements
from tests.world import World

pytestmark = pytest.mark.usefixtures("evening")


@pytest.fixture
def site(world: World) -> Site:
    return people_facts.site(world.larkmoor.id)


def night(ahead: int) -> date:
    """The night so many days from tonight."""
    return TONIGHT + timedelta(days=ahead)


def page(client: FlaskClient) -> dict[str, str]:
    """What the page says of each night, by the night in words."""
    parts = client.get("/me/team").text.partition("lst-stack-list")[2].partition("</ul>")[0].split("<strong>")[1:]
    nights = [part.partition("</strong>") for part in parts if " to " in part.partition("</strong>")[0]]
    return {words: said for words, _, said in nights}


def test_two_weeks_of_nights_with_names_and_places_and_what_is_missing(
    client: FlaskClient, world: World, site: Site, sign_in_as: SignInAs
) -> None:
    sam, luc = world.larkmoor.listeners["sam"], world.larkmoor.listeners["luc"]
    add_duty(site, sam, night(0))
    add_duty(site, luc, night(0), NightPlace.SECOND)
    add_duty(site, sam, night(13))
    add_duty(site, luc, night(15))
    sign_in_as(client, world.larkmoor, Role.PEER_LEAD)
    nights = page(client)
    whole = client.get("/me/team").text

    assert "Sam Okoro: First on stand-by" in nights[night_words(night(0))]
    assert "Luc Martin: Second on stand-by" in nights[night_words(night(0))]
    assert "1 more needed" in nights[night_words(night(13))]
    assert whole.count("Luc Martin") == 1  # the night of the fifteenth day is not shown at a kiosk
    assert whole.count(">Nobody<") == 12


def test_nothing_of_another_prison_no_cell_no_number_and_no_reason(
    client: FlaskClient, world: World, site: Site, sign_in_as: SignInAs
) -> None:
    sam, luc, dean = (world.larkmoor.listeners[name] for name in ("sam", "luc", "dean"))
    fen: ListenerId = world.fenwick.listeners["sam"]
    add_duty(site, sam, night(2))
    add_duty(site, dean, night(2), NightPlace.SECOND)
    add_duty(site, luc, night(4))
    add_duty(people_facts.site(world.fenwick.id), fen, night(2))
    availability.say(site, sam, {night(2): AvailabilityKind.UNAVAILABLE}, "court", SYSTEM, NOW)
    standings.change(site, luc, Standing.PAUSED, night(3), 1, SYSTEM, NOW)
    sign_in_as(client, world.larkmoor, Role.PEER_LEAD)
    whole = client.get("/me/team").text

    assert "Dean Shaw" in whole and not [name for name in ("Sam Okoro", "Luc Martin") if name in whole]
    assert "1 more needed" in page(client)[night_words(night(2))]
    for word in ("Fen ", "LKI-", "A1001AA", "court", "aused", "load", "rest"):
        assert word not in whole.partition("<main")[2].partition("</main>")[0], word


def test_the_page_asks_the_database_the_same_however_long_the_history(
    client: FlaskClient, world: World, site: Site, sign_in_as: SignInAs, statements: Statements
) -> None:
    sign_in_as(client, world.larkmoor, Role.PEER_LEAD)
    counts = []
    for nights in (range(-2, 0), range(-40, -20)):
        for each in nights:
            add_duty(site, world.larkmoor.listeners["sam"], night(each))
        statements.clear()
        client.get("/me/team")
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 12, str(statements)


def test_a_listener_who_is_no_peer_lead_has_no_such_page(
    client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, world.larkmoor, Role.LISTENER)

    assert client.get("/me/team").status_code == 403 and "Nights of the team" not in client.get("/me").text
