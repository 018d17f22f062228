"""Does a Listener's kiosk show what he may see of himself, take what he tells, and never show it again?"""

from __future__ import annotations

import html
import re
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from listeners.access import SYSTEM, WHOLE, Do, Kind, allows
from listeners.access.promise import in_three_lines
from listeners.access.table import TABLE, Caller
from listeners.domain.care.facts import Tick
from listeners.domain.care.offload import ATTENDING, LedBy, Officer, OffloadKind, SessionPlace
from listeners.domain.people import Role
from listeners.services import rota_slots, rotas
from listeners.services.care import flags, held, look, offloads
from listeners.store.care import contact_facts, offload_facts
from listeners.store.database import db
from listeners.web.session_fields import KINDS, LED_BY, OFFICER, PRESENT, SESSION_PLACES
from tests.rota_world import published
from tests.services.care_records import (
    NOW,
    SUICIDAL,
    TONIGHT,
    ago,
    at,
    had_offload,
    owed_rest,
    site_of,
    stood_by,
    went_out,
)
from tests.web.conftest import SignInAs, Statements
from tests.web.me_browser import form_of, send
from tests.world import Prison

pytestmark = pytest.mark.usefixtures("evening")

SESSION = {
    "when": "yesterday",
    "kind": "group",
    "led_by": "samaritans",
    "private": "yes",
    "officer": "none",
    "length": "45",
    "useful": "4",
    "text": "",
}


def without_tokens(page: str) -> str:
    return re.sub(r'name="(csrf_token|act_key)"[^>]*>', "", page)


def sams(prison: Prison) -> tuple[offload_facts.OffloadOnFile, ...]:
    db.session.rollback()
    return offload_facts.offloads(prison.id).get(prison.listeners["sam"], ())


def test_the_first_page_has_what_he_comes_for(sam: FlaskClient) -> None:
    page = sam.get("/me").text
    for words in ("Log an offload", "I can’t do a night", "How was the call?", "Something is wrong"):
        assert words in page
    assert "You have no nights in the next two weeks" in page


def test_his_next_nights_come_before_what_he_can_do(sam: FlaskClient, larkmoor: Prison) -> None:
    stood_by(larkmoor, "sam", TONIGHT)
    page = sam.get("/me").text
    assert page.index("Your next nights") < page.index("You go first.") < page.index("Log an offload")


def test_an_offload_is_logged_in_one_form_and_never_shown_again(sam: FlaskClient, larkmoor: Prison) -> None:
    assert send(sam, "/me/offload", **{**SESSION, "text": "canary zirconium"}) == "/me/thanks"
    (told,) = sams(larkmoor)
    assert (told.held.on, told.held.minutes, told.held.officer) == (ago(1), 45, Officer.NONE)
    assert told.has_text and not told.on_behalf
    pages = [
        sam.get(address).text for address in ("/me", "/me/offload", "/me/calls", "/me/cannot", "/me/held", "/me/print")
    ]
    assert not any("zirconium" in page for page in pages)


def test_two_opposite_offloads_give_the_same_thank_you_byte_for_byte(sam: FlaskClient) -> None:
    opposite = {
        **SESSION,
        "when": "today",
        "private": "no",
        "officer": "present",
        "led_by": "officer",
        "length": "15",
        "useful": "1",
        "text": "I cannot go on",
    }
    answers = []
    for told in (SESSION, opposite):
        send(sam, "/me/offload", **told)
        answers.append(sam.get("/me/thanks").data)
    assert answers[0] == answers[1]


def test_opposite_ticks_give_the_same_thank_you_byte_for_byte(sam: FlaskClient, larkmoor: Prison) -> None:
    answers = []
    for day, told in ((1, {}), (2, {"attempt_or_death": "y", "suicidal_feelings": "y"})):
        call = went_out(larkmoor, "sam", at(day, 2), answered=False)
        assert send(sam, f"/me/calls/{call}", **told) == "/me/thanks"
        answers.append(sam.get("/me/thanks").data)
    assert answers[0] == answers[1]


def test_something_like_a_prison_number_asks_once_more_and_can_be_saved_anyway(
    sam: FlaskClient, larkmoor: Prison
) -> None:
    page = sam.get("/me/offload").text
    told = form_of(page, **{**SESSION, "text": "he is a1234bc"})
    asked = sam.post("/me/offload", data=told)
    assert asked.status_code == 422 and "This looks like a prison number or a cell" in asked.text
    assert "he is a1234bc" in asked.text and sams(larkmoor) == ()
    assert sam.post("/me/offload", data={**told, "text_as_it_is": "yes"}).status_code == 303
    assert len(sams(larkmoor)) == 1


def test_a_second_press_of_the_same_form_saves_nothing_more(sam: FlaskClient, larkmoor: Prison) -> None:
    told = form_of(sam.get("/me/offload").text, **SESSION)
    places = [sam.post("/me/offload", data=told).location for _ in range(2)]
    assert places == ["/me/thanks", "/me/thanks"] and len(sams(larkmoor)) == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kind": ""}, "Choose what it was"),
        ({"officer": "perhaps"}, "Say whether an officer was near"),
        ({"length": "other"}, "Enter how many minutes it was"),
        ({"length": "other", "other_length": "500"}, "Enter how many minutes it was, from 1 to 480"),
        ({"when": "other"}, "Enter the date"),
        ({"when": "other", "other_day": "2026-11-28"}, "it has not been yet"),
        ({"text": "x" * 501}, "Use 500 letters at most"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_is_saved(
    sam: FlaskClient, larkmoor: Prison, wrong: dict[str, str], words: str
) -> None:
    answer = sam.post("/me/offload", data=form_of(sam.get("/me/offload").text, **{**SESSION, **wrong}))
    assert answer.status_code == 422 and words in answer.text
    assert sams(larkmoor) == ()


def test_another_day_and_another_length_are_taken(sam: FlaskClient, larkmoor: Prison) -> None:
    other = {"when": "other", "other_day": "2026-11-20", "length": "other", "other_length": "37", "useful": ""}
    send(sam, "/me/offload", **{**SESSION, **other})
    (told,) = sams(larkmoor)
    assert (told.held.on, told.held.minutes, told.held.useful) == (date(2026, 11, 20), 37, None)


def test_every_answer_that_is_offered_is_one_that_the_rules_know() -> None:
    assert set(KINDS) == {each.value for each in OffloadKind}
    assert set(LED_BY) == {each.value for each in LedBy}
    assert set(OFFICER) == {each.value for each in Officer}
    assert set(PRESENT) == set(ATTENDING)
    assert set(SESSION_PLACES) - {""} == {each.value for each in SessionPlace}


def test_who_will_see_it_stands_before_the_form_and_comes_from_the_table(sam: FlaskClient) -> None:
    page = html.unescape(sam.get("/me/offload").text)
    lines = in_three_lines(Kind.OFFLOAD, Kind.OFFLOAD_TEXT)
    assert lines[0] == "Your branch coordinator: all of it."
    places = [page.index(line) for line in lines]
    assert len(places) == 3 and max(places) < page.index("<form", page.index("<h1"))


def test_his_own_calls_of_fourteen_days_are_asked_about_and_others_are_not(sam: FlaskClient, larkmoor: Prison) -> None:
    own = went_out(larkmoor, "sam", at(1, 2), answered=False)
    others = went_out(larkmoor, "ravi", at(1, 3), answered=False)
    old = went_out(larkmoor, "sam", at(15, 2), answered=False)
    page = sam.get("/me/calls").text
    assert own in page and others not in page and old not in page
    assert [sam.get(f"/me/calls/{call}").status_code for call in (own, others, old)] == [200, 404, 404]
    send(sam, f"/me/calls/{own}", suicidal_feelings="y")
    assert sam.get(f"/me/calls/{own}").status_code == 404
    db.session.rollback()
    (kept,) = contact_facts.contacts(larkmoor.id, ago(5))[larkmoor.listeners["sam"]]
    assert kept.ticks(larkmoor.id) == {Tick.SUICIDAL_FEELINGS}


def test_who_looked_is_told_by_role_and_date_and_nothing_else(sam: FlaskClient, larkmoor: Prison) -> None:
    nobody = sam.get("/me/held").text
    assert "Who looked at what no officer sees, in the last 14 days" in nobody and "Nobody looked at it." in nobody
    assert "Who looks at the rest, such as your nights and your cell, is not written down." in nobody
    site, who = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    told = had_offload(larkmoor, "sam", 1, text="a heavy week")
    offloads.read_text(site, told, who, at(1, 12))
    look.person(site, larkmoor.listeners["sam"], who, at(1, 13))
    look.person(site, larkmoor.listeners["ravi"], who, at(3, 13))
    look.person(site, larkmoor.listeners["sam"], who, at(20, 13))
    page = sam.get("/me/held").text
    assert page.count("Your branch coordinator: ") == 1
    assert "Your branch coordinator: 26 Nov</p>" in page
    assert "LKI coordinator" not in page and "24 Nov" not in page


def test_who_opened_why_somebody_cannot_do_a_night_has_looked(sam: FlaskClient, larkmoor: Prison) -> None:
    site, who = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    published(larkmoor, [], date(2026, 11, 30), 1, at(3, 12))
    rotas.board(who, site, at(1, 12))
    rota_slots.slot(who, site, date(2026, 11, 30), 1, at(2, 12), reasons=True)
    page = sam.get("/me/held").text
    assert "Your branch coordinator: 26 Nov, 25 Nov</p>" in page


def test_what_is_held_stands_under_whether_an_officer_sees_it_and_the_coordinator_sees_all_of_it(
    sam: FlaskClient,
) -> None:
    page = sam.get("/me/held").text
    nobody, officers = page.split("No officer sees</h2>")[1].split("Officers can see</h2>")
    assert "What you wrote about an offload" in nobody and "What you ticked after a call" in nobody
    assert "Your nights</li>" in officers and "Your cell and wing, when you are on duty</li>" in officers
    read = {kind for kind in held.HELD if WHOLE & allows(TABLE[kind, Caller.COORDINATOR], Do.READ)}
    assert set(held.HELD) - read == {Kind.CONCERN}
    assert "Only what you told somebody else that you chose is for them alone." in page
    assert "what you told, and only to whom you chose</li>" in nobody


def test_what_officers_see_in_part_is_said_as_what_they_see(sam: FlaskClient) -> None:
    page = sam.get("/me/held").text
    officers = page.split("Officers can see</h2>")[1].split("Who else sees what")[0]
    assert "<li>Whether you are an active Listener</li>" in officers
    assert "<li>Whether you are free on a night</li>" in officers
    assert "only" not in officers and "training" not in officers


def test_no_page_of_his_tells_whether_there_is_a_reason_to_ask_how_he_is(sam: FlaskClient, larkmoor: Prison) -> None:
    addresses = ("/me", "/me/offload", "/me/calls", "/me/cannot", "/me/held", "/me/print", "/me/thanks", "/help")
    before = [without_tokens(sam.get(address).text) for address in addresses]
    had_offload(larkmoor, "sam", 60, Officer.PRESENT)
    for day in (15, 16, 17):
        went_out(larkmoor, "sam", at(day, 14), 60, SUICIDAL, Tick.ATTEMPT_OR_DEATH)
    assert flags.run(site_of(larkmoor), SYSTEM, NOW).raised >= 1
    assert [without_tokens(sam.get(address).text) for address in addresses] == before


def test_a_peer_lead_has_the_same_page_of_his_own_and_no_page_of_care(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.PEER_LEAD)
    assert "Log an offload" in client.get("/me").text
    assert client.get("/care").status_code == 403
    assert client.get(f"/care/people/{larkmoor.listeners['sam']}").status_code == 403


@pytest.mark.parametrize("role", [Role.STAFF, Role.SAFER_CUSTODY, Role.COORDINATOR, Role.NATIONAL, Role.AUDITOR])
def test_nobody_else_has_a_page_of_their_own_here(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs, role: Role
) -> None:
    sign_in_as(client, larkmoor, role)
    addresses = ("/me", "/me/offload", "/me/calls", "/me/cannot", "/me/held", "/me/print", "/me/thanks")
    assert {client.get(address).status_code for address in addresses} == {403}


def test_each_page_asks_the_database_a_dozen_times_at_most_however_long_the_history(
    sam: FlaskClient, larkmoor: Prison, statements: Statements, evening: time_machine.Traveller
) -> None:
    call = went_out(larkmoor, "sam", at(1, 2), answered=False)
    addresses = ("/me", "/me/offload", "/me/calls", f"/me/calls/{call}", "/me/cannot", "/me/held", "/me/print")

    def counts() -> list[int]:
        found = []
        for address in addresses:
            evening.shift(timedelta(seconds=61))  # long enough for the door to write that the session is in use
            statements.clear()
            assert sam.get(address).status_code == 200
            found.append(len(statements))
            assert len(statements) <= 12, f"{address}\n{statements}"
        return found

    before = counts()
    for day in range(1, 11):
        stood_by(larkmoor, "sam", TONIGHT + timedelta(days=2 * day))
        owed_rest(larkmoor, "sam", datetime.combine(ago(day), time(3), tzinfo=NOW.tzinfo))
        went_out(larkmoor, "sam", at(day + 1, 14), answered=False)
        had_offload(larkmoor, "sam", day)
        look.person(site_of(larkmoor), larkmoor.listeners["sam"], SYSTEM, at(day, 12))
    assert counts() == before


def test_the_posts_keep_to_a_dozen_too(sam: FlaskClient, larkmoor: Prison, statements: Statements) -> None:
    call = went_out(larkmoor, "sam", at(1, 2), answered=False)
    for address, told in (("/me/offload", {**SESSION, "text": "words"}), (f"/me/calls/{call}", {})):
        data = form_of(sam.get(address).text, **told)
        statements.clear()
        assert sam.post(address, data=data).status_code == 303
        assert len(statements) <= 12, f"{address}\n{statements}"
