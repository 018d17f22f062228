"""Does every page ask the database at most twelve things, whoever opens it, on the busiest day, and however long the
history is?

The pages are those of the table of routes, which is complete or the build fails: a new page is covered by its line.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from config import Settings, make_missing_secrets
from listeners.access import SYSTEM
from listeners.app import create_app
from listeners.domain.people import Role
from listeners.services import rests
from listeners.services.demo import records
from listeners.services.demo.history import simulate
from listeners.services.duty_gaps import NIGHTS_OFF, NIGHTS_SHORT
from listeners.store import people_facts
from listeners.store.database import act, db
from listeners.store.journal import queue_notice
from tests.rota_world import published
from tests.web.areas import areas
from tests.web.care_rows import flag_about
from tests.web.closed_routes import ROUTES
from tests.web.conftest import Statements, counted_on
from tests.web.heavy_house import BUSY, burden, heaviest
from tests.web.test_closed_routes import House, values_of
from tests.world import Prison, make_world

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
MOST = 12
WEEKS = 2
"""Of history; and ten times as many, which the world of the tests has just been there for."""
CONTACTS_A_DAY = 1.0
TOGETHER = 3
"""Notices a week, for each Listener."""
FAR_AHEAD = 60
"""Days from which on versions are published that hold nothing: as many as there would be after so many weeks."""
Counts = dict[tuple[str, Role], Statements]


@pytest.fixture(scope="module")
def counts(tmp_path_factory: pytest.TempPathFactory, sqlite_schema: Path) -> tuple[Counts, Counts]:
    """What each page asked, by endpoint and role: after two weeks, and after twenty."""
    few, many = (_asked_after(weeks, tmp_path_factory, sqlite_schema) for weeks in (WEEKS, 10 * WEEKS))
    return few, many


def _asked_after(weeks: int, folders: pytest.TempPathFactory, schema: Path) -> Counts:
    folder = folders.mktemp("house")
    shutil.copy(schema, folder / "listeners.sqlite3")
    make_missing_secrets(folder)
    app = create_app(Settings.load({"LISTENERS_INSTANCE": str(folder)}))
    app.testing = True
    with app.app_context(), time_machine.travel(NOW, tick=False):
        house = House(app, make_world())
        for prison in (house.world.larkmoor, house.world.fenwick):
            _live_through(prison, weeks)
        burden(house.world.larkmoor, NOW)
        found = _asked(house)
        db.session.remove()
        db.engine.dispose()
    return found


def _live_through(prison: Prison, weeks: int) -> None:
    """Give a prison its nights, call-outs, rests, offloads, flags, notices and rotas."""
    site, team = people_facts.site(prison.id), people_facts.team(prison.id)
    policy, chance = people_facts.policy(prison.id, NOW.date()), random.Random(1)  # noqa: S311 - a story
    first, last = NOW.date() - timedelta(weeks=weeks), NOW.date() - timedelta(days=1)
    with act() as session:
        history = simulate(site, team, policy, chance, first, last, CONTACTS_A_DAY, None, NOW)
        records.add_duties(session, site, policy, history.served)
        records.add_call_outs(session, site, policy, history, chance)
        records.add_offloads(session, site, team, 7, chance, first, NOW.date(), NOW)
        session.flush()
        rests.rederive(site, [member.id for member in team], SYSTEM, NOW)
        for number in range(weeks * TOGETHER):
            for listener_id in prison.listeners.values():
                told = {"listener": listener_id, "nights": [last]}
                queue_notice(session, site.id, f"{number}", NIGHTS_OFF, told, NOW, listener_id=listener_id)
                coordinator = prison.accounts[Role.COORDINATOR]
                event = f"{number}:{listener_id}"
                queue_notice(session, site.id, event, NIGHTS_SHORT, told, NOW, account_id=coordinator)
    for name in prison.listeners:
        flag_about(prison, name)
    for area in areas():
        area.live_through(prison, weeks)
    for number in range(weeks // WEEKS):
        published(prison, [], NOW.date() + timedelta(days=FAR_AHEAD + number), 1, NOW)


def _asked(house: House) -> Counts:
    """Open the busiest pages of the busiest day, and every page as everybody who may; of each what it asked at most."""
    found: Counts = {}
    prison = house.world.larkmoor
    with counted_on(db.engine) as statements:

        def look(endpoint: str, role: Role, values: Mapping[str, str], answer: int, words: Sequence[str] = ()) -> None:
            path, browser = house.address(endpoint, dict(values)), house.browser_of(role)
            statements.clear()
            page = browser.get(path)
            assert page.status_code == answer, path
            assert [each for each in words if each not in page.text] == [], path
            asked = Statements(statements.seen[:])
            found[endpoint, role] = max(found.get((endpoint, role), asked), asked, key=len)

        for endpoint, role, values in heaviest(prison, NOW):
            look(endpoint, role, values, 200, BUSY.get(endpoint, ()))
        for endpoint, route in ROUTES.items():
            if "GET" in house.methods(endpoint):
                for role in sorted(route.roles):
                    look(endpoint, role, values_of(endpoint, route, prison), route.answer_to(role))
    return found


@pytest.mark.parametrize("endpoint", [name for name, route in ROUTES.items() if route.roles])
def test_a_page_asks_at_most_twelve_statements_and_the_same_with_ten_times_the_history(
    counts: tuple[Counts, Counts], endpoint: str
) -> None:
    few, many = counts
    for role in (role for name, role in few if name == endpoint):
        after_two, after_twenty = few[endpoint, role], many[endpoint, role]
        assert len(after_two) == len(after_twenty), f"{role}\n{after_two}\n\n{after_twenty}"
        assert len(after_twenty) <= MOST, f"{role}\n{after_twenty}"
