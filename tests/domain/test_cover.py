"""Who is asked to take a night, in which order, and until when is his answer waited for?

What the rules say is worked out here once more, by counting days, and compared with whom the program asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listeners.domain.cover import Asked, able_to_take, is_near, next_to_ask, nobody_left, to_ask_anew
from listeners.domain.nights import Span, overnight
from listeners.domain.people import AvailabilityKind, ListenerId, SiteId, Standing, StandingFrom
from listeners.domain.policy import Policy
from listeners.domain.rota.place_changes import Judge
from listeners.domain.rota.planning_facts import DutyOnFile, PlanningFacts, RestOnFile, Said
from listeners.domain.rota.told import Told
from listeners.domain.states import CoverReply, NightPlace
from listeners.domain.team import Site, TeamMember

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NIGHT = date(2026, 11, 26)
STARTS = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)
NOW = STARTS - 5 * DAY
TEAM = tuple(ListenerId(f"id{9 - number}") for number in range(1, 7))
"""Six of them, by ref; their ids run the other way, so that nothing is in order by them."""
SAM, RAVI, LUC, DEAN, IMRAN, KOFI = TEAM
FIRST, SECOND = NightPlace.FIRST, NightPlace.SECOND
OFFSETS = [day for day in range(-9, 10) if day]


def asked(*listeners: ListenerId, at: datetime = NOW, reply: CoverReply = CoverReply.NONE) -> tuple[Asked, ...]:
    return tuple(Asked(each, at, reply) for each in listeners)


def test_three_are_asked_at_first_and_one_more_for_each_who_keeps_nobody_waiting() -> None:
    three = asked(SAM, RAVI, LUC)
    assert next_to_ask(TEAM, (), STARTS, NOW) == (SAM, RAVI, LUC)
    assert next_to_ask(TEAM, three, STARTS, NOW) == ()
    for reply in (CoverReply.NO, CoverReply.NOT_CHOSEN):
        said = (*asked(SAM, reply=reply), *three[1:])
        assert next_to_ask(TEAM, said, STARTS, NOW) == (DEAN,), reply
    stopped = (*asked(SAM, reply=CoverReply.STOPPED), *three[1:])
    assert next_to_ask(TEAM[1:], stopped, STARTS, NOW) == (DEAN,)
    assert next_to_ask(TEAM, stopped, STARTS, NOW) == (SAM,), "nothing stops him any more"
    assert not nobody_left([SAM], stopped, STARTS, NOW + DAY)
    assert next_to_ask(TEAM[1:], three, STARTS, NOW) == (DEAN,), "a rule stops Sam by now"
    assert next_to_ask(TEAM, asked(*TEAM[:4]), STARTS, NOW) == (), "one more was asked out of turn"


def test_once_it_is_open_again_those_are_asked_anew_who_had_not_answered_or_whose_yes_had_waited() -> None:
    before = (*asked(SAM, reply=CoverReply.YES), *asked(RAVI), *asked(LUC, reply=CoverReply.NO))
    assert to_ask_anew(before, NOW + HOUR) == (SAM, RAVI)
    assert to_ask_anew(asked(RAVI), NOW) == (), "he is waited for already"


@pytest.mark.parametrize(
    ("before_the_night", "waited"),
    [(13 * DAY, DAY), (3 * DAY, DAY), (47 * HOUR, 23.5 * HOUR), (10 * HOUR, 5 * HOUR)],
)
def test_an_answer_is_waited_for_a_day_or_half_of_the_time_that_is_left(
    before_the_night: timedelta, waited: timedelta
) -> None:
    at = STARTS - before_the_night
    (one,) = asked(SAM, at=at)
    second = timedelta(seconds=1)
    assert one.keeps_waiting(TEAM, STARTS, at + waited - second)
    assert not one.keeps_waiting(TEAM, STARTS, at + waited)
    assert not one.keeps_waiting(TEAM[1:], STARTS, at + waited - second), "he could not take it any more"
    assert not replace(one, reply=CoverReply.NO).keeps_waiting(TEAM, STARTS, at)
    assert nobody_left([SAM], [one], STARTS, at + waited) and not nobody_left([SAM], [one], STARTS, at)
    assert not nobody_left([SAM, RAVI], [one], STARTS, at + waited), "Ravi has not been asked"


def test_nobody_is_asked_more_than_two_weeks_before_nor_once_it_has_begun_and_all_in_the_last_two_days() -> None:
    second = timedelta(seconds=1)
    for now, chosen in (
        (STARTS - 14 * DAY - second, ()),
        (STARTS - 14 * DAY, TEAM[:3]),
        (STARTS - 2 * DAY, TEAM[:3]),
        (STARTS - 2 * DAY + second, TEAM),
        (STARTS - second, TEAM),
        (STARTS, ()),
    ):
        assert next_to_ask(TEAM, (), STARTS, now) == chosen
        assert nobody_left((), (), STARTS, now) == is_near(STARTS, now) == bool(chosen), "coordinators hear of it then"


@dataclass(frozen=True)
class Step:
    """What happens next: so many hours pass, the rules let these take the night, and these answer who can."""

    hours: int
    able: tuple[ListenerId, ...]
    replies: tuple[tuple[int, CoverReply], ...]


REPLIES = st.sampled_from([CoverReply.NO, CoverReply.STOPPED, CoverReply.NOT_CHOSEN])
STEPS = st.lists(
    st.builds(
        Step,
        st.integers(0, 60),
        st.lists(st.sampled_from(TEAM), unique=True).map(tuple),
        st.lists(st.tuples(st.integers(0, 5), REPLIES), max_size=3).map(tuple),
    ),
    min_size=1,
    max_size=8,
)


@given(STEPS)
def test_whatever_happens_nobody_is_asked_twice_whom_no_rule_stopped_nor_out_of_turn_nor_who_may_not(
    steps: Sequence[Step],
) -> None:
    so_far: tuple[Asked, ...] = ()
    now = STARTS - 15 * DAY
    for step in steps:
        now += step.hours * HOUR
        replies = {number: reply for number, reply in step.replies if number < len(so_far)}
        so_far = tuple(
            replace(each, reply=replies.get(number, each.reply)) if each.reply is CoverReply.NONE else each
            for number, each in enumerate(so_far)
        )
        chosen = next_to_ask(step.able, so_far, STARTS, now)

        known = {one.listener for one in so_far if one.reply is not CoverReply.STOPPED}
        left = [each for each in step.able if each not in known]
        assert list(chosen) == left[: len(chosen)], "the next of those who may, and who were not asked"
        assert bool(chosen) <= (now < STARTS <= now + 14 * DAY)
        so_far = (*(each for each in so_far if each.listener not in chosen), *asked(*chosen, at=now))
        waiting = [
            each
            for each in so_far
            if each.reply is CoverReply.NONE
            and each.listener in step.able
            and now < each.asked_at + min(24 * HOUR, (STARTS - each.asked_at) / 2)
        ]
        if now < STARTS <= now + 14 * DAY:
            all_asked = len(chosen) == len(left)
            assert all_asked or (len(waiting) >= 3 and STARTS - now >= 48 * HOUR), "no fewer than three are waited for"
            assert len(waiting) <= 3 or STARTS - now < 48 * HOUR or not chosen, "and no more are pressed"
            assert nobody_left(step.able, so_far, STARTS, now) == (all_asked and not waiting)


def hours_of(night: date) -> Span:
    return overnight(night, Policy().stand_by_from, Policy().stand_by_until, SITE.zone)


SITE = Site(SiteId("s"), "LKI", "HMP Larkmoor", ZoneInfo("Europe/London"), "ENG", "", "", date(2026, 6, 1), (), ())
MEMBERS = tuple(
    TeamMember(
        id=listener,
        ref=f"L{number:02}",
        name="A Man",
        prison_number="",
        cell="",
        wing="A",
        reaches=None,
        share=50 if number == 6 else 100,
        joined_on=date(2026, 6, 1),
        reserve=False,
        works=(),
        standings=(StandingFrom(Standing.ACTIVE, date(2026, 6, 1)),),
    )
    for number, listener in enumerate(TEAM, 1)
)


@dataclass(frozen=True)
class World:
    """Who stands on which other night, counted from the one to be taken, who has that, and who is away or rests."""

    nights: tuple[tuple[int, ListenerId], ...]
    whose: ListenerId | None
    beside: ListenerId | None
    cannot: frozenset[ListenerId]
    rather_not: frozenset[ListenerId]
    resting: frozenset[ListenerId]

    def facts(self) -> PlanningFacts:
        """The same as it stands on file."""
        duties = [(NIGHT + timedelta(days=day), FIRST, who) for day, who in self.nights]
        duties += [(NIGHT, FIRST, self.whose)] if self.whose else []
        duties += [(NIGHT, SECOND, self.beside)] if self.beside else []
        words = {AvailabilityKind.UNAVAILABLE: self.cannot, AvailabilityKind.AVOID: self.rather_not - self.cannot}
        return PlanningFacts(
            site=SITE,
            now=NOW,
            policies=lambda _on: Policy(),
            bank_holidays=frozenset(),
            team=MEMBERS,
            said=tuple(Said(who, NIGHT, kind) for kind, those in words.items() for who in sorted(those)),
            rests=tuple(RestOnFile(who, NOW, STARTS + HOUR) for who in sorted(self.resting)),
            duties=tuple(
                DutyOnFile(f"d{number}", who, night, place, hours_of(night).start, hours_of(night).end)
                for number, (night, place, who) in enumerate(sorted(duties))
            ),
            call_outs={},
            published=(Told(NIGHT - 9 * DAY, NIGHT + 9 * DAY, NOW - 14 * DAY),),
        )

    def may(self, who: ListenerId) -> bool:
        """Whether no rule stops him, by counting: one free night between two, and two nights in seven at most."""
        his = [day for day, each in self.nights if each == who]
        sevens = [sum(first <= day <= first + 6 for day in [*his, 0]) for first in range(-6, 1)]
        is_here = who not in self.cannot | self.resting | {self.whose, self.beside}
        return is_here and not {-1, 1} & set(his) and max(sevens) <= 2

    def load(self, who: ListenerId) -> int:
        """What he carries: 3 for a night of Friday or Saturday, 2 for another, twice as much for half a part."""
        his = [NIGHT + timedelta(days=day) for day, each in self.nights if each == who]
        his += [NIGHT] * (who in (self.whose, self.beside)) + [NIGHT]
        return sum(3 if night.weekday() in (4, 5) else 2 for night in his) * (2 if who == KOFI else 1)


SOME = st.frozensets(st.sampled_from(TEAM), max_size=2)
WORLDS = st.builds(
    World,
    st.dictionaries(st.sampled_from(OFFSETS), st.sampled_from(TEAM), max_size=10).map(
        lambda found: tuple(found.items())
    ),
    st.sampled_from([SAM, LUC, None]),
    st.sampled_from([RAVI, None]),
    SOME,
    SOME,
    SOME,
)


@given(WORLDS)
def test_those_are_asked_whom_no_rule_stops_who_would_rather_not_last_and_the_least_load_first(world: World) -> None:
    expected = sorted(
        (who in world.rather_not, world.load(who), number) for number, who in enumerate(TEAM) if world.may(who)
    )
    found = able_to_take(Judge(world.facts()), NIGHT, FIRST, world.whose)

    assert [TEAM[number] for *_, number in expected] == list(found), "by ref where they carry the same"


@pytest.mark.parametrize("is_still_his", [True, False])
def test_whose_night_it_is_or_was_is_never_among_those_who_could_take_it(is_still_his: bool) -> None:
    nobody: frozenset[ListenerId] = frozenset()
    world = World((), SAM if is_still_his else None, None, nobody, nobody, nobody)

    assert able_to_take(Judge(world.facts()), NIGHT, FIRST, SAM) == TEAM[1:]
    assert able_to_take(Judge(world.facts()), NIGHT, FIRST, None) == (TEAM[1:] if is_still_his else TEAM)
