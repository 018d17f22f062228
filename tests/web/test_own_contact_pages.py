"""Can a Listener tell of a contact without a call, does it count for the coordinator, and for nobody else?"""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from listeners.domain.care.facts import ContactSource, Tick
from listeners.domain.care.own_contact import LONGEST_MINUTES, OwnContact
from listeners.domain.people import Role
from listeners.domain.states import ContactPlace
from listeners.errors import NotAllowed, NotFound, Unreadable
from listeners.services.care import facts, look, own_contacts
from listeners.store import duties_facts
from listeners.store.care.own_contacts import OwnContactRow
from listeners.store.database import db
from listeners.store.records import Audit
from listeners.web import own_contact_form
from tests.kept import earlier_versions
from tests.services.care_records import NOW, SUICIDAL, TONIGHT, ago, at, site_of, went_out
from tests.web.conftest import SignInAs
from tests.web.me_browser import form_of
from tests.world import Prison, World

pytestmark = pytest.mark.usefixtures("evening")
ANSWERS = {"at": "03:10", "minutes": "40", "place": "own_cell", "suicidal_feelings": "y"}


def told(days_ago: int, hour: int = 3) -> OwnContact:
    return OwnContact(ago(days_ago), time(hour, 10), 40, ContactPlace.OWN_CELL, frozenset({SUICIDAL}))


def tells(prison: Prison, *days_ago: int) -> None:
    for day in days_ago:
        own_contacts.tell(site_of(prison), told(day), prison.actor(Role.LISTENER), NOW)


def on_file(prison: Prison) -> list[OwnContact]:
    db.session.rollback()
    page = own_contacts.of(site_of(prison), prison.listeners["sam"], prison.actor(Role.COORDINATOR), NOW)
    return [each.told for each in page.contacts]


def day(days_ago: int) -> str:
    return f"{ago(days_ago):%d/%m/%Y}"


def test_a_listener_tells_of_one_once_and_is_thanked(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.LISTENER)
    form = form_of(client.get("/me/contacts").text, when="yesterday", **ANSWERS)
    for _ in range(2):
        answer = client.post("/me/contacts", data=form)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/me/thanks")
    assert on_file(larkmoor) == [told(1)]
    assert 'value="40"' not in client.get("/me/contacts").text
    (row,) = db.session.scalars(select(Audit).where(Audit.verb == "own_contact_told"))
    assert row.detail is None


def test_one_that_has_not_been_yet_is_refused_with_what_to_do(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.LISTENER)
    page = client.get("/me/contacts").text
    answer = client.post("/me/contacts", data=form_of(page, **{**ANSWERS, "when": "today", "at": "17:30"}))
    assert answer.status_code == 422
    assert "Enter a time that has been" in answer.text
    assert client.post("/me/contacts", data=form_of(page)).status_code == 422
    answer = client.post("/me/contacts", data=form_of(page, **{**ANSWERS, "when": "today", "at": "16:30"}))
    assert answer.status_code == 422
    assert "It would have ended at 17:10, which has not come yet. Enter fewer minutes" in answer.text
    assert on_file(larkmoor) == []
    with pytest.raises(Unreadable):
        tells(larkmoor, -1)


@pytest.mark.parametrize(
    ("written", "days_ago"),
    [("20 11", 7), ("20/11/26", 7), ("28 nov", 364), ("", None), ("tuesday", None), ("28 11 26", None)],
)
def test_another_day_is_written_as_people_write_one(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs, written: str, days_ago: int | None
) -> None:
    sign_in_as(client, larkmoor, Role.LISTENER)
    form = form_of(client.get("/me/contacts").text, when="other", other_day=written, **ANSWERS)
    assert client.post("/me/contacts", data=form).status_code == (422 if days_ago is None else 303)
    assert db.session.scalars(select(OwnContactRow.on_date)).all() == ([] if days_ago is None else [ago(days_ago)])


def test_a_coordinator_keys_in_a_card_and_takes_off_what_was_not_so(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    address = f"/care/people/{larkmoor.listeners['sam']}/contacts"
    form = form_of(client.get(address).text, on=day(2), **ANSWERS)
    assert client.post(address, data=form).status_code == 303
    page = client.get(address).text
    assert "From a card" in page and "suicidal feelings" in page
    own_id = db.session.scalar(select(OwnContactRow.id))
    assert client.post(f"/care/contacts/{own_id}/off", data=form_of(page)).status_code == 303
    assert on_file(larkmoor) == []
    assert len(earlier_versions(db.session(), db.session.get_one(OwnContactRow, own_id))) == 1
    with pytest.raises(NotFound):
        own_contacts.take_off(site_of(larkmoor), str(own_id), larkmoor.actor(Role.COORDINATOR), NOW)


def test_a_coordinator_corrects_one_and_the_second_correction_of_the_same_page_is_a_conflict(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    tells(larkmoor, 1)
    own_id = str(db.session.scalar(select(OwnContactRow.id)))
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    page = client.get(f"/care/contacts/{own_id}").text
    assert 'value="03:10"' in page and 'value="own_cell" checked' in page and "He told it himself" in page
    form = form_of(page, on=day(2), at="21:00", minutes="30", place="cell_door", version="1")
    assert client.post(f"/care/contacts/{own_id}", data={**form, "minutes": "721"}).status_code == 422
    assert client.post(f"/care/contacts/{own_id}", data=form).status_code == 303
    assert on_file(larkmoor) == [OwnContact(ago(2), time(21), 30, ContactPlace.CELL_DOOR, frozenset())]
    assert client.post(f"/care/contacts/{own_id}", data={**form, "act_key": "another"}).status_code == 409
    assert len(earlier_versions(db.session(), db.session.get_one(OwnContactRow, own_id))) == 1


def test_what_is_too_long_to_be_is_refused_without_the_form_too(larkmoor: Prison) -> None:
    assert own_contact_form.LONGEST_MINUTES == LONGEST_MINUTES
    tells(larkmoor, 1)
    own_id = str(db.session.scalar(select(OwnContactRow.id)))
    with pytest.raises(Unreadable):
        wrong = replace(told(1), minutes=721)
        own_contacts.correct(site_of(larkmoor), own_id, 1, wrong, larkmoor.actor(Role.COORDINATOR), NOW)


def test_the_listener_is_asked_whether_it_was_in_his_own_cell(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.LISTENER)
    page = client.get("/me/contacts").text
    assert "Your own cell" in page and "The Listener" not in page.partition("<form")[2]


@pytest.mark.parametrize("role", [Role.STAFF, Role.SAFER_CUSTODY, Role.NATIONAL, Role.AUDITOR, Role.PEER_LEAD])
def test_nobody_else_reads_them(larkmoor: Prison, role: Role) -> None:
    with pytest.raises(NotAllowed):
        own_contacts.of(site_of(larkmoor), larkmoor.listeners["sam"], larkmoor.actor(role), NOW)


def test_the_coordinator_of_another_prison_neither_reads_them_nor_takes_one_off(world: World) -> None:
    tells(world.larkmoor, 1)
    own_id = str(db.session.scalar(select(OwnContactRow.id)))
    other = world.fenwick.actor(Role.COORDINATOR)
    with pytest.raises(NotAllowed):
        own_contacts.of(site_of(world.larkmoor), world.larkmoor.listeners["sam"], other, NOW)
    with pytest.raises(NotFound):
        own_contacts.take_off(site_of(world.fenwick), own_id, other, NOW)
    with pytest.raises(NotFound):
        own_contacts.correct(site_of(world.fenwick), own_id, 1, told(2), other, NOW)
    with pytest.raises(NotFound):
        own_contacts.one(site_of(world.fenwick), own_id, other, NOW)


def test_three_in_a_week_that_speak_of_suicide_are_a_reason_to_ask(larkmoor: Prison) -> None:
    went_out(larkmoor, "sam", at(4, 14), 30, SUICIDAL)
    tells(larkmoor, 1, 2, 3)
    team = facts.load(site_of(larkmoor), NOW)
    sam = team.one(next(each for each in team.team if each.id == larkmoor.listeners["sam"]))
    own = [each for each in sam.contacts if each.source is ContactSource.OWN]
    assert [(each.night, each.at_night, each.ticks) for each in own] == [
        (ago(days), True, frozenset({SUICIDAL})) for days in (4, 3, 2)
    ]
    page = look.person(site_of(larkmoor), larkmoor.listeners["sam"], larkmoor.actor(Role.COORDINATOR), NOW)
    assert (page.load.contacts, page.load.suicide_related) == (4, 4)


def test_no_rest_no_load_and_no_debrief_follow_from_one(larkmoor: Prison) -> None:
    went_out(larkmoor, "sam", at(1, 2), 60, Tick.NEED_BEYOND_LISTENING)
    site, listener = site_of(larkmoor), larkmoor.listeners["sam"]

    def others() -> tuple[object, ...]:
        db.session.rollback()
        team = facts.load(site, NOW)
        sam = team.one(next(each for each in team.team if each.id == listener))
        today = look.today(site, larkmoor.actor(Role.COORDINATOR), NOW)
        return duties_facts.rests(site.id), sam.rests, sam.load, sam.contacts_from, sam.debriefs_from, today.talks

    before = others()
    tells(larkmoor, 0, 1, 2, 30)
    assert others() == before
    assert TONIGHT == NOW.date()
