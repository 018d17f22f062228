"""Can a Listener say on his own page that he does not want to be one, and is what he said shown to nobody but his
coordinator?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import update

from listeners import clock
from listeners.access import SYSTEM
from listeners.domain.care.decision import Answer, Decision, Topic
from listeners.domain.care.facts import Tick
from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.services import availability, availability_rules, standings
from listeners.services.care import decisions
from listeners.store.care.decisions import add_decision
from listeners.store.database import act
from listeners.store.people import Listener
from tests.services.care_records import NOW, TONIGHT, at, site_of, went_out
from tests.web.conftest import SignInAs, Statements, new_sign_in
from tests.web.me_browser import form_of
from tests.web.rota_browser import text_of
from tests.web.test_me_pages import without_tokens
from tests.world import Prison

pytestmark = pytest.mark.usefixtures("evening")

TOLD = {"explained": ["harm", "stop"], "by": "Jo Hart", "on": f"{TONIGHT:%d %m %Y}"}


def says(browser: FlaskClient, answer: str) -> tuple[object, ...]:
    """Everything that an answer is answered with, and the pages after it that do not tell on which nights he is."""
    sent = browser.post("/me/decision", data=form_of(browser.get("/me/decision").text, answer=answer))
    headers = sorted((name, value) for name, value in sent.headers if name not in ("Set-Cookie", "Date"))
    after = [without_tokens(browser.get(page).text) for page in ("/me/thanks", "/me/decision", "/me/held")]
    return sent.status_code, sent.location, sent.data, headers, after


@pytest.fixture
def coordinator(client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs) -> FlaskClient:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    return client


def write_down(browser: FlaskClient, prison: Prison, **answers: object) -> tuple[int, str]:
    address = f"/care/people/{prison.listeners['sam']}/decision"
    sent = browser.post(address, data=form_of(browser.get(address).text) | answers)
    return sent.status_code, text_of(browser.get(sent.location).text if sent.location else sent.text)


def test_a_yes_a_not_now_and_a_no_are_answered_with_the_same_bytes(sam: FlaskClient) -> None:
    assert says(sam, "yes") == says(sam, "not_now") == says(sam, "no")


def test_whoever_said_no_rests_and_his_pages_say_no_more_than_of_a_pause_by_the_coordinator(sam: FlaskClient) -> None:
    assert "I want a rest, from now" in sam.get("/me/rest").text
    says(sam, "not_now")
    shown = sam.get("/me/rest").text
    page = text_of(shown)
    assert "Tell your coordinator when you want to come back." in page and 'href="/me/decision"' in shown
    assert "you can also say yes on your own page" in page and "goes through the sheet with you first" in page
    assert "I am ready again" not in page and "decision" not in page
    assert "You are resting from call-outs." in sam.get("/me").text
    says(sam, "yes")
    assert text_of(sam.get("/me/rest").text) == page, "a yes of his own is told to his coordinator, and no more"
    words = text_of(sam.get("/me/decision").text)
    assert (
        "If you get no nights now, your yes is told to your coordinator: he goes through this sheet with you" in words
    )


def test_the_coordinator_is_told_of_the_wish_of_somebody_who_is_held_and_where_his_yes_is_written_down(
    coordinator: FlaskClient, larkmoor: Prison
) -> None:
    for answer in (Answer.NOT_NOW, Answer.YES):
        decisions.decide(site_of(larkmoor), answer, larkmoor.actor(Role.LISTENER), NOW)
    told = coordinator.get("/rota/notices").text
    assert "has said on his own page that he wants to be a Listener. He gets no nights until you" in text_of(told)
    assert f"/care/people/{larkmoor.listeners['sam']}/decision" in told
    assert "yes on 27 November 2026, on his own page" in text_of(coordinator.get("/care/decisions").text)


def test_before_he_answers_he_reads_what_it_can_do_to_him_and_that_a_no_costs_nothing(sam: FlaskClient) -> None:
    page = sam.get("/me/decision").text
    first = page.index("<form class")
    for words in (
        "secondary trauma",
        "A no costs you nothing",
        "you get no nights from this moment",
        "Who will see this",
    ):
        assert page.index(words) < first
    missing = sam.post("/me/decision", data=form_of(page))
    assert missing.status_code == 422 and "Choose what you say" in missing.text


def test_the_coordinator_writes_down_what_he_says_and_reads_it(coordinator: FlaskClient, larkmoor: Prison) -> None:
    status, page = write_down(coordinator, larkmoor, answer="yes", on=TOLD["on"])
    assert status == 422
    assert "Enter who went through it with him" in page
    assert "A yes counts only when what it can do to him was gone through with him" in page
    assert write_down(coordinator, larkmoor, answer="no", on="1 12 2026")[0] == 422
    _, page = write_down(coordinator, larkmoor, answer="no", on=TOLD["on"])
    assert "He gets no nights until you write his yes down." in page and "27 November 2026: no." in page
    _, page = write_down(coordinator, larkmoor, answer="yes", **TOLD)
    assert "Told by Jo Hart: what it can do to him; what he can always do." in page and "He gets no nights" not in page
    assert "yes on 27 November 2026; ask him again on 28 May 2027" in text_of(coordinator.get("/care/decisions").text)


def test_a_yes_that_was_recorded_before_stands_on_his_page_as_on_the_list(
    coordinator: FlaskClient, larkmoor: Prison
) -> None:
    him = f"/care/people/{larkmoor.listeners['sam']}/decision"
    assert "No answer of his is on file here." in text_of(coordinator.get(him).text)
    with act() as session:
        session.execute(
            update(Listener).where(Listener.id == larkmoor.listeners["sam"]).values(consented_on=date(2025, 9, 26))
        )
    assert "a yes of 26 September 2025 was recorded before" in text_of(coordinator.get("/care/decisions").text)
    page = text_of(coordinator.get(him).text)
    assert "A yes of 26 September 2025 was recorded before answers were kept here. It is to be confirmed." in page
    assert "No answer of his" not in page


def test_he_has_come_back_does_not_stand_in_for_a_yes(coordinator: FlaskClient, larkmoor: Prison) -> None:
    write_down(coordinator, larkmoor, answer="not_now", on=TOLD["on"])
    him = f"/rota/people/{larkmoor.listeners['sam']}"
    page = coordinator.get(f"{him}/pause").text
    assert f"/care/people/{larkmoor.listeners['sam']}/decision" in page
    assert "He comes back when his yes is written down" in page and "asked for a rest" not in page
    assert "<button" not in page.partition("<main")[2], "no button that would not bring him back"
    refused = coordinator.post(f"{him}/pause/over", data=form_of(coordinator.get(f"{him}/nights").text))
    assert refused.status_code == 409
    assert "He is held until he says yes to being a Listener" in refused.text


def test_of_whoever_asked_for_a_rest_as_well_the_page_says_what_ends_each(
    coordinator: FlaskClient, larkmoor: Prison
) -> None:
    site, sam = site_of(larkmoor), larkmoor.listeners["sam"]
    with time_machine.travel(datetime(2026, 11, 28, 7, 27, tzinfo=UTC), tick=False):  # in the night of the 27th still
        now, on = clock.now(), TONIGHT + timedelta(days=5)
        wishes = {on: AvailabilityKind.PREFER, on + timedelta(days=1): AvailabilityKind.UNAVAILABLE}
        availability.say(site, sam, wishes, "", larkmoor.actor(Role.LISTENER), now)
        decisions.decide(site, Answer.NOT_NOW, larkmoor.actor(Role.LISTENER), now)
        availability_rules.pause(site, sam, larkmoor.actor(Role.LISTENER), now)
        new_sign_in(coordinator, larkmoor, Role.COORDINATOR)
        page = coordinator.get(f"/rota/people/{sam}/pause").text
        assert "He rests since 28 November 2026, until he says yes to being a Listener" in page
        assert "He has asked for a rest as well" in page and "<button" not in page.partition("<main")[2]
        page = text_of(coordinator.get(f"/rota/people/{sam}").text)
        assert "Since 28 November 2026, by his own word or until" in page
        assert "1 he would like. He rests now: he is not planned and not asked." in page, "what he said is kept"
        assert "Away, or cannot Thursday 3 to Friday 4 December" in page

        yes = Decision(Answer.YES, frozenset(Topic), "Jo Hart")
        decisions.write_down(site, sam, now.date(), yes, larkmoor.actor(Role.COORDINATOR), now)
        page = coordinator.get(f"/rota/people/{sam}/pause").text
        assert "He rests since 28 November 2026, by his own word:" in page and "He has come back</button>" in page


def test_whoever_looks_over_his_shoulder_sees_one_page_of_a_no_and_of_a_pause_by_the_coordinator(
    client: FlaskClient, larkmoor: Prison
) -> None:
    site, luc = site_of(larkmoor), larkmoor.listeners["luc"]
    decisions.decide(site, Answer.NO, larkmoor.actor(Role.LISTENER), NOW)
    standings.change(site, luc, Standing.PAUSED, TONIGHT, 1, SYSTEM, NOW)
    pages = []
    for name in ("sam", "luc"):
        new_sign_in(client, larkmoor, Role.LISTENER, name)
        pages.append(text_of(client.get("/me/rest").text.partition("<main")[2].partition("</main>")[0]))
    assert pages[0] == pages[1]
    assert "Tell your coordinator when you want to come back." in pages[0] and "written" not in pages[0]


def test_a_yes_of_half_a_year_ago_is_told_and_later_told_louder_and_stands_on_the_list(
    coordinator: FlaskClient, larkmoor: Prison
) -> None:
    said = Decision(Answer.YES, frozenset(Topic), "Jo Hart")
    with act() as session:
        for name, weeks in (("ravi", 26), ("luc", 30)):
            on = TONIGHT - timedelta(weeks=weeks)
            add_decision(session, larkmoor.id, larkmoor.listeners[name], on, said, SYSTEM, NOW)
    assert decisions.tell_site("LKI", SYSTEM, NOW) == 2
    told = text_of(coordinator.get("/rota/notices").text)
    assert "said yes to being a Listener on 29 May 2026, half a year ago. Ask him again" in told
    assert "Late: Luc Martin was to be asked again by 30 October 2026" in told and "His yes is of 1 May 2026." in told
    page = text_of(coordinator.get("/care/decisions").text)
    assert "yes on 1 May 2026, due since 30 October 2026" in page
    assert "yes on 29 May 2026, to be asked again on 27 November 2026" in page
    pages = [f"/care/people/{larkmoor.listeners[name]}/decision" for name in ("ravi", "luc", "dean")]
    ravi, luc, dean = (text_of(coordinator.get(page).text) for page in pages)
    assert "Ask him again: half a year has passed. This has been due since 27 November 2026. He goes on" in ravi
    assert "Ask him again this week. This has been due since 30 October 2026." in luc
    assert "He goes on meanwhile" not in dean


def test_after_something_hard_his_page_says_why_he_is_asked(coordinator: FlaskClient, larkmoor: Prison) -> None:
    went_out(larkmoor, "sam", at(3, 22), 60, Tick.ATTEMPT_OR_DEATH)
    page = text_of(coordinator.get(f"/care/people/{larkmoor.listeners['sam']}/decision").text)
    assert "Ask him again: something hard has happened." in page and "he may step off at once" in page


def test_whatever_he_has_told_he_may_step_off_at_once(sam: FlaskClient) -> None:
    thanks = sam.get("/me/thanks").text
    assert "You can rest from this moment on, or stop being a Listener. Nobody asks you why." in text_of(thanks)
    assert 'href="/me/rest"' in thanks and 'href="/me/decision"' in thanks


def test_the_list_is_no_dearer_with_more_answers(
    coordinator: FlaskClient, larkmoor: Prison, statements: Statements
) -> None:
    statements.clear()
    coordinator.get("/care/decisions")
    first = len(statements)
    for answer in ("not_now", "yes", "no"):
        write_down(coordinator, larkmoor, answer=answer, **TOLD)
    statements.clear()
    coordinator.get("/care/decisions")
    assert first == len(statements) <= 12
