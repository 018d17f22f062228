"""Do the figures of a prison's flags come from what was written down, and is reading them noted?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.care.care_lead import LeadPlace
from listeners.domain.care.flag_life import FollowUp, Outcome
from listeners.domain.care.reasons import Group
from listeners.domain.people import Role
from listeners.errors import NotAllowed
from listeners.services.care import figures, flag_work, flags, leads
from listeners.store.care import flag_facts
from listeners.store.database import db
from listeners.store.records import Audit
from tests.services.care_records import NOW, at, had_offload, owed_rest, site_of
from tests.world import World

DAY = timedelta(days=1)


def test_a_time_from_its_raise_to_its_end_counts_as_it_was_noted(world: World) -> None:
    prison = world.larkmoor
    site, who, dean = site_of(prison), prison.actor(Role.COORDINATOR), prison.listeners["dean"]
    for name in prison.listeners:
        had_offload(prison, name, 3)
    leads.name(site, {LeadPlace.SECOND: prison.accounts[Role.COORDINATOR]}, who, NOW)
    owed_rest(prison, "dean", at(2, 4), kept=False)
    flags.run(site, SYSTEM, NOW)

    def version() -> tuple[str, int]:
        db.session.rollback()
        found = flag_facts.flag_of(prison.id, dean)
        assert found is not None
        return found.id, found.version

    flag_work.take_up(site, *version(), who, NOW + 2 * DAY)
    flag_work.follow_up(site, *version(), FollowUp.HEALTHCARE, True, "", who, NOW + 2 * DAY)
    flag_work.close(site, *version(), Outcome.CONDITIONS_CHANGED, "", who, NOW + 5 * DAY)
    owed_rest(prison, "dean", at(1, 4), kept=False)
    flags.run(site, SYSTEM, NOW + 6 * DAY)
    told = figures.page(site, who, NOW + 7 * DAY)
    found = told.figures
    assert (found.raised, found.again, found.open, found.waiting) == (2, 1, 1, 1)
    assert (found.taken_after, found.closed_after) == ((2,), (5,))
    assert (found.taken_by, found.causes) == ({LeadPlace.SECOND: 1}, {Group.REST: 2})
    assert (found.done, found.ended) == ({FollowUp.HEALTHCARE: 1}, {Outcome.CONDITIONS_CHANGED: 1})
    assert (told.taken_after, told.splits(found.raised)) == (None, False)
    assert figures.page(site, who, NOW + 190 * DAY).figures.raised == 0
    noted = db.session.query(Audit).filter_by(verb="read", kind="flag_reason").count()
    assert noted == 2


@pytest.mark.parametrize("role", [Role.STAFF, Role.LISTENER, Role.PEER_LEAD, Role.NATIONAL, Role.AUDITOR])
def test_nobody_else_reads_them(world: World, role: Role) -> None:
    with pytest.raises(NotAllowed):
        figures.page(site_of(world.larkmoor), world.larkmoor.actor(role), NOW)
