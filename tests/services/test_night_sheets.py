"""Is the printed sheet of a night right when the server is down, on both engines?"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta

import pytest

from listeners.domain.people import Role
from listeners.domain.sheets import LINES, empty_lines, pack, unpack
from listeners.domain.states import AttendanceState, Part
from listeners.services import callouts, night_sheets
from listeners.services.night_sheets import RESERVE_ON_FIRST_PAGE, NightSheet
from listeners.services.tonight import Seat
from tests.nights import FRIDAY, Scene, at, scene_of
from tests.world import World, make_prison


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """The prison that a test is about."""
    return scene_of(world.larkmoor)


def sheet(scene: Scene, now: str) -> NightSheet:
    return night_sheets.sheet(scene.site, scene.prison.actor(Role.STAFF), at(now))


def names(scene: Scene, seats: Iterable[Seat]) -> list[str]:
    return [scene.name(seat.member.id) for seat in seats]


def test_the_order_goes_from_those_on_stand_by_to_the_reserve(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")

    order = sheet(larkmoor, "27 Nov 17:30").in_order

    assert names(larkmoor, order[:2]) == ["sam", "luc"]
    assert sorted(names(larkmoor, order[2:])) == ["dean", "kofi", "lee", "ravi"]


def test_printed_at_1450_a_man_who_rests_until_1500_is_asked_like_anybody_else(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    larkmoor.paper("ravi", "27 Nov 02:50", "27 Nov 04:00")

    at_noon = sheet(larkmoor, "27 Nov 14:50")

    assert "ravi" in names(larkmoor, at_noon.in_order) and at_noon.resting == ()


def test_a_man_who_rests_beyond_1800_is_among_the_resting_and_not_in_the_order(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    larkmoor.paper("ravi", "27 Nov 02:50", "27 Nov 09:30")

    page = sheet(larkmoor, "27 Nov 14:50")

    assert "ravi" not in names(larkmoor, page.in_order)
    assert [(member.name, until) for member, until in page.resting] == [("Ravi Patel", at("27 Nov 20:30"))]


def test_who_has_been_out_tonight_is_asked_again_last_and_is_not_among_the_resting(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    larkmoor.paper("sam", "27 Nov 22:30", "27 Nov 23:30")

    page = sheet(larkmoor, "28 Nov 00:10")

    assert names(larkmoor, page.in_order)[0] == "luc" and "sam" not in names(larkmoor, page.in_order)
    assert names(larkmoor, page.been_out) == ["sam"] and page.resting == ()
    assert page.rests_until(page.been_out[0]) == at("28 Nov 10:30")


def test_a_new_listener_on_stand_by_goes_beside_another_and_never_stands_in_the_order(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    larkmoor.is_new("luc")

    page = sheet(larkmoor, "27 Nov 17:30")

    assert "luc" not in names(larkmoor, page.in_order) and names(larkmoor, page.beside) == ["luc"]


def test_of_a_reserve_of_30_the_first_6_are_on_the_first_page_and_the_others_follow(world: World) -> None:
    large = scene_of(make_prison("WDI", "HMP Wide", "", size=60))
    large.on_duty("sam", "luc")

    page = sheet(large, "27 Nov 17:30")

    assert len(page.in_order) == 2 + RESERVE_ON_FIRST_PAGE
    assert [*page.in_order[2:], *page.more_reserve] == list(page.board.reserve) and len(page.board.reserve) == 30


def test_beyond_two_who_are_being_asked_each_leaves_one_of_the_reserve_less_room(world: World) -> None:
    large = scene_of(make_prison("WDI", "HMP Wide", "", size=60))
    rooms = []
    for number in range(7):
        page = sheet(large, "27 Nov 19:30")
        assert [*page.in_order, *page.more_reserve] == list(page.board.reserve) and len(page.board.reserve) == 30
        rooms.append(len(page.in_order))
        large.start(f"27 Nov 19:1{number}")

    assert rooms == [6, 6, 6, 5, 4, 3, 2]


def test_the_sheet_of_a_night_ahead_is_judged_as_that_night_begins(larkmoor: Scene) -> None:
    larkmoor.paper("ravi", "27 Nov 02:50", "27 Nov 09:30")

    staff = larkmoor.prison.actor(Role.STAFF)
    ahead = night_sheets.sheet(larkmoor.site, staff, at("27 Nov 14:50"), FRIDAY + timedelta(days=1))

    assert "ravi" in names(larkmoor, ahead.in_order) and ahead.board.night == FRIDAY + timedelta(days=1)


def test_who_waits_to_be_unlocked_is_on_a_line_of_its_own_and_on_the_copy(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    larkmoor.waits(larkmoor.start("28 Nov 02:10"), "sam", "28 Nov 02:14")
    larkmoor.goes(larkmoor.start("28 Nov 02:15", wing="C"), "luc", "28 Nov 02:20")

    paper = sheet(larkmoor, "28 Nov 02:30").on_paper
    lines = {each.name: (each.wing, each.out_at, each.waits_since) for each in paper.out}
    assert lines == {
        "Sam Okoro": ("B", None, at("28 Nov 02:14")),
        "Luc Martin": ("C", at("28 Nov 02:20"), None),
    }
    assert unpack(pack(paper)) == paper
    assert len(paper.out) + paper.lines == LINES


def line(scene: Scene, now: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Of each line that is begun: the wing, who said yes, who is being asked."""
    return [(each.wing, each.name, each.asked) for each in sheet(scene, now).on_paper.out]


def test_a_request_for_which_somebody_is_only_being_asked_has_its_line_and_he_his_place(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    before = sheet(larkmoor, "27 Nov 19:00").on_paper
    larkmoor.start("27 Nov 19:05")
    larkmoor.goes(larkmoor.start("27 Nov 19:06", wing="A"), "luc", "27 Nov 19:08")

    paper = sheet(larkmoor, "27 Nov 19:10").on_paper

    assert line(larkmoor, "27 Nov 19:10") == [("B", "", ("Sam Okoro",)), ("A", "Luc Martin", ())]
    assert paper.out[0].asked_at == at("27 Nov 19:05") and paper.lines == LINES - 2
    order = [(each.name, each.asked_for, each.asked_at) for each in paper.order]
    assert order[0] == ("Sam Okoro", "B", at("27 Nov 19:05"))
    assert [name for name, *_ in order] == [each.name for each in before.order if each.name != "Luc Martin"]
    assert unpack(pack(paper)) == paper


def test_a_request_for_which_nobody_is_being_asked_any_more_is_a_line_still(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    one = larkmoor.start("27 Nov 19:05")
    while name := larkmoor.asked(one):
        part, no = larkmoor.part(one, name).id, AttendanceState.DECLINED
        callouts.not_going(larkmoor.site, one.id, part, no, larkmoor.officer, at("27 Nov 19:06"))

    paper = sheet(larkmoor, "27 Nov 19:10").on_paper
    assert line(larkmoor, "27 Nov 19:10") == [("B", "", ())] and unpack(pack(paper)) == paper
    assert len(paper.out[0].answered) == len(larkmoor.read(one.id).attended)


def test_who_was_asked_already_for_him_stands_on_his_line_whatever_he_answered(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    one = larkmoor.start("27 Nov 19:05")
    for minute, (name, answer) in enumerate((("sam", AttendanceState.NO_ANSWER), ("luc", AttendanceState.DECLINED))):
        part = larkmoor.part(one, name).id
        callouts.not_going(larkmoor.site, one.id, part, answer, larkmoor.officer, at(f"27 Nov 19:0{6 + minute}"))

    (begun,) = sheet(larkmoor, "27 Nov 19:10").on_paper.out
    assert begun.answered == ("Sam Okoro", "Luc Martin") and len(begun.asked) == 1
    larkmoor.goes(one, larkmoor.asked(one) or "", "27 Nov 19:11")
    (out,) = sheet(larkmoor, "27 Nov 19:12").on_paper.out
    assert (out.name, out.answered) == (begun.asked[0], begun.answered)


def test_a_second_who_is_being_asked_is_told_of_beside_the_first_and_stands_where_he_stood(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    larkmoor.is_new("luc")
    one = larkmoor.start("27 Nov 19:05")
    larkmoor.goes(one, "sam", "27 Nov 19:08")
    callouts.ask(larkmoor.site, one.id, Part.SECOND, larkmoor.who("luc"), larkmoor.officer, at("27 Nov 19:09"))

    paper = sheet(larkmoor, "27 Nov 19:10").on_paper

    assert line(larkmoor, "27 Nov 19:10") == [("B", "Sam Okoro", ("Luc Martin",))]
    assert [(each.name, each.asked_for) for each in paper.beside] == [("Luc Martin", "B")]


def test_a_sheet_that_was_sealed_before_it_told_who_is_being_asked_opens_still(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    larkmoor.goes(larkmoor.start("27 Nov 19:05"), "sam", "27 Nov 19:08")
    paper = sheet(larkmoor, "27 Nov 19:10").on_paper
    sealed = json.loads(pack(paper))
    for each in sealed["order"] + sealed["more_reserve"]:
        del each["asked_for"], each["asked_at"]
    del sealed["out"][0]["asked"], sealed["out"][0]["answered"]

    assert unpack(json.dumps(sealed)) == paper


def test_a_sheet_has_an_empty_line_less_for_each_that_is_begun_and_one_at_least() -> None:
    assert [empty_lines(begun) for begun in range(9)] == [4, 3, 2, 1, 2, 1, 1, 1, 1]


def test_whose_return_was_not_recorded_is_not_to_be_asked(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", night=FRIDAY - timedelta(days=1))
    larkmoor.goes(larkmoor.start("27 Nov 02:10"), "sam", "27 Nov 02:20")
    paper = sheet(larkmoor, "27 Nov 18:30").on_paper
    assert [(each.name, each.until) for each in paper.resting] == [("Sam Okoro", None)]
    assert unpack(pack(paper)) == paper
