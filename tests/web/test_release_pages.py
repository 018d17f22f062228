"""A release or transfer that is expected: what its day empties, that it moves, and who leaves soon."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from listeners import clock
from listeners.domain.nights import local_date
from listeners.domain.people import Role
from listeners.domain.team import Site
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
    assert f'Release, or leaves the scheme</dt><dd class="govuk-summary-list__value">{moved}' in page
    assert page.count("still to come") == 1
    leaving = coordinator.page("/rota/people").partition("Who leaves in the next twelve weeks")[2].partition("</ul>")[0]
    assert f"{moved}: <a" in leaving and "Sam Okoro" in leaving and "Luc Martin" not in leaving
