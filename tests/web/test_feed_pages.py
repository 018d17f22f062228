"""Can a calendar be followed by a secret link without signing in, and is the secret in no log and on no second page?"""

from __future__ import annotations

import logging
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from listeners.domain.people import Role
from listeners.store.database import act, db
from tests.rota_world import FIRST, NOW, published
from tests.web.conftest import SignInAs, counted_on, token_of
from tests.web.rota_browser import KEY, send, text_of
from tests.world import World

ADDRESS = re.compile(r'value="http://[^/]+(/feeds/([A-Za-z0-9_-]{32})\.ics)"')

pytestmark = pytest.mark.usefixtures("sunday_evening")


def made(desk: FlaskClient, whose: str = "site") -> tuple[str, str]:
    """Make a link, and return its path and its secret."""
    found = ADDRESS.search(send(desk, "/rota/feeds", whose=whose).text)
    assert found
    return found.group(1), found.group(2)


def test_a_link_is_shown_once_and_opens_a_calendar_without_a_sign_in(desk: FlaskClient, world: World) -> None:
    published(world.larkmoor, [(0, FIRST, "sam")], nights=1)
    path, secret = made(desk)
    answer = desk.application.test_client().get(path)

    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    assert answer.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in answer.headers
    assert "Stand-by: 1 place needs somebody" in answer.text and "Sam" not in answer.text
    page = desk.get("/rota/feeds").text
    assert secret not in page
    assert "The nights that need somebody 22 November 2026, by LKI coordinator 22 November 2026 Revoke" in text_of(page)


def test_a_listener_sees_that_his_nights_can_be_followed_and_ends_it_by_one_press(
    desk: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    (first, _), (second, _), (others, _), (of_site, _) = (
        made(desk, whose) for whose in (*[world.larkmoor.listeners["sam"]] * 2, world.larkmoor.listeners["luc"], "site")
    )
    sam = desk.application.test_client()
    sign_in_as(sam, world.larkmoor, Role.LISTENER, "sam", at=NOW)
    assert "Your coordinator made 2 links to your nights" in text_of(sam.get("/me/held").text)
    assert "coordinator made" not in sam.get("/me").text

    token = token_of(sam.get("/me/held").text)
    for key in ("one press", "another"):
        assert sam.post("/me/held/links/end", data={"csrf_token": token, "act_key": key}).status_code == 303
    assert "There is none. Nobody can see your nights in a calendar." in text_of(sam.get("/me/held").text)
    assert [desk.get(path).status_code for path in (first, second, others, of_site)] == [404, 404, 200, 200]


def test_the_second_press_of_the_form_makes_no_second_link_and_shows_no_secret(desk: FlaskClient) -> None:
    page = desk.get("/rota/feeds").text
    key = KEY.search(page)
    assert key
    form = {"csrf_token": token_of(page), "act_key": key.group(1), "whose": "site"}
    first, second = (desk.post("/rota/feeds", data=form).text for _ in range(2))

    assert ADDRESS.search(first) and "/feeds/" not in second.replace("/rota/feeds", "")
    assert "This link has been shown already" in text_of(second)
    assert desk.get("/rota/feeds").text.count("/revoke") == 1


def test_a_listeners_own_nights_are_chosen_by_name(desk: FlaskClient, world: World) -> None:
    published(world.larkmoor, [(0, FIRST, "sam")], nights=1)
    path, _ = made(desk, str(world.larkmoor.listeners["sam"]))

    assert desk.get(path).text.count("SUMMARY:Stand-by\r\n") == 1
    assert "Sam Okoro’s own nights" in text_of(desk.get("/rota/feeds").text)
    refused = send(desk, "/rota/feeds", whose=str(world.fenwick.listeners["sam"]))
    assert (refused.status_code, "Choose one of these" in refused.text) == (422, True)


def test_a_revoked_link_and_one_that_never_was_answer_alike_and_cost_alike(desk: FlaskClient) -> None:
    path, secret = made(desk)
    page = desk.get("/rota/feeds").text
    revoke = re.findall(r'action="(/rota/feeds/[0-9a-f]+/revoke)"', page)[0]
    assert desk.post(revoke, data={"csrf_token": token_of(page)}).status_code == 303
    assert "There is no link." in text_of(desk.get("/rota/feeds").text)
    stranger, answers = desk.application.test_client(), []
    with counted_on(db.engine) as statements:
        for each in (path, path.replace(secret, secret[::-1]), "/feeds/x.ics"):
            statements.clear()
            answer = stranger.get(each)
            answers.append((answer.status_code, answer.data, dict(answer.headers), len(statements)))

    assert answers[0][0] == 404 and answers[0][3] == 1
    assert answers[1:] == answers[:1] * 2


def test_a_fault_of_the_program_writes_the_address_of_no_calendar(
    desk: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    path, secret = made(desk)
    with act() as session:
        session.execute(text("ALTER TABLE feed_link RENAME TO lost"))
    desk.application.testing = False
    desk.application.config["PROPAGATE_EXCEPTIONS"] = False
    with caplog.at_level(logging.DEBUG):
        failed: TestResponse = desk.get(path)

    assert failed.status_code == 500 and "/feeds/…" in caplog.text
    assert secret not in caplog.text and secret not in failed.text
