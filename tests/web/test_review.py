"""Is the review exact, without a name, and closed to the branch of another prison?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import time_machine
from flask.testing import FlaskClient

from listeners.domain.people import Role
from listeners.domain.rest_facts import RestRule
from listeners.store.columns import new_id
from listeners.store.database import act
from listeners.store.duties import Rest, RestOverride
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
        expires_at=NOW,
        recorded_at=NOW - timedelta(days=7),
    )


def record(prison: Prison) -> None:
    with act() as session:
        session.add_all([rest(prison, NOW - timedelta(days=day), kept=day != 3) for day in (1, 2, 3)])
        session.add(rest(prison, NOW - timedelta(days=4), kept=False, in_force=False))
        session.add(rest(prison, NOW - timedelta(days=30), kept=True))
        session.add(override(prison))


def row_of(page: str, name: str) -> list[str]:
    """The words of one prison's row, markup taken away."""
    row = page.partition(f">{name}</th>")[2].partition("</tr>")[0]
    return row.replace("<", " <").replace(">", "> ").split()


def figures(page: str, name: str) -> list[int]:
    return [int(word) for word in row_of(page, name) if word.isdigit()]


def test_an_auditor_sees_every_prison_exactly_and_no_name(
    client: FlaskClient, world: World, sign_in_as: SignInAs, statements: Statements
) -> None:
    record(world.larkmoor)
    with time_machine.travel(NOW, tick=False):
        sign_in_as(client, world.larkmoor, Role.AUDITOR)
        statements.clear()
        page = client.get("/review").text

    # Owed, kept, not kept, overrides, sign-ins; each with the four weeks before.
    assert figures(page, "HMP Larkmoor") == [3, 1, 2, 1, 1, 0, 1, 0, 0, 0]
    assert figures(page, "HMP Fenwick") == [0] * 10
    assert len(statements) <= 12, str(statements)
    assert not [name for name in (*NAMES, "Joan Ellis") if name in page]


def test_a_coordinator_sees_the_own_prison_alone(client: FlaskClient, world: World, sign_in_as: SignInAs) -> None:
    record(world.fenwick)
    with time_machine.travel(NOW, tick=False):
        sign_in_as(client, world.larkmoor, Role.COORDINATOR)
        page = client.get("/review").text

    assert "HMP Larkmoor" in page and "HMP Fenwick" not in page
