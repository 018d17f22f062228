"""Who has shadowed enough is told to the coordinators once, whatever made it enough, and of nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.people import Role, Standing
from listeners.errors import NotAllowed
from listeners.jobs.table import BY_NAME
from listeners.services import policies, shadowing
from listeners.store.database import db
from listeners.store.records import Notice
from tests.nights import Scene, scene_of
from tests.rota_world import MONDAY, NOW, site_of, stands
from tests.world import Prison, World

DAY = timedelta(days=1)


def told(prison: Prison) -> list[str]:
    """Of whom coordinators were told, by first name."""
    db.session.rollback()
    rows = db.session.query(Notice).filter_by(site_id=prison.id, kind=shadowing.SHADOWED_ENOUGH).all()
    return sorted(name for row in rows for name, listener in prison.listeners.items() if listener in row.facts)


def goes(scene: Scene, name: str, *days: int) -> None:
    """Somebody is out on these evenings of November, keyed in on the Saturday after."""
    for day in days:
        scene.paper(name, f"2026-11-{day} 19:00", f"2026-11-{day} 19:40", now="21 Nov 12:00")


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Sam shadows and has been on two call-outs of three; Ravi, who is active, on as many."""
    prison = world.larkmoor
    stands(prison, "sam", Standing.SHADOWING, MONDAY - 30 * DAY)
    for name in ("sam", "ravi"):
        goes(scene_of(prison), name, 10, 14)
    return prison


def test_a_number_that_is_lowered_is_told_of_from_its_day_on_once_and_only_of_who_shadows(larkmoor: Prison) -> None:
    actor = larkmoor.actor(Role.COORDINATOR)
    policies.change(actor, site_of(larkmoor), "shadowed_contacts", 2, MONDAY, "Two are enough", NOW)
    assert (shadowing.tell_at_site("LKI", SYSTEM, NOW), told(larkmoor)) == (1, [])

    for days in (1, 2):
        for period in BY_NAME["team"].due(NOW + days * DAY):
            period.do(lambda: NOW + days * DAY)  # noqa: B023 -- done at once
    assert told(larkmoor) == ["sam"]


def test_whoever_shadows_from_a_later_day_is_told_of_on_that_day(larkmoor: Prison) -> None:
    goes(scene_of(larkmoor), "ravi", 18)
    stands(larkmoor, "ravi", Standing.SHADOWING, MONDAY)
    assert told(larkmoor) == []
    shadowing.tell_at_site("LKI", SYSTEM, NOW)
    assert told(larkmoor) == []

    shadowing.tell_at_site("LKI", SYSTEM, NOW + DAY)
    assert told(larkmoor) == ["ravi"]


def test_nobody_but_background_work_looks_through_a_team_so(world: World) -> None:
    for role in Role:
        with pytest.raises(NotAllowed):
            shadowing.tell_at_site("LKI", world.larkmoor.actor(role), NOW)
