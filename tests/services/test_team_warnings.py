"""Are the coordinators told of a team that shrinks: each thing once, and nobody else?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.people import Role, Standing
from listeners.domain.team_warnings import SmallTeam
from listeners.errors import NotAllowed
from listeners.services import policies, rotas
from listeners.services.team_warnings import LOAD_RISES, SMALL_TEAM, warn_site
from listeners.store.database import db
from listeners.store.records import Notice
from tests.duties import add_duty
from tests.rota_world import MONDAY, NOW, SECOND, site_of, stands
from tests.world import Prison, World

DAY = timedelta(days=1)


def told(prison: Prison) -> list[str]:
    """The kinds of notice that wait at a prison, each with the account that it is for."""
    db.session.rollback()
    rows = db.session.query(Notice).filter_by(site_id=prison.id).order_by(Notice.kind).all()
    assert {row.account_id for row in rows} <= {prison.accounts[Role.COORDINATOR]}
    assert not any(listener in row.facts for row in rows for listener in prison.listeners.values())
    return [row.kind for row in rows]


def of_eight(prison: Prison) -> None:
    """The prison warns where fewer than eight are active: it has eight."""
    actor, site = prison.actor(Role.COORDINATOR), site_of(prison)
    policies.change(actor, site, "small_team", 8, NOW.date(), "As many as the wings need", NOW)


def test_a_small_team_is_told_once_and_again_when_it_comes_anew(world: World) -> None:
    prison = world.larkmoor
    of_eight(prison)
    assert (warn_site("LKI", SYSTEM, NOW), told(prison)) == (0, [])
    stands(prison, "sam", Standing.LEFT, MONDAY + 30 * DAY)
    for day in range(40):
        warn_site("LKI", SYSTEM, NOW + day * DAY)
    assert told(prison) == [SMALL_TEAM]
    page = rotas.board(prison.actor(Role.COORDINATOR), site_of(prison), NOW)
    assert page.small_team == SmallTeam(MONDAY + 30 * DAY, 7, 8)
    stands(prison, "sam", Standing.ACTIVE, MONDAY + 50 * DAY)
    stands(prison, "ravi", Standing.PAUSED, MONDAY + 60 * DAY)
    for day in range(40, 70):
        warn_site("LKI", SYSTEM, NOW + day * DAY)

    assert told(prison) == [SMALL_TEAM, SMALL_TEAM]


def test_a_load_that_rises_by_a_quarter_is_told_once_for_each_time_that_the_team_shrinks(world: World) -> None:
    prison = world.larkmoor
    of_eight(prison)
    names = list(prison.listeners)
    for number in range(84):
        for place, at in ((None, 0), (SECOND, 4)):
            duty = (site_of(prison), prison.listeners[names[(number + at) % 8]], MONDAY - (number + 2) * DAY)
            add_duty(*duty, *([place] if place else []))
    assert warn_site("LKI", SYSTEM, NOW) == 0
    for name in ("sam", "ravi"):
        stands(prison, name, Standing.TRANSFERRED, MONDAY)
    for day in range(5):
        assert warn_site("LKI", SYSTEM, NOW + day * DAY) == 2

    assert told(prison) == [LOAD_RISES, SMALL_TEAM]


def test_a_team_that_was_never_large_enough_is_told_once(world: World) -> None:
    for day in range(3):
        assert warn_site("LKI", SYSTEM, NOW + day * DAY) == 1

    assert told(world.larkmoor) == [SMALL_TEAM]


def test_only_background_work_looks_and_another_prison_is_told_nothing(world: World) -> None:
    warn_site("LKI", SYSTEM, NOW)
    assert (told(world.larkmoor), told(world.fenwick)) == ([SMALL_TEAM], [])
    for role in Role:
        with pytest.raises(NotAllowed):
            warn_site("LKI", world.larkmoor.actor(role), NOW)
