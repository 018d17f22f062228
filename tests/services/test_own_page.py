"""Does a kiosk show a Listener two weeks of his own nights, and no more?"""

from __future__ import annotations

from datetime import timedelta

from listeners.domain.people import Role
from listeners.services.own_page import own_nights, own_page
from tests.duties import add_duty
from tests.rota_world import MONDAY, NOW, site_of
from tests.world import World

TONIGHT = MONDAY - timedelta(days=1)


def test_his_nights_that_begin_within_two_weeks_are_shown_tonight_included_and_none_after_that(world: World) -> None:
    site, himself = site_of(world.larkmoor), world.larkmoor.actor(Role.LISTENER)
    for days in (-1, 0, 13, 14, 15):  # whoever stands behind him at the kiosk must not learn a month of nights
        add_duty(site, world.larkmoor.listeners["sam"], TONIGHT + timedelta(days=days))

    for now, last in ((NOW.replace(hour=12), [13]), (NOW, [13, 14])):  # as he is asked about that one from 18:00 on
        for page in (own_page(site, himself, now), own_nights(site, himself, now)):
            assert [each.night for each in page.nights] == [TONIGHT + timedelta(days=days) for days in (0, *last)]
