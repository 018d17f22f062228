"""What does the board show: each night's places, why a place is empty, which rules are broken, who carries how much?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from listeners.domain.fairness import Balance, furthest_off
from listeners.domain.feasts import FeastOfYear
from listeners.domain.nights import ONE_DAY, is_holiday_night, nights_between, overnight
from listeners.domain.people import AvailabilityKind, ListenerId
from listeners.domain.rota.from_facts import assignments_now, rules_of
from listeners.domain.rota.hard_rules import Breach
from listeners.domain.rota.judging import breaches_now
from listeners.domain.rota.naming import named
from listeners.domain.rota.planning_facts import Placed, PlanningFacts
from listeners.domain.rota.problem import RotaProblem, Slot
from listeners.domain.rota.publication import span_of
from listeners.domain.rota.reasons import Holding, Reason, counted_reasons
from listeners.domain.rota.sharing import balances_of, nights_shared, shared_out, without_history
from listeners.domain.states import DutyState, NightPlace


class NightState(StrEnum):
    """How far the planning of a night has come. ``UNDER_WAY`` is the night that it is now, where it was planned: it
    cannot be changed any more, and a place on it that nobody has is a gap all the same."""

    BEGUN = "begun"
    UNDER_WAY = "under_way"
    DRAFT = "draft"
    PUBLISHED = "published"
    UNPLANNED = "unplanned"


class NoteCode(StrEnum):
    """What else is to be known of a night."""

    HOLIDAY = "holiday"
    LONG_NIGHT = "long_night"
    SHORT_NIGHT = "short_night"
    STOOD_DOWN = "stood_down"
    AVOIDED = "avoided"
    HAD_FEAST = "had_feast"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Note:
    """One note; ``listener`` where it is about somebody, ``feast`` where that is one that he had."""

    code: NoteCode
    listener: ListenerId | None = None
    feast: FeastOfYear | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """One place on a night, numbered from 1 (the first), and who has it; for a gap, how many each reason stops.

    ``cannot`` where whoever has it has said that he cannot do this night: it is in his name until another takes it.
    """

    number: int
    place: NightPlace
    listener: ListenerId | None = None
    by_hand: bool = False
    reasons: Mapping[Reason, int] | None = None
    cannot: bool = False

    @property
    def needs_somebody(self) -> bool:
        """Whether somebody must be found for it: nobody has it, or nobody who can do it."""
        return self.listener is None or self.cannot


@dataclass(frozen=True, slots=True)
class NightRow:
    """One night of the board, with its seats and notes and the rules broken on it."""

    night: date
    state: NightState
    seats: tuple[Seat, ...]
    notes: tuple[Note, ...] = ()
    breaches: tuple[Breach, ...] = ()

    @property
    def is_planned(self) -> bool:
        """Whether the night is planned and not over, so that an empty place on it is a gap."""
        return self.state in (NightState.DRAFT, NightState.PUBLISHED, NightState.UNDER_WAY)

    @property
    def wanting(self) -> tuple[Seat, ...]:
        """The seats for which somebody must be found, of a night that is planned and not over."""
        return tuple(seat for seat in self.seats if self.is_planned and seat.needs_somebody)

    @property
    def gaps(self) -> tuple[Seat, ...]:
        """Those of them that nobody has."""
        return tuple(seat for seat in self.wanting if seat.listener is None)


@dataclass(frozen=True)
class Board:
    """The nights from first to last, every rule that is broken on those ahead, and who carries how much.

    ``balances`` is empty where no night is ahead, or nobody takes part. ``fair_from`` is the first night that they
    count as planned, ``fair_until`` the last: those of the draft where there is one, for the planner shares out its
    nights and no others, and of the plan published last elsewhere. ``fair_since`` is the first night they count at all.
    ``without_history`` are those who have long been there, of whom nothing is on file that they carried before it.
    """

    rows: tuple[NightRow, ...]
    breaches: tuple[Breach, ...] = ()
    balances: tuple[Balance, ...] = ()
    weekday_weight: int = 1
    fair_from: date | None = None
    fair_since: date | None = None
    fair_until: date | None = None
    without_history: tuple[ListenerId, ...] = ()

    @property
    def gaps(self) -> int:
        """How many places are empty."""
        return len(self.empty_seats)

    @cached_property
    def empty_seats(self) -> tuple[tuple[NightRow, Seat], ...]:
        """The empty places, each with its night, in order."""
        return tuple((row, seat) for row in self.rows for seat in row.gaps)

    @cached_property
    def wanting_seats(self) -> tuple[tuple[NightRow, Seat], ...]:
        """The places for which somebody must be found, each with its night, the earliest first."""
        return tuple((row, seat) for row in self.rows for seat in row.wanting)

    @cached_property
    def first_drafted(self) -> date | None:
        """The first night that is still a draft."""
        return next((row.night for row in self.rows if row.state is NightState.DRAFT), None)

    @property
    def has_draft(self) -> bool:
        """Whether any night is still a draft."""
        return self.first_drafted is not None

    @property
    def is_planned(self) -> bool:
        """Whether any of its nights that are not over is a draft or published."""
        return any(row.is_planned for row in self.rows)

    @cached_property
    def fair_within(self) -> Fraction:
        """By how much, in points, anybody is over or under the fair share at most."""
        return furthest_off(self.balances)

    def in_nights(self, points: Fraction) -> Fraction:
        """Points as weekday nights."""
        return points / self.weekday_weight


def board_of(facts: PlanningFacts, first: date, last: date) -> Board:
    """Return the board from ``first`` to ``last``: the draft where there is one, what is published elsewhere.

    Reasons and rules are reckoned over its nights that have not begun, fairness over those of the draft, or of the plan
    published last.
    """
    ahead = max(first, facts.first_ahead)
    notes = _Notes(facts)
    begun = tuple(
        notes.on(NightRow(night, _state_of_begun(facts, night), seats_on(facts, night)))
        for night in nights_between(first, min(last, ahead - ONE_DAY))
    )
    if ahead > last:
        return Board(begun)
    to_share = nights_shared(facts, ahead, last)
    problem = rules_of(facts, ahead, (last - ahead).days + 1, carried_until=to_share[0])
    notes = _Notes(facts, problem)
    planned = frozenset(night.on for night in problem.nights if facts.is_planned(night.on))
    held = tuple(each for each in assignments_now(facts, problem) if each.night in planned)
    broken = named(facts, breaches_now(facts, problem, held))
    holding = Holding(problem, held)
    rows = tuple(notes.on(_row(facts, problem, holding, night.on, broken)) for night in problem.nights)
    shared = shared_out(facts, problem, to_share)
    nights = shared.load_of()
    balances = balances_of(facts, shared, tuple(each for each in held if each.night in nights))
    return Board(
        begun + rows,
        broken,
        balances,
        facts.policy(ahead).weight_weekday,
        fair_from=to_share[0],
        fair_since=to_share[0] - timedelta(days=facts.policy(to_share[0]).load_window_nights),
        fair_until=max(planned.intersection(to_share), default=to_share[-1]),
        without_history=without_history(facts, shared),
    )


def _state_of_begun(facts: PlanningFacts, night: date) -> NightState:
    is_now = facts.now < span_of(facts, night).end
    return NightState.UNDER_WAY if is_now and facts.is_planned(night) else NightState.BEGUN


def lacks_somebody(facts: PlanningFacts, first: date, last: date) -> bool:
    """Whether a place is empty on a planned night ahead, from ``first`` to ``last``."""
    ahead = nights_between(max(first, facts.first_ahead), last)
    return any(facts.is_planned(night) and _is_short(facts, night) for night in ahead)


def _is_short(facts: PlanningFacts, night: date) -> bool:
    there = facts.placed_by_night.get(night, ())
    firsts = sum(each.place is NightPlace.FIRST for each in there)
    return not firsts or len(there) - firsts < facts.policy_told(night).crew - 1


def seats_on(facts: PlanningFacts, night: date) -> tuple[Seat, ...]:
    """Return a night's seats with those who are there: the crew that the night is judged by, or more where more
    are placed. Of those in like places whoever cannot do the night comes last: on paper his seat is empty, and where it
    stands must not tell it from one that nobody has."""
    refs = facts.refs
    there = facts.placed_by_night.get(night, ())

    def in_order(place: NightPlace) -> list[Placed | None]:
        of_place = [each for each in there if each.place is place]
        if len(of_place) > 1:
            of_place.sort(key=lambda one: (_cannot(facts, one), refs[one.listener]))
        return [*of_place]

    firsts, seconds = in_order(NightPlace.FIRST) or [None], in_order(NightPlace.SECOND)
    seconds += [None] * max(facts.policy_told(night).crew - 1 - len(seconds), 0)
    seats = [*((NightPlace.FIRST, each) for each in firsts), *((NightPlace.SECOND, each) for each in seconds)]
    return tuple(_seat(facts, number, place, each) for number, (place, each) in enumerate(seats, start=1))


def _seat(facts: PlanningFacts, number: int, place: NightPlace, held: Placed | None) -> Seat:
    if held is None:
        return Seat(number, place)
    return Seat(number, place, held.listener, held.by_hand, cannot=_cannot(facts, held))


def _cannot(facts: PlanningFacts, held: Placed) -> bool:
    """Whether he is not on by what is known now. A pause takes a published night off him; a draft still has him down,
    and the two must look the same on paper."""
    if held.night in facts.said_no.get(held.listener, ()):
        return True
    member = facts.member(held.listener) if facts.in_draft(held.night) else None
    return member is not None and not member.may_be_given(held.night)


def state_of(facts: PlanningFacts, night: date) -> NightState:
    """Return how far the planning of a night ahead has come."""
    if facts.in_draft(night):
        return NightState.DRAFT
    return NightState.PUBLISHED if facts.is_planned(night) else NightState.UNPLANNED


def _row(
    facts: PlanningFacts,
    problem: RotaProblem,
    holding: Holding,
    night: date,
    broken: tuple[Breach, ...],
) -> NightRow:
    state = state_of(facts, night)
    seats = seats_on(facts, night)
    if state is not NightState.UNPLANNED:
        seats = tuple(_with_reasons(problem, holding, night, seat) for seat in seats)
    return NightRow(night, state, seats, breaches=tuple(breach for breach in broken if breach.when == night))


def _with_reasons(problem: RotaProblem, holding: Holding, night: date, seat: Seat) -> Seat:
    if seat.listener is not None:
        return seat
    return replace(seat, reasons=counted_reasons(holding, problem, Slot(night, seat.place.value, None)))


class _Notes:
    """What else is to be known of each night, found once for the whole board."""

    def __init__(self, facts: PlanningFacts, problem: RotaProblem | None = None) -> None:
        self._facts = facts
        self._stood_down: defaultdict[date, list[ListenerId]] = defaultdict(list)
        for duty in facts.duties:
            if duty.state is DutyState.STOOD_DOWN:
                self._stood_down[duty.night].append(duty.listener)
        volunteers = problem.volunteers if problem is not None else ()
        self._avoiding = {(each.id, night) for each in volunteers for night in each.avoid}

    def _of_seat(self, listener: ListenerId, night: date) -> Iterator[Note]:
        """Why somebody was rather not to have the night that he has."""
        if (self._facts.refs[listener], night) not in self._avoiding:
            return
        if self._facts.has_said(listener, night, AvailabilityKind.AVOID):
            yield Note(NoteCode.AVOIDED, listener)
        had = self._facts.had_feast(listener, night)
        if had is not None:
            yield Note(NoteCode.HAD_FEAST, listener, had)

    def on(self, row: NightRow) -> NightRow:
        """Return the row with its notes."""
        found = tuple(self._found(row))
        return replace(row, notes=found) if found else row

    def _found(self, row: NightRow) -> Iterator[Note]:
        if is_holiday_night(row.night, self._facts.bank_holidays):
            yield Note(NoteCode.HOLIDAY)
        if row.night in self._facts.changed and row.state is not NightState.DRAFT:
            yield Note(NoteCode.CHANGED)
        policy = self._facts.policy(row.night)
        clock = _clock_note(row.night, policy.stand_by_from, policy.stand_by_until, self._facts.site.zone)
        if clock is not None:
            yield clock
        for listener in self._stood_down.get(row.night, ()):
            yield Note(NoteCode.STOOD_DOWN, listener)
        for seat in row.seats:
            if seat.listener is not None:
                yield from self._of_seat(seat.listener, row.night)


@lru_cache(maxsize=1024)
def _clock_note(night: date, begins: time, ends: time, zone: ZoneInfo) -> Note | None:
    """A stand-by night on which the clocks change is an hour longer or shorter than the hands of the clock say."""
    span = overnight(night, begins, ends, zone)
    by_the_hands = datetime.combine(night + ONE_DAY, ends) - datetime.combine(night, begins)
    if span.length == by_the_hands:
        return None
    return Note(NoteCode.LONG_NIGHT if span.length > by_the_hands else NoteCode.SHORT_NIGHT)
