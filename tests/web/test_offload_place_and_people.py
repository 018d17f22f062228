"""Is it kept where a session was and who was there, by whichever way it was told?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from listeners.domain.care.offload import LedBy, SessionPlace
from listeners.domain.people import Role
from listeners.errors import Unreadable
from listeners.services.care import offloads
from listeners.store.care import offload_facts
from listeners.store.database import db
from tests.services.care_records import NOW, held, site_of
from tests.web.conftest import SignInAs
from tests.web.me_browser import form_of, send
from tests.web.test_care_pages import CARD
from tests.web.test_me_pages import SESSION
from tests.world import Prison

pytestmark = pytest.mark.usefixtures("evening")
TOLD = {"place": "chaplaincy", "present": ["peer_lead", "clinician"]}
WORDS = "In the chaplaincy; led by Samaritans, with a clinician, a peer lead"


def sams(prison: Prison) -> offload_facts.OffloadOnFile:
    db.session.rollback()
    (told,) = offload_facts.offloads(prison.id)[prison.listeners["sam"]]
    return told


def test_he_tells_it_and_may_leave_it_out(sam: FlaskClient, larkmoor: Prison) -> None:
    send(sam, "/me/offload", **SESSION, **TOLD)
    told = sams(larkmoor).held
    assert told.place is SessionPlace.CHAPLAINCY
    assert told.present == {LedBy.PEER_LEAD, LedBy.CLINICIAN}


def test_a_card_is_keyed_in_shown_and_corrected_with_it(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    send(client, "/care/offloads/new", people=[larkmoor.listeners["sam"]], **CARD, **TOLD)
    told = sams(larkmoor)
    assert WORDS in client.get(f"/care/people/{larkmoor.listeners['sam']}").text
    page = client.get(f"/care/offloads/{told.id}").text
    ticked = [name for name in ("samaritans", "clinician", "peer_lead") if f'value="{name}" checked' in page]
    # The same question has "clinician" among who led it, and that was Samaritans.
    assert ticked == ["samaritans", "clinician", "peer_lead"]
    send(client, f"/care/offloads/{told.id}", **CARD, **{"place": "", "version": str(told.version)})
    assert (sams(larkmoor).held.place, sams(larkmoor).held.present) == (None, frozenset())


def test_an_officer_is_told_of_where_it_is_asked_how_near_he_was(sam: FlaskClient, larkmoor: Prison) -> None:
    page = form_of(sam.get("/me/offload").text, **SESSION, present=["officer"])
    assert sam.post("/me/offload", data=page).status_code == 422
    with pytest.raises(Unreadable):
        told = replace(held(1), present=frozenset({LedBy.OFFICER}))
        offloads.log(site_of(larkmoor), told, None, larkmoor.actor(Role.LISTENER), NOW)
