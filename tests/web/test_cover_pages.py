"""Cover on the pages: a Listener is asked on the kiosk; a coordinator sees who was asked, and acts on his behalf."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.services import availability, policies, standings, swaps
from listeners.store.database import db
from listeners.web.fields import new_act_key
from tests.rota_world import FIRST, SECOND, duties_of, published, site_of
from tests.services.care_records import NOW
from tests.web.conftest import SignInAs, token_of
from tests.web.me_browser import fields_of, form_of
from tests.web.rota_browser import text_of
from tests.world import Prison

TUESDAY = date(2026, 12, 1)
RULE = "/rota/rules/cover_approval"


@pytest.fixture
def larkmoor(larkmoor: Prison, evening: time_machine.Traveller) -> Prison:
    """Sam and Ravi are down for Tuesday, and Sam has said that he cannot."""
    published(larkmoor, [(3, FIRST, "sam"), (3, SECOND, "ravi")], TUESDAY - timedelta(days=3), 7, NOW)
    sam, himself = larkmoor.listeners["sam"], larkmoor.actor(Role.LISTENER)
    availability.say(site_of(larkmoor), sam, {TUESDAY: AvailabilityKind.UNAVAILABLE}, "Court", himself, NOW)
    db.session.rollback()
    return larkmoor


def press(browser: FlaskClient, page: str, words: str, **more: str) -> str:
    """Press the button of these words on a page, and return the page that follows."""
    shown = browser.get(page).text
    forms = re.findall(r"<form.*?</form>", shown, re.DOTALL)
    form = next(each for each in forms if words in " ".join(re.sub(r"<[^>]+>", "", each).split()))
    address = re.search(r'action="([^"]+)"', form)
    assert address
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    answer = browser.post(address[1], data={**fields, "csrf_token": token_of(shown), **more})
    assert answer.status_code == 303, answer.text
    return browser.get(answer.location).text


def test_a_listener_is_asked_for_the_night_alone_and_his_yes_makes_it_his(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.LISTENER, "luc")
    page = client.get("/me").text
    assert "Can you do the night of Tuesday 1 to Wednesday 2 December?" in page
    assert "Sam" not in page and "Court" not in page

    assert "The night is yours. Thank you." in press(client, "/me", "Yes, I will")
    page = client.get("/me").text
    assert "Can you do the night" not in page and "Tuesday 1 to Wednesday 2 December" in page
    db.session.rollback()
    assert [name for night, _, name, state in duties_of(larkmoor) if state == "planned"] == ["luc", "ravi"]


def test_a_listener_says_no_without_a_reason_and_is_asked_no_more(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.LISTENER, "luc")

    assert "You are not asked again for this night" in press(client, "/me", "No not the night of")
    assert "Can you do the night" not in client.get("/me").text


def test_an_answer_from_an_old_page_is_thanked_and_changes_nothing(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    late = client.application.test_client()
    sign_in_as(late, larkmoor, Role.LISTENER, "dean")
    shown = late.get("/me").text
    sign_in_as(client, larkmoor, Role.LISTENER, "luc")
    press(client, "/me", "Yes, I will")

    address = re.search(r'action="(/me/cover/[^"]+/yes)"', shown)
    assert address
    sent = fields_of(shown, address[1])
    assert "Somebody else has taken it. Thank you." in late.post(address[1], data=sent, follow_redirects=True).text
    assert late.post(address[1].replace("/yes", "/perhaps"), data=sent).status_code == 404


def test_whose_own_yes_made_the_night_his_reads_from_an_old_page_that_it_is_his(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.LISTENER, "luc")
    shown = client.get("/me").text
    press(client, "/me", "Yes, I will")
    address = re.search(r'action="(/me/cover/[^"]+/yes)"', shown)
    assert address
    for again in (address[1], address[1].replace("/yes", "/no")):
        sent = {**fields_of(shown, address[1]), "act_key": new_act_key()}
        told = client.post(again, data=sent, follow_redirects=True).text
        assert "The night is yours already." in told and "do not have to do anything" not in told


def test_a_yes_that_waits_stands_first_on_the_board_and_an_old_page_says_who_agreed(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    policies.change(larkmoor.actor(Role.COORDINATOR), site_of(larkmoor), "cover_approval", 1, NOW.date(), "Ours", NOW)
    sign_in_as(client, larkmoor, Role.LISTENER, "luc")
    press(client, "/me", "Yes, I will")
    assert "You said yes to the night of Tuesday 1 to Wednesday 2 December. Your coordinator" in client.get("/me").text

    sign_in_as(client, larkmoor, Role.COORDINATOR)
    board = text_of(client.get("/rota").text)
    waits = "1 waits for you to agree, for Tuesday 1 to Wednesday 2 December: 1 to take a night"
    assert board.index(waits) < board.index("Places that need somebody")
    assert "Nobody Sam Okoro (L01) cannot See who is asked for Tuesday 1" in board
    assert "Luc Martin said yes and waits for you to agree." in client.get(f"/rota/slots/{TUESDAY}/1").text
    old = client.get("/rota/cover").text
    assert "said yes and waits for you since Friday 27 November, 17:00." in text_of(old)
    assert "Nobody else is asked meanwhile." in old and "a coordinator agrees to each yes" in old
    assert "Luc Martin has Tuesday 1" in press(client, "/rota/cover", "Agree: it is his")
    address = re.search(r'action="(/rota/cover/[^"]+/decide/yes)"', old)
    assert address
    sent = {**fields_of(old, address[1]), "act_key": new_act_key()}
    told = client.post(address[1], data=sent, follow_redirects=True).text
    assert "decided on Friday 27 November, 17:00: Luc Martin has Tuesday 1 to Wednesday 2 December." in told


def test_a_coordinator_sees_who_was_asked_and_puts_down_an_answer_from_paper(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    page = client.get("/rota/cover").text
    assert page.index("Luc Martin") < page.index("Dean Shaw") < page.index("Imran Aziz")
    assert "no coordinator has to agree" in page and 'href="/rota/rules/cover_approval"' in page

    page = press(client, "/rota/cover", "No on behalf of Luc Martin")
    assert "Luc Martin said no to Tuesday 1 to Wednesday 2 December." in page and "Kofi Mensah" in page
    page = press(client, "/rota/cover", "Ask him for", listener=larkmoor.listeners["lee"])
    assert "Lee Byrne is asked about Tuesday 1 to Wednesday 2 December" in page
    page = press(client, "/rota/cover", "Yes on behalf of Lee Byrne")
    assert "Lee Byrne has Tuesday 1 to Wednesday 2 December, first, and Sam Okoro has not. Both are told." in page
    assert "Nobody is asked to take a night" in page


def test_a_coordinator_asks_for_cover_on_somebodys_behalf_and_takes_it_back(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    press(client, "/rota/cover", "Take the request back")
    page = press(client, f"/rota/slots/{TUESDAY}/2", "Ask who can take it")

    assert "Down for it: Ravi Patel" in page


def test_a_gap_is_asked_for_by_one_press_on_the_gap_list_and_on_the_page_of_the_place(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    wednesday, shown = TUESDAY + timedelta(days=1), client.get("/rota/gaps").text
    address = f"/rota/cover/of/{wednesday}/first"
    assert f'name="listener" value="" formaction="{address}"' in shown
    sent = {"csrf_token": token_of(shown), "listener": ""}
    page = client.post(address, data=sent, follow_redirects=True).text
    assert (
        "Those who can are asked to take Wednesday 2 to Thursday 3 December, first." in page
        and "Nobody is down for it." in page
    )
    assert f'formaction="{address}"' not in client.get("/rota/gaps").text
    assert client.post(address.replace("first", "third"), data=sent).status_code == 404

    page = press(client, f"/rota/slots/{wednesday}/2", "Ask who can take it")
    assert page.count("Nobody is down for it.") == 2
    assert "Others are asked to take it." in client.get(f"/rota/slots/{wednesday}/2").text


def test_the_slip_asks_the_night_alone_and_goes_when_nobody_needs_his_answer(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    slips = client.get("/rota/slips").text
    assert slips.count("Can you do the night of Tuesday 1 to Wednesday 2 December?") == 3
    assert "Can you do the night of Tuesday 1 to Wednesday 2 December?" in client.get("/rota/slips/print").text

    press(client, "/rota/cover", "Yes on behalf of Luc Martin")
    slips = client.get("/rota/slips").text
    assert "Can you do the night" not in slips


def test_a_listener_offers_a_swap_by_its_nights_and_the_other_agrees(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    thursday = TUESDAY + timedelta(days=2)
    published(larkmoor, [(0, FIRST, "luc")], thursday, 1, NOW)
    sign_in_as(client, larkmoor, Role.LISTENER, "ravi")
    assert f"/me/swap/{TUESDAY}" in client.get("/me/swap").text
    page = client.get(f"/me/swap/{TUESDAY}").text
    assert "Thursday 3 to Friday 4 December" in page and "Luc" not in page
    assert client.post(f"/me/swap/{TUESDAY}", data=form_of(page, instead="")).status_code == 422
    _nobody_can_any_more(client, larkmoor, page, thursday)
    page = client.get(f"/me/swap/{TUESDAY}").text
    assert client.post(f"/me/swap/{TUESDAY}", data=form_of(page, instead=thursday)).status_code == 303
    page = client.get("/me/swap").text
    assert "You have offered Tuesday 1 to Wednesday 2 December for Thursday 3" in page
    assert "nobody has answered yet" in page and "Nobody has answered yet." in client.get("/me").text
    page = client.get(f"/me/swap/{TUESDAY}").text
    assert "You have offered it already for Thursday 3" in page and 'value="2026-12-03"' not in page

    other = client.application.test_client()
    sign_in_as(other, larkmoor, Role.LISTENER, "luc")
    page = other.get("/me").text
    assert "Would you swap a night?" in page and "Ravi" not in page
    assert "You have swapped. Thank you." in press(other, "/me", "Yes, swap and do")
    page = client.get("/me").text
    assert "Thursday 3 to Friday 4 December" in page and "Tuesday 1 to Wednesday 2 December" not in page


def _nobody_can_any_more(client: FlaskClient, prison: Prison, page: str, thursday: date) -> None:
    """Luc cannot do Tuesday: who has the page before him is told to choose again, and so he is at each further press;
    also once Luc can again, for a form has one answer."""
    site, luc, key = site_of(prison), prison.listeners["luc"], str(form_of(page)["act_key"])
    availability.say(site, luc, {TUESDAY: AvailabilityKind.UNAVAILABLE}, "", prison.actor(Role.LISTENER, "luc"), NOW)
    said = client.post(f"/me/swap/{TUESDAY}", data=form_of(page, instead=thursday))
    assert (said.status_code, "There is no night in the next two weeks" in said.text) == (422, True)
    himself = replace(prison.actor(Role.LISTENER, "ravi"), account_id=prison.accounts[Role.PEER_LEAD])
    assert not swaps.offer(site, prison.listeners["ravi"], TUESDAY, thursday, himself, NOW, key)
    availability.withdraw(site, luc, (TUESDAY,), prison.actor(Role.LISTENER, "luc"), NOW)
    said = client.post(f"/me/swap/{TUESDAY}", data=form_of(page, instead=thursday))
    assert (said.status_code, "Choose one of these nights. Nobody can swap any other" in said.text) == (422, True)
    assert "nobody has answered yet" not in client.get("/me/swap").text


def test_a_coordinator_swaps_two_nights_for_both_at_once(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    thursday = TUESDAY + timedelta(days=2)
    published(larkmoor, [(0, FIRST, "luc")], thursday, 1, NOW)
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    page = client.get("/rota/swap").text
    ids = {words: id_ for id_, words in re.findall(r'<option value="([0-9a-f]{20})"[^>]*>[^<:]*: ([^<]*)<', page)}
    sam, ravi, luc = ids["Sam Okoro L01"], ids["Ravi Patel L02"], ids["Luc Martin L03"]
    assert client.post("/rota/swap", data=form_of(page, one=sam, other=ravi)).status_code == 422

    assert client.post("/rota/swap", data=form_of(page, one=ravi, other=luc)).status_code == 303
    db.session.rollback()
    down = [(night, name) for night, _, name, state in duties_of(larkmoor) if state == "planned"]
    assert down == [(TUESDAY, "sam"), (TUESDAY, "luc"), (thursday, "ravi")]


def test_a_rule_that_stops_a_swap_stands_on_the_page_and_keeps_what_was_chosen(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    site, thursday = site_of(larkmoor), TUESDAY + timedelta(days=2)
    published(larkmoor, [(0, FIRST, "luc")], thursday, 1, NOW)
    policies.change(larkmoor.actor(Role.COORDINATOR), site, "cover_approval", 1, NOW.date(), "We look", NOW)
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    assert "where it is yes, each yes to cover and each swap waits for you" in client.get(RULE).text
    swaps.offer(site, larkmoor.listeners["ravi"], TUESDAY, thursday, larkmoor.actor(Role.COORDINATOR), NOW)
    page = press(client, "/rota/swap", "Yes on behalf of Luc Martin")
    assert "Both would. They wait for you." in page and "They cannot swap now" not in page
    (agree,) = re.findall(r'action="(/rota/swaps/[^"]+/decide/yes)"', page)
    luc = larkmoor.listeners["luc"]
    availability.say(site, luc, {TUESDAY: AvailabilityKind.UNAVAILABLE}, "", larkmoor.actor(Role.LISTENER, "luc"), NOW)

    why = "Tuesday 1 to Wednesday 2 December: Luc Martin (L03) is not available."
    sent = {"csrf_token": token_of(page), "act_key": new_act_key()}
    refused = client.post(agree, data=sent)
    assert refused.status_code == 422
    assert f"They cannot swap now: {why}" in text_of(refused.text) and "They do not swap" in refused.text
    assert "There is a problem" not in refused.text and text_of(refused.text).count(why) == 2
    assert "/decide/yes" not in client.get("/rota/swap").text

    ids = {words: id_ for id_, words in re.findall(r'<option value="([0-9a-f]{20})"[^>]*>[^<:]*: ([^<]*)<', page)}
    ravi, luc_ = ids["Ravi Patel L02"], ids["Luc Martin L03"]
    refused = client.post("/rota/swap", data=form_of(page, one=ravi, other=luc_))
    assert (refused.status_code, refused.text.count(" selected")) == (422, 2) and why in text_of(refused.text)


def test_whoever_had_lost_the_place_before_it_was_taken_is_not_named_as_if_he_lost_it_now(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs, evening: time_machine.Traveller
) -> None:
    coordinator, sam = larkmoor.actor(Role.COORDINATOR), larkmoor.listeners["sam"]
    standings.change(site_of(larkmoor), sam, Standing.PAUSED, NOW.date(), 1, coordinator, NOW)
    evening.shift(timedelta(minutes=5))
    sign_in_as(client, larkmoor, Role.COORDINATOR)

    page = press(client, "/rota/cover", "Yes on behalf of Luc Martin")
    assert "Luc Martin has Tuesday 1 to Wednesday 2 December, first. He is told." in page


def test_whom_a_rule_stops_by_now_is_marked_and_his_yes_does_not_wait_for_a_coordinator(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    coordinator, luc = larkmoor.actor(Role.COORDINATOR), larkmoor.listeners["luc"]
    policies.change(coordinator, site_of(larkmoor), "cover_approval", 1, NOW.date(), "We look", NOW)
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    old = client.get("/rota/cover").text
    address = re.search(r'action="(/rota/cover/[^"]+/answer/yes)"', old)
    assert address and "Not asked now" not in old
    himself = larkmoor.actor(Role.LISTENER, "luc")
    availability.say(site_of(larkmoor), luc, {TUESDAY: AvailabilityKind.UNAVAILABLE}, "Court", himself, NOW)

    page = text_of(client.get("/rota/cover").text)
    why = "Tuesday 1 to Wednesday 2 December: Luc Martin (L03) is not available."
    assert f"Not asked now, a rule stops him: {why}" in page and "Court" not in page
    assert "Yes on behalf of Luc Martin" not in page and "No on behalf of Luc Martin" in page
    assert "Yes on behalf of Dean Shaw" in page
    sent = {**fields_of(old, address[1]), "listener": luc, "act_key": new_act_key()}
    told = text_of(client.post(address[1], data=sent, follow_redirects=True).text)
    assert "Luc Martin cannot take Tuesday 1 to Wednesday 2 December any more: he is not free that night." in told
    assert "waits for you" not in told and "Yes, but cannot" in told
