"""Somebody who went is recorded as never gone: where does the request stand without him, and who is asked then?"""

from __future__ import annotations

from listeners.domain.people import Role
from listeners.domain.states import AttendanceState, CallOutState, Part
from listeners.services import callout_not_gone, callouts
from listeners.services.callout_not_gone import NeverGone
from listeners.store.callouts_facts import CallOutOnFile
from tests.nights import Scene, at


def lead_is_out(scene: Scene) -> CallOutOnFile:
    """A call-out on which Sam is recorded as gone at 02:14, and Luc is asked to go beside him."""
    one = scene.start("28 Nov 02:10")
    scene.goes(one, "sam", "28 Nov 02:14")
    callouts.ask(scene.site, one.id, Part.SECOND, scene.who("luc"), scene.officer, at("28 Nov 02:15"))
    return one


def both_are_out(scene: Scene) -> CallOutOnFile:
    """The same, and Luc has gone as well."""
    one = lead_is_out(scene)
    scene.goes(one, "luc", "28 Nov 02:16")
    return one


def did_not_go(scene: Scene, one: CallOutOnFile, name: str, now: str, still: bool = False, reason: str = "") -> None:
    part = scene.part(one, name)
    callout_not_gone.did_not_go(scene.site, one.id, part.id, NeverGone(still, reason), scene.officer, at(now))


def test_a_lead_who_never_went_takes_nobody_beside_him(larkmoor: Scene) -> None:
    one = lead_is_out(larkmoor)
    did_not_go(larkmoor, one, "sam", "28 Nov 02:16")

    offered = [each for each in larkmoor.read(one.id).attended if each.state is AttendanceState.OFFERED]
    assert [each.part for each in offered] == [Part.LEAD] and larkmoor.asked(one) == "luc"


def test_a_lead_who_never_went_when_the_second_has_been_there_asks_nobody_else(larkmoor: Scene) -> None:
    one = both_are_out(larkmoor)
    larkmoor.back(one, "luc", "28 Nov 02:30")
    did_not_go(larkmoor, one, "sam", "28 Nov 02:35")

    assert larkmoor.read(one.id).state is CallOutState.RETURNED and larkmoor.asked(one) is None


def test_a_lead_on_file_as_back_is_not_asked_again_although_the_second_is_out(larkmoor: Scene) -> None:
    one = both_are_out(larkmoor)
    larkmoor.back(one, "sam", "28 Nov 02:40")
    coordinator = Scene(larkmoor.prison, larkmoor.site, larkmoor.prison.actor(Role.COORDINATOR))
    why = "Luc says that he was there alone"
    did_not_go(coordinator, one, "sam", "28 Nov 02:45", still=True, reason=why)

    assert larkmoor.part(one, "sam").state is AttendanceState.DECLINED
    assert larkmoor.part(one, "luc").state is AttendanceState.ACTING


def test_a_second_who_never_went_leaves_the_lead_out(larkmoor: Scene) -> None:
    one = both_are_out(larkmoor)
    did_not_go(larkmoor, one, "luc", "28 Nov 02:17")

    assert larkmoor.read(one.id).state is CallOutState.ACTING
    assert larkmoor.part(one, "sam").state is AttendanceState.ACTING


def test_a_second_who_never_went_when_the_lead_is_back_ends_the_call_out(larkmoor: Scene) -> None:
    one = both_are_out(larkmoor)
    larkmoor.back(one, "sam", "28 Nov 02:40")
    did_not_go(larkmoor, one, "luc", "28 Nov 02:45", still=True)

    assert larkmoor.read(one.id).state is CallOutState.RETURNED and larkmoor.asked(one) is None
