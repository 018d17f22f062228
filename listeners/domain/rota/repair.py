"""Which published nights can be repaired, what is the planner asked, and what does its answer change?

A repair gives each place that nobody has, or nobody who can do it, to somebody, and takes as few duties as it can from
people who have been told of them. It leaves frozen nights alone, plans no night that was not published, and does not
look at a draft: nobody has been told of that.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from listeners.domain.nights import nights_between
from listeners.domain.rota.board import NightRow, NightState
from listeners.domain.rota.from_facts import problem_of
from listeners.domain.rota.gap_list import told_under_draft
from listeners.domain.rota.hard_rules import Breach, Broken, breaches_of
from listeners.domain.rota.judging import demand_told
from listeners.domain.rota.objective import gaps
from listeners.domain.rota.place_changes import worse
from listeners.domain.rota.planning_facts import PlanningFacts
from listeners.domain.rota.problem import Absence, Assignment, RotaProblem, Rules, Slot, Unavailable, Volunteer
from listeners.domain.states import NightPlace

_OF_NUMBERS = frozenset({Broken.GAP, Broken.LIMIT_7, Broken.LIMIT_28})
"""The rules that a number of the policy decides."""


@dataclass(frozen=True, slots=True)
class Repair:
    """What is to be changed of the nights that people have been told of; nothing where nothing better is to be had."""

    withdrawn: tuple[Assignment, ...]
    added: tuple[Assignment, ...]

    @property
    def nights(self) -> tuple[date, ...]:
        """The nights that change, in order."""
        return tuple(sorted({each.night for each in (*self.withdrawn, *self.added)}))


def nights_in_want(facts: PlanningFacts, rows: Iterable[NightRow]) -> tuple[date, ...]:
    """Return the published nights, neither begun nor frozen, that need somebody or on which a rule is broken."""
    return tuple(
        row.night
        for row in rows
        if row.state is NightState.PUBLISHED and row.night >= facts.first_free and (row.wanting or row.breaches)
    )


def in_want_under_draft(facts: PlanningFacts) -> tuple[date, ...]:
    """Return the published nights, neither begun nor frozen, on which a place needs somebody as people have been told,
    though a draft plans them again: the board shows the draft there."""
    return tuple(row.night for row in told_under_draft(facts) if row.night >= facts.first_free and row.wanting)


def nights_to_repair(facts: PlanningFacts, last: date) -> tuple[date, ...]:
    """Return the nights of a repair, in order: all those up to ``last`` that are published, neither begun nor frozen,
    whatever lies between them."""
    return tuple(filter(facts.is_planned, nights_between(facts.first_free, last)))


def problem_of_repair(facts: PlanningFacts, nights: tuple[date, ...]) -> RotaProblem:
    """Return the problem of repairing these published nights, of which there is one at least; the facts hold no draft.

    The places are those that the nights were published with. A number changed since then binds whoever is put on a
    night, but it takes nobody off a night that he was told of: where what stands would break it, the number that it was
    planned by holds.
    """
    between = frozenset(nights_between(nights[0], nights[-1])) - frozenset(nights)
    problem = problem_of(facts, nights[0], (nights[-1] - nights[0]).days + 1, leave=between)
    problem = replace(problem, demand=demand_told(facts, problem))
    policies = [facts.policy_told(night.on) for night in problem.nights]
    told = Rules(
        free_nights_between=min(policy.free_nights_between for policy in policies),
        max_in_7=max(policy.max_nights_in_7 for policy in policies),
        max_in_28=max(policy.max_nights_in_28 for policy in policies),
    )
    kept = _kept_rules(problem, told)
    return problem if kept == problem.rules else _bound_by_now(problem, kept)


def _kept_rules(problem: RotaProblem, told: Rules) -> Rules:
    """Return the limits of a problem, each as it was ``told`` where what is published keeps that one alone."""
    by_told = {_of(each) for each in breaches_of(replace(problem, rules=told), problem.published)}
    newly = {each.code for each in breaches_of(problem, problem.published) if _of(each) not in by_told}
    now = problem.rules
    return Rules(
        told.free_nights_between if Broken.GAP in newly else now.free_nights_between,
        told.max_in_7 if Broken.LIMIT_7 in newly else now.max_in_7,
        told.max_in_28 if Broken.LIMIT_28 in newly else now.max_in_28,
    )


def _bound_by_now(problem: RotaProblem, kept: Rules) -> RotaProblem:
    """Return the problem by the rules that were ``kept``, in which everybody is held to the numbers in force all the
    same, but for a number that the nights he was told of break already: for him that one holds as he was told, and he
    is there for as many more nights, those in want first, as the number in force allows him beside them."""
    told = defaultdict(list)
    for each in problem.published:
        told[each.volunteer].append(each)
    in_want = _in_want(problem)
    team = (_bound(problem, one, told[one.id], in_want) for one in problem.volunteers)
    return replace(problem, rules=kept, volunteers=tuple(team))


def _bound(problem: RotaProblem, one: Volunteer, told: list[Assignment], in_want: frozenset[date]) -> Volunteer:
    alone = replace(problem, demand=(), volunteers=(one,), apart=(), fixed=(), published=())
    before, rules, his = breaches_of(alone, told), problem.rules, {each.night for each in told}
    broken = {each.code for each in before} & _OF_NUMBERS
    held, barred = list(told), set[date]()
    others = (night.on for night in problem.nights if night.on not in his) if broken else ()
    for night in sorted(others, key=lambda night: (night not in in_want, night)):
        with_it = [*held, _second(night, one.id)]
        if any(each.code in broken for each in worse(before, breaches_of(alone, with_it))):
            barred.add(night)
        else:
            held = with_it
    away = barred - {each.on for each in one.unavailable}
    return replace(
        one,
        free_nights_between=one.free_nights_between if Broken.GAP in broken else rules.free(one),
        max_in_7=one.max_in_7 if Broken.LIMIT_7 in broken else rules.in_7(one),
        max_in_28=one.max_in_28 if Broken.LIMIT_28 in broken else rules.in_28(one),
        unavailable=(*one.unavailable, *(Unavailable(night, Absence.UNAVAILABLE) for night in sorted(away))),
    )


def _in_want(problem: RotaProblem) -> frozenset[date]:
    """The nights on which a place has nobody, or nobody who can do it."""
    away = {(each.id, absence.on) for each in problem.volunteers for absence in each.unavailable}
    there = (each for each in problem.published if (each.volunteer, each.night) not in away)
    return frozenset(demand.slot.night for demand in gaps(problem, there))


def _second(night: date, volunteer: str) -> Assignment:
    return Assignment(Slot(night, NightPlace.SECOND.value, None), volunteer)


def _of(breach: Breach) -> tuple[Broken, str | None, date | None]:
    return breach.code, breach.who, breach.when


def repair_of(problem: RotaProblem, plan: Iterable[Assignment]) -> Repair:
    """Return what turns what is published into a plan.

    A duty is taken from nobody for nothing: where the plan leaves its place empty, it stays with him, also with one who
    cannot do that night (it is his until somebody takes it), unless it would break a rule beside that.
    """
    told, held = set(problem.published), list(plan)
    places = Counter(demand.slot for demand in problem.demand)
    cannot = {(each.id, absence.on) for each in problem.volunteers for absence in each.unavailable}
    for each in sorted(told - set(held), key=lambda one: ((one.volunteer, one.night) not in cannot, one.order)):
        is_open = sum(other.slot == each.slot for other in held) < places[each.slot]
        if is_open and _breaks_nothing(problem, [*held, each], cannot):
            held.append(each)
    return Repair(_sorted(told - set(held)), _sorted(set(held) - told))


def _breaks_nothing(problem: RotaProblem, held: list[Assignment], cannot: set[tuple[str, date]]) -> bool:
    """Whether these break no rule but that some are on nights that they cannot do."""
    return all(
        each.code is Broken.UNAVAILABLE and (each.who, each.when) in cannot for each in breaches_of(problem, held)
    )


def _sorted(assignments: Iterable[Assignment]) -> tuple[Assignment, ...]:
    return tuple(sorted(assignments, key=lambda each: each.order))
