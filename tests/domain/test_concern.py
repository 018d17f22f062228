"""What can be told and noted of a concern, and does what is sealed tell its length?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from listeners.domain.care.concern import (
    LONGEST_CONCERN,
    Concern,
    ConcernKind,
    ConcernStep,
    StepNote,
    due_on,
    pack_concern,
    pack_note,
    step_fault,
    unpack_concern,
    unpack_note,
)

TOLD_ON = date(2026, 11, 20)
TODAY = date(2026, 11, 27)
PASSED = StepNote("", "safer custody", "a plan of terror", False, date(2026, 11, 24))


@pytest.mark.parametrize("told", [Concern(frozenset(), "a"), Concern(frozenset(ConcernKind), 'b"' * 200)])
def test_what_is_packed_has_one_length_and_opens_again(told: Concern) -> None:
    longest = Concern(frozenset(), "x" * LONGEST_CONCERN)
    assert unpack_concern(pack_concern(told)) == told
    assert len(pack_concern(told)) == len(pack_concern(longest)) or len(told.words) > 300
    assert len(pack_concern(told)) % 800 == 0


def test_the_note_of_a_step_opens_again_with_everything() -> None:
    assert unpack_note(pack_note(PASSED)) == PASSED
    assert unpack_note(pack_note(StepNote("talked"))) == StepNote("talked")
    assert len(pack_note(PASSED)) == len(pack_note(StepNote()))


def test_something_is_to_be_done_within_seven_days() -> None:
    assert due_on(TOLD_ON) == TODAY


@pytest.mark.parametrize("days", [-1, 8])
def test_a_step_is_not_before_it_was_told_nor_ahead(days: int) -> None:
    fault = step_fault(ConcernStep.TALKED, TOLD_ON + timedelta(days=days), StepNote("words"), TOLD_ON, TODAY)
    assert fault is not None and fault[0] == "on"


def test_a_step_says_something() -> None:
    fault = step_fault(ConcernStep.RAISED, TODAY, StepNote(), TOLD_ON, TODAY)
    assert fault is not None and fault[0] == "words"
    assert step_fault(ConcernStep.CLOSED, TODAY, StepNote("he has moved"), TOLD_ON, TODAY) is None


@pytest.mark.parametrize(
    ("note", "field"),
    [
        (StepNote("", "", "law", True, TODAY), "to"),
        (StepNote("", "police", "", True, TODAY), "ground"),
        (StepNote("", "police", "law", None, TODAY), "agreed"),
        (StepNote("", "police", "law", True, None), "told_on"),
        (StepNote("", "police", "law", True, date(2026, 11, 26)), "told_on"),
        (StepNote("", "police", "law", True, date(2026, 11, 19)), "told_on"),
    ],
)
def test_a_passing_on_says_to_whom_on_what_ground_and_that_he_was_told_first(note: StepNote, field: str) -> None:
    fault = step_fault(ConcernStep.PASSED_ON, date(2026, 11, 25), note, TOLD_ON, TODAY)
    assert fault is not None and fault[0] == field
    assert step_fault(ConcernStep.PASSED_ON, date(2026, 11, 25), PASSED, TOLD_ON, TODAY) is None
