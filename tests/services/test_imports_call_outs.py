"""callouts.csv at a prison: facts of the past, the rests they give, and what was ticked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from listeners.access import SYSTEM
from listeners.domain.care.facts import Tick
from listeners.domain.people import ListenerId, Role
from listeners.domain.states import AttendanceState, CallOutState, ContactPlace, DutyState, Part
from listeners.domain.team import Site
from listeners.errors import NotAllowed, Unreadable
from listeners.services.care.imports import import_call_outs, look_at_call_outs
from listeners.store import duties_facts, people_facts
from listeners.store.callouts import Attendance, CallOut
from listeners.store.care.ticks_in_bulk import ticks_of
from listeners.store.care.wellbeing import ContactTicks
from listeners.store.database import act, db
from listeners.store.duties import Duty
from listeners.store.records import Audit
from tests.csv_files import call_outs
from tests.duties import add_duty
from tests.kept import earlier_versions
from tests.world import World

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
NIGHT = "L01,2026-11-18T02:40,2026-11-18T02:50,2026-11-18T04:10,B,listener_room,yes"


@pytest.fixture
def site(world: World) -> Site:
    return people_facts.site(world.larkmoor.id)


@pytest.fixture
def sam(world: World) -> ListenerId:
    return world.larkmoor.listeners["sam"]


def went(listener: ListenerId) -> list[Attendance]:
    chosen = select(Attendance).where(Attendance.listener_id == listener).order_by(Attendance.out_at)
    return list(db.session.scalars(chosen))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_a_line_is_a_call_out_with_its_listener_as_lead_and_his_tick_sealed(site: Site, sam: ListenerId) -> None:
    look = import_call_outs(site, call_outs(NIGHT), SYSTEM, NOW)

    (attendance,) = went(sam)
    call_out = db.session.get_one(CallOut, attendance.call_out_id)
    assert (look.added, look.changed, look.same) == (1, 0, 0)
    assert (attendance.part, attendance.state) == (Part.LEAD, AttendanceState.RETURNED)
    assert (attendance.out_at, attendance.back_at) == (at(18, 2, 50), at(18, 4, 10))
    assert (call_out.night, call_out.asked_at, call_out.imported) == (date(2026, 11, 17), at(18, 2, 40), True)
    assert (call_out.place, call_out.state) == (ContactPlace.LISTENER_ROOM, CallOutState.RETURNED)
    assert ticks_of(site.id, [attendance.id]) == {attendance.id: frozenset({Tick.SUICIDAL_FEELINGS})}
    assert b"suicidal" not in db.session.scalars(select(ContactTicks.ticks)).one()


def test_a_place_that_a_later_line_leaves_empty_stays_as_it_was(site: Site, sam: ListenerId) -> None:
    import_call_outs(site, call_outs(NIGHT), SYSTEM, NOW)
    look = import_call_outs(site, call_outs(NIGHT.replace("listener_room", "")), SYSTEM, NOW)

    (attendance,) = went(sam)
    assert look.same == 1
    assert db.session.get_one(CallOut, attendance.call_out_id).place is ContactPlace.LISTENER_ROOM


def test_the_rest_that_the_facts_give_is_reckoned_in_the_same_act(site: Site, sam: ListenerId) -> None:
    import_call_outs(site, call_outs(NIGHT), SYSTEM, NOW)

    (rest,) = duties_facts.rests(site.id)[sam]
    assert (rest.rest.rest_from, rest.rest.rest_until) == (at(18, 4, 10), at(18, 15, 10))


def test_a_duty_inside_the_rest_is_stood_down(site: Site, sam: ListenerId) -> None:
    duty = add_duty(site, sam, date(2026, 11, 20))
    line = "L01,2026-11-20T10:00,2026-11-20T02:00,2026-11-20T11:30,B,own_cell,"
    import_call_outs(site, call_outs(line.replace("10:00", "01:50")), SYSTEM, NOW)

    assert db.session.get_one(Duty, duty).state is DutyState.STOOD_DOWN


def test_the_same_file_again_changes_nothing_at_all(site: Site) -> None:
    file = call_outs(NIGHT, NIGHT.replace("L01", "L02").replace("yes", "no"), NIGHT.replace("L01", "L03")[:-3])
    import_call_outs(site, file, SYSTEM, NOW)
    before = [db.session.scalar(select(func.count()).select_from(table)) for table in (Audit, CallOut, ContactTicks)]

    look = import_call_outs(site, file, SYSTEM, NOW + timedelta(days=1))

    assert (look.added, look.changed, look.same) == (0, 0, 3)
    after = [db.session.scalar(select(func.count()).select_from(table)) for table in (Audit, CallOut, ContactTicks)]
    assert (after, before) == (before, [1, 3, 2])


def test_the_same_instant_written_with_an_offset_is_the_same_call_out(site: Site) -> None:
    import_call_outs(site, call_outs(NIGHT), SYSTEM, NOW)

    look = import_call_outs(site, call_outs(NIGHT.replace("02:50,", "03:50+01:00,")), SYSTEM, NOW)

    assert (look.added, look.changed, look.same) == (0, 0, 1)


def test_a_corrected_return_keeps_the_earlier_one_and_moves_the_rest(site: Site, sam: ListenerId) -> None:
    import_call_outs(site, call_outs(NIGHT), SYSTEM, NOW)

    look = import_call_outs(site, call_outs(NIGHT.replace("04:10", "05:00")), SYSTEM, NOW)

    (attendance,) = went(sam)
    assert [(each.column, each.old, each.new) for each in look.shown[0].fields] == [
        ("back_at", "2026-11-18T04:10:00Z", "2026-11-18T05:00:00Z")
    ]
    assert [each["back_at"] for each in earlier_versions(db.session(), attendance)] == ["2026-11-18T04:10:00+00:00"]
    (rest,) = duties_facts.rests(site.id)[sam]
    assert rest.rest.rest_until == at(18, 16)


def test_an_empty_return_or_tick_takes_nothing_back(site: Site, sam: ListenerId) -> None:
    import_call_outs(site, call_outs(NIGHT), SYSTEM, NOW)

    look = import_call_outs(site, call_outs("L01,2026-11-18T02:40,2026-11-18T02:50,,B,listener_room,"), SYSTEM, NOW)

    assert look.same == 1
    assert went(sam)[0].back_at == at(18, 4, 10)


def test_a_corrected_tick_is_told_of_without_saying_what_it_is(site: Site, sam: ListenerId) -> None:
    import_call_outs(site, call_outs(NIGHT), SYSTEM, NOW)

    look = import_call_outs(site, call_outs(NIGHT.replace("yes", "no")), SYSTEM, NOW)

    (change,) = look.shown[0].fields
    assert (change.column, change.old, change.new) == ("suicidal_feelings", None, None)
    assert list(ticks_of(site.id, [went(sam)[0].id]).values()) == [frozenset()]


def test_who_has_no_return_and_was_not_seen_since_may_still_be_out(site: Site, sam: ListenerId) -> None:
    file = call_outs(NIGHT, "L01,2026-11-20T01:00,2026-11-20T01:05,,B,cell_door,yes")
    import_call_outs(site, file, SYSTEM, NOW)

    first, last = went(sam)
    assert (first.state, last.state) == (AttendanceState.RETURNED, AttendanceState.ACTING)
    assert db.session.get_one(CallOut, last.call_out_id).state is CallOutState.ACTING


def test_a_return_never_entered_was_before_the_next_time_out_in_whatever_order_the_lines_stand(
    site: Site, sam: ListenerId
) -> None:
    third = "L01,2026-11-19T22:50,2026-11-19T23:00,2026-11-19T23:30,B,cell_door,"
    file = call_outs(third, "L01,2026-11-10T01:00,2026-11-10T01:05,,B,cell_door,", NIGHT)
    import_call_outs(site, file, SYSTEM, NOW)

    first = went(sam)[0]
    assert (first.state, first.back_before) == (AttendanceState.UNKNOWN_BACK, at(18, 2, 50))


def test_a_later_file_closes_who_stood_open_and_a_return_closes_him_too(site: Site, sam: ListenerId) -> None:
    open_line = "L01,2026-11-10T01:00,2026-11-10T01:05,,B,cell_door,"
    import_call_outs(site, call_outs(open_line), SYSTEM, NOW)
    import_call_outs(site, call_outs(NIGHT[:-3].replace("2026-11-18T04:10", "")), SYSTEM, NOW)

    first, second = went(sam)
    assert (first.state, first.back_before) == (AttendanceState.UNKNOWN_BACK, at(18, 2, 50))
    assert second.state is AttendanceState.ACTING

    import_call_outs(site, call_outs(open_line.replace(":05,,", ":05,2026-11-10T02:00,"), NIGHT), SYSTEM, NOW)
    assert [(each.state, each.back_at, each.back_before) for each in went(sam)] == [
        (AttendanceState.RETURNED, at(10, 2), None),
        (AttendanceState.RETURNED, at(18, 4, 10), None),
    ]


def test_who_is_being_asked_just_now_is_in_and_not_out_since_last_week(site: Site, sam: ListenerId) -> None:
    with act() as session:
        call_out = CallOut(
            id="c" * 20,
            site_id=site.id,
            asked_at=NOW,
            night=date(2026, 11, 20),
            wing_id=site.wings[0].id,
            state=CallOutState.ASKED,
            recorded_at=NOW,
        )
        session.add(call_out)
        session.flush()
        session.add(
            Attendance(
                id="a" * 20,
                site_id=site.id,
                call_out_id=call_out.id,
                listener_id=sam,
                part=Part.LEAD,
                state=AttendanceState.OFFERED,
                offered_at=NOW,
                recorded_at=NOW,
            )
        )
    import_call_outs(site, call_outs("L01,2026-11-10T01:00,2026-11-10T01:05,,B,cell_door,"), SYSTEM, NOW)

    assert {each.out_at: (each.state, each.back_before) for each in went(sam)} == {
        None: (AttendanceState.OFFERED, None),
        at(10, 1, 5): (AttendanceState.UNKNOWN_BACK, NOW),
    }


def test_two_call_outs_of_one_listener_that_overlap_are_both_recorded(site: Site, sam: ListenerId) -> None:
    look = import_call_outs(
        site, call_outs(NIGHT, "L01,2026-11-18T03:00,2026-11-18T03:00,2026-11-18T05:00,A,own_cell,"), SYSTEM, NOW
    )

    assert look.added == 2
    assert len(went(sam)) == 2


def test_over_the_clock_change_the_offset_says_which_half_past_one_it_was(site: Site, sam: ListenerId) -> None:
    import_call_outs(
        site,
        call_outs("L01,2026-10-25T01:20+01:00,2026-10-25T01:30+01:00,2026-10-25T01:30+00:00,B,own_cell,"),
        SYSTEM,
        NOW,
    )

    (attendance,) = went(sam)
    assert attendance.back_at is not None and attendance.out_at is not None
    assert attendance.back_at - attendance.out_at == timedelta(hours=1)


def test_every_bad_line_is_told_and_nothing_is_written(site: Site) -> None:
    file = call_outs(
        NIGHT,
        "L99,2026-11-18T02:40,2026-11-18T02:50,,B,listener_room,yes",
        "L01,2026-10-25T01:30,2026-10-25T02:50,2026-11-25T02:50,Q,chapel,maybe",
        NIGHT.replace("02:50,", "02:50Z,"),
    )
    problems = look_at_call_outs(site, file, SYSTEM, NOW).problems

    assert [(each.line, each.column) for each in problems] == [
        (3, "ref"),
        (4, "asked_at"),
        (4, "back_at"),
        (4, "wing"),
        (4, "place"),
        (4, "suicidal_feelings"),
        (5, "ref, out_at"),
    ]
    with pytest.raises(Unreadable):
        import_call_outs(site, file, SYSTEM, NOW)
    assert db.session.scalar(select(func.count()).select_from(CallOut)) == 0


@pytest.mark.parametrize("role", [Role.STAFF, Role.SAFER_CUSTODY, Role.LISTENER, Role.NATIONAL])
def test_only_a_coordinator_imports_what_was_ticked(site: Site, world: World, role: Role) -> None:
    for verb in (look_at_call_outs, import_call_outs):
        with pytest.raises(NotAllowed):
            verb(site, call_outs(NIGHT), world.larkmoor.actor(role), NOW)

    assert import_call_outs(site, call_outs(NIGHT), world.larkmoor.actor(Role.COORDINATOR), NOW).added == 1
