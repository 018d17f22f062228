"""Does the demonstration hold concerns in every state, for those they are addressed to?"""

from __future__ import annotations

import pytest

from listeners.domain.people import Role
from listeners.services.care import concerns
from listeners.services.demo.concerns import add_concerns
from tests.services.care_records import NOW, TONIGHT, site_of
from tests.world import make_prison


@pytest.mark.usefixtures("world")
def test_a_made_up_prison_has_an_open_one_a_late_one_and_one_that_is_closed() -> None:
    prison = make_prison("LKX", "HMP Larger", "Lar ", size=14)
    site = site_of(prison)
    add_concerns(site, TONIGHT, NOW)

    branch, today = concerns.listed(site, prison.actor(Role.COORDINATOR), NOW)
    assert [(each.due_on < today, each.owner is None, each.closed_on is None) for each in branch] == [
        (True, False, True),
        (False, True, True),
        (True, False, False),
    ]
    national, _ = concerns.listed(None, prison.actor(Role.NATIONAL), NOW)
    assert len(national) == 1
