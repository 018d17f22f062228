"""What is a plan, with what it claims about itself, and how does it look as JSON?

Version 1 of the rota format (``docs/rota-format/README.md``). Reading is open to solutions that other programs made:
fields that only say how it was found may be missing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from listeners.domain.rota.conflicts import Clash, Conflict
from listeners.domain.rota.problem import Assignment, Slot
from listeners.domain.rota.problem_json import (
    VERSION,
    assignments_to_json,
    check_version,
    read_assignment,
    read_assignments,
    read_slot,
    slot_to_json,
)
from listeners.domain.rota.reasons import Reason
from listeners.domain.rota.strict_json import Reader, Record, decode

FIGURES = ("gaps", "changes", "avoided", "unfairness", "preferred")
"""The five figures in the order in which they count; the stages of the planner have the same names."""


class Status(StrEnum):
    """How far the planner came; a conflict is among the fixed assignments."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    NOTHING_IN_TIME = "nothing in time"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Gap:
    """A place left empty, and how many of the team each reason keeps from it."""

    slot: Slot
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Stage:
    """The work of one stage of the planner."""

    nodes: int
    simplex_iterations: int


@dataclass(frozen=True, slots=True)
class RotaSolution:
    """A plan. ``objective`` holds the claimed figures by name, None where there is no plan."""

    status: Status
    assignments: tuple[Assignment, ...]
    gaps: tuple[Gap, ...]
    objective: Mapping[str, float] | None
    bound: Mapping[str, float | None] = field(default_factory=dict)
    stages: Mapping[str, Stage] = field(default_factory=dict)
    seed: int = 1
    conflicts: tuple[Conflict, ...] = ()


def solution_to_text(solution: RotaSolution) -> str:
    """Return the solution as the text of a JSON file; equal solutions give equal bytes."""
    record: dict[str, object] = {
        "version": VERSION,
        "status": solution.status.value,
        "assignments": assignments_to_json(solution.assignments),
        "gaps": [slot_to_json(gap.slot) | {"reasons": dict(gap.reasons)} for gap in solution.gaps],
        "objective": None if solution.objective is None else dict(solution.objective),
        "bound": dict(solution.bound),
        "stages": {
            name: {"nodes": stage.nodes, "simplex_iterations": stage.simplex_iterations}
            for name, stage in solution.stages.items()
        },
        "seed": solution.seed,
    }
    if solution.status is Status.CONFLICT:
        record["conflicts"] = [
            slot_to_json(each.assignment.slot) | {"volunteer": each.assignment.volunteer, "rule": each.rule.value}
            for each in solution.conflicts
        ]
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def solution_from_json(data: bytes, source: str) -> RotaSolution:
    """Return the solution that a file holds; what it claims is judged by ``check``, not here.

    Raises:
        Unreadable: naming every field that cannot be used; ``source`` is the name of the file.
    """
    raw, reader = decode(data, source), Reader(source)
    check_version(reader, raw)
    top = reader.record(raw, "")
    solution = RotaSolution(
        status=_status(reader, top),
        assignments=read_assignments(reader, *top["assignments"], None),
        gaps=tuple(_gap(reader, *item) for item in reader.items(*top["gaps"])),
        objective=_objective(reader, *top["objective"]),
        bound=_bound(reader, top),
        stages=_stages(reader, top),
        seed=reader.whole(*top["seed"], 0, 2**31 - 1) if "seed" in top else 1,
        conflicts=tuple(
            _conflict(reader, *item) for item in reader.items(top.values.get("conflicts", []), "conflicts")
        ),
    )
    reader.finish()
    return solution


def _status(reader: Reader, top: Record) -> Status:
    raw, name = top["status"]
    known = [status.value for status in Status]
    if "status" in top and raw in known:
        return Status(raw)
    if "status" in top:
        reader.wrong(raw, name, f"one of {', '.join(known)}")
    return Status.FEASIBLE


def _gap(reader: Reader, raw: object, name: str) -> Gap:
    record = reader.record(raw, name)
    reasons = reader.record(*record["reasons"])
    return Gap(read_slot(reader, record), {key: reader.whole(*reasons[key], 0, 10**6) for key in reasons.values})


def _conflict(reader: Reader, raw: object, name: str) -> Conflict:
    record = reader.record(raw, name)
    rule, field_name = record["rule"]
    known: dict[object, Reason | Clash] = {each.value: each for each in (*Reason, *Clash)}
    if not isinstance(rule, str) or rule not in known:
        reader.wrong(rule, field_name, "a rule")
    return Conflict(read_assignment(reader, raw, name, None), known.get(str(rule), Clash.NO_DEMAND))


def _objective(reader: Reader, raw: object, name: str) -> dict[str, float] | None:
    if raw is None:
        return None
    record = reader.record(raw, name)
    return {key: reader.number(*record[key]) for key in FIGURES}


def _bound(reader: Reader, top: Record) -> dict[str, float | None]:
    record = reader.record(top.values.get("bound", {}), "bound")
    present = {key: record[key] for key in FIGURES if key in record}
    return {key: None if item[0] is None else reader.number(*item) for key, item in present.items()}


def _stages(reader: Reader, top: Record) -> dict[str, Stage]:
    record = reader.record(top.values.get("stages", {}), "stages")
    found = {}
    for key in FIGURES:
        if key in record:
            stage = reader.record(*record[key])
            nodes, iterations = stage["nodes"], stage["simplex_iterations"]
            found[key] = Stage(reader.whole(*nodes, 0, 10**15), reader.whole(*iterations, 0, 10**15))
    return found
