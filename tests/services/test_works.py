"""A Listener worked while he should have rested: does his rest begin anew, and is only the prison counted?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from listeners.access import Actor
from listeners.domain.people import Role
from listeners.domain.work_told import Department, Said, WorkTold, told_once
from listeners.errors import NotAllowed, NotFound, Unreadable
from listeners.services import notices
from listeners.services.care import works
from listeners.store import regime_facts
from tests.nights import FRIDAY, Scene, at, scene_of
from tests.world import World

SATURDAY = FRIDAY + timedelta(days=1)
MORNING = ("28 Nov 08:30", "28 Nov 11:45")


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """Sam was out from 02:50 to 04:10 on the night of Friday 27 November, and is down for Sunday."""
    scene = scene_of(world.larkmoor)
    scene.paper("sam", "28 Nov 02:50", "28 Nov 04:10")
    return scene


def worked(starts: str, ends: str, said: Said = Said.MADE) -> WorkTold:
    return WorkTold(at(starts), at(ends), said, Department.KITCHENS, may_name=False)


def himself(scene: Scene) -> Actor:
    return scene.prison.actor(Role.LISTENER)


def tells(scene: Scene, starts: str, ends: str, said: Said = Said.MADE, now: str = "28 Nov 12:00") -> None:
    works.tell_own(scene.site, worked(starts, ends, said), himself(scene), at(now))


def coordinator(scene: Scene) -> Actor:
    return scene.prison.actor(Role.COORDINATOR)


def made_to_work(scene: Scene) -> int:
    return counted(scene, Said.MADE)


def counted(scene: Scene, said: Said) -> int:
    worked_in_rest = regime_facts.worked_in_rest(scene.site.id, at("1 Nov 00:00"))
    return sum(each.said is said for each in worked_in_rest)


@pytest.mark.parametrize("said", list(Said))
def test_work_in_a_rest_restarts_it_whether_he_was_made_to_or_chose(larkmoor: Scene, said: Said) -> None:
    tells(larkmoor, *MORNING, said=said)

    assert larkmoor.rests("sam") == [
        "28 Nov 04:10 to 28 Nov 15:10 broken_night not kept",
        "28 Nov 11:45 to 28 Nov 22:45 restarted",
    ]
    assert [counted(larkmoor, each) for each in Said] == [each is said for each in Said]


def test_a_duty_that_begins_in_the_rest_which_work_restarts_is_stood_down_in_the_same_act(larkmoor: Scene) -> None:
    larkmoor.on_duty("luc", night=SATURDAY)
    larkmoor.paper("luc", "27 Nov 02:50", "27 Nov 04:10")
    for starts, ends in (("27 Nov 13:45", "27 Nov 16:30"), ("28 Nov 03:00", "28 Nov 07:30")):
        assert larkmoor.duties("luc") == {SATURDAY: "planned"}
        work = worked(starts, ends)
        works.tell_for(larkmoor.site, larkmoor.who("luc"), work, coordinator(larkmoor), at("28 Nov 08:00"))

    assert larkmoor.duties("luc") == {SATURDAY: "unrested"}
    assert larkmoor.rests("luc")[-1] == "28 Nov 07:30 to 28 Nov 18:30 restarted"


def test_the_coordinator_is_told_that_something_was_told_and_no_more_once_it_is_taken_back(larkmoor: Scene) -> None:
    tells(larkmoor, *MORNING)
    (line,) = notices.notices_for(coordinator(larkmoor), larkmoor.site, at("28 Nov 13:00"))
    assert (line.kind, line.facts) == ("work_told", {"listener": larkmoor.who("sam"), "on": SATURDAY})

    (told,) = regime_facts.told(larkmoor.site.id, larkmoor.who("sam"), at("1 Nov 00:00"))
    works.take_back(larkmoor.site, told.id, coordinator(larkmoor), at("28 Nov 13:00"))
    assert notices.notices_for(coordinator(larkmoor), larkmoor.site, at("28 Nov 13:01")) == ()


def test_work_outside_a_rest_is_kept_restarts_nothing_and_is_not_counted(larkmoor: Scene) -> None:
    tells(larkmoor, "27 Nov 13:45", "27 Nov 16:30")

    assert larkmoor.rests("sam") == ["28 Nov 04:10 to 28 Nov 15:10 broken_night"] and made_to_work(larkmoor) == 0


def test_work_while_the_broken_night_excuses_him_is_counted_though_his_rest_is_over(larkmoor: Scene) -> None:
    tells(larkmoor, "28 Nov 15:30", "28 Nov 16:30", now="28 Nov 17:00")

    assert larkmoor.rests("sam") == ["28 Nov 04:10 to 28 Nov 15:10 broken_night"] and made_to_work(larkmoor) == 1


def test_work_that_he_and_the_coordinator_tell_is_counted_once(larkmoor: Scene) -> None:
    tells(larkmoor, *MORNING)
    tells(larkmoor, *MORNING)
    by_hand = worked("28 Nov 08:30", "28 Nov 11:00")
    works.tell_for(larkmoor.site, larkmoor.who("sam"), by_hand, coordinator(larkmoor), at("28 Nov 14:00"))

    found = regime_facts.told(larkmoor.site.id, larkmoor.who("sam"), at("1 Nov 00:00"))
    assert sorted(each.by_himself for each in found) == [False, True]
    assert len(told_once(regime_facts.worked_in_rest(larkmoor.site.id, at("1 Nov 00:00")))) == 1


def test_work_of_a_morning_before_the_return_was_keyed_in_breaks_the_rest_all_the_same(larkmoor: Scene) -> None:
    """Paper two days late: what was told first is not forgotten."""
    work = worked("28 Nov 08:30", "28 Nov 11:45")
    works.tell_for(larkmoor.site, larkmoor.who("dean"), work, coordinator(larkmoor), at("28 Nov 12:00"))
    assert larkmoor.rests("dean") == [] and made_to_work(larkmoor) == 0
    larkmoor.paper("dean", "28 Nov 02:50", "28 Nov 04:10", now="30 Nov 09:00")

    assert larkmoor.rests("dean")[-1] == "28 Nov 11:45 to 28 Nov 22:45 restarted" and made_to_work(larkmoor) == 1


def test_what_was_told_by_mistake_is_taken_back_and_his_rest_is_what_it_was(larkmoor: Scene) -> None:
    tells(larkmoor, *MORNING)
    (told,) = works.of(larkmoor.site, larkmoor.who("sam"), coordinator(larkmoor), at("28 Nov 13:00")).works
    assert works.take_back(larkmoor.site, told.id, coordinator(larkmoor), at("28 Nov 13:00")) == larkmoor.who("sam")

    assert larkmoor.rests("sam") == ["28 Nov 04:10 to 28 Nov 15:10 broken_night"] and made_to_work(larkmoor) == 0
    with pytest.raises(NotFound):
        works.take_back(larkmoor.site, told.id, coordinator(larkmoor), at("28 Nov 13:01"))


def test_a_duty_that_work_took_off_him_is_proposed_once_that_is_taken_back_and_never_given_back(
    larkmoor: Scene,
) -> None:
    larkmoor.on_duty("luc", night=SATURDAY)
    larkmoor.paper("luc", "27 Nov 02:50", "27 Nov 04:10")
    for starts, ends in (("27 Nov 13:45", "27 Nov 16:30"), ("28 Nov 03:00", "28 Nov 07:30")):
        work = worked(starts, ends)
        works.tell_for(larkmoor.site, larkmoor.who("luc"), work, coordinator(larkmoor), at("28 Nov 08:00"))
    last, _ = regime_facts.told(larkmoor.site.id, larkmoor.who("luc"), at("1 Nov 00:00"))
    works.take_back(larkmoor.site, last.id, coordinator(larkmoor), at("28 Nov 09:00"))

    assert larkmoor.duties("luc") == {SATURDAY: "unrested"}
    lines = notices.notices_for(coordinator(larkmoor), larkmoor.site, at("28 Nov 09:01"))
    assert [line.kind for line in lines if line.facts["listener"] == larkmoor.who("luc")] == ["may_stand_again"]


@pytest.mark.parametrize(
    ("starts", "ends", "why"),
    [
        ("28 Nov 08:30", "28 Nov 08:30", "empty"),
        ("27 Nov 12:00", "28 Nov 11:45", "long"),
        ("28 Nov 11:30", "28 Nov 12:30", "ahead"),
        ("13 Nov 08:30", "13 Nov 11:45", "old"),
    ],
)
def test_only_what_cannot_have_been_or_is_too_long_ago_is_sent_back(
    larkmoor: Scene, starts: str, ends: str, why: str
) -> None:
    with pytest.raises(Unreadable, match=why):
        tells(larkmoor, starts, ends)
    assert regime_facts.told(larkmoor.site.id, larkmoor.who("sam"), at("1 Nov 00:00")) == ()


@pytest.mark.parametrize("role", [Role.STAFF, Role.SAFER_CUSTODY, Role.PEER_LEAD, Role.AUDITOR, Role.NATIONAL])
def test_nobody_but_himself_and_the_coordinator_tells_of_it_or_reads_it(larkmoor: Scene, role: Role) -> None:
    somebody, sam, now = larkmoor.prison.actor(role, "ravi"), larkmoor.who("sam"), at("28 Nov 12:00")

    with pytest.raises(NotAllowed):
        works.tell_for(larkmoor.site, sam, worked(*MORNING), somebody, now)
    with pytest.raises(NotAllowed):
        works.of(larkmoor.site, sam, somebody, now)


def test_work_of_another_prison_is_not_there(world: World, larkmoor: Scene) -> None:
    tells(larkmoor, *MORNING)
    (told,) = regime_facts.told(larkmoor.site.id, larkmoor.who("sam"), at("1 Nov 00:00"))
    elsewhere = scene_of(world.fenwick)

    with pytest.raises(NotFound):
        works.take_back(elsewhere.site, told.id, coordinator(elsewhere), at("28 Nov 13:00"))
    with pytest.raises(NotFound):
        works.of(elsewhere.site, larkmoor.who("sam"), coordinator(elsewhere), at("28 Nov 13:00"))
