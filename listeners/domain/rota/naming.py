"""How does a breach, which speaks of references, come to speak of people?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from listeners.domain.rota.hard_rules import Breach
from listeners.domain.rota.planning_facts import PlanningFacts


def named(facts: PlanningFacts, breaches: Iterable[Breach]) -> tuple[Breach, ...]:
    """Return the breaches with the names of those whom they are about, in place of their references."""
    names = {member.ref: f"{member.name} ({member.ref})" for member in facts.team}

    def name(refs: str) -> str:
        return ", ".join(names.get(ref, ref) for ref in refs.split(", "))

    return tuple(
        replace(breach, who=name(breach.who) if breach.who else None, detail=names.get(breach.detail, breach.detail))
        for breach in breaches
    )
