"""Are the nights in figures exact, without a name, and closed to the branch of another prison?"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask, get_template_attribute
from flask.testing import FlaskClient

from listeners.domain.people import Role
from listeners.domain.states import StaffReason
from listeners.services import callout_ends, callout_refusals
from listeners.services.callout_refusals import Held, WhatNow
from listeners.store.database import act
from listeners.store.people import Site
from tests.nights import Scene, at, scene_of
from tests.web.conftest import SignInAs
from tests.world import NAMES, World

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
CELL = re.compile(r"<td[^>]*>([^<]*)")


def lived(scene: Scene) -> None:
    """Three men of B wing waited 12, 30 and 75 minutes, one of A wing 5; two more got the telephone."""
    scene.paper("sam", "3 Nov 20:12", "3 Nov 21:00", now="27 Nov 09:00", asked="3 Nov 20:00")
    scene.paper("ravi", "9 Nov 02:30", "9 Nov 03:00", now="27 Nov 09:00", asked="9 Nov 02:00")
    scene.paper("luc", "15 Nov 00:15", "15 Nov 01:00", now="27 Nov 09:00", asked="14 Nov 23:00")
    scene.paper("mo", "19 Nov 19:05", "19 Nov 20:00", wing="A", now="27 Nov 09:00", asked="19 Nov 19:00")
    scene.paper("dean", "30 Oct 20:20", "30 Oct 21:00", now="27 Nov 09:00", asked="30 Oct 20:00")
    for minute in (0, 30):
        refused = scene.start(f"26 Nov 02:{minute:02}")
        callout_ends.telephone(scene.site, refused.id, scene.officer, at(f"26 Nov 02:{minute + 5:02}"))


def rows(page: str, caption: str) -> dict[str, list[str]]:
    """The cells of each row, by the head of the row, of the table of that caption."""
    (table,) = re.findall(rf"<caption[^>]*>{caption}</caption>.*?</table>", page, re.DOTALL)
    found = re.findall(r'<th scope="row"[^>]*>([^<]+)</th>(.*?)</tr>', table, re.DOTALL)
    return {head: [cell.strip() for cell in CELL.findall(cells)] for head, cells in found}


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.NATIONAL, Role.COORDINATOR, Role.SAFER_CUSTODY])
def test_a_month_is_counted_wing_by_wing_and_beside_the_months_before_it_and_nobody_is_named(
    client: FlaskClient, world: World, sign_in_as: SignInAs, role: Role
) -> None:
    lived(scene_of(world.larkmoor))
    with time_machine.travel(NOW, tick=False):
        sign_in_as(client, world.larkmoor, role)
        page = client.get("/review/nights?prison=LKI&month=2026-11").text

    found = rows(page, "What came of the requests of November 2026, by wing")
    assert found["A"] == ["1", "1", "5 min", "5 min", "0 of 1 (0 %)"]
    assert found["B"] == ["5", "3", "30 min", "1 h 15 min", "1 of 3 (33 %)"]
    assert found["C"] == ["0", "0", "–", "–", "–"]
    assert found["All together"] == ["6", "4", "21 min", "1 h 15 min", "1 of 4 (25 %)"]
    assert rows(page, "What came of the requests of each month")["October 2026"] == [
        "1",
        "1",
        "20 min",
        "20 min",
        "0 of 1 (0 %)",
    ]
    assert list(found) == ["A", "B", "C", "D", "All together"]
    assert not [name for name in NAMES if name in page]
    assert "How this is calculated" in page


def test_a_month_with_a_request_on_file_of_before_recording_began_can_be_looked_at(
    client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    with act() as session:
        session.get_one(Site, world.larkmoor.id).recording_since = date(2026, 11, 1)
    scene_of(world.larkmoor).paper("dean", "30 Oct 20:20", "30 Oct 21:00", now="27 Nov 09:00", asked="30 Oct 20:00")
    with time_machine.travel(NOW, tick=False):
        sign_in_as(client, world.larkmoor, Role.SAFER_CUSTODY)
        page = client.get("/review/nights").text
        october = client.get("/review/nights?month=2026-10").text

    by_month = rows(page, "What came of the requests of each month")
    assert [(month, each[0]) for month, each in by_month.items()] == [("October 2026", "1"), ("November 2026", "0")]
    assert 'value="2026-10"' in page and 'value="2026-09"' not in page
    assert rows(october, "What came of the requests of October 2026, by wing")["All together"][0] == "1"


def test_refusals_and_delays_are_counted_by_reason_by_wing_and_by_month(
    client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    scene = scene_of(world.larkmoor)
    one = scene.start("26 Nov 02:00")
    who = scene.asked(one) or ""
    waiting = scene.part(one, who).id
    scene.waits(one, who, "26 Nov 02:05")
    for minute, now in ((10, WhatNow.WAITS), (20, WhatNow.WAITS), (45, WhatNow.ANOTHER)):
        said = Held(StaffReason.NO_STAFF, now, waiting)
        callout_refusals.staff_cannot(scene.site, one.id, said, scene.officer, at(f"26 Nov 02:{minute}"))
    callout_ends.telephone(scene.site, one.id, scene.officer, at("26 Nov 02:50"))

    with time_machine.travel(NOW, tick=False):
        sign_in_as(client, world.larkmoor, Role.SAFER_CUSTODY)
        page = client.get("/review/nights").text

    assert "Staff recorded 2 refusals; Listeners and coordinators told of 0 afterwards." in page
    by_reason = rows(page, "What was refused, delayed and told of, by reason")
    assert (by_reason["No staff to unlock"], by_reason["No reason given"]) == (["1", "1", "0"], ["1", "0", "0"])
    in_one_line = "1 asked, 0 reached; staff refused 2 and delayed 1; nobody was left 0 times"
    assert in_one_line in " ".join(page.split())
    by_wing = rows(page, "What staff refused and delayed in November 2026, by wing")
    assert (by_wing["B"], by_wing["A"]) == (["1", "1", "1", "1", "–", "–", "0"], ["0", "0", "0", "0", "–", "–", "0"])
    assert rows(page, "What staff refused and delayed in each month")["November 2026"] == by_wing["B"]


def test_a_month_in_which_nobody_asked_says_so_and_what_to_do(
    client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    with time_machine.travel(NOW, tick=False):
        sign_in_as(client, world.larkmoor, Role.AUDITOR)
        page = client.get("/review/nights?prison=FNI").text

    assert "HMP Fenwick, November 2026" in page
    assert "Nobody is on file as having asked for a Listener in November 2026." in page


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("prison=FNI", 404),
        ("prison=XXI", 404),
        ("month=2026-12", 404),
        ("month=2026-05", 404),
        ("month=2026-06", 200),
        ("month=november", 404),
        ("month=", 404),
        ("month=2026-11-01", 404),
    ],
)
def test_another_prison_and_a_month_that_is_not_kept_are_not_there(
    client: FlaskClient, world: World, sign_in_as: SignInAs, asked: str, answer: int
) -> None:
    with time_machine.travel(NOW, tick=False):
        sign_in_as(client, world.larkmoor, Role.SAFER_CUSTODY)
        assert client.get(f"/review/nights?{asked}").status_code == answer


def test_a_half_per_cent_is_rounded_up_as_in_every_share(app: Flask) -> None:
    with app.test_request_context():
        share = get_template_attribute("review/nights_tables.html", "share")
        assert [share(part, 8) for part in (1, 5)] == ["1 of 8 (13 %)", "5 of 8 (63 %)"]
