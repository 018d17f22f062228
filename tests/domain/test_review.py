"""Are the figures of the review those that somebody would count by hand?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from listeners.domain.night_figures import Request
from listeners.domain.people import WingId
from listeners.domain.policy import Policy
from listeners.domain.rest_facts import PolicyOn
from listeners.domain.review import CountedPart, Figure, Goal, ReviewFacts, Trend, Value, scorecard
from listeners.domain.states import Part, StaffReason

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
NOTHING = ReviewFacts((), (), (), (), (), frozenset(), (), date(2026, 1, 1))
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def went(out: str, hours: float = 1, by: str = "sam") -> CountedPart:
    out_at = datetime.fromisoformat(f"2026-11-{out}+00:00")
    night = (out_at - 8 * HOUR).date()
    back_at = out_at + hours * HOUR
    return CountedPart(by, night, Part.LEAD, out_at - 12 * MINUTE, out_at, back_at, True, back_at, False, False, out_at)


def asked(at: datetime) -> Request:
    return Request(at.date(), WingId("A"), at)


def figures(facts: ReviewFacts, policies: PolicyOn = lambda night: Policy(), at: datetime = NOW) -> dict[str, Figure]:
    card = scorecard(facts, policies, ZoneInfo("Europe/London"), at)
    return {figure.name: figure for figure in (*card.conditions, *card.trauma, *card.learning)}


def now(facts: ReviewFacts, name: str) -> Value | None:
    return figures(facts)[name].now


COUNTS = ("overrides", "taken_back", "refused", "nobody_left", "asked_again", "rule_changes")


@pytest.mark.parametrize(("since", "recorded"), [(date(2026, 11, 27), False), (date(2026, 11, 26), True)])
def test_nothing_happened_only_where_a_whole_day_has_been_recorded(since: date, recorded: bool) -> None:
    found = figures(replace(NOTHING, recording_since=since))

    assert {found[name].now for name in COUNTS} == {Value(0) if recorded else None}
    assert {value for name in COUNTS for value in found[name].values[:-1]} == {None}
    assert {found[name].trend for name in COUNTS} == {Trend.UNKNOWN}
    assert {found[name].is_met for name in COUNTS[:-1]} == {True if recorded else None}


def test_what_happened_on_the_first_day_of_recording_is_counted() -> None:
    found = replace(NOTHING, overrides=(NOW - HOUR,), recording_since=date(2026, 11, 27))
    assert (now(found, "overrides"), now(found, "refused")) == (Value(1), None)


def test_6_h_00_out_is_not_over_long_and_6_h_01_is() -> None:
    just, over = went("20T01:00", 6), went("22T01:00", 6 + 1 / 60)

    assert now(replace(NOTHING, went=(just, over)), "over_long") == Value(1, 2)


def test_the_telephone_while_a_listener_was_free_is_a_refusal_and_while_nobody_was_it_is_not() -> None:
    given = ((NOW - DAY, True), (NOW - 2 * DAY, True), (NOW - 3 * DAY, False))
    facts = replace(NOTHING, not_served=tuple(replace(asked(at), was_free=free) for at, free in given))

    assert (now(facts, "refused"), now(facts, "nobody_left")) == (Value(2), Value(1))


def test_each_refusal_and_each_stretch_with_nobody_left_counts_in_the_four_weeks_of_its_request() -> None:
    both = replace(asked(NOW - DAY), refused=(StaffReason.NO_STAFF, StaffReason.SECURITY), stretches=2)
    older = replace(asked(NOW - 30 * DAY), refused=(StaffReason.OTHER,), was_free=False)
    found = figures(replace(NOTHING, not_served=(older, both)))

    assert found["refused"].values[-2:] == (Value(1), Value(2))
    assert found["nobody_left"].values[-2:] == (Value(1), Value(2))


def test_out_at_2300_and_again_at_0300_is_sent_out_again_and_at_1400_and_2300_is_not() -> None:
    assert now(replace(NOTHING, went=(went("20T23:00"), went("21T03:00"))), "asked_again") == Value(1)
    assert now(replace(NOTHING, went=(went("20T14:00"), went("20T23:00"))), "asked_again") == Value(0)
    assert now(replace(NOTHING, went=(went("20T23:00"), went("21T03:00", by="luc"))), "asked_again") == Value(0)


def test_a_talk_counts_when_it_was_offered_within_24_h_of_the_return_and_a_file_or_paper_may_not_tell() -> None:
    on_time = went("20T01:00")
    late = replace(went("21T01:00"), talk_offered_at=went("21T01:00").out_at + 26 * HOUR)
    never = replace(went("22T01:00"), talk_offered_at=None)
    imported = replace(never, imported=True)

    untold = replace(never, talk_unknown=True)

    assert now(replace(NOTHING, went=(on_time, late, never, imported, untold)), "talk_offered") == Value(1, 3)


def test_rests_overrides_and_changed_rules_are_counted_in_their_own_four_weeks() -> None:
    facts = replace(
        NOTHING,
        rests=((NOW - DAY, True), (NOW - 2 * DAY, False), (NOW - 30 * DAY, False)),
        overrides=(NOW - DAY, NOW - 28 * DAY, NOW - 29 * DAY),
        taken_back=(NOW - 2 * DAY, NOW - 3 * DAY, NOW - 50 * DAY),
        rule_changes=(NOW - 40 * DAY,),
    )

    assert figures(facts)["rests_kept"].values[-2:] == (Value(0, 1), Value(1, 2))
    assert figures(facts)["overrides"].values[-2:] == (Value(1), Value(2))
    assert figures(facts)["taken_back"].values[-2:] == (Value(1), Value(2))
    assert figures(facts)["rule_changes"].values[-2:] == (Value(1), Value(0))


def test_a_night_with_nobody_is_counted_from_the_first_day_of_recording_and_tonight_is_not_over() -> None:
    facts = replace(NOTHING, manned=frozenset({date(2026, 11, 24)}), recording_since=date(2026, 11, 23))

    assert figures(facts)["nobody_on"].values[-2:] == (None, Value(3, 4))  # 23 to 26 November


@pytest.mark.parametrize(
    ("at", "counted"), [("26T23:30", 3), ("27T00:30", 3), ("27T07:59", 3), ("27T08:00", 4), ("27T23:30", 4)]
)
def test_the_night_that_it_is_now_is_not_counted_in_the_evening_nor_after_midnight(at: str, counted: int) -> None:
    facts = replace(NOTHING, recording_since=date(2026, 11, 23))  # 23, 24, 25, and 26 November once it is over

    found = figures(facts, at=datetime.fromisoformat(f"2026-11-{at}+00:00"))

    assert found["nobody_on"].now == Value(counted, counted)


def test_each_night_is_judged_by_the_numbers_that_were_in_force_for_it() -> None:
    def policies(night: date) -> Policy:
        return Policy(over_long_hours=4, debrief_within_hours=12) if night < date(2026, 11, 21) else Policy()

    calls = [replace(went(out, 5), talk_offered_at=went(out, 5 + 13).back_at) for out in ("20T01:00", "22T01:00")]
    found = figures(replace(NOTHING, went=tuple(calls)), policies)

    assert (found["over_long"].now, found["talk_offered"].now) == (Value(1, 2), Value(1, 2))


def test_where_there_was_nothing_to_count_no_target_is_reached_or_missed() -> None:
    found = figures(NOTHING)

    assert [found[name].is_met for name in ("rests_kept", "over_long", "talk_offered", "wait")] == [None] * 4
    assert found["overrides"].is_met is True


def test_the_wait_is_the_middle_one_in_minutes_and_none_where_nobody_went() -> None:
    waits = [
        replace(each, asked_at=each.out_at - n * MINUTE) for n, each in ((5, went("20T01:00")), (40, went("21T01:00")))
    ]

    assert now(replace(NOTHING, went=(went("22T01:00"), *waits)), "wait") == Value(12)
    assert now(NOTHING, "wait") is None


def test_a_return_never_entered_is_counted_once_the_call_out_is_a_day_old() -> None:
    open_ = [replace(went(out), back_at=None, end_known=False) for out in ("20T01:00", "27T02:00")]

    assert now(replace(NOTHING, went=tuple(open_)), "returns_missing") == Value(1, 1)


def test_paper_keyed_2_days_later_is_in_time_and_a_minute_more_is_late() -> None:
    on_time = replace(went("20T01:00"), recorded_at=went("20T01:00").out_at + 2 * DAY)
    late = replace(on_time, recorded_at=on_time.recorded_at + MINUTE)

    assert now(replace(NOTHING, went=(on_time, late)), "keyed_late") == Value(1, 2)


def test_fewer_is_better_where_the_goal_is_none_and_more_where_it_is_all() -> None:
    before, last = Value(1, 2), Value(2, 2)

    assert Figure("rests_kept", Goal.ALL, (before, last)).trend is Trend.BETTER
    assert Figure("over_long", Goal.NONE, (before, last)).trend is Trend.WORSE
    assert Figure("overrides", Goal.NONE, (Value(3), Value(3))).trend is Trend.SAME
    assert Figure("rests_kept", Goal.ALL, (Value(0, 0), last)).trend is Trend.UNKNOWN
    assert Figure("rests_kept", Goal.ALL, (before, last)).is_met and not Figure("x", Goal.NONE, (before, last)).is_met
