"""Does each Listener who was with a man stand once among the talks to offer, however his call-out got on file?"""

from __future__ import annotations

from datetime import timedelta

from listeners.domain.people import Role
from listeners.services.care import look
from listeners.store.database import db
from tests.nights import Scene, at
from tests.services.test_callout_relays import takes_over


def to_offer(scene: Scene, now: str) -> list[str]:
    """Whom the coordinator's page asks to be offered a talk, by name."""
    db.session.rollback()
    actor = scene.prison.actor(Role.COORDINATOR)
    return sorted(scene.name(each.member.id) for each in look.today(scene.site, actor, at(now)).talks.to_offer)


def test_whoever_handed_over_and_whoever_took_over_each_stand_there_once(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 01:00")
    larkmoor.goes(one, "sam", "28 Nov 01:00")
    takes_over(larkmoor, one, "sam", "luc", "28 Nov 03:00")
    assert to_offer(larkmoor, "28 Nov 03:10") == ["sam"]
    larkmoor.back(one, "luc", "28 Nov 04:00")
    assert to_offer(larkmoor, "28 Nov 09:00") == ["luc", "sam"]


def test_a_call_out_from_paper_stands_there_once_for_a_week(larkmoor: Scene) -> None:
    larkmoor.paper("dean", "28 Nov 02:00", "28 Nov 03:00", "28 Nov 08:00")
    assert to_offer(larkmoor, "28 Nov 09:00") == ["dean"]
    ended, week = at("28 Nov 03:00"), timedelta(days=7)
    actor = larkmoor.prison.actor(Role.COORDINATOR)
    for now, there in ((ended + week, 1), (ended + week + timedelta(minutes=1), 0)):
        db.session.rollback()
        assert len(look.today(larkmoor.site, actor, now).talks.to_offer) == there
