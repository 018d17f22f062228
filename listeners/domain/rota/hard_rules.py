"""Which hard rules does a set of assignments break: who, when, and by how much?

Judges any assignments, whoever made them. Written on its own: it shares no rule with the planner nor with
``reasons.py``, so that a mistake in one is caught by the other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations

from listeners.domain.rota.problem import FIRST, Assignment, RotaProblem, Volunteer


class Broken(StrEnum):
    """The rules of a plan, and the claims of a solution, that may be found broken."""

    UNKNOWN_VOLUNTEER = "unknown volunteer"
    NO_DEMAND = "no demand"
    FILLED_TWICE = "filled twice"
    SAME_NIGHT = "same night"
    UNAVAILABLE = "unavailable"
    AREA = "area"
    GAP = "gap"
    LIMIT_7 = "limit 7"
    LIMIT_28 = "limit 28"
    NEW_FIRST = "new first"
    NEW_ALONE = "new alone"
    APART = "apart"
    FIXED = "fixed"
    NO_PLAN = "no plan"
    FIGURE = "figure"
    GAP_LIST = "gap list"
    REASONS = "reasons"


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule not met: who, on which night, by how much, and what else a sentence about it needs (``detail``)."""

    code: Broken
    who: str | None
    when: date | None
    by: int
    detail: str = ""


def breaches_of(problem: RotaProblem, assignments: Iterable[Assignment]) -> tuple[Breach, ...]:
    """Return every breach of the hard rules 1 to 7 by these assignments, in the order of the rules.

    Earlier nights alone break nothing: a breach needs an assignment in it.
    """
    held = list(assignments)
    team = problem.volunteers_by_id()
    by_volunteer: dict[str, list[Assignment]] = defaultdict(list)
    for each in held:
        by_volunteer[each.volunteer].append(each)
    found = [*_places(problem, held), *_strangers(team, held)]
    for name, theirs in sorted(by_volunteer.items()):
        if name in team:
            found += _one_volunteer(problem, team[name], theirs)
    found += [*_new_ones(problem, team, held), *_apart(problem, by_volunteer), *_fixed(problem, held)]
    return tuple(found)


def _places(problem: RotaProblem, held: list[Assignment]) -> Iterator[Breach]:
    wanted = Counter(demand.slot for demand in problem.demand)
    given = Counter(each.slot for each in held)
    for slot, number in given.items():
        if number > wanted[slot]:
            code = Broken.FILLED_TWICE if wanted[slot] else Broken.NO_DEMAND
            names = [each.volunteer for each in held if each.slot == slot]
            yield Breach(code, ", ".join(names), slot.night, number - wanted[slot], _place(slot.duty, slot.area))


def _place(duty: str, area: str | None) -> str:
    return duty if area is None else f"{duty} {area}"


def _strangers(team: dict[str, Volunteer], held: list[Assignment]) -> Iterator[Breach]:
    for each in held:
        if each.volunteer not in team:
            yield Breach(Broken.UNKNOWN_VOLUNTEER, each.volunteer, each.night, 1)


def _one_volunteer(problem: RotaProblem, who: Volunteer, theirs: list[Assignment]) -> Iterator[Breach]:
    per_night = Counter(each.night for each in theirs)
    for night, number in sorted(per_night.items()):
        if number > 1:
            yield Breach(Broken.SAME_NIGHT, who.id, night, number - 1)
    for each in sorted(theirs, key=lambda one: one.order):
        yield from _not_possible(who, each)
    free = max(problem.rules.free_nights_between, who.free_nights_between or 0)
    yield from _too_close(free, who, sorted(per_night))
    for code, size, limits in (
        (Broken.LIMIT_7, 7, (problem.rules.max_in_7, who.max_in_7)),
        (Broken.LIMIT_28, 28, (problem.rules.max_in_28, who.max_in_28)),
    ):
        yield from _too_many(code, size, min(one for one in limits if one is not None), who, set(per_night))


def _not_possible(who: Volunteer, assignment: Assignment) -> Iterator[Breach]:
    for absence in who.unavailable:
        if absence.on == assignment.night:
            yield Breach(Broken.UNAVAILABLE, who.id, assignment.night, 1, absence.reason.value)
    area = assignment.slot.area
    if area is not None and who.areas is not None and area not in who.areas:
        yield Breach(Broken.AREA, who.id, assignment.night, 1, area)
    if who.new and assignment.slot.duty == FIRST:
        yield Breach(Broken.NEW_FIRST, who.id, assignment.night, 1)


def _too_close(free: int, who: Volunteer, nights: list[date]) -> Iterator[Breach]:
    near = timedelta(days=free)
    past = sorted(each for each in who.last_nights if nights[0] - near <= each <= nights[-1] + near)
    pairs = [*combinations(nights, 2), *((each, night) for each in past for night in nights)]
    for one, other in pairs:
        lacking = free + 1 - abs((other - one).days)
        if lacking > 0:
            yield Breach(Broken.GAP, who.id, max(one, other), lacking, min(one, other).isoformat())


def _too_many(code: Broken, size: int, limit: int, who: Volunteer, nights: set[date]) -> Iterator[Breach]:
    lived = sorted(nights | who.last_nights)
    for at, last in enumerate(lived):
        if at < limit or (last - lived[at - limit]).days >= size:
            continue  # there are not enough nights before it, or the one that would be too many is long past
        stretch = [night for night in lived[max(0, at - size + 1) : at + 1] if (last - night).days < size]
        if nights.intersection(stretch):
            yield Breach(code, who.id, last, len(stretch) - limit, str(limit))


def _new_ones(problem: RotaProblem, team: dict[str, Volunteer], held: list[Assignment]) -> Iterator[Breach]:
    firsts = Counter((each.night, each.slot.area) for each in held if each.slot.duty == FIRST)
    new: dict[tuple[date, str | None], list[str]] = defaultdict(list)
    for each in held:
        if each.volunteer in team and team[each.volunteer].new:
            new[each.night, each.slot.area].append(each.volunteer)
    for here, names in new.items():
        if len(names) > firsts[here]:
            yield Breach(Broken.NEW_ALONE, ", ".join(names), here[0], len(names) - firsts[here], here[1] or "")


def _apart(problem: RotaProblem, by_volunteer: dict[str, list[Assignment]]) -> Iterator[Breach]:
    for one, other in problem.apart:
        together = {each.night for each in by_volunteer[one]} & {each.night for each in by_volunteer[other]}
        for night in sorted(together):
            yield Breach(Broken.APART, one, night, 1, other)


def _fixed(problem: RotaProblem, held: list[Assignment]) -> Iterator[Breach]:
    for each in problem.fixed:
        if each not in held:
            yield Breach(Broken.FIXED, each.volunteer, each.night, 1, _place(each.slot.duty, each.slot.area))
