"""Over which nights is the load of a plan shared out, who carries how much, and of whom is nothing known?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from listeners.domain.fairness import Balance, balances, rounded
from listeners.domain.nights import nights_between
from listeners.domain.people import ListenerId
from listeners.domain.rota.from_facts import takes_part_on_any
from listeners.domain.rota.objective import loads_after
from listeners.domain.rota.planning_facts import PlanningFacts, first_ahead
from listeners.domain.rota.problem import Assignment, RotaProblem
from listeners.domain.rota.told import frozen_among
from listeners.domain.rota.weeks_ahead import away_in_plan

LONG_THERE = timedelta(days=28)
"""Who has been there for so long has had a turn, by the limits of four weeks: not somebody who has just begun."""


def nights_shared(facts: PlanningFacts, first: date, last: date) -> tuple[date, ...]:
    """Return over which of the nights ahead the load was, or is to be, shared out: those of the draft, where it covers
    any, for the planner shares out its nights and no others; else those of the plan that was published last, so that to
    publish a draft makes it no better and no worse."""
    nights = tuple(nights_between(first, last))
    return tuple(night for night in nights if facts.in_draft(night)) or _of_newest_plan(facts, nights) or nights


def _of_newest_plan(facts: PlanningFacts, nights: tuple[date, ...]) -> tuple[date, ...]:
    """The nights that the planner shared out, of the plan published last that covers any: not what was frozen then."""
    for number, told in reversed(tuple(enumerate(facts.published))):
        if told.by_hand or not any(map(told.covers, nights)):
            continue
        ahead = first_ahead(told.at, facts.site.zone, facts.policies)
        frozen = frozen_among(facts.published[:number], ahead, facts.policy(ahead).freeze_nights)
        found = tuple(night for night in nights if told.covers(night) and night not in frozen)
        if found:
            return found
    return ()


def shared_out(facts: PlanningFacts, problem: RotaProblem, nights: tuple[date, ...]) -> RotaProblem:
    """Return of a problem only those nights, and those who take part on them."""
    if len(nights) == len(problem.nights):
        return problem
    within = frozenset(nights)
    here = {member.ref for member in facts.team if takes_part_on_any(member, nights)}
    return replace(
        problem,
        nights=tuple(night for night in problem.nights if night.on in within),
        volunteers=tuple(each for each in problem.volunteers if each.id in here),
    )


def balances_of(facts: PlanningFacts, problem: RotaProblem, held: tuple[Assignment, ...]) -> tuple[Balance, ...]:
    """Return the balance of everybody who takes part on these nights, in the order of the team, also those who have
    carried nothing.

    Who is away for a whole week of these nights, leaves before they end or joins after they begin carries in it what
    the others do, as in the weeks behind: nobody is under his share because he goes."""
    loads = loads_after(problem, held)
    ids = {member.ref: member.id for member in facts.team}
    shares = {ids[each.id]: each.share for each in problem.volunteers}
    away = away_in_plan(facts, problem, held)
    carried = {ids[ref]: rounded(load + away.get(ids[ref], 0)) for ref, load in loads.items()}
    return balances(carried, shares) if shares else ()


def without_history(facts: PlanningFacts, problem: RotaProblem) -> tuple[ListenerId, ...]:
    """Return those who count as having carried nothing, though they were there for four weeks before the first night.

    The plan gives them the most nights, rightly or not. Where that is so of everybody it makes no difference.
    """
    long_ago = problem.nights[0].on - LONG_THERE
    idle = {each.id for each in problem.volunteers if not each.carried_load}
    if len(idle) == len(problem.volunteers):
        return ()
    return tuple(member.id for member in facts.team if member.ref in idle and member.joined_on <= long_ago)
