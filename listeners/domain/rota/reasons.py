"""Why does a place stay empty, and why can somebody not take it?

The rules are asked in one fixed order and the first that stops a volunteer is the reason, so that the reasons of a gap
add up to the team.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from enum import StrEnum

from listeners.domain.rota.problem import FIRST, Absence, Assignment, RotaProblem, Slot, Volunteer


class Reason(StrEnum):
    """What stops a volunteer, in the order in which it is asked (the absences first)."""

    LEAVE = Absence.LEAVE.value
    RESTING = Absence.RESTING.value
    COURT = Absence.COURT.value
    PAUSE = Absence.PAUSE.value
    TRANSFERRED = Absence.TRANSFERRED.value
    TRAINING = Absence.TRAINING.value
    UNAVAILABLE = Absence.UNAVAILABLE.value
    AREA = "area"
    GAP = "gap"
    LIMIT_7 = "limit 7"
    LIMIT_28 = "limit 28"
    NEW = "new"
    APART = "apart"
    SAME_NIGHT = "same night"
    WOULD_COST_ELSEWHERE = "would cost elsewhere"


class Holding:
    """Who holds which nights while a plan grows; ``add`` keeps it up to date."""

    def __init__(self, problem: RotaProblem, assignments: Iterable[Assignment] = ()) -> None:
        self.rules = problem.rules
        self.team = problem.volunteers_by_id()
        self.earlier = {each.id: each.last_nights for each in problem.volunteers}
        self.nights = {each.id: set(each.last_nights) for each in problem.volunteers}
        self.on_night: Counter[tuple[date, str]] = Counter()
        self.firsts: Counter[tuple[date, str | None]] = Counter()
        self.new_ones: Counter[tuple[date, str | None]] = Counter()
        self.kept_apart: dict[str, list[str]] = {each.id: [] for each in problem.volunteers}
        for one, other in problem.apart:
            self.kept_apart[one].append(other)
            self.kept_apart[other].append(one)
        for assignment in assignments:
            self.add(assignment)

    def add(self, assignment: Assignment) -> None:
        """Take an assignment into account; one of a volunteer who is not in the team counts for nothing."""
        volunteer, slot = self.team.get(assignment.volunteer), assignment.slot
        if volunteer is None:
            return
        self.nights[volunteer.id].add(slot.night)
        self.on_night[slot.night, volunteer.id] += 1
        self.firsts[slot.night, slot.area] += slot.duty == FIRST
        self.new_ones[slot.night, slot.area] += volunteer.new

    def first_rule(self, slot: Slot, volunteer: Volunteer) -> Reason | None:
        """Return the first rule that keeps a volunteer from a slot, None where none does."""
        for rule in _IN_ORDER:
            reason = rule(self, slot, volunteer)
            if reason is not None:
                return reason
        return None


def stops(problem: RotaProblem, assignments: Iterable[Assignment], slot: Slot, volunteer: Volunteer) -> Reason | None:
    """Return the first rule that keeps a volunteer from a slot beside ``assignments``, None where none does.

    Whether the slot is still free is not asked: leave out the assignment that is to be replaced.
    """
    return Holding(problem, assignments).first_rule(slot, volunteer)


def reasons(problem: RotaProblem, assignments: Iterable[Assignment], slot: Slot) -> dict[Reason, int]:
    """Return why an empty place stays empty: how many volunteers each rule stops, every one counted once.

    Whom no rule stops is counted as ``would cost elsewhere``. Reasons that stop nobody are left out.
    """
    return counted_reasons(Holding(problem, assignments), problem, slot)


def counted_reasons(holding: Holding, problem: RotaProblem, slot: Slot) -> dict[Reason, int]:
    """Return the same where it is known already who holds which nights: many places of one plan are asked about."""
    counted = Counter(
        holding.first_rule(slot, volunteer) or Reason.WOULD_COST_ELSEWHERE for volunteer in problem.volunteers
    )
    return {reason: counted[reason] for reason in Reason if counted[reason]}


def _absence(holding: Holding, slot: Slot, volunteer: Volunteer) -> Reason | None:
    absences = (each.reason for each in volunteer.unavailable if each.on == slot.night)
    found = next(absences, None)
    return None if found is None else Reason(found.value)


def _area(holding: Holding, slot: Slot, volunteer: Volunteer) -> Reason | None:
    reached = slot.area is None or volunteer.areas is None or slot.area in volunteer.areas
    return None if reached else Reason.AREA


def nights_behind(holding: Holding, slot: Slot, volunteer: Volunteer, rule: Reason) -> tuple[tuple[date, ...], int]:
    """Return the nights that make a rule stop a volunteer, in order, and what the rule allows: the free nights wanted
    between two, or how many nights in 7 or 28. No nights where the rule is not about other nights."""
    rules = holding.rules
    if rule is Reason.GAP:
        return _too_close(holding, slot, volunteer), rules.free(volunteer)
    if rule is Reason.LIMIT_7:
        return _others(holding, slot.night, volunteer, 7), rules.in_7(volunteer)
    if rule is Reason.LIMIT_28:
        return _others(holding, slot.night, volunteer, 28), rules.in_28(volunteer)
    return (), 0


def _others(holding: Holding, night: date, volunteer: Volunteer, size: int) -> tuple[date, ...]:
    return tuple(each for each in _fullest(holding, night, volunteer, size) if each != night)


def _too_close(holding: Holding, slot: Slot, volunteer: Volunteer) -> tuple[date, ...]:
    free, earlier = holding.rules.free(volunteer), holding.earlier[volunteer.id]
    at, within = slot.night, timedelta(days=free)
    first, last = at - within, at + within
    close = [night for night in holding.nights[volunteer.id] if first <= night <= last and night != at]
    return tuple(sorted((*close, at) if at in earlier else close))


def _gap(holding: Holding, slot: Slot, volunteer: Volunteer) -> Reason | None:
    return Reason.GAP if _too_close(holding, slot, volunteer) else None


def _limit_7(holding: Holding, slot: Slot, volunteer: Volunteer) -> Reason | None:
    is_full = _is_full(holding, slot.night, volunteer, 7, holding.rules.in_7(volunteer))
    return Reason.LIMIT_7 if is_full else None


def _limit_28(holding: Holding, slot: Slot, volunteer: Volunteer) -> Reason | None:
    is_full = _is_full(holding, slot.night, volunteer, 28, holding.rules.in_28(volunteer))
    return Reason.LIMIT_28 if is_full else None


def _is_full(holding: Holding, night: date, volunteer: Volunteer, size: int, limit: int) -> bool:
    """Whether a stretch of ``size`` dates with ``night`` in it would hold more than ``limit``."""
    # Where there are not so many on both sides together, no stretch has to be looked at: that is so of most.
    is_near = len(_around(holding, night, volunteer, size)) > limit
    return is_near and len(_fullest(holding, night, volunteer, size)) > limit


def _around(holding: Holding, night: date, volunteer: Volunteer, size: int) -> list[date]:
    """The nights that a stretch of ``size`` dates with ``night`` in it may hold, it included."""
    first, last = night - timedelta(days=size - 1), night + timedelta(days=size - 1)
    return [*(each for each in holding.nights[volunteer.id] if first <= each <= last and each != night), night]


def _fullest(holding: Holding, night: date, volunteer: Volunteer, size: int) -> list[date]:
    """The nights of the fullest stretch of ``size`` dates around ``night``, with it taken, in order."""
    around = sorted(_around(holding, night, volunteer, size))
    after = around[around.index(night) :]
    return max(([each for each in around if 0 <= (end - each).days < size] for end in after), key=len)


def _new(holding: Holding, slot: Slot, volunteer: Volunteer) -> Reason | None:
    if not volunteer.new:
        return None
    here = (slot.night, slot.area)
    led = slot.duty != FIRST and holding.new_ones[here] < holding.firsts[here]
    return None if led else Reason.NEW


def _apart(holding: Holding, slot: Slot, volunteer: Volunteer) -> Reason | None:
    met = any(holding.on_night[slot.night, other] for other in holding.kept_apart[volunteer.id])
    return Reason.APART if met else None


def _same_night(holding: Holding, slot: Slot, volunteer: Volunteer) -> Reason | None:
    return Reason.SAME_NIGHT if holding.on_night[slot.night, volunteer.id] else None


_IN_ORDER: tuple[Callable[[Holding, Slot, Volunteer], Reason | None], ...] = (
    _absence,
    _area,
    _gap,
    _limit_7,
    _limit_28,
    _new,
    _apart,
    _same_night,
)
