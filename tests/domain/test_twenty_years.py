"""Every night from 2026 to 2046 in London: is no rest a second short, and does the plain model find the same?

All of them in the long run, every tenth otherwise; the nights around a change of the clocks always.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from listeners.domain.duties import PlannedDuty, stood_down_by
from listeners.domain.people import ListenerId
from listeners.domain.policy import Policy
from listeners.domain.rest import resting_until, rests_owed
from listeners.domain.rest_facts import Interruption
from listeners.domain.rest_nights import night_call_outs
from tests.domain.rest_builders import LONDON, default_policy
from tests.night_ledger import DAY, HOUR, Call, Man, Request, wall
from tests.night_model import Night, stand_by
from tests.size import sized

FIRST, LAST = date(2026, 1, 1), date(2046, 12, 31)
SECOND = timedelta(seconds=1)
LENGTHS = {"broken_night": 11, "daily_rest": 11, "restarted": 11, "early_call": 5}


def changes_of(year: int) -> Iterator[date]:
    """The nights in which the clocks change: before the last Sundays of March and of October."""
    for month in (3, 10):
        last = date(year, month, 31)
        yield last - timedelta(days=(last.weekday() + 1) % 7 + 1)


CHANGES = [night for year in range(FIRST.year, LAST.year + 1) for night in changes_of(year)]


def nights_looked_at() -> list[date]:
    """All nights, or every tenth; and the three of each change of the clocks."""
    every = 10 // sized(10)
    some = {date.fromordinal(each) for each in range(FIRST.toordinal(), LAST.toordinal() + 1, every)}
    return sorted(some | {night + n * DAY for night in CHANGES for n in (-1, 0, 1)})


def calls_of(night: date) -> list[tuple[datetime, datetime]]:
    """One to three call-outs of a night and its day, to the second, as chance has it; nobody is in two places."""
    chance = Random(night.toordinal())
    start, end = wall(night, "18:00"), wall(night + DAY, "20:00")
    marks = sorted(chance.randrange(int((end - start) / SECOND)) for _ in range(2 * chance.randint(1, 3)))
    moments = [start + mark * SECOND for mark in marks]
    return [(out, min(back, out + 9 * HOUR)) for out, back in zip(moments[::2], moments[1::2], strict=True)]


def test_on_no_night_of_twenty_years_is_a_rest_a_second_short() -> None:
    for night in nights_looked_at():
        calls = calls_of(night)
        happened = [Interruption(str(n), out_at=out, back_at=back) for n, (out, back) in enumerate(calls)]
        owed = rests_owed(happened, (), default_policy, LONDON, wall(night + 9 * DAY, "12:00"))
        for rest in owed:
            assert (rest.rest_until - rest.rest_from).total_seconds() == LENGTHS[rest.rule] * 3600, night
            assert resting_until(owed, rest.rest_until - SECOND) is not None, night
        by_model = Night({"sam": Man("1", reserve=False)}, wall(night + 9 * DAY, "12:00"))
        by_model.requests["one"] = Request("A", calls[0][0], "returned")
        by_model.requests["one"].calls += [Call("sam", "lead", "returned", out=out, back=back) for out, back in calls]
        found = [(rest.rest_from, rest.rest_until, rest.excused_until, rest.rule.value, rest.kept) for rest in owed]
        assert found == by_model.rests("sam"), night

        called = {each.night for each in night_call_outs(happened, default_policy, LONDON)}
        ahead = [night + n * DAY for n in range(4)]
        duties = [PlannedDuty(str(on), ListenerId("sam"), on, *stand_by(on)) for on in ahead]
        withdrawn = {each.duty.night for each in stood_down_by(owed, called, duties, Policy())}
        assert withdrawn == {on for on in ahead if by_model.forbidden("sam", on)}, night


def test_the_changes_of_2026_are_those_of_28_march_and_24_october() -> None:
    assert CHANGES[:2] == [date(2026, 3, 28), date(2026, 10, 24)]
    assert {stand_by(night)[1] - stand_by(night)[0] for night in CHANGES[::2]} == {13 * HOUR}
    assert {stand_by(night)[1] - stand_by(night)[0] for night in CHANGES[1::2]} == {15 * HOUR}
