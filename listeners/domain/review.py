"""How did a prison keep its side, four weeks at a time: the figures of the study's three recommendations?

Facts about the prison's conduct, given exactly (docs/evidence.md, section 7): counts, never a name, and nothing that
anybody told us about how they feel. Pure rules: what happened comes in, figures go out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median
from zoneinfo import ZoneInfo

from listeners.domain.night_figures import Answered, Request, answered
from listeners.domain.nights import ONE_DAY, Span, local_date, nights_between, overnight
from listeners.domain.policy_book import night_at
from listeners.domain.rest_facts import PolicyOn
from listeners.domain.states import Part
from listeners.domain.work_told import Department, Said, WorkedInRest, departments_named

STRETCH = timedelta(days=28)
"""Four weeks: every weekday equally often."""
STRETCHES = 6
LATE = timedelta(days=2)
"""A paper record keyed in later than this after the Listener went out (a design choice of this program)."""


class Goal(StrEnum):
    """What a prison that keeps its side reaches: none of it, all of it, or less than before."""

    NONE = "none"
    ALL = "all"
    LESS = "less"


class Trend(StrEnum):
    """The last four weeks against the four before."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CountedPart:
    """One Listener's part in one call-out, as the figures count it; ``by`` tells Listeners apart and goes nowhere."""

    by: str
    night: date
    part: Part
    asked_at: datetime
    out_at: datetime
    back_at: datetime | None
    end_known: bool
    talk_offered_at: datetime | None
    talk_unknown: bool
    imported: bool
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """What is on file of a prison for the stretches that are looked at. ``not_served``: the requests for which staff
    refused, nobody was left to ask or the Samaritans telephone was given; they belong to the moment of asking.
    ``taken_back``: when somebody on file as gone was recorded as never gone. ``manned``: the nights on which somebody
    was on stand-by."""

    went: tuple[CountedPart, ...]
    not_served: tuple[Request, ...]
    rests: tuple[tuple[datetime, bool], ...]
    overrides: tuple[datetime, ...]
    taken_back: tuple[datetime, ...]
    manned: frozenset[date]
    rule_changes: tuple[datetime, ...]
    recording_since: date
    overrides_back: tuple[datetime, ...] = ()
    """When somebody was let go unrested of whom that was taken back before anybody had gone by it."""
    worked_in_rest: tuple[WorkedInRest, ...] = ()
    """When somebody worked inside a rest that he was owed, made to or because he chose, and where."""


@dataclass(frozen=True, slots=True)
class Value:
    """A figure of four weeks: a count, or so many ``of`` so many. None of it means that there was nothing to count."""

    count: int
    of: int | None = None

    @property
    def share(self) -> float | None:
        """The count as a share, or the count itself; None where there was nothing."""
        if self.of is None:
            return float(self.count)
        return self.count / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure in the six stretches of four weeks, the oldest first. ``goal`` None: no less and no more is better."""

    name: str
    goal: Goal | None
    values: tuple[Value | None, ...]

    @property
    def now(self) -> Value | None:
        """The last four weeks."""
        return self.values[-1]

    @property
    def is_counted(self) -> bool:
        """Whether there was anything to count in the last four weeks."""
        return self.now is not None and self.now.share is not None

    @property
    def is_met(self) -> bool | None:
        """Whether the target is reached in the last four weeks; None where there was nothing to count."""
        if self.now is None or not self.is_counted:
            return None
        return self.now.count == (self.now.of if self.goal is Goal.ALL else 0)

    @property
    def trend(self) -> Trend:
        """How the last four weeks compare with the four before."""
        now, before = (value.share if value else None for value in (self.values[-1], self.values[-2]))
        if now is None or before is None or self.goal is None:
            return Trend.UNKNOWN
        if now == before:
            return Trend.SAME
        return Trend.BETTER if (now > before) is (self.goal is Goal.ALL) else Trend.WORSE


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The three columns: safe conditions and support; acknowledge and reduce trauma; review and learn.

    ``is_recorded`` is false while the prison's first day of recording is not over."""

    is_recorded: bool
    stretches: tuple[Span, ...]
    conditions: tuple[Figure, ...]
    trauma: tuple[Figure, ...]
    learning: tuple[Figure, ...]
    made_in: tuple[tuple[Department, int], ...]
    """Where somebody was made to work in the last four weeks, as far as a department may be named."""


def stretches(now: datetime) -> tuple[Span, ...]:
    """Return the six stretches of four weeks that end now, the oldest first."""
    ends = [now - back * STRETCH for back in reversed(range(STRETCHES))]
    return tuple(Span(end - STRETCH, end) for end in ends)


def scorecard(facts: ReviewFacts, policies: PolicyOn, zone: ZoneInfo, now: datetime) -> Scorecard:
    """Return the figures of one prison as of now, each night judged by the numbers that were in force for it."""
    spans = stretches(now)

    def figure(name: str, goal: Goal | None, value: Callable[[Span], Value | None]) -> Figure:
        return Figure(name, goal, tuple(value(span) for span in spans))

    def went(span: Span) -> list[CountedPart]:
        return [each for each in facts.went if _in(each.out_at, span)]

    def count(number: int, span: Span) -> Value | None:
        """None of it before the first day of recording is over tells of no conduct."""
        return Value(number) if number or _is_recorded(facts, span.end, zone) else None

    return Scorecard(
        _is_recorded(facts, now, zone),
        spans,
        conditions=(
            figure("rests_kept", Goal.ALL, lambda span: _kept(facts, span)),
            figure("made_to_work", Goal.NONE, lambda span: count(len(_worked(facts, span, Said.MADE)), span)),
            figure("chose_to_work", None, lambda span: count(len(_worked(facts, span, Said.CHOSE)), span)),
            figure("overrides", Goal.NONE, lambda span: count(_count(facts.overrides, span), span)),
            figure("overrides_back", None, lambda span: count(_count(facts.overrides_back, span), span)),
            figure("taken_back", Goal.NONE, lambda span: count(_count(facts.taken_back, span), span)),
            figure("nobody_on", Goal.NONE, lambda span: _nobody_on(facts, span, policies, zone)),
            figure("refused", Goal.NONE, lambda span: count(_not_served(facts, span).refusals, span)),
            figure("nobody_left", Goal.NONE, lambda span: count(_not_served(facts, span).nobody_left, span)),
            figure("wait", Goal.LESS, lambda span: _wait(went(span))),
        ),
        trauma=(
            figure("talk_offered", Goal.ALL, lambda span: _talks(went(span), policies)),
            figure("over_long", Goal.NONE, lambda span: _over_long(went(span), policies)),
            figure("asked_again", Goal.NONE, lambda span: count(_again(went(span), policies, zone), span)),
        ),
        learning=(
            figure("returns_missing", Goal.NONE, lambda span: _returns_missing(went(span), now)),
            figure("keyed_late", Goal.NONE, lambda span: _keyed_late(went(span))),
            figure("rule_changes", None, lambda span: count(_count(facts.rule_changes, span), span)),
        ),
        made_in=departments_named(_worked(facts, spans[-1], Said.MADE)),
    )


def _worked(facts: ReviewFacts, span: Span, said: Said) -> list[WorkedInRest]:
    return [each for each in facts.worked_in_rest if each.said is said and _in(each.starts_at, span)]


def _is_recorded(facts: ReviewFacts, end: datetime, zone: ZoneInfo) -> bool:
    """Whether the first day of recording was over by a moment."""
    return local_date(end, zone) > facts.recording_since


def _in(moment: datetime, span: Span) -> bool:
    return span.start <= moment < span.end


def _count(moments: Iterable[datetime], span: Span) -> int:
    return sum(_in(moment, span) for moment in moments)


def _kept(facts: ReviewFacts, span: Span) -> Value:
    ended = [kept for until, kept in facts.rests if _in(until, span)]
    return Value(sum(ended), len(ended))


def _not_served(facts: ReviewFacts, span: Span) -> Answered:
    """What came of those requests, counted as the nights in figures count it."""
    return answered(each for each in facts.not_served if _in(each.asked_at, span))


def _nobody_on(facts: ReviewFacts, span: Span, policies: PolicyOn, zone: ZoneInfo) -> Value | None:
    """Nights with nobody on stand-by, of those since the prison began to record; the night that it is now is not over,
    neither in the evening nor after midnight."""
    first, tonight = (night_at(policies, moment, zone) for moment in (span.start, span.end))
    nights = tuple(nights_between(max(first, facts.recording_since), tonight - ONE_DAY))
    return Value(sum(night not in facts.manned for night in nights), len(nights)) if nights else None


def _wait(went: list[CountedPart]) -> Value | None:
    """The median wait in minutes from asked to out of those who led; None where nobody went."""
    waits = [(each.out_at - each.asked_at) // timedelta(minutes=1) for each in went if each.part is Part.LEAD]
    known = [minutes for minutes in waits if minutes >= 0]
    return Value(round(median(known))) if known else None


def _talks(went: list[CountedPart], policies: PolicyOn) -> Value:
    """Talks offered in time after the return; imported call-outs and some paper do not tell."""
    ended = [each for each in went if each.back_at is not None and not (each.imported or each.talk_unknown)]
    return Value(sum(_is_in_time(each, policies) for each in ended), len(ended))


def _is_in_time(went: CountedPart, policies: PolicyOn) -> bool:
    if went.talk_offered_at is None or went.back_at is None:
        return False
    return went.talk_offered_at - went.back_at <= timedelta(hours=policies(went.night).debrief_within_hours)


def _over_long(went: list[CountedPart], policies: PolicyOn) -> Value:
    ended = [(each.back_at - each.out_at, policies(each.night)) for each in went if each.back_at is not None]
    return Value(sum(length > timedelta(hours=policy.over_long_hours) for length, policy in ended), len(ended))


def _again(went: list[CountedPart], policies: PolicyOn, zone: ZoneInfo) -> int:
    """How often somebody went out who had been out in the stand-by hours of the same night already."""
    at_night = [(each.by, each.night) for each in went if _in(each.out_at, _hours(each.night, policies, zone))]
    return len(at_night) - len(set(at_night))


def _hours(night: date, policies: PolicyOn, zone: ZoneInfo) -> Span:
    policy = policies(night)
    return overnight(night, policy.stand_by_from, policy.stand_by_until, zone)


def _returns_missing(went: list[CountedPart], now: datetime) -> Value:
    """Returns never entered; a call-out of the last day may be under way."""
    over = [each for each in went if each.end_known or now - each.out_at > timedelta(days=1)]
    return Value(sum(not each.end_known for each in over), len(over))


def _keyed_late(went: list[CountedPart]) -> Value:
    own = [each for each in went if not each.imported]
    return Value(sum(each.recorded_at - each.out_at > LATE for each in own), len(own))
