"""Somebody was out for more than 6 hours: is whoever answers for the night told once, on both engines?"""

from __future__ import annotations

from datetime import datetime

from listeners.access import SYSTEM
from listeners.domain.notices import read_facts
from listeners.domain.people import Role
from listeners.domain.states import AttendanceState
from listeners.services import callout_long, notices
from listeners.store.database import db
from listeners.store.records import Notice
from tests.nights import Scene, at


def told(scene: Scene, now: str) -> int:
    return callout_long.tell_of_long(scene.site.code, SYSTEM, at(now))


def test_at_six_hours_coordinators_and_safer_custody_are_told_once(larkmoor: Scene) -> None:
    one = larkmoor.start("27 Nov 20:00")
    larkmoor.goes(one, "sam", "27 Nov 20:00")
    assert told(larkmoor, "28 Nov 01:59") == 0
    assert told(larkmoor, "28 Nov 02:00") == told(larkmoor, "28 Nov 02:30") == 1

    queued = db.session.query(Notice).filter_by(kind="over_long").all()
    roles = (Role.COORDINATOR, Role.SAFER_CUSTODY)
    assert {each.account_id for each in queued} == {larkmoor.prison.accounts[role] for role in roles}
    assert len(queued) == 2 and read_facts(queued[0].facts)["out_at"] == at("27 Nov 20:00")


def test_it_is_told_also_of_one_who_is_back_by_then_and_of_nobody_else(larkmoor: Scene) -> None:
    for name, back in (("sam", "28 Nov 02:01"), ("luc", "28 Nov 01:00")):
        one = larkmoor.start("27 Nov 20:00")
        larkmoor.goes(one, name, "27 Nov 20:00")
        larkmoor.back(one, name, back)

    assert told(larkmoor, "28 Nov 02:30") == 1 and told(larkmoor, "29 Nov 02:30") == 0


def lines(scene: Scene, now: str) -> list[tuple[datetime | None, datetime]]:
    """What a coordinator's page tells of it: when he was back, and when he went."""
    actor = scene.prison.actor(Role.COORDINATOR)
    found = notices.notices_for(actor, scene.site, at(now))
    assert notices.count_waiting(actor, scene.site, at(now)) == len(found)
    return [(each.facts["back_at"], each.facts["out_at"]) for each in found if each.kind == "over_long"]


def test_the_line_says_what_is_on_file_now_and_goes_when_it_was_not_over_long(larkmoor: Scene) -> None:
    one = larkmoor.start("27 Nov 20:00")
    larkmoor.goes(one, "sam", "27 Nov 20:00")
    assert told(larkmoor, "28 Nov 03:00") == 1 and lines(larkmoor, "28 Nov 03:00") == [(None, at("27 Nov 20:00"))]

    larkmoor.back(one, "sam", "28 Nov 02:30", now="28 Nov 03:00")
    assert lines(larkmoor, "28 Nov 03:00") == [(at("28 Nov 02:30"), at("27 Nov 20:00"))]
    larkmoor.back(one, "sam", "27 Nov 21:05", now="28 Nov 06:30")
    assert lines(larkmoor, "28 Nov 06:30") == []
    larkmoor.back(one, "sam", "28 Nov 02:00", now="28 Nov 06:40")
    assert len(lines(larkmoor, "28 Nov 06:40")) == 1


def test_what_was_seen_of_it_says_when_it_holds_no_more(larkmoor: Scene) -> None:
    one = larkmoor.start("27 Nov 20:00")
    larkmoor.goes(one, "sam", "27 Nov 20:00")
    told(larkmoor, "28 Nov 03:00")
    actor = larkmoor.prison.actor(Role.COORDINATOR)
    (line,) = notices.notices_for(actor, larkmoor.site, at("28 Nov 03:00"))
    notices.see(larkmoor.site, line.ids, actor, at("28 Nov 03:01"))
    larkmoor.back(one, "sam", "27 Nov 21:05", now="28 Nov 06:30")

    (seen,) = notices.notices_for(actor, larkmoor.site, at("28 Nov 07:00"), waiting=False)
    assert seen.facts["not_long"]


def test_the_line_stays_while_no_return_is_entered_though_he_went_out_again_since(larkmoor: Scene) -> None:
    one = larkmoor.start("27 Nov 22:00")
    larkmoor.goes(one, "sam", "27 Nov 22:05")
    assert told(larkmoor, "28 Nov 05:00") == 1
    larkmoor.paper("sam", "28 Nov 06:05", "28 Nov 06:40", now="28 Nov 07:00")
    assert larkmoor.part(one, "sam").state is AttendanceState.UNKNOWN_BACK

    assert lines(larkmoor, "28 Nov 07:01") == [(None, at("27 Nov 22:05"))] and told(larkmoor, "28 Nov 07:01") == 0
    larkmoor.back(one, "sam", "27 Nov 23:00", now="28 Nov 07:10")
    assert lines(larkmoor, "28 Nov 07:11") == []
