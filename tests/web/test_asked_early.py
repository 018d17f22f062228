"""A night more than 14 days ahead is asked about by paper: what a slip says of a page is true of that page that day.

No kiosk names such a night before (docs/security.md, T4).
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from listeners.domain.people import AvailabilityKind, Role
from listeners.services import availability, cover, policies, swaps
from listeners.store import cover_facts, swap_facts
from listeners.store.database import db
from tests.rota_world import FIRST, SECOND, published, site_of
from tests.services.care_records import NOW
from tests.web.conftest import SignInAs
from tests.web.me_browser import form_of, send
from tests.web.rota_browser import text_of
from tests.web.test_cover_pages import press
from tests.world import Prison

TUESDAY, FAR = date(2026, 12, 1), date(2026, 12, 11)
"""A night of Sam's, and one of Luc's that begins 14 days and an hour after the tests do."""
FROM = "Friday 27 November, 18:00"
SAYS_SO = f"Tell your coordinator yes or no. Your page asks you from {FROM} on."


@pytest.fixture
def larkmoor(larkmoor: Prison, evening: time_machine.Traveller) -> Prison:
    published(larkmoor, [(0, FIRST, "sam"), (10, FIRST, "luc"), (10, SECOND, "ravi")], TUESDAY, 14, NOW)
    db.session.rollback()
    return larkmoor


def test_whom_a_coordinator_asks_early_is_told_from_when_on_his_page_asks_and_then_it_does(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs, evening: time_machine.Traveller
) -> None:
    site, ravi, lee = site_of(larkmoor), larkmoor.listeners["ravi"], larkmoor.listeners["lee"]
    cover.ask_for_cover(site, ravi, FAR, larkmoor.actor(Role.LISTENER, "ravi"), NOW)
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    page = press(client, "/rota/cover", "Ask him for", listener=lee)
    assert f"a slip waits for him, and it comes on his page on {FROM}. Until then put his answer down here." in page
    assert SAYS_SO in client.get("/rota/slips").text
    his = client.application.test_client()
    sign_in_as(his, larkmoor, Role.LISTENER, "lee")
    assert "11 December" not in text_of(his.get("/me").text) + text_of(his.get("/me/print").text)

    evening.shift(timedelta(hours=1))
    sign_in_as(his, larkmoor, Role.LISTENER, "lee")
    assert "Can you do the night of Friday 11 to Saturday 12 December?" in his.get("/me").text
    told = press(his, "/me", "Yes, I will")
    assert "It stands with your nights now." in told
    for path in ("/me", "/me/print", "/me/swap"):
        assert "Friday 11" in text_of(his.get(path).text), path
    (closed,) = cover_facts.of_night(larkmoor.id, FAR)
    assert closed.taken_by == lee


def test_a_swap_offered_early_says_from_when_on_it_is_on_the_others_page_and_then_it_is(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs, evening: time_machine.Traveller
) -> None:
    sam, luc = larkmoor.listeners["sam"], larkmoor.listeners["luc"]
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    check = f"/rota/swap/offer/{TUESDAY}/{sam}/{FAR}/{luc}"
    assert f"It comes on his page on {FROM}" in client.get(check).text
    send(client, check)
    assert f"It comes on his page on {FROM}: until then put his answer down here." in client.get("/rota/swap").text
    assert SAYS_SO in client.get("/rota/slips").text
    his = client.application.test_client()
    sign_in_as(his, larkmoor, Role.LISTENER, "luc")
    assert "Would you swap" not in his.get("/me").text

    evening.shift(timedelta(hours=1))
    sign_in_as(his, larkmoor, Role.LISTENER, "luc")
    assert "You would do Tuesday 1 to Wednesday 2 December" in text_of(his.get("/me").text)
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    assert "It comes on his page" not in client.get("/rota/swap").text


def test_whoever_has_a_night_offered_for_him_reads_so_and_offers_it_no_second_time_while_it_waits(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    site, coordinator = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    thursday, key = TUESDAY + timedelta(days=2), "k" * 20
    published(larkmoor, [(0, FIRST, "dean")], thursday, 1, NOW)
    policies.change(coordinator, site, "cover_approval", 1, NOW.date(), "We look", NOW)
    sign_in_as(client, larkmoor, Role.LISTENER, "sam")
    address = f"/me/swap/{TUESDAY}"
    old = client.get(address).text
    sam, luc = larkmoor.listeners["sam"], larkmoor.listeners["luc"]
    assert swaps.offer(site, sam, TUESDAY, FAR, coordinator, NOW)

    def read() -> str:
        found = " ".join(text_of(client.get(path).text) for path in ("/me", "/me/swap", address))
        assert "11 December" not in found and "Friday 11" not in found, "a kiosk names no night so far ahead"
        return found

    assert "Your night of Tuesday 1 to Wednesday 2 December is offered for a later night. Nobody has answered" in read()
    assert "do a later night: nobody has answered yet." in read()
    assert "You have offered it already for a later night." in read() and "Offer this swap" in read()

    to_luc = next(each for each in swap_facts.ahead(larkmoor.id, NOW) if each.other.placed.listener == luc)
    swaps.answer(site, to_luc.id, luc, True, coordinator, NOW)
    assert "do a later night: your coordinator has to agree." in read()
    assert "Somebody has said yes. Your coordinator has to agree" in read() and "Offer this swap" not in read()
    said = client.post(address, data=form_of(old, instead=thursday), follow_redirects=True)
    assert "Somebody has said yes." in said.text
    assert not swaps.offer(site, sam, TUESDAY, thursday, larkmoor.actor(Role.LISTENER), NOW, key)

    away = {TUESDAY: AvailabilityKind.UNAVAILABLE}
    availability.say(site, luc, away, "", larkmoor.actor(Role.LISTENER, "luc"), NOW)
    assert "Somebody has said yes." in read(), "he reads nothing of what the other says"
    availability.say(site, sam, away, "", larkmoor.actor(Role.LISTENER), NOW)
    assert "stays yours until" not in client.get("/me").text and "do a later night: your coordinator" in read()
