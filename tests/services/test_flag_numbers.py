"""Does the daily look keep to the numbers that a prison has chosen, from the day on that it chose?"""

from __future__ import annotations

from datetime import timedelta

from listeners.access import SYSTEM
from listeners.domain.people import Role
from listeners.services import policies
from listeners.services.care import flags, look
from tests.services.care_records import NOW, SUICIDAL, TONIGHT, at, had_offload, site_of, went_out
from tests.world import World


def test_a_number_that_a_prison_has_changed_holds_from_its_day_on(world: World) -> None:
    prison, day = world.larkmoor, timedelta(days=1)
    site, who = site_of(prison), prison.actor(Role.COORDINATOR)
    for name in prison.listeners:
        had_offload(prison, name, 3)
    for days in (2, 9, 16, 23):
        went_out(prison, "sam", at(days, 14), 30, SUICIDAL)
    policies.change(who, site, "suicide_related_in_28", 4, TONIGHT + day, "We ask sooner here", NOW)
    policies.change(who, site, "usual_least_contacts", 6, TONIGHT, "One contact more is not much", NOW)
    assert flags.run(site, SYSTEM, NOW).raised == 0
    assert flags.run(site, SYSTEM, NOW + day).raised == 1
    (flagged,) = look.today(site, who, NOW + day).flagged
    assert [(reason.count, reason.limit) for reason in flagged.reasons] == [(4, 4)]
