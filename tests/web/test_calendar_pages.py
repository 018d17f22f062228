"""A calendar of nights without a script: what a Listener and the coordinator choose on it, and the same every week."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from listeners.access import SYSTEM
from listeners.domain.own_limits import Only, OwnLimits
from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.domain.team import Site
from listeners.services import availability, availability_rules, own_limits, standings
from listeners.store import people_facts
from listeners.store.database import act, db
from listeners.web.session_fields import OTHER
from tests.services.care_records import NOW, TONIGHT, stood_by
from tests.web.conftest import SignInAs
from tests.web.me_browser import form_of, send
from tests.web.team_browser import Coordinator
from tests.world import Prison

pytestmark = pytest.mark.usefixtures("evening")
UNAVAILABLE, AVOID, PREFER, CAN = AvailabilityKind
WEEK = timedelta(days=7)
STILL_OFF = (
    "You are not on these nights for now: Tuesday 1 to Wednesday 2 December. What you said is kept. "
    "Talk to your coordinator if you want to change that."
)


@pytest.fixture
def site(larkmoor: Prison) -> Site:
    return people_facts.site(larkmoor.id)


@pytest.fixture
def coordinator(client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs) -> Coordinator:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    return Coordinator(client)


def kinds(site: Site, prison: Prison) -> dict[int, AvailabilityKind]:
    """What Sam says of the nights to come, by how many days ahead."""
    db.session.rollback()
    found = availability.of(site, prison.listeners["sam"], TONIGHT, TONIGHT + 12 * WEEK, SYSTEM)
    return {(each.night - TONIGHT).days: each.kind for each in found.nights}


def box(days: int) -> str:
    return f"night-{TONIGHT + timedelta(days=days)}"


def hidden(page: str) -> dict[str, object]:
    seen = re.search(r'name="seen"[^>]* value="([^"]+)"', page)
    assert seen
    return form_of(page, seen=seen.group(1))


def test_he_chooses_for_each_night_and_is_told_what_changed(sam: FlaskClient, larkmoor: Prison, site: Site) -> None:
    stood_by(larkmoor, "sam", TONIGHT + timedelta(days=2))
    page = sam.get("/me/nights").text
    assert page.count("<select") == 28
    assert re.findall(r"<caption[^>]*>([^<]+)<", page) == ["November 2026", "December 2026"]
    sent = hidden(page) | {box(2): "N", box(5): "R", box(9): "Y"}
    answer = sam.post("/me/nights", data=sent)
    assert (answer.status_code, answer.location) == (303, f"/me/nights?first={TONIGHT}")

    assert kinds(site, larkmoor) == {2: UNAVAILABLE, 5: AVOID, 9: PREFER}
    told = unescape(sam.get("/me/nights").text)
    assert "You can’t: Sunday 29 to Monday 30 November. You would rather not: Wednesday 2" in told
    assert "Your coordinator is told, and others are asked to do your own night: Sunday 29 to Monday" in told
    sam.post("/me/nights", data=hidden(sam.get("/me/nights").text) | {box(5): "R"})
    assert kinds(site, larkmoor) == {5: AVOID}
    assert "You can: Sunday 29 to Monday 30 November; Sunday 6" in unescape(sam.get("/me/nights").text)


def test_of_a_night_that_stays_off_as_was_agreed_each_page_says_that_he_is_not_on_it_and_not_why(
    sam: FlaskClient, larkmoor: Prison, site: Site
) -> None:
    for days in (2, 4):
        stood_by(larkmoor, "sam", TONIGHT + timedelta(days=days))
    with act() as session:
        own_limits.agree_in(session, site, larkmoor.listeners["sam"], OwnLimits(in_7=1), SYSTEM, NOW)
    page = sam.get("/me/nights").text
    sam.post("/me/nights", data=hidden(page) | {box(2): "", box(4): "R", box(9): "Y"})
    told = unescape(sam.get("/me/nights").text)
    assert kinds(site, larkmoor) == {4: UNAVAILABLE, 9: PREFER}
    assert f"You would like to: Sunday 6 to Monday 7 December. {STILL_OFF}" in told
    assert "rather not: Tuesday" not in told and "yours until" not in told and "agreed" not in told
    night = {"night": str(TONIGHT + timedelta(days=4))}
    for address, his in (("/me/cannot", {"said": "unavailable"}), ("/me/cannot/back", {})):
        assert STILL_OFF not in sam.get("/me/cannot/done").text, "that he cannot is his own word too"
        sam.post(address, data=form_of(sam.get("/me/cannot").text) | night | his)
    assert STILL_OFF in sam.get("/me/cannot/done").text

    send(sam, "/me/nights/every", weekdays=["1"], from_on="27 11 2026", until_on="", said="prefer")
    assert f"you would like to. {STILL_OFF}" in (told := _told(sam)) and told.count("Tuesday") == 1 + 1
    _end_every(sam)
    assert _told(sam) == f"It is ended, from tonight on. {STILL_OFF}"
    send(sam, "/me/rest")
    sam.post("/me/rest/over", data=form_of(sam.get("/me/rest").text))
    assert _told(sam) == f"You are back. You can be asked again, from tonight. {STILL_OFF}"


def test_no_press_tells_a_limit_from_a_rest_a_hold_or_a_pause(sam: FlaskClient, larkmoor: Prison, site: Site) -> None:
    him, night = larkmoor.listeners["sam"], {"night": str(TONIGHT + timedelta(days=4))}
    other = {"night": OTHER, "other_night": "1 12 2026"}
    for days in (2, 4):
        stood_by(larkmoor, "sam", TONIGHT + timedelta(days=days))
    for reason in ("limit", "by day", "rest", "hold", "pause"):
        rule = ""
        with act() as session:
            if reason in ("limit", "by day"):
                limits = OwnLimits(in_7=1) if reason == "limit" else OwnLimits(only=Only.BY_DAY)
                own_limits.agree_in(session, site, him, limits, SYSTEM, NOW)
            elif reason != "pause":
                is_hold = reason == "hold"
                rule = availability_rules.begin_rest(session, site, him, TONIGHT, SYSTEM, NOW, is_hold=is_hold)
        if reason == "pause":
            standings.change(site, him, Standing.PAUSED, TONIGHT, 1, SYSTEM, NOW)
        for said in ("prefer", "avoid"):
            sam.post("/me/cannot", data=form_of(sam.get("/me/cannot").text) | other | {"said": said})
            assert _told(sam) == STILL_OFF, (reason, said)
        sam.post("/me/cannot/back", data=form_of(sam.get("/me/cannot").text) | night)
        assert _told(sam).endswith(f"about the night of Tuesday 1 to Wednesday 2 December. {STILL_OFF}"), reason
        with act() as session:
            own_limits.agree_in(session, site, him, OwnLimits(), SYSTEM, NOW)
            if rule:
                availability_rules.end_rest(session, site, him, rule, TONIGHT, SYSTEM, NOW)


def _told(browser: FlaskClient) -> str:
    """What the banner of the next page says."""
    banner = unescape(browser.get("/me/cannot/done").text).partition("notification-banner__content")[2]
    return re.sub(r"<[^>]*>", "", banner.partition(">")[2].partition("</div>")[0]).strip()


def _end_every(browser: FlaskClient) -> None:
    page = browser.get("/me/nights/every").text
    rule = re.search(r'name="rule" value="([^"]+)"', page)
    assert rule
    browser.post("/me/nights/every/end", data=form_of(page, rule=rule.group(1)))


def test_a_calendar_that_is_sent_as_it_was_is_not_said_to_be_done(sam: FlaskClient) -> None:
    sam.post("/me/nights", data=hidden(sam.get("/me/nights").text))
    told = sam.get("/me/nights").text.partition("notification-banner")[2].partition("<h1")[0]

    assert ("You have changed no night." in told, "banner--success" in told, ">Done<" in told) == (True, False, False)


def test_only_his_own_nights_of_two_weeks_are_marked_and_later_ones_are_dates_alone(
    sam: FlaskClient, larkmoor: Prison
) -> None:
    for days in (2, 13, 14, 40):
        stood_by(larkmoor, "sam", TONIGHT + timedelta(days=days))
    stood_by(larkmoor, "ravi", TONIGHT + timedelta(days=3))
    first, later = sam.get("/me/nights").text, sam.get(f"/me/nights?first={TONIGHT + 4 * WEEK}").text

    assert first.count(", your night</span>") == 2 and ", your night</span>" not in later
    assert f'name="{box(40)}"' in later and f'name="{box(84)}"' not in later
    last = sam.get(f"/me/nights?first={TONIGHT + 12 * WEEK}").text
    assert last.count("<select") == 1 and "Later nights" not in last
    assert sam.get("/me/nights?first=2020-01-01").text.count(f'name="{box(0)}"') == 1


def test_a_calendar_opened_before_something_else_was_said_is_refused(
    sam: FlaskClient, larkmoor: Prison, site: Site
) -> None:
    stale = hidden(sam.get("/me/nights").text)
    availability.say(site, larkmoor.listeners["sam"], {TONIGHT + WEEK: PREFER}, "", SYSTEM, NOW)
    assert sam.post("/me/nights", data=stale | {box(3): "N"}).status_code == 409
    fresh = hidden(sam.get("/me/nights").text)
    assert sam.post("/me/nights", data=fresh | {box(3): "Q"}).status_code == 422
    assert kinds(site, larkmoor) == {7: PREFER}


def test_the_same_every_week_shows_on_the_calendar_and_one_night_may_differ(
    sam: FlaskClient, larkmoor: Prison, site: Site
) -> None:
    send(sam, "/me/nights/every", weekdays=["1", "3"], from_on="1 12 2026", until_on="11 12", said="unavailable")
    assert kinds(site, larkmoor) == dict.fromkeys((4, 6, 11, 13), UNAVAILABLE)
    words = "Every Tuesday and Thursday from 1 December 2026 to 11 December 2026: you can’t."
    assert words in unescape(sam.get("/me/cannot/done").text)
    every = unescape(sam.get("/me/nights/every").text)
    assert "Every Tuesday and Thursday from 1 December 2026 to 11 December 2026: you can’t" in every

    page = sam.get("/me/nights").text
    assert page.count('value="N" selected') == 4
    sent = hidden(page) | {box(days): "N" for days in (4, 6, 13)}
    sam.post("/me/nights", data=sent)
    assert kinds(site, larkmoor) == dict.fromkeys((4, 6, 13), UNAVAILABLE)
    _end_every(sam)
    assert kinds(site, larkmoor) == {}


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"weekdays": []}, "Choose one night of the week or more"),
        ({"from_on": "26 11 2026"}, "Enter a night from tonight to"),
        ({"from_on": ""}, "Enter the first night"),
        ({"until_on": "26 11 2026"}, "The last night must be the first night or a later one, up to"),
        ({"until_on": "30 11 2026"}, "There is no such night between these two dates"),
        ({"said": "sometimes"}, "Choose what you want to say"),
    ],
)
def test_what_is_wrong_with_every_week_is_said_beside_it(
    sam: FlaskClient, larkmoor: Prison, site: Site, told: dict[str, object], words: str
) -> None:
    right: dict[str, object] = {"weekdays": ["1"], "from_on": "27 11 2026", "until_on": "", "said": "avoid"}
    answer = sam.post("/me/nights/every", data=form_of(sam.get("/me/nights/every").text) | right | told)
    assert answer.status_code == 422 and words in answer.text
    assert kinds(site, larkmoor) == {}


def test_leave_is_a_stretch_of_eight_weeks_at_most_and_coordinators_read_that_it_is_leave(
    sam: FlaskClient, larkmoor: Prison, site: Site
) -> None:
    page = sam.get("/me/nights/away").text
    for to_on, status in (("26 11 2026", 422), ("22 1 2027", 422), ("21 1 2027", 303)):
        told = form_of(page, from_on="27 11 2026", to_on=to_on)
        assert sam.post("/me/nights/away", data=told).status_code == status, to_on
    assert kinds(site, larkmoor) == dict.fromkeys(range(56), UNAVAILABLE)
    done = sam.get("/me/cannot/done").text
    assert "You are away from the night of Friday 27 to Saturday 28 November to the night of Thursday 21 to" in done
    reasons = availability.reasons(site, larkmoor.listeners["sam"], TONIGHT, TONIGHT + WEEK, SYSTEM, NOW)
    assert set(reasons.values()) == {"leave"}
    assert sam.get("/me/cannot").text.count("Take this back") == 14


def test_he_rests_from_now_until_he_is_ready_and_no_reason_is_asked(
    sam: FlaskClient, larkmoor: Prison, site: Site
) -> None:
    page = unescape(sam.get("/me/rest").text)
    assert "Nobody asks you why" in page and "<textarea" not in page
    stood_by(larkmoor, "sam", TONIGHT + timedelta(days=2))
    assert sam.post("/me/rest", data=form_of(page)).location == "/me"
    assert len(kinds(site, larkmoor)) == 85
    own = unescape(sam.get("/me").text)
    assert "others are asked to do your own night: Sunday 29" in own
    assert "You rest, so you are not on that night, and you are not asked. Others are asked." in own
    assert "You said that you can’t" not in own
    page = unescape(sam.get("/me/rest").text)
    assert "You are resting from call-outs" in page and "asked again from tonight, Friday 27" in page
    assert "You are resting from call-outs now" in unescape(sam.get("/me/nights").text)
    assert (
        "You are resting from call-outs." in sam.get("/me").text and "Take this back" not in sam.get("/me/cannot").text
    )
    assert sam.post("/me/rest/over", data=form_of(page)).location == "/me"
    back = sam.get("/me").text
    assert "You are back." in back and "<button" not in back.partition("<main")[2]
    assert kinds(site, larkmoor) == {} and "I want a rest, from now" in sam.get("/me/rest").text


def test_the_coordinator_keys_in_every_week_and_a_pause_and_ends_both(
    coordinator: Coordinator, larkmoor: Prison, site: Site
) -> None:
    him = f"/rota/people/{larkmoor.listeners['sam']}"
    stood_by(larkmoor, "sam", TONIGHT + timedelta(days=4))
    every: dict[str, Any] = {"weekdays": ["1"], "from_on": "27 11 2026", "says": "unavailable", "reason": "Crown Court"}
    page = coordinator.follow(coordinator.send(f"{him}/nights/every", **every))
    assert "He is not on these nights of his, and others are asked: Tuesday 1 to Wednesday 2 December" in page
    assert "Every Tuesday from 1 December 2026, until it is ended: he cannot (with a reason)" in page
    assert "Crown Court" not in page
    page = coordinator.page(f"{him}/nights?reasons=yes")
    assert "he cannot (Crown Court)" in page
    rule = re.search(r'name="rule" value="([^"]+)"', page)
    assert rule
    coordinator.send(f"{him}/nights/every/end", page, rule=rule.group(1))
    assert kinds(site, larkmoor) == {}

    page = coordinator.follow(coordinator.send(f"{him}/pause"))
    assert "Sam Okoro rests from call-outs from now on" in page
    assert "Since 27 November 2026, by his own word" in page and "Tuesday 1 to Wednesday 2 December" in page
    assert "Active, rests from call-outs" in coordinator.page("/rota/people")
    assert len(kinds(site, larkmoor)) == 85
    page = coordinator.follow(coordinator.send(f"{him}/pause/over", coordinator.page(f"{him}/pause")))
    assert "Sam Okoro has come back" in page
    assert kinds(site, larkmoor) == {}
