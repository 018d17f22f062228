"""A request for which nobody went for 12 hours ends by itself: do coordinators hear of it, once, and of it alone?"""

from __future__ import annotations

import json

import pytest

from listeners.access import SYSTEM, Kind
from listeners.domain.people import Role
from listeners.errors import NotAllowed
from listeners.services import callout_lapses
from listeners.store.database import db
from listeners.store.records import Audit, Notice
from tests.nights import Scene, at, scene_of
from tests.world import World


def ended(scene: Scene, now: str) -> int:
    return callout_lapses.lapse_site(scene.site.code, SYSTEM, at(now))


def told() -> list[Notice]:
    return db.session.query(Notice).filter_by(kind="request_lapsed").order_by(Notice.created_at).all()


def test_the_clock_ends_it_after_twelve_hours_and_the_coordinator_is_told_once(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    assert ended(larkmoor, "28 Nov 14:10") == 0 and told() == []

    assert ended(larkmoor, "28 Nov 14:11") == 1
    assert ended(larkmoor, "28 Nov 15:11") == 0
    (notice,) = told()
    assert notice.account_id == larkmoor.prison.accounts[Role.COORDINATOR]
    assert larkmoor.read(one.id).outcome == "not_finished"


def test_the_notice_holds_when_it_was_asked_and_nothing_of_who_asked_or_was_asked(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    ended(larkmoor, "28 Nov 14:11")

    assert json.loads(told()[0].facts) == {"asked_at": at("28 Nov 02:10").isoformat(), "call_out": one.id}


def test_the_next_request_ends_it_as_well_and_tells_also_the_coordinator_who_begins_it(world: World) -> None:
    scene = scene_of(world.larkmoor, Role.COORDINATOR)
    scene.on_duty("sam", "luc")
    scene.start("27 Nov 10:00")
    scene.start("28 Nov 02:10")

    assert [notice.account_id for notice in told()] == [scene.prison.accounts[Role.COORDINATOR]]


def test_nobody_is_told_of_a_request_on_which_somebody_went(larkmoor: Scene) -> None:
    larkmoor.goes(larkmoor.start("28 Nov 02:10"), "sam", "28 Nov 02:14")

    assert ended(larkmoor, "28 Nov 20:00") == 0 and told() == []


def test_the_end_is_audited_as_nobody_s_act(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    ended(larkmoor, "28 Nov 14:11")

    entry = db.session.query(Audit).filter_by(verb="end a lapsed request").one()
    assert (entry.kind, entry.site_id, entry.object_id) == (Kind.CALL_OUT, larkmoor.site.id, one.id)
    assert entry.account_id is None and entry.subject_id is None


def test_the_other_prison_keeps_its_request(larkmoor: Scene, world: World) -> None:
    there = scene_of(world.fenwick)
    left = there.start("28 Nov 02:10", wing="A")
    larkmoor.start("28 Nov 02:10")

    assert ended(larkmoor, "28 Nov 14:11") == 1
    assert there.read(left.id).is_open


@pytest.mark.parametrize("role", [Role.LISTENER, Role.SAFER_CUSTODY, Role.NATIONAL, Role.AUDITOR])
def test_only_who_records_call_outs_may_end_them(world: World, role: Role) -> None:
    with pytest.raises(NotAllowed):
        callout_lapses.lapse_site("LKI", world.larkmoor.actor(role), at("28 Nov 14:11"))
