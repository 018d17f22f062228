"""Do the parts of a planning problem agree with each other?

Asked once every field of the file can be read: dates in order, nobody twice, and everything that is named exists.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from listeners.domain.rota.problem import Assignment, RotaProblem

MAX_SPAN = 400
"""Days from the first planned night to the last: a rota of more than a year is a slip of the pen."""


def disagreements(problem: RotaProblem) -> Iterator[tuple[str, str]]:
    """Yield each fault as the name of the field and why it cannot be used."""
    named = [*_nights(problem), *_twice("volunteers", (volunteer.id for volunteer in problem.volunteers))]
    if named:  # what refers to a wrong name would only repeat the fault
        yield from named
        return
    yield from _demand(problem)
    yield from _said(problem)
    yield from _apart(problem)
    for part, assignments in (("fixed", problem.fixed), ("published", problem.published)):
        yield from _assignments(problem, part, assignments)


def _nights(problem: RotaProblem) -> Iterator[tuple[str, str]]:
    if not problem.nights:
        yield "nights", "must hold at least one night"
        return
    dates = [night.on for night in problem.nights]
    for index, (before, after) in enumerate(zip(dates, dates[1:], strict=False), start=1):
        if after == before:
            yield f"nights[{index}].on", f"{after} stands twice"
        elif after < before:
            yield f"nights[{index}].on", f"{after} comes after {before}: nights must be in order"
    if (max(dates) - min(dates)).days > MAX_SPAN:
        yield "nights", f"more than {MAX_SPAN} days from the first night to the last"


def _demand(problem: RotaProblem) -> Iterator[tuple[str, str]]:
    planned = problem.load_of()
    for index, slot in enumerate(dict.fromkeys(demand.slot for demand in problem.demand)):  # one for each line
        if slot.night not in planned:
            yield f"demand[{index}].night", f"{slot.night} is not one of the nights"


def _said(problem: RotaProblem) -> Iterator[tuple[str, str]]:
    """What is said of nights is said of planned ones: another date is a slip of the pen."""
    planned = problem.load_of()
    for index, volunteer in enumerate(problem.volunteers):
        field = f"volunteers[{index}]"
        for at, absence in enumerate(volunteer.unavailable):
            if absence.on not in planned:
                yield f"{field}.unavailable[{at}].on", f"{absence.on} is not one of the nights"
        for part, dates in (("avoid", volunteer.avoid), ("prefer", volunteer.prefer)):
            for on in sorted(dates - planned.keys()):
                yield f"{field}.{part}", f"{on} is not one of the nights"


def _twice(part: str, keys: Iterable[Hashable]) -> Iterator[tuple[str, str]]:
    seen: dict[Hashable, int] = {}
    for index, key in enumerate(keys):
        if key in seen:
            yield f"{part}[{index}]", f"is the same as {part}[{seen[key]}]"
        seen.setdefault(key, index)


def _apart(problem: RotaProblem) -> Iterator[tuple[str, str]]:
    team = problem.volunteers_by_id()
    for index, pair in enumerate(problem.apart):
        for name in pair:
            if name not in team:
                yield f"apart[{index}]", f"{name} is not one of the volunteers"
        if pair[0] == pair[1]:
            yield f"apart[{index}]", "names one volunteer twice"


def _assignments(problem: RotaProblem, part: str, assignments: tuple[Assignment, ...]) -> Iterator[tuple[str, str]]:
    planned, team = problem.load_of(), problem.volunteers_by_id()
    yield from _twice(part, assignments)
    for index, assignment in enumerate(assignments):
        if assignment.night not in planned:
            yield f"{part}[{index}].night", f"{assignment.night} is not one of the nights"
        if assignment.volunteer not in team:
            yield f"{part}[{index}].volunteer", f"{assignment.volunteer} is not one of the volunteers"
