"""A night was taken off a Listener, and facts change again: is what coordinators are told of it what is so?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from listeners.access import SYSTEM
from listeners.domain.notices import read_facts
from listeners.domain.people import Role
from listeners.domain.states import NoticeState, Part
from listeners.services import callout_not_gone, callouts, notices, rests
from listeners.services.callout_not_gone import NeverGone
from listeners.store.callouts_facts import CallOutOnFile
from listeners.store.database import act, db
from listeners.store.records import Notice
from tests.nights import FRIDAY, Scene, at, scene_of
from tests.world import World

SATURDAY, SUNDAY = FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2)
WHY = "He slept the whole night; Luc went in his place"


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """Sam and Luc on stand-by on the night of Friday 27 November, Dean on the next."""
    scene = scene_of(world.larkmoor)
    scene.on_duty("sam", "luc")
    scene.on_duty("dean", night=SATURDAY)
    return scene


def goes(scene: Scene, one: CallOutOnFile, now: str, name: str = "dean") -> None:
    """He is asked and goes."""
    if scene.asked(one) != name:
        callouts.ask(scene.site, one.id, Part.LEAD, scene.who(name), scene.officer, at(now))
    scene.goes(one, name, now)


def never_went(scene: Scene, one: CallOutOnFile, now: str, reason: str = "", name: str = "dean") -> None:
    """He was recorded as gone too soon: he is still being asked, where nobody is back yet."""
    said = NeverGone(is_still_asked=True, reason=reason)
    callout_not_gone.did_not_go(scene.site, one.id, scene.part(one, name).id, said, scene.officer, at(now))


def told(scene: Scene) -> list[str]:
    """What the coordinator is still to be told of nights that were taken off somebody."""
    waiting = select(Notice.kind).where(
        Notice.account_id == scene.prison.accounts[Role.COORDINATOR],
        Notice.kind.in_(("stood_down_gap", "may_stand_again")),
        Notice.state == NoticeState.WAITING,
    )
    return list(db.session.scalars(waiting))


def sees(scene: Scene, now: str) -> None:
    """The coordinator has read everything."""
    coordinator = scene.prison.actor(Role.COORDINATOR)
    lines = notices.notices_for(coordinator, scene.site, at(now))
    notices.see(scene.site, [id_ for line in lines for id_ in line.ids], coordinator, at(now))


def test_a_night_that_is_forbidden_again_is_a_gap_again_and_proposed_no_more(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    goes(larkmoor, one, "28 Nov 02:14")
    assert told(larkmoor) == ["stood_down_gap"]
    never_went(larkmoor, one, "28 Nov 02:20")
    assert told(larkmoor) == ["may_stand_again"]

    goes(larkmoor, one, "28 Nov 02:30")
    assert told(larkmoor) == ["stood_down_gap"]
    larkmoor.back(one, "dean", "28 Nov 04:30")
    assert told(larkmoor) == ["stood_down_gap"]

    (gap,) = db.session.scalars(
        select(Notice).where(Notice.kind == "stood_down_gap", Notice.state == NoticeState.WAITING)
    )
    facts = read_facts(gap.facts)
    assert (facts["listener"], facts["night"], facts["cause"]) == (larkmoor.who("dean"), SATURDAY, "free_nights")
    assert len(facts["cover"]) == 3


def test_whoever_has_read_that_he_may_stand_again_is_told_that_he_may_not(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    goes(larkmoor, one, "28 Nov 02:14")
    sees(larkmoor, "28 Nov 02:15")
    never_went(larkmoor, one, "28 Nov 02:20")
    sees(larkmoor, "28 Nov 02:25")

    goes(larkmoor, one, "28 Nov 02:30")
    assert told(larkmoor) == ["stood_down_gap"]
    sees(larkmoor, "28 Nov 02:31")
    never_went(larkmoor, one, "28 Nov 02:35")
    assert told(larkmoor) == ["may_stand_again"]


def test_whoever_has_read_of_the_gap_and_not_of_the_proposal_is_not_told_again(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    goes(larkmoor, one, "28 Nov 02:14")
    sees(larkmoor, "28 Nov 02:15")
    never_went(larkmoor, one, "28 Nov 02:20")
    goes(larkmoor, one, "28 Nov 02:30")

    assert told(larkmoor) == []


def test_a_night_that_somebody_else_has_by_now_is_no_gap_again(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    goes(larkmoor, one, "28 Nov 02:14")
    never_went(larkmoor, one, "28 Nov 02:20")
    larkmoor.on_duty("kofi", night=SATURDAY)
    goes(larkmoor, one, "28 Nov 02:30")

    assert told(larkmoor) == []


def test_the_coordinator_who_corrects_is_told_as_well(larkmoor: Scene) -> None:
    """His own line of the gap is taken away; in a prison with one coordinator nobody else has any."""
    one = larkmoor.start("28 Nov 02:10")
    goes(larkmoor, one, "28 Nov 02:14")
    larkmoor.back(one, "dean", "28 Nov 04:10")
    assert told(larkmoor) == ["stood_down_gap"]

    never_went(scene_of(larkmoor.prison, Role.COORDINATOR), one, "28 Nov 09:00", WHY)
    assert told(larkmoor) == ["may_stand_again"]


def test_a_return_that_is_corrected_on_paper_proposes_the_night_like_one_that_is_corrected_on_the_page(
    larkmoor: Scene,
) -> None:
    larkmoor.paper("dean", "27 Nov 21:30", "27 Nov 22:10")
    assert told(larkmoor) == ["stood_down_gap"] and larkmoor.duties("dean")[SATURDAY] == "free_nights"
    larkmoor.paper("dean", "27 Nov 21:30", "27 Nov 21:50", now="28 Nov 09:00")

    assert larkmoor.rests("dean") == [] and told(larkmoor) == ["may_stand_again"]
    assert larkmoor.duties("dean")[SATURDAY] == "free_nights"


def test_a_return_that_is_entered_late_and_was_by_day_proposes_the_night(larkmoor: Scene) -> None:
    one = larkmoor.start("27 Nov 21:00")
    goes(larkmoor, one, "27 Nov 21:10")
    with act():
        rests.settle(larkmoor.site, SYSTEM, at("28 Nov 09:00"))
    assert larkmoor.duties("dean")[SATURDAY] == "unrested" and told(larkmoor) == ["stood_down_gap"]
    larkmoor.back(one, "dean", "27 Nov 21:40", now="28 Nov 10:00")

    assert told(larkmoor) == ["may_stand_again"]


def test_a_night_too_close_to_another_that_he_was_given_meanwhile_is_not_proposed(larkmoor: Scene) -> None:
    larkmoor.on_duty("kofi", night=SUNDAY)
    one = larkmoor.start("29 Nov 02:10")
    goes(larkmoor, one, "29 Nov 02:14", "kofi")
    larkmoor.on_duty("kofi", night=SUNDAY + timedelta(days=1))
    never_went(larkmoor, one, "29 Nov 02:20", name="kofi")

    assert told(larkmoor) == ["stood_down_gap"]
