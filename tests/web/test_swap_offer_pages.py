"""A coordinator offers a swap on somebody's behalf on the pages: whose night, for which, a look, one press."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from listeners.domain.people import AvailabilityKind, Role
from listeners.services import availability
from listeners.store.database import db
from tests.rota_world import FIRST, published, site_of
from tests.services.care_records import NOW
from tests.web.conftest import SignInAs
from tests.web.me_browser import form_of, send
from tests.web.rota_browser import text_of
from tests.world import Prison

TUESDAY = date(2026, 12, 1)
THURSDAY = TUESDAY + timedelta(days=2)


@pytest.fixture
def larkmoor(larkmoor: Prison, evening: time_machine.Traveller) -> Prison:
    """Sam is down for Tuesday, Luc for Thursday."""
    published(larkmoor, [(0, FIRST, "sam"), (2, FIRST, "luc")], TUESDAY, 3, NOW)
    db.session.rollback()
    return larkmoor


def test_from_whose_night_to_the_offer_which_waits_for_the_other(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    sam, luc = (larkmoor.listeners[name] for name in ("sam", "luc"))
    for page in ("/rota/cover", "/rota/swap"):
        assert 'href="/rota/swap/offer"' in client.get(page).text
    assert f'href="/rota/swap/offer/{TUESDAY}/{sam}"' in client.get(f"/rota/slots/{TUESDAY}/1").text

    which = send(client, "/rota/swap/offer", whose=f"{TUESDAY} {sam}")
    assert "Thursday 3 to Friday 4 December: Luc Martin L03" in text_of(client.get(which).text)
    check = send(client, which, instead=f"{THURSDAY} {luc}")
    page = client.get(check).text
    assert "Luc Martin L03 gives Thursday 3 to Friday 4 December, first, and would do Tuesday 1" in text_of(page)
    sent = form_of(page)
    for _ in range(2):  # the second press changes nothing
        told = text_of(client.post(check, data=sent, follow_redirects=True).text)
        assert "Offered on behalf of Sam Okoro: Luc Martin is asked whether he would do Tuesday 1" in told
        assert told.count("Sam Okoro L01 offers Tuesday 1") == 1
        assert "put down by LKI coordinator on his behalf." in told
    told = text_of(client.post(check, data=form_of(page, act_key="n" * 20), follow_redirects=True).text)
    assert "Luc Martin has been asked already" in told
    assert "for which it was not offered before" in client.get(which).text


def test_what_was_not_chosen_or_is_not_allowed_any_more_is_said_at_the_field(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    sam, luc = (larkmoor.listeners[name] for name in ("sam", "luc"))
    which, check = (f"/rota/swap/offer/{TUESDAY}/{sam}{rest}" for rest in ("", f"/{THURSDAY}/{luc}"))
    for path, field, words in (
        ("/rota/swap/offer", "whose", "Choose whose night"),
        (which, "instead", "Choose one of these nights"),
    ):
        answer = client.post(path, data=form_of(client.get(path).text))
        assert answer.status_code == 422
        assert f'<a href="#{field}">{words}' in answer.text

    old = client.get(check).text
    site, himself = site_of(larkmoor), larkmoor.actor(Role.LISTENER, "luc")
    availability.say(site, luc, {TUESDAY: AvailabilityKind.UNAVAILABLE}, "", himself, NOW)
    answer = client.post(check, data=form_of(old))
    assert answer.status_code == 422 and "Luc Martin (L03)" in answer.text
    assert "Nobody offers a swap." in client.get("/rota/swap").text
    assert client.get(check.replace(luc, larkmoor.listeners["dean"])).status_code == 404
