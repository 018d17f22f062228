"""Which rules does the plan as it stands break, each night judged by the numbers that it was planned under?

A number changed today for a date ahead binds the next plan; what people have been told of is no mistake by that. Who
says that he cannot do a night of his breaks no rule either: his place is one that needs somebody, and is counted there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from listeners.domain.policy import Policy
from listeners.domain.rota.from_facts import demand_of, strictest
from listeners.domain.rota.hard_rules import Breach, Broken, breaches_of
from listeners.domain.rota.planning_facts import PlanningFacts
from listeners.domain.rota.problem import Assignment, Demand, RotaProblem


def demand_told(facts: PlanningFacts, problem: RotaProblem) -> tuple[Demand, ...]:
    """Return the places of a problem's nights: of a published night those that it was planned with."""
    return _demand(_policies_told(facts, problem))


def _policies_told(facts: PlanningFacts, problem: RotaProblem) -> dict[date, Policy]:
    return {night.on: facts.policy_told(night.on) for night in problem.nights}


def _demand(policies: Mapping[date, Policy]) -> tuple[Demand, ...]:
    return tuple(demand for night, policy in policies.items() for demand in demand_of(night, policy))


def breaches_now(facts: PlanningFacts, problem: RotaProblem, held: tuple[Assignment, ...]) -> tuple[Breach, ...]:
    """Return every breach by a plan of which some nights may be published and others drafted.

    A breach belongs to its last night: a published one is judged by the numbers on file when it was published, a draft
    by the strictest that hold on its nights, as when it is published. A place that is in want of somebody because its
    Listener said no to the night is left out.
    """
    policies = _policies_told(facts, problem)
    of_draft = [policy for night, policy in policies.items() if facts.in_draft(night)]
    drafted = strictest(of_draft) if of_draft else None
    rules = {
        night: drafted if drafted and facts.in_draft(night) else strictest((policy,))
        for night, policy in policies.items()
    }
    in_force = all(policy is facts.policy(night) for night, policy in policies.items())
    judged = problem if in_force else replace(problem, demand=_demand(policies))
    last = rules[problem.nights[-1].on]
    said_no = {(facts.refs[listener], night) for listener, nights in facts.said_no.items() for night in nights}
    return tuple(
        breach
        for each in dict.fromkeys(rules.values())
        for breach in breaches_of(replace(judged, rules=each), held)
        if (last if breach.when is None else rules.get(breach.when, last)) == each
        and not (breach.code is Broken.UNAVAILABLE and (breach.who, breach.when) in said_no)
    )
