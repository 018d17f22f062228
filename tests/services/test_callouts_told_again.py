"""The same is told twice: does nothing change, and can it still be put right?"""

from __future__ import annotations

from listeners.store.callouts import Attendance
from listeners.store.database import db
from tests.kept import earlier_versions
from tests.nights import at, scene_of
from tests.world import World


def test_a_return_told_again_changes_nothing_and_can_still_be_corrected(world: World) -> None:
    larkmoor = scene_of(world.larkmoor)
    larkmoor.on_duty("sam", "luc")
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:14")
    for back in ("03:40", "03:40", "03:40", "03:50"):
        larkmoor.back(one, "sam", f"28 Nov {back}", now="28 Nov 04:00")

    part = larkmoor.part(one, "sam")
    assert part.back_at == at("28 Nov 03:50")
    asked, out, before = earlier_versions(db.session(), db.session.get_one(Attendance, part.id))
    assert (asked["out_at"], out["back_at"]) == (None, None)
    assert before["back_at"] == at("28 Nov 03:40").isoformat()
