"""In which words does the command line speak of a rota? One sentence for each breach and each conflict."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from listeners.domain.rota.conflicts import Conflict
from listeners.domain.rota.hard_rules import Breach, Broken
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
    place = slot.duty if slot.area is None else f"{slot.duty} {slot.area}"
    return f"{_when(slot.night)}{conflict.rule.value}: {conflict.assignment.volunteer} is fixed as {place}"


def why_not(solution: RotaSolution) -> Iterator[str]:
    """Yield the lines that say why a solution holds no plan; of one that does, none."""
    yield from (_conflict_line(conflict) for conflict in solution.conflicts)
    if solution.status is Status.NOTHING_IN_TIME:
        yield "Nothing was found in time."


def summary(solution: RotaSolution) -> str:
    """The line for a solution that can be relied on."""
    named = ", ".join(f"{name} {value:g}" for name, value in (solution.objective or {}).items())
    return f"Every rule is kept; figures, gaps and reasons are true: {named}"


def _when(night: date | None) -> str:
    return "" if night is None else f"{night.isoformat()} "
