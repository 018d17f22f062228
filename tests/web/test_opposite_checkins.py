"""Can anybody tell from what a page answers what was said in a check-in?"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from listeners import clock
from listeners.domain.care.checkin import CheckIn, HowMuch, Item, WantsRest
from listeners.domain.people import Role
from listeners.services.care import checkins as checkins_service
from listeners.store.care import checkins
from listeners.store.database import db
from tests.services.care_records import TONIGHT, ago, site_of
from tests.web.conftest import SignInAs
from tests.web.me_browser import form_of
from tests.web.test_me_pages import without_tokens
from tests.world import Prison

pytestmark = pytest.mark.usefixtures("evening")

QUESTIONS = ("sleep", "thoughts", "on_edge", "avoiding", "support")
NOTHING = CheckIn((None,) * len(Item))
DECLINED = CheckIn((HowMuch.RATHER_NOT,) * len(Item), WantsRest.RATHER_NOT)
CALM, HARD = dict.fromkeys(QUESTIONS, "0"), dict.fromkeys(QUESTIONS, "3")


def answer(browser: FlaskClient, **answers: str) -> tuple[object, ...]:
    """Everything that a check-in is answered with, and the pages after it."""
    sent = browser.post("/me/check-in", data=form_of(browser.get("/me/check-in").text, **answers))
    headers = sorted((name, value) for name, value in sent.headers if name not in ("Set-Cookie", "Date"))
    after = [without_tokens(browser.get(page).text) for page in ("/me/thanks", "/me", "/me/check-in", "/me/held")]
    return sent.status_code, sent.data, headers, after


@pytest.mark.parametrize("rest", ["no", "rather_not", "yes"])
def test_two_opposite_check_ins_are_answered_with_the_same_bytes(sam: FlaskClient, rest: str) -> None:
    answer(sam, **CALM, rest=rest)  # from now on he rests in both, or in neither
    assert answer(sam, **CALM, rest=rest) == answer(sam, **HARD, rest=rest)


def test_skipping_declining_and_answering_are_answered_alike(sam: FlaskClient) -> None:
    nothing = answer(sam)
    assert nothing[0] == 303
    assert nothing == answer(sam, **HARD) == answer(sam, **dict.fromkeys(QUESTIONS, "rather_not"), rest="rather_not")


def test_the_thank_you_page_is_the_same_whether_he_wants_a_rest_or_not(sam: FlaskClient) -> None:
    no = answer(sam, **CALM, rest="no")
    yes = answer(sam, **CALM, rest="yes")
    assert no[:3] == yes[:3]
    assert no[3][0] == yes[3][0]  # type: ignore[index]
    assert "You are resting from call-outs" in sam.get("/me/rest").text


def test_an_answer_that_is_not_offered_is_refused_and_nothing_is_on_file(sam: FlaskClient, larkmoor: Prison) -> None:
    wrong = sam.post("/me/check-in", data=form_of(sam.get("/me/check-in").text, sleep="9"))
    assert wrong.status_code == 422
    assert "Choose one of these, or leave it out" in wrong.text
    db.session.rollback()
    assert checkins.since(larkmoor.id, ago(60)) == ()


def test_before_he_answers_he_reads_who_reads_it_by_when_and_how_to_talk_now(sam: FlaskClient) -> None:
    page = sam.get("/me/check-in").text
    first = page.index("<form class")
    for words in ("Nobody reads this tonight", "by Thursday 3 December", "To talk now", "it starts now"):
        assert words in page
    assert page.index("by Thursday 3 December") < first
    assert "by the next Thursday" in sam.get("/me/thanks").text


def test_the_coordinator_keys_in_a_card_and_reads_it(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    address = f"/care/people/{larkmoor.listeners['sam']}/check-ins/new"
    ahead = client.post(address, data=form_of(client.get(address).text, **HARD, on="1 12 2026"))
    assert ahead.status_code == 422
    assert "Look at the date" in ahead.text
    on = f"{TONIGHT:%d %m %Y}"
    assert client.post(address, data=form_of(client.get(address).text, **HARD, on=on)).location == "/care/check-ins"
    (one,) = checkins.since(larkmoor.id, ago(60))
    page = client.get(f"/care/check-ins/{one.id}").text
    assert page.count("Nearly always") == len(QUESTIONS)
    assert page.count("Left out") == 1
    assert 'value="3" checked' not in client.get(address).text


def test_declining_and_leaving_out_change_no_figure_but_the_response_rate(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    sams = larkmoor.listeners["sam"]
    pages = ("/care", f"/care/people/{sams}", "/care/offloads", "/review", "/tonight/load", f"/rota/people/{sams}")

    def figures() -> list[str]:
        return [without_tokens(client.get(page).text) for page in pages]

    before, rate = figures(), "0 of 8, 0 %"
    assert rate in client.get("/care/check-ins").text
    for told in (NOTHING, DECLINED):
        checkins_service.log(site_of(larkmoor), told, larkmoor.actor(Role.LISTENER), clock.now())
        assert figures() == before
        assert "1 of 8, 13 %" in client.get("/care/check-ins").text
