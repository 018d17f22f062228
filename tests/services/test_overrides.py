"""Does an override pass the rest and nothing else, under a name, and never one's own, on both engines?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from listeners.access import SYSTEM, Actor, Grant
from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.domain.states import AttendanceState, DutyState, NightPlace
from listeners.errors import Conflict, NotAllowed, NotFound, RuleBroken, Unreadable
from listeners.services import availability, callouts, load, lockup, nights, overrides, rests, tonight
from listeners.services.overrides import Said
from listeners.store import people_writes
from listeners.store.database import act, db
from listeners.store.duties import RestOverride
from tests.at_once import at_once
from tests.duties import planned
from tests.nights import FRIDAY, Scene, at, scene_of
from tests.world import World

REASON = "Nobody else can reach B wing tonight"
EVENING = "27 Nov 20:05"
RAVIS = ("restarted", 11 * 60)
"""As much as can be passed of the rest that Ravi has: who knows of so much knows of less."""


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """Ravi is in reserve and rests until one in the morning: work broke into his rest of the morning."""
    scene = scene_of(world.larkmoor)
    scene.paper("ravi", "27 Nov 04:30", "27 Nov 08:30")
    scene.paper("ravi", "27 Nov 13:30", "27 Nov 14:00")
    assert scene.rests("ravi")[-1] == "27 Nov 14:00 to 28 Nov 01:00 restarted"
    return scene


def give(
    scene: Scene,
    reason: str = REASON,
    agreed: bool = True,
    now: str = EVENING,
    name: str = "ravi",
    by: str = "Jo  Smith ",
    asked: str | None = None,
    knows: tuple[str, int] | None = RAVIS,
) -> str:
    said = Said(reason, agreed, at(asked or now), knows, by)
    return overrides.give(scene.site, scene.who(name), FRIDAY, said, scene.officer, at(now))


def says(scene: Scene, now: datetime, name: str = "ravi") -> Said:
    """What Jo Smith says who has just asked somebody, and has read on the page what is passed."""
    page = overrides.page(scene.site, scene.officer, now)
    (passed,) = [each for each in page.choices if each.member.id == scene.who(name)]
    return Said(REASON, True, now, (passed.rule, passed.minutes), "Jo Smith")


def test_it_names_the_rule_by_how_much_and_until_when(larkmoor: Scene) -> None:
    given = db.session.get_one(RestOverride, give(larkmoor))

    assert (given.rule, given.short_by_minutes) == ("restarted", 4 * 60 + 55)
    assert given.expires_at == at("28 Nov 08:00") and given.approver_name == "Jo Smith"


def test_a_resting_man_may_be_asked_under_it_until_the_night_ends(larkmoor: Scene) -> None:
    assert larkmoor.asked(larkmoor.start("27 Nov 20:00")) != "ravi"
    give(larkmoor)
    one = larkmoor.start("27 Nov 20:10")
    asked = {larkmoor.asked(one)}
    for minute in range(11, 15):
        asked.add(larkmoor.asked(larkmoor.start(f"27 Nov 20:{minute}")))

    assert "ravi" in asked


def test_it_is_used_up_by_the_first_time_he_goes(larkmoor: Scene) -> None:
    give(larkmoor)
    assert nights.tonight(larkmoor.site, at("27 Nov 20:10")).is_let_begin(larkmoor.who("ravi"))
    larkmoor.paper("ravi", "27 Nov 20:15", "27 Nov 20:45")

    assert not nights.tonight(larkmoor.site, at("27 Nov 20:50")).is_let_begin(larkmoor.who("ravi"))


@pytest.mark.parametrize(
    ("now", "lets_begin"),
    [("27 Nov 17:59", False), ("27 Nov 18:00", True), ("28 Nov 07:59", True), ("28 Nov 08:00", False)],
)
def test_it_stands_from_the_start_of_the_stand_by_hours_to_their_end(
    larkmoor: Scene, now: str, lets_begin: bool
) -> None:
    give(larkmoor, now="27 Nov 15:00")

    assert nights.tonight(larkmoor.site, at(now)).is_let_begin(larkmoor.who("ravi")) is lets_begin


def test_it_is_counted_on_the_load_page(larkmoor: Scene) -> None:
    give(larkmoor)

    assert load.page(larkmoor.site, larkmoor.officer, at(EVENING)).overrides == 1


def test_nobody_overrides_his_own_rest(larkmoor: Scene) -> None:
    own = (Grant(Role.STAFF, larkmoor.site.id), Grant(Role.LISTENER, larkmoor.site.id, larkmoor.who("ravi")))
    larkmoor.officer = replace(larkmoor.officer, grants=own)

    with pytest.raises(NotAllowed):
        give(larkmoor)


def test_no_machine_overrides_anybodys_rest(larkmoor: Scene) -> None:
    larkmoor.officer = SYSTEM

    with pytest.raises(NotAllowed):
        give(larkmoor)


@pytest.mark.parametrize(
    ("reason", "agreed"),
    [
        ("too short", True),
        ("x" * 19, True),
        (" " * 30, True),
        ("x" * 21, True),
        ("nobody else nobody else", True),
        ("12 34 56 78 90 12 34 56", True),
        (REASON, False),
    ],
)
def test_it_needs_a_reason_of_twenty_characters_in_words_and_his_consent(
    larkmoor: Scene, reason: str, agreed: bool
) -> None:
    with pytest.raises(Unreadable):
        give(larkmoor, reason, agreed)
    assert db.session.query(RestOverride).count() == 0


@pytest.mark.parametrize(
    ("knows", "refusal"),
    [
        (None, Unreadable),
        (("restarted", 4 * 60 + 54), Conflict),
        (("daily_rest", 11 * 60), Conflict),
    ],
)
def test_whoever_decides_knows_which_rule_is_passed_and_by_how_much(
    larkmoor: Scene, knows: tuple[str, int] | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        give(larkmoor, knows=knows)
    assert db.session.query(RestOverride).count() == 0
    given = db.session.get_one(RestOverride, give(larkmoor, knows=("restarted", 4 * 60 + 55)))

    assert given.acknowledged


@pytest.mark.parametrize("asked", ["27 Nov 08:04", "27 Nov 20:06"])
def test_he_was_asked_just_before_and_it_is_kept_when(larkmoor: Scene, asked: str) -> None:
    with pytest.raises(Unreadable) as refused:
        give(larkmoor, asked=asked)
    assert [problem.column for problem in refused.value.problems] == ["asked_at"]
    given = db.session.get_one(RestOverride, give(larkmoor, asked="27 Nov 19:50"))

    assert given.asked_him_at == at("27 Nov 19:50")


def test_it_stays_as_it_was_given(larkmoor: Scene) -> None:
    override_id = give(larkmoor)

    with pytest.raises(Conflict, match="guard_override_fixed"), act() as session:
        session.get_one(RestOverride, override_id).reason = "Something else was the reason for it"
    with pytest.raises(Conflict, match="guard_override_kept"), act() as session:
        session.delete(session.get_one(RestOverride, override_id))


@pytest.mark.parametrize("column", ["acknowledged", "asked_him_at"])
def test_the_database_itself_takes_none_without_what_is_known_and_when_he_was_asked(
    larkmoor: Scene, column: str
) -> None:
    given = db.session.get_one(RestOverride, give(larkmoor))
    told = {each.name: getattr(given, each.name) for each in RestOverride.__table__.columns}

    with pytest.raises(Conflict, match="guard_override_known"), act() as session:
        session.add(RestOverride(**{**told, "id": "0" * 20, column: None}))


def test_two_duties_do_not_stand_under_one_override(larkmoor: Scene) -> None:
    override_id = give(larkmoor)
    with pytest.raises(Conflict), act() as session:
        for place in NightPlace:
            duty = planned(larkmoor.site, larkmoor.who("ravi"), FRIDAY, place)
            duty.state, duty.override_id = DutyState.WITHDRAWN, override_id
            session.add(duty)


@pytest.mark.parametrize(
    "by",
    ["", "B", "Jo", "12 34", "x y" * 40, "B wing", "x 1", "Bravo wing", "Wing officer", "hmp larkmoor", "LKI staff"],
)
def test_at_a_wing_desk_it_needs_the_name_of_the_person_who_decides(larkmoor: Scene, by: str) -> None:
    with pytest.raises(Unreadable) as refused:
        give(larkmoor, by=by)
    assert [problem.column for problem in refused.value.problems] == ["name"]


def test_on_an_account_of_ones_own_it_stands_under_the_accounts_name(larkmoor: Scene) -> None:
    larkmoor.officer = larkmoor.prison.actor(Role.SAFER_CUSTODY)
    given = db.session.get_one(RestOverride, give(larkmoor, by="Somebody Else"))

    assert given.approver_name == "LKI safer_custody"


def test_who_has_said_no_to_the_man_who_waits_is_not_counted_as_free(larkmoor: Scene) -> None:
    now = at("27 Nov 20:10")
    before = overrides.page(larkmoor.site, larkmoor.officer, now).others_free
    one = larkmoor.start("27 Nov 20:00")
    while (whom := larkmoor.asked(one)) is not None:
        part = larkmoor.part(one, whom)
        callouts.not_going(larkmoor.site, one.id, part.id, AttendanceState.DECLINED, larkmoor.officer, now)

    assert before == 3 and overrides.page(larkmoor.site, larkmoor.officer, now).others_free == 0


def test_the_board_keeps_the_rest_that_was_passed_over(larkmoor: Scene) -> None:
    give(larkmoor)

    def let_begin(role: Role) -> list[tuple[str, datetime, str | None]]:
        board = tonight.board(larkmoor.site, larkmoor.prison.actor(role), at("27 Nov 20:10"))
        return [(larkmoor.name(each.member.id), each.until, each.by) for each in board.let_begin]

    assert let_begin(Role.STAFF) == [("ravi", at("28 Nov 01:00"), "Jo Smith")]
    assert let_begin(Role.COORDINATOR) == [("ravi", at("28 Nov 01:00"), "Jo Smith")]
    larkmoor.paper("ravi", "27 Nov 20:15", "27 Nov 20:45")
    assert tonight.board(larkmoor.site, larkmoor.officer, at("27 Nov 20:50")).let_begin == ()


def test_on_stand_by_and_out_already_he_needs_none_and_tonight_says_when_he_is_asked(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    larkmoor.paper("sam", "27 Nov 22:10", "27 Nov 23:30")
    page = overrides.page(larkmoor.site, larkmoor.officer, at("28 Nov 00:10"))

    assert [larkmoor.name(each.id) for each in page.needs_none] == ["sam"]
    assert all(larkmoor.name(each.member.id) != "sam" for each in page.choices)
    with pytest.raises(NotFound):
        give(larkmoor, now="28 Nov 00:10", name="sam")
    board = tonight.board(larkmoor.site, larkmoor.officer, at("28 Nov 00:10"))
    assert board.been_out == {larkmoor.who("sam")} and larkmoor.who("sam") in {m.id for m, _ in board.resting}


def test_two_who_decide_at_the_same_moment_put_one_override_on_file(app: Flask, larkmoor: Scene) -> None:
    deciders = [larkmoor.prison.actor(role) for role in (Role.COORDINATOR, Role.SAFER_CUSTODY, Role.STAFF)]

    def decide(actor: Actor) -> Callable[[], str]:
        ravi, evening, said = larkmoor.who("ravi"), at(EVENING), says(larkmoor, at(EVENING))
        return lambda: overrides.give(larkmoor.site, ravi, FRIDAY, said, actor, evening)

    answers = at_once(app, [decide(actor) for actor in deciders])
    db.session.rollback()

    assert answers.count("refused") == len(deciders) - 1
    assert [each.id for each in db.session.query(RestOverride)] == [each for each in answers if each != "refused"]


def pauses(scene: Scene, now: datetime) -> None:
    with act() as session:
        people_writes.add_standing(session, scene.site, scene.who("sam"), Standing.PAUSED, FRIDAY, SYSTEM, now)


def says_no(scene: Scene, now: datetime) -> None:
    availability.say(scene.site, scene.who("sam"), {FRIDAY: AvailabilityKind.UNAVAILABLE}, "", SYSTEM, now)


def is_not_here(scene: Scene, now: datetime) -> None:
    lockup.not_here(scene.site, scene.who("sam"), False, scene.officer, now)


def goes_again(scene: Scene, now: datetime) -> None:
    scene.paper("sam", "27 Nov 23:50", None, now="27 Nov 23:50")


@pytest.mark.parametrize("happens", [pauses, says_no, is_not_here, goes_again])
def test_nobody_is_told_that_he_is_asked_again_who_is_away_or_out(
    larkmoor: Scene, happens: Callable[[Scene, datetime], None]
) -> None:
    larkmoor.on_duty("sam", "luc")
    larkmoor.paper("sam", "27 Nov 22:10", "27 Nov 23:30")
    happens(larkmoor, at("27 Nov 23:45"))

    page = overrides.page(larkmoor.site, larkmoor.officer, at("28 Nov 00:10"))
    assert page.needs_none == () and all(larkmoor.name(each.member.id) != "sam" for each in page.choices)


def test_no_override_is_offered_or_taken_for_whom_a_limit_stops(larkmoor: Scene) -> None:
    larkmoor.paper("ravi", "25 Nov 02:30", "25 Nov 03:30")

    assert "ravi" not in {
        larkmoor.name(each.member.id) for each in overrides.page(larkmoor.site, larkmoor.officer, at(EVENING)).choices
    }
    with pytest.raises(NotFound):
        give(larkmoor)


def test_whom_the_limit_stops_is_not_said_to_be_asked_under_an_override(larkmoor: Scene) -> None:
    give(larkmoor)
    larkmoor.paper("ravi", "25 Nov 02:30", "25 Nov 03:30")

    (one,) = tonight.board(larkmoor.site, larkmoor.officer, at("27 Nov 20:10")).let_begin
    assert not one.can_be_asked


def test_another_account_of_staff_is_not_told_who_passed_it(larkmoor: Scene) -> None:
    give(larkmoor)
    other = replace(larkmoor.officer, account_id=larkmoor.prison.accounts[Role.COORDINATOR])

    (one,) = tonight.board(larkmoor.site, other, at("27 Nov 20:10")).let_begin
    assert one.by is None


def test_where_nobody_rests_there_is_nothing_to_pass(larkmoor: Scene) -> None:
    with pytest.raises(NotFound):
        give(larkmoor, name="sam")


def test_a_duty_stood_down_for_the_rest_alone_stands_again(larkmoor: Scene) -> None:
    monday = FRIDAY + timedelta(days=3)
    larkmoor.on_duty("lee", night=monday)
    larkmoor.paper("lee", "29 Nov 04:30", "29 Nov 09:00", now="29 Nov 09:00")
    larkmoor.paper("lee", "29 Nov 19:30", "29 Nov 20:30", now="29 Nov 21:00")
    larkmoor.paper("lee", "30 Nov 07:15", "30 Nov 07:45", now="30 Nov 08:10")
    assert larkmoor.duties("lee") == {monday: "unrested"}

    now = at("30 Nov 10:00")
    said = says(larkmoor, now, "lee")
    overrides.give(larkmoor.site, larkmoor.who("lee"), monday, said, larkmoor.officer, now)

    assert larkmoor.duties("lee") == {monday: "planned"}
    with act():
        assert rests.rederive(larkmoor.site, [larkmoor.who("lee")], SYSTEM, now).stood_down == ()
    assert larkmoor.duties("lee") == {monday: "planned"}


def test_the_free_nights_are_passed_by_nobody(larkmoor: Scene) -> None:
    saturday = FRIDAY + timedelta(days=1)
    larkmoor.on_duty("lee", night=saturday)
    larkmoor.paper("lee", "28 Nov 04:30", "28 Nov 09:00")
    assert larkmoor.duties("lee") == {saturday: "unrested"}

    now = at("28 Nov 10:00")
    said = says(larkmoor, now, "lee")
    with pytest.raises(RuleBroken) as refused:
        overrides.give(larkmoor.site, larkmoor.who("lee"), saturday, said, larkmoor.officer, now)
    assert [breach.code for breach in refused.value.breaches] == ["free_nights"]  # type: ignore[attr-defined]
    assert db.session.query(RestOverride).count() == 0


def test_without_an_override_the_database_itself_refuses_the_duty(larkmoor: Scene) -> None:
    larkmoor.paper("lee", "27 Nov 04:30", "27 Nov 09:00")

    with pytest.raises(Conflict, match="guard_duty_rest"):
        larkmoor.on_duty("lee", night=FRIDAY)
