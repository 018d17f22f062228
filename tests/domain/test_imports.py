"""Lines of people.csv, availability.csv and callouts.csv: what is taken, and what is said about the others."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from listeners.domain.cells import Cell
from listeners.domain.imports import (
    AVAILABILITY,
    CALL_OUTS,
    PEOPLE,
    AvailabilityRow,
    CallOutRow,
    FileSpec,
    Header,
    ImportSite,
    PersonRow,
    Row,
    availability_row,
    call_out_row,
    person_row,
    read_header,
    read_rows,
)
from listeners.domain.people import AvailabilityKind, Standing
from listeners.domain.states import ContactPlace
from listeners.errors import Problem

SITE = ImportSite(
    code="LKI",
    name="HMP Larkmoor",
    zone=ZoneInfo("Europe/London"),
    wings=frozenset("ABCD"),
    refs=frozenset({"L01", "L02"}),
    now=datetime(2026, 11, 27, 2, 10, tzinfo=UTC),
    confirm_back_hours=12,
)
PERSON: Row = {
    "ref": "L01",
    "name": "Zoë O'Brien-Nwosu",
    "prison_number": "A1234BC",
    "cell": "LKI-A-2-014",
    "reaches": "A;B",
    "share": "75",
    "joined_on": "2026-01-05",
    "standing": "active",
    "reserve": "yes",
}
NIGHT: Row = {"ref": "L01", "on": "2026-12-24", "kind": "unavailable", "reason": "court"}
CALL_OUT: Row = {
    "ref": "L01",
    "asked_at": "2026-11-20T01:20",
    "out_at": "2026-11-20 01:41",
    "back_at": "2026-11-20T04:10:30+00:00",
    "wing": "B",
    "place": "listener_suite",
    "suicidal_feelings": "no",
}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def whys(found: object) -> dict[str | None, str]:
    """What is wrong, by column; a record has nothing wrong."""
    assert isinstance(found, tuple), found
    assert all(isinstance(problem, Problem) and problem.line == 7 for problem in found)
    return {problem.column: problem.why for problem in found}


def changed(row: Row, changes: dict[str, str]) -> Row:
    return {**row, **{column: text for column, text in changes.items()}}


def person(**changes: str) -> object:
    return person_row(7, changed(PERSON, changes), SITE)


def night(**changes: str) -> object:
    return availability_row(7, changed(NIGHT, changes), SITE)


def call_out(**changes: str) -> object:
    return call_out_row(7, changed(CALL_OUT, changes), SITE)


def test_a_person_is_read_as_written() -> None:
    assert person() == PersonRow(
        ref="L01",
        name="Zoë O'Brien-Nwosu",
        prison_number="A1234BC",
        cell=Cell("LKI", "A", "2", "014"),
        reaches=frozenset("AB"),
        share=75,
        joined_on=date(2026, 1, 5),
        standing=Standing.ACTIVE,
        reserve=True,
    )


def test_reaches_left_empty_is_every_wing_and_reserve_left_out_is_not_said() -> None:
    row = {column: text for column, text in PERSON.items() if column != "reserve"}
    found = person_row(7, {**row, "reaches": ""}, SITE)
    assert isinstance(found, PersonRow)
    assert (found.reaches, found.reserve) == (None, None)


def test_spaces_around_a_cell_of_the_file_do_not_matter() -> None:
    assert person(name=" Zoë O'Brien-Nwosu ", reaches=" A ; B ", share=" 75") == person()


@pytest.mark.parametrize(
    ("column", "text", "why"),
    [
        ("ref", "", "is empty"),
        ("ref", "L 01", "must be 1 to 20 letters, digits or - _ . /, and begin with a letter or digit"),
        ("ref", "x" * 21, "must be 1 to 20 letters, digits or - _ . /, and begin with a letter or digit"),
        ("ref", "-L01", "must be 1 to 20 letters, digits or - _ . /, and begin with a letter or digit"),
        ("name", "", "is empty"),
        ("name", "x" * 81, "is longer than 80 characters"),
        ("name", "Sam\nO.", "holds a control character"),
        ("prison_number", "A123BC", "a letter, four digits and two letters"),
        ("cell", "", "is empty"),
        ("cell", "A-2-014", "must be prison-wing-landing-cell, such as LKI-A-2-014"),
        ("cell", "FNI-A-2-014", "is at FNI, and this is LKI"),
        ("cell", "LKI-H-2-014", "'H' is not a wing of this prison"),
        ("reaches", "A;H", "'H' is not a wing of this prison"),
        ("reaches", "A;", "is empty"),
        ("share", "60", "must be one of 100, 75, 50, 25"),
        ("share", "75%", "must be one of 100, 75, 50, 25"),
        ("joined_on", "05/01/2026", "must be a date written YYYY-MM-DD"),
        ("joined_on", "2026-02-30", "is not a date of the calendar"),
        ("joined_on", "1989-12-31", "is before 1990"),
        ("joined_on", "2028-11-28", "is more than 2 years ahead"),
        ("standing", "Active", "must be one of shadowing, active, paused, transferred, left"),
        ("reserve", "maybe", "must be yes, no or empty"),
    ],
)
def test_a_bad_cell_of_a_person_is_named_with_its_reason(column: str, text: str, why: str) -> None:
    found = whys(person(**{column: text}))
    assert list(found) == [column]
    assert why in str(found[column])


def test_everything_that_is_wrong_with_a_line_is_told_at_once() -> None:
    assert set(whys(person(name="", share="", cell="x", joined_on="soon"))) == {"name", "share", "cell", "joined_on"}


@pytest.mark.parametrize("name", ["caller", "Caller cell", "the_callers_name"])
def test_a_column_about_the_caller_is_refused_with_the_reason_why(name: str) -> None:
    problems = read_header((*CALL_OUTS.required, name), CALL_OUTS)
    assert problems == (Problem(1, f"'{name}'", "nothing about a caller is ever held: take this column out"),)


def test_a_date_of_joining_two_years_ahead_to_the_day_is_taken() -> None:
    assert isinstance(person(joined_on="2028-11-27"), PersonRow)


def test_today_is_the_date_on_the_wall_of_the_prison() -> None:
    late = ImportSite("LKI", "HMP Larkmoor", SITE.zone, SITE.wings, SITE.refs, utc("2026-07-01 23:30"), 12)
    assert late.today == date(2026, 7, 2)


def test_what_somebody_says_about_a_night_is_read_as_written() -> None:
    assert night() == AvailabilityRow("L01", date(2026, 12, 24), AvailabilityKind.UNAVAILABLE, "court")
    assert isinstance(night(kind="prefer", reason=""), AvailabilityRow)


@pytest.mark.parametrize(
    ("column", "text", "why"),
    [
        ("ref", "L99", "nobody at HMP Larkmoor has the ref 'L99'"),
        ("on", "tomorrow", "must be a date written YYYY-MM-DD"),
        ("kind", "", "is empty"),
        ("kind", "busy", "must be one of unavailable, avoid, prefer"),
        ("reason", "x" * 201, "is longer than 200 characters"),
    ],
)
def test_a_bad_cell_of_a_night_is_named_with_its_reason(column: str, text: str, why: str) -> None:
    assert whys(night(**{column: text})) == {column: why}


def test_a_call_out_is_read_with_local_times_or_with_an_offset() -> None:
    assert call_out() == CallOutRow(
        ref="L01",
        asked_at=utc("2026-11-20 01:20"),
        out_at=utc("2026-11-20 01:41"),
        back_at=utc("2026-11-20 04:10:30"),
        wing="B",
        place=ContactPlace.LISTENER_SUITE,
        suicidal_feelings=False,
    )


def test_local_time_in_summer_is_an_hour_before_utc() -> None:
    summer = call_out(asked_at="2026-07-20T01:20", out_at="2026-07-20T01:41", back_at="2026-07-20T03:10Z")
    assert isinstance(summer, CallOutRow)
    assert (summer.out_at, summer.back_at) == (utc("2026-07-20 00:41"), utc("2026-07-20 03:10"))


def test_a_return_the_place_and_the_tick_may_be_left_empty_and_the_tick_left_out() -> None:
    row = {column: text for column, text in CALL_OUT.items() if column != "suicidal_feelings"}
    found = call_out_row(7, {**row, "back_at": "", "place": ""}, SITE)
    assert isinstance(found, CallOutRow)
    assert (found.back_at, found.place, found.suicidal_feelings) == (None, None, None)


def test_a_local_time_that_does_not_exist_is_refused_with_both_readings() -> None:
    why = whys(call_out(asked_at="2026-03-29T00:30", out_at="2026-03-29T01:30", back_at=""))["out_at"]
    assert "does not exist" in why
    assert "2026-03-29T00:30+00:00" in why and "2026-03-29T02:30+01:00" in why


def test_a_local_time_that_happens_twice_is_refused_with_both_readings() -> None:
    why = whys(call_out(asked_at="2026-10-25T00:30", out_at="2026-10-25T01:30", back_at=""))["out_at"]
    assert "happened twice" in why
    assert "2026-10-25T01:30+01:00" in why and "2026-10-25T01:30+00:00" in why


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-10-25T01:30+01:00", "2026-10-25 00:30"),
        ("2026-10-25T01:30+0000", "2026-10-25 01:30"),
        ("2026-10-24T23:00-02:30", "2026-10-25 01:30"),
    ],
)
def test_a_time_written_with_its_offset_is_the_instant_that_it_says(written: str, meant: str) -> None:
    found = call_out(asked_at="2026-10-24T23:30", out_at=written, back_at="")
    assert isinstance(found, CallOutRow) and found.out_at == utc(meant)


@pytest.mark.parametrize(
    ("changes", "column", "why"),
    [
        ({"asked_at": ""}, "asked_at", "is empty"),
        ({"asked_at": "2026-11-20"}, "asked_at", "must be a time written YYYY-MM-DDTHH:MM"),
        ({"asked_at": "2026-11-20T24:00"}, "asked_at", "is not a time of the day"),
        ({"asked_at": "2026-11-20T01:20+15:00"}, "asked_at", "has an offset that no clock has"),
        ({"asked_at": "1989-11-20T01:20"}, "asked_at", "is before 1990"),
        ({"asked_at": "2026-11-20T01:42"}, "out_at", "is before asked_at"),
        ({"back_at": "2026-11-20T01:40"}, "back_at", "is before out_at"),
        ({"back_at": "2026-11-20T13:42"}, "back_at", "is more than 12 hours after out_at"),
        ({"back_at": "2026-11-27T02:11"}, "back_at", "is in the future"),
        ({"wing": "H"}, "wing", "'H' is not a wing of this prison"),
        ({"wing": ""}, "wing", "is empty"),
        ({"place": "gym"}, "place", "must be one of listener_suite, listener_room, own_cell"),
        ({"suicidal_feelings": "y"}, "suicidal_feelings", "must be yes, no or empty"),
        ({"ref": "L99"}, "ref", "nobody at HMP Larkmoor has the ref 'L99'"),
    ],
)
def test_a_bad_cell_of_a_call_out_is_named_with_its_reason(changes: dict[str, str], column: str, why: str) -> None:
    found = whys(call_out(**changes))
    assert list(found) == [column]
    assert why in found[column]


def test_a_return_twelve_hours_after_going_out_is_taken_and_one_minute_more_is_not() -> None:
    assert isinstance(call_out(back_at="2026-11-20T13:41"), CallOutRow)
    assert isinstance(call_out(back_at="2026-11-20T13:42"), tuple)


def test_the_twelve_hours_are_elapsed_hours_over_the_clock_change() -> None:
    spring = {"asked_at": "2026-03-28T20:00", "out_at": "2026-03-28T20:00"}
    assert isinstance(call_out(**spring, back_at="2026-03-29T09:00"), CallOutRow)
    assert isinstance(call_out(**spring, back_at="2026-03-29T09:01"), tuple)


def test_the_same_instant_written_in_two_ways_is_the_same_key() -> None:
    one, other = call_out(), call_out(out_at="2026-11-20T02:41+01:00")
    assert isinstance(one, CallOutRow) and isinstance(other, CallOutRow)
    assert one.key == other.key


@pytest.mark.parametrize("spec", [PEOPLE, AVAILABILITY, CALL_OUTS])
def test_columns_may_stand_in_any_order_and_optional_ones_may_be_missing(spec: FileSpec) -> None:
    turned = tuple(reversed(spec.required))
    assert read_header(turned, spec) == Header(turned)
    assert read_header([f" {name} " for name in turned + spec.optional], spec) == Header(turned + spec.optional)


def test_missing_unknown_and_repeated_columns_are_all_named() -> None:
    found = read_header(["ref", "on", "on", "mood", "mood"], AVAILABILITY)
    assert isinstance(found, tuple)
    assert {(problem.line, problem.column, problem.why) for problem in found} == {
        (1, "kind", "this column is missing"),
        (1, "'mood'", "there is no such column"),
        (1, "on", "this column stands there more than once"),
    }


@pytest.mark.parametrize("names", [None, [], ["", ""]])
def test_a_file_without_a_header_is_told_which_columns_it_needs(names: list[str] | None) -> None:
    found = read_header(names, AVAILABILITY)
    assert isinstance(found, tuple) and found[0].why == "there is no header; the columns are ref, on, kind"


def lines_of(text: str) -> Iterator[tuple[int, Row]]:
    reader = csv.DictReader(io.StringIO(text))
    for row in reader:
        yield reader.line_num, row


def test_a_line_with_too_few_or_too_many_cells_is_told_so_and_nothing_else() -> None:
    text = "ref,on,kind\nL01,2026-12-24\nL01,2026-12-24,avoid,really\n"
    found = list(read_rows(lines_of(text), lambda number, row: availability_row(number, row, SITE), AVAILABILITY))
    assert found == [
        Problem(2, None, "has fewer cells than the header"),
        Problem(3, None, "has more cells than the header"),
    ]


def test_a_key_that_stands_twice_is_refused_where_it_comes_again() -> None:
    text = "ref,on,kind\nL01,2026-12-24,avoid\nL02,2026-12-24,avoid\nL01,2026-12-24,avoid\nL01,2026-12-24,prefer\n"
    found = list(read_rows(lines_of(text), lambda number, row: availability_row(number, row, SITE), AVAILABILITY))
    assert [type(each) for each in found] == [AvailabilityRow, AvailabilityRow, Problem, AvailabilityRow]
    assert found[2] == Problem(4, "ref, on, kind", "the same as in line 2")


def test_good_lines_and_every_bad_one_come_in_the_order_of_the_file() -> None:
    text = "ref,on,kind\nL01,2026-12-24,avoid\nL99,soon,maybe\n\nL02,2026-12-24,avoid\n"
    found = list(read_rows(lines_of(text), lambda number, row: availability_row(number, row, SITE), AVAILABILITY))
    assert [each.line for each in found if isinstance(each, Problem)] == [3, 3, 3]
    assert isinstance(found[0], AvailabilityRow) and isinstance(found[-1], AvailabilityRow)


def test_lines_are_taken_one_at_a_time_and_never_gathered() -> None:
    asked: list[int] = []

    def lines() -> Iterator[tuple[int, Row]]:
        for number in range(2, 100_002):
            asked.append(number)
            yield number, {**NIGHT, "ref": "L01" if number % 2 else "L02"}

    records = read_rows(lines(), lambda number, row: availability_row(number, row, SITE), AVAILABILITY)
    assert isinstance(next(records), AvailabilityRow)
    assert asked == [2]


ANY_TEXT = st.one_of(
    st.text(),
    st.text("0123456789-T:+Z ", max_size=26),
    st.from_regex(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}([+-][0-9]{4})?", fullmatch=True),
    st.text("LKIABCD-;01", max_size=15),
)


@given(cells=st.fixed_dictionaries({}, optional={column: ANY_TEXT for column in PERSON}))
@example(cells={"joined_on": "0000-00-00", "name": "\ud800"})
def test_any_text_for_a_person_gives_a_record_or_reasons(cells: dict[str, str]) -> None:
    found = person(**cells)
    if isinstance(found, PersonRow):
        assert found.cell.wing in SITE.wings and 0 < len(found.name) <= 80
    else:
        assert set(whys(found)) <= set(cells)


@given(cells=st.fixed_dictionaries({}, optional={column: ANY_TEXT for column in NIGHT}))
def test_any_text_for_a_night_gives_a_record_or_reasons(cells: dict[str, str]) -> None:
    found = night(**cells)
    if isinstance(found, AvailabilityRow):
        assert found.ref in SITE.refs and date(1990, 1, 1) <= found.on <= date(2028, 11, 27)
    else:
        assert set(whys(found)) <= set(cells)


@given(cells=st.fixed_dictionaries({}, optional={column: ANY_TEXT for column in CALL_OUT}))
@example(cells={"out_at": "2026-11-20T01:30-1460"})
@example(cells={"back_at": "9999-12-31T23:59-1400"})
def test_any_text_for_a_call_out_gives_a_record_or_reasons(cells: dict[str, str]) -> None:
    found = call_out(**cells)
    if isinstance(found, CallOutRow):
        assert found.asked_at <= found.out_at <= (found.back_at or SITE.now) <= SITE.now
    else:
        assert set(whys(found)) <= set(cells) | {"out_at", "back_at"}


@given(text=st.text())
def test_any_file_gives_a_header_or_reasons(text: str) -> None:
    reader = csv.DictReader(io.StringIO(text))
    try:
        names = reader.fieldnames
    except csv.Error:
        return
    for spec in (PEOPLE, AVAILABILITY, CALL_OUTS):
        found = read_header(names, spec)
        assert isinstance(found, Header) or all(problem.line == 1 for problem in found)
