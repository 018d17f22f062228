"""When is a talk with somebody who leaves due, and what may be put on file of it?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from listeners.domain.care.exit_talk import (
    Came,
    Due,
    ExitKind,
    ExitTalk,
    Felt,
    TalkOn,
    due,
    exit_fault,
    pack_exit,
    unpack_exit,
)
from listeners.domain.people import Standing, StandingFrom

TODAY = date(2026, 11, 27)
JOINED = StandingFrom(Standing.ACTIVE, date(2025, 1, 1))
LEAVING, RELEASED = ExitKind


def gone(days_ago: int, standing: Standing = Standing.LEFT) -> tuple[StandingFrom, ...]:
    return JOINED, StandingFrom(standing, TODAY - timedelta(days=days_ago))


def kinds(history: tuple[StandingFrom, ...], *on_file: TalkOn) -> list[ExitKind]:
    return [each.kind for each in due(history, on_file, TODAY)]


@pytest.mark.parametrize(
    ("days_ago", "found"),
    [
        (-29, []),
        (-28, [LEAVING]),
        (0, [LEAVING]),
        (27, [LEAVING]),
        (28, [LEAVING, RELEASED]),
        (56, [LEAVING, RELEASED]),
        (57, [RELEASED]),
        (182, [RELEASED]),
        (183, []),
    ],
)
def test_one_is_due_when_he_goes_and_one_outside(days_ago: int, found: list[ExitKind]) -> None:
    assert kinds(gone(days_ago)) == found


def test_who_stays_is_asked_nothing_and_who_has_gone_elsewhere_has_no_talk_outside() -> None:
    assert due((JOINED,), (), TODAY) == ()
    gone_on = TODAY - timedelta(days=40)
    elsewhere = Due(LEAVING, gone_on, gone_on + timedelta(days=56))
    assert due(gone(40, Standing.TRANSFERRED), (), TODAY) == (elsewhere,)


def test_what_is_on_file_is_due_no_more_but_for_an_earlier_going() -> None:
    talk = TalkOn(LEAVING, TODAY - timedelta(days=60))
    assert kinds(gone(40), talk) == [RELEASED]
    assert kinds(gone(40), talk, TalkOn(RELEASED, TODAY)) == []
    back = StandingFrom(Standing.ACTIVE, TODAY - timedelta(days=50))
    again = StandingFrom(Standing.LEFT, TODAY - timedelta(days=10))
    assert kinds((*gone(70), back, again), talk) == [LEAVING]


def test_whatever_came_of_it_opens_again() -> None:
    said = ExitTalk(Came.HELD, (Felt.YES, None, Felt.RATHER_NOT), "Being useful.", "The nights.", "Days off.")
    for talk in (said, ExitTalk(Came.DECLINED)):
        assert unpack_exit(pack_exit(talk)) == talk
    with pytest.raises(ValueError, match="not a talk"):
        unpack_exit("{}")


def test_of_a_talk_that_was_not_held_nothing_is_kept() -> None:
    today = TalkOn(LEAVING, TODAY)
    fault = exit_fault(today, ExitTalk(Came.DECLINED, good="words"), (JOINED,), TODAY)
    assert fault is not None and fault[0] == "came"
    assert exit_fault(today, ExitTalk(Came.NOT_REACHED), (JOINED,), TODAY) is None
    assert exit_fault(today, ExitTalk(Came.HELD), (JOINED,), TODAY) is None
    ahead = exit_fault(TalkOn(LEAVING, TODAY + timedelta(days=1)), ExitTalk(Came.HELD), (JOINED,), TODAY)
    assert ahead is not None and ahead[0] == "on"


def test_nobody_is_talked_with_outside_while_he_is_here() -> None:
    def fault(days_ago: int, *history: StandingFrom, came: Came = Came.HELD) -> tuple[str, str] | None:
        return exit_fault(TalkOn(RELEASED, TODAY - timedelta(days=days_ago)), ExitTalk(came), history, TODAY)

    assert all(each and each[0] == "kind" for each in (fault(0, JOINED), fault(3, *gone(2))))
    assert fault(0, *gone(2)) is None
    back = StandingFrom(Standing.ACTIVE, TODAY)
    assert fault(1, *gone(2), back) is None, "he has come back since"
    assert fault(0, JOINED, came=Came.DECLINED) is None, "he may say beforehand that he would rather not"
    assert kinds(gone(40), TalkOn(RELEASED, TODAY - timedelta(days=45))) == [LEAVING], "and is not asked again"
