"""Which nights does the coordinator see first, and is no gap of a planned night forgotten?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.domain.rota.board import NightState
from listeners.domain.rota.hard_rules import Broken
from listeners.services import policies, rota_publishing, rota_slots, rotas
from listeners.services.rota_slots import Change
from listeners.services.rotas import BoardPage
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, draft, published, say, site_of, stands
from tests.world import Prison, World

THIS_WEEK = [(0, FIRST, "sam"), (0, SECOND, "ravi"), (2, FIRST, "luc"), (2, SECOND, "dean")]


def board(prison: Prison, now: datetime = NOW) -> BoardPage:
    return rotas.board(prison.actor(Role.COORDINATOR), site_of(prison), now)


def test_a_draft_of_later_nights_leaves_the_published_nights_before_it_in_sight(world: World) -> None:
    prison = world.larkmoor
    published(prison, THIS_WEEK, nights=7)
    draft(prison, [(0, FIRST, "kofi")], MONDAY + timedelta(days=7), 7)
    shown = board(prison)

    assert (shown.first, shown.last) == (NOW.date(), MONDAY + timedelta(days=13))
    assert {row.state for row in shown.rows[1:8]} == {NightState.PUBLISHED}
    assert {row.state for row in shown.rows[8:]} == {NightState.DRAFT}
    assert [row.night for row, _ in shown.board.empty_seats][:2] == [MONDAY + timedelta(days=1)] * 2
    assert shown.board.first_drafted == MONDAY + timedelta(days=7)


def test_four_weeks_are_shown_and_gaps_counted_to_the_last_published_night(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(day, FIRST, name) for day, name in ((0, "sam"), (2, "ravi"))], nights=40)
    shown = board(prison)

    assert (len(shown.rows), shown.last) == (28, NOW.date() + timedelta(days=27))
    assert (len(shown.board.rows), shown.board.gaps) == (41, 78)
    assert shown.board.empty_seats[-1][0].night == MONDAY + timedelta(days=39)


def test_a_published_night_that_ends_on_the_day_he_is_gone_breaks_a_rule(world: World) -> None:
    prison = world.larkmoor
    published(prison, THIS_WEEK, nights=7)
    stands(prison, "dean", Standing.LEFT, MONDAY + timedelta(days=3))
    broken = [each for row in board(prison).rows for each in row.breaches]

    assert [(each.code, each.who, each.when) for each in broken] == [
        (Broken.UNAVAILABLE, "Dean Shaw (L04)", MONDAY + timedelta(days=2))
    ]


def test_an_empty_place_tonight_is_a_gap_though_the_night_has_begun(world: World) -> None:
    prison = world.larkmoor
    published(prison, THIS_WEEK[:1], nights=1)
    in_the_evening = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)
    at_ten_past_two = datetime(2026, 11, 24, 2, 10, tzinfo=UTC)
    for now in (in_the_evening, at_ten_past_two):
        row, seat = board(prison, now).board.empty_seats[0]
        assert (row.night, row.state, seat.number, seat.reasons) == (MONDAY, NightState.UNDER_WAY, 2, None)

    assert board(prison, datetime(2026, 11, 24, 8, 0, tzinfo=UTC)).board.gaps == 0


def test_a_night_that_nobody_planned_is_no_gap(world: World) -> None:
    draft(world.larkmoor, [(0, FIRST, "sam"), (0, SECOND, "ravi")], MONDAY + timedelta(days=2), 1)
    shown = board(world.larkmoor)

    assert [row.state for row in shown.rows] == [
        NightState.BEGUN,
        NightState.UNPLANNED,
        NightState.UNPLANNED,
        NightState.DRAFT,
    ]
    assert shown.board.gaps == 0


def test_fairness_is_that_of_the_draft_where_there_is_one(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (2, FIRST, "sam"), (1, FIRST, "ravi")], nights=7)
    later = MONDAY + timedelta(days=7)
    draft(prison, [(0, FIRST, "luc"), (1, FIRST, "kofi")], later, 2)
    shown = board(prison).board
    carried = {prison_name: 0 for prison_name in prison.listeners} | {"sam": 4, "ravi": 2, "luc": 2, "kofi": 2}

    assert shown.fair_from == later
    assert {each.listener: each.carried for each in shown.balances} == {
        prison.listeners[name]: points for name, points in carried.items()
    }


def test_to_publish_a_draft_makes_it_no_fairer_and_no_less_fair(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (2, FIRST, "sam"), (1, FIRST, "ravi")], nights=7)
    again = MONDAY + timedelta(days=2)  # a draft from Wednesday on, which is frozen as Monday and Tuesday are
    rota_id = draft(prison, [(5, FIRST, "luc"), (7, FIRST, "kofi")], again, 10)
    before = board(prison).board
    rota_publishing.publish(prison.actor(Role.COORDINATOR), site_of(prison), rota_id, NOW)
    after = board(prison).board

    assert before.has_draft and not after.has_draft
    assert (before.fair_since, before.fair_from, before.fair_until) == (
        MONDAY + timedelta(days=3 - 56),
        MONDAY + timedelta(days=3),
        MONDAY + timedelta(days=11),
    )
    assert (after.fair_since, after.fair_from, after.fair_until) == (
        before.fair_since,
        before.fair_from,
        before.fair_until,
    )
    assert after.balances == before.balances and after.fair_within == before.fair_within > 0


def test_a_place_changed_by_hand_is_no_plan_of_its_own(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (5, FIRST, "ravi")], nights=7)
    wanted = Change(MONDAY + timedelta(days=5), 2, None, prison.listeners["luc"], "He can")
    rota_slots.change(prison.actor(Role.COORDINATOR), site_of(prison), wanted, NOW)
    shown = board(prison).board

    assert (shown.fair_from, shown.fair_until) == (MONDAY, MONDAY + timedelta(days=6))


def test_who_has_left_when_the_draft_begins_has_no_share_of_it(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (1, FIRST, "ravi")], nights=7)
    later = MONDAY + timedelta(days=7)
    draft(prison, [(0, FIRST, "luc")], later, 2)
    stands(prison, "sam", Standing.LEFT, later)
    shown = board(prison).board

    assert {each.listener for each in shown.balances} == {
        listener for name, listener in prison.listeners.items() if name != "sam"
    }
    assert [row.seats[0].listener for row in shown.rows if row.night == MONDAY] == [prison.listeners["sam"]]


def test_who_leaves_half_way_counts_for_the_weeks_after_with_what_the_others_carry_in_them(world: World) -> None:
    prison = world.larkmoor
    others = sorted(name for name in prison.listeners if name != "luc")
    second_week = [(7 + day, place, name) for (day, place), name in zip(IN_TURN, others, strict=True)]
    draft(prison, [(0, FIRST, "luc"), *second_week], nights=14)
    stands(prison, "luc", Standing.LEFT, MONDAY + timedelta(days=7))
    balances = board(prison).board.balances
    carried = {each.listener: each.carried for each in balances}

    assert carried == {prison.listeners[name]: 2 for name in others} | {prison.listeners["luc"]: 4}


IN_TURN = [(day, place) for day in range(4) for place in (FIRST, SECOND)][:7]
TWICE_A_WEEK = [(day, FIRST, "sam") for day in (0, 3, 7, 10)]


def once_a_week(prison: Prison, from_on: date) -> None:
    actor, later = prison.actor(Role.COORDINATOR), NOW + timedelta(minutes=1)
    policies.change(actor, site_of(prison), "max_nights_in_7", 1, from_on, "Four of us are ill", later)


def test_what_is_published_is_judged_by_the_numbers_that_it_was_published_under(world: World) -> None:
    prison = world.larkmoor
    published(prison, TWICE_A_WEEK)
    once_a_week(prison, MONDAY + timedelta(days=7))

    assert board(prison).board.breaches == ()


def test_a_number_changed_ahead_judges_a_draft_and_leaves_the_published_nights_before_it(world: World) -> None:
    prison = world.larkmoor
    published(prison, TWICE_A_WEEK, nights=11)
    draft(prison, [(0, FIRST, "ravi"), (3, FIRST, "ravi")], MONDAY + timedelta(days=14), 7)
    once_a_week(prison, MONDAY + timedelta(days=14))

    assert [(each.who, each.when, each.by) for each in board(prison).board.breaches] == [
        ("Ravi Patel (L02)", MONDAY + timedelta(days=17), 1)
    ]


def test_a_smaller_crew_from_a_later_date_breaks_no_rule_of_what_is_published(world: World) -> None:
    prison = world.larkmoor
    published(prison, THIS_WEEK, nights=3)
    actor, later = prison.actor(Role.COORDINATOR), NOW + timedelta(minutes=1)
    policies.change(actor, site_of(prison), "crew", 1, MONDAY, "Four of us are ill", later)

    assert board(prison).board.breaches == ()


def test_facts_told_with_reasons_differ_in_nothing_but_the_reasons(world: World) -> None:
    prison = world.larkmoor
    published(prison, THIS_WEEK, nights=7)
    say(prison, "mo", MONDAY + timedelta(days=1), AvailabilityKind.UNAVAILABLE, "court")
    site, last = site_of(prison), MONDAY + timedelta(days=6)
    bare, told = (rotas.facts_for(site, NOW.date(), last, NOW, reasons=reasons) for reasons in (False, True))
    worked_out = bare.placed_by_night, bare.said_no, bare.frozen
    with_reasons = bare.with_reasons(told.said)

    assert ([each.reason for each in bare.said], [each.reason for each in with_reasons.said]) == ([""], ["court"])
    assert with_reasons == replace(bare, said=told.said)
    assert (with_reasons.placed_by_night, with_reasons.said_no, with_reasons.frozen) == worked_out
    assert worked_out == (told.placed_by_night, told.said_no, told.frozen)
