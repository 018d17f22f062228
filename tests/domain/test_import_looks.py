"""What a line changes, what a whole file would do, and notices as facts: told, kept as text, read again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from listeners.domain.cells import Cell
from listeners.domain.import_changes import (
    AvailabilityOnFile,
    CallOutOnFile,
    FieldChange,
    availability_changes,
    call_out_changes,
    person_changes,
)
from listeners.domain.import_look import MOST_SHOWN, LineChange, Look, NightShort, Tally, pack, unpack
from listeners.domain.imports import AvailabilityRow, CallOutRow, PersonRow
from listeners.domain.notices import ids_in, read_facts
from listeners.domain.people import AvailabilityKind, ListenerId, Standing, StandingFrom
from listeners.domain.states import ContactPlace
from listeners.domain.team import TeamMember
from listeners.errors import Problem

TODAY = date(2026, 11, 20)
OUT = datetime(2026, 11, 18, 2, 50, tzinfo=UTC)
ROW = PersonRow(
    "L01", "Sam", "A1001AA", Cell("LKI", "B", "2", "001"), None, 100, date(2026, 6, 1), Standing.ACTIVE, None
)
MEMBER = TeamMember(
    ListenerId("1" * 20),
    "L01",
    "Sam",
    "A1001AA",
    "LKI-B-2-001",
    "B",
    None,
    100,
    date(2026, 6, 1),
    True,
    ("AM",),
    (StandingFrom(Standing.ACTIVE, date(2026, 6, 1)),),
)


def test_the_same_line_changes_nothing_and_an_empty_reserve_says_nothing() -> None:
    assert person_changes(ROW, MEMBER, TODAY) == ()
    assert person_changes(replace(ROW, reserve=False), MEMBER, TODAY) == (FieldChange("reserve", "yes", "no"),)


@pytest.mark.parametrize(
    ("row", "change"),
    [
        (replace(ROW, name="Samuel"), FieldChange("name", "Sam", "Samuel")),
        (replace(ROW, prison_number="A1001AB"), FieldChange("prison_number", "A1001AA", "A1001AB")),
        (replace(ROW, cell=Cell("LKI", "A", "1", "1")), FieldChange("cell", "LKI-B-2-001", "LKI-A-1-1")),
        (replace(ROW, reaches=frozenset("CA")), FieldChange("reaches", "", "A;C")),
        (replace(ROW, share=25), FieldChange("share", "100", "25")),
        (replace(ROW, joined_on=date(2026, 5, 1)), FieldChange("joined_on", "2026-06-01", "2026-05-01")),
        (replace(ROW, standing=Standing.LEFT), FieldChange("standing", "active", "left")),
    ],
)
def test_each_column_that_differs_is_told_as_it_was_and_as_it_will_be(row: PersonRow, change: FieldChange) -> None:
    assert person_changes(row, MEMBER, TODAY) == (change,)


def test_the_standing_of_somebody_who_joins_later_is_the_one_he_joins_with() -> None:
    later = replace(MEMBER, standings=(StandingFrom(Standing.ACTIVE, date(2026, 12, 1)),))

    assert person_changes(ROW, later, TODAY) == ()


def test_a_reason_that_differs_is_told_without_its_words() -> None:
    row = AvailabilityRow("L01", TODAY, AvailabilityKind.AVOID, "Visit")
    on_file = AvailabilityOnFile("x", MEMBER.id, TODAY, AvailabilityKind.AVOID, "Court", True)

    assert availability_changes(row, on_file, says_reason=True) == (FieldChange("reason", None, None),)
    assert availability_changes(row, on_file, says_reason=False) == ()
    withdrawn = replace(on_file, in_force=False, reason="Visit")
    assert availability_changes(row, withdrawn, says_reason=True) == (FieldChange("kind", "", "avoid"),)


def test_a_return_that_a_line_does_not_give_stays() -> None:
    on_file = CallOutOnFile("c", "a", MEMBER.id, OUT, OUT, OUT, "B", ContactPlace.OWN_CELL)
    row = CallOutRow("L01", OUT, OUT, None, "B", ContactPlace.OWN_CELL, None)

    assert call_out_changes(row, on_file) == ()
    assert [
        each.column for each in call_out_changes(replace(row, wing="A", place=ContactPlace.CELL_DOOR), on_file)
    ] == [
        "wing",
        "place",
    ]
    assert call_out_changes(replace(row, back_at=OUT), replace(on_file, back_at=None)) == (
        FieldChange("back_at", "", "2026-11-18T02:50:00Z"),
    )


def test_every_line_is_counted_and_the_first_two_hundred_are_shown() -> None:
    tally = Tally()
    for number in range(MOST_SHOWN + 1):
        tally.add(str(number))
    assert not tally.compare("same", ())
    assert tally.compare("other", (FieldChange("a", "b", "c"),))

    look = tally.look()
    assert (look.added, look.changed, look.same, len(look.shown)) == (MOST_SHOWN + 1, 1, 1, MOST_SHOWN)


def test_a_look_kept_as_text_is_the_same_look() -> None:
    look = Look(
        1,
        2,
        3,
        (LineChange("L01", (), ("Sam", "LKI-A-1-001")), LineChange("L02", (FieldChange("cell", "a", None),))),
        (Problem(4, "cell", "bad"), Problem(5, None, "worse")),
        (NightShort("L01", TODAY),),
        (NightShort("L02", TODAY),),
        ("L02 2026-12-01 avoid",),
    )
    assert unpack(pack(look)) == look


def test_a_look_kept_before_words_were_read_names_nobody() -> None:
    look = Look(added=1, shown=(LineChange("L01", ()),))
    kept = json.loads(pack(look))
    del kept["named"], kept["shown"][0]["says"]

    assert unpack(json.dumps(kept)) == look


def test_the_facts_of_a_notice_are_dates_and_instants_again_and_name_their_listeners() -> None:
    text = json.dumps({"listener": "a1" * 10, "nights": [["2026-11-20", "first"]], "at": "2026-11-18T02:50:00+00:00"})

    facts = read_facts(text)
    assert facts["nights"] == [[TODAY, "first"]]
    assert facts["at"] == OUT
    assert list(ids_in(facts)) == ["a1" * 10]
