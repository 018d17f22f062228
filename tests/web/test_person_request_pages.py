"""Does a Listener's own page tell what is due and no more, and does his coordinator find what he asked for?"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from listeners.domain.people import Role
from tests.web.conftest import SignInAs
from tests.web.me_browser import form_of, send
from tests.web.rota_browser import text_of
from tests.world import Prison

pytestmark = pytest.mark.usefixtures("evening")


def test_his_page_tells_what_is_due_and_leads_to_what_is_kept(sam: FlaskClient) -> None:
    page = sam.get("/me/mine").text
    told = text_of(page)

    assert "Night: none in the next two weeks" in told and "Rest: you are not resting after a call" in told
    assert "Private offload: it was due by" in told
    assert "Your branch coordinator and the auditor: all of it. Nobody else sees any of it." in told
    first, _, buttons = sam.get("/me").text.partition("What do you want to do?")
    assert 'href="/me/held"' in page and 'href="/me/mine"' in first and 'href="/me/mine"' in buttons


def test_he_asks_is_thanked_as_always_and_nothing_of_it_stands_on_a_page_of_his(
    sam: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    pages = ("/me", "/me/mine", "/me/held", "/me/thanks")
    before = [text_of(sam.get(page).text) for page in pages]
    assert send(sam, "/me/mine", asked_for="copy") == "/me/thanks"
    assert [text_of(sam.get(page).text) for page in pages] == before

    sign_in_as(sam, larkmoor, Role.COORDINATOR)
    assert "Sam Okoro asks for a copy of what is kept about him" in text_of(sam.get("/rota/notices").text)
    listed = sam.get("/care/requests").text
    assert "To be given by 27 December 2026" in text_of(listed)
    assert f'href="/care/people/{larkmoor.listeners["sam"]}"' in listed


def test_he_is_told_what_to_do_who_chose_nothing(sam: FlaskClient) -> None:
    answer = sam.post("/me/mine", data=form_of(sam.get("/me/mine").text))
    assert answer.status_code == 422 and "Choose what you want" in answer.text
