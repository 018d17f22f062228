"""How small may the team be? Found by solving, as a process of its own: the question on standard input, progress on
standard error, the answer on standard output (``domain.rota.team_size_json``).

Only the first of the five stages counts here: whether every place can be filled. Each solve has its own limit of work,
so that the answer is the same on any machine.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median_low

from listeners.domain.rota.objective import gaps
from listeners.domain.rota.problem import RotaProblem
from listeners.domain.rota.team_size import (
    LARGEST,
    LOSSES,
    Filled,
    Need,
    TeamAnswer,
    TeamQuestion,
    least_at_once,
    least_with_loss,
    team_of,
)
from listeners.domain.rota.team_size_json import answer_to_text, question_from_json
from listeners.errors import Unreadable
from listeners.planner.budget import Budget, seconds_of
from listeners.planner.greedy import careful_greedy
from listeners.planner.model import RotaModel
from listeners.planner.search import search
from listeners.planner.stages import goals
from listeners.planner.translate import assignments_of, columns_of

DRAWS = 5
"""In so many orders is the team made smaller or larger; the middle and the worst are told."""
SEED = 1
WORK = 400
"""Units of solver work for one team (``budget``): a team of 20 and 84 nights needs under 50."""

Progress = Callable[[str, float, float], None]
"""Told the stage, how many of its steps are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class Least:
    """The least team of one draw, None where none up to the largest does; whether that a smaller one does not is
    proven."""

    size: int | None
    is_proven: bool


def answer(question: TeamQuestion, progress: Progress, budget: Budget) -> TeamAnswer:
    """Return the least teams, and how the coming nights go with the team and without those who leave.

    ``budget`` holds the seconds for all of it: what is not known when they are over is told as not proven.
    """
    found = _least_of_draws(question.pattern, progress, budget)
    progress("team_now", 0, 1)
    return TeamAnswer(
        needs=tuple(_need(found, loss) for loss in LOSSES),
        is_proven=all(each.is_proven for each in found),
        now=filled(question.problem, budget).with_team(question.there),
        without=question.without,
        after=_without(question, budget) if question.without else None,
    )


def _without(question: TeamQuestion, budget: Budget) -> Filled:
    left = tuple(each for each in question.problem.volunteers if each.id not in question.without)
    return filled(replace(question.problem, volunteers=left), budget).with_team(question.left)


def _least_of_draws(pattern: RotaProblem, progress: Progress, budget: Budget) -> list[Least]:
    chance = random.Random(SEED)  # noqa: S311 (which of them leave first is chance, no secret)
    found = []
    for draw in range(DRAWS if pattern.volunteers else 0):
        progress("least_team", draw, DRAWS)
        order = chance.sample(range(len(pattern.volunteers)), len(pattern.volunteers))
        found.append(least_of(pattern, order, budget))
    return found


def _need(found: list[Least], loss: int) -> Need:
    """The middle and the worst of the draws; where a draw has none, it is the worst."""
    sizes = sorted(least_with_loss(each.size, loss) if each.size is not None else LARGEST + 1 for each in found)
    middle, worst = (median_low(sizes), sizes[-1]) if sizes else (LARGEST + 1, LARGEST + 1)
    return Need(loss, *(size if size <= LARGEST else None for size in (middle, worst)))


def least_of(pattern: RotaProblem, order: Sequence[int], budget: Budget) -> Least:
    """The least team of one order. A larger one leaves no more empty, so that it is looked for by halves."""
    told: dict[int, bool | None] = {}

    def fills(size: int) -> bool:
        told[size] = fills_all(team_of(pattern, order, size), budget)
        return told[size] is True

    low, step = least_at_once(pattern), 1
    high = low
    while high <= LARGEST and not fills(high):
        low, high, step = high + 1, high + step, step * 2
    if high > LARGEST:
        if low > LARGEST or not fills(LARGEST):
            return Least(None, all(known is False for known in told.values()))
        high = LARGEST
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if fills(middle) else (middle + 1, high)
    return Least(high, all(known is not None for size, known in told.items() if size < high))


def fills_all(problem: RotaProblem, budget: Budget) -> bool | None:
    """Whether these people can fill every place under the rules; None where the allowance was too small to tell."""
    told = filled(problem, budget)
    if not told.empty:
        return True
    return False if told.is_proven else None


def filled(problem: RotaProblem, budget: Budget) -> Filled:
    """Return how many places these people fill at most. Each counts for one, whatever it costs in a plan to leave it
    empty: what is told is how many stay empty."""
    problem = replace(problem, demand=tuple(replace(each, cost=1) for each in problem.demand))
    places, people = len(problem.demand), len(problem.volunteers)
    plan = careful_greedy(problem)
    if plan is not None and len(plan) == places:
        return Filled(people, places, 0, is_proven=True)
    model = RotaModel(problem)
    goal = next(iter(goals(model)))
    start = None if plan is None else columns_of(model, plan)
    seconds = budget.allowance(last=True)[1]
    found = search(model.program, goal, start, allowance=(WORK, seconds), seed=SEED, report=lambda *_: None)
    if found.values is not None:
        plan = assignments_of(model, found.values)
    empty = len(gaps(problem, plan or ()))
    return Filled(people, places - empty, empty, is_proven=found.proven)


def main() -> int:
    """Read, solve, answer; return the exit status: 0 the answer, 2 the input cannot be used."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the solver never returns to Python to be interrupted
    parser = argparse.ArgumentParser(prog="listeners.planner.team_size", description="Find how small a team may be.")
    parser.add_argument("--seconds", type=seconds_of, default=math.inf, help="stop after this time")
    budget = Budget.of(seconds=parser.parse_args().seconds)
    try:
        question = question_from_json(sys.stdin.buffer.read(), "standard input")
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 2
    sys.stdout.write(answer_to_text(answer(question, _tell, budget)))
    return 0


def _tell(stage: str, best: float, bound: float) -> None:
    print(json.dumps({"stage": stage, "best": best, "bound": bound}), file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
