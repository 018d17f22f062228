"""Do the six people of docs/evidence.md, section 5, come from stored records through the daily job to the page?

Imran, Kofi, Dean, Sam, Mo and Lee.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from listeners.access import SYSTEM
from listeners.domain.care.offload import Officer
from listeners.domain.people import Role, Standing
from listeners.jobs.runner import run_now
from listeners.jobs.table import BY_NAME
from listeners.services import availability_rules
from listeners.store import people_writes
from listeners.store.database import act
from tests.services.care_records import NOW, SUICIDAL, ago, at, comes_monthly, had_offload, owed_rest, site_of, went_out
from tests.web.conftest import SignInAs
from tests.world import Prison

pytestmark = pytest.mark.usefixtures("evening")


@pytest.fixture
def desk(client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs) -> FlaskClient:
    """The coordinator's browser."""
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    return client


def everybody_but(prison: Prison, *who: str) -> None:
    for each in set(prison.listeners) - set(who):
        had_offload(prison, each, 3)


def flagged(desk: FlaskClient) -> dict[str, tuple[str, list[str]]]:
    """Return, after the daily job has run twice, who is on the page: how soon to look, and each reason in words."""
    for _ in range(2):
        run_now(BY_NAME["flags"], lambda: NOW)
    page = desk.get("/care").text
    found = {}
    for entry in re.findall(r'<li class="lst-keep">(.*?)<p class', page, re.DOTALL):
        name = re.search(r'<a class="govuk-link"[^>]*>([^<]+)</a>', entry)
        tag = re.search(r"<strong[^>]*>([^<]+)</strong>", entry)
        assert name and tag
        assert name.group(1) not in found, "he stands there twice"
        found[name.group(1)] = (tag.group(1), re.findall(r"<li>([^<]+)<", entry))
    return found


def test_imran_forty_days_without_protected_offload_stands_under_look_soon(desk: FlaskClient, larkmoor: Prison) -> None:
    everybody_but(larkmoor, "imran")
    had_offload(larkmoor, "imran", 40)
    reasons = ["No private offload since 18 October 2026 (a reason to ask from 32 days)"]
    assert flagged(desk) == {"Imran Aziz": ("Look soon", reasons)}


def test_kofi_four_suicide_related_daytime_contacts_a_week_for_three_months_stands_under_look_soon(
    desk: FlaskClient, larkmoor: Prison
) -> None:
    everybody_but(larkmoor, "kofi")
    for week in range(13):
        had_offload(larkmoor, "kofi", 7 * week + 1)
        for day in (0, 2, 3, 5):
            went_out(larkmoor, "kofi", at(7 * week + day, 14), 50, SUICIDAL)
    (how_soon, reasons) = flagged(desk)["Kofi Mensah"]
    assert how_soon == "Look soon" and reasons[0].startswith("4 suicide-related contacts in 7 days")


def test_dean_two_rests_not_kept_stands_under_look_today(desk: FlaskClient, larkmoor: Prison) -> None:
    everybody_but(larkmoor)
    for days in (9, 2):
        owed_rest(larkmoor, "dean", at(days, 4), kept=False)
    reasons = [
        "Rest not kept twice in 28 days",
        "Wednesday 18 November: he should have rested until Wednesday 18 November, 15:00",
        "Wednesday 25 November: he should have rested until Wednesday 25 November, 15:00",
    ]
    assert flagged(desk) == {"Dean Shaw": ("Look today", reasons)}


def test_sam_asked_for_a_rest_stands_under_look_today_also_when_he_is_back(desk: FlaskClient, larkmoor: Prison) -> None:
    everybody_but(larkmoor)
    site, sam, himself = site_of(larkmoor), larkmoor.listeners["sam"], larkmoor.actor(Role.LISTENER)
    availability_rules.pause(site, sam, himself, NOW - timedelta(days=1))
    asked = {"Sam Okoro": ("Look today", ["Asked for a rest", "Thursday 26 November"])}
    assert flagged(desk) == asked
    availability_rules.come_back(site, sam, himself, NOW - timedelta(hours=1))
    assert flagged(desk) == asked


def test_whom_the_coordinator_paused_asked_for_nothing(desk: FlaskClient, larkmoor: Prison) -> None:
    everybody_but(larkmoor)
    with act() as session:
        people_writes.add_standing(
            session, site_of(larkmoor), larkmoor.listeners["sam"], Standing.PAUSED, ago(1), SYSTEM, NOW
        )
    assert flagged(desk) == {}


def test_a_rest_asked_for_more_than_four_weeks_ago_is_no_reason(desk: FlaskClient, larkmoor: Prison) -> None:
    everybody_but(larkmoor)
    sam, himself = larkmoor.listeners["sam"], larkmoor.actor(Role.LISTENER)
    availability_rules.pause(site_of(larkmoor), sam, himself, NOW - timedelta(days=29))
    assert flagged(desk) == {}


def test_mo_an_officer_at_his_last_two_offloads_stands_under_look_soon_once(
    desk: FlaskClient, larkmoor: Prison
) -> None:
    everybody_but(larkmoor, "mo")
    had_offload(larkmoor, "mo", 9)
    for days in (2, 1):
        had_offload(larkmoor, "mo", days, Officer.PRESENT)
    how_soon, (reason, *held) = flagged(desk)["Mo Farah-Lyle"]
    assert how_soon == "Look soon" and reason.startswith("An officer in the room or within earshot at the last 2")
    assert held == ["Wednesday 25 November: officer in the room", "Thursday 26 November: officer in the room"]


def test_lee_one_contact_this_week_after_none_at_a_monthly_site_stands_nowhere(
    desk: FlaskClient, larkmoor: Prison
) -> None:
    comes_monthly(larkmoor)
    everybody_but(larkmoor, "lee")
    had_offload(larkmoor, "lee", 9)
    went_out(larkmoor, "lee", NOW - timedelta(days=2), 60)
    assert flagged(desk) == {}
