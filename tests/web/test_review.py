"""Is the review exact, without a name, and closed to the branch of another prison?"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from listeners.domain.people import Role
from listeners.domain.rest_facts import RestRule
from listeners.services import callout_ends
from listeners.store.columns import new_id
from listeners.store.database import act
from listeners.store.duties import Rest, RestOverride
from listeners.store.people import Site
from tests.nights import at, scene_of
from tests.web.conftest import SignInAs, Statements
from tests.world import NAMES, Prison, World

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


def rest(prison: Prison, ended: datetime, *, kept: bool, in_force: bool = True) -> Rest:
    return Rest(
        id=new_id(),
        site_id=prison.id,
        listener_id=prison.listeners["sam"],
        night=ended.date(),
        rest_from=ended - timedelta(hours=11),
        rest_until=ended,
        rule=RestRule.DAILY_REST,
        hours=11,
        kept=kept,
        in_force=in_force,
        recorded_at=ended,
    )


def override(prison: Prison) -> RestOverride:
    return RestOverride(
        id=new_id(),
        site_id=prison.id,
        listener_id=prison.listeners["sam"],
        approver_id=prison.accounts[Role.SAFER_CUSTODY],
        approver_name="Joan Ellis",
        night=date(2026, 11, 20),
        rule="daily_rest",
        short_by_minutes=60,
        reason="Nobody else could reach the wing that night",
        consented=True,
        asked_him_at=NOW - timedelta(days=7),
        acknowledged=True,
        expires_at=NOW,
        recorded_at=NOW - timedelta(days=7),
    )


def record(prison: Prison) -> None:
    with act() as session:
        session.add_all([rest(prison, NOW - timedelta(days=day), kept=day != 3) for day in (1, 2, 3)])
        session.add(rest(prison, NOW - timedelta(days=4), kept=False, in_force=False))
        session.add(rest(prison, NOW - timedelta(days=30), kept=True))
        session.add(override(prison))


def figures(page: str) -> dict[str, str]:
    """The large figure beneath each title."""
    found = re.findall(r'<h3[^>]*>([^<]+)</h3>\s*<p class="lst-answer">([^<]*)</p>', page)
    return dict(found)


def columns(page: str, name: str) -> list[str]:
    """The words of a figure's six times four weeks, the oldest first."""
    table = page.split(f'<section class="lst-figure lst-keep" aria-labelledby="{name}">')[1].split("</table>")[0]
    return [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td>(.*?)</td>", table)]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.NATIONAL])
def test_the_auditor_and_the_national_office_see_every_prison_exactly_and_no_name(
    client: FlaskClient, world: World, sign_in_as: SignInAs, statements: Statements, role: Role
) -> None:
    record(world.larkmoor)
    with time_machine.travel(NOW, tick=False):
        sign_in_as(client, world.larkmoor, role)
        statements.clear()
        page = client.get("/review?prison=LKI").text
        assert len(statements) <= 12, str(statements)
        other = client.get("/review?prison=FNI").text

    assert (figures(page)["Rests kept"], figures(page)["Let go unrested by a named person"]) == ("2 of 3", "1")
    assert figures(page)["Nights with nobody on stand-by"] == "28 of 28"
    assert (figures(other)["Rests kept"], "HMP Fenwick" in other) == ("none", True)
    assert not [name for name in (*NAMES, "Joan Ellis") if name in page]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SAFER_CUSTODY])
def test_the_branch_and_safer_custody_see_their_own_prison_alone(
    client: FlaskClient, world: World, sign_in_as: SignInAs, role: Role
) -> None:
    record(world.fenwick)
    with time_machine.travel(NOW, tick=False):
        sign_in_as(client, world.larkmoor, role)
        page = client.get("/review").text
        others = [client.get(f"/review?prison={code}").status_code for code in ("FNI", "XXI")]

    assert "HMP Larkmoor" in page and "HMP Fenwick" not in page
    assert others == [404, 404]


def test_a_refusal_a_long_call_out_and_a_second_one_in_a_night_are_shown(
    client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    larkmoor = scene_of(world.larkmoor)
    larkmoor.on_duty("sam", "luc", date(2026, 11, 25))
    refused = larkmoor.start("26 Nov 02:00")
    callout_ends.telephone(larkmoor.site, refused.id, larkmoor.officer, at("26 Nov 02:05"))
    larkmoor.paper("sam", "25 Nov 19:00", "25 Nov 20:00", now="27 Nov 09:00")
    larkmoor.paper("sam", "25 Nov 23:00", "26 Nov 05:30", now="27 Nov 09:00")

    with time_machine.travel(NOW, tick=False):
        sign_in_as(client, world.larkmoor, Role.COORDINATOR)
        found = figures(client.get("/review").text)

    assert found["Refused by staff"] == "1"
    assert found["Nobody was left to ask"] == "0"
    assert (found["Call-outs that were over-long"], found["Sent out again on the same night"]) == ("1 of 2", "1")
    assert found["Nights with nobody on stand-by"] == "27 of 28"


def test_a_prison_that_records_since_today_has_reached_nothing_yet(
    client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    with act() as session:
        session.get_one(Site, world.larkmoor.id).recording_since = NOW.date()
        session.add(override(world.larkmoor))
    with time_machine.travel(NOW, tick=False):
        sign_in_as(client, world.larkmoor, Role.COORDINATOR)
        page = client.get("/review").text

    found = figures(page)
    assert found.pop("Let go unrested by a named person") == "1"
    assert set(found.values()) == {"not recorded yet"}
    assert "Reached." not in page and "The same as" not in page and "nothing to count" not in page
    assert columns(page, "overrides") == 5 * ["–nothing recorded"] + ["1"]
    assert columns(page, "refused") == 6 * ["–nothing recorded"]


def test_every_figure_says_its_target_how_it_is_calculated_and_what_would_improve_it(
    client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    with time_machine.travel(NOW, tick=False):
        sign_in_as(client, world.larkmoor, Role.COORDINATOR)
        page = client.get("/review").text

    assert "Target: all. There was nothing to count." in page
    many = page.count("lst-answer")
    assert many == page.count("How this is calculated") == page.count("What would improve it: ") == 16
    assert page.count("Target: ") + page.count("No target.") == many
    for column in ("1. Respect, safe conditions", "2. Acknowledge and reduce", "3. Review, and use"):
        assert column in page
