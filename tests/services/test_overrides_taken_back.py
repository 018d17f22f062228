"""Is an override taken back while nobody has gone by it, and not once somebody has, on both engines?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from listeners.access import SYSTEM, Actor, Grant
from listeners.domain.nights import ONE_DAY
from listeners.domain.people import AvailabilityKind, Role
from listeners.domain.states import AttendanceState, DutyState, Part
from listeners.errors import Conflict, NotAllowed, NotFound
from listeners.services import (
    availability,
    callout_goings,
    callouts,
    load,
    nights,
    notices,
    overrides,
    overrides_taken_back,
)
from listeners.services.care import look
from listeners.services.overrides import Said
from listeners.services.overrides_taken_back import TakeBackPage, TooLate
from listeners.store import duties_overrides, review_facts
from listeners.store.callouts_facts import CallOutOnFile
from listeners.store.care import flag_facts
from listeners.store.database import act, db
from listeners.store.duties import Duty, RestOverride
from listeners.store.duties_overrides import NewOverride
from tests.at_once import at_once
from tests.nights import FRIDAY, Scene, at, scene_of
from tests.world import World

REASON = "Nobody else can reach B wing tonight"
RAVIS = ("restarted", 11 * 60)
GIVEN = "27 Nov 20:05"
WHOLE: dict[str, object] = {
    "taken_back_at": at("27 Nov 20:30"),
    "taken_back_by": "a" * 20,
    "taken_back_name": "Jo Smith",
}


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """Ravi is in reserve and rests until one in the morning: work broke into his rest of the morning."""
    scene = scene_of(world.larkmoor)
    scene.paper("ravi", "27 Nov 04:30", "27 Nov 08:30")
    scene.paper("ravi", "27 Nov 13:30", "27 Nov 14:00")
    return scene


def give(scene: Scene, now: str = GIVEN) -> str:
    said = Said(REASON, True, at(now), RAVIS, "Jo Smith")
    return overrides.give(scene.site, scene.who("ravi"), FRIDAY, said, scene.officer, at(now))


def take_back(scene: Scene, override_id: str, now: str = "27 Nov 20:30", key: str | None = None) -> str:
    return overrides_taken_back.take_back(scene.site, override_id, scene.officer, at(now), key)


def page(scene: Scene, override_id: str, now: str = "27 Nov 20:30") -> TakeBackPage:
    return overrides_taken_back.page(scene.site, override_id, scene.officer, at(now))


def ravi_is_chosen(scene: Scene) -> tuple[CallOutOnFile, str]:
    """The officer asks Ravi by the override, in the place of whoever was asked first; who that is."""
    one = scene.start("27 Nov 20:10")
    first = scene.asked(one)
    callouts.ask(scene.site, one.id, Part.LEAD, scene.who("ravi"), scene.officer, at("27 Nov 20:11"))
    assert first is not None and scene.asked(one) == "ravi"
    return one, first


def change_to(row: RestOverride, values: dict[str, object]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def is_let_begin(scene: Scene, now: str) -> bool:
    return nights.tonight(scene.site, at(now)).is_let_begin(scene.who("ravi"))


def ravi_is_asked(scene: Scene, now: str = "27 Nov 20:10") -> CallOutOnFile:
    """Everybody else says no, so that Ravi is asked by the override."""
    one = scene.start(now)
    while (whom := scene.asked(one)) not in ("ravi", None):
        part = scene.part(one, whom or "")
        callouts.not_going(scene.site, one.id, part.id, AttendanceState.DECLINED, scene.officer, at(now))
    assert scene.asked(one) == "ravi"
    return one


def test_he_may_not_be_asked_from_then_on_and_the_override_stays_on_file(larkmoor: Scene) -> None:
    override_id = give(larkmoor)
    assert is_let_begin(larkmoor, "27 Nov 20:10") and page(larkmoor, override_id).too_late is None

    assert take_back(larkmoor, override_id) == ""

    assert not is_let_begin(larkmoor, "27 Nov 20:31")
    (kept,) = duties_overrides.overrides(larkmoor.site.id, FRIDAY)
    assert (kept.taken_back_at, kept.taken_back_by, kept.is_unused) == (at("27 Nov 20:30"), "LKI staff", True)
    assert (kept.reason, kept.approver_name) == (REASON, "Jo Smith")


def test_it_can_be_given_again_after_it_was_taken_back(larkmoor: Scene) -> None:
    take_back(larkmoor, give(larkmoor))

    give(larkmoor, "27 Nov 20:40")

    assert is_let_begin(larkmoor, "27 Nov 20:41")


def test_where_he_is_being_asked_by_it_he_is_passed_over_and_the_next_is_asked(larkmoor: Scene) -> None:
    override_id = give(larkmoor)
    one, first = ravi_is_chosen(larkmoor)
    assert page(larkmoor, override_id).asked_for == "B"

    assert take_back(larkmoor, override_id) == one.id

    his = larkmoor.part(one, "ravi")
    assert (his.state, his.answered_at) == (AttendanceState.NO_ANSWER, None)
    assert larkmoor.asked(one) == first


def test_that_of_another_night_passes_nobody_over(larkmoor: Scene) -> None:
    give(larkmoor)
    tomorrows = NewOverride(
        larkmoor.who("ravi"), FRIDAY + ONE_DAY, "daily_rest", 60, REASON, at(GIVEN), at("29 Nov 08:00"), "Jo Smith"
    )
    with act() as session:
        other = duties_overrides.add_override(session, larkmoor.site.id, tomorrows, larkmoor.officer, at(GIVEN))
    ravi_is_asked(larkmoor)
    assert page(larkmoor, other).asked_for is None

    assert take_back(larkmoor, other) == "" and is_let_begin(larkmoor, "27 Nov 20:31")


def test_whom_something_else_makes_unavailable_is_not_passed_over_by_it(larkmoor: Scene) -> None:
    override_id = give(larkmoor)
    one = ravi_is_asked(larkmoor)
    night = {FRIDAY: AvailabilityKind.UNAVAILABLE}
    himself = larkmoor.prison.actor(Role.LISTENER, "ravi")
    availability.say(larkmoor.site, larkmoor.who("ravi"), night, "", himself, at("27 Nov 20:20"))
    before = larkmoor.part(one, "ravi")
    assert page(larkmoor, override_id).asked_for is None

    assert take_back(larkmoor, override_id) == "" and larkmoor.part(one, "ravi") == before


def test_where_nobody_else_is_left_nobody_is_asked(larkmoor: Scene) -> None:
    override_id = give(larkmoor)
    one = ravi_is_asked(larkmoor)

    take_back(larkmoor, override_id)

    assert larkmoor.asked(one) is None and larkmoor.read(one.id).is_open


def test_who_is_rested_by_now_goes_on_being_asked(larkmoor: Scene) -> None:
    override_id = give(larkmoor)
    one = ravi_is_asked(larkmoor, "28 Nov 00:50")

    assert take_back(larkmoor, override_id, "28 Nov 01:00") == ""

    assert larkmoor.asked(one) == "ravi"


@pytest.mark.parametrize("answer", ["waits", "goes"])
def test_once_he_has_said_yes_it_is_too_late_and_stays_so_when_he_is_back(larkmoor: Scene, answer: str) -> None:
    override_id = give(larkmoor)
    one = ravi_is_asked(larkmoor)
    getattr(larkmoor, answer)(one, "ravi", "27 Nov 20:15")

    found = page(larkmoor, override_id)
    assert (found.too_late, found.since) == (TooLate.USED, at("27 Nov 20:15"))
    with pytest.raises(Conflict, match=TooLate.USED):
        take_back(larkmoor, override_id)
    if answer == "goes":
        larkmoor.back(one, "ravi", "27 Nov 20:50")
        assert page(larkmoor, override_id, "27 Nov 21:00").too_late is TooLate.USED


@pytest.mark.parametrize(("now", "late"), [("28 Nov 07:59", None), ("28 Nov 08:00", TooLate.EXPIRED)])
def test_it_ends_with_the_night(larkmoor: Scene, now: str, late: TooLate | None) -> None:
    override_id = give(larkmoor)

    assert page(larkmoor, override_id, now).too_late is late
    if late is not None:
        with pytest.raises(Conflict, match=late):
            take_back(larkmoor, override_id, now)


def test_it_is_taken_back_once_and_a_second_press_of_the_same_form_gets_the_first_answer(larkmoor: Scene) -> None:
    override_id, key = give(larkmoor), "k" * 20
    take_back(larkmoor, override_id, key=key)
    take_back(larkmoor, override_id, "27 Nov 20:31", key=key)

    with pytest.raises(Conflict, match=TooLate.TAKEN_BACK):
        take_back(larkmoor, override_id, "27 Nov 20:31")
    assert page(larkmoor, override_id).too_late is TooLate.TAKEN_BACK


def test_nobody_takes_back_what_lets_himself_go_and_no_machine_does(larkmoor: Scene) -> None:
    override_id = give(larkmoor)
    own = (Grant(Role.STAFF, larkmoor.site.id), Grant(Role.LISTENER, larkmoor.site.id, larkmoor.who("ravi")))

    for who in (replace(larkmoor.officer, grants=own), SYSTEM):
        with pytest.raises(NotAllowed):
            overrides_taken_back.take_back(larkmoor.site, override_id, who, at("27 Nov 20:30"))


def test_that_of_another_prison_is_not_there(larkmoor: Scene, world: World) -> None:
    elsewhere = scene_of(world.fenwick)

    with pytest.raises(NotFound):
        take_back(elsewhere, give(larkmoor))


def test_safer_custody_takes_it_back_too_and_the_next_is_asked(larkmoor: Scene) -> None:
    override_id = give(larkmoor)
    one, first = ravi_is_chosen(larkmoor)
    custody = larkmoor.prison.actor(Role.SAFER_CUSTODY)

    overrides_taken_back.take_back(larkmoor.site, override_id, custody, at("27 Nov 20:30"))

    assert larkmoor.asked(one) == first


def test_his_night_that_stood_by_it_is_taken_off_him_again_and_is_not_given_back_by_it(larkmoor: Scene) -> None:
    monday, now = FRIDAY + timedelta(days=3), at("30 Nov 10:00")
    larkmoor.on_duty("lee", night=monday)
    larkmoor.paper("lee", "29 Nov 04:30", "29 Nov 09:00", now="29 Nov 09:00")
    larkmoor.paper("lee", "29 Nov 19:30", "29 Nov 20:30", now="29 Nov 21:00")
    larkmoor.paper("lee", "30 Nov 07:15", "30 Nov 07:45", now="30 Nov 08:10")
    (passed,) = overrides.page(larkmoor.site, larkmoor.officer, now).choices
    said = Said(REASON, True, now, (passed.rule, passed.minutes), "Jo Smith")
    override_id = overrides.give(larkmoor.site, larkmoor.who("lee"), monday, said, larkmoor.officer, now)
    assert larkmoor.duties("lee") == {monday: "planned"} and page(larkmoor, override_id, "30 Nov 10:05").duty

    take_back(larkmoor, override_id, "30 Nov 10:05")

    assert larkmoor.duties("lee") == {monday: "unrested"}
    with pytest.raises(Conflict, match="guard_override_duty"), act() as session:
        duty = session.query(Duty).filter_by(listener_id=larkmoor.who("lee")).one()
        duty.state, duty.cause, duty.override_id = DutyState.PLANNED, None, override_id


def test_it_is_counted_apart_and_nobody_is_asked_about_it(larkmoor: Scene) -> None:
    take_back(larkmoor, give(larkmoor))
    used = give(larkmoor, "27 Nov 20:40")
    larkmoor.paper("ravi", "27 Nov 20:45", "27 Nov 20:55")

    counted = load.page(larkmoor.site, larkmoor.officer, at("27 Nov 21:00"))
    assert (counted.overrides, counted.taken_back) == (1, 1)
    happened = review_facts.happened(larkmoor.site, at("1 Nov 00:00"), FRIDAY, ("telephone", "telephone"))
    assert (happened.overrides, happened.overrides_back) == ((at("27 Nov 20:40"),), (at(GIVEN),))
    asked = look.today(larkmoor.site, larkmoor.prison.actor(Role.COORDINATOR), at("28 Nov 12:00")).to_ask
    assert [each.id for _, each in asked] == [used]
    flagged = flag_facts.overrides(larkmoor.site.id, FRIDAY)[larkmoor.who("ravi")]
    assert [made for _, made, _ in flagged] == [at("27 Nov 20:40")]


def test_what_the_sheet_tells_later_of_a_going_before_it_was_taken_back_is_counted(larkmoor: Scene) -> None:
    take_back(larkmoor, give(larkmoor))
    larkmoor.paper("ravi", "27 Nov 20:15", "27 Nov 20:25", now="27 Nov 21:00")

    counted = load.page(larkmoor.site, larkmoor.officer, at("27 Nov 21:00"))
    assert (counted.overrides, counted.taken_back) == (1, 0)


def test_what_was_told_of_it_says_that_it_was_taken_back(larkmoor: Scene) -> None:
    coordinator = larkmoor.prison.actor(Role.COORDINATOR)

    def told(now: str) -> list[object]:
        lines = notices.notices_for(coordinator, larkmoor.site, at(now))
        return [each.facts.get("override_back") for each in lines if each.kind == "override_given"]

    override_id = give(larkmoor)
    assert told("27 Nov 20:10") == [None]

    take_back(larkmoor, override_id)

    assert told("27 Nov 20:31") == [at("27 Nov 20:30")]


@pytest.mark.parametrize(
    "change",
    [
        {"taken_back_at": at("27 Nov 20:30")},
        {"taken_back_at": at("27 Nov 20:30"), "taken_back_by": "a" * 20},
        {"taken_back_by": "a" * 20, "taken_back_name": "Jo Smith"},
        {"taken_back_at": at("27 Nov 20:00"), "taken_back_by": "a" * 20, "taken_back_name": "Jo Smith"},
        {"taken_back_at": at("28 Nov 08:00"), "taken_back_by": "a" * 20, "taken_back_name": "Jo Smith"},
        {**WHOLE, "reason": "Something else was the reason for it"},
        {**WHOLE, "expires_at": at("28 Nov 09:00")},
    ],
)
def test_the_database_takes_it_whole_in_its_time_and_with_nothing_else(
    larkmoor: Scene, change: dict[str, object]
) -> None:
    override_id = give(larkmoor)

    with pytest.raises(Conflict, match="guard_override_fixed"), act() as session:
        change_to(session.get_one(RestOverride, override_id), change)


def test_the_database_takes_it_once(larkmoor: Scene) -> None:
    override_id = give(larkmoor)
    take_back(larkmoor, override_id)

    changes: list[dict[str, object]] = [{"taken_back_at": at("27 Nov 20:31")}, dict.fromkeys(WHOLE)]
    for change in changes:
        with pytest.raises(Conflict, match="guard_override_fixed"), act() as session:
            change_to(session.get_one(RestOverride, override_id), change)


def test_the_database_does_not_take_it_once_he_has_said_yes(larkmoor: Scene) -> None:
    override_id = give(larkmoor)
    larkmoor.waits(ravi_is_asked(larkmoor), "ravi", "27 Nov 20:15")

    with pytest.raises(Conflict, match="guard_override_used"), act() as session:
        change_to(session.get_one(RestOverride, override_id), WHOLE)


def test_of_two_who_take_it_back_at_the_same_moment_one_does(app: Flask, larkmoor: Scene) -> None:
    override_id = give(larkmoor)
    one, first = ravi_is_chosen(larkmoor)
    who = [larkmoor.prison.actor(role) for role in (Role.COORDINATOR, Role.SAFER_CUSTODY, Role.STAFF)]

    def back(actor: Actor) -> Callable[[], str]:
        return lambda: overrides_taken_back.take_back(larkmoor.site, override_id, actor, at("27 Nov 20:30"))

    answers = at_once(app, [back(actor) for actor in who])
    db.session.rollback()

    assert sorted(answers) == sorted([one.id, "refused", "refused"])
    assert larkmoor.asked(one) == first


@pytest.mark.parametrize("answer", [callout_goings.waits, callout_goings.going])
def test_at_the_moment_of_his_yes_it_is_taken_back_before_it_or_too_late(
    app: Flask, larkmoor: Scene, answer: Callable[..., str]
) -> None:
    override_id = give(larkmoor)
    one, first = ravi_is_chosen(larkmoor)
    part, officer, now = larkmoor.part(one, "ravi").id, larkmoor.officer, at("27 Nov 20:30")

    answers = at_once(
        app,
        [
            lambda: overrides_taken_back.take_back(larkmoor.site, override_id, officer, now),
            lambda: answer(larkmoor.site, one.id, part, officer, now),
        ],
    )
    db.session.rollback()

    (given,) = duties_overrides.overrides(larkmoor.site.id, FRIDAY)
    if answers[0] == "refused":
        assert given.taken_back_at is None and larkmoor.part(one, "ravi").interruption is not None
    else:
        assert given.taken_back_at == now and (larkmoor.asked(one) == first) is (answers[1] == "refused")
