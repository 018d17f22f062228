"""Does the coordinator's list lead to the question whether he agreed, and does it go once that is answered?"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from listeners.domain.people import Role
from tests.services.care_records import was_overridden
from tests.web.conftest import SignInAs
from tests.web.rota_browser import text_of
from tests.web.test_care_pages import form_of
from tests.world import World

pytestmark = pytest.mark.usefixtures("evening")


def test_the_list_asks_until_he_is_asked_and_his_page_keeps_what_he_said(
    client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    sam = world.larkmoor.listeners["sam"]
    address = f"/care/overrides/{was_overridden(world.larkmoor, 'sam', 1)}"
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)
    assert "Let go unrested: ask him" in text_of(client.get("/care").text)
    assert "He has not been asked again" in client.get(f"/care/people/{sam}").text

    asked = client.get(address).text
    assert "Nobody else could be reached that night" in asked and "1 h short" in text_of(asked)
    empty = client.post(address, data=form_of(asked, asked_on="27 11 2026"))
    assert empty.status_code == 422 and "Choose what he said" in empty.text
    early = client.post(address, data=form_of(empty.text, asked_on="25 11 2026", answer="did_not"))
    assert early.status_code == 422 and "This is before he was let go" in early.text
    told = form_of(early.text, asked_on="27 11 2026", answer="did_not")
    assert [client.post(address, data=told).status_code for _ in range(2)] == [303, 303]

    assert "Let go unrested" not in client.get("/care").text
    assert "he says that he did not agree" in client.get(f"/care/people/{sam}").text
    assert "He was asked on Friday 27 November" in text_of(client.get(address).text)
