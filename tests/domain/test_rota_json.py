"""Which files are read, and is every malformed field named?"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listeners.domain.rota.problem import SHARES, Night, RotaProblem
from listeners.domain.rota.problem_json import parse, problem_from_json, to_json
from listeners.domain.rota.solution import solution_from_json, solution_to_text
from listeners.errors import Unreadable
from tests.domain.rota_builders import honest, night, placed, rota, volunteer

DATA = Path(__file__).parent.parent / "data" / "rota-format"
EXAMPLES = sorted(path for path in DATA.glob("*.json") if ".best." not in path.name)

Spoil = Callable[[Any], Any]


def faults(data: bytes) -> list[str]:
    with pytest.raises(Unreadable) as caught:
        problem_from_json(data, "P.json")
    return str(caught.value).splitlines()


def plain() -> Any:
    return json.loads((DATA / "pub-20x28-2areas-fixed.json").read_bytes())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_comes_back_as_it_was(path: Path) -> None:
    problem = problem_from_json(path.read_bytes(), path.name)
    assert parse(json.loads(json.dumps(to_json(problem))), "again") == problem


def setting(*keys: Any, to: Any) -> Spoil:
    def spoil(record: Any) -> None:
        for key in keys[:-1]:
            record = record[key]
        record[keys[-1]] = to

    return spoil


def dropping(*keys: Any) -> Spoil:
    def spoil(record: Any) -> None:
        for key in keys[:-1]:
            record = record[key]
        del record[keys[-1]]

    return spoil


def repeating(*keys: Any) -> Spoil:
    def spoil(record: Any) -> None:
        for key in keys[:-1]:
            record = record[key]
        record.insert(keys[-1], record[keys[-1]])

    return spoil


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (setting("version", to=2), "version: must be 1, not 2"),
        (setting("version", to=True), "version: must be 1, not true"),
        (dropping("version"), "version: is missing"),
        (dropping("nights"), "nights: is missing"),
        (setting("nights", to=[]), "nights: must hold at least one night"),
        (setting("nights", 3, "load", to="2"), 'nights[3].load: must be a whole number from 0 to 100, not "2"'),
        (setting("nights", 3, "load", to=2.5), "nights[3].load: must be a whole number from 0 to 100, not 2.5"),
        (setting("nights", 3, "load", to=-1), "nights[3].load: must be a whole number from 0 to 100, not -1"),
        (setting("nights", 3, "load", to=True), "nights[3].load: must be a whole number from 0 to 100, not true"),
        (setting("nights", 1, "on", to="2026-12-07"), "nights[1].on: 2026-12-07 stands twice"),
        (setting("nights", -1, "on", to="2028-01-12"), "nights: more than 400 days from the first night to the last"),
        (setting("demand", 0, "night", to="2026-02-30"), "must be a date as YYYY-MM-DD from 1970 to 2200"),
        (setting("demand", 0, "night", to="20261207"), "must be a date as YYYY-MM-DD from 1970 to 2200"),
        (setting("demand", 0, "night", to="2027-05-01"), "demand[0].night: 2027-05-01 is not one of the nights"),
        (setting("demand", 0, "duty", to=""), "demand[0].duty: must be text of 1 to 80 printable characters"),
        (setting("demand", 0, "areas", to="A"), 'demand[0]: has an unknown field "areas"'),
        (repeating("demand", 0), "demand[1]: wants the same place as demand[0]: places says how many"),
        (setting("demand", 1, to=plain()["demand"][0] | {"cost": 9}), "demand[1]: wants the same place as demand[0]"),
        (setting("demand", 0, "places", to=11), "demand[0].places: must be a whole number from 1 to 10, not 11"),
        (setting("volunteers", 4, "id", to="v01"), "volunteers[4]: is the same as volunteers[0]"),
        (setting("volunteers", 4, "share", to=60), "volunteers[4].share: must be 100, 75, 50 or 25, not 60"),
        (setting("volunteers", 4, "new", to="no"), 'volunteers[4].new: must be true or false, not "no"'),
        (setting("volunteers", 4, "areas", to="A"), 'volunteers[4].areas: must be a list, not "A"'),
        (setting("volunteers", 4, "max_in7", to=1), 'volunteers[4]: has an unknown field "max_in7"'),
        (setting("volunteers", 4, to=None), "volunteers[4]: must be an object, not null"),
        (
            setting("volunteers", 0, "unavailable", 0, "reason", to="tired"),
            "volunteers[0].unavailable[0].reason: must be",
        ),
        (setting("volunteers", 0, "unavailable", 0, "reason", to=["leave"]), "unavailable[0].reason: must be one of"),
        (setting("volunteers", 4, "free_nights_between", to=-1), "free_nights_between: must be a whole number"),
        (setting("volunteers", 4, "carried_load", to=False), "volunteers[4].carried_load: must be a whole number"),
        (
            setting("volunteers", 0, "unavailable", 0, "on", to="2026-12-06"),
            "volunteers[0].unavailable[0].on: 2026-12-06 is not one of the nights",
        ),
        (setting("volunteers", 0, "avoid", to=["2027-01-04"]), "volunteers[0].avoid: 2027-01-04 is not one of"),
        (setting("volunteers", 4, "prefer", to=["2026-12-06"]), "volunteers[4].prefer: 2026-12-06 is not one of"),
        (setting("rules", "max_in_7", to=None), "rules.max_in_7: must be a whole number from 0 to 366, not null"),
        (setting("apart", 0, to=["v01"]), "apart[0]: must name two volunteers, not 1"),
        (setting("apart", 0, to=["v01", "v01"]), "apart[0]: names one volunteer twice"),
        (setting("apart", 0, to=["v01", "v99"]), "apart[0]: v99 is not one of the volunteers"),
        (setting("fixed", 0, "volunteer", to="v99"), "fixed[0].volunteer: v99 is not one of the volunteers"),
        (setting("published", to=[plain()["fixed"][0]] * 2), "published[1]: is the same as published[0]"),
    ],
)
def test_one_malformed_field_is_one_line_that_names_it(spoil: Spoil, line: str) -> None:
    record = plain()
    spoil(record)
    (said,) = faults(json.dumps(record).encode())
    assert said.startswith("P.json: ")
    assert line in said


def test_a_rota_may_span_four_hundred_days_and_earlier_nights_may_be_any_date() -> None:
    around = frozenset({night(-30), night(500)})
    problem = rota(volunteer("a", last_nights=around, free_nights_between=3), nights=1)
    problem = replace(problem, nights=(*problem.nights, Night(night(400), 2)))
    assert parse(to_json(problem), "it") == problem


def test_every_malformed_field_is_named_at_once() -> None:
    record = plain()
    record["site"] = 5
    record["nights"][0]["load"] = None
    del record["volunteers"][2]["share"]
    said = faults(json.dumps(record).encode())
    assert [line.split(": ")[1] for line in said] == ["site", "nights[0].load", "volunteers[2].share"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "line 1: not JSON"),
        (b'{"version": 1,\n oops}', "line 2: not JSON"),
        (b'{"version": NaN}', "version: must be 1, not NaN"),
        (b'{"version": -Infinity}', "version: must be 1, not -Infinity"),
        (b'{"version": 1e400}', "version: must be 1, not a number far too large"),
        (b'{"version": ' + b"9" * 5000 + b"}", "version: must be 1, not a number of 5000 digits"),
        (b'{"version": 1, "version": 1}', '"version" stands twice in one object'),
        (b"[" * 100_000, "nested too deep"),
        (b'{"site": "\xff"}', "not UTF-8 at byte 10"),
        (b"[]", "must be an object, not a list"),
    ],
)
def test_what_is_no_json_of_ours_is_refused_in_one_line(data: bytes, why: str) -> None:
    (said,) = faults(data)
    assert why in said


def a_place_for_more() -> Any:
    record = to_json(small())
    record["demand"][1] |= {"places": 3}  # type: ignore[index]
    return record


def test_a_place_for_more_is_one_line_and_a_fault_after_it_names_the_line_that_it_stands_on() -> None:
    record = a_place_for_more()
    problem = parse(record, "P.json")
    assert [demand.slot.duty for demand in problem.demand[:5]] == ["first", "second", "second", "second", "first"]
    assert to_json(problem) == record
    record["demand"][2]["night"] = "2030-01-01"
    assert faults(json.dumps(record).encode()) == ["P.json: demand[2].night: 2030-01-01 is not one of the nights"]


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)


def small() -> RotaProblem:
    return rota(volunteer("ann"), volunteer("ben", new=True), nights=3, fixed=(placed("ann", 0),))


@st.composite
def slips(draw: st.DrawFn) -> tuple[bytes, str]:
    """An example with one slip of a kind that people make, anywhere in it, and the field that it is in."""
    record = plain()

    def any_of(part: str, start: int = 0) -> tuple[Any, str]:
        index = draw(st.integers(start, len(record[part]) - 1))
        return record[part][index], f"{part}[{index}]"

    kind = draw(st.sampled_from(("version", "volunteer", "outside", "share", "demand", "order", "reason", "pair")))
    if kind == "version":
        record["version"] = draw(st.integers().filter(lambda number: number != 1) | st.text() | st.none())
        return json.dumps(record).encode(), "version"
    if kind == "order":
        later, field = any_of("nights", 1)
        later["on"] = draw(st.dates(date(1970, 1, 1), date.fromisoformat(record["nights"][0]["on"]))).isoformat()
        return json.dumps(record).encode(), f"{field}.on"
    if kind == "demand":
        repeated, _ = any_of("demand")
        record["demand"].append(repeated | {"cost": draw(st.integers(0, 9))})
        return json.dumps(record).encode(), f"demand[{len(record['demand']) - 1}]"
    part, key, wrong = {
        "volunteer": ("fixed", "volunteer", st.text("xyz", min_size=1, max_size=9)),
        "outside": (draw(st.sampled_from(("demand", "fixed"))), "night", st.sampled_from(("2026-12-06", "2027-01-04"))),
        "share": ("volunteers", "share", st.integers().filter(lambda share: share not in SHARES) | st.floats(0, 1)),
        "reason": ("volunteers", "unavailable", st.text(min_size=1, max_size=9)),
        "pair": ("apart", 1, st.just("nobody")),
    }[kind]
    spoiled, field = any_of(part)
    spoiled[key] = draw(wrong)
    return json.dumps(record).encode(), field if kind == "pair" else f"{field}.{key}"


@given(slips())
def test_a_slip_anywhere_is_named_in_one_line(slip: tuple[bytes, str]) -> None:
    data, field = slip
    lines = faults(data)
    assert lines[0].startswith(f"P.json: {field}: ")
    assert len(lines) == 1 or field.startswith("nights")  # the night after it may be out of order too


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """The JSON of a small problem with up to three values replaced, dropped or doubled anywhere in it."""
    record = json.loads(json.dumps(to_json(small())))
    for _ in range(draw(st.integers(1, 3))):
        place: Any = record
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(place[key], dict | list) and draw(st.booleans()):
                place = place[key]
                continue
            if draw(st.booleans()):
                place[key] = draw(ANYTHING)
            elif isinstance(place, list):
                place.append(place[key])
            else:
                del place[key]
            break
    return json.dumps(record).encode()


@given(spoilt())
def test_a_spoilt_problem_is_read_whole_or_refused_with_the_field(data: bytes) -> None:
    try:
        problem = problem_from_json(data, "P.json")
    except Unreadable as refused:
        assert all(line.startswith("P.json: ") for line in str(refused).splitlines())
    else:
        assert parse(to_json(problem), "again") == problem


@given(st.binary() | ANYTHING.map(lambda value: json.dumps(value).encode()))
def test_bytes_that_are_no_problem_are_refused(data: bytes) -> None:
    assert faults(data)


def test_a_solution_comes_back_as_it_was() -> None:
    solution = honest(small(), placed("ann", 0), placed("ben", 0, "second"))
    assert solution_from_json(solution_to_text(solution).encode(), "S.json") == solution


def test_a_solution_of_another_program_may_leave_out_how_it_was_found_and_say_more() -> None:
    record = json.loads(solution_to_text(honest(small(), placed("ann", 0))))
    for key in ("status", "bound", "stages", "seed"):
        del record[key]
    record["solver"] = "by hand"
    assert solution_from_json(json.dumps(record).encode(), "S.json").assignments == (placed("ann", 0),)


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (dropping("objective"), "objective: is missing"),
        (setting("objective", "gaps", to="none"), "objective.gaps: must be a number"),
        (setting("assignments", 0, "night", to="soon"), "assignments[0].night: must be a date"),
        (setting("gaps", 0, "reasons", to=[]), "gaps[0].reasons: must be an object, not a list"),
        (setting("gaps", 0, "reasons", "new", to=-1), "gaps[0].reasons.new: must be a whole number"),
        (setting("status", to="fine"), "status: must be one of"),
        (setting("seed", to=1.5), "seed: must be a whole number"),
    ],
)
def test_a_malformed_solution_names_the_field(spoil: Spoil, line: str) -> None:
    record = json.loads(solution_to_text(honest(small(), placed("ann", 0))))
    spoil(record)
    with pytest.raises(Unreadable, match=line.replace("[", r"\[")):
        solution_from_json(json.dumps(record).encode(), "S.json")
