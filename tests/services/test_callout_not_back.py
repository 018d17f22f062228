"""He is on file as back and is out still: is he out, asked for nobody else, and rested from his real return?"""

from __future__ import annotations

import pytest

from listeners.access import SYSTEM
from listeners.domain.people import Role
from listeners.errors import Conflict, Unreadable
from listeners.services import callout_not_back, callout_relays, rests
from listeners.services.nights import tonight
from listeners.store.callouts_facts import CallOutOnFile
from tests.nights import Scene, at

WHY = "Pressed for the wrong man, he came back at four"


@pytest.fixture
def one(larkmoor: Scene) -> CallOutOnFile:
    """Sam went at 02:12, and was put on file as back at 02:20."""
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:12")
    larkmoor.back(one, "sam", "28 Nov 02:20")
    return one


def not_back(
    scene: Scene, one: CallOutOnFile, now: str, role: Role = Role.STAFF, reason: str = "", name: str = "sam"
) -> None:
    actor, part = scene.prison.actor(role), scene.part(one, name).id
    callout_not_back.not_back(scene.site, one.id, part, reason, actor, at(now))


def test_he_is_out_still_and_rests_from_his_real_return(larkmoor: Scene, one: CallOutOnFile) -> None:
    for now in ("28 Nov 02:25", "28 Nov 02:26"):
        not_back(larkmoor, one, now)
    assert (larkmoor.read(one.id).state, larkmoor.part(one, "sam").state) == ("acting", "acting")
    assert larkmoor.rests("sam") == [] and rests.differences(larkmoor.site.code, SYSTEM, at("28 Nov 02:26")) == (0, 0)
    view = tonight(larkmoor.site, at("28 Nov 02:26"))
    assert larkmoor.who("sam") in view.under_way

    larkmoor.back(one, "sam", "28 Nov 04:00")
    assert larkmoor.read(one.id).state == "returned"
    assert larkmoor.rests("sam") == ["28 Nov 04:00 to 28 Nov 15:00 broken_night"]


def test_later_it_is_for_a_coordinator_who_says_why(larkmoor: Scene, one: CallOutOnFile) -> None:
    with pytest.raises(Conflict):
        not_back(larkmoor, one, "28 Nov 02:51", reason=WHY)
    with pytest.raises(Unreadable):
        not_back(larkmoor, one, "28 Nov 02:51", Role.COORDINATOR, "no")
    not_back(larkmoor, one, "28 Nov 02:51", Role.COORDINATOR, WHY)
    assert larkmoor.part(one, "sam").back_at is None


def test_whoever_is_asked_or_out_elsewhere_by_now_was_back(larkmoor: Scene, one: CallOutOnFile) -> None:
    other = larkmoor.start("28 Nov 02:22", "D")
    name = larkmoor.asked(other) or ""
    if name != "sam":
        larkmoor.goes(other, name, "28 Nov 02:22")
        third = larkmoor.start("28 Nov 02:23", "B")
        while (name := larkmoor.asked(third) or "sam") != "sam":
            larkmoor.goes(third, name, "28 Nov 02:23")
            third = larkmoor.start("28 Nov 02:24", "B")
    with pytest.raises(Conflict):
        not_back(larkmoor, one, "28 Nov 02:25")
    assert larkmoor.part(one, "sam").back_at == at("28 Nov 02:20")


def test_who_was_relieved_is_not_out_still_while_the_other_goes_in_his_place(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 01:00")
    larkmoor.goes(one, "sam", "28 Nov 01:00")
    his = larkmoor.part(one, "sam").id
    callout_relays.hand_over(larkmoor.site, one.id, his, larkmoor.who("luc"), larkmoor.officer, at("28 Nov 04:10"))
    with pytest.raises(Conflict):
        not_back(larkmoor, one, "28 Nov 04:12")
    assert larkmoor.part(one, "sam").back_at == at("28 Nov 04:10")
