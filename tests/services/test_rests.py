"""Do the rests on file follow the facts, and do they stand down what they forbid, on both engines?"""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from listeners.access import SYSTEM
from listeners.domain.people import Role
from listeners.errors import Conflict, NotAllowed, Unreadable
from listeners.services import callout_ends, callout_times, rests
from listeners.services.callout_times import Return
from listeners.store.callouts_facts import CallOutOnFile
from listeners.store.database import act, db
from listeners.store.duties import Duty, Rest
from listeners.store.records import Notice
from tests.kept import earlier_versions
from tests.nights import FRIDAY, WHY, Scene, at, scene_of
from tests.world import World

SATURDAY, SUNDAY = FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2)


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """The prison that a test is about."""
    return scene_of(world.larkmoor)


def notices(kind: str) -> list[Notice]:
    return list(db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.created_at)))


def test_out_at_0250_and_back_at_0410_rests_until_1510(larkmoor: Scene) -> None:
    larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10")

    assert larkmoor.rests("sam") == ["28 Nov 04:10 to 28 Nov 15:10 broken_night"]


def test_a_call_out_by_day_owes_no_rest(larkmoor: Scene) -> None:
    larkmoor.paper("sam", "27 Nov 14:00", "27 Nov 15:00")

    assert larkmoor.rests("sam") == []


def test_a_return_at_night_stands_down_tomorrow_and_names_cover(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc", SATURDAY)

    larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10")

    assert larkmoor.duties("sam") == {SATURDAY: "free_nights"}
    (gap,) = notices("stood_down_gap")
    facts = json.loads(gap.facts)
    assert facts["night"] == "2026-11-28" and len(facts["cover"]) == 3
    assert larkmoor.who("luc") not in facts["cover"] and larkmoor.who("sam") not in facts["cover"]
    (slip,) = notices("stood_down")
    assert slip.listener_id == larkmoor.who("sam")


def test_whoever_is_out_or_whose_return_was_never_entered_is_not_proposed_as_cover(larkmoor: Scene) -> None:
    able = ("luc", "dean", "imran")
    for name in (name for name in larkmoor.prison.listeners if name not in ("sam", *able)):
        larkmoor.on_duty(name, night=SUNDAY)  # too close to Saturday
    larkmoor.on_duty("sam", night=SATURDAY)
    larkmoor.paper("luc", "28 Nov 09:30", None)  # out by day, and not back yet
    larkmoor.paper("dean", "27 Nov 16:30", None)  # nobody entered that he came back: reckoned with until 19:00

    larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10", now="28 Nov 10:00")

    (gap,) = notices("stood_down_gap")
    assert [larkmoor.name(who) for who in json.loads(gap.facts)["cover"]] == ["imran"]


def test_a_duty_that_begins_inside_the_rest_is_stood_down_as_unrested(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", night=SATURDAY)

    larkmoor.paper("sam", "28 Nov 04:30", "28 Nov 10:00")

    assert larkmoor.duties("sam") == {SATURDAY: "unrested"}
    assert larkmoor.rests("sam") == ["28 Nov 10:00 to 28 Nov 21:00 daily_rest"]


def test_the_earlier_version_of_a_duty_that_is_stood_down_is_kept(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", night=SATURDAY)
    larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10")
    duty = db.session.scalars(select(Duty)).one()

    assert [version["state"] for version in earlier_versions(db.session(), duty)] == ["planned"]


def test_the_night_of_the_call_out_itself_stands(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam")

    larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10")

    assert larkmoor.duties("sam") == {FRIDAY: "planned"}


def test_a_paper_record_two_days_late_marks_the_lived_duty_as_found_later(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", night=SATURDAY)

    larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10", now="30 Nov 09:00")

    assert larkmoor.duties("sam") == {SATURDAY: "free_nights_found_later"}
    assert notices("stood_down") == [] and len(notices("stood_down_gap")) == 1


def test_a_second_call_out_the_same_night_replaces_the_rest_and_keeps_the_old_row(larkmoor: Scene) -> None:
    larkmoor.paper("sam", "27 Nov 23:00", "27 Nov 23:40")
    larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10")

    assert larkmoor.rests("sam") == ["28 Nov 04:10 to 28 Nov 15:10 broken_night"]
    rows = db.session.scalars(select(Rest).order_by(Rest.rest_from)).all()
    assert [row.in_force for row in rows] == [False, True]


def test_a_call_out_inside_a_rest_marks_it_not_kept_and_starts_another(larkmoor: Scene) -> None:
    larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10")
    larkmoor.paper("sam", "28 Nov 13:00", "28 Nov 13:30")

    assert larkmoor.rests("sam") == [
        "28 Nov 04:10 to 28 Nov 15:10 broken_night not kept",
        "28 Nov 13:30 to 29 Nov 00:30 restarted",
    ]


def test_a_corrected_return_moves_the_rest_and_the_same_facts_change_nothing(larkmoor: Scene) -> None:
    call_out_id = larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10")
    one = larkmoor.part(larkmoor.read(call_out_id), "sam")
    callout_times.returned(
        larkmoor.site, call_out_id, one.id, Return(at("28 Nov 05:00"), reason=WHY), SYSTEM, at("28 Nov 09:00")
    )

    assert larkmoor.rests("sam") == ["28 Nov 05:00 to 28 Nov 16:00 broken_night"]
    with act():
        again = rests.rederive(larkmoor.site, [larkmoor.who("sam")], SYSTEM, at("28 Nov 09:00"))
    assert again == rests.Consequences()


def test_only_as_far_back_as_needed_gives_the_same_as_the_whole_history(larkmoor: Scene) -> None:
    for day in range(1, 28, 2):
        larkmoor.paper("sam", f"{day:02} Nov 02:50", f"{day:02} Nov 04:10")
        larkmoor.paper("sam", f"{day:02} Nov 14:00", f"{day:02} Nov 14:30")
    before = larkmoor.rests("sam")

    with act():
        again = rests.rederive(larkmoor.site, [larkmoor.who("sam")], SYSTEM, at("28 Nov 09:00"))

    assert again.rests == () and larkmoor.rests("sam") == before and len(before) == 28


def test_a_limit_passed_by_a_fact_stands_nothing_down_and_tells_the_coordinator(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", night=date(2026, 12, 1))
    for day in (24, 26, 28):
        larkmoor.paper("sam", f"{day} Nov 02:50", f"{day} Nov 04:10")

    assert larkmoor.duties("sam") == {date(2026, 12, 1): "planned"}
    told = [json.loads(notice.facts) for notice in notices("limit_passed")]
    assert {(facts["limit"], facts["count"], facts["allowed"]) for facts in told} >= {
        ("nights_in_7", 3, 2),
        ("night_call_outs_in_7", 3, 2),
    }


def test_a_night_that_is_just_taken_off_him_counts_towards_no_limit(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", night=FRIDAY)
    larkmoor.on_duty("sam", night=date(2026, 12, 2))
    larkmoor.paper("sam", "27 Nov 00:40", "27 Nov 01:30", now="27 Nov 06:00")

    assert larkmoor.duties("sam") == {FRIDAY: "free_nights", date(2026, 12, 2): "planned"}
    assert notices("limit_passed") == []


def test_a_limit_passed_that_nobody_has_read_in_a_week_stays_to_be_told_when_more_is_recorded(larkmoor: Scene) -> None:
    for day in (10, 12, 14):
        larkmoor.paper("sam", f"{day} Nov 02:50", f"{day} Nov 04:10")
    before = {notice.id for notice in notices("limit_passed")}
    larkmoor.paper("sam", "28 Nov 13:00", "28 Nov 14:00")

    assert {notice.id for notice in notices("limit_passed") if notice.state == "waiting"} == before != set()


def test_a_slip_for_work_is_queued_once_for_each_rest(larkmoor: Scene) -> None:
    larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10")
    larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10", now="28 Nov 06:00")

    (slip,) = notices("rest")
    assert slip.listener_id == larkmoor.who("sam")
    assert json.loads(slip.facts)["excused_until"] == "2026-11-28T17:00:00+00:00"


def test_a_return_never_entered_stands_down_the_next_night_once_the_night_is_over(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", night=SATURDAY)
    larkmoor.paper("sam", "27 Nov 20:00", None)
    assert larkmoor.duties("sam") == {SATURDAY: "planned"}

    with act():
        rests.settle(larkmoor.site, SYSTEM, at("28 Nov 08:00"))

    assert larkmoor.duties("sam") == {SATURDAY: "unrested"}
    assert larkmoor.rests("sam") == []


def test_an_evening_call_out_that_ends_before_the_quiet_hours_stands_nothing_down(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", night=SATURDAY)
    larkmoor.on_duty("luc", "sam")
    one = larkmoor.start("27 Nov 19:00")
    larkmoor.goes(one, "luc", "27 Nov 19:05")
    larkmoor.back(one, "luc", "27 Nov 20:00")

    assert larkmoor.duties("luc") == {FRIDAY: "planned"} and larkmoor.rests("luc") == []


def test_a_new_out_closes_the_old_one_as_back_unknown(larkmoor: Scene) -> None:
    first = larkmoor.read(larkmoor.paper("sam", "27 Nov 20:00", None))
    larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10")

    one = larkmoor.part(first, "sam")
    assert (one.state, one.back_before) == ("unknown_back", at("28 Nov 02:50"))
    assert larkmoor.read(first.id).outcome == "back_unknown"


def test_paper_keyed_late_without_a_return_ends_before_he_went_out_again(larkmoor: Scene) -> None:
    larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10")
    late = larkmoor.read(larkmoor.paper("sam", "27 Nov 20:00", None, now="28 Nov 09:00"))

    one = larkmoor.part(late, "sam")
    assert (one.state, one.back_before) == ("unknown_back", at("28 Nov 02:50"))
    assert larkmoor.read(late.id).state == "closed"


def called_off(scene: Scene) -> CallOutOnFile:
    one = scene.start("28 Nov 02:10")
    scene.goes(one, "sam", "28 Nov 02:14")
    callout_ends.call_off(scene.site, one.id, scene.officer, at("28 Nov 02:30"))
    return one


def test_a_return_after_a_mistaken_called_off_is_stored_and_gives_the_rest(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam")
    one = called_off(larkmoor)
    larkmoor.back(one, "sam", "28 Nov 04:10")

    went, now = larkmoor.part(one, "sam"), larkmoor.read(one.id)
    assert (went.state, went.back_at, went.called_off_at) == ("returned", at("28 Nov 04:10"), None)
    assert (now.state, now.outcome, now.closed_at) == ("returned", None, None)
    assert larkmoor.rests("sam") == ["28 Nov 04:10 to 28 Nov 15:10 broken_night"]


def test_a_return_on_paper_after_a_mistaken_called_off_is_not_dropped(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam")
    one = called_off(larkmoor)
    assert larkmoor.paper("sam", "28 Nov 02:14", "28 Nov 04:10") == one.id

    assert larkmoor.rests("sam") == ["28 Nov 04:10 to 28 Nov 15:10 broken_night"]
    assert larkmoor.read(one.id).state == "returned"


@pytest.mark.parametrize(
    ("out", "back", "now", "why"),
    [
        ("28 Nov 02:50", "28 Nov 02:10", "28 Nov 09:00", "back: is before he went out"),
        ("28 Nov 02:50", "28 Nov 04:10", "28 Nov 03:00", "back: is still to come"),
        ("28 Nov 02:50", None, "28 Nov 02:49", "out: is still to come"),
    ],
)
def test_only_what_cannot_have_happened_is_sent_back(
    larkmoor: Scene, out: str, back: str | None, now: str, why: str
) -> None:
    with pytest.raises(Unreadable, match=why):
        larkmoor.paper("sam", out, back, now=now)


def test_nobody_without_the_right_to_record_call_outs_derives_rests(world: World) -> None:
    custody = scene_of(world.larkmoor, Role.SAFER_CUSTODY)

    with pytest.raises(NotAllowed), act():
        rests.rederive(custody.site, [custody.who("sam")], custody.officer, at("28 Nov 09:00"))


def test_a_duty_cannot_be_planned_inside_a_rest_that_was_derived(larkmoor: Scene) -> None:
    larkmoor.paper("sam", "28 Nov 09:00", "28 Nov 09:30")
    larkmoor.paper("sam", "28 Nov 04:30", "28 Nov 08:00", now="28 Nov 10:00")

    with pytest.raises(Conflict, match="guard_duty_rest"):
        larkmoor.on_duty("sam", night=SATURDAY)
