"""What holds for the rest engine whatever happens, against oracles that count minute by minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from listeners.domain.nights import at_local
from listeners.domain.policy import Policy
from listeners.domain.rest import rests_owed
from listeners.domain.rest_facts import Interruption, Rest, RestRule, WorkInRest
from listeners.domain.rest_open import assumed_rests
from tests.domain.rest_builders import LONDON, LONG_AFTER, default_policy

MINUTE = timedelta(minutes=1)
STARTS = [datetime(2026, 3, 26, 12, tzinfo=UTC), datetime(2026, 10, 22, 12, tzinfo=UTC)]
"""Days before each change of the clocks."""


@st.composite
def stretches(draw: st.DrawFn, most: int) -> list[tuple[datetime, datetime]]:
    """Some stretches of whole minutes within six days around a change of the clocks; they may overlap."""
    begin = draw(st.sampled_from(STARTS))
    minutes = st.tuples(st.integers(0, 6 * 24 * 60), st.integers(0, 8 * 60))
    return [
        (begin + after * MINUTE, begin + (after + length) * MINUTE)
        for after, length in draw(st.lists(minutes, max_size=most))
    ]


def calls_from(spans: list[tuple[datetime, datetime]]) -> list[Interruption]:
    return [Interruption(f"c{n}", out_at=out, back_at=back) for n, (out, back) in enumerate(spans)]


def works_from(spans: list[tuple[datetime, datetime]]) -> list[WorkInRest]:
    return [WorkInRest(f"w{n}", start, end) for n, (start, end) in enumerate(spans)]


def night_of_minute(minute: datetime) -> date | None:
    """The night in whose quiet hours a minute lies, read from the clock on the wall."""
    local = minute.astimezone(LONDON)
    if local.hour >= 22:
        return local.date()
    return local.date() - timedelta(days=1) if local.hour < 7 else None


def night_by_minutes(start: datetime, end: datetime) -> date | None:
    """The last night that a stretch has a minute in."""
    nights = [night_of_minute(start + n * MINUTE) for n in range(int((end - start) / MINUTE))]
    return max((night for night in nights if night), default=None)


def unbroken_by_minutes(night: date, spans: list[tuple[datetime, datetime]]) -> timedelta:
    """The longest run of free minutes of a night's quiet hours."""
    longest = run = 0
    minute = datetime(night.year, night.month, night.day, 12, tzinfo=UTC)
    for _ in range(24 * 60):
        quiet = night_of_minute(minute) == night
        free = quiet and not any(start <= minute < end for start, end in spans)
        run = run + 1 if free else 0
        longest = max(longest, run)
        minute += MINUTE
    return longest * MINUTE


def rests_by_hand(
    calls: list[tuple[datetime, datetime]], works: list[tuple[datetime, datetime]]
) -> list[tuple[datetime, datetime, str]]:
    """Rules 2 and 3 the slow way: every rest against every fact, until nothing new is owed."""
    by_night: dict[date, list[tuple[datetime, datetime]]] = {}
    by_day = [span for span in works if span[0] < span[1]]
    for call in calls:
        night = night_by_minutes(*call)
        if night:
            by_night.setdefault(night, []).append(call)
        elif call[0] < call[1]:
            by_day.append(call)
    rests = []
    for night, group in by_night.items():
        touching = [c for c in calls if any(night_of_minute(m) == night for m in _minutes(c))]
        back = max(end for _, end in group)
        ten_pm = at_local(night, Policy().quiet_from, LONDON)
        out = group[0][0]
        early = len(touching) == 1 and out - ten_pm >= timedelta(hours=7) and out.astimezone(LONDON).hour >= 5
        if unbroken_by_minutes(night, calls) < timedelta(hours=5):
            rests.append((back, back + timedelta(hours=11), "broken_night"))
        elif early:
            rests.append((back, back + timedelta(hours=5), "early_call"))
        else:
            rests.append((back, back + timedelta(hours=11), "daily_rest"))
    for start, end in sorted(by_day):
        if any(start < until and end > begun for begun, until, _ in rests):
            rests.append((end, end + timedelta(hours=11), "restarted"))
    return sorted(rests)


def _minutes(span: tuple[datetime, datetime]) -> list[datetime]:
    return [span[0] + n * MINUTE for n in range(int((span[1] - span[0]) / MINUTE))]


def apart(spans: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """The stretches without those that overlap an earlier one: nobody is in two places."""
    kept: list[tuple[datetime, datetime]] = []
    for span in sorted(spans):
        if span[0] < span[1] and (not kept or kept[-1][1] <= span[0]):
            kept.append(span)
    return kept


def owed(calls: list[Interruption], works: list[WorkInRest], hours: int = 11) -> tuple[Rest, ...]:
    policy = replace(Policy(), rest_hours=hours)
    return rests_owed(calls, works, lambda night: policy, LONDON, LONG_AFTER)


@given(stretches(8), stretches(4), st.sampled_from([11, 13, 24]))
def test_no_rest_is_a_second_shorter_than_the_policy_says(
    calls: list[tuple[datetime, datetime]], works: list[tuple[datetime, datetime]], hours: int
) -> None:
    for rest in owed(calls_from(calls), works_from(works), hours):
        length = 5 if rest.rule is RestRule.EARLY_CALL else hours
        assert (rest.rest_until - rest.rest_from).total_seconds() == length * 3600 == rest.hours * 3600
        assert rest.excused_until is None or rest.excused_until >= rest.rest_until


@given(stretches(8), stretches(4), st.randoms(use_true_random=False))
def test_the_order_of_the_facts_never_matters(
    calls: list[tuple[datetime, datetime]], works: list[tuple[datetime, datetime]], random: Random
) -> None:
    facts, done = calls_from(calls), works_from(works)
    expected = owed(facts, done)
    random.shuffle(facts)
    random.shuffle(done)
    assert owed(facts, done) == expected


@given(stretches(5))
def test_the_longest_unbroken_rest_is_what_counting_minutes_finds(
    calls: list[tuple[datetime, datetime]],
) -> None:
    for rest in owed(calls_from(calls), []):
        if rest.rule is not RestRule.RESTARTED:
            assert rest.unbroken == unbroken_by_minutes(rest.night, calls)


@given(stretches(8))
def test_every_night_with_a_night_call_out_gives_exactly_one_rest(
    calls: list[tuple[datetime, datetime]],
) -> None:
    nights = {night_by_minutes(*call) for call in calls} - {None}
    given_by_nights = [r.night for r in owed(calls_from(calls), []) if r.rule is not RestRule.RESTARTED]
    assert sorted(given_by_nights) == sorted(night for night in nights if night)


@given(stretches(8), stretches(5))
def test_rests_and_whether_they_were_kept_are_what_comparing_each_with_each_finds(
    calls: list[tuple[datetime, datetime]], works: list[tuple[datetime, datetime]]
) -> None:
    together = apart(calls + works)
    calls = [span for span in together if span in calls]
    works = [span for span in together if span not in calls]
    rests = owed(calls_from(calls), works_from(works))
    found = [(rest.rest_from, rest.rest_until, rest.rule.value) for rest in rests]
    assert sorted(found) == rests_by_hand(calls, works)
    for rest in rests:
        inside = any(start < rest.rest_until and end > rest.rest_from for start, end in together)
        assert rest.kept is not inside


@given(stretches(6), st.integers(0, 5))
def test_a_missing_return_rests_11_hours_from_the_0800_that_follows_whenever_it_began(
    calls: list[tuple[datetime, datetime]], which: int
) -> None:
    together = apart(calls)
    if which >= len(together):
        return
    *before, (out, _) = together[: which + 1]
    facts = [*calls_from(before), Interruption("open", out_at=out)]
    (rest,) = assumed_rests(facts, default_policy, LONDON, LONG_AFTER)
    local = out.astimezone(LONDON)
    end = local.date() if local.hour < 8 else local.date() + timedelta(days=1)
    begins = rest.rest_from.astimezone(LONDON)
    assert (begins.date(), begins.hour, begins.minute) == (end, 8, 0)
    assert rest.rest_until - rest.rest_from == timedelta(hours=11)
