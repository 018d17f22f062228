"""Over which nights is the load of a plan shared out, who carries how much, and of whom is nothing known?"""

from __future__ import annotations

from datetime import timedelta

from listeners.domain.fairness import Balance, balances
from listeners.domain.people import ListenerId
from listeners.domain.rota.from_facts import rules_of
from listeners.domain.rota.objective import loads_after
from listeners.domain.rota.planning_facts import PlanningFacts
from listeners.domain.rota.problem import Assignment, RotaProblem

LONG_THERE = timedelta(days=28)
"""Who has been there for so long has had a turn, by the limits of four weeks: not somebody who has just begun."""


def shared_out(facts: PlanningFacts, problem: RotaProblem) -> RotaProblem:
    """Return the problem over whose nights the load was, or is to be, shared out: that of the draft, where it is not
    all."""
    drafted = [night.on for night in problem.nights if facts.in_draft(night.on)]
    if not drafted or len(drafted) == len(problem.nights):
        return problem
    return rules_of(facts, drafted[0], len(drafted))


def balances_of(facts: PlanningFacts, problem: RotaProblem, held: tuple[Assignment, ...]) -> tuple[Balance, ...]:
    """Return the balance of everybody who takes part on these nights, in the order of the team, also those who have
    carried nothing."""
    loads = loads_after(problem, held)
    ids = {member.ref: member.id for member in facts.team}
    shares = {ids[each.id]: each.share for each in problem.volunteers}
    return balances({ids[ref]: load for ref, load in loads.items()}, shares) if shares else ()


def without_history(facts: PlanningFacts, problem: RotaProblem) -> tuple[ListenerId, ...]:
    """Return those who count as having carried nothing, though they were there for four weeks before the first night.

    The plan gives them the most nights, rightly or not. Where that is so of everybody it makes no difference.
    """
    long_ago = problem.nights[0].on - LONG_THERE
    idle = {each.id for each in problem.volunteers if not each.carried_load}
    if len(idle) == len(problem.volunteers):
        return ()
    return tuple(member.id for member in facts.team if member.ref in idle and member.joined_on <= long_ago)
