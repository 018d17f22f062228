"""When is a flag raised, raised again and moved, and how are its reasons kept?"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from listeners.domain.care.facts import AtWork, Tick
from listeners.domain.care.flag_life import (
    FlagOnFile,
    FollowUp,
    MoveFault,
    Outcome,
    StepKind,
    fault_in_follow_up,
    fault_in_move,
    next_step,
)
from listeners.domain.care.flags import FlagState, Level, keys_of, new_reasons
from listeners.domain.care.offload import Officer
from listeners.domain.care.packed import pack, unpack
from listeners.domain.care.reasons import Code, Group, Reason
from listeners.domain.work_told import Department, Said
from tests.domain.care_cases import NOW, SUICIDAL, assessed, codes, contact, facts, night_call_out, not_kept, offload

CARED_FOR = (offload(3),)
DEAN = assessed(facts(offloads=CARED_FOR, rests=(not_kept(2),)))
DEAN_AGAIN = assessed(facts(offloads=CARED_FOR, rests=(not_kept(2), not_kept(1))))


def on_file(state: FlagState, level: Level = Level.FLAG) -> FlagOnFile:
    return FlagOnFile(state, level, keys_of(DEAN.reasons))


def test_the_first_reason_raises_a_flag() -> None:
    step = next_step(DEAN, None)
    assert step is not None
    assert (step.kind, step.level, step.new) == (StepKind.RAISE, Level.FLAG, DEAN.reasons)


def test_without_a_reason_nothing_is_raised() -> None:
    assert next_step(assessed(facts(offloads=CARED_FOR)), None) is None


@pytest.mark.parametrize("state", list(FlagState))
def test_the_same_facts_on_the_next_day_change_nothing_whatever_became_of_the_flag(state: FlagState) -> None:
    assert next_step(DEAN, on_file(state)) is None


def test_a_closed_flag_is_raised_again_by_a_new_fact() -> None:
    step = next_step(DEAN_AGAIN, on_file(FlagState.CLOSED))
    assert step is not None
    assert (step.kind, step.level) == (StepKind.REOPEN, Level.URGENT)
    assert next_step(DEAN_AGAIN, FlagOnFile(FlagState.CLOSED, step.level, step.known)) is None


@pytest.mark.parametrize("state", [FlagState.RAISED, FlagState.TAKEN_UP, FlagState.GONE_THROUGH])
def test_a_new_fact_is_added_to_a_flag_that_is_open(state: FlagState) -> None:
    step = next_step(DEAN_AGAIN, on_file(state))
    assert step is not None
    assert (step.kind, step.level) == (StepKind.ADD, Level.URGENT)


def test_while_it_is_open_a_flag_never_becomes_less_urgent() -> None:
    contacts = (contact(1, SUICIDAL), contact(2, SUICIDAL), contact(3, SUICIDAL))
    found = assessed(facts(offloads=CARED_FOR, contacts=contacts))
    step = next_step(found, on_file(FlagState.RAISED, Level.URGENT))
    assert found.level is Level.FLAG and step is not None and step.level is Level.URGENT


def test_facts_that_fall_out_of_the_window_are_no_new_facts() -> None:
    four = tuple(contact(day, SUICIDAL) for day in (1, 2, 3, 6))
    before = assessed(facts(offloads=CARED_FOR, contacts=four))
    after = assessed(facts(offloads=CARED_FOR, contacts=four[:3]))
    assert keys_of(before.reasons) != keys_of(after.reasons)
    assert new_reasons(after.reasons, keys_of(before.reasons)) == ()


def test_days_that_go_by_without_offload_are_no_new_fact() -> None:
    found = assessed(facts(offloads=(offload(40),)))
    assert "40" not in "".join(keys_of(found.reasons))
    assert next_step(found, FlagOnFile(FlagState.CLOSED, Level.FLAG, keys_of(found.reasons))) is None


def test_an_officer_at_a_third_offload_is_a_new_fact() -> None:
    two = (offload(10, Officer.PRESENT), offload(17, Officer.PRESENT), offload(24))
    closed = FlagOnFile(FlagState.CLOSED, Level.FLAG, keys_of(assessed(facts(offloads=two)).reasons))
    step = next_step(assessed(facts(offloads=(offload(3, Officer.EARSHOT), *two))), closed)
    assert step is not None and step.kind is StepKind.REOPEN


def test_the_thirty_second_day_is_a_new_fact_after_a_flag_for_officers_was_closed() -> None:
    officers = (offload(2, Officer.PRESENT), offload(9, Officer.PRESENT))
    known = keys_of(assessed(facts(offloads=(*officers, offload(31)))).reasons)
    step = next_step(
        assessed(facts(offloads=(*officers, offload(32)))), FlagOnFile(FlagState.CLOSED, Level.FLAG, known)
    )
    assert step is not None and [reason.code for reason in step.new] == [Code.OFFLOADS_UNPROTECTED]


def test_a_tick_added_later_to_a_contact_is_a_new_fact() -> None:
    known = keys_of(assessed(facts(contacts=(contact(1, SUICIDAL),))).reasons)
    found = assessed(facts(contacts=(contact(1, SUICIDAL, Tick.ATTEMPT_OR_DEATH),), offloads=CARED_FOR))
    assert codes(found) == ["attempt_or_death"]
    assert new_reasons(found.reasons, known) == found.reasons


def test_one_more_call_out_on_the_same_night_is_a_new_fact() -> None:
    three, four = (assessed(facts(offloads=CARED_FOR, call_outs=(night_call_out(2),) * times)) for times in (3, 4))
    assert new_reasons(four.reasons, keys_of(three.reasons)) == four.reasons != ()


def test_a_fact_looked_at_before_is_never_new_again_after_others() -> None:
    other = assessed(facts(offloads=CARED_FOR, asked=(0,)))
    step = next_step(other, on_file(FlagState.CLOSED))
    assert step is not None
    assert next_step(DEAN, FlagOnFile(FlagState.CLOSED, step.level, step.known)) is None


def test_the_keys_are_those_of_the_facts_and_not_of_their_order() -> None:
    rests = (not_kept(2), not_kept(9))
    one, other = (assessed(facts(offloads=CARED_FOR, rests=order)) for order in (rests, rests[::-1]))
    assert keys_of(one.reasons) == keys_of(other.reasons) != keys_of(DEAN.reasons)


ALLOWED = {
    (FlagState.RAISED, FlagState.TAKEN_UP),
    (FlagState.TAKEN_UP, FlagState.GONE_THROUGH),
    (FlagState.TAKEN_UP, FlagState.CLOSED),
    (FlagState.GONE_THROUGH, FlagState.CLOSED),
}


@pytest.mark.parametrize("state", list(FlagState))
@pytest.mark.parametrize("to", list(FlagState))
def test_a_flag_is_taken_up_gone_through_and_closed_and_a_person_never_moves_it_back(
    state: FlagState, to: FlagState
) -> None:
    outcome = Outcome.SUPPORT_IN_PLACE if to is FlagState.CLOSED else None
    expected = None if (state, to) in ALLOWED else MoveFault.NOT_FROM_HERE
    assert fault_in_move(state, to, outcome) is expected


def test_a_flag_is_not_closed_without_an_outcome_and_has_none_before() -> None:
    closing = fault_in_move(FlagState.GONE_THROUGH, FlagState.CLOSED, None)
    early = fault_in_move(FlagState.RAISED, FlagState.TAKEN_UP, Outcome.NOTHING_WANTED)
    assert (closing, early) == (MoveFault.OUTCOME_MISSING, MoveFault.OUTCOME_TOO_EARLY)


def test_healthcare_is_brought_in_only_with_consent() -> None:
    assert fault_in_follow_up(FlagState.TAKEN_UP, FollowUp.HEALTHCARE, consent=False) is MoveFault.CONSENT_MISSING
    assert fault_in_follow_up(FlagState.TAKEN_UP, FollowUp.HEALTHCARE, consent=True) is None
    assert fault_in_follow_up(FlagState.TAKEN_UP, FollowUp.REST_OFFERED, consent=False) is None


def test_what_was_done_is_noted_once_taken_up_and_until_closed() -> None:
    assert fault_in_follow_up(FlagState.RAISED, FollowUp.EXTRA_OFFLOAD, False) is MoveFault.NOT_FROM_HERE
    assert fault_in_follow_up(FlagState.CLOSED, FollowUp.EXTRA_OFFLOAD, False) is MoveFault.CLOSED
    assert fault_in_follow_up(FlagState.GONE_THROUGH, FollowUp.CONDITIONS_RAISED, False) is None


def test_packed_reasons_are_read_as_they_were() -> None:
    usual = Reason(Group.EXPOSURE, Code.CONTACTS_OVER_USUAL, 4, 3, 28, ("contacts:a", "contacts:b"), Fraction(3, 2))
    without = assessed(facts(offloads=(offload(3, Officer.PRESENT), offload(10, Officer.EARSHOT)))).reasons
    work = AtWork(NOW - timedelta(hours=3), NOW - timedelta(hours=2), Said.MADE, Department.KITCHENS)
    broken = replace(not_kept(2), until=NOW, at=(NOW - timedelta(hours=1),), work=(work,))
    reasons = (
        *assessed(facts(rests=(broken,))).reasons,
        usual,
        *without,
        *assessed(facts(asked=(0,), offloads=CARED_FOR)).reasons,
    )
    assert unpack(pack(reasons)) == reasons


def test_reasons_kept_before_they_had_dates_are_read_without_them() -> None:
    kept = json.loads(pack(DEAN.reasons))
    del kept[0]["since"], kept[0]["behind"]
    assert unpack(json.dumps(kept)) == tuple(replace(reason, behind=()) for reason in DEAN.reasons)


@pytest.mark.parametrize("text", ["", "{", "[1]", "[{}]", "{}x", pack(DEAN.reasons).replace("rest_not_kept", "guess")])
def test_anything_else_is_not_read_as_reasons(text: str) -> None:
    with pytest.raises(ValueError):
        unpack(text)
