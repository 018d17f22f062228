"""Does each page that opens what was told in confidence leave a row of who read it, for him to see?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select

from listeners.access import Actor
from listeners.domain.people import ListenerId, Role
from listeners.domain.team import Site
from listeners.services.care import decisions, support_plans
from listeners.store.database import db
from listeners.store.records import Audit
from tests.services.care_records import NOW, site_of
from tests.world import World

Opens = Callable[[Site, ListenerId, Actor, datetime], object]
OF_ONE: tuple[Opens, ...] = (decisions.one, support_plans.of)
OF_THE_TEAM: tuple[Opens, ...] = (
    lambda site, _whom, actor, now: decisions.team(site, actor, now),
    lambda site, _whom, actor, now: support_plans.team(site, actor, now),
)


@pytest.mark.parametrize("opens", OF_ONE + OF_THE_TEAM)
def test_who_opens_an_answer_or_a_plan_leaves_a_row(world: World, opens: Opens) -> None:
    larkmoor, coordinator = world.larkmoor, world.larkmoor.actor(Role.COORDINATOR)
    sam = larkmoor.listeners["sam"]
    opens(site_of(larkmoor), sam, coordinator, NOW)
    db.session.rollback()
    rows = db.session.execute(
        select(Audit.account_id, Audit.verb, Audit.kind, Audit.site_id, Audit.subject_id, Audit.at)
    ).all()
    whose = sam if opens in OF_ONE else None
    assert rows == [(coordinator.account_id, "read", "availability_reason", larkmoor.id, whose, NOW)]
