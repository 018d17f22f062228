"""How do the facts of a site become a planning problem?

A volunteer of the problem is a Listener, by the charity's reference; what has to do with nights outside the planned
ones (nights lived, nights with a night call-out, nights already planned) becomes ``last_nights``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from listeners.domain.duties import LIMIT_NIGHTS
from listeners.domain.fairness import Member, away_span, carried_loads, night_weight
from listeners.domain.feasts import feast_of
from listeners.domain.load import Served
from listeners.domain.nights import ONE_DAY
from listeners.domain.people import AvailabilityKind, ListenerId, Standing, is_gone_by
from listeners.domain.policy import Policy
from listeners.domain.rota.planning_facts import Placed, PlanningFacts, Said
from listeners.domain.rota.problem import (
    Absence,
    Assignment,
    Demand,
    Night,
    RotaProblem,
    Rules,
    Slot,
    Unavailable,
    Volunteer,
)
from listeners.domain.rota.weeks_ahead import with_weeks_away
from listeners.domain.states import NightPlace
from listeners.domain.team import TeamMember

FIRST_COST, SECOND_COST = 2, 1
"""What an empty place costs (rota format, version 1)."""

_OF_STANDING = {
    Standing.PAUSED: Absence.PAUSE,
    Standing.TRANSFERRED: Absence.TRANSFERRED,
    Standing.LEFT: Absence.TRANSFERRED,
}
_OF_WORD = {absence.value: absence for absence in (Absence.LEAVE, Absence.COURT, Absence.TRAINING, Absence.PAUSE)}


def problem_of(facts: PlanningFacts, first: date, count: int, leave: frozenset[date] = frozenset()) -> RotaProblem:
    """Return the problem of planning ``count`` nights from ``first``, without those that are frozen or to ``leave``.

    ``fixed`` holds what was chosen by hand in the draft, ``published`` what people have been told of. Who was chosen by
    hand and has left since stays in the problem, so that the planner names the choice that cannot stand. Carried
    is what weeks away among these nights count for as well (``weeks_ahead``).
    """
    leave = facts.frozen | leave
    within = frozenset(first + timedelta(days=day) for day in range(count)) - leave
    pinned = tuple(each for each in drafted(facts) if each.by_hand and each.night in within)
    chosen = frozenset(each.listener for each in pinned)
    bare = with_weeks_away(facts, rules_of(facts, first, count, leave=leave, chosen=chosen))
    nights, there = tuple(night.on for night in bare.nights), bare.volunteers_by_id()
    refs = {member.id: member.ref for member in facts.team if member.ref in there}
    told = (duty.placed for duty in facts.planned_duties() if nights[0] <= duty.night <= nights[-1])
    return replace(bare, fixed=as_assignments(pinned, refs, nights), published=as_assignments(told, refs, nights))


def rules_of(
    facts: PlanningFacts,
    first: date,
    count: int,
    carried_until: date | None = None,
    leave: Container[date] = frozenset(),
    chosen: frozenset[ListenerId] = frozenset(),
) -> RotaProblem:
    """Return the same problem without anything fixed or published: what a plan as it stands is judged by.

    Where the policy changes on the way, the strictest of its limits holds throughout. Load is carried before the first
    night, or before ``carried_until`` where the load is shared out from a later night on. Nights to ``leave`` as they
    are have no places in it: who is on them counts for gaps and limits like any night outside. One night is left to
    plan at least. In it is whoever takes part on any of the nights, and who is ``chosen``.
    """
    every = (first + timedelta(days=day) for day in range(count))
    nights = tuple(night for night in every if night not in leave)
    policies = {night: facts.policy(night) for night in nights}
    loads = carried_before(facts, carried_until or nights[0])
    team = [member for member in facts.team if member.id in chosen or takes_part_on_any(member, nights)]
    outside = _nights_outside(facts, nights)
    said, resting = _said_by(facts.said), _resting(facts, nights)
    feasts = tuple(filter(feast_of, nights))
    volunteers = tuple(
        _spared(
            facts,
            member,
            feasts,
            _volunteer(member, nights, said[member.id], resting[member.id], outside[member.id], loads[member.id]),
        )
        for member in team
    )
    return RotaProblem(
        site=facts.site.code,
        nights=tuple(Night(night, night_weight(night, facts.bank_holidays, policies[night])) for night in nights),
        demand=tuple(demand for night in nights for demand in demand_of(night, policies[night])),
        volunteers=volunteers,
        rules=strictest(policies.values()),
    )


def demand_of(night: date, policy: Policy) -> tuple[Demand, ...]:
    """Return the places of a night: one first, the rest of the policy's crew second, for the whole site."""
    first = Demand(Slot(night, NightPlace.FIRST.value, None), FIRST_COST)
    return first, *(Demand(Slot(night, NightPlace.SECOND.value, None), SECOND_COST) for _ in range(policy.crew - 1))


def assignments_now(facts: PlanningFacts, problem: RotaProblem) -> tuple[Assignment, ...]:
    """Return the plan as it is now on the nights of a problem, those of Listeners who no longer take part included."""
    return as_assignments(facts.placed, facts.refs, tuple(night.on for night in problem.nights))


def drafted(facts: PlanningFacts) -> tuple[Placed, ...]:
    """Return what the draft holds on nights that have not begun."""
    held = facts.draft.placed if facts.draft is not None else ()
    return tuple(each for each in held if facts.is_ahead(each.night))


def as_assignments(
    placed: Iterable[Placed], refs: dict[ListenerId, str], nights: tuple[date, ...]
) -> tuple[Assignment, ...]:
    """Return as assignments of a problem what is placed on its nights, of those who have a name in it."""
    within = frozenset(nights)
    found = {
        Assignment(Slot(each.night, each.place.value, None), refs[each.listener])
        for each in placed
        if each.night in within and each.listener in refs
    }
    return tuple(sorted(found, key=lambda assignment: assignment.order))


def as_placed(facts: PlanningFacts, assignments: Iterable[Assignment]) -> tuple[Placed, ...]:
    """Return assignments of a problem of these facts as places of Listeners."""
    ids = {member.ref: member.id for member in facts.team}
    return tuple(Placed(each.night, NightPlace(each.slot.duty), ids[each.volunteer]) for each in assignments)


def without_reasons(problem: RotaProblem) -> RotaProblem:
    """Return the problem with every absence made a plain "unavailable".

    Why somebody cannot do a night is sealed; a problem that is stored or handed to the planner does not need it.
    """
    return replace(
        problem,
        volunteers=tuple(
            replace(each, unavailable=tuple(replace(one, reason=Absence.UNAVAILABLE) for one in each.unavailable))
            for each in problem.volunteers
        ),
    )


def carried_before(facts: PlanningFacts, first: date) -> dict[ListenerId, int]:
    """Return the load carried by everybody over the policy's window before ``first`` (domain.fairness)."""
    policy = facts.policy(first)
    span = away_span(first, policy)
    nothing = Served(ListenerId(""), frozenset(), ())
    members = (
        Member.of(
            member,
            facts.said_no.get(member.id, ()),
            span,
            facts.served.get(member.id, nothing).nights,
            facts.call_outs.get(member.id, ()),
        )
        for member in facts.team
    )
    return carried_loads(members, first, policy, facts.bank_holidays)


def strictest(policies: Iterable[Policy]) -> Rules:
    """Return the strictest of the limits of these policies, of which there is one at least."""
    held = tuple(policies)
    return Rules(
        free_nights_between=max(policy.free_nights_between for policy in held),
        max_in_7=min(policy.max_nights_in_7 for policy in held),
        max_in_28=min(policy.max_nights_in_28 for policy in held),
    )


def rules_around(facts: PlanningFacts, night: date) -> Rules:
    """Return the strictest limits that one place on a night can be measured by.

    A stretch of nights is judged by the numbers in force on its last night, and one with this night in it ends on this
    night or within the stretch after it: what is dated further ahead, or held before, is nothing to this place.
    """
    ahead = [facts.policy(night + timedelta(days=days)) for days in range(LIMIT_NIGHTS)]
    return Rules(
        free_nights_between=max(
            policy.free_nights_between for days, policy in enumerate(ahead) if days <= policy.free_nights_between
        ),
        max_in_7=min(policy.max_nights_in_7 for policy in ahead[:7]),
        max_in_28=min(policy.max_nights_in_28 for policy in ahead),
    )


def _nights_outside(facts: PlanningFacts, nights: tuple[date, ...]) -> defaultdict[ListenerId, set[date]]:
    """Nights of each Listener that the limits look at beside the planned ones, before them and after them.

    A night with a night call-out counts wherever it is: it has been lived.
    """
    first, last = nights[0] - timedelta(days=LIMIT_NIGHTS), nights[-1] + timedelta(days=LIMIT_NIGHTS)
    within = frozenset(nights)
    found: defaultdict[ListenerId, set[date]] = defaultdict(set)
    for listener, served in facts.served.items():
        found[listener].update(night for night in served.nights if night not in within and first <= night <= last)
        found[listener].update(each.night for each in served.call_outs if each.at_night and first <= each.night <= last)
    return found


def _said_by(said: Iterable[Said]) -> defaultdict[ListenerId, list[Said]]:
    found: defaultdict[ListenerId, list[Said]] = defaultdict(list)
    for each in said:
        found[each.listener].append(each)
    return found


def takes_part_on_any(member: TeamMember, nights: Iterable[date]) -> bool:
    """Whether somebody takes part on one of these nights, given in order, at least."""
    listed = tuple(nights)
    if listed and member.is_the_same_from(listed[0], listed[-1]):
        return member.may_be_given(listed[0])
    return any(member.may_be_given(night) for night in listed)


def _volunteer(
    member: TeamMember, nights: tuple[date, ...], said: list[Said], resting: set[date], outside: set[date], carried: int
) -> Volunteer:
    cannot = {one.night: one.reason for one in said if one.kind is AvailabilityKind.UNAVAILABLE}
    # Whoever takes part all along can be away only on nights that something is known of: most people, most nights.
    asked = [night for night in nights if night in resting or night in cannot] if _all_along(member, nights) else nights
    absences = {night: _absence(member, night, resting, cannot) for night in asked}
    within = frozenset(nights)
    return Volunteer(
        id=member.ref,
        new=_is_new_on_any(member, nights),
        areas=member.reaches,
        share=member.share,
        unavailable=tuple(Unavailable(night, reason) for night, reason in absences.items() if reason is not None),
        avoid=frozenset(_said_as(said, AvailabilityKind.AVOID)) & within,
        prefer=frozenset(_said_as(said, AvailabilityKind.PREFER)) & within,
        carried_load=carried,
        last_nights=frozenset(outside),
        max_in_7=member.limits.in_7,
        max_in_28=member.limits.in_28,
    )


def _spared(facts: PlanningFacts, member: TeamMember, feasts: tuple[date, ...], one: Volunteer) -> Volunteer:
    """Let whoever had Christmas or New Year in the last two years be asked for it last: as if he had asked to avoid its
    nights, which never costs a gap."""
    if not feasts or not facts.ever_had_feast(member.id):
        return one
    had = {night for night in feasts if facts.had_feast(member.id, night) is not None}
    return replace(one, avoid=one.avoid | had) if had else one


def _all_along(member: TeamMember, nights: tuple[date, ...]) -> bool:
    """Whether somebody takes part on every one of these nights because no standing of his says otherwise."""
    return member.may_be_given(nights[0]) and all(fact.standing.takes_part for fact in member.standings)


def _is_new_on_any(member: TeamMember, nights: tuple[date, ...]) -> bool:
    return member.ever_shadows and any(member.standing_on(night) is Standing.SHADOWING for night in nights)


def _said_as(said: list[Said], kind: AvailabilityKind) -> Iterator[date]:
    return (each.night for each in said if each.kind is kind)


def _absence(member: TeamMember, night: date, resting: set[date], cannot: dict[date, str]) -> Absence | None:
    """Why a Listener cannot take a night, the standing first, then a rest in force, then what was said."""
    if not member.may_be_given(night):
        if is_gone_by(member.standings, night + ONE_DAY):
            return Absence.TRANSFERRED
        standing = member.standing_on(night)
        return Absence.UNAVAILABLE if standing is None else _OF_STANDING.get(standing, Absence.UNAVAILABLE)
    if night in resting:
        return Absence.RESTING
    return _OF_WORD.get(cannot[night].strip().casefold(), Absence.UNAVAILABLE) if night in cannot else None


def _resting(facts: PlanningFacts, nights: tuple[date, ...]) -> defaultdict[ListenerId, set[date]]:
    """The nights on which each Listener would begin inside a rest."""
    starts = {night: facts.starts_at(night) for night in nights} if facts.rests else {}
    found: defaultdict[ListenerId, set[date]] = defaultdict(set)
    for rest in facts.rests:
        found[rest.listener].update(night for night, at in starts.items() if rest.rest_from <= at < rest.rest_until)
    return found


def facts_needed(first: date, count: int, policy: Policy) -> tuple[date, date]:
    """Return the first and last night whose facts a problem of ``count`` nights from ``first`` depends on: those that
    load carried looks at, and those that a limit looks at on either side."""
    limits = timedelta(days=LIMIT_NIGHTS)
    return min(away_span(first, policy)[0], first - limits), first + timedelta(days=count - 1) + limits
