"""Does the card of own nights tell a Listener who has paper alone what his own page tells?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, Role
from listeners.domain.states import DutyState, NightPlace
from listeners.services import availability
from listeners.store import people_facts
from listeners.web.filters import night as night_words
from tests.duties import add_duty
from tests.services.care_records import NOW, TONIGHT, stood_by
from tests.web.conftest import SignInAs
from tests.web.rota_browser import text_of
from tests.world import Prison


@pytest.mark.usefixtures("evening")
def test_the_card_says_of_a_night_that_he_cannot_do_and_of_one_taken_off_him_what_his_own_page_says(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    site, sam = people_facts.site(larkmoor.id), larkmoor.listeners["sam"]
    off, cannot, given_away, second = (TONIGHT + timedelta(days=days) for days in (0, 7, 9, 27))
    stood_by(larkmoor, "sam", off, DutyState.STOOD_DOWN)
    add_duty(site, sam, cannot)
    availability.say(site, sam, {cannot: AvailabilityKind.UNAVAILABLE}, "", SYSTEM, NOW)
    stood_by(larkmoor, "sam", given_away, DutyState.WITHDRAWN)
    add_duty(site, sam, second, NightPlace.SECOND)
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    card = text_of(client.get(f"/rota/people/{sam}/cards/nights").text)

    assert f"{night_words(off)} 18:00 to 08:00 You are off: you rest after your call-out" in card
    assert f"{night_words(cannot)} 18:00 to 08:00 You are not on" in card
    assert f"{night_words(second)} 18:00 to 08:00 second" in card
    assert night_words(given_away) not in card and "08:00 first" not in card
