"""Is the least team found the least there is, and does it say so only when it is proven?"""

from __future__ import annotations

import json
import math
import os
import random
import subprocess
import sys
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from listeners.domain.rota.hard_rules import breaches_of
from listeners.domain.rota.problem import Assignment, RotaProblem, Rules
from listeners.domain.rota.team_size import Filled, TeamQuestion, least_at_once, team_of
from listeners.domain.rota.team_size_json import answer_from_text, question_from_json, question_to_text
from listeners.planner.budget import Budget
from listeners.planner.team_size import answer, filled, fills_all, least_of
from tests.domain.rota_builders import MONDAY, away, rota, volunteer
from tests.planner.test_plans import every_plan
from tests.size import sized

ROOT = Path(__file__).parent.parent.parent


def budget() -> Budget:
    return Budget.of(seconds=math.inf)


def quiet(*_news: object) -> None:
    """Nobody is told."""


def team(*names: str, nights: int = 14) -> RotaProblem:
    return rota(*(volunteer(name) for name in names), nights=nights)


def by_trying(problem: RotaProblem) -> bool:
    """Whether every place can be filled, found by trying every plan."""
    slots = [demand.slot for demand in problem.demand]
    for names in product([each.id for each in problem.volunteers], repeat=len(slots)):
        plan = [Assignment(slot, name) for slot, name in zip(slots, names, strict=True)]
        if not breaches_of(problem, plan):
            return True
    return False


@pytest.mark.parametrize("seed", range(sized(40)))
def test_whether_a_team_fills_every_place_is_as_trying_every_plan_says(seed: int) -> None:
    nights = 3
    off = [[away(night) for night in range(nights) if (seed >> (3 * one + night)) % 3 == 0] for one in range(5)]
    people = [volunteer(f"v{one}", unavailable=tuple(days), new=one == 4) for one, days in enumerate(off)]
    problem = rota(*people, nights=nights)

    assert fills_all(problem, budget()) is by_trying(problem)


@pytest.mark.parametrize("seed", range(sized(100)))
def test_as_many_places_are_filled_as_trying_every_plan_finds_whatever_each_costs(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (chance for a test)
    off = [[away(night) for night in range(3) if chance.random() < 0.35] for _ in range(chance.choice((2, 3)))]
    team = (volunteer(f"v{one}", unavailable=tuple(days), new=chance.random() < 0.4) for one, days in enumerate(off))
    problem = rota(*team, nights=3, rules=Rules(1, chance.choice((1, 2, 3)), 8))
    most = max(len(plan) for plan in every_plan(problem))

    assert filled(problem, budget()) == Filled(len(off), most, len(problem.demand) - most, is_proven=True)


def test_a_dear_place_is_left_empty_where_two_cheap_ones_can_be_filled_instead() -> None:
    """Two in seven nights: the old one can lead the new one twice, or be first once where the new one is away."""
    old, new = volunteer("old", max_in_7=1), volunteer("new", new=True, unavailable=(away(0),))
    problem = rota(old, new, nights=2)
    dear = replace(
        problem,
        demand=tuple(
            replace(each, cost=9 if each.cost == 2 and each.slot.night == MONDAY else 1) for each in problem.demand
        ),
    )

    assert filled(dear, budget()) == Filled(people=2, filled=2, empty=2, is_proven=True)


def test_the_count_at_once_knows_that_others_are_allowed_more_than_the_first_of_the_team() -> None:
    team = [volunteer("first", max_in_28=1), volunteer("full")]
    pattern = rota(*team, nights=28)
    assert least_at_once(pattern) == least_at_once(rota(*reversed(team), nights=28)) == 8
    nobody = rota(volunteer("first", max_in_28=0), volunteer("full"), nights=28)
    assert least_at_once(nobody) == 8


def test_the_least_team_fills_every_place_and_one_fewer_does_not() -> None:
    pattern = team(*(f"v{number}" for number in range(10)), nights=28)
    told = answer(TeamQuestion(pattern, pattern, ()), quiet, budget())
    least = told.needs[0].worst
    assert least is not None and told.is_proven

    order = range(10)
    assert fills_all(team_of(pattern, order, least), budget()) is True
    assert fills_all(team_of(pattern, order, least - 1), budget()) is False
    assert least_at_once(pattern) <= least


@pytest.mark.parametrize("seed", range(sized(30)))
def test_the_least_team_of_an_order_fills_every_place_and_one_fewer_does_not(seed: int) -> None:
    """Whole weeks off, and a limit in 28 nights that is less than four times that in 7, so that it matters where they
    lie; the count at once is never above it. A team holds every smaller one, so that one fewer speaks for all."""
    chance = random.Random(seed)  # noqa: S311 (chance for a test)
    weeks = [[week for week in range(8) if chance.random() < 0.4] for _ in range(chance.randint(2, 6))]
    off = [tuple(away(7 * week + day) for week in some for day in range(7)) for some in weeks]
    people = [volunteer(f"v{one}", unavailable=days) for one, days in enumerate(off)]
    pattern = rota(*people, nights=56, rules=Rules(1, 2, 5))
    order = chance.sample(range(len(people)), len(people))
    found = least_of(pattern, order, budget())

    assert found.size is not None and found.is_proven
    sizes = (found.size - 1, found.size)
    assert [fills_all(team_of(pattern, order, size), budget()) for size in sizes] == [False, True]
    assert least_at_once(pattern) <= found.size


def test_a_team_that_is_too_small_grows_by_people_like_it() -> None:
    pattern = team("a", "b", nights=28)
    told = answer(TeamQuestion(pattern, pattern, ()), quiet, budget())

    assert told.needs[0].worst == 7
    assert told.now == Filled(people=2, filled=told.now.filled, empty=56 - told.now.filled, is_proven=True)
    assert told.now.filled == 16


def test_of_a_team_of_which_a_part_is_lost_the_least_is_left() -> None:
    pattern = team(*(f"v{number}" for number in range(10)), nights=28)
    nobody, tenth, quarter = answer(TeamQuestion(pattern, pattern, ()), quiet, budget()).needs

    assert (nobody.loss, tenth.loss, quarter.loss) == (0, 10, 25)
    assert [(each.middle, each.worst) for each in (nobody, tenth, quarter)] == [(7, 7), (8, 8), (10, 10)]


def test_those_who_can_do_less_make_the_worst_draw_larger_than_the_middle() -> None:
    rarely = [volunteer(f"r{one}", unavailable=tuple(away(day) for day in range(28) if day % 7)) for one in range(3)]
    pattern = rota(*(volunteer(f"v{one}") for one in range(9)), *rarely, nights=28)
    nobody = answer(TeamQuestion(pattern, pattern, ()), quiet, budget()).needs[0]

    assert nobody.middle is not None and nobody.worst is not None
    assert nobody.middle < nobody.worst


def test_without_some_the_nights_of_the_others_are_told() -> None:
    pattern = team(*(f"v{number}" for number in range(8)), nights=28)
    told = answer(TeamQuestion(pattern, pattern, ("v0", "v1")), quiet, budget())

    assert told.after is not None
    assert (told.now.people, told.now.empty, told.after.people, told.without) == (8, 0, 6, ("v0", "v1"))
    assert told.after.filled == 48 == filled(replace(pattern, volunteers=pattern.volunteers[2:]), budget()).filled


def test_what_is_not_known_when_the_time_is_over_is_not_told_as_proven() -> None:
    off = [tuple(away(day) for day in range(28) if (day * 7 + one * 3) % 5 == 0) for one in range(9)]
    problem = rota(*(volunteer(f"v{one}", unavailable=days) for one, days in enumerate(off)), nights=28)
    told = answer(TeamQuestion(problem, problem, ()), quiet, Budget.of(seconds=0))

    assert not told.is_proven


def test_a_night_that_no_pattern_can_do_has_no_least_team() -> None:
    pattern = rota(volunteer("a", unavailable=tuple(away(day) for day in range(0, 28, 7))), nights=28)
    told = answer(TeamQuestion(pattern, pattern, ()), quiet, budget())

    assert told.needs[0] == replace(told.needs[0], middle=None, worst=None)


def test_the_process_answers_the_question_it_reads_the_same_each_time() -> None:
    pattern = team("a", "b", "c", nights=28)
    question = TeamQuestion(pattern, pattern, ("b",), there=(3,) * 20 + (2,) * 8, left=(2,) * 20 + (1,) * 8)
    text = question_to_text(question).encode()
    assert question_from_json(text, "it") == question
    runs = [_process(text, seed) for seed in ("1", "2")]

    assert runs[0].returncode == 0 and runs[0].stdout == runs[1].stdout
    assert answer_from_text(runs[0].stdout.decode()) == answer(question, quiet, budget())
    assert {json.loads(line)["stage"] for line in runs[0].stderr.splitlines()} == {"least_team", "team_now"}


@pytest.mark.parametrize("planner", ["team_size", "mend", "__main__"])
@pytest.mark.parametrize("seconds", ["nan", "-1", "soon"])
def test_seconds_that_are_no_time_are_refused_by_each_process(planner: str, seconds: str) -> None:
    command = [sys.executable, "-m", f"listeners.planner.{planner}", f"--seconds={seconds}"]
    run = subprocess.run(command, input=b"{}", capture_output=True, cwd=ROOT)

    assert (run.returncode, run.stdout) == (2, b"")
    assert b"--seconds" in run.stderr and b"Traceback" not in run.stderr


def test_a_question_that_cannot_be_read_is_exit_status_2() -> None:
    run = _process(b'{"without": [3]}', "1")

    assert (run.returncode, run.stdout) == (2, b"")
    assert b"without[0]" in run.stderr and b"Traceback" not in run.stderr


def _process(data: bytes, hash_seed: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "listeners.planner.team_size"],
        input=data,
        capture_output=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
    )
