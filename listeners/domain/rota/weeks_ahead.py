"""For how much do the weeks count in which somebody is away among the nights ahead?

Nobody pays for a rest with more nights afterwards (docs/evidence.md, section 4, "Load carried"), also not within one
plan: so a planner that shares out the load is told of it before, and what is shown of a plan counts it as well
(docs/decisions/0024).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from listeners.domain.fairness import Member, rounded, weeks_away, weeks_away_ahead
from listeners.domain.people import ListenerId
from listeners.domain.rota.planning_facts import PlanningFacts
from listeners.domain.rota.problem import Assignment, RotaProblem

WEEK = timedelta(weeks=1)


def away_in_plan(
    facts: PlanningFacts, problem: RotaProblem, held: Iterable[Assignment]
) -> Mapping[ListenerId, Fraction]:
    """Return for how much the weeks away of each count beside a plan of these nights, in points."""
    nights = frozenset(problem.load_of())
    return weeks_away(_members(facts, problem, held), nights, facts.policy(min(nights)), facts.bank_holidays)


def with_weeks_away(facts: PlanningFacts, problem: RotaProblem) -> RotaProblem:
    """Return the problem of nights that are still to be planned, in which everybody has carried beforehand what his
    weeks away among them will count for."""
    weight, load = problem.load_of(), Counter[date]()
    for demand in problem.demand:
        load[demand.slot.night] += weight[demand.slot.night]
    away = weeks_away_ahead(_members(facts, problem, ()), load)
    by_ref = {member.ref: rounded(away[member.id]) for member in facts.team if away.get(member.id)}
    return replace(
        problem,
        volunteers=tuple(
            replace(each, carried_load=each.carried_load + by_ref[each.id]) if each.id in by_ref else each
            for each in problem.volunteers
        ),
    )


def _members(facts: PlanningFacts, problem: RotaProblem, held: Iterable[Assignment]) -> Iterator[Member]:
    nights = sorted(problem.load_of())
    here = {each.id for each in problem.volunteers}
    planned: defaultdict[str, set[date]] = defaultdict(set)
    for each in held:
        planned[each.volunteer].add(each.night)
    first, last = nights[0] - WEEK, nights[-1] + WEEK
    return (
        Member.of(member, facts.said_no.get(member.id, ()), (first, last), frozenset(planned[member.ref]))
        for member in facts.team
        if member.ref in here
    )
