"""Does the page of a call-out say when somebody has been out too long (docs/evidence.md, section 4)?"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from listeners.domain.people import Role
from tests.nights import scene_of
from tests.web.night_browser import Desk
from tests.world import World


@pytest.mark.parametrize(
    ("now", "says"),
    [
        ("27 Nov 22:59", None),
        ("27 Nov 23:00", "Out for more than 3 h. Offer to let somebody else take over."),
        ("28 Nov 01:59", "Out for more than 3 h. Offer to let somebody else take over."),
        ("28 Nov 02:00", "Out for more than 6 h: recorded as over-long. See that he is relieved."),
        ("28 Nov 09:00", "No return is recorded for more than 13 h. Treat him as resting, and find out"),
    ],
)
def test_a_hand_over_is_offered_at_3_h_and_6_h_is_over_long(
    client: FlaskClient, world: World, now: str, says: str | None
) -> None:
    larkmoor = scene_of(world.larkmoor)
    larkmoor.on_duty("sam", "luc")
    one = larkmoor.start("27 Nov 19:50")
    larkmoor.goes(one, "sam", "27 Nov 20:00")

    text = Desk.of(client, larkmoor.prison, Role.STAFF, now).open(f"/tonight/call-out/{one.id}").text

    assert says in text if says else "Out for more than" not in text
