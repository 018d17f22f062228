"""Does a kiosk show a Listener two weeks of his own nights, and no more?"""

from __future__ import annotations

from datetime import timedelta

from listeners.domain.people import Role
from listeners.services.own_page import own_nights, own_page
from tests.duties import add_duty
from tests.rota_world import MONDAY, NOW, site_of
from tests.world import World

TONIGHT = MONDAY - timedelta(days=1)


def test_his_nights_of_two_weeks_are_shown_tonight_included_and_none_after_that(world: World) -> None:
    site, himself = site_of(world.larkmoor), world.larkmoor.actor(Role.LISTENER)
    for days in (-1, 0, 13, 14):  # whoever stands behind him at the kiosk must not learn a month of nights
        add_duty(site, world.larkmoor.listeners["sam"], TONIGHT + timedelta(days=days))

    for page in (own_page(site, himself, NOW), own_nights(site, himself, NOW)):
        assert [each.night for each in page.nights] == [TONIGHT, TONIGHT + timedelta(days=13)]
