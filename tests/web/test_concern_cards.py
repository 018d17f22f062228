"""Does a card that something is wrong get on file for those it was given to, and for nobody else?"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from listeners.domain.people import Role
from listeners.errors import NotAllowed, NotFound, Unreadable
from listeners.services.care import concerns
from listeners.store import availability_facts
from listeners.store.care.concerns import ConcernTold
from listeners.store.database import db
from listeners.store.records import Audit, Notice
from tests.services.care_records import NOW, TONIGHT, ago, site_of
from tests.web.area_concerns import ABOUT_DRUGS
from tests.web.conftest import SignInAs
from tests.web.me_browser import form_of
from tests.web.rota_browser import text_of
from tests.world import Prison, World

pytestmark = pytest.mark.usefixtures("evening")
ADDRESS = "/concerns/card/key-in"


def test_a_card_is_keyed_in_once_and_its_rest_begins(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sam = larkmoor.listeners["sam"]
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    told = {"person": sam, "on": f"{ago(3):%d %m %Y}", "kinds": "drugs", "words": "marked words", "step_off": "y"}
    form = form_of(client.get(ADDRESS).text, **told)
    assert [client.post(ADDRESS, data=form).status_code for _ in "ab"] == [303, 303]
    (row,) = db.session.scalars(select(ConcernTold))
    assert (row.told_on, row.due_on) == (ago(3), ago(-4))
    assert availability_facts.paused_since(larkmoor.id, TONIGHT, [sam])
    audited = select(Audit.verb, Audit.subject_id, Audit.detail).where(Audit.kind == "concern")
    assert db.session.execute(audited).all() == [("concern_keyed_in", None, None)]
    waits = select(Notice.id).where(Notice.kind == concerns.CONCERN_WAITS)
    assert list(db.session.scalars(waits)) == [], "whoever keyed it in knows of it"
    assert "marked words" in text_of(client.get(f"/concerns/{row.id}").text)
    assert "marked words" not in client.get(ADDRESS).text
    empty = {**told, "kinds": "", "words": ""}
    del empty["kinds"]
    assert client.post(ADDRESS, data=form_of(client.get(ADDRESS).text, **empty)).status_code == 422


def test_only_a_coordinator_of_his_own_prison_keys_one_in(world: World) -> None:
    larkmoor, fenwick = world.larkmoor, world.fenwick
    site, sam = site_of(larkmoor), larkmoor.listeners["sam"]
    for role in (each for each in Role if each is not Role.COORDINATOR):
        with pytest.raises(NotAllowed):
            concerns.key_in(site, sam, ABOUT_DRUGS, TONIGHT, False, larkmoor.actor(role), NOW)
    who = fenwick.actor(Role.COORDINATOR)
    with pytest.raises(NotAllowed):
        concerns.key_in(site, sam, ABOUT_DRUGS, TONIGHT, False, who, NOW)
    with pytest.raises(NotFound):
        concerns.key_in(site_of(fenwick), sam, ABOUT_DRUGS, TONIGHT, False, who, NOW)
    with pytest.raises(Unreadable):
        concerns.key_in(site, sam, ABOUT_DRUGS, ago(-1), False, larkmoor.actor(Role.COORDINATOR), NOW)
    assert db.session.scalar(select(ConcernTold.id)) is None
