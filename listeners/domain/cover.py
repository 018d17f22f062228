"""A place on a night wants somebody else, or anybody: who is asked next, and until when?

Whoever has it keeps it until somebody else does. Only those whom no rule stops are asked, those who have carried least
first; a no is kept, and whoever gave it is not asked again for that duty. All lengths are elapsed time, so that a
night on which the clocks change is no exception. The numbers are **Design choices**.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.domain.people import ListenerId
from listeners.domain.rota.candidates import candidates
from listeners.domain.rota.from_facts import assignments_now
from listeners.domain.rota.place_changes import Judge
from listeners.domain.rota.planning_facts import Placed, PlanningFacts
from listeners.domain.rota.problem import Slot
from listeners.domain.states import CoverReply, NightPlace

ASKED_AT_FIRST = 3
"""So many are asked at once: enough for an answer, too few to be pressed. Design choice."""
SILENT_AFTER = timedelta(hours=24)
"""Whoever has not answered for so long keeps nobody waiting: one more is asked. Design choice."""
ALL_AT_ONCE = timedelta(hours=48)
"""Nearer than this to the night everybody who could take it is asked at once. Design choice."""
ASKING_BEGINS = timedelta(days=14)
"""Nobody is asked earlier than this before the night: no kiosk page shows more than 14 days of the rota
(docs/security.md, T4)."""


@dataclass(frozen=True, slots=True)
class PlaceToCover:
    """A place for which somebody is to be asked, with the hours of its night; ``duty_id`` is the duty that it is, or
    that left it empty; None where it was empty before."""

    duty_id: str | None
    night: date
    place: NightPlace
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who was asked to take a duty, what he said, and when."""

    listener: ListenerId
    asked_at: datetime
    reply: CoverReply = CoverReply.NONE
    answered_at: datetime | None = None

    def keeps_waiting(self, able: Collection[ListenerId], starts_at: datetime, now: datetime) -> bool:
        """Whether his answer is still waited for: he has not given one, could still take it, and had not long: 24
        hours, or half of the time that was left to the night where that is less."""
        long = min(SILENT_AFTER, (starts_at - self.asked_at) / 2)
        return self.reply is CoverReply.NONE and self.listener in able and now - self.asked_at < long


def asking_from(*starts_at: datetime) -> datetime:
    """Return from when on nights may be asked about, and stand on a kiosk: the last one decides for all."""
    return max(starts_at) - ASKING_BEGINS


def is_near(starts_at: datetime, now: datetime) -> bool:
    """Whether a night has not begun and is near enough to be asked about."""
    return asking_from(starts_at) <= now < starts_at


def asking_begins(night: date) -> date:
    """Return the day on which others are first asked to take a night, at the hour at which the night begins."""
    return night - ASKING_BEGINS


def to_ask_anew(asked: Iterable[Asked], opened_at: datetime) -> tuple[ListenerId, ...]:
    """Return of whom an answer is waited for anew, where an open request was taken back before and opened again at
    ``opened_at``: who had not answered, and whose yes had waited. Nobody who said no."""
    return tuple(
        each.listener
        for each in asked
        if each.reply is CoverReply.YES or (each.reply is CoverReply.NONE and each.asked_at < opened_at)
    )


def next_to_ask(
    able: Sequence[ListenerId], asked: Sequence[Asked], starts_at: datetime, now: datetime
) -> tuple[ListenerId, ...]:
    """Return whom to ask now, of those ``able`` to take the duty, the first first.

    Three are waited for at a time; one more is asked for each who said no, could not take it after all, or was silent
    for 24 hours. Less than 48 hours before the night all are asked. Whom a rule stopped at his yes is asked again once
    none does.
    """
    known = _were_asked(asked)
    new = [listener for listener in able if listener not in known]
    if not is_near(starts_at, now):
        return ()
    if starts_at - now < ALL_AT_ONCE:
        return tuple(new)
    waited_for = sum(each.keeps_waiting(able, starts_at, now) for each in asked)
    return tuple(new[: max(ASKED_AT_FIRST - waited_for, 0)])


def nobody_left(able: Sequence[ListenerId], asked: Sequence[Asked], starts_at: datetime, now: datetime) -> bool:
    """Whether everybody who could take the duty has been asked, and nobody's answer is waited for any more."""
    known = _were_asked(asked)
    is_waited_for = any(each.keeps_waiting(able, starts_at, now) for each in asked)
    return is_near(starts_at, now) and known.issuperset(able) and not is_waited_for


def _were_asked(asked: Iterable[Asked]) -> frozenset[ListenerId]:
    return frozenset(each.listener for each in asked if each.reply is not CoverReply.STOPPED)


def able_to_take(judge: Judge, night: date, place: NightPlace, whose: ListenerId | None) -> tuple[ListenerId, ...]:
    """Return who could take a place: nobody whom a rule stops, in the order of the planner (those who asked to avoid
    the night last, then the least load for the share). Not ``whose`` it is, or was before it was empty.

    ``judge`` goes by the facts of what is published, for a draft is nothing to it; one for all the places that are
    asked about at a time.
    """
    facts, problem = judge.facts, judge.problem(night)
    ids = {member.ref: member.id for member in facts.team}
    slot = Slot(night, place.value, None)
    held = assignments_now(facts, problem)
    others = [each for each in held if (each.slot, ids[each.volunteer]) != (slot, whose)]
    able = (ids[each.volunteer] for each in candidates(problem, others, slot).possible)
    return tuple(listener for listener in able if listener != whose)


def empty_now(facts: PlanningFacts, night: date) -> dict[NightPlace, int]:
    """Return how many of each place of a published night nobody has. ``facts`` are those of what is published."""
    return empty_places(facts, night, (duty.placed for duty in facts.planned_duties()))


def empty_places(facts: PlanningFacts, night: date, placed: Iterable[Placed]) -> dict[NightPlace, int]:
    """Return how many of each place of a night nobody has, where these are placed on it."""
    there = Counter(each.place for each in placed if each.night == night)
    wanted = {NightPlace.FIRST: 1, NightPlace.SECOND: facts.policy_told(night).crew - 1}
    return {place: max(count - there[place], 0) for place, count in wanted.items()}
