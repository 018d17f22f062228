"""Who is to be asked whether he wants to be a Listener, and what does an answer say about him?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from listeners.domain.care.decision import (
    BY_LENGTH,
    Answer,
    Decided,
    Decision,
    Stage,
    Topic,
    by_himself,
    decision_fault,
    hard,
    is_loud,
    latest,
    pack_decision,
    stage,
    unpack_decision,
)

LONDON = ZoneInfo("Europe/London")
TODAY = date(2026, 11, 27)
NOW = datetime(2026, 11, 27, 20, 30, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
TOLD = frozenset({Topic.HARM})


def decided(answer: Answer, days_ago: int = 0, at: datetime = NOW, before: int = 0) -> Decided:
    return Decided(TODAY - days_ago * DAY, at, Decision(answer, TOLD, "Jo"), before)


def stage_of(last: Decided | None, *, held: bool = False, hard_at: datetime | None = None) -> Stage:
    return stage(last, held, hard_at, TODAY, LONDON)


def test_whoever_was_here_before_is_to_confirm_and_whoever_is_held_is_to_decide() -> None:
    assert stage_of(None) is Stage.TO_CONFIRM
    assert stage_of(None, held=True) is Stage.TO_DECIDE


@pytest.mark.parametrize("answer", [Answer.NOT_NOW, Answer.NO])
def test_of_whoever_said_not_now_or_no_nothing_more_is_asked(answer: Answer) -> None:
    assert stage_of(decided(answer, 300), held=True, hard_at=NOW) is Stage.NOT_NOW


def test_a_yes_is_asked_for_again_after_26_weeks_and_louder_28_days_later() -> None:
    for days, found, loud in (
        (181, Stage.DECIDED, False),
        (182, Stage.RENEW, False),
        (209, Stage.RENEW, False),
        (210, Stage.RENEW, True),
    ):
        last = decided(Answer.YES, days)
        assert (stage_of(last), is_loud(last, TODAY)) == (found, loud), days


def test_after_something_hard_he_is_asked_again_until_he_has_answered_after_it() -> None:
    hard_at = NOW - 2 * DAY
    assert stage_of(None, hard_at=hard_at) is Stage.ASK_AGAIN
    assert stage_of(decided(Answer.YES, 3), hard_at=hard_at) is Stage.ASK_AGAIN
    assert stage_of(decided(Answer.YES, 1), hard_at=hard_at) is Stage.DECIDED
    on_its_day = [decided(Answer.YES, 2, hard_at + minutes * timedelta(minutes=1)) for minutes in (-1, 0, 1)]
    assert [stage_of(each, hard_at=hard_at) for each in on_its_day] == [
        Stage.ASK_AGAIN,
        Stage.DECIDED,
        Stage.DECIDED,
    ]
    assert stage_of(None, held=True, hard_at=hard_at) is Stage.TO_DECIDE, "he gets no nights as it is"


def test_hard_is_an_attempt_or_a_death_or_the_second_rest_not_kept_within_28_days() -> None:
    assert hard([], [NOW - DAY], NOW) is None
    assert hard([], [NOW - DAY, NOW - 28 * DAY], NOW) == NOW - DAY
    assert hard([], [NOW - DAY, NOW - 28 * DAY - timedelta(minutes=1)], NOW) is None
    assert hard([NOW - 28 * DAY], [], NOW) == NOW - 28 * DAY
    assert hard([NOW - 29 * DAY, NOW + DAY], [], NOW) is None
    assert hard([NOW - 3 * DAY], [NOW - 5 * DAY, NOW - 2 * DAY], NOW) == NOW - 2 * DAY


def test_a_yes_counts_only_when_somebody_has_told_him_what_it_can_do_to_him_and_a_no_needs_nothing() -> None:
    for answer in (Answer.NO, Answer.NOT_NOW):
        assert decision_fault(Decision(answer, frozenset()), TODAY, TODAY) is None
    assert decision_fault(Decision(Answer.YES, TOLD, "Jo"), TODAY, TODAY) is None
    assert decision_fault(Decision(Answer.YES, TOLD), TODAY, TODAY)
    assert decision_fault(Decision(Answer.YES, frozenset(Topic) - TOLD, "Jo"), TODAY, TODAY)


def test_a_day_that_is_ahead_or_more_than_a_year_ago_is_refused() -> None:
    for days in (-1, 367):
        assert decision_fault(Decision(Answer.NO, frozenset()), TODAY - days * DAY, TODAY)
    assert decision_fault(Decision(Answer.NO, frozenset()), TODAY - 366 * DAY, TODAY) is None


def test_the_latest_day_counts_and_of_one_day_what_came_on_file_last() -> None:
    early, late = decided(Answer.NO, 1, before=1), decided(Answer.YES)
    assert latest([late, early]) is late
    again = decided(Answer.NO, before=2)
    assert latest([again, late]) is again
    assert latest([]) is None


def test_every_decision_comes_back_as_it_was() -> None:
    told = [by_himself(answer) for answer in Answer]
    told += [Decision(Answer.YES, TOLD, "Jo"), Decision(Answer.NOT_NOW, frozenset(Topic), "\U0001f600" * BY_LENGTH)]
    assert [unpack_decision(pack_decision(each)) for each in told] == told
    for wrong in ("[]", '{"answer": "perhaps", "explained": [], "by": ""}'):
        with pytest.raises(ValueError, match="decision|perhaps"):
            unpack_decision(wrong)
