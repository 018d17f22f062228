"""Do the coordinator's pages show who is to be looked at and why, let it be worked on once, and note each reading?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from listeners.access import SYSTEM
from listeners.domain.care.facts import Tick
from listeners.domain.care.offload import Officer
from listeners.domain.people import Role
from listeners.services.care import flags, offloads
from listeners.store.callouts import Attendance
from listeners.store.care import contact_facts, flag_facts, offload_facts
from listeners.store.care.flag_facts import StoredFlag
from listeners.store.care.wellbeing import Flag
from listeners.store.database import db
from listeners.store.records import Audit
from tests.services.care_records import (
    NOW,
    SUICIDAL,
    ago,
    at,
    had_offload,
    held,
    owed_rest,
    site_of,
    stood_by,
    was_overridden,
    went_out,
)
from tests.web.conftest import SignInAs, Statements, token_of
from tests.web.rota_browser import text_of
from tests.world import Prison, World

pytestmark = pytest.mark.usefixtures("evening")

CARD = {
    "on": "2026-11-25",
    "kind": "group",
    "led_by": "samaritans",
    "private": "no",
    "officer": "earshot",
    "length": "60",
    "useful": "",
}


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Larkmoor after the daily run: Dean is urgent, Imran flagged, Luc overdue by a day, Mo last not alone."""
    prison = world.larkmoor
    for who in prison.listeners:
        days = {"imran": 40, "luc": 15}.get(who, 3)
        had_offload(prison, who, days, Officer.EARSHOT if who == "mo" else Officer.NONE)
    had_offload(prison, "mo", 12)
    for days in (9, 2):
        owed_rest(prison, "dean", at(days, 4), kept=False)
    flags.run(site_of(prison), SYSTEM, NOW)
    return prison


@pytest.fixture
def desk(client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs) -> FlaskClient:
    """The coordinator's browser."""
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    return client


def form_of(page: str, address: str | None = None, **told: object) -> dict[str, object]:
    """What the form to an address sends when nothing but ``told`` is filled in."""
    whole = page if address is None else page[page.index(f'action="{address}"') :]
    hidden = dict(re.findall(r'name="(act_key|version)"[^>]* value="([^"]*)"', whole.partition("</form>")[0]))
    return {"csrf_token": token_of(page), **hidden, **told}


def flag(prison: Prison, who: str = "dean") -> StoredFlag:
    db.session.rollback()
    found = flag_facts.flag_of(prison.id, prison.listeners[who])
    assert found is not None
    return found


def readings() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Audit).where(Audit.verb == "read")) or 0


def test_who_is_urgent_comes_first_with_the_reason_in_plain_words(desk: FlaskClient) -> None:
    page = text_of(desk.get("/care").text)
    assert "Rest not kept twice in 28 days" in page
    assert "No private offload since 18 October 2026" in page
    assert page.index("Dean Shaw") < page.index("Imran Aziz")
    assert page.count("Not a diagnosis, a reason to ask.") == 2


def test_an_offload_without_an_officer_is_private_and_whoever_is_urgent_is_looked_at_today_on_every_page(
    desk: FlaskClient, larkmoor: Prison
) -> None:
    addresses = ("/care", f"/care/people/{larkmoor.listeners['dean']}", "/care/offloads", "/sites", "/rota/rules")
    pages = {address: text_of(desk.get(address).text) for address in addresses}

    assert {address for address, words in pages.items() if "protected" in words or "urgent" in words.lower()} == set()
    assert "Days without a private one" in pages["/care/offloads"]
    assert "To look at in Care 2 1 today" in pages["/sites"]


def test_overdue_and_last_not_alone_stand_below(desk: FlaskClient) -> None:
    page = text_of(desk.get("/care").text)
    assert "Luc Martin : Overdue by 1 day" in page
    assert "Mo Farah-Lyle : the last one with an officer near" in page


def test_structural_causes_come_before_exposure_and_the_load_beside_the_usual(
    desk: FlaskClient, larkmoor: Prison
) -> None:
    for day in range(29, 113, 14):
        went_out(larkmoor, "dean", at(day, 14))
    for day in (1, 2, 3):
        went_out(larkmoor, "dean", at(day, 14), 60, SUICIDAL)
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    page = text_of(desk.get(f"/care/people/{larkmoor.listeners['dean']}").text)
    assert page.index("Rest not kept twice") < page.index("3 suicide-related contacts in 7 days")
    assert "Contacts 3 in 28 days, usually 2; 0 at night, 3 suicide-related" in page


def test_each_page_view_leaves_one_row_and_a_refused_one_none(
    desk: FlaskClient, larkmoor: Prison, app: Flask, sign_in_as: SignInAs
) -> None:
    told = had_offload(larkmoor, "sam", 1, text="a heavy week")
    dean, id_ = larkmoor.listeners["dean"], flag(larkmoor).id
    addresses = (
        "/care",
        f"/care/people/{dean}",
        f"/care/offloads/{told}",
        f"/care/offloads/{told}/text",
        f"/care/flags/{id_}/together",
        f"/care/flags/{id_}/print",
        f"/care/flags/{id_}/done",
        f"/care/flags/{id_}/close",
    )
    for number, address in enumerate(addresses, 1):
        assert desk.get(address).status_code == 200, address
        assert readings() == number, address
    other = app.test_client()
    sign_in_as(other, larkmoor, Role.SAFER_CUSTODY)
    assert {other.get(address).status_code for address in addresses} == {403}
    assert readings() == len(addresses)


def test_the_way_from_taken_up_to_closed_and_what_was_said_stays_in_the_history(
    desk: FlaskClient, larkmoor: Prison
) -> None:
    id_, person = flag(larkmoor).id, f"/care/people/{larkmoor.listeners['dean']}"
    ways: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("/care", "take-up", {}),
        ("together", "together", {"told_on": "2026-11-27", "answer": "Kitchens sent for me"}),
        ("done", "done", {"done": "conditions_raised", "words": "with the head of residence"}),
        ("close", "close", {"outcome": "conditions_changed", "words": ""}),
    )
    for page, act, told in ways:
        address = f"/care/flags/{id_}/{act}"
        shown = desk.get(page if page == "/care" else f"/care/flags/{id_}/{page}").text
        answer = desk.post(address, data=form_of(shown, address, **told))
        assert (answer.status_code, answer.location) == (303, person), act
    history = text_of(desk.get(person).text)
    for words in (
        "Closed, LKI coordinator: conditions changed.",
        "Conditions were raised with the prison",
        "with the head of residence",
        "told on Friday 27 November",
        "He answered: Kitchens sent for me",
        "Raised by the daily look",
    ):
        assert words in history, words
    assert "Dean Shaw" not in text_of(desk.get("/care").text).split("Offload")[0]


def test_of_two_coordinators_the_second_finds_the_conflict_page(
    desk: FlaskClient, larkmoor: Prison, app: Flask, sign_in_as: SignInAs
) -> None:
    id_ = flag(larkmoor).id
    address = f"/care/flags/{id_}/take-up"
    other = app.test_client()
    sign_in_as(other, larkmoor, Role.COORDINATOR)
    first, second = (form_of(browser.get("/care").text, address) for browser in (desk, other))
    assert desk.post(address, data=first).status_code == 303
    assert other.post(address, data=second).status_code == 409
    assert [step.word for step in flag_facts.steps_of(larkmoor.id, larkmoor.listeners["dean"])][:2] == [
        "taken_up",
        "raise",
    ]


def test_healthcare_without_his_consent_is_sent_back(desk: FlaskClient, larkmoor: Prison) -> None:
    id_ = flag(larkmoor).id
    desk.post(f"/care/flags/{id_}/take-up", data=form_of(desk.get("/care").text, f"/care/flags/{id_}/take-up"))
    shown = desk.get(f"/care/flags/{id_}/done").text
    refused = desk.post(f"/care/flags/{id_}/done", data=form_of(shown, f"/care/flags/{id_}/done", done="healthcare"))
    assert refused.status_code == 422 and "only when he agrees" in refused.text
    told = form_of(shown, f"/care/flags/{id_}/done", done="healthcare", consent="y")
    assert desk.post(f"/care/flags/{id_}/done", data=told).status_code == 303


def test_a_talk_ahead_or_before_the_raise_is_sent_back(desk: FlaskClient, larkmoor: Prison) -> None:
    id_ = flag(larkmoor).id
    address = f"/care/flags/{id_}/together"
    for on, words in (("2026-11-28", "has not been yet"), ("2026-11-26", "it was raised later")):
        refused = desk.post(address, data=form_of(desk.get(address).text, address, told_on=on))
        assert refused.status_code == 422 and words in refused.text and "As it was on 27 November" in refused.text


def test_the_private_sheet_carries_no_name_no_prison_and_no_word_of_what_it_is(
    desk: FlaskClient, larkmoor: Prison
) -> None:
    page = desk.get(f"/care/flags/{flag(larkmoor).id}/print").text
    assert "You did not get the rest you were owed. This was so twice in the last 28 days." in page
    assert "What I noticed on 27 November 2026" in page
    for word in ("Dean", "Shaw", "A1004AA", "Larkmoor", "flag", "urgent", "wellbeing", "Care"):
        assert word not in text_of(page), word


def test_each_reason_has_its_dates_on_his_page_and_on_the_private_sheet(desk: FlaskClient, larkmoor: Prison) -> None:
    went_out(larkmoor, "dean", at(1, 14, 8))
    owed_rest(larkmoor, "dean", at(1, 4), kept=False)
    for day in (1, 2, 3):
        went_out(larkmoor, "dean", at(day, 17), 60, SUICIDAL)
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    broken = "called out on Thursday 26 November, 14:08, and should have rested until Thursday 26 November, 15:00"
    not_told = "Wednesday 25 November: {} should have rested until Wednesday 25 November, 15:00"
    nights = "Tuesday 24 November, Wednesday 25 November, Thursday 26 November"
    flag_id = flag(larkmoor).id

    for address in (f"/care/people/{larkmoor.listeners['dean']}", "/care", f"/care/flags/{flag_id}/together"):
        page = text_of(desk.get(address).text)
        assert f"He was {broken}" in page and not_told.format("he") in page and nights in page, address
    sheet = text_of(desk.get(f"/care/flags/{flag_id}/print").text)
    assert f"You were {broken}" in sheet and not_told.format("you") in sheet and nights in sheet


def test_a_card_of_a_group_is_keyed_in_once_and_asks_when_it_is_there_already(
    desk: FlaskClient, larkmoor: Prison
) -> None:
    sam, ravi = larkmoor.listeners["sam"], larkmoor.listeners["ravi"]
    told = form_of(desk.get("/care/offloads/new").text, "/care/offloads/new", people=[sam, ravi], **CARD)
    assert "on file for 2 Listeners." in desk.post("/care/offloads/new", data=told, follow_redirects=True).text
    again = form_of(desk.get("/care/offloads/new").text, "/care/offloads/new", people=[sam], **CARD)
    asked = desk.post("/care/offloads/new", data=again)
    assert asked.status_code == 422 and "Is it the same session?" in asked.text
    assert desk.post("/care/offloads/new", data={**again, "anyway": "yes"}).status_code == 303
    db.session.rollback()
    on_file = offload_facts.offloads(larkmoor.id)
    assert [len([o for o in on_file[who] if o.held.on == ago(2)]) for who in (sam, ravi)] == [2, 1]


def test_how_much_use_it_was_is_not_keyed_in_for_a_group_at_once(desk: FlaskClient, larkmoor: Prison) -> None:
    sam, ravi = larkmoor.listeners["sam"], larkmoor.listeners["ravi"]
    page = desk.get("/care/offloads/new").text
    told = form_of(page, "/care/offloads/new", people=[sam, ravi], **{**CARD, "useful": "5"})
    asked = desk.post("/care/offloads/new", data=told)
    assert asked.status_code == 422 and "each card has its own answer" in asked.text
    assert desk.post("/care/offloads/new", data={**told, "people": [sam]}).status_code == 303


def test_what_he_said_of_its_use_is_not_asked_of_the_coordinator(desk: FlaskClient, larkmoor: Prison) -> None:
    offloads.log(site_of(larkmoor), held(1), None, larkmoor.actor(Role.LISTENER), NOW)
    db.session.rollback()
    on_file = offload_facts.offloads(larkmoor.id)[larkmoor.listeners["sam"]]
    asked = {each.on_behalf: "How much use was it?" in desk.get(f"/care/offloads/{each.id}").text for each in on_file}
    assert asked == {False: False, True: True}


def test_a_card_for_nobody_or_from_tomorrow_is_sent_back(desk: FlaskClient, larkmoor: Prison) -> None:
    page, sam = desk.get("/care/offloads/new").text, larkmoor.listeners["sam"]
    for told, words in (({}, "Choose who was there"), ({"people": [sam], "on": "2026-11-28"}, "it has not been yet")):
        answer = desk.post("/care/offloads/new", data=form_of(page, "/care/offloads/new", **{**CARD, **told}))
        assert answer.status_code == 422 and words in answer.text


def test_a_session_is_corrected_and_the_second_correction_of_the_same_page_is_a_conflict(
    desk: FlaskClient, larkmoor: Prison
) -> None:
    told = had_offload(larkmoor, "sam", 1, text="a heavy week")
    address = f"/care/offloads/{told}"
    first, second = (form_of(desk.get(address).text, address, **CARD) for _ in range(2))
    assert desk.post(address, data=first).status_code == 303
    assert desk.post(address, data={**second, "length": "30"}).status_code == 409
    db.session.rollback()
    held = offload_facts.offload(larkmoor.id, told).held
    assert (held.on, held.officer, held.minutes) == (ago(2), Officer.EARSHOT, 60)


def test_what_he_wrote_is_read_on_a_page_of_its_own_alone(desk: FlaskClient, larkmoor: Prison) -> None:
    told = had_offload(larkmoor, "sam", 1, text="<b>a heavy week</b>")
    assert "heavy" not in desk.get(f"/care/people/{larkmoor.listeners['sam']}").text
    page = desk.get(f"/care/offloads/{told}/text").text
    assert "&lt;b&gt;a heavy week&lt;/b&gt;" in page


def test_a_card_after_a_call_is_keyed_in_without_showing_what_was_ticked_before(
    desk: FlaskClient, larkmoor: Prison
) -> None:
    call = went_out(larkmoor, "sam", at(20, 2), 60, SUICIDAL)
    address = f"/care/people/{larkmoor.listeners['sam']}/calls/{call}"
    page = desk.get(address).text
    assert "checked" not in page and "Something is on file already" in page
    assert desk.post(address, data=form_of(page, address, attempt_or_death="y")).status_code == 303
    db.session.rollback()
    (kept,) = contact_facts.contacts(larkmoor.id, ago(25))[larkmoor.listeners["sam"]]
    assert kept.ticks(larkmoor.id) == {Tick.ATTEMPT_OR_DEATH}


def test_an_offer_of_a_debrief_is_noted_and_leaves_the_list_of_today(desk: FlaskClient, larkmoor: Prison) -> None:
    call = went_out(larkmoor, "sam", at(1, 2), debriefed=False)
    assert "without a debrief offered" in desk.get("/care").text
    card = f"/care/people/{larkmoor.listeners['sam']}/calls/{call}"
    page = desk.get(card).text
    too_early = form_of(page, f"{card}/debrief", on="2026-11-26", at="01:00")
    assert desk.post(f"{card}/debrief", data=too_early).status_code == 422
    told = form_of(page, f"{card}/debrief", on="2026-11-26", at="10:00")
    assert desk.post(f"{card}/debrief", data=told).status_code == 303
    db.session.rollback()
    assert db.session.get_one(Attendance, call).debrief_offered_at == at(1, 10)
    assert "without a debrief offered" not in desk.get("/care").text


def test_nothing_of_another_prison_is_there(desk: FlaskClient, larkmoor: Prison, world: World) -> None:
    theirs, sam = world.fenwick, world.fenwick.listeners["sam"]
    told = had_offload(theirs, "sam", 60, text="theirs")
    call = went_out(theirs, "sam", at(1, 2))
    flags.run(site_of(theirs), SYSTEM, NOW)
    their_flag = flag(theirs, "sam").id
    addresses = (
        f"/care/people/{sam}",
        f"/care/people/{sam}/calls",
        f"/care/people/{sam}/calls/{call}",
        f"/care/offloads/{told}",
        f"/care/offloads/{told}/text",
        f"/care/flags/{their_flag}/together",
        f"/care/flags/{their_flag}/print",
    )
    assert {desk.get(address).status_code for address in addresses} == {404}
    assert "Fen " not in desk.get("/care").text + desk.get("/care/offloads").text


def test_an_empty_prison_says_what_to_do(client: FlaskClient, world: World, sign_in_as: SignInAs) -> None:
    sign_in_as(client, world.fenwick, Role.COORDINATOR)
    page = text_of(client.get("/care").text)
    assert "Nobody to look at today." in page and "Ask how somebody is all the same." in page
    assert "No offload is on file." in text_of(client.get(f"/care/people/{world.fenwick.listeners['sam']}").text)


def test_each_page_asks_the_database_a_dozen_times_at_most_however_long_the_history(
    desk: FlaskClient, larkmoor: Prison, statements: Statements, evening: time_machine.Traveller
) -> None:
    told = had_offload(larkmoor, "dean", 1, text="words")
    call = went_out(larkmoor, "dean", at(1, 2))
    dean, id_ = larkmoor.listeners["dean"], flag(larkmoor).id
    addresses = (
        "/care",
        "/care/offloads",
        "/care/offloads/new",
        f"/care/offloads/{told}",
        f"/care/offloads/{told}/text",
        f"/care/people/{dean}",
        f"/care/people/{dean}/calls",
        f"/care/people/{dean}/calls/{call}",
        f"/care/flags/{id_}/together",
        f"/care/flags/{id_}/print",
        "/care/print/call-card",
    )

    def counts() -> list[int]:
        found = []
        for address in addresses:
            evening.shift(timedelta(seconds=61))  # long enough for the door to write that the session is in use
            statements.clear()
            assert desk.get(address).status_code == 200, address
            found.append(len(statements))
            assert len(statements) <= 12, f"{address}\n{statements}"
        return found

    before = counts()
    for day in range(3, 23):
        who = list(larkmoor.listeners)[day % 8]
        had_offload(larkmoor, who, day, Officer.PRESENT)
        went_out(larkmoor, who, at(day, 14), 30, SUICIDAL)
        owed_rest(larkmoor, who, at(day, 5), kept=False)
        stood_by(larkmoor, who, ago(day))
    was_overridden(larkmoor, "dean", 4)
    for run in range(3):
        flags.run(site_of(larkmoor), SYSTEM, NOW + timedelta(minutes=run))
    assert len(db.session.scalars(select(Flag)).all()) == 8
    assert counts() == before
