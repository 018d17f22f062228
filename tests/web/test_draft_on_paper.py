"""What does the paper of a draft tell of whoever cannot do a night by now?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.services import availability, standings
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, draft, published, say, site_of
from tests.web.rota_browser import paper_text_of
from tests.world import World

pytestmark = pytest.mark.usefixtures("sunday_evening")


def test_the_paper_of_a_draft_says_alike_after_a_no_and_a_pause_that_it_cannot_be_published(
    desk: FlaskClient, world: World
) -> None:
    prison, thursday = world.larkmoor, MONDAY + timedelta(days=3)
    site, dean, coordinator = site_of(prison), prison.listeners["dean"], prison.actor(Role.COORDINATOR)
    published(prison, [(0, FIRST, "luc"), (0, SECOND, "dean")], thursday, 1)
    draft(prison, [(0, FIRST, "luc"), (0, SECOND, "dean")], thursday, 1)
    assert "cannot be published" not in desk.get("/rota").text
    say(prison, "dean", thursday, AvailabilityKind.UNAVAILABLE)
    pages = ("/rota", "/rota?month=2026-11", "/rota/gaps")
    after_a_no = [paper_text_of(desk.get(each).text) for each in pages]
    availability.say(site, dean, {thursday: None}, "", coordinator, NOW)
    standings.change(site, dean, Standing.PAUSED, MONDAY, 1, coordinator, NOW)

    says = ("The draft cannot be published as it is", "The draft no longer fits", "As people have been told")
    found = [[each.count(words) for words in says] for each in after_a_no]
    assert found == [[1, 1, 0], [1, 1, 0], [0, 0, 1]]
    assert [paper_text_of(desk.get(each).text) for each in pages] == after_a_no


def test_the_paper_of_a_draft_of_nights_nobody_was_told_of_is_the_same_after_a_no_and_a_pause(
    desk: FlaskClient, world: World
) -> None:
    prison, thursday = world.larkmoor, MONDAY + timedelta(days=3)
    site, dean, coordinator = site_of(prison), prison.listeners["dean"], prison.actor(Role.COORDINATOR)
    draft(prison, [(0, FIRST, "luc"), (0, SECOND, "dean")], thursday, 1)
    pages = ("/rota", "/rota?month=2026-11", "/rota/gaps")
    assert "Dean" in paper_text_of(desk.get("/rota").text)

    say(prison, "dean", thursday, AvailabilityKind.UNAVAILABLE)
    after_a_no = [paper_text_of(desk.get(each).text) for each in pages]
    availability.say(site, dean, {thursday: None}, "", coordinator, NOW)
    standings.change(site, dean, Standing.PAUSED, MONDAY, 1, coordinator, NOW)

    assert [paper_text_of(desk.get(each).text) for each in pages] == after_a_no
    assert not any("Dean" in each for each in after_a_no)
