"""A Listener asks for cover of a night of his: who is asked next, and until when?

He keeps the duty until somebody else has it. Only those whom no rule stops are asked, those who have carried least
first; a no is kept, and whoever gave it is not asked again for that duty. All lengths are elapsed time, so that a
night on which the clocks change is no exception. The numbers are **Design choices**.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from listeners.domain.people import ListenerId
from listeners.domain.rota.candidates import candidates
from listeners.domain.rota.from_facts import assignments_now
from listeners.domain.rota.place_changes import problem_around
from listeners.domain.rota.planning_facts import Placed, PlanningFacts
from listeners.domain.rota.problem import Slot
from listeners.domain.states import CoverReply

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
class Asked:
    """Somebody who was asked to take a duty, and what he said."""

    listener: ListenerId
    asked_at: datetime
    reply: CoverReply = CoverReply.NONE

    def keeps_waiting(self, able: Collection[ListenerId], now: datetime) -> bool:
        """Whether his answer is still waited for: he has not given one, could still take it, and had not long."""
        silent = self.reply is CoverReply.NONE and now - self.asked_at < SILENT_AFTER
        return silent and self.listener in able


def is_near(starts_at: datetime, now: datetime) -> bool:
    """Whether a night has not begun and is near enough to be asked about."""
    return now < starts_at <= now + ASKING_BEGINS


def next_to_ask(
    able: Sequence[ListenerId], asked: Sequence[Asked], starts_at: datetime, now: datetime
) -> tuple[ListenerId, ...]:
    """Return whom to ask now, of those ``able`` to take the duty, the first first.

    Three are waited for at a time; one more is asked for each who said no, could not take it after all, or was silent
    for 24 hours. Less than 48 hours before the night all are asked.
    """
    known = {each.listener for each in asked}
    new = [listener for listener in able if listener not in known]
    if not is_near(starts_at, now):
        return ()
    if starts_at - now < ALL_AT_ONCE:
        return tuple(new)
    waited_for = sum(each.keeps_waiting(able, now) for each in asked)
    return tuple(new[: max(ASKED_AT_FIRST - waited_for, 0)])


def able_to_take(facts: PlanningFacts, held: Placed) -> tuple[ListenerId, ...]:
    """Return who could take the place of whoever holds it: nobody whom a rule stops, in the order of the planner (those
    who asked to avoid the night last, then the least load for the share).

    ``facts`` are those of what is published; a draft is nothing to it.
    """
    problem = problem_around(facts, held.night)
    ids = {member.ref: member.id for member in facts.team}
    others = [
        each
        for each in assignments_now(facts, problem)
        if (each.night, ids[each.volunteer]) != (held.night, held.listener)
    ]
    ranked = candidates(problem, others, Slot(held.night, held.place.value, None))
    able = (ids[each.volunteer] for each in ranked.possible)
    return tuple(listener for listener in able if listener != held.listener)
