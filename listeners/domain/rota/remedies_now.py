"""Which steps may be proposed to a coordinator, by what is on file now?

A remedy is found when a rota is planned, and shown until it is published. Meanwhile somebody may be resting, have been
paused, or have said yes: a remedy with a step that does not hold any more is shown no more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from listeners.domain.people import AvailabilityKind
from listeners.domain.rota.from_facts import strictest
from listeners.domain.rota.planning_facts import PlanningFacts, Said
from listeners.domain.rota.problem import Absence
from listeners.domain.rota.remedies import LIMITS, Asked, MendedGap, Mending, Remedy, Step, StepKind

FIRM = frozenset({Absence.LEAVE.value, Absence.COURT.value, Absence.TRAINING.value, Absence.PAUSE.value})
"""Reasons that a question changes nothing about."""


def may_be_asked_about(facts: PlanningFacts, first: date, last: date) -> frozenset[Asked]:
    """Return whom a coordinator may ask, by reference, about which nights from ``first`` to ``last`` that they said no
    to.

    Nobody is asked who does not take part on the night, who would begin it inside a rest, or who was down for it and
    gave it back; nobody who said so of every such night, or rests from call-outs by his own word; and nobody whose
    reason is a leave, the court or a training. The facts have the reasons opened.
    """
    given_back = {(duty.listener, duty.night) for duty in facts.duties}
    return frozenset(
        (facts.refs[each.listener], each.night)
        for each in facts.said
        if each.kind is AvailabilityKind.UNAVAILABLE
        and first <= each.night <= last
        and (each.listener, each.night) not in given_back
        and not each.of_many
        and each.reason.strip().casefold() not in FIRM
        and _could_come(facts, each)
    )


def _could_come(facts: PlanningFacts, said: Said) -> bool:
    member = facts.member(said.listener)
    if member is None or not member.may_be_given(said.night):
        return False
    begins = facts.starts_at(said.night)
    return not any(
        rest.listener == said.listener and rest.rest_from <= begins < rest.rest_until for rest in facts.rests
    )


def still_true(
    mending: Mending, facts: PlanningFacts, nights: Iterable[date], answered: Collection[Asked] = ()
) -> Mending:
    """Return what was found without each remedy of which a step does not hold any more; ``nights`` are those that were
    planned, ``answered`` who has said no to the very question. Of a place that is left without any nothing is said."""
    planned = sorted(nights)
    asked = may_be_asked_about(facts, planned[0], planned[-1]) - frozenset(answered)
    rules = strictest(facts.policy(night) for night in planned)

    def holds(step: Step) -> bool:
        if step.kind is StepKind.ASK:
            return step.night is not None and (step.volunteer, step.night) in asked and facts.is_ahead(step.night)
        if step.kind in LIMITS:
            return bool(getattr(rules, LIMITS[step.kind]) == step.rule) and _is_here(facts, step.volunteer, planned)
        return True

    def kept(remedy: Remedy) -> bool:
        return all(holds(step) for step in remedy.steps)

    gaps = (replace(each, remedies=tuple(filter(kept, each.remedies))) for each in mending.gaps)
    together = mending.together if mending.together is not None and kept(mending.together) else None
    return replace(mending, gaps=tuple(each for each in gaps if _is_of_use(each, facts)), together=together)


def _is_of_use(gap: MendedGap, facts: PlanningFacts) -> bool:
    return bool(gap.remedies) and facts.is_ahead(gap.slot.night)


def _is_here(facts: PlanningFacts, ref: str | None, nights: list[date]) -> bool:
    members = (member for member in facts.team if member.ref == ref)
    return any(member.may_be_given(night) for member in members for night in nights)
