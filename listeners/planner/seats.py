"""Who takes which place, held so that a change is tried and undone in microseconds?

The rules of a plan are asked when somebody is seated, what a change costs is asked before. Costs are one whole number:
the five figures, each weighed above all that the later ones can come to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from listeners.domain.rota.objective import UNFAIRNESS_SCALE
from listeners.domain.rota.problem import FIRST, Assignment, RotaProblem, Slot
from listeners.planner.resting import limits_of

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the demand: its slot, its night as a bit, its night and area as a number, its weights."""

    slot: Slot
    day: int
    here: int
    first: bool
    load: int
    cost: int


class Seats:
    """A plan, place by place. Places and people are numbers: ``who[place]`` is a person or NOBODY."""

    def __init__(self, problem: RotaProblem) -> None:
        self.team = problem.volunteers
        self.number = {each.id: index for index, each in enumerate(self.team)}
        self.limits = [limits_of(problem.rules, each) for each in self.team]
        dates = [night.on.toordinal() for night in problem.nights]
        reach = max((each.reach for each in self.limits), default=0)
        self.origin, self.days = min(dates) - reach, max(dates) - min(dates) + 2 * reach + 1
        self.places = self._places(problem)
        self.own, self.scale = _costs(problem, self.places)
        self.new = [each.new for each in self.team]
        self.apart: list[list[int]] = [[] for _ in self.team]
        for one, other in problem.apart:
            self.apart[self.number[one]].append(self.number[other])
            self.apart[self.number[other]].append(self.number[one])
        self.earlier = [self._bits(each.last_nights) for each in self.team]
        self.able = self._able()
        self.who = [NOBODY] * len(self.places)
        self.held: list[list[int]] = [[] for _ in self.team]
        self.planned = [0] * len(self.team)
        self.load = [each.carried_load for each in self.team]
        self.firsts, self.new_ones = [0] * len(self.places), [0] * len(self.places)

    def _places(self, problem: RotaProblem) -> list[Place]:
        load, here = problem.load_of(), dict[tuple[date, str | None], int]()
        places = []
        for demand in sorted(problem.demand, key=lambda each: (each.slot.order, -each.cost)):
            slot, night = demand.slot, demand.slot.night
            number = here.setdefault((night, slot.area), len(here))
            day = night.toordinal() - self.origin
            places.append(Place(slot, day, number, slot.duty == FIRST, load[night], demand.cost))
        return places

    def _bits(self, dates: Iterable[date]) -> int:
        bits = 0
        for day in {on.toordinal() - self.origin for on in dates}:
            bits |= 1 << day if 0 <= day < self.days else 0
        return bits

    def _able(self) -> list[list[int]]:
        """For each place whom no rule about the place alone, or about earlier nights, keeps from it."""
        away = [self._bits(absence.on for absence in each.unavailable) for each in self.team]
        return [
            [
                who
                for who, each in enumerate(self.team)
                if not away[who] >> place.day & 1
                and (place.slot.area is None or each.areas is None or place.slot.area in each.areas)
                and not (place.first and each.new)
                and self.limits[who].let(self.earlier[who], place.day)
            ]
            for place in self.places
        ]

    def seat(self, plan: Iterable[Assignment]) -> bool:
        """Seat a whole plan, new ones last; False where it breaks a rule."""
        empty: dict[Slot, list[int]] = defaultdict(list)
        for index, place in reversed(list(enumerate(self.places))):
            empty[place.slot].append(index)
        pairs = sorted((self.new[self.number[each.volunteer]], each.order, each) for each in plan)
        return all(
            empty[each.slot] and self.put(empty[each.slot].pop(), self.number[each.volunteer]) for _, _, each in pairs
        )

    def put(self, place: int, who: int) -> bool:
        """Seat somebody who is ``able`` in an empty place; False, and nothing done, where the plan forbids it."""
        at, planned = self.places[place], self.planned
        if not self.limits[who].let(self.earlier[who] | planned[who], at.day):
            return False
        if self.new[who] and self.new_ones[at.here] >= self.firsts[at.here]:
            return False
        for other in self.apart[who]:
            if planned[other] >> at.day & 1:
                return False
        self.who[place] = who
        self.held[who].append(place)
        planned[who] |= 1 << at.day
        self.load[who] += at.load
        self.firsts[at.here] += at.first
        self.new_ones[at.here] += self.new[who]
        return True

    def take_off(self, place: int) -> int:
        """Empty a place and return who had it; whether a new one is left unled is for ``led`` to say."""
        at, who = self.places[place], self.who[place]
        self.who[place] = NOBODY
        self.held[who].remove(place)
        self.planned[who] ^= 1 << at.day
        self.load[who] -= at.load
        self.firsts[at.here] -= at.first
        self.new_ones[at.here] -= self.new[who]
        return who

    def led(self, place: int) -> bool:
        """Are there no more new ones than filled firsts on the night and in the area of a place?"""
        here = self.places[place].here
        return self.new_ones[here] <= self.firsts[here]

    def adding(self, place: int, who: int) -> int:
        """What it costs to seat somebody: below 0 where that is better than an empty place."""
        load = self.places[place].load
        return self.own[place][who] + self.scale[who] * load * (2 * self.load[who] + load)

    def leaving(self, place: int) -> int:
        """What it costs to empty a place; nothing where it is empty."""
        who, load = self.who[place], self.places[place].load
        if who == NOBODY:
            return 0
        return -self.own[place][who] - self.scale[who] * load * (2 * self.load[who] - load)

    def plan(self, who: Sequence[int]) -> tuple[Assignment, ...]:
        """The plan that seats these people, place by place."""
        found = [
            Assignment(place.slot, self.team[each].id)
            for place, each in zip(self.places, who, strict=True)
            if each != NOBODY
        ]
        return tuple(sorted(found, key=lambda each: each.order))


def _costs(problem: RotaProblem, places: Sequence[Place]) -> tuple[list[list[int]], list[int]]:
    """What each person costs in each place beyond their load, and what the square of a load costs for each person."""
    number, team = len(places) + 1, problem.volunteers
    largest = max((each.carried_load for each in team), default=0) + sum(night.load for night in problem.nights)
    unfairness = number  # above every preferred night together, and so on
    avoided = unfairness * (len(team) * largest**2 * UNFAIRNESS_SCALE + 1)
    changes = avoided * number
    gaps = changes * (len(problem.published) + 1)
    told = {(each.slot, each.volunteer) for each in problem.published}
    own = [
        [
            -gaps * place.cost
            - changes * ((place.slot, each.id) in told)
            + avoided * (place.slot.night in each.avoid)
            - (place.slot.night in each.prefer)
            for each in team
        ]
        for place in places
    ]
    return own, [unfairness * UNFAIRNESS_SCALE // each.share for each in team]
