"""Can anybody but the coordinator find, or infer, anything that a volunteer told us? Not on a page, not in the file."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import Table, update

from config import Settings, make_missing_secrets
from listeners.access import SYSTEM
from listeners.app import create_app
from listeners.domain.care.agreed import Agreed
from listeners.domain.care.debrief import Answer, Look, Talk, TalkOnFile
from listeners.domain.care.facts import Tick
from listeners.domain.care.flag_life import FollowUp, Outcome, Step, StepKind
from listeners.domain.care.flags import Level
from listeners.domain.care.offload import Officer
from listeners.domain.care.packed import pack_talk
from listeners.domain.care.reasons import Code, Group, Reason
from listeners.domain.people import AvailabilityKind, Role
from listeners.services import availability, availability_rules
from listeners.services.availability_rules import EveryNight
from listeners.services.care import asked_again, contacts, debriefs, flag_work, flags, offloads
from listeners.store import schema_tables
from listeners.store.care import flag_facts, offload_facts
from listeners.store.database import act, db
from listeners.store.keyring import FILL
from tests.services.care_records import (
    NOW,
    SUICIDAL,
    TONIGHT,
    ago,
    at,
    had_offload,
    held,
    site_of,
    was_overridden,
    went_out,
)
from tests.web.areas import areas
from tests.web.closed_routes import ROUTES
from tests.web.conftest import SignInAs
from tests.world import Prison, World, make_world

pytestmark = pytest.mark.usefixtures("evening")

SEALED = {
    "availability.reason",
    "availability_rule.reason",
    "contact_ticks.ticks",
    "debrief.talk",
    "flag.known",
    "flag.reasons",
    "flag_step.note",
    "kept.body",
    # What hangs at a wing desk: names, cells and hours.
    "night_sheet.body",
    "offload.text",
    "override_asked.answer",
    # The coordinator's own file, waiting to be confirmed: nobody else's word is in it.
    "upload.look",
    "upload_part.lines",
}.union(*(area.sealed for area in areas()))
"""Every sealed column; a new one in which a volunteer's word may stand must get a canary here."""
CANARIES = (
    "canaryavailabilityreason",
    "canaryeverynight",
    "canaryoffloadtext",
    "canarytextcorrected",
    "canaryflagreason",
    "canaryflagknown",
    "canaryanswer",
    "canaryfollowup",
    "canaryclosing",
    *(canary for area in areas() for canary in area.canaries),
)
NEVER = (Role.LISTENER, Role.PEER_LEAD, Role.STAFF, Role.SAFER_CUSTODY, Role.NATIONAL, Role.AUDITOR)
OWN_OR_NOBODY = (Role.LISTENER, Role.PEER_LEAD, Role.STAFF, Role.SAFER_CUSTODY, Role.NATIONAL)
"""Whose pages must be the same whatever anybody told. The auditor counts acts."""
OWN_DATES = {"me.mine"}
"""Tells a Listener by when his own next offload is due: a session that was held, or agreed on, moves that date."""


def plant(prison: Prison) -> None:
    """Put a canary of its own into every sealed column that can hold words, through the program's own doors."""
    site, sam, who = site_of(prison), prison.actor(Role.LISTENER), prison.actor(Role.COORDINATOR)
    night = {TONIGHT + timedelta(days=9): AvailabilityKind.UNAVAILABLE}
    for words in ("canaryavailabilityreason", "canarytextcorrected"):
        availability.say(site, prison.listeners["sam"], night, words, who, NOW)
        availability.withdraw(site, prison.listeners["sam"], tuple(night), who, NOW)
    every = EveryNight(frozenset({0}), TONIGHT, None, AvailabilityKind.UNAVAILABLE)
    availability_rules.say(site, prison.listeners["sam"], every, "canaryeverynight", who, NOW)
    offloads.log(site, held(1, Officer.PRESENT), "canaryoffloadtext", sam, NOW)
    call = went_out(prison, "sam", at(1, 2), answered=False)
    contacts.tick(site, call, frozenset(Tick), sam, NOW)
    debriefs.put(site, call, Look.SECOND, TalkOnFile(ago(0), Talk(Answer.DECLINED)), who, NOW)
    asked_again.put(site, was_overridden(prison, "lee", 1), ago(0), Agreed.DID_NOT, who, NOW)
    reason = Reason(Group.SELF, Code.ASKED_FOR_REST, 1, None, 28, ("canaryflagreason",), starred=True)
    step = Step(StepKind.RAISE, Level.URGENT, (reason,), (reason,), frozenset({"canaryflagknown"}))
    with act() as session:
        flag_id, _ = flag_facts.write_step(session, prison.id, prison.listeners["dean"], step, None, SYSTEM, NOW)
    flag_work.take_up(site, flag_id, 1, who, NOW)
    flag_work.go_through(site, flag_id, 2, ago(0), "canaryanswer", who, NOW)
    flag_work.follow_up(site, flag_id, 3, FollowUp.REST_OFFERED, False, "canaryfollowup", who, NOW)
    flag_work.close(site, flag_id, 3, Outcome.SUPPORT_IN_PLACE, "canaryclosing", who, NOW)
    for area in areas():
        area.plant(prison)


def every_page(app: Flask, browser: FlaskClient, prison: Prison) -> dict[str, bytes]:
    """Whatever a GET of every route answers, refusals too."""
    found = {}
    open_to_get = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    for endpoint in sorted(open_to_get & ROUTES.keys() - {"static"}):
        values: dict[str, Any] = dict(ROUTES[endpoint].about(prison))
        with app.test_request_context():
            address = url_for(endpoint, **values)
        answer = browser.get(address, follow_redirects=True)
        found[endpoint] = re.sub(rb'name="(csrf_token|([a-z0-9]+-)*act_key)"[^>]*>', b"", answer.data)
        answer.close()
    return found


def test_every_sealed_column_is_known_here() -> None:
    tables: list[Table] = list(schema_tables.metadata.tables.values())
    assert {f"{t.name}.{c.name}" for t in tables for c in t.columns if c.info.get("sealed")} == SEALED


@pytest.mark.parametrize("role", NEVER)
def test_no_page_of_anybody_else_shows_what_was_told(
    app: Flask, client: FlaskClient, world: World, sign_in_as: SignInAs, role: Role
) -> None:
    plant(world.larkmoor)
    sign_in_as(client, world.larkmoor, role)
    pages = every_page(app, client, world.larkmoor)
    assert len(pages) > 20
    hits = [(page, canary) for page, body in pages.items() for canary in CANARIES if canary.encode() in body]
    assert hits == []


def test_the_coordinator_of_another_prison_sees_none_of_it(
    app: Flask, client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    plant(world.larkmoor)
    sign_in_as(client, world.fenwick, Role.COORDINATOR)
    pages = every_page(app, client, world.larkmoor)
    assert [(page, one) for page, body in pages.items() for one in CANARIES if one.encode() in body] == []


def test_the_coordinator_does_see_what_was_told_so_that_the_canaries_are_alive(
    app: Flask, client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    plant(world.larkmoor)
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)
    site, who = site_of(world.larkmoor), world.larkmoor.actor(Role.COORDINATOR)
    page = client.get(f"/care/people/{world.larkmoor.listeners['dean']}").text
    assert [one for one in ("canaryanswer", "canaryfollowup", "canaryclosing") if one not in page] == []
    (told,) = offload_facts.offloads(world.larkmoor.id)[world.larkmoor.listeners["sam"]]
    assert offloads.read_text(site, told.id, who, NOW)[1] == "canaryoffloadtext"


@pytest.mark.parametrize("role", OWN_OR_NOBODY)
def test_no_page_of_anybody_else_changes_when_a_volunteer_tells_something(
    app: Flask, client: FlaskClient, world: World, sign_in_as: SignInAs, role: Role
) -> None:
    prison = world.larkmoor
    calls = [went_out(prison, who, at(day, 14), answered=False) for day in (1, 2, 3, 20) for who in ("kofi", "luc")]
    override = was_overridden(prison, "sam", 2)
    sign_in_as(client, prison, role)
    every_page(app, client, prison)  # the rows that the pages are about are made on the way
    before = every_page(app, client, prison)
    site, who = site_of(prison), prison.actor(Role.COORDINATOR)
    for call in calls:
        contacts.key_in(site, call, frozenset({SUICIDAL, Tick.ATTEMPT_OR_DEATH}), who, NOW)
        debriefs.put(site, call, Look.FIRST, TalkOnFile(ago(0), Talk(Answer.DECLINED)), who, NOW)
    asked_again.put(site, override, ago(0), Agreed.DID_NOT, who, NOW)
    for listener in prison.listeners:
        had_offload(prison, listener, 2, Officer.PRESENT, text="I cannot go on")
    for area in areas():
        area.tell_more(prison)
    assert flags.run(site, SYSTEM, NOW).raised >= 2
    after = every_page(app, client, prison)
    assert {page for page in before if before[page] != after[page]} <= OWN_DATES


def test_the_file_of_the_database_holds_none_of_it_in_plain(tmp_path: Path, sqlite_schema: Path) -> None:
    shutil.copy(sqlite_schema, tmp_path / "listeners.sqlite3")
    make_missing_secrets(tmp_path)
    app = create_app(Settings.load({"LISTENERS_INSTANCE": str(tmp_path)}))
    with app.app_context():
        prison = make_world().larkmoor
        plant(prison)
        with act() as session:
            session.execute(update(schema_tables.metadata.tables["site"]).values(name="canaryinplainsight"))
        # While the connection is open the newest pages are in the log beside the file.
        kept = b"".join(path.read_bytes() for path in sorted(tmp_path.glob("listeners.sqlite3*")))
        db.session.remove()
        db.engine.dispose()
    kept += b"".join(path.read_bytes() for path in sorted(tmp_path.glob("listeners.sqlite3*")))
    assert b"canaryinplainsight" in kept, "the scan itself is blind"
    assert [canary for canary in CANARIES if canary.encode() in kept] == []
    # "Declined" alone stands in the guards: it is sealed with what fills it up.
    told = [*Tick, Agreed.DID_NOT + FILL, pack_talk(Talk(Answer.DECLINED)) + FILL]
    assert [said for said in told if said.encode() in kept] == []
