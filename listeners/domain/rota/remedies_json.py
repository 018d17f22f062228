"""How do remedies, and the question that asks for them, look as JSON?

``docs/rota-format/README.md`` has the form of the answer. The question is the planner's own: the problem, the plan
whose gaps are to be mended, and what somebody may be asked about at most.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from listeners.domain.rota.problem import Assignment, RotaProblem
from listeners.domain.rota.problem_json import (
    VERSION,
    assignments_to_json,
    check_version,
    parse,
    read_assignments,
    read_slot,
    slot_to_json,
    to_json,
)
from listeners.domain.rota.remedies import Asked, MendedGap, Mending, More, Remedy, Step, StepKind
from listeners.domain.rota.strict_json import Reader, Record, decode

_MOST = 10**6


@dataclass(frozen=True, slots=True)
class Question:
    """A problem, a plan of it, and about what somebody may be asked at most (None: each plain "unavailable")."""

    problem: RotaProblem
    plan: tuple[Assignment, ...]
    asked: frozenset[Asked] | None


def question_to_text(problem: RotaProblem, plan: tuple[Assignment, ...], asked: Collection[Asked] | None) -> str:
    """Return the question as JSON."""
    pairs = None if asked is None else [[name, night.isoformat()] for name, night in sorted(asked)]
    return json.dumps({"problem": to_json(problem), "plan": assignments_to_json(plan), "asked": pairs})


def question_from_json(data: bytes, source: str) -> Question:
    """Return the question that JSON holds.

    Raises:
        Unreadable: naming every field that cannot be used.
    """
    reader = Reader(source)
    top = reader.record(decode(data, source), "", ("problem", "plan", "asked"))
    reader.finish()
    problem = parse(top["problem"][0], source)
    plan = read_assignments(reader, *top["plan"], None)
    asked = None if top["asked"][0] is None else frozenset(_pair(reader, *item) for item in reader.items(*top["asked"]))
    reader.finish()
    return Question(problem, plan, asked)


def _pair(reader: Reader, raw: object, name: str) -> Asked:
    both = [*reader.items(raw, name), (None, f"{name}[0]"), (None, f"{name}[1]")]
    return reader.text(*both[0]), reader.date(*both[1])


def mending_to_text(mending: Mending) -> str:
    """Return remedies as the text of a JSON file; equal ones give equal bytes."""
    record = {
        "version": VERSION,
        "places": mending.places,
        "gaps": [
            slot_to_json(each.slot)
            | {"proven": each.proven, "remedies": [_remedy_to_json(one) for one in each.remedies]}
            for each in mending.gaps
        ],
        "together": None if mending.together is None else _remedy_to_json(mending.together),
        "together_proven": mending.together_proven,
        "more": [
            {"count": each.count, "area": each.area, "left": each.left, "proven": each.proven} for each in mending.more
        ],
    }
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def _remedy_to_json(remedy: Remedy) -> dict[str, object]:
    return {"cost": remedy.cost, "steps": [_step_to_json(step) for step in remedy.steps]}


def _step_to_json(step: Step) -> dict[str, object]:
    return {
        "kind": step.kind.value,
        "volunteer": step.volunteer,
        "night": None if step.night is None else step.night.isoformat(),
        "count": step.count,
        "rule": step.rule,
        "area": step.area,
    }


def mending_from_json(data: bytes, source: str) -> Mending:
    """Return the remedies that JSON holds.

    Raises:
        Unreadable: naming every field that cannot be used.
    """
    raw, reader = decode(data, source), Reader(source)
    check_version(reader, raw)
    top = reader.record(raw, "", ("version", "places", "gaps", "together", "together_proven", "more"))
    mending = Mending(
        places=reader.whole(*top["places"], 0, _MOST),
        gaps=tuple(_gap(reader, *item) for item in reader.items(*top["gaps"])),
        together=None if top["together"][0] is None else _remedy(reader, *top["together"]),
        more=tuple(_more(reader, *item) for item in reader.items(*top["more"])),
        together_proven=_is_proven(reader, top, "together_proven"),
    )
    reader.finish()
    return mending


def _gap(reader: Reader, raw: object, name: str) -> MendedGap:
    record = reader.record(raw, name)
    remedies = tuple(_remedy(reader, *item) for item in reader.items(*record["remedies"]))
    return MendedGap(read_slot(reader, record), remedies, reader.flag(*record["proven"]))


def _remedy(reader: Reader, raw: object, name: str) -> Remedy:
    record = reader.record(raw, name)
    return Remedy(tuple(_step(reader, *item) for item in reader.items(*record["steps"])))


def _step(reader: Reader, raw: object, name: str) -> Step:
    record = reader.record(raw, name, ("kind", "volunteer", "night", "count", "rule", "area"))
    kind, field = record["kind"]
    known = [each.value for each in StepKind]
    if kind not in known:
        reader.wrong(kind, field, f"one of {', '.join(known)}")
        kind = StepKind.ASK
    return Step(
        kind=StepKind(kind),
        volunteer=_or_none(reader, *record["volunteer"]),
        night=None if record["night"][0] is None else reader.date(*record["night"]),
        count=reader.whole(*record["count"], 1, _MOST),
        rule=reader.whole(*record["rule"], 0, _MOST),
        area=_or_none(reader, *record["area"]),
    )


def _or_none(reader: Reader, raw: object, name: str) -> str | None:
    return None if raw is None else reader.text(raw, name)


def _more(reader: Reader, raw: object, name: str) -> More:
    record = reader.record(raw, name, ("count", "area", "left", "proven"))
    return More(
        reader.whole(*record["count"], 1, _MOST),
        _or_none(reader, *record["area"]),
        reader.whole(*record["left"], 0, _MOST),
        _is_proven(reader, record, "proven"),
    )


def _is_proven(reader: Reader, record: Record, field: str) -> bool:
    """Of what was found before this was noted, nothing is known to be proven."""
    return field in record and reader.flag(*record[field])
