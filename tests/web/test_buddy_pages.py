"""Does a Listener say that he talked with his buddy with one press, and does his coordinator pair two?"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from listeners.domain.people import Role
from listeners.services.care import buddies
from tests.services.care_records import NOW, TONIGHT, site_of
from tests.web.conftest import SignInAs
from tests.web.me_browser import form_of, send
from tests.web.rota_browser import text_of
from tests.world import Prison

pytestmark = pytest.mark.usefixtures("evening")


def test_he_is_thanked_whoever_of_the_two_told_first(sam: FlaskClient, larkmoor: Prison) -> None:
    assert "You have no buddy yet" in sam.get("/me/buddy").text
    two = larkmoor.listeners["sam"], larkmoor.listeners["ravi"]
    buddies.pair_up(site_of(larkmoor), *two, larkmoor.actor(Role.COORDINATOR), NOW)
    assert "Your buddy is Ravi Patel" in text_of(sam.get("/me/buddy").text)
    buddies.tell(site_of(larkmoor), larkmoor.actor(Role.LISTENER, "ravi"), NOW)
    before = sam.get("/me/thanks").data
    assert send(sam, "/me/buddy") == "/me/thanks"
    assert sam.get("/me/thanks").data == before


def test_two_are_paired_their_talk_is_noted_and_the_pair_ends(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    luc, dean = larkmoor.listeners["luc"], larkmoor.listeners["dean"]
    same = client.post("/care/buddies", data=form_of(client.get("/care/buddies").text, one=luc, other=luc))
    assert same.status_code == 422 and "Choose two different Listeners" in same.text
    send(client, "/care/buddies", one=luc, other=dean)
    page = client.get("/care/buddies").text
    assert "No talk is on file" in page
    pair = buddies.team(site_of(larkmoor), larkmoor.actor(Role.COORDINATOR), NOW).pairs[0][0]
    told = form_of(page, pair=pair.id, on="20 11 2026")
    early = client.post("/care/buddies/talked", data=told)
    assert early.status_code == 422 and "they were not buddies yet" in early.text
    assert client.post("/care/buddies/talked", data={**told, "on": f"{TONIGHT:%d %m %Y}"}).status_code == 303
    page = client.get("/care/buddies").text
    assert "Last talked: 27 November 2026" in text_of(page)
    assert client.post(f"/care/buddies/{pair.id}/end", data=form_of(page)).status_code == 303
    assert "Nobody has a buddy yet" in client.get("/care/buddies").text
