"""A release or transfer that is expected: what its day empties, that it moves, and who leaves soon; and which nights of
his somebody cannot do."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from listeners import clock
from listeners.access import SYSTEM
from listeners.domain.nights import local_date
from listeners.domain.people import AvailabilityKind, Role
from listeners.domain.team import Site
from listeners.services import availability
from listeners.store import people_facts
from listeners.web.filters import day_year
from listeners.web.filters import night as night_words
from tests.duties import add_duty
from tests.web.conftest import SignInAs
from tests.web.team_browser import Coordinator
from tests.world import World


@pytest.fixture
def site(world: World) -> Site:
    return people_facts.site(world.larkmoor.id)


@pytest.fixture
def coordinator(client: FlaskClient, world: World, sign_in_as: SignInAs) -> Coordinator:
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)
    return Coordinator(client)


def days(ahead: int, site: Site) -> date:
    """The date so many days from today at the prison."""
    return local_date(clock.now(), site.zone) + timedelta(days=ahead)


def test_a_release_that_moves_is_one_act_and_the_team_page_lists_who_leaves_soon(
    coordinator: Coordinator, world: World, site: Site
) -> None:
    sam, luc = world.larkmoor.listeners["sam"], world.larkmoor.listeners["luc"]
    add_duty(site, sam, days(20, site))
    for who, ahead in ((sam, 10), (sam, 30), (luc, 100)):
        address, action = f"/rota/people/{who}", f"/rota/people/{who}/standing"
        page = coordinator.client.get(address).text
        looked = coordinator.send(action, page, standing="left", from_on=f"{days(ahead, site)}")
        assert (night_words(days(20, site)) in looked.text) is (ahead == 10)
        coordinator.follow(coordinator.send(action, looked.text))

    page = coordinator.page(f"/rota/people/{sam}")
    moved = day_year(days(30, site))
    assert f'Release, or leaves the scheme</dt><dd class="govuk-summary-list__value">Gone from {moved}.' in page
    assert f"His last night is {night_words(days(28, site))}" in page
    assert page.count("still to come") == 1
    leaving = coordinator.page("/rota/people").partition("Who leaves in the next twelve weeks")[2].partition("</ul>")[0]
    assert f"{moved}: <a" in leaving and "Sam Okoro" in leaving and "Luc Martin" not in leaving


@pytest.mark.parametrize(
    ("written", "words"), [("", "Enter the first day on which he is not here"), ("-1", "begins today or later")]
)
def test_a_fault_of_a_release_is_said_beside_its_own_date(
    coordinator: Coordinator, world: World, site: Site, written: str, words: str
) -> None:
    sam = world.larkmoor.listeners["sam"]
    action = f"/rota/people/{sam}/standing?leaving=yes"
    from_on = f"{days(int(written), site)}" if written else ""
    answer = coordinator.send(
        action, from_on=from_on, standing="transferred", page=coordinator.page(f"/rota/people/{sam}")
    )
    own, _, general = answer.text.partition('id="leaving"')[2].partition("</form>")

    assert answer.status_code == 422
    assert '<a href="#leaving-on">' in answer.text and words in own and from_on in own
    assert re.search(r'<option value="transferred"[^>]* selected', own) is not None
    assert "govuk-error-message" not in general


def test_a_release_on_the_day_that_is_on_file_already_is_no_change(
    coordinator: Coordinator, world: World, site: Site
) -> None:
    sam = world.larkmoor.listeners["sam"]
    action, release = f"/rota/people/{sam}/standing?leaving=yes", {"standing": "left", "from_on": f"{days(9, site)}"}
    looked = coordinator.send(action, coordinator.page(f"/rota/people/{sam}"), **release)
    page = coordinator.follow(coordinator.send(f"/rota/people/{sam}/standing", looked.text, **release))
    answer = coordinator.send(action, page, **release)

    assert (answer.status_code, "This is on file already" in answer.text) == (422, True)


def test_a_night_that_he_is_down_for_and_cannot_do_is_marked_and_leads_to_its_place(
    coordinator: Coordinator, world: World, site: Site
) -> None:
    sam, cannot, can = world.larkmoor.listeners["sam"], days(5, site), days(8, site)
    for night in (cannot, can):
        add_duty(site, sam, night)
    availability.say(site, sam, {cannot: AvailabilityKind.UNAVAILABLE}, "court", SYSTEM, clock.now())
    lines = coordinator.page(f"/rota/people/{sam}").partition('id="nights"')[2].partition("</ul>")[0].split("</li>")
    marked = [f"#night-{cannot}" in line and "He cannot do it." in line for line in lines[:2]]

    assert (marked, "court" in "".join(lines)) == ([True, False], False)
