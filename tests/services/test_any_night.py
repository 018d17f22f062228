"""Whatever officers, Listeners and coordinators do, in any order: is the program what the plainest model of a night is?

After each act all that is on file is compared: every time that was recorded, every rest, every duty, and whom to ask.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import TypeVar

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from listeners.store.database import db
from tests.night_ledger import DAY, night_of
from tests.night_place import NEW
from tests.night_taken_back import TakenBack
from tests.size import LONG, sized
from tests.world import make_prison

STARTS = [
    datetime(2026, 10, 23, 16, 0, tzinfo=UTC),
    datetime(2026, 11, 24, 17, 0, tzinfo=UTC),
    datetime(2027, 3, 26, 17, 0, tzinfo=UTC),
]
"""The Fridays before the clocks change, and an ordinary Tuesday."""
CODES = map("".join, product("ABCDEFGHIJKLMNOPQRSTUVWXYZ", repeat=3))
"""More than there are runs, also of those that hypothesis breaks off: each has a prison of its own."""
RUNS = {"sqlite": 400, "postgresql": 100}
STEPS, MOST_OPEN = 50, 4
PHASES = [Phase.generate, Phase.shrink] if LONG else [Phase.generate]
"""To make a failure short takes longer than a test may."""

names = st.sampled_from(["sam", "ravi", "luc", "dean", NEW, "kofi", "mo", "lee"])
wings = st.sampled_from("ABCD")
which = st.integers(0, 5)
waits = st.sampled_from([0, 0, 0, 1, 4, 15, 40, 90, 200, 420])
"""Minutes before something happens."""
share = st.sampled_from([0, 10, 50, 90, 100])
"""Per cent of the time there was."""


class Ids:
    """What stands in for chance in ids, so that the same steps choose the same people again."""

    def __init__(self) -> None:
        self._run = self._number = 0

    def begin(self) -> None:
        """Begin anew, with ids that no run before has had."""
        self._run, self._number = self._run + 1, 0

    def token_hex(self, length: int) -> str:
        """As of ``secrets``; of ``length`` bytes the first half as if by chance."""
        self._number += 1
        half = hashlib.sha256(str(self._number).encode()).hexdigest()[:length]
        return f"{half}{self._run:0{length}x}"


IDS = Ids()


class AnyNight(RuleBasedStateMachine):
    """Everything that people do around a night, as often and in the order that hypothesis likes."""

    walk: TakenBack

    @initialize(start=st.sampled_from(STARTS))
    def begins(self, start: datetime) -> None:
        IDS.begin()
        code = next(CODES)
        self.walk = TakenBack(make_prison(code, f"HMP {code}", ""), start)

    @rule(wait=waits, wing=wings)
    def a_man_asks(self, wait: int, wing: str) -> None:
        self.walk.time_passes(wait)
        if len(self.walk.open_requests()) < MOST_OPEN:
            self.walk.a_man_asks(wing)

    @rule(wait=waits, number=which, answer=st.sampled_from(["declined", "no_answer"]))
    def somebody_says_no(self, wait: int, number: int, answer: str) -> None:
        self.walk.time_passes(wait)
        for found in one_of(self.walk.asked(), number):
            self.walk.says_no(*found, answer)

    @rule(wait=waits, number=which, wing=wings)
    def somebody_goes(self, wait: int, number: int, wing: str) -> None:
        if not self.walk.asked():
            self.a_man_asks(0, wing)
        self.walk.time_passes(wait)
        for found in one_of(self.walk.asked(), number):
            self.walk.goes(*found)

    @rule(wait=waits, number=which, wing=wings)
    def another_goes(self, wait: int, number: int, wing: str) -> None:
        self.somebody_goes(wait, number, wing)

    @rule(wait=waits, number=which)
    def somebody_waits_or_is_unlocked(self, wait: int, number: int) -> None:
        self.walk.time_passes(wait)
        before = ("accepted", "offered")
        for found in one_of(self.walk.calls(lambda one, call: one.is_open and call.state in before), number):
            (self.walk.goes if found[2].state == "accepted" else self.walk.waits)(*found)

    @rule(wait=waits, number=which)
    def another_takes_over(self, wait: int, number: int) -> None:
        self.walk.time_passes(wait)
        for found in one_of(self.walk.calls(lambda one, call: one.is_open and call.state == "acting"), number):
            self.walk.takes_over(*found, number)

    @rule(wait=waits, number=which, what=st.sampled_from(["waits", "another", "another", "nobody"]))
    def staff_cannot_let_him_go(self, wait: int, number: int, what: str) -> None:
        self.walk.time_passes(wait)
        for found in one_of(self.walk.open_requests(), number):
            self.walk.staff_cannot(*found, what)

    @rule(number=which, who=names, ago=st.integers(0, 20 * 60), length=st.integers(1, 9 * 60))
    def somebody_works(self, number: int, who: str, ago: int, length: int) -> None:
        for each in one_of(self.walk.resting(), number) or [who]:
            start = self.walk.now - timedelta(minutes=ago + 1)
            self.walk.works(each, start, min(self.walk.now, start + timedelta(minutes=length)))

    @rule(wait=waits, number=which)
    def somebody_goes_after_all(self, wait: int, number: int) -> None:
        self.walk.time_passes(wait)
        noes = ("declined", "no_answer")
        for found in one_of(self.walk.calls(lambda one, call: one.is_open and call.state in noes), number):
            self.walk.goes(*found)

    @rule(wait=waits, number=which, part=st.sampled_from(["lead", "second", "second", "shadow"]), who=st.none() | names)
    def somebody_is_asked(self, wait: int, number: int, part: str, who: str | None) -> None:
        self.walk.time_passes(wait)
        out_first = sorted(self.walk.open_requests(), key=lambda pair: pair[1].state)
        for id_, one in one_of(out_first, number % 2):
            self.walk.is_asked(id_, one, part, who)

    @rule(wait=waits, number=which, after=share)
    def somebody_is_back(self, wait: int, number: int, after: int) -> None:
        self.walk.time_passes(wait)
        for id_, one, call in one_of(self.walk.calls(lambda _, call: call.state == "acting"), number):
            self.walk.is_back(id_, one, call, self._within(call.out, after))

    @rule(number=which, after=share)
    def a_return_is_corrected(self, number: int, after: int) -> None:
        for id_, one, call in one_of(self.walk.calls(lambda _, call: call.out is not None), number):
            self.walk.is_back(id_, one, call, self._within(call.out, after))

    def _within(self, out: datetime | None, after: int) -> datetime:
        assert out is not None
        return out + timedelta(minutes=(self.walk.now - out) // timedelta(minutes=1) * after // 100)

    @rule(number=which, minutes=st.integers(-150, 90))
    def an_out_is_corrected(self, number: int, minutes: int) -> None:
        for id_, _, call in one_of(self.walk.calls(lambda _, call: call.out is not None), number):
            assert call.out is not None
            self.walk.went_out(id_, call, call.out + timedelta(minutes=minutes))

    @rule(wait=waits, number=which, still_asked=st.booleans())
    def somebody_never_went(self, wait: int, number: int, still_asked: bool) -> None:
        self.walk.time_passes(wait)
        took_over = self.walk.calls(lambda one, call: one.relieved_by(call) is not None)
        for found in one_of(took_over or self.walk.calls(lambda _, call: call.interrupts), number):
            self.walk.never_went(*found, still_asked)

    @rule(number=which, minutes=st.integers(-60, 60), what=st.sampled_from(["asked", "yes", "talk"]))
    def a_time_is_put_right(self, number: int, minutes: int, what: str) -> None:
        by = timedelta(minutes=minutes)
        if what == "asked":
            for id_, one in one_of(list(self.walk.night.requests.items()), number):
                self.walk.asking_is_put_right(id_, one, one.asked + by)
            return
        up = self.walk.calls(lambda _, call: call.interrupts and not call.before and (what == "yes" or bool(call.out)))
        for id_, one, call in one_of(up, number):
            if what == "yes":
                self.walk.yes_is_put_right(id_, one, call, call.start + by)
            else:
                self.walk.talk_is_noted(id_, call, call.start + by)

    @rule(number=which, who=names)
    def work_is_taken_back(self, number: int, who: str) -> None:
        self.walk.work_is_taken_back(who, number)

    @rule(wait=waits, number=which, telephone=st.booleans())
    def the_request_ends(self, wait: int, number: int, telephone: bool) -> None:
        self.walk.time_passes(wait)
        for found in one_of(self.walk.open_requests(), number):
            (self.walk.telephone_is_given if telephone else self.walk.is_called_off)(*found)

    @rule(wait=waits, number=which, wing=wings, telephone=st.booleans(), said_yes=st.booleans())
    def an_end_is_taken_back(self, wait: int, number: int, wing: str, telephone: bool, said_yes: bool) -> None:
        if not self.walk.taken_back_ends():
            self._is_asked_or_waits(wing, said_yes)
            self.the_request_ends(1, number, telephone)
        self.walk.time_passes(wait)
        for found in one_of(self.walk.taken_back_ends(), number):
            self.walk.end_is_taken_back(*found)

    @rule(wait=waits, number=which, wing=wings, said_yes=st.booleans())
    def somebody_is_held_no_more(self, wait: int, number: int, wing: str, said_yes: bool) -> None:
        if not self.walk.held():
            self._is_asked_or_waits(wing, said_yes)
            self.staff_cannot_let_him_go(1, number, "another")
        self.walk.time_passes(wait)
        for found in one_of(self.walk.held(), number):
            self.walk.is_held_no_more(*found)

    @rule(wait=waits, number=which, wing=wings, said_yes=st.booleans(), what=st.sampled_from(["nobody", "another"]))
    def a_refusal_is_taken_back(self, wait: int, number: int, wing: str, said_yes: bool, what: str) -> None:
        if number % 2 == 0:
            self._is_asked_or_waits(wing, said_yes)
            self.staff_cannot_let_him_go(1, number, what)
        self.walk.time_passes(wait)
        refused = [pair for pair in self.walk.night.requests.items() if pair[1].outcome == "refused_by_staff"]
        for found in one_of(refused or self.walk.open_requests(), number):
            self.walk.refusal_is_taken_back(*found, number)

    def _is_asked_or_waits(self, wing: str, said_yes: bool) -> None:
        self.a_man_asks(1, wing)
        for found in one_of(self.walk.asked() if said_yes else [], 0):
            self.walk.waits(*found)

    @rule(number=which, wants_nobody=st.booleans(), is_so=st.booleans())
    def staff_see_to_him(self, number: int, wants_nobody: bool, is_so: bool) -> None:
        for found in one_of(list(self.walk.night.requests.items()), number):
            self.walk.is_seen_to(*found, wants_nobody, is_so)

    @rule(who=names, wing=wings, ago=st.integers(0, 40 * 60), length=st.none() | st.integers(0, 9 * 60))
    def paper_is_keyed_late(self, who: str, wing: str, ago: int, length: int | None) -> None:
        out = self.walk.now - timedelta(minutes=ago)
        back = None if length is None else min(self.walk.now, out + timedelta(minutes=length))
        self.walk.paper_is_keyed(who, wing, out, back)

    @rule(wait=waits, number=which, who=names, length=st.none() | st.integers(0, 9 * 60))
    def a_line_goes_on_from_the_screen(self, wait: int, number: int, who: str, length: int | None) -> None:
        self.walk.time_passes(wait)
        for _, one in one_of(self.walk.open_requests(), number):
            back = None if length is None else min(self.walk.now, one.asked + timedelta(minutes=length))
            self.walk.paper_is_keyed(who, one.wing, one.asked, back)

    @rule(number=which, who=names)
    def a_rest_is_passed(self, number: int, who: str) -> None:
        for each in one_of(self.walk.resting(), number) or [who]:
            self.walk.rest_is_passed(each)

    @rule(wait=waits, number=which)
    def a_rest_is_passed_no_more(self, wait: int, number: int) -> None:
        self.walk.time_passes(wait)
        self.walk.override_is_taken_back(number)

    @rule(who=names, ahead=st.integers(0, 3), how=st.sampled_from(["cannot", "can", "pause", "not here", "here"]))
    def somebody_is_away_or_there(self, who: str, ahead: int, how: str) -> None:
        night, paused = night_of(self.walk.now) + ahead * DAY, who in self.walk.night.paused
        if how in ("not here", "here"):
            self.walk.is_not_here(who, how == "here")
        elif how == "pause" or paused:
            (self.walk.comes_back if paused else self.walk.pauses)(who)
        else:
            (self.walk.can_again if how == "can" else self.walk.cannot)(who, night)

    @rule(who=names, ahead=st.integers(0, 8), number=st.sampled_from([1, 2]))
    def a_duty_is_published(self, who: str, ahead: int, number: int) -> None:
        self.walk.is_planned(who, night_of(self.walk.now) + ahead * DAY, number)

    @rule(wait=waits, number=st.integers(0, 30), says=st.sampled_from(["yes", "yes", "no", "asks"]))
    def a_night_changes_hands(self, wait: int, number: int, says: str) -> None:
        self.walk.time_passes(wait)
        if says != "asks" and self.walk.wanting():
            self.walk.answers_cover(number, says == "yes")
        else:
            for duty in one_of(self.walk.duties_ahead(), number):
                self.walk.wants_cover(duty)

    @rule(hours=st.sampled_from([1, 5, 9, 14, 30]))
    def the_clock_moves_on(self, hours: int) -> None:
        if self.walk.now < self.walk.begun + 8 * DAY:
            self.walk.time_passes(60 * hours)

    @invariant()
    def agrees(self) -> None:
        self.walk.check()

    def teardown(self) -> None:
        if hasattr(self, "walk"):
            self.walk.leave()
            self.walk.ends()


T = TypeVar("T")


def one_of(found: list[T], number: int) -> list[T]:
    """One of these, where there is any."""
    return [found[number % len(found)]] if found else []


def test_whatever_happens_the_program_is_what_the_plain_model_is(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "token_hex", IDS.token_hex)
    run_state_machine_as_test(
        AnyNight,
        settings=settings(
            max_examples=sized(RUNS[db.engine.dialect.name]),
            stateful_step_count=STEPS,
            deadline=None,
            phases=PHASES,
            report_multiple_bugs=False,
            derandomize=not LONG,
            suppress_health_check=list(HealthCheck),
        ),
    )
