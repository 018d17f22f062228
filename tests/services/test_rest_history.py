"""Does a rest keep what it follows, and what was in its place before, when and by whom it was changed?"""

from __future__ import annotations

import pytest
from sqlalchemy import update

from listeners.access import SYSTEM
from listeners.domain.people import Role
from listeners.services import people, rests
from listeners.services.people import RestShown
from listeners.store.database import act
from listeners.store.duties import Rest
from tests.nights import Scene, at, local, scene_of
from tests.world import World


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """The prison that a test is about."""
    return scene_of(world.larkmoor)


def shown(scene: Scene, now: str) -> tuple[RestShown, ...]:
    coordinator = scene.prison.actor(Role.COORDINATOR)
    return people.person(scene.site, scene.who("sam"), coordinator, at(now)).rests


def spans(one: RestShown) -> list[tuple[str, str]]:
    return [(local(span.start), local(span.end)) for span in one.why.happened]


def test_a_rest_keeps_every_call_out_that_it_follows(larkmoor: Scene) -> None:
    larkmoor.paper("sam", "27 Nov 23:00", "27 Nov 23:40")
    larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10")

    one, *_ = shown(larkmoor, "28 Nov 09:00")
    assert spans(one) == [("27 Nov 23:00", "27 Nov 23:40"), ("28 Nov 02:50", "28 Nov 04:10")]
    assert len(one.rest.rest.because) == 2


def test_a_corrected_return_leaves_the_earlier_rest_with_when_and_by_whom(larkmoor: Scene) -> None:
    call_out = larkmoor.read(larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10"))
    for back, now in (("28 Nov 05:00", "28 Nov 09:00"), ("28 Nov 04:40", "28 Nov 10:00")):
        larkmoor.back(call_out, "sam", back, now)

    (one,) = shown(larkmoor, "28 Nov 11:00")
    assert (local(one.rest.rest.rest_until), one.rest.replaced_at) == ("28 Nov 15:40", None)
    earlier = [(local(old.rest.rest_until), old.replaced_at, why.unbroken) for old, why in one.before]
    assert [each[:2] for each in earlier] == [
        ("28 Nov 16:00", at("28 Nov 10:00")),
        ("28 Nov 15:10", at("28 Nov 09:00")),
    ]
    assert {old.replaced_by for old, _ in one.before} == {"lkistaff"}
    assert [local(why.happened[0].end) for _, why in one.before] == ["28 Nov 05:00", "28 Nov 04:10"]


def test_a_rest_that_is_gone_with_nothing_in_its_place_says_so(larkmoor: Scene) -> None:
    call_out = larkmoor.read(larkmoor.paper("sam", "27 Nov 21:00", "27 Nov 22:10"))
    larkmoor.back(call_out, "sam", "27 Nov 21:50", "28 Nov 09:00")

    (one,) = shown(larkmoor, "28 Nov 11:00")
    assert (one.rest.in_force, one.rest.replaced_for, one.rest.replaced_at) == (False, None, at("28 Nov 09:00"))


def test_out_corrected_by_a_minute_that_changes_only_what_it_follows_is_kept_as_well(larkmoor: Scene) -> None:
    """The rest is from and to the same moments; the sentence is not."""
    larkmoor.paper("sam", "28 Nov 01:00", "28 Nov 04:10")
    call_out = larkmoor.read(larkmoor.paper("sam", "28 Nov 04:30", "28 Nov 05:10"))
    larkmoor.paper("sam", "28 Nov 01:00", "28 Nov 04:00", now="28 Nov 09:00")

    one, *_ = shown(larkmoor, "28 Nov 11:00")
    assert spans(one) == [("28 Nov 01:00", "28 Nov 04:00"), ("28 Nov 04:30", "28 Nov 05:10")]
    assert [local(why.happened[0].end) for _, why in one.before][:1] == ["28 Nov 04:10"] and call_out.id


def test_a_rest_that_is_older_than_the_keeping_of_this_stays_as_it_is(larkmoor: Scene) -> None:
    larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10")
    with act() as session:
        session.execute(update(Rest).values(because=None))
    with act():
        again = rests.rederive(larkmoor.site, [larkmoor.who("sam")], SYSTEM, at("28 Nov 09:00"))

    assert again == rests.Consequences()
    (one,) = shown(larkmoor, "28 Nov 11:00")
    assert one.why.happened == () and one.before == ()
