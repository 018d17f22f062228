"""How is a rota written as an integer program?

A column says that a volunteer is on duty in an area on a night, whatever the duty: who is first and who is second does
not matter to any rule or figure but rule 5 and what must or should be kept, so the mirror images never enter the
search. Another column for each place says that it is filled; for each fixed or published assignment one says that it is
kept. ``translate.py`` shares out the duties afterwards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from listeners.domain.rota.problem import FIRST, Assignment, RotaProblem, Slot, Volunteer
from listeners.planner.levels import Level, levels
from listeners.planner.linear import Program
from listeners.planner.rolling import windows

Here = tuple[date, str | None]
"""A night in one area."""


class RotaModel:
    """The program of a problem whose fixed assignments do not clash, with the meaning of each column."""

    def __init__(self, problem: RotaProblem) -> None:
        self.problem = problem
        self.program = Program()
        self.team = problem.volunteers_by_id()
        self.places: dict[Slot, list[int]] = defaultdict(list)
        """The costs of a slot's places, dearest first."""
        for demand in sorted(problem.demand, key=lambda each: -each.cost):
            self.places[demand.slot].append(demand.cost)
        self.slots_here: dict[Here, list[Slot]] = defaultdict(list)
        for slot in sorted(self.places, key=lambda each: each.order):
            self.slots_here[slot.night, slot.area].append(slot)
        self.filled = {slot: [self.program.yes_or_no() for _ in self.places[slot]] for slot in self.places}
        self.on_duty = self._add_on_duty()
        self.kept = self._add_kept()
        self.loads: dict[str, list[tuple[int, Level]]] = {}
        for here in self.slots_here:
            self._add_night(here)
        for volunteer in problem.volunteers:
            self._add_volunteer(volunteer)
        self._add_apart()

    def duties_of(self, volunteer: str) -> dict[date, list[int]]:
        """The columns of a volunteer for each night, one for each area."""
        return self._duties[volunteer]

    def _add_on_duty(self) -> dict[tuple[str, Here], int]:
        self._duties: dict[str, dict[date, list[int]]] = {each.id: {} for each in self.problem.volunteers}
        columns = {}
        for volunteer in self.problem.volunteers:
            for here in self.slots_here:
                if self._possible(volunteer, here):
                    column = columns[volunteer.id, here] = self.program.yes_or_no()
                    self._duties[volunteer.id].setdefault(here[0], []).append(column)
        return columns

    def _possible(self, volunteer: Volunteer, here: Here) -> bool:
        night, area = here
        free = self.problem.rules.free(volunteer)
        return (
            all(each.on != night for each in volunteer.unavailable)
            and (area is None or volunteer.areas is None or area in volunteer.areas)
            and all(abs((night - earlier).days) > free for earlier in volunteer.last_nights)
            and not (volunteer.new and all(slot.duty == FIRST for slot in self.slots_here[here]))
        )

    def _add_kept(self) -> dict[Assignment, int]:
        """A column for each assignment that must or may be kept; a published one that cannot be has none."""
        columns = {}
        for assignment in dict.fromkeys((*self.problem.fixed, *self.problem.published)):
            slot = assignment.slot
            new_first = slot.duty == FIRST and self.team[assignment.volunteer].new
            if (
                slot in self.places
                and (assignment.volunteer, (slot.night, slot.area)) in self.on_duty
                and not new_first
            ):
                columns[assignment] = self.program.yes_or_no(low=int(assignment in self.problem.fixed))
        return columns

    def _add_night(self, here: Here) -> None:
        """Rows of one night in one area: everybody on duty fills a place, and the duties can be shared out."""
        crew = [(name, column) for (name, where), column in self.on_duty.items() if where == here]
        old = [column for name, column in crew if not self.team[name].new]
        new = [column for name, column in crew if self.team[name].new]
        slots = self.slots_here[here]
        first = [column for slot in slots if slot.duty == FIRST for column in self.filled[slot]]
        kept = {each: column for each, column in self.kept.items() if each.slot in slots}
        add = self.program
        add.equal([*_sum(old + new), *_sum((column for slot in slots for column in self.filled[slot]), -1)], 0)
        # Only old hands are first, and one who is kept elsewhere cannot be.
        elsewhere = [c for each, c in kept.items() if each.slot.duty != FIRST and not self.team[each.volunteer].new]
        add.at_most([*_sum(first), *_sum(old, -1), *_sum(elsewhere)], 0)
        if new:
            add.at_most([*_sum(new), *_sum(first, -1)], 0)
        self._add_kept_rows(here, kept)

    def _add_kept_rows(self, here: Here, kept: dict[Assignment, int]) -> None:
        """What is kept fills a place of its slot, and a volunteer keeps at most one duty, and only when on duty."""
        by_slot: dict[Slot, list[int]] = defaultdict(list)
        by_volunteer: dict[str, list[int]] = defaultdict(list)
        for each, column in kept.items():
            by_slot[each.slot].append(column)
            by_volunteer[each.volunteer].append(column)
        for slot, columns in by_slot.items():
            self.program.at_most([*_sum(columns), *_sum(self.filled[slot], -1)], 0)
        for name, columns in by_volunteer.items():
            self.program.at_most([*_sum(columns), (self.on_duty[name, here], -1)], 0)

    def _add_volunteer(self, volunteer: Volunteer) -> None:
        duties = self.duties_of(volunteer.id)
        nights, rules = sorted(duties), self.problem.rules
        limits = ((rules.free(volunteer) + 1, 1), (7, rules.in_7(volunteer)), (28, rules.in_28(volunteer)))
        for night in nights:
            if len(duties[night]) > 1:
                self.program.at_most(_sum(duties[night]), 1)
        for size, limit in limits:
            for group, room in windows(nights, volunteer.last_nights, size, limit):
                self.program.at_most(_sum(column for night in group for column in duties[night]), room)
        steps = [(self.program.amount(level.width), level) for level in levels(self.problem, volunteer, nights)]
        self.loads[volunteer.id] = steps
        weight = self.problem.load_of()
        taken = [(column, float(weight[night])) for night in nights for column in duties[night]]
        self.program.equal([*taken, *_sum((column for column, _ in steps), -1)], 0)

    def _add_apart(self) -> None:
        for one, other in self.problem.apart:
            ours, theirs = self.duties_of(one), self.duties_of(other)
            for night in sorted(ours.keys() & theirs.keys()):
                self.program.at_most(_sum(ours[night] + theirs[night]), 1)


def _sum(columns: Iterable[int], factor: float = 1) -> list[tuple[int, float]]:
    return [(column, factor) for column in columns]
