"""What has been told and chosen of a prison's nights before they are planned? Made from a seed.

A careful plan was published, in some places with somebody else in it. Since then some have become unable to do nights
of theirs. Some places were chosen by hand: now and then one that breaks a rule.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from listeners.domain.rota.problem import FIRST, Absence, Assignment, RotaProblem, Slot, Unavailable, Volunteer
from listeners.planner.greedy import careful_greedy

TOLD_OTHERWISE = 0.05
"""The part of what was published that the careful greedy would have given to somebody else."""
MOST_ABSENCES, MOST_CHOSEN, MOST_BROKEN = 5, 6, 3
LENGTHS = (1, 1, 3, 7, 14)
"""Of how many nights in a row somebody has become unable."""


def with_history(seed: int, problem: RotaProblem) -> RotaProblem:
    """Return the problem with something published in three of four, chosen by hand in half, and in a quarter chosen
    so that a rule is broken."""
    chance = random.Random(f"history {seed}")  # noqa: S311 (chance for tests, no secret)
    plan = careful_greedy(problem) or ()
    fixed = _chosen(chance, problem, plan) if chance.random() < 0.5 else ()
    if chance.random() < 0.75:
        problem = _told(chance, problem, plan, fixed)
    if chance.random() < 0.25:
        fixed = (*fixed, *_breaking(chance, problem, fixed or plan[:1]))
    return replace(problem, fixed=tuple(dict.fromkeys(fixed)))


def _chosen(chance: random.Random, problem: RotaProblem, plan: tuple[Assignment, ...]) -> tuple[Assignment, ...]:
    """Some places of a plan; with somebody new also the first beside whom he stands."""
    team = problem.volunteers_by_id()
    some = chance.sample(plan, min(len(plan), chance.randint(1, MOST_CHOSEN)))
    led = {(each.night, each.slot.area) for each in some if team[each.volunteer].new}
    firsts = [each for each in plan if each.slot.duty == FIRST and (each.night, each.slot.area) in led]
    return tuple(dict.fromkeys((*some, *firsts)))


def _told(
    chance: random.Random, problem: RotaProblem, plan: tuple[Assignment, ...], fixed: tuple[Assignment, ...]
) -> RotaProblem:
    """The same problem after publishing: who was told what, and who has become unable since."""
    names = [each.id for each in problem.volunteers]
    told = tuple(
        replace(each, volunteer=chance.choice(names)) if chance.random() < TOLD_OTHERWISE else each for each in plan
    )
    away: dict[str, set[date]] = {}
    for each in chance.sample(plan, min(len(plan), chance.randint(1, MOST_ABSENCES))):
        for day in range(chance.choice(LENGTHS)):
            away.setdefault(each.volunteer, set()).add(each.night + timedelta(days=day))
    for each in fixed:
        away.get(each.volunteer, set()).discard(each.night)
    team = tuple(_absent(problem, each, away.get(each.id, set())) for each in problem.volunteers)
    return replace(problem, published=told, volunteers=team)


def _absent(problem: RotaProblem, volunteer: Volunteer, away: set[date]) -> Volunteer:
    known = {each.on for each in volunteer.unavailable}
    new = sorted(on for on in away - known if on <= problem.nights[-1].on)
    return replace(
        volunteer,
        unavailable=(*volunteer.unavailable, *(Unavailable(on, Absence.LEAVE) for on in new)),
        avoid=volunteer.avoid - away,
        prefer=volunteer.prefer - away,
    )


def _breaking(chance: random.Random, problem: RotaProblem, beside: tuple[Assignment, ...]) -> Iterator[Assignment]:
    """Choices that break a rule by themselves, or together with one ``beside`` them."""
    slots, names = [each.slot for each in problem.demand], [each.id for each in problem.volunteers]
    for _ in range(chance.randint(1, MOST_BROKEN)):
        slot, who = chance.choice(slots), chance.choice(problem.volunteers)
        away = {each.on for each in who.unavailable}
        kinds = [replace(slot, duty="third"), *(one for one in slots if one.night in away)][:2]
        kinds += [one for one in slots if one.duty == FIRST and who.new][:1]
        kinds += [one for one in slots if who.areas is not None and one.area not in who.areas][:1]
        yield Assignment(chance.choice(kinds), who.id)
        for each in chance.sample(beside, min(1, len(beside))):
            next_night = Slot(each.night + timedelta(days=1), each.slot.duty, each.slot.area)
            twice = Assignment(each.slot, chance.choice([name for name in names if name != each.volunteer]))
            yield chance.choice([twice, Assignment(next_night, each.volunteer)])
            yield each
