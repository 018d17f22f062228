"""Is a draft published after a look at whom it concerns, do the rules change with a reason, and what do pages cost?"""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from listeners.domain.people import AvailabilityKind, Role
from listeners.domain.policy import RULES
from listeners.services import rota_slots
from listeners.services.rota_slots import Change
from listeners.store.database import act, db
from listeners.store.people import Listener
from listeners.store.records import Audit, Notice
from listeners.store.rota import PolicyFact
from listeners.web.rota.rules import GROUPS
from tests.rota_world import (
    FIRST,
    MONDAY,
    NOW,
    SECOND,
    draft,
    duties_of,
    published,
    rests,
    say,
    site_of,
    unfreeze,
    versions_of,
)
from tests.web.conftest import SignInAs, Statements, token_of
from tests.web.rota_browser import KEY, SLOT, send, text_of
from tests.world import Prison, World

VERSION = re.compile(r'name="version"[^>]* value="([^"]+)"')

pytestmark = pytest.mark.usefixtures("sunday_evening")


def test_the_draft_is_published_after_a_look_at_who_is_told(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    rota_id = draft(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi")], nights=2)
    place = f"/rota/publish/{rota_id}"
    look = desk.get(place).text
    assert "2 new, 0 withdrawn, 0 as they are" in text_of(look)
    assert "Sam Okoro L01 1 Mon 23 Nov first" in text_of(look) and "No longer" not in look
    assert "2 places stay empty" in look
    version = VERSION.search(look)
    assert version
    answer = send(desk, place, version=version.group(1))

    assert (answer.status_code, answer.location) == (303, "/rota")
    assert len(duties_of(prison)) == 2
    words = text_of(desk.get("/rota").text)
    assert "Published, 2 gaps" in words
    assert "Published: 23 November to 24 November 2026. 2 people have a slip to be handed over." in words
    late = desk.post(place, data={"csrf_token": token_of(look), "act_key": "0" * 20, "version": "1", "reason": "Late"})
    assert late.status_code == 409 and "This draft is published already" in text_of(late.text)
    assert "It was published on Sunday 22 November, 20:30 by" in text_of(late.text)
    again = desk.get(place)
    assert again.status_code == 200 and "Publish it" not in again.text
    assert "published on Sunday 22 November, 20:30 by" in text_of(again.text)


def test_whoever_publishes_nights_out_of_sight_lands_on_their_month(desk: FlaskClient, world: World) -> None:
    later = MONDAY + timedelta(days=60)
    rota_id = draft(world.larkmoor, [(0, FIRST, "sam")], later, nights=2)
    version = VERSION.search(desk.get(f"/rota/publish/{rota_id}").text)
    assert version

    answer = send(desk, f"/rota/publish/{rota_id}", version=version.group(1))
    assert answer.location == "/rota?month=2027-01"
    words = text_of(desk.get(answer.location).text)
    assert "Published: 22 January to 23 January 2027. 1 person has a slip" in words


def test_who_has_not_decided_is_a_warning_with_a_way_to_his_page_and_no_refusal(
    desk: FlaskClient, world: World
) -> None:
    prison = world.larkmoor
    with act() as session:
        session.get_one(Listener, prison.listeners["ravi"]).consented_on = date(2026, 5, 2)
    rota_id = draft(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi")], nights=1)
    place = f"/rota/publish/{rota_id}"
    look = desk.get(place).text
    assert "Informed decision not recorded: 1 on this rota" in text_of(look)
    assert f'href="/rota/people/{prison.listeners["sam"]}">Sam Okoro</a>' in look
    assert f"/rota/people/{prison.listeners['ravi']}" not in look
    assert send(desk, place, version="1").status_code == 303


def test_nothing_is_said_of_decisions_where_all_are_recorded(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    with act() as session:
        session.get_one(Listener, prison.listeners["sam"]).consented_on = date(2026, 5, 2)
    rota_id = draft(prison, [(0, FIRST, "sam")], nights=1)
    assert "Informed decision" not in desk.get(f"/rota/publish/{rota_id}").text


def test_publishing_over_told_nights_needs_a_reason(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam")], nights=1)
    unfreeze(prison)
    rota_id = draft(prison, [(0, FIRST, "ravi")], nights=1)
    place = f"/rota/publish/{rota_id}"
    refused = send(desk, place, version="1")
    assert (refused.status_code, "Say why published nights change" in refused.text) == (422, True)

    assert send(desk, place, version="1", reason="Sam has court").status_code == 303
    assert db.session.query(Notice).count() == 3


def test_a_draft_that_changed_since_the_look_is_not_published(desk: FlaskClient, world: World) -> None:
    rota_id = draft(world.larkmoor, [(0, FIRST, "sam")], nights=1)

    late = send(desk, f"/rota/publish/{rota_id}", version="9")
    assert late.status_code == 409 and "This draft has been changed since you looked at it." in text_of(late.text)
    assert duties_of(world.larkmoor) == []


def test_a_draft_that_is_what_is_published_says_so_and_is_closed(desk: FlaskClient, world: World) -> None:
    prison, later = world.larkmoor, MONDAY + timedelta(days=14)
    published(prison, [(0, FIRST, "sam")], later, nights=2)
    rota_id = draft(prison, [(0, FIRST, "sam")], later, nights=2)
    place = f"/rota/publish/{rota_id}"
    page = desk.get(place).text
    assert "Nothing: this draft is just what is published already" in text_of(page)
    assert "Close the draft" in page and "Publish it" not in page
    version = VERSION.search(page)
    assert version and send(desk, place, version=version.group(1)).status_code == 303

    assert db.session.query(Notice).count() == 1
    longer = draft(prison, [(0, FIRST, "sam")], later, nights=3)
    assert "Publish it" in desk.get(f"/rota/publish/{longer}").text


def test_what_came_of_one_act_is_one_line_of_the_history(desk: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    published(prison, [(day, FIRST, "sam") for day in (0, 3, 7)], nights=14, now=NOW - timedelta(hours=1))
    actor, site = prison.actor(Role.COORDINATOR), site_of(prison)
    for day in (0, 3, 7):
        held, new = prison.listeners["sam"], prison.listeners["ravi"]
        wanted = Change(MONDAY + timedelta(days=day), 1, held, new, "Sam has court")
        rota_slots.change(actor, site, wanted, NOW)
    words = text_of(desk.get("/rota/history").text)

    assert "2 to 4 3 changes at once, of nights from Monday 23 November to Monday 30 November 2026" in words
    assert words.count("Sam has court") == 1
    assert [each.ordinal for each in versions_of(prison)] == [4, 3, 2, 1]


def test_a_draft_that_breaks_a_rule_by_now_has_no_button(desk: FlaskClient, world: World) -> None:
    rota_id = draft(world.larkmoor, [(0, FIRST, "sam")], nights=1)
    rests(world.larkmoor, "sam", datetime.fromisoformat("2026-11-23T09:00+00:00"))
    page = desk.get(f"/rota/publish/{rota_id}").text

    assert "It breaks rules, and cannot be published" in page
    assert "Publish it" not in page


def test_the_rules_show_each_number_with_its_source_and_change_with_a_reason(desk: FlaskClient) -> None:
    words = text_of(desk.get("/rota/rules").text)
    assert "Rest after a night call-out 11 hours 11 to 24 11 Working Time Regulations 1998" in words
    bad = send(desk, "/rota/rules/rest_hours", value="10", from_on="2026-11-23", reason="Because")
    assert (bad.status_code, "Must be from 11 to 24" in bad.text) == (422, True)
    both = send(desk, "/rota/rules/rest_hours", value="10", from_on="2026-11-23", reason="").text
    assert "Must be from 11 to 24" in both and "Say why" in both
    same = send(desk, "/rota/rules/rest_hours", value="11", from_on="2026-11-23", reason="Because")
    assert (same.status_code, "This is in force already" in same.text) == (422, True)
    past = send(desk, "/rota/rules/rest_hours", value="12", from_on="2026-11-21", reason="Because")
    assert "Must be today or a day ahead" in past.text
    assert "Say why" in send(desk, "/rota/rules/rest_hours", value="12", from_on="2026-11-23", reason="").text
    done = send(desk, "/rota/rules/rest_hours", value="12", from_on="2026-11-23", reason="We saw tired men")

    assert done.status_code == 303
    assert db.session.query(PolicyFact).one().value == "12"
    after = text_of(desk.get("/rota/rules/rest_hours").text)
    assert "23 November 2026 12 Sunday 22 November, 20:30 LKI coordinator We saw tired men" in after
    assert desk.get("/rota/rules/nothing").status_code == 404


def test_every_rule_stands_under_one_heading() -> None:
    assert sorted(name for _, names in GROUPS for name in names) == sorted(rule.name for rule in RULES)


def test_whether_a_coordinator_approves_is_asked_as_yes_or_no(desk: FlaskClient) -> None:
    place = "/rota/rules/cover_approval"
    assert "A coordinator approves each cover and swap No Yes or no No" in text_of(desk.get("/rota/rules").text)
    assert send(desk, place, value="2", from_on="2026-11-23", reason="We look").status_code == 422
    assert send(desk, place, value="1", from_on="2026-11-23", reason="We look first").status_code == 303

    assert db.session.query(PolicyFact).one().value == "1"
    words = text_of(desk.get(place).text)
    assert "A coordinator approves each cover and swap: Yes from 23 November 2026." in words
    assert "23 November 2026 Yes Sunday 22 November, 20:30" in words


def test_a_time_is_changed_as_a_time(desk: FlaskClient) -> None:
    answer = send(desk, "/rota/rules/quiet_from", value="22:30", from_on="2026-11-23", reason="Later lock-up")

    assert answer.status_code == 303
    assert db.session.query(PolicyFact).one().value == "22:30"


def test_the_calendar_file_names_nobody(desk: FlaskClient, world: World) -> None:
    published(world.larkmoor, [(0, FIRST, "sam")], nights=1)
    answer = desk.get("/rota/calendar.ics")

    assert answer.mimetype == "text/calendar"
    assert "SUMMARY:First: L01" in answer.text and "Okoro" not in answer.text


def test_nothing_of_another_prison_is_shown_or_changed(desk: FlaskClient, world: World) -> None:
    other = world.fenwick
    rota_id = draft(other, [(0, FIRST, "sam")], nights=1)
    published(other, [(0, FIRST, "ravi")], nights=1)

    assert "Fen " not in desk.get("/rota").text + desk.get("/rota?month=2026-11").text
    for place in (f"/rota/publish/{rota_id}", f"/rota/history/{rota_id}"):
        assert desk.get(place).status_code == 404


def test_staff_and_listeners_are_kept_out(client: FlaskClient, world: World, sign_in_as: SignInAs) -> None:
    for role in (Role.STAFF, Role.SAFER_CUSTODY, Role.PEER_LEAD, Role.LISTENER, Role.NATIONAL, Role.AUDITOR):
        sign_in_as(client, world.larkmoor, role, at=NOW)
        for place in ("/rota", "/rota/plan", SLOT, "/rota/history", "/rota/rules", "/rota/calendar.ics"):
            assert client.get(place).status_code == 403, (role, place)


def lived_through(prison: Prison, fortnights: range) -> None:
    """Rotas of two weeks, so many fortnights ago, each with a change by hand and what somebody said."""
    for back in fortnights:
        first = MONDAY - timedelta(days=14 * back)
        then = datetime.combine(first, NOW.timetz()) - timedelta(days=1)
        published(prison, [(0, FIRST, "sam"), (7, FIRST, "ravi"), (10, FIRST, "luc")], first, 14, then)
        wanted = Change(first, 2, None, prison.listeners["dean"], "Two are needed")
        rota_slots.change(prison.actor(Role.COORDINATOR), site_of(prison), wanted, then)
        for day in range(14):
            say(prison, "kofi", first + timedelta(days=day), AvailabilityKind.AVOID)


def test_each_page_asks_the_database_at_most_twelve_times_however_long_the_history(
    desk: FlaskClient, world: World, statements: Statements
) -> None:
    prison = world.larkmoor

    def counts() -> dict[str, int]:
        rota_id = draft(prison, [(0, FIRST, "ravi"), (4, SECOND, "kofi")], nights=28)
        version_id = versions_of(prison)[0].id
        found = {}
        for place in (
            "/rota",
            "/rota?month=2026-11",
            "/rota/plan",
            f"/rota/plans/{request_id}",
            SLOT,
            f"/rota/publish/{rota_id}",
            "/rota/history",
            f"/rota/history/{version_id}",
            "/rota/rules",
            "/rota/rules/rest_hours",
            "/rota/calendar.ics",
        ):
            statements.clear()
            assert desk.get(place).status_code == 200, place
            found[re.sub("[0-9a-f]{20}", "ID", place)] = len(statements)
            assert len(statements) <= 12, f"{place}\n{statements}"
        return found

    lived_through(prison, range(1, 2))
    say(prison, "sam", MONDAY, AvailabilityKind.UNAVAILABLE, "leave")
    request_id = send(desk, "/rota/plan", first="2026-11-23", nights="7").location.rpartition("/")[2]
    short = counts()
    lived_through(prison, range(2, 11))

    assert counts() == short


def test_every_look_at_the_reasons_is_recorded_once(desk: FlaskClient, world: World) -> None:
    draft(world.larkmoor, [(0, FIRST, "sam")], nights=1)
    say(world.larkmoor, "ravi", MONDAY, AvailabilityKind.UNAVAILABLE, "court")
    before = db.session.query(Audit).count()
    db.session.rollback()
    desk.get("/rota")
    closed = text_of(desk.get(SLOT).text)
    assert "Show the reasons (it is recorded that you read them)." in closed and "court" not in closed
    assert "L02 Not available" in closed
    opened = text_of(desk.get(f"{SLOT}?reasons=yes").text)
    assert "it is recorded that you read them" in opened and "L02 At court" in opened

    rows = db.session.query(Audit).order_by(Audit.id).all()[before:]
    assert [(row.verb, row.kind) for row in rows] == [
        ("board_read", "availability_reason"),
        ("slot_read", "availability_reason"),
    ]
    assert json.loads(rows[1].detail or "") == {"night": "2026-11-23"}


def test_a_number_changed_ahead_is_taken_back_with_one_press(desk: FlaskClient) -> None:
    send(desk, "/rota/rules/rest_hours", value="12", from_on="2026-11-30", reason="Because")
    page = desk.get("/rota/rules/rest_hours").text
    key = KEY.search(page)
    assert key and "From 30 November 2026: 12 hours. Take it back" in text_of(page)
    fields = {"csrf_token": token_of(page), "act_key": key.group(1), "from_on": "2026-11-30"}
    desk.post("/rota/rules/rest_hours/take-back", data=fields)

    assert "Take it back" not in desk.get("/rota/rules/rest_hours").text
    assert "30 November" not in text_of(desk.get("/rota/rules").text)
