"""Does a plan give nobody more nights because he is away in some of its weeks?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.services import plans, policies, rotas
from tests.rota_world import MONDAY, NOW, ref_of, say, site_of, stands
from tests.services.repairing import solved
from tests.world import Prison, World

NIGHTS, A_NIGHT = 14, 2


def on_leave_in_the_first_week(prison: Prison) -> None:
    for day in range(7):
        say(prison, "dean", MONDAY + timedelta(days=day), AvailabilityKind.UNAVAILABLE, "leave")


def paused_until_the_second_week(prison: Prison) -> None:
    stands(prison, "dean", Standing.PAUSED, MONDAY - timedelta(days=1))
    stands(prison, "dean", Standing.ACTIVE, MONDAY + timedelta(days=7))


def gone_after_the_first_week(prison: Prison) -> None:
    stands(prison, "dean", Standing.LEFT, MONDAY + timedelta(days=7))


@pytest.mark.parametrize("goes", [on_leave_in_the_first_week, paused_until_the_second_week, gone_after_the_first_week])
def test_who_is_away_for_a_week_of_a_plan_does_not_make_up_for_it_in_the_other(
    world: World, goes: Callable[[Prison], None]
) -> None:
    prison = world.larkmoor
    policies.change(
        prison.actor(Role.COORDINATOR), site_of(prison), "max_nights_in_7", 3, NOW.date(), "He could do more", NOW
    )
    goes(prison)
    plans.ask(prison.actor(Role.COORDINATOR), site_of(prison), MONDAY, NIGHTS, NOW)
    assert solved(prison) is not None
    board = rotas.board(prison.actor(Role.COORDINATOR), site_of(prison), NOW).board
    over = {each.listener: each.over for each in board.balances}

    assert over[prison.listeners["dean"]] < A_NIGHT
    assert board.fair_within < A_NIGHT


def test_to_the_planner_a_week_away_is_what_the_others_will_carry_in_it(world: World) -> None:
    prison = world.larkmoor
    before = carried(prison)
    on_leave_in_the_first_week(prison)
    after = carried(prison)

    others = len(prison.listeners) - 1
    week = 2 * (5 * 2 + 2 * 3)  # two places on each of five weekdays, on a Friday and on a Saturday
    assert {ref: after[ref] - before[ref] for ref in after} == dict.fromkeys(after, 0) | {
        ref_of(prison, "dean"): round(week / others)
    }


def test_days_away_that_are_no_whole_week_count_for_nothing(world: World) -> None:
    prison = world.larkmoor
    before = carried(prison)
    for day in range(6):
        say(prison, "dean", MONDAY + timedelta(days=day), AvailabilityKind.UNAVAILABLE, "leave")
    assert carried(prison) == before


def carried(prison: Prison) -> dict[str, int]:
    problem = plans.problem_to_solve(SYSTEM, site_of(prison), MONDAY, NIGHTS, NOW)
    return {each.id: each.carried_load for each in problem.volunteers}
