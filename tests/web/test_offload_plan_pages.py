"""Can a coordinator plan a session, key in a whole group from the plan, and say who cancelled one?"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from listeners.access import SYSTEM
from listeners.domain.people import Role, Standing
from listeners.store import people_writes
from listeners.store.care import offload_facts, offload_plans
from listeners.store.database import act, db
from tests.services.care_records import NOW, TONIGHT, ago, had_offload, site_of
from tests.web.conftest import SignInAs
from tests.web.me_browser import fields_of, form_of, send
from tests.web.rota_browser import text_of
from tests.world import Prison

pytestmark = pytest.mark.usefixtures("evening")
PLAN = {"at": "20:00", "kind": "group", "led_by": "samaritans", "place": "chaplaincy"}
ANSWERS = {"kind": "group", "led_by": "samaritans", "private": "yes", "officer": "none", "length": "60"}


@pytest.fixture
def desk(client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs) -> FlaskClient:
    """The coordinator's browser."""
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    return client


def planned(desk: FlaskClient, prison: Prison, days_ahead: int) -> str:
    """Plan a session for Sam and Ravi, and return the address of its page."""
    people = [prison.listeners[name] for name in ("sam", "ravi")]
    assert send(desk, "/care/offloads/plan", people=people, on=f"{ago(-days_ahead):%d %m %Y}", **PLAN)
    db.session.rollback()
    return f"/care/offloads/planned/{offload_plans.planned(prison.id, TONIGHT)[-1].id}"


def test_a_whole_group_is_keyed_in_from_its_plan_with_who_came(desk: FlaskClient, larkmoor: Prison) -> None:
    address = planned(desk, larkmoor, 0)
    page = desk.get(address).text
    assert 'value="chaplaincy" checked' in page
    people = [larkmoor.listeners[name] for name in ("luc", "sam")]
    told = {"people": people, "on": f"{TONIGHT:%d %m %Y}", "place": "chaplaincy", **ANSWERS}
    assert desk.post(address, data={**fields_of(page, address), **told}).status_code == 303
    db.session.rollback()
    assert set(offload_facts.offloads(larkmoor.id)) == set(people)
    words = text_of(desk.get(address).text)
    assert "It was held. Came: Luc Martin (not planned for), Sam Okoro. Did not come: Ravi Patel." in words
    sams, ravis = (text_of(desk.get(f"/care/people/{larkmoor.listeners[who]}/offload").text) for who in ("sam", "ravi"))
    assert "1: 1 held, to 1 of which he did not come" in ravis
    assert "1: 1 held" in sams and "he did not come" not in sams


def test_nobody_came_because_it_was_planned_for_him(desk: FlaskClient, larkmoor: Prison) -> None:
    address = planned(desk, larkmoor, 0)
    page = desk.get(address).text
    assert not [name for name, id_ in larkmoor.listeners.items() if f'value="{id_}" checked' in page]
    told = form_of(page, on=f"{TONIGHT:%d %m %Y}", place="chaplaincy", **ANSWERS)
    answer = desk.post(address, data=told)
    assert answer.status_code == 422 and "Choose who was there" in answer.text
    again = desk.post(f"{address}/cancelled", data=form_of(page)).text
    assert not [name for name, id_ in larkmoor.listeners.items() if f'value="{id_}" checked' in again]
    db.session.rollback()
    assert not offload_facts.offloads(larkmoor.id)


def test_that_nobody_came_is_said_by_one_press_and_counted_by_itself(desk: FlaskClient, larkmoor: Prison) -> None:
    address = planned(desk, larkmoor, 0)
    told = fields_of(desk.get(address).text, f"{address}/nobody")
    assert [desk.post(f"{address}/nobody", data=told).status_code for _ in range(2)] == [303, 303]
    assert "Nobody came. It was to be held, was not cancelled" in text_of(desk.get(address).text)
    assert "1: 0 held, 1 to which nobody came" in text_of(desk.get("/care/offloads").text)
    assert "27 November 2026, 20:00 : nobody came" in text_of(desk.get("/care/offloads").text)
    assert desk.post(f"{address}/again", data=form_of(desk.get(address).text)).status_code == 303
    assert "Who was there?" in desk.get(address).text


def test_before_its_day_nobody_came_cannot_be_told_and_who_cancelled_can(desk: FlaskClient, larkmoor: Prison) -> None:
    address = planned(desk, larkmoor, 3)
    page = desk.get(address).text
    assert "Nobody came" not in page and "nobody came" not in page
    early = desk.post(f"{address}/nobody", data=form_of(page, version="1"))
    assert early.status_code == 422 and "its day has not come" in early.text
    assert "Planned for Monday 30 November" in text_of(desk.get("/care/offloads").text)
    nobody = desk.post(f"{address}/cancelled", data=form_of(page))
    assert nobody.status_code == 422 and "Choose who cancelled it" in nobody.text
    told = {**fields_of(page, f"{address}/cancelled"), "by": "prison", "why": "No room could be had"}
    assert [desk.post(f"{address}/cancelled", data=told).status_code for _ in range(2)] == [303, 303]
    page = desk.get(address).text
    assert "By: The prison. Why: No room could be had" in text_of(page)
    assert desk.post(f"{address}/again", data=form_of(page)).status_code == 303
    assert "It was cancelled" in desk.get(address).text


def test_one_held_before_its_day_is_told_by_the_date_on_which_it_was_held(desk: FlaskClient, larkmoor: Prison) -> None:
    address, sam = planned(desk, larkmoor, 3), larkmoor.listeners["sam"]
    page = desk.get(address).text
    assert "It was held already: who came?" in page and 'value="30 11 2026"' not in page
    told = {**fields_of(page, address), "people": [sam], "place": "chaplaincy", **ANSWERS}
    early = desk.post(address, data={**told, "on": f"{ago(-3):%d %m %Y}"})
    assert early.status_code == 422
    assert desk.post(address, data={**told, "on": f"{ago(2):%d %m %Y}"}).status_code == 303
    db.session.rollback()
    ((card,),) = offload_facts.offloads(larkmoor.id).values()
    assert card.held.on == ago(2)
    assert "It was held. Came: Sam Okoro. Did not come: Ravi Patel." in text_of(desk.get(address).text)
    assert "1: 1 held" in text_of(desk.get("/care/offloads").text)


def test_a_plan_for_a_day_that_has_been_is_sent_back(desk: FlaskClient, larkmoor: Prison) -> None:
    sam = larkmoor.listeners["sam"]
    told = form_of(desk.get("/care/offloads/plan").text, people=[sam], on=f"{ago(1):%d %m %Y}", **PLAN)
    answer = desk.post("/care/offloads/plan", data=told)
    assert answer.status_code == 422 and "Look at the date: this date has been" in answer.text
    begun = {**told, "on": f"{TONIGHT:%d %m %Y}", "at": "16:59"}
    answer = desk.post("/care/offloads/plan", data=begun)
    assert answer.status_code == 422 and "Look at the time: this has been today: key in the session" in answer.text
    assert desk.post("/care/offloads/plan", data={**begun, "at": "17:00"}).status_code == 303


def test_everybody_is_ticked_but_who_is_paused_on_the_day_proposed_and_he_can_be(
    desk: FlaskClient, larkmoor: Prison
) -> None:
    sam, luc = larkmoor.listeners["sam"], larkmoor.listeners["luc"]
    with act() as session:
        people_writes.add_standing(session, site_of(larkmoor), sam, Standing.PAUSED, ago(-3), SYSTEM, NOW)
    for asked, is_ticked in ((f"?on={ago(-2)}", True), (f"?on={ago(-3)}", False), ("", True)):
        page = desk.get(f"/care/offloads/plan{asked}").text
        assert (f'value="{sam}" checked' in page) is is_ticked and f'value="{luc}" checked' in page
    assert f'value="{sam}"' in page


def test_a_plan_is_changed_on_its_page_and_an_older_page_changes_nothing(desk: FlaskClient, larkmoor: Prison) -> None:
    address = planned(desk, larkmoor, 3)
    page = desk.get(f"{address}/change").text
    assert 'value="30 11 2026"' in page and 'value="20:00"' in page and 'value="chaplaincy" checked' in page
    luc = larkmoor.listeners["luc"]
    plan = {"on": "4 12", "at": "10:30", "kind": "single", "led_by": "coordinator", "place": ""}
    told = {**fields_of(page, f"{address}/change"), **plan, "people": [luc]}
    refused = desk.post(f"{address}/change", data={**told, "on": f"{ago(1):%d %m %Y}"})
    assert refused.status_code == 422 and "Look at the date: this date has been" in refused.text
    assert desk.post(f"{address}/change", data=told).status_code == 303
    words = text_of(desk.get(address).text)
    assert (
        "4 December 2026, 10:30 One to one, led by: The coordinator. Place: Not settled yet. For Luc Martin." in words
    )
    assert desk.post(f"{address}/change", data={**told, "act_key": "another"}).status_code == 409


def test_an_older_page_says_nothing_of_what_became_of_it_also_not_sent_again(
    desk: FlaskClient, larkmoor: Prison
) -> None:
    address = planned(desk, larkmoor, 3)
    page = desk.get(address).text
    changed = fields_of(desk.get(f"{address}/change").text, f"{address}/change")
    to = {**PLAN, "people": [larkmoor.listeners["luc"]], "on": "4 12"}
    assert desk.post(f"{address}/change", data={**changed, **to}).status_code == 303
    there = {"people": [larkmoor.listeners["sam"]], "on": f"{TONIGHT:%d %m %Y}", "place": "", **ANSWERS}
    for where, told in ((f"{address}/cancelled", {"by": "prison", "why": ""}), (address, there)):
        left_out = desk.post(where, data=fields_of(page, where))
        assert left_out.status_code == 422
        assert desk.post(where, data={**fields_of(left_out.text, where), **told}).status_code == 409
    assert desk.post(f"{address}/nobody", data=form_of(page, version="1")).status_code == 409
    assert "It was cancelled" in desk.get(address).text


def test_what_is_overdue_says_how_often_it_was_owed_when_it_was(desk: FlaskClient, larkmoor: Prison) -> None:
    had_offload(larkmoor, "sam", 19)
    of_him = f"/care/people/{larkmoor.listeners['sam']}"
    assert "That one was owed" not in desk.get(f"{of_him}/offload").text
    told = form_of(
        desk.get(f"{of_him}/offload").text, how_often="other", every_days="28", from_on=f"{TONIGHT:%d %m %Y}"
    )
    assert desk.post(f"{of_him}/offload", data=told).status_code == 303
    before = "Overdue by 5 days. That one was owed after 14 days, as it was on Sunday 22 November."
    assert f"{before} Now owed every 28 days, as was agreed with him" in text_of(desk.get(f"{of_him}/offload").text)
    assert f"{before} 19 days without a private one; now owed every 28 days" in text_of(desk.get(of_him).text)
    of_all = before.removeprefix("Overdue ").replace("days. That", "days That")
    assert f"{of_all} Now every 28 days, as was agreed with him" in text_of(desk.get("/care/offloads").text)


def test_a_plan_that_is_later_than_he_is_due_is_marked(desk: FlaskClient, larkmoor: Prison) -> None:
    for who in larkmoor.listeners:
        had_offload(larkmoor, who, 3)
    planned(desk, larkmoor, 11)
    assert "later than he is due" not in desk.get("/care/offloads").text
    planned_for = "Planned for Tuesday 8 December"
    assert planned_for not in text_of(desk.get("/care/offloads").text)
    address = f"/care/people/{larkmoor.listeners['sam']}/offload"
    told = form_of(desk.get(address).text, how_often="other", every_days="7", from_on=f"{ago(3):%d %m %Y}")
    assert desk.post(address, data=told).status_code == 303
    words = text_of(desk.get("/care/offloads").text)
    assert words.count(f"{planned_for}: later than he is due") == 1
