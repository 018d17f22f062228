"""What can be told and noted of a concern?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from listeners.domain.care.concern import (
    Concern,
    ConcernKind,
    ConcernOutcome,
    ConcernStep,
    StepNote,
    due_after,
    due_on,
    pack_concern,
    pack_note,
    step_fault,
    unpack_concern,
    unpack_note,
)

TOLD_ON = date(2026, 11, 20)
TODAY = date(2026, 11, 27)
RIGHT = ConcernOutcome.PUT_RIGHT
PASSED = StepNote("", "safer custody", "a plan of terror", False, date(2026, 11, 24))


@pytest.mark.parametrize("told", [Concern(frozenset(), "a"), Concern(frozenset(ConcernKind), 'b"' * 200)])
def test_what_is_packed_opens_again(told: Concern) -> None:
    assert unpack_concern(pack_concern(told)) == told


def test_the_note_of_a_step_opens_again_with_everything() -> None:
    assert unpack_note(pack_note(PASSED)) == PASSED
    ended = StepNote("words", next_on=TODAY, outcome=RIGHT)
    assert unpack_note(pack_note(ended)) == ended
    earlier = '{"words": "a", "to": "", "ground": "", "agreed": null, "told_on": null}'
    assert unpack_note(earlier) == StepNote("a")
    assert unpack_note(pack_note(StepNote("talked"))) == StepNote("talked")


def test_something_is_to_be_done_within_seven_days() -> None:
    assert due_on(TOLD_ON) == TODAY


@pytest.mark.parametrize("days", [-1, 8])
def test_a_step_is_not_before_it_was_told_nor_ahead(days: int) -> None:
    fault = step_fault(ConcernStep.TALKED, TOLD_ON + timedelta(days=days), StepNote("words"), TOLD_ON, TODAY)
    assert fault is not None and fault[0] == "on"


def test_a_step_says_something() -> None:
    fault = step_fault(ConcernStep.RAISED, TODAY, StepNote(), TOLD_ON, TODAY)
    assert fault is not None and fault[0] == "words"
    assert step_fault(ConcernStep.TALKED, TODAY, StepNote("he has moved"), TOLD_ON, TODAY) is None


@pytest.mark.parametrize("step", [ConcernStep.RAISED, ConcernStep.ESCALATED])
def test_what_was_asked_says_of_whom(step: ConcernStep) -> None:
    fault = step_fault(step, TODAY, StepNote("why?"), TOLD_ON, TODAY)
    assert fault is not None and fault[0] == "to"
    assert step_fault(step, TODAY, StepNote("why?", "the governor"), TOLD_ON, TODAY) is None


def test_a_closing_says_what_came_of_it() -> None:
    fault = step_fault(ConcernStep.CLOSED, TODAY, StepNote("he has moved"), TOLD_ON, TODAY)
    assert fault is not None and fault[0] == "outcome"
    assert step_fault(ConcernStep.CLOSED, TODAY, StepNote("words", outcome=RIGHT), TOLD_ON, TODAY) is None


@pytest.mark.parametrize(("days", "allowed"), [(-1, False), (0, True), (28, True), (29, False)])
def test_the_next_step_is_due_within_four_weeks(days: int, allowed: bool) -> None:
    note = StepNote("words", next_on=TODAY + timedelta(days=days))
    assert (step_fault(ConcernStep.TALKED, TODAY, note, TOLD_ON, TODAY) is None) == allowed


def test_after_a_step_the_next_is_due_when_somebody_said_or_in_seven_days() -> None:
    on, said = TOLD_ON + timedelta(days=2), TOLD_ON + timedelta(days=20)
    assert due_after(ConcernStep.RAISED, on, said, TODAY, TODAY) == said
    assert due_after(ConcernStep.TALKED, on, None, TODAY, None) == on + timedelta(days=7)
    assert due_after(ConcernStep.TAKEN_ON, on, None, TODAY, None) == TODAY
    assert due_after(ConcernStep.CLOSED, on, None, TODAY, None) == TODAY


def test_what_was_done_before_it_was_opened_again_draws_no_date_back() -> None:
    on, opened, later = TOLD_ON, TODAY, TODAY + timedelta(days=1)
    assert due_after(ConcernStep.TALKED, on, None, due_on(opened), opened) == due_on(opened)
    assert due_after(ConcernStep.TALKED, later, None, due_on(opened), opened) == due_on(later)
    assert due_after(ConcernStep.REOPENED, later, None, due_on(opened), opened) == due_on(later)


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
