"""Does a no in the charity's file ask others for a night that its Listener has, as his own word does?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from listeners.access import SYSTEM
from listeners.services.import_availability import import_availability
from listeners.store import cover_facts
from tests.csv_files import source
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, published, site_of
from tests.world import World

THURSDAY = MONDAY + timedelta(days=3)


@pytest.mark.parametrize(("kind", "asks"), [("unavailable", True), ("avoid", True), ("prefer", False)])
def test_a_line_about_his_night_asks_others_to_take_it_where_he_would_rather_not(
    world: World, kind: str, asks: bool
) -> None:
    prison = world.larkmoor
    published(prison, [(3, FIRST, "sam"), (3, SECOND, "ravi")], nights=4)
    file = source(f"ref,on,kind\nL01,{THURSDAY},{kind}\nL03,{THURSDAY},unavailable\n", "availability.csv")
    look = import_availability(site_of(prison), file, SYSTEM, NOW)

    waiting = [(each.night, each.listener, bool(each.asked)) for each in cover_facts.waiting(prison.id, NOW)]
    assert waiting == ([(THURSDAY, prison.listeners["sam"], True)] if asks else [])
    assert [each.ref for each in look.asked] == (["L01"] if asks else [])
