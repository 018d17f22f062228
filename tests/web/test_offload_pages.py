"""Does the page of everybody's offload say when its share tells of the file, not of the offloads?"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from listeners.domain.people import Role
from tests.services.care_records import had_offload
from tests.web.conftest import SignInAs
from tests.web.rota_browser import text_of
from tests.world import Prison, World

pytestmark = pytest.mark.usefixtures("evening")


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Larkmoor, where everybody but Luc and Mo had a session a month ago, in private, and last week."""
    for who in set(world.larkmoor.listeners) - {"luc", "mo"}:
        for days in (30, 7):
            had_offload(world.larkmoor, who, days)
    return world.larkmoor


@pytest.fixture
def desk(client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs) -> FlaskClient:
    """The coordinator's browser."""
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    return client


def test_a_low_share_names_how_much_of_it_is_of_men_without_any_offload_on_file(desk: FlaskClient) -> None:
    page, care = text_of(desk.get("/care/offloads").text), text_of(desk.get("/care").text)

    assert "Of 2 men no offload is on file: 24 of these" in page and "are theirs, and count as late." in page
    assert "What was held before they were added here is not known: key in the cards of the last year." in page
    assert care.count("No offload is on file.") == 2


def test_a_session_with_an_officer_is_on_file(desk: FlaskClient, larkmoor: Prison) -> None:
    had_offload(larkmoor, "mo", 3)
    page = text_of(desk.get("/care/offloads").text)

    assert "Of Luc Martin no offload is on file: 12 of these" in page and "are his, and count as late." in page


def test_where_everybody_has_one_nothing_is_said(desk: FlaskClient, larkmoor: Prison) -> None:
    for who in ("luc", "mo"):
        had_offload(larkmoor, who, 3)
    assert "no offload is on file" not in desk.get("/care/offloads").text
