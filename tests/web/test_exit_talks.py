"""Is a talk with somebody who leaves due, put on file once, and read by the coordinator alone?"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from listeners.access import SYSTEM, Do, allows
from listeners.access.promise import in_three_lines
from listeners.access.table import TABLE, Caller
from listeners.domain.care.exit_talk import Came, ExitKind, ExitTalk, Felt, TalkOn
from listeners.domain.people import Role, Standing
from listeners.errors import NotAllowed, NotFound, Unreadable
from listeners.services.care import exit_talks
from listeners.store import people_writes
from listeners.store.care.exit_talks import ExitTalkRow
from listeners.store.database import act, db
from listeners.store.records import Audit
from tests.kept import earlier_versions
from tests.services.care_records import NOW, ago, site_of
from tests.web.conftest import SignInAs
from tests.web.me_browser import form_of, send
from tests.web.rota_browser import text_of
from tests.world import Prison, World

pytestmark = pytest.mark.usefixtures("evening")
ANSWERS = {"kind": "leaving", "came": "held", "respected": "partly", "supported": "", "used": "rather_not"}
TALK = ExitTalk(Came.HELD, (Felt.YES, None, Felt.NO), "Being useful.")


def leaves(prison: Prison, name: str, days_ago: int) -> None:
    site, whom = site_of(prison), prison.listeners[name]
    with act() as session:
        people_writes.add_standing(session, site, whom, Standing.LEFT, ago(days_ago), SYSTEM, NOW)


def put(prison: Prison, talk: ExitTalk, days_ago: int = 1, role: Role = Role.COORDINATOR) -> None:
    at = TalkOn(ExitKind.LEAVING, ago(days_ago))
    exit_talks.put(site_of(prison), prison.listeners["sam"], at, talk, prison.actor(role), NOW)


def test_it_is_due_until_something_is_on_file(client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs) -> None:
    leaves(larkmoor, "sam", 30)
    leaves(larkmoor, "ravi", -10)
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    listed = text_of(client.get("/care/leaving").text)
    assert listed.count("Sam Okoro") == 2, "one when he goes, and one outside"
    assert "when he goes. Goes on 7 December 2026" in listed and "when he goes. Gone on" in listed
    address = f"/care/people/{larkmoor.listeners['sam']}/leaving"
    form = form_of(client.get(address).text, on=f"{ago(2):%d %m %Y}", **ANSWERS, hard="The nights.")
    assert [client.post(address, data=form).status_code for _ in "ab"] == [303, 303]
    page = text_of(client.get(address).text)
    assert page.count("The nights.") == 1 and "Partly" in page and "Rather not say" in page
    left = text_of(client.get("/care/leaving").text)
    assert "when he goes. Gone on" not in left and "outside, after his release. Gone on" in left
    row = select(Audit.verb, Audit.detail).where(Audit.verb == "exit_talk_put")
    assert db.session.execute(row).all() == [("exit_talk_put", None)]


def test_one_that_was_not_held_has_no_answers(client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs) -> None:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    address = f"/care/people/{larkmoor.listeners['sam']}/leaving"
    told = {**ANSWERS, "came": "declined", "on": f"{ago(2):%d %m %Y}"}
    answer = client.post(address, data=form_of(client.get(address).text, **told))
    assert answer.status_code == 422 and "leave the answers empty" in answer.text
    told |= {"respected": "", "used": ""}
    outside = form_of(client.get(address).text, **told | {"kind": "released", "came": "held"})
    assert "On that date he was still here." in client.post(address, data=outside).text
    assert send(client, address, **told) == address
    assert "he would rather not" in text_of(client.get(address).text)


def test_the_same_talk_again_takes_the_place_of_the_first_which_is_kept(larkmoor: Prison) -> None:
    put(larkmoor, TALK)
    put(larkmoor, ExitTalk(Came.NOT_REACHED))
    page = exit_talks.of(site_of(larkmoor), larkmoor.listeners["sam"], larkmoor.actor(Role.COORDINATOR), NOW)
    assert [each.talk.came for each in page.talks] == [Came.NOT_REACHED]
    with act() as session:
        (row,) = session.scalars(select(ExitTalkRow))
        assert len(earlier_versions(session, row)) == 1
    with pytest.raises(Unreadable):
        put(larkmoor, TALK, days_ago=-1)


def test_page_and_card_promise_what_the_table_says(client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs) -> None:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    for address in (f"/care/people/{larkmoor.listeners['sam']}/leaving", "/care/leaving-card"):
        page = text_of(client.get(address).text)
        assert all(line in page for line in in_three_lines(exit_talks.KIND)), address
    readers = [caller for caller in Caller if allows(TABLE[exit_talks.KIND, caller], Do.READ)]
    assert readers == [Caller.COORDINATOR]


def test_each_reading_is_noted_and_nobody_else_reads(world: World) -> None:
    larkmoor = world.larkmoor
    put(larkmoor, TALK)
    sam = larkmoor.listeners["sam"]
    exit_talks.of(site_of(larkmoor), sam, larkmoor.actor(Role.COORDINATOR), NOW)
    of_it = Audit.verb == "read", Audit.kind == exit_talks.KIND.value
    noted = db.session.scalars(select(Audit.subject_id).where(*of_it))
    assert list(noted) == [sam]
    db.session.rollback()
    for role in (each for each in Role if each is not Role.COORDINATOR):
        who = larkmoor.actor(role)
        with pytest.raises(NotAllowed):
            exit_talks.of(site_of(larkmoor), sam, who, NOW)
        with pytest.raises(NotAllowed):
            exit_talks.listed(site_of(larkmoor), who, NOW)
        with pytest.raises(NotAllowed):
            put(larkmoor, TALK, role=role)
    with pytest.raises(NotFound):
        exit_talks.of(site_of(world.fenwick), sam, world.fenwick.actor(Role.COORDINATOR), NOW)
