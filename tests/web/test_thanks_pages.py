"""Does the coordinator put thanks on file, does the Listener find them, and what does his certificate say?"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from listeners.domain.people import Role
from listeners.store.database import act
from listeners.store.people import Site
from tests.services.care_records import ago, at, stood_by, went_out
from tests.web.area_thanks import thank
from tests.web.conftest import Browser, SignInAs, new_sign_in
from tests.web.me_browser import form_of, send
from tests.web.rota_browser import text_of
from tests.world import Prison

pytestmark = pytest.mark.usefixtures("evening")


@pytest.fixture
def coordinator(client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs) -> FlaskClient:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    return client


def test_thanks_are_put_on_file_and_stand_on_his_own_page(coordinator: FlaskClient, larkmoor: Prison) -> None:
    told = {"person": larkmoor.listeners["sam"], "on": f"{ago(2):%d %m %Y}", "sender": "officer", "words": "So calm."}
    assert send(coordinator, "/care/thanks", **told) == "/care/thanks"
    page = text_of(coordinator.get("/care/thanks").text)
    assert "25 November 2026, from an officer: So calm." in page
    again = form_of(coordinator.get("/care/thanks").text, **told | {"words": ""})
    asked = coordinator.post("/care/thanks", data=again)
    assert asked.status_code == 422 and "Are they the same thanks?" in asked.text
    assert "Thanks of 25 November 2026 from an officer are on file already for Sam Okoro." in text_of(asked.text)
    answers = [coordinator.post("/care/thanks", data=again | anyway) for anyway in ({"anyway": "yes"}, {})]
    assert [answer.status_code for answer in answers] == [303, 303], "a repeat gets the first answer"

    sam = Browser(coordinator.application)
    new_sign_in(sam, larkmoor, Role.LISTENER)
    own = text_of(sam.get("/me/given").text)
    assert "Thanks came for you 2 times" in own and "an officer" in own and "So calm." in own
    off = f"/care/thanks/{thank(larkmoor, 'sam', 'again')}/off"
    coordinator.post(off, data=form_of(coordinator.get("/care/thanks").text))
    assert "again" not in text_of(sam.get("/me/given").text).partition("Thanks for you")[2]


def test_a_prisoners_words_are_asked_to_be_left_out(coordinator: FlaskClient, larkmoor: Prison) -> None:
    told = {"person": larkmoor.listeners["sam"], "on": f"{ago(2):%d %m %Y}", "sender": "prisoner", "words": "said so"}
    answer = coordinator.post("/care/thanks", data=form_of(coordinator.get("/care/thanks").text, **told))
    assert answer.status_code == 422
    assert "Leave the words of somebody in prison out" in answer.text
    assert coordinator.post("/care/thanks", data=form_of(answer.text)).status_code == 422


def test_a_certificate_says_how_long_how_many_nights_and_hours_and_no_more(
    coordinator: FlaskClient, larkmoor: Prison
) -> None:
    stood_by(larkmoor, "sam", ago(8))
    went_out(larkmoor, "sam", at(8, 23), 130)
    thank(larkmoor, "sam", "marked words")
    whole = text_of(coordinator.get(f"/care/people/{larkmoor.listeners['sam']}/certificate").text)
    page = whole.partition("up to him.")[2].partition("Help")[0]
    assert "is a Listener at HMP Larkmoor, since 1 June 2026: 5 months" in page
    assert "1 night" in page and "2 hours" in page
    assert "How this is calculated" in page and "marked words" not in page
    assert "Counted since" not in page, "since he joined"
    with act() as session:
        session.execute(update(Site).values(recording_since=ago(20)))
    later = text_of(coordinator.get(f"/care/people/{larkmoor.listeners['sam']}/certificate").text)
    assert f"Counted since {ago(20).day} November 2026, he stood by on 1 night" in later
    assert not any(word in page.lower() for word in ("concern", "reason to ask", "contact"))
