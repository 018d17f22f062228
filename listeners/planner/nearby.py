"""How much better does a plan become by small changes, one after the other?

A change puts somebody into a place and sends away who has it; where the newcomer leaves another place for it, that one
is filled again or stays empty. It is kept where the plan is then no worse than it was some changes ago (late
acceptance), so that the search climbs out of hollows. Work is counted in changes tried, never in seconds.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from listeners.domain.rota.problem import Assignment, RotaProblem
from listeners.planner.seats import NOBODY, Seats

MEMORY = 200
"""How many changes ago a plan may have been as bad as one that is kept."""
ASKED_FOR = 0.3
"""How often a change begins with somebody who prefers the night. Both: measured, docs/decisions/0016."""
_LOOK_EVERY = 1_000


class NearbySearch:
    """Betters a plan that keeps the rules. ``seated`` is False where it does not keep them: then nothing is tried."""

    def __init__(self, problem: RotaProblem, plan: tuple[Assignment, ...], seed: int) -> None:
        self.seats = seats = Seats(problem)
        self.seated = seats.seat(plan)
        self.chance = random.Random(seed).random  # noqa: S311 (where a search turns, no secret)
        fixed = {(each.slot, seats.number[each.volunteer]) for each in problem.fixed}
        self.locked = [(at.slot, who) in fixed for at, who in zip(seats.places, seats.who, strict=True)]
        self.open = [place for place, able in enumerate(seats.able) if able and not self.locked[place]]
        self.asked_for = [
            (place, who)
            for place in self.open
            for who in seats.able[place]
            if seats.places[place].slot.night in seats.team[who].prefer
        ]
        self.cost = self.best_cost = 0  # beside the plan that it began with
        self.best = list(seats.who)

    def run(self, steps: int, stop: Callable[[], bool]) -> int:
        """Try so many changes, fewer where ``stop`` says so; return how many were tried."""
        if not (self.seated and self.open):
            return 0
        past = [self.cost] * MEMORY
        for step in range(steps):
            if not step % _LOOK_EVERY and stop():
                return step
            turn = step % MEMORY
            self._change(max(past[turn], self.cost))
            past[turn] = min(past[turn], self.cost)
            if self.cost < self.best_cost:
                self.best_cost, self.best = self.cost, list(self.seats.who)
        return steps

    def plan(self) -> tuple[Assignment, ...]:
        """The best plan met."""
        return self.seats.plan(self.best)

    def _change(self, most: int) -> None:
        """Try one change; it may cost at most ``most``, like ``cost`` beside the plan that the search began with."""
        place, who = self._draw()
        held = self.seats.held[who]
        if who != self.seats.who[place]:
            turn = int(self.chance() * (len(held) + 1))
            if turn == len(held):
                self._replace(place, who, most)
            elif not self.locked[held[turn]]:
                self._move(held[turn], place, who, most)

    def _draw(self) -> tuple[int, int]:
        if self.asked_for and self.chance() < ASKED_FOR:
            return self.asked_for[int(self.chance() * len(self.asked_for))]
        place = self.open[int(self.chance() * len(self.open))]
        return place, self._any_able(place)

    def _any_able(self, place: int) -> int:
        able = self.seats.able[place]
        return able[int(self.chance() * len(able))]

    def _replace(self, place: int, who: int, most: int) -> None:
        """Put somebody into a place, whoever has it."""
        seats = self.seats
        cost = self.cost + seats.adding(place, who) + seats.leaving(place)
        if cost > most:
            return
        sent = self._empty(place)
        if seats.put(place, who) and seats.led(place):
            self.cost = cost
            return
        self._empty(place)
        self._back(place, sent)

    def _move(self, source: int, place: int, who: int, most: int) -> None:
        """Move somebody from ``source`` to a place, and fill the source again or leave it empty."""
        seats, cost = self.seats, self.cost + self.seats.leaving(place)
        sent = self._empty(place)
        cost += seats.leaving(source)
        seats.take_off(source)
        cost += seats.adding(place, who)
        if seats.put(place, who):
            cost += self._refill(source, sent, most - cost)
            if cost <= most and seats.led(place) and seats.led(source):
                self.cost = cost
                return
            self._empty(source)
        self._empty(place)
        self._back(source, who)
        self._back(place, sent)

    def _refill(self, source: int, sent: int, room: int) -> int:
        """Put who was sent away, or anybody able, into ``source`` if that costs at most ``room``; return its cost."""
        seats = self.seats
        third = sent if sent in seats.able[source] and self.chance() < 0.5 else self._any_able(source)
        cost = seats.adding(source, third)
        return cost if cost <= room and seats.put(source, third) else 0

    def _empty(self, place: int) -> int:
        return NOBODY if self.seats.who[place] == NOBODY else self.seats.take_off(place)

    def _back(self, place: int, who: int) -> None:
        """Put somebody back who was there before; what was allowed then is allowed again."""
        if who != NOBODY:
            self.seats.put(place, who)
