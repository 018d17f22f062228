"""Who is back from a call-out is not asked for it again, though he is on stand-by and nobody else is left."""

from __future__ import annotations

import pytest

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind
from listeners.domain.states import Part
from listeners.errors import Conflict
from listeners.services import availability, callouts
from listeners.services.callout_relays import hand_over
from tests.nights import FRIDAY, at, scene_of
from tests.world import World


def test_a_second_beside_who_took_over_is_never_the_one_who_is_back(world: World) -> None:
    larkmoor = scene_of(world.larkmoor)
    larkmoor.on_duty("sam", "luc")
    for name in set(larkmoor.prison.listeners) - {"sam", "luc"}:
        cannot = {FRIDAY: AvailabilityKind.UNAVAILABLE}
        availability.say(larkmoor.site, larkmoor.who(name), cannot, "", SYSTEM, at("27 Nov 12:00"))
    one = larkmoor.start("28 Nov 00:10")
    larkmoor.goes(one, "sam", "28 Nov 00:14")
    part = larkmoor.part(one, "sam").id
    hand_over(larkmoor.site, one.id, part, larkmoor.who("luc"), larkmoor.officer, at("28 Nov 03:20"))

    with pytest.raises(Conflict, match="guard_one_call_out"):  # nobody is left, as the page says
        callouts.ask(larkmoor.site, one.id, Part.SECOND, None, larkmoor.officer, at("28 Nov 03:21"))
    assert larkmoor.asked(larkmoor.start("28 Nov 03:30", wing="C")) == "sam", "another man is another call-out"
