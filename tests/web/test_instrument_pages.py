"""Are answers to a questionnaire keyed in by the item, added up for the coordinator, and for nobody else?"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from listeners.access import SYSTEM
from listeners.domain.people import Role
from listeners.errors import NotAllowed, NotFound, Unreadable
from listeners.services.care import facts, flags, instruments
from listeners.store.care import instrument_results
from listeners.store.care.instrument_results import InstrumentResult
from listeners.store.database import db
from listeners.store.records import Audit
from tests.kept import earlier_versions
from tests.services.care_records import NOW, TONIGHT, ago, site_of
from tests.web.conftest import SignInAs
from tests.web.me_browser import form_of
from tests.world import Prison, World

pytestmark = pytest.mark.usefixtures("evening")
WELL = {item: 4 for item in range(1, 6)}
BAD = {item: 1 for item in range(1, 6)}


@pytest.fixture
def larkmoor(world: World) -> Prison:
    return world.larkmoor


def key_in(
    prison: Prison, answers: dict[int, int], days_ago: int = 1, role: Role = Role.COORDINATOR, key: str = "who5"
) -> None:
    who, actor = prison.listeners["sam"], prison.actor(role)
    instruments.key_in(site_of(prison), who, key, ago(days_ago), answers, actor, NOW)


def results(prison: Prison, role: Role = Role.COORDINATOR) -> instruments.ResultsPage:
    return instruments.results(site_of(prison), prison.listeners["sam"], prison.actor(role), NOW)


def changes(prison: Prison) -> list[tuple[int | None, int | None, bool]]:
    (taken,) = results(prison).taken
    (trend,) = taken.trends
    return [(point.score.shown, point.change, point.is_reliable) for point in trend.points]


def test_results_stand_in_the_order_of_their_dates_with_the_change_from_the_one_before(larkmoor: Prison) -> None:
    key_in(larkmoor, {**WELL, 5: 2}, days_ago=1)  # 18, of 100: 72
    key_in(larkmoor, {**WELL, 5: 5}, days_ago=40)  # 21: 84
    key_in(larkmoor, WELL, days_ago=80)  # 20: 80
    key_in(larkmoor, {1: 4}, days_ago=60)  # four left out
    assert changes(larkmoor) == [(80, None, False), (None, None, False), (84, 4, False), (72, -12, True)]


def test_each_reading_is_noted_by_name(larkmoor: Prison) -> None:
    results(larkmoor)
    noted = select(Audit.subject_id).where(Audit.kind == "check_in", Audit.verb == "read")
    assert list(db.session.scalars(noted)) == [larkmoor.listeners["sam"]]


def test_other_answers_of_the_same_date_take_the_place_of_the_first_which_are_kept(larkmoor: Prison) -> None:
    for answers in (WELL, WELL, BAD):
        key_in(larkmoor, answers)
    assert changes(larkmoor) == [(20, None, False)]
    db.session.rollback()
    row = db.session.scalar(select(InstrumentResult))
    assert row and len(earlier_versions(db.session(), row)) == 1


def test_answers_keyed_in_by_mistake_are_taken_off_file_and_may_come_again(larkmoor: Prison) -> None:
    key_in(larkmoor, WELL)
    (one,) = instrument_results.of(larkmoor.id, larkmoor.listeners["sam"])
    actor = larkmoor.actor(Role.COORDINATOR)
    assert instruments.take_off(site_of(larkmoor), one.id, actor, NOW) == larkmoor.listeners["sam"]
    assert results(larkmoor).taken == ()
    with pytest.raises(NotFound):
        instruments.take_off(site_of(larkmoor), one.id, actor, NOW)
    key_in(larkmoor, WELL)
    assert changes(larkmoor) == [(80, None, False)]


def test_another_prisons_answers_are_not_taken_off_file(world: World, larkmoor: Prison) -> None:
    key_in(larkmoor, WELL)
    (one,) = instrument_results.of(larkmoor.id, larkmoor.listeners["sam"])
    with pytest.raises(NotFound):
        instruments.take_off(site_of(world.fenwick), one.id, world.fenwick.actor(Role.COORDINATOR), NOW)
    assert changes(larkmoor) == [(80, None, False)]


def test_a_wrong_answer_is_refused_by_the_name_of_its_item_and_nothing_is_on_file(larkmoor: Prison) -> None:
    with pytest.raises(Unreadable, match="item 2: enter a number from 0 to 5\n.*item 6: there are items 1 to 5"):
        key_in(larkmoor, {**WELL, 2: 6, 6: 1})
    with pytest.raises(Unreadable, match="an empty sheet is none"):
        key_in(larkmoor, {})
    with pytest.raises(Unreadable, match="on: it has not been yet"):
        key_in(larkmoor, WELL, days_ago=-1)
    assert results(larkmoor).taken == ()


@pytest.mark.parametrize("key", ["hse_indicator_tool", "psc12", "psc4", "phq4"])
def test_what_is_made_for_groups_or_is_no_questionnaire_of_ours_takes_nobodys_answers(
    larkmoor: Prison, key: str
) -> None:
    with pytest.raises(NotFound):
        key_in(larkmoor, {1: 3}, key=key)


@pytest.mark.parametrize("role", [Role.LISTENER, Role.PEER_LEAD, Role.STAFF, Role.SAFER_CUSTODY, Role.NATIONAL])
def test_nobody_but_the_coordinator_keys_in_or_reads(larkmoor: Prison, role: Role) -> None:
    for does in (lambda: key_in(larkmoor, WELL, role=role), lambda: results(larkmoor, role)):
        with pytest.raises(NotAllowed):
            does()


def test_the_coordinator_keys_in_a_form_and_sees_the_picture_with_its_table(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    key_in(larkmoor, WELL, days_ago=40)
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    address = f"/care/people/{larkmoor.listeners['sam']}/questionnaires"
    on = f"{TONIGHT - timedelta(days=1):%d %m %Y}"
    boxes = {f"item_{item}": "1" for item in range(1, 6)}
    page = client.get(f"{address}/who5").text
    wrong = client.post(f"{address}/who5", data=form_of(page, **{**boxes, "item_3": "6"}, on=on))
    assert wrong.status_code == 422
    assert '<a href="#item_3">Item 3: enter a number from 0 to 5, or leave it out</a>' in wrong.text
    empty = client.post(f"{address}/who5", data=form_of(page, on=on))
    assert empty.status_code == 422 and "Enter an answer: an empty sheet is none" in empty.text
    right = form_of(page, **boxes, on=on)
    assert client.post(f"{address}/who5", data=right).location == client.post(f"{address}/who5", data=right).location
    shown = client.get(address).text
    for words in ("<title id=", "<desc id=", "<polyline", "severe", "60 less, <strong>more than chance"):
        assert words in shown, words
    assert 'value="1"' not in client.get(f"{address}/who5").text


def test_an_answer_sheet_has_the_numbers_of_the_items_and_no_wording(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    page = client.get("/care/questionnaires/proqol5/sheet").text
    assert page.count("lst-tick-box") == 150
    assert "On my mind" not in page
    assert "Do not put your name on it" in client.get("/care/questionnaires/psc4/sheet").text


def test_a_severe_one_is_a_reason_to_ask_that_leads_to_his_questionnaires(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    key_in(larkmoor, WELL, days_ago=40)
    key_in(larkmoor, BAD)
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    page = client.get("/care").text
    assert "in the severe band" in page and "worse than the one before, by more than chance" in page
    assert f'"/care/people/{larkmoor.listeners["sam"]}/questionnaires">See his questionnaires' in page


def test_what_is_worse_than_half_a_year_ago_is_so_on_his_page_and_for_the_daily_look(larkmoor: Prison) -> None:
    key_in(larkmoor, {**WELL, 5: 5}, days_ago=190)
    key_in(larkmoor, {1: 4}, days_ago=150)  # four left out: it has no score
    key_in(larkmoor, {item: 3 for item in range(1, 6)})
    assert changes(larkmoor)[-1] == (60, -24, True)
    loaded = facts.load(site_of(larkmoor), NOW)
    sam = next(member for member in loaded.team if member.id == larkmoor.listeners["sam"])
    (found,) = loaded.one(sam).checked_in
    assert (found.on, found.worse, found.severe) == (ago(1), True, False)


def test_what_is_taken_off_file_or_only_in_part_answered_is_no_reason(larkmoor: Prison) -> None:
    key_in(larkmoor, {1: 0, 2: 0})
    key_in(larkmoor, BAD, days_ago=2)
    (bad,) = (each for each in instrument_results.of(larkmoor.id, larkmoor.listeners["sam"]) if each.on == ago(2))
    instruments.take_off(site_of(larkmoor), bad.id, larkmoor.actor(Role.COORDINATOR), NOW)
    loaded = facts.load(site_of(larkmoor), NOW)
    assert all(loaded.one(member).checked_in == () for member in loaded.team)


def test_the_wording_of_a_pack_is_shown_and_a_bad_one_is_not_and_the_pages_say_why(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    path = client.application.config["LISTENERS"].instance / "instruments" / "who5.json"
    path.parent.mkdir(exist_ok=True)
    pack = {"instrument": "who5", "version": "1", "licence": "l", "items": {str(item): "Wörds" for item in range(1, 6)}}
    pages = [f"/care/people/{larkmoor.listeners['sam']}/questionnaires/who5", "/care/questionnaires/who5/sheet"]
    try:
        path.write_text(json.dumps(pack), "utf-8")
        assert [client.get(page).text.count("Wörds") for page in pages] == [5, 5]
        path.write_text(json.dumps({**pack, "items": {"1": "Wörds"}}), "utf-8")
        for page in [*pages, "/care/questionnaires"]:
            text = client.get(page).text
            assert "Wörds" not in text and "instruments/who5.json: item 2: it is missing" in text
        assert "2 At ease" in client.get(pages[0]).text
    finally:
        path.unlink()
