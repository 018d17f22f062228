"""In which words does the command line speak of a rota? One line for each breach, conflict, gap and remedy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from listeners.domain.rota.conflicts import Conflict
from listeners.domain.rota.hard_rules import Breach, Broken
from listeners.domain.rota.problem import Slot
from listeners.domain.rota.remedies import Mending, Remedy, Step, StepKind
from listeners.domain.rota.solution import RotaSolution, Status

_SENTENCES = {
    Broken.UNKNOWN_VOLUNTEER: "{who} is not one of the volunteers",
    Broken.NO_DEMAND: "nobody is wanted as {detail}, but {who} stands there",
    Broken.FILLED_TWICE: "{by} too many as {detail}: {who}",
    Broken.SAME_NIGHT: "{who} has {by} more than one duty",
    Broken.UNAVAILABLE: "{who} is not available ({detail})",
    Broken.AREA: "{who} cannot reach {detail}",
    Broken.GAP: "{who} lacks {by} free between this night and {detail}",
    Broken.LIMIT_7: "{who} is {by} over the limit of {detail} in 7 dates",
    Broken.LIMIT_28: "{who} is {by} over the limit of {detail} in 28 dates",
    Broken.NEW_FIRST: "{who} is new and cannot be first",
    Broken.NEW_ALONE: "{by} more new than filled first duties: {who}",
    Broken.APART: "{who} and {detail} are to be kept apart",
    Broken.FIXED: "{who} was fixed as {detail}",
    Broken.NO_PLAN: "there is no plan: {detail}",
    Broken.FIGURE: "{detail}",
    Broken.GAP_LIST: "{detail} is listed {by:+d} times against what is empty",
    Broken.REASONS: "the reasons do not add up to the team: {detail}",
}


def breach_line(breach: Breach) -> str:
    """One breach as one line: the night, the rule, who and by how much."""
    words = _SENTENCES[breach.code].format(who=breach.who, by=breach.by, detail=breach.detail)
    return f"{_when(breach.when)}{breach.code.value}: {words}"


def _conflict_line(conflict: Conflict) -> str:
    """One fixed assignment that cannot stand, with the rule, as one line."""
    slot = conflict.assignment.slot
    return f"{_when(slot.night)}{conflict.rule.value}: {conflict.assignment.volunteer} is fixed as {_place(slot)}"


def why_not(solution: RotaSolution) -> Iterator[str]:
    """Yield the lines that say why a solution holds no plan; of one that does, none."""
    yield from (_conflict_line(conflict) for conflict in solution.conflicts)
    if solution.status is Status.NOTHING_IN_TIME:
        yield "Nothing was found in time."


def summary(solution: RotaSolution) -> str:
    """The line for a solution that can be relied on."""
    named = ", ".join(f"{name} {value:g}" for name, value in (solution.objective or {}).items())
    return f"Every rule is kept; figures, gaps and reasons are true: {named}"


PERHAPS = " (perhaps less would do)"
_STEPS = {
    StepKind.RELEASE: "give back the place fixed for {who} on {night}",
    StepKind.ASK: "ask {who} about {night}",
    StepKind.MORE_IN_7: "let {who} do {most} nights in 7, the rule says {rule}",
    StepKind.MORE_IN_28: "let {who} do {most} nights in 28, the rule says {rule}",
}


def why_lines(solution: RotaSolution, mending: Mending) -> Iterator[str]:
    """Yield for each gap its counted reasons and what would fill it, then what would fill all, and what more
    volunteers would do."""
    for gap in solution.gaps:
        reasons = ", ".join(f"{count} {reason}" for reason, count in gap.reasons.items())
        yield f"{_when(gap.slot.night)}{_place(gap.slot)}: {reasons or 'nobody in the team'}"
        yield from fill_lines(mending, gap.slot)
    yield from fill_all_lines(mending)


def fill_lines(mending: Mending, slot: Slot) -> Iterator[str]:
    """Yield what would fill one place, a line for each of the remedies that cost the same."""
    found = next((each for each in mending.gaps if each.slot == slot), None)
    if found is None:
        yield "  not looked at by itself"
    else:
        yield from _for_one(found.remedies, proven=found.proven)


def fill_all_lines(mending: Mending) -> Iterator[str]:
    """Yield what would fill every place, and what more volunteers alone would do; before that how many places were
    looked at by themselves, where not all were."""
    if mending.first is not None:
        yield f"looked at one by one: the first {mending.first} of {mending.places}"
    if mending.places > 1:
        yield f"all {mending.places} together: {_together(mending)}"
    for each in mending.more:
        least = "" if each.proven or not each.left else "at least "
        yield f"{_volunteers(each.count, each.area)} would fill {least}{mending.places - each.left} of {mending.places}"


def _together(mending: Mending) -> str:
    if mending.together is None:
        return "nothing found"
    return _remedy(mending.together) + ("" if mending.together_proven else PERHAPS)


def _for_one(remedies: tuple[Remedy, ...], *, proven: bool) -> Iterator[str]:
    if not remedies:
        yield "  nothing found"
    for index, remedy in enumerate(remedies):
        yield f"  {'or: ' if index else ''}{_remedy(remedy)}{'' if proven else PERHAPS}"


def _remedy(remedy: Remedy) -> str:
    return "; ".join(map(_step, remedy.steps))


def _step(step: Step) -> str:
    if step.kind is StepKind.RECRUIT:
        return _volunteers(step.count, step.area)
    return _STEPS[step.kind].format(who=step.volunteer, night=step.night, most=step.rule + step.count, rule=step.rule)


def _volunteers(count: int, area: str | None) -> str:
    return f"{count} more {'volunteer' if count == 1 else 'volunteers'}{'' if area is None else f' for {area}'}"


def _place(slot: Slot) -> str:
    return slot.duty if slot.area is None else f"{slot.duty} {slot.area}"


def _when(night: date | None) -> str:
    return "" if night is None else f"{night.isoformat()} "
