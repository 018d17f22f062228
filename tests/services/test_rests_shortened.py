"""A corrected time makes a rest end earlier: are coordinators told what it was and what it is, and of nothing else?"""

from __future__ import annotations

from typing import Any

from listeners.domain.notices import read_facts
from listeners.domain.people import Role
from listeners.services import callout_times
from listeners.store.callouts_facts import CallOutOnFile
from listeners.store.database import db
from listeners.store.records import Notice
from tests.nights import WHY, Scene, at, local, scene_of
from tests.world import World


def out_and_back(scene: Scene, out: str = "28 Nov 02:14", back: str = "28 Nov 04:10") -> CallOutOnFile:
    one = scene.start(out)
    scene.goes(one, "sam", out)
    scene.back(one, "sam", back)
    return one


def out_corrected(scene: Scene, one: CallOutOnFile, out: str, now: str) -> None:
    part = scene.part(one, "sam")
    callout_times.went_out(scene.site, one.id, part.id, at(out), scene.officer, at(now), reason=WHY)


def told() -> list[Notice]:
    return db.session.query(Notice).filter_by(kind="rest_shortened").order_by(Notice.created_at).all()


def words(rest: list[Any] | None) -> str:
    return "none" if rest is None else " to ".join(local(each) for each in rest[:2])


def rests_told() -> list[tuple[str, str]]:
    """What each notice says of each rest: what it was, what it is."""
    return [(words(before), words(after)) for notice in told() for before, after in read_facts(notice.facts)["rests"]]


def test_a_return_corrected_to_the_minute_of_going_out_is_told_and_takes_the_rest(larkmoor: Scene) -> None:
    one = out_and_back(larkmoor)
    larkmoor.back(one, "sam", "28 Nov 02:14", now="28 Nov 08:00")

    assert larkmoor.rests("sam") == []
    assert rests_told() == [("28 Nov 04:10 to 28 Nov 15:10", "none")]
    facts = read_facts(told()[0].facts)
    assert told()[0].account_id == larkmoor.prison.accounts[Role.COORDINATOR]
    assert (facts["listener"], facts["by"]) == (larkmoor.who("sam"), larkmoor.officer.username)


def test_a_return_corrected_to_very_near_it_is_told_with_the_rest_that_is_left(larkmoor: Scene) -> None:
    one = out_and_back(larkmoor)
    larkmoor.back(one, "sam", "28 Nov 02:20", now="28 Nov 08:00")

    assert rests_told() == [("28 Nov 04:10 to 28 Nov 15:10", "28 Nov 02:20 to 28 Nov 13:20")]


def test_the_same_correction_again_is_told_once(larkmoor: Scene) -> None:
    one = out_and_back(larkmoor)
    larkmoor.back(one, "sam", "28 Nov 02:20", now="28 Nov 08:00")
    larkmoor.back(one, "sam", "28 Nov 02:20", now="28 Nov 08:05")

    assert len(told()) == 1


def test_a_rest_that_ends_later_or_begins_is_no_news(larkmoor: Scene) -> None:
    one = out_and_back(larkmoor)
    assert told() == []
    larkmoor.back(one, "sam", "28 Nov 05:00", now="28 Nov 08:00")

    assert larkmoor.rests("sam") == ["28 Nov 05:00 to 28 Nov 16:00 broken_night"] and told() == []


def test_a_return_that_turns_out_to_be_after_the_old_rest_is_no_news(larkmoor: Scene) -> None:
    one = out_and_back(larkmoor)
    larkmoor.back(one, "sam", "28 Nov 15:30", now="28 Nov 16:00")

    assert told() == []


def test_going_out_corrected_so_that_work_is_excused_for_less_is_told(larkmoor: Scene) -> None:
    one = out_and_back(larkmoor, back="28 Nov 04:10")
    out_corrected(larkmoor, one, "28 Nov 04:05", "28 Nov 08:00")

    ((before, after),) = read_facts(told()[0].facts)["rests"]
    assert (local(before[2]), local(after[2])) == ("28 Nov 17:00", "28 Nov 15:10")
    assert before[:2] == after[:2]


def test_going_out_corrected_with_the_same_rest_is_no_news(larkmoor: Scene) -> None:
    one = out_and_back(larkmoor)
    out_corrected(larkmoor, one, "28 Nov 02:16", "28 Nov 08:00")

    assert told() == []


def test_a_rest_that_runs_on_from_a_later_call_out_hides_no_end_and_is_no_news(larkmoor: Scene) -> None:
    first = out_and_back(larkmoor)
    larkmoor.paper("sam", "28 Nov 13:00", "28 Nov 14:00")
    larkmoor.back(first, "sam", "28 Nov 04:00", now="28 Nov 18:00")

    assert "28 Nov 14:00 to 29 Nov 01:00 restarted" in larkmoor.rests("sam")
    assert told() == []


def test_a_line_of_paper_keyed_in_again_with_an_earlier_return_is_told(larkmoor: Scene) -> None:
    larkmoor.paper("sam", "28 Nov 02:14", "28 Nov 04:10", now="28 Nov 08:00")
    larkmoor.paper("sam", "28 Nov 02:14", "28 Nov 02:14", now="28 Nov 08:10")

    assert rests_told() == [("28 Nov 04:10 to 28 Nov 15:10", "none")]


def test_a_coordinator_who_corrects_it_alone_has_seen_it_himself(world: World) -> None:
    scene = scene_of(world.larkmoor, Role.COORDINATOR)
    scene.on_duty("sam", "luc")
    scene.back(out_and_back(scene), "sam", "28 Nov 02:20", now="28 Nov 08:00")

    assert told() == []
