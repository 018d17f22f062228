"""Do a site's facts become the problem that they should, and does the board show what is so?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.domain.rota.board import NightState, NoteCode
from listeners.domain.rota.problem import Absence, RotaProblem, Unavailable, Volunteer
from listeners.domain.rota.reasons import Reason
from listeners.domain.states import AttendanceState, CallOutState, Part
from listeners.errors import NotAllowed
from listeners.services import plans, rotas
from listeners.store.callouts import Attendance, CallOut
from listeners.store.columns import new_id
from listeners.store.database import act, db
from listeners.store.records import Audit
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, draft, published, rests, say, site_of, stands
from tests.world import MADE_AT, Prison, World

FRIDAY = MONDAY + timedelta(days=4)


def problem(prison: Prison, first: date = MONDAY, nights: int = 14, now: datetime = NOW) -> RotaProblem:
    return rotas.problem_for(prison.actor(Role.COORDINATOR), site_of(prison), first, nights, now)


def volunteer(prison: Prison, ref: str) -> Volunteer:
    return problem(prison).volunteers_by_id()[ref]


def called_out(prison: Prison, name: str, out: datetime, back: datetime) -> None:
    with act() as session:
        call_out_id = new_id()
        session.add(
            CallOut(
                id=call_out_id,
                site_id=prison.id,
                asked_at=out,
                night=out.date(),
                wing_id=prison.wings["A"],
                state=CallOutState.RETURNED,
                recorded_at=MADE_AT,
            )
        )
        session.flush()
        session.add(
            Attendance(
                id=new_id(),
                site_id=prison.id,
                call_out_id=call_out_id,
                listener_id=prison.listeners[name],
                part=Part.LEAD,
                state=AttendanceState.RETURNED,
                out_at=out,
                back_at=back,
                recorded_at=MADE_AT,
            )
        )


def test_a_night_wants_a_first_at_cost_two_and_a_second_at_cost_one(world: World) -> None:
    on_monday = [each for each in problem(world.larkmoor).demand if each.slot.night == MONDAY]

    assert [(each.slot.duty, each.slot.area, each.cost) for each in on_monday] == [
        ("first", None, 2),
        ("second", None, 1),
    ]


def test_nights_weigh_by_weekday_weekend_and_the_bank_holidays_of_the_country(world: World) -> None:
    asked = problem(world.larkmoor, date(2026, 12, 21), 14, NOW)
    loads = {night.on: night.load for night in asked.nights}

    assert loads[date(2026, 12, 21)] == 2
    assert loads[date(2027, 1, 2)] == 3
    # 24 December is an eve, 27 December the night before the day in lieu of Boxing Day.
    assert [loads[date(2026, 12, day)] for day in (24, 25, 26, 27, 28)] == [4, 4, 4, 4, 4]
    assert loads[date(2026, 12, 29)] == 2


def test_only_the_team_of_the_own_prison_is_asked(world: World) -> None:
    assert [each.id for each in problem(world.larkmoor).volunteers] == [f"L0{number}" for number in range(1, 9)]


def test_a_reason_for_a_night_is_opened_for_the_coordinator_alone(world: World) -> None:
    prison = world.larkmoor
    say(prison, "sam", MONDAY, AvailabilityKind.UNAVAILABLE, "Court")
    say(prison, "sam", FRIDAY, AvailabilityKind.UNAVAILABLE, "visit from my mother")

    assert volunteer(prison, "L01").unavailable == (
        Unavailable(MONDAY, Absence.COURT),
        Unavailable(FRIDAY, Absence.UNAVAILABLE),
    )
    for role in (Role.STAFF, Role.SAFER_CUSTODY, Role.PEER_LEAD, Role.LISTENER, Role.NATIONAL, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            rotas.problem_for(prison.actor(role), site_of(prison), MONDAY, 14, NOW)


def test_what_is_handed_to_the_planner_says_no_reason(world: World) -> None:
    prison = world.larkmoor
    say(prison, "sam", MONDAY, AvailabilityKind.UNAVAILABLE, "court")
    stands(prison, "dean", Standing.PAUSED, MONDAY + timedelta(days=3))
    handed = plans.problem_to_solve(SYSTEM, site_of(prison), MONDAY, 14, NOW)

    said = {absence.reason for each in handed.volunteers for absence in each.unavailable}
    assert said == {Absence.UNAVAILABLE}
    assert [absence.on for absence in handed.volunteers_by_id()["L01"].unavailable] == [MONDAY]


def test_whoever_rests_when_a_night_begins_is_resting_on_that_night_alone(world: World) -> None:
    prison = world.larkmoor
    rests(prison, "ravi", datetime(2026, 11, 23, 7, 30, tzinfo=UTC))  # until 18:30, half an hour into the night

    assert volunteer(prison, "L02").unavailable == (Unavailable(MONDAY, Absence.RESTING),)


def test_a_rest_that_ends_as_the_night_begins_stops_nobody(world: World) -> None:
    prison = world.larkmoor
    rests(prison, "ravi", datetime(2026, 11, 23, 7, 0, tzinfo=UTC))

    assert volunteer(prison, "L02").unavailable == ()


def test_a_standing_that_is_dated_ahead_tells_on_which_nights_somebody_is_away(world: World) -> None:
    prison = world.larkmoor
    stands(prison, "luc", Standing.PAUSED, MONDAY + timedelta(days=12))
    stands(prison, "dean", Standing.LEFT, MONDAY + timedelta(days=13))

    assert [(each.on, each.reason) for each in volunteer(prison, "L03").unavailable] == [
        (MONDAY + timedelta(days=12), Absence.PAUSE),
        (MONDAY + timedelta(days=13), Absence.PAUSE),
    ]
    # Gone from the last Sunday on, he has not the night that would end in its morning either.
    assert [(each.on, each.reason) for each in volunteer(prison, "L04").unavailable] == [
        (MONDAY + timedelta(days=12), Absence.TRANSFERRED),
        (MONDAY + timedelta(days=13), Absence.TRANSFERRED),
    ]


def test_whoever_is_away_on_every_night_is_not_in_the_problem(world: World) -> None:
    prison = world.larkmoor
    stands(prison, "luc", Standing.LEFT, date(2026, 11, 1))

    assert "L03" not in problem(prison).volunteers_by_id()


def test_whoever_shadows_is_new(world: World) -> None:
    prison = world.larkmoor
    stands(prison, "imran", Standing.SHADOWING, date(2026, 11, 1))
    team = problem(prison).volunteers_by_id()

    assert [each.id for each in team.values() if each.new] == ["L05"]


def test_nights_told_before_and_after_count_for_gaps_and_limits(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (10, SECOND, "sam")], nights=14)
    asked = problem(prison, MONDAY + timedelta(days=2), 7)

    assert asked.volunteers_by_id()["L01"].last_nights == {MONDAY, MONDAY + timedelta(days=10)}
    assert asked.published == ()


def test_a_night_with_a_night_call_out_counts_as_a_stand_by_night(world: World) -> None:
    prison = world.larkmoor
    called_out(prison, "kofi", datetime(2026, 11, 21, 2, 0, tzinfo=UTC), datetime(2026, 11, 21, 4, 30, tzinfo=UTC))
    kofi = volunteer(prison, "L06")

    assert kofi.last_nights == {date(2026, 11, 20)}
    # 2 for a night call-out and 1 for the second full hour; the night itself was not on stand-by.
    assert kofi.carried_load == 3


def test_nights_on_stand_by_are_carried_into_the_next_rota(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (4, FIRST, "ravi")], nights=7)
    team = problem(prison, MONDAY + timedelta(days=7), 7).volunteers_by_id()

    assert (team["L01"].carried_load, team["L02"].carried_load, team["L03"].carried_load) == (2, 3, 0)


def test_what_was_told_is_to_be_kept_and_what_was_pinned_is_fixed(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (4, FIRST, "ravi")], nights=7)
    asked = problem(prison, MONDAY + timedelta(days=1), 6)

    assert [(each.night, each.volunteer) for each in asked.published] == [(MONDAY + timedelta(days=4), "L02")]
    assert asked.fixed == ()


def test_avoid_and_prefer_are_wishes_of_their_nights(world: World) -> None:
    prison = world.larkmoor
    say(prison, "mo", MONDAY, AvailabilityKind.AVOID)
    say(prison, "mo", FRIDAY, AvailabilityKind.PREFER)
    mo = volunteer(prison, "L07")

    assert (mo.avoid, mo.prefer, mo.unavailable) == (frozenset({MONDAY}), frozenset({FRIDAY}), ())


def test_the_strictest_number_holds_where_the_policy_changes_on_the_way(world: World) -> None:
    from listeners.services import policies

    prison = world.larkmoor
    actor, site = prison.actor(Role.COORDINATOR), site_of(prison)
    policies.change(actor, site, "max_nights_in_28", 6, FRIDAY, "A small team over the holidays", NOW)

    assert problem(prison).rules.max_in_28 == 6
    assert problem(prison, MONDAY, 3).rules.max_in_28 == 8


def test_the_board_counts_why_a_gap_is_a_gap(world: World) -> None:
    prison = world.larkmoor
    for name in ("sam", "ravi"):
        say(prison, name, MONDAY, AvailabilityKind.UNAVAILABLE, "leave")
    rests(prison, "luc", datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    draft(prison, [(0, FIRST, "dean"), (1, FIRST, "imran"), (1, SECOND, "kofi")], nights=2)
    shown = rotas.board(prison.actor(Role.COORDINATOR), site_of(prison), NOW)
    tonight, monday, tuesday = shown.board.rows

    assert [row.state for row in (tonight, monday, tuesday)] == [NightState.BEGUN, NightState.DRAFT, NightState.DRAFT]
    assert [(seat.number, seat.listener) for seat in monday.gaps] == [(2, None)]
    assert monday.seats[1].reasons == {
        Reason.LEAVE: 2,
        Reason.RESTING: 1,
        Reason.GAP: 2,
        Reason.SAME_NIGHT: 1,
        Reason.WOULD_COST_ELSEWHERE: 2,
    }
    assert (shown.board.gaps, shown.board.breaches) == (1, ())


def test_the_board_says_when_a_fact_broke_what_was_published(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi")], nights=1)
    stands(prison, "sam", Standing.SHADOWING, MONDAY)
    shown = rotas.board(prison.actor(Role.COORDINATOR), site_of(prison), NOW).board

    assert [(breach.code.value, breach.who, breach.when) for breach in shown.breaches] == [
        ("new first", "Sam Okoro (L01)", MONDAY)
    ]


@pytest.mark.parametrize("plan", [published, draft])
def test_whoever_says_that_he_cannot_do_a_night_breaks_no_rule(world: World, plan: Callable[..., object]) -> None:
    prison = world.larkmoor
    plan(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi")], nights=1)
    say(prison, "ravi", MONDAY, AvailabilityKind.UNAVAILABLE, "court")
    shown = rotas.board(prison.actor(Role.COORDINATOR), site_of(prison), NOW).board

    assert [(row.night, seat.number, seat.cannot) for row, seat in shown.wanting_seats] == [(MONDAY, 2, True)]
    assert shown.breaches == () and all(row.breaches == () for row in shown.rows)


def test_fair_shares_divide_by_everybody_who_takes_part(world: World) -> None:
    prison = world.larkmoor
    draft(prison, [(0, FIRST, "sam")], nights=1)
    shown = rotas.board(prison.actor(Role.COORDINATOR), site_of(prison), NOW).board

    assert len(shown.balances) == 8
    assert shown.balances[0].over == 2 - shown.balances[0].fair_share
    assert shown.balances[0].fair_share * 8 == 2


def test_nights_that_nobody_planned_are_no_gaps(world: World) -> None:
    prison = world.larkmoor
    shown = rotas.board(
        prison.actor(Role.COORDINATOR), site_of(prison), NOW, date(2026, 11, 1), date(2026, 11, 30)
    ).board

    assert {row.state for row in shown.rows} == {NightState.BEGUN, NightState.UNPLANNED}
    assert (shown.gaps, shown.breaches) == (0, ())


def test_a_team_of_nobody_leaves_every_place_empty(world: World) -> None:
    prison = world.larkmoor
    for name in prison.listeners:
        stands(prison, name, Standing.LEFT, date(2026, 7, 1))
    draft(prison, [], nights=28)
    shown = rotas.board(prison.actor(Role.COORDINATOR), site_of(prison), NOW).board

    assert (shown.gaps, shown.balances) == (56, ())
    assert all(not seat.reasons for row in shown.rows for seat in row.seats)


def test_a_long_night_and_a_holiday_are_noted(world: World) -> None:
    prison = world.larkmoor
    now = datetime(2026, 10, 20, 12, tzinfo=UTC)
    shown = rotas.board(
        prison.actor(Role.COORDINATOR), site_of(prison), now, date(2026, 10, 24), date(2026, 10, 25)
    ).board
    christmas = rotas.board(
        prison.actor(Role.COORDINATOR), site_of(prison), now, date(2026, 12, 25), date(2026, 12, 25)
    ).board

    assert [[note.code for note in row.notes] for row in shown.rows] == [[NoteCode.LONG_NIGHT], []]
    assert [note.code for note in christmas.rows[0].notes] == [NoteCode.HOLIDAY]


def test_whoever_opens_the_reasons_of_a_gap_is_recorded_and_without_one_none_is_opened(world: World) -> None:
    prison = world.larkmoor
    actor = prison.actor(Role.COORDINATOR)
    say(prison, "dean", MONDAY, AvailabilityKind.UNAVAILABLE, "court")

    def looks() -> list[tuple[str | None, str]]:
        shown = rotas.board(actor, site_of(prison), NOW)
        rows = db.session.query(Audit).filter_by(site_id=prison.id, verb="board_read").all()
        assert [said.reason for said in shown.facts.said] == (["court"] if rows else [""])
        db.session.rollback()
        return [(row.account_id, row.kind) for row in rows]

    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi")], nights=1)
    assert looks() == []
    published(prison, [(0, FIRST, "luc")], MONDAY + timedelta(days=2), 1)
    assert looks() == [(actor.account_id, "availability_reason")]


def test_the_board_of_another_prison_is_not_opened(world: World) -> None:
    with pytest.raises(NotAllowed):
        rotas.board(world.fenwick.actor(Role.COORDINATOR), site_of(world.larkmoor), NOW)


def test_the_next_rota_begins_after_the_last_published_night(world: World) -> None:
    prison = world.larkmoor
    actor, site = prison.actor(Role.COORDINATOR), site_of(prison)
    assert rotas.next_to_plan(actor, site, NOW) == MONDAY
    assert rotas.next_to_plan(actor, site, NOW - timedelta(hours=6)) == MONDAY - timedelta(days=1)
    published(prison, [(0, FIRST, "sam")], nights=10)

    assert rotas.next_to_plan(actor, site, NOW) == MONDAY + timedelta(days=10)


def test_a_larger_crew_asks_for_more_seconds(world: World) -> None:
    from listeners.services import policies

    prison = world.larkmoor
    policies.change(prison.actor(Role.COORDINATOR), site_of(prison), "crew", 3, MONDAY, "Two wings far apart", NOW)
    draft(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi"), (0, SECOND, "luc")], nights=1)
    shown = rotas.board(prison.actor(Role.COORDINATOR), site_of(prison), NOW).board

    assert [seat.place for seat in shown.rows[1].seats] == [FIRST, SECOND, SECOND]
    assert (shown.gaps, shown.breaches) == (0, ())
    assert replace(problem(prison, MONDAY, 1), fixed=()).demand[1:] == problem(prison, MONDAY, 1).demand[1:]
