"""What does the board of the night say, to an officer and to a coordinator, on both engines?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.disclosure import SeenState
from listeners.domain.dispatch_facts import Rule
from listeners.domain.nights import nights_between
from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.errors import NotAllowed, NotFound, Unreadable
from listeners.services import availability, lockup, rest_days, tonight
from listeners.services.tonight import Board
from listeners.store import people_writes
from listeners.store.database import act, db
from listeners.store.duties import NotHere
from listeners.store.people import Listener
from tests.kept import earlier_versions
from tests.nights import FRIDAY, Scene, at, scene_of
from tests.rota_world import stands
from tests.world import World

NOW = "28 Nov 02:10"


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """The prison that a test is about."""
    return scene_of(world.larkmoor)


def board(scene: Scene, now: str = NOW, role: Role = Role.STAFF) -> Board:
    return tonight.board(scene.site, scene.prison.actor(role), at(now))


def away(scene: Scene, name: str) -> None:
    nights = dict.fromkeys(nights_between(FRIDAY, FRIDAY), AvailabilityKind.UNAVAILABLE)
    availability.say(scene.site, scene.who(name), nights, "court", SYSTEM, at("27 Nov 12:00"))


def test_the_first_is_next_and_the_reserve_comes_least_carried_first(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    larkmoor.on_duty("ravi", night=FRIDAY - timedelta(days=10))

    found = board(larkmoor)

    assert [larkmoor.name(seat.member.id) for seat in found.order] == ["sam", "luc"]
    reserve = [larkmoor.name(seat.member.id) for seat in found.reserve]
    assert sorted(reserve) == ["dean", "kofi", "lee", "ravi"] and reserve[-1] == "ravi"


def test_who_is_gone_in_the_morning_may_still_be_asked_after_everybody_else_in_reserve(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    larkmoor.on_duty("ravi", night=FRIDAY - timedelta(days=10))
    stands(larkmoor.prison, "dean", Standing.TRANSFERRED, FRIDAY + timedelta(days=1))

    reserve = [larkmoor.name(seat.member.id) for seat in board(larkmoor).reserve]

    assert sorted(reserve) == ["dean", "kofi", "lee", "ravi"] and reserve[-2:] == ["ravi", "dean"]


def test_a_night_until_eight_in_the_morning_is_still_the_night_that_began(larkmoor: Scene) -> None:
    assert board(larkmoor, "28 Nov 07:59").night == FRIDAY
    assert board(larkmoor, "28 Nov 08:00").night == FRIDAY + timedelta(days=1)


def test_nobody_on_and_nobody_left_are_two_different_things(larkmoor: Scene) -> None:
    assert board(larkmoor).nobody_on and not board(larkmoor).nobody_left
    larkmoor.on_duty("sam")
    for name in larkmoor.prison.listeners:
        away(larkmoor, name)

    assert board(larkmoor).nobody_left and board(larkmoor).nobody_on


def test_a_new_listener_on_stand_by_is_shown_but_never_first(larkmoor: Scene) -> None:
    with act() as session:
        day = FRIDAY - timedelta(days=20)
        people_writes.add_standing(
            session, larkmoor.site, larkmoor.who("luc"), Standing.SHADOWING, day, SYSTEM, at("1 Nov 09:00")
        )
    larkmoor.on_duty("sam", "luc")

    found = board(larkmoor)

    assert [larkmoor.name(seat.member.id) for seat in found.order] == ["sam"]
    assert [(larkmoor.name(seat.member.id), seat.seen.state) for seat in found.others] == [
        ("luc", SeenState.ON_STAND_BY)
    ]


def test_staff_see_one_look_where_a_coordinator_sees_the_rule(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    away(larkmoor, "sam")

    (seen,) = board(larkmoor).others
    (known,) = board(larkmoor, role=Role.COORDINATOR).others
    assert (seen.seen.state, seen.rule) == (SeenState.NOT_AVAILABLE, None)
    assert known.rule is Rule.UNAVAILABLE


def test_an_open_call_out_of_an_earlier_night_is_a_return_not_recorded(larkmoor: Scene) -> None:
    larkmoor.paper("sam", "27 Nov 02:50", None)

    (found,) = board(larkmoor).open
    assert found.return_missing and [member.name for member, _ in found.out] == ["Sam Okoro"]


def test_not_here_keeps_no_reason_and_can_be_taken_back(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    lockup.not_here(larkmoor.site, larkmoor.who("sam"), False, larkmoor.officer, at("27 Nov 18:10"))
    assert [member.name for member in board(larkmoor).not_here] == ["Sam Okoro"]
    assert set(NotHere.__table__.columns.keys()) == {
        "id",
        "site_id",
        "listener_id",
        "night",
        "recorded_at",
        "recorded_by",
    }

    lockup.not_here(larkmoor.site, larkmoor.who("sam"), True, larkmoor.officer, at("27 Nov 18:20"))
    assert larkmoor.name(board(larkmoor).order[0].member.id) == "sam"


def test_another_cell_moves_the_wing_and_keeps_the_earlier_version(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam")
    lockup.change_cell(larkmoor.site, larkmoor.who("sam"), " lki-c-3-007 ", larkmoor.officer, at("27 Nov 18:10"))

    row = db.session.get_one(Listener, larkmoor.who("sam"))
    assert (row.cell, row.wing_id) == ("LKI-C-3-007", larkmoor.wing("C"))
    assert [version["cell"] for version in earlier_versions(db.session(), row)] == ["LKI-B-2-001"]


@pytest.mark.parametrize("cell", ["FNI-A-1-010", "LKI-Z-1-010", "B2-14", ""])
def test_what_is_no_cell_of_this_prison_is_refused(larkmoor: Scene, cell: str) -> None:
    with pytest.raises(Unreadable):
        lockup.change_cell(larkmoor.site, larkmoor.who("sam"), cell, larkmoor.officer, at("27 Nov 18:10"))


def test_another_prisons_listener_is_not_in_tonights_team(larkmoor: Scene, world: World) -> None:
    theirs = world.fenwick.listeners["sam"]

    with pytest.raises(NotFound):
        lockup.not_here(larkmoor.site, theirs, False, larkmoor.officer, at("27 Nov 18:10"))


def test_the_lock_up_check_answers_a_pause_as_it_answers_a_no(larkmoor: Scene) -> None:
    away(larkmoor, "sam")
    with act() as session:
        people_writes.add_standing(
            session, larkmoor.site, larkmoor.who("luc"), Standing.PAUSED, FRIDAY, SYSTEM, at("27 Nov 09:00")
        )

    for name in ("sam", "luc"):
        who, now = larkmoor.who(name), at("27 Nov 18:10")
        assert lockup.one_of_tonight(larkmoor.site, who, larkmoor.officer, now).id == who
        assert lockup.not_here(larkmoor.site, who, False, larkmoor.officer, now) == "is not here"


@pytest.mark.parametrize("role", [Role.LISTENER, Role.PEER_LEAD, Role.NATIONAL, Role.AUDITOR])
def test_tonight_is_shown_to_staff_and_coordinators_alone(larkmoor: Scene, role: Role) -> None:
    with pytest.raises(NotAllowed):
        board(larkmoor, role=role)


def test_the_morning_list_joins_all_rests_of_one_man_and_names_his_sessions(larkmoor: Scene) -> None:
    larkmoor.paper("sam", "27 Nov 02:50", "27 Nov 04:10")
    larkmoor.paper("sam", "27 Nov 13:00", "27 Nov 13:30")

    (day,) = rest_days.on(larkmoor.site, FRIDAY, larkmoor.officer, at("27 Nov 14:00"))

    assert [session.name for session in day.sessions] == ["AM", "PM"]
    assert (day.rest_until, day.excused_until) == (at("28 Nov 00:30"), at("28 Nov 00:30"))


def test_nobody_is_excused_from_a_session_on_a_day_without_one(larkmoor: Scene) -> None:
    larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10")

    (day,) = rest_days.on(larkmoor.site, FRIDAY + timedelta(days=1), larkmoor.officer, at("28 Nov 09:00"))

    assert day.sessions == () and day.excused_until == at("28 Nov 17:00")


def test_a_return_that_stays_unknown_rests_from_the_end_of_the_night(larkmoor: Scene) -> None:
    larkmoor.paper("sam", "26 Nov 22:30", None)
    larkmoor.paper("sam", "27 Nov 12:00", "27 Nov 12:30")

    (day,) = rest_days.on(larkmoor.site, FRIDAY, larkmoor.officer, at("27 Nov 14:00"))

    assert day.out_since is None and day.rest_until == at("27 Nov 23:30")
