"""What does publishing a plan change, and who must be told?

Nights that have begun are never touched. A duty that stays as it is stays the same duty, and nobody hears of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from listeners.domain.nights import Span, overnight
from listeners.domain.people import ListenerId
from listeners.domain.rota.planning_facts import DutyOnFile, Placed, PlanningFacts
from listeners.domain.states import NightPlace


@dataclass(frozen=True, slots=True)
class Told:
    """What one Listener must be told: nights that are new for him, nights that are no longer his."""

    listener: ListenerId
    added: tuple[Placed, ...]
    withdrawn: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """The duties that stay, those to withdraw, and those to add."""

    kept: tuple[DutyOnFile, ...]
    withdrawn: tuple[DutyOnFile, ...]
    added: tuple[Placed, ...]

    @property
    def told(self) -> tuple[Told, ...]:
        """Everybody who is affected, by id, each once."""
        gone = [duty.placed for duty in self.withdrawn]
        affected = sorted({each.listener for each in (*gone, *self.added)})
        return tuple(
            Told(
                listener,
                tuple(each for each in self.added if each.listener == listener),
                tuple(each for each in gone if each.listener == listener),
            )
            for listener in affected
        )


@dataclass(frozen=True, slots=True)
class Replaced:
    """One place of a version: who has it, and who had it in the version before; None: nobody. ``is_first`` where no
    version before held the night."""

    night: date
    place: NightPlace
    now: ListenerId | None
    before: ListenerId | None
    is_first: bool

    @property
    def has_changed(self) -> bool:
        """Whether somebody else has the place, or nobody any more, or somebody where nobody was."""
        return not self.is_first and self.now != self.before


def replacements(now: Iterable[Placed], before: Iterable[Placed], held: Collection[date]) -> tuple[Replaced, ...]:
    """Return who was replaced by whom, by night and place; ``held`` are the nights of the versions before.

    Whoever keeps his place on a night stands beside himself, whatever the order of the seconds.
    """
    ours, theirs = _by_place(now), _by_place(before)
    found = []
    for night, place in sorted(ours.keys() | theirs.keys()):
        new, old = ours.get((night, place), []), theirs.get((night, place), [])
        kept = [each for each in new if each in old]
        came, went = [each for each in new if each not in kept], [each for each in old if each not in kept]
        pairs = [*((each, each) for each in kept), *zip_longest(came, went)]
        found += [Replaced(night, place, one, other, night not in held) for one, other in pairs]
    return tuple(found)


def _by_place(placed: Iterable[Placed]) -> dict[tuple[date, NightPlace], list[ListenerId]]:
    found: defaultdict[tuple[date, NightPlace], list[ListenerId]] = defaultdict(list)
    for each in placed:
        found[each.night, each.place].append(each.listener)
    return found


def span_of(facts: PlanningFacts, night: date) -> Span:
    """Return a night's stand-by hours by the policy in force on it."""
    policy = facts.policy(night)
    return overnight(night, policy.stand_by_from, policy.stand_by_until, facts.site.zone)


def publication(facts: PlanningFacts, wanted: Iterable[Placed], nights: Iterable[date]) -> Publication:
    """Return what turns the published duties of ``nights`` into ``wanted``; nights that have begun are left alone."""
    ahead = frozenset(night for night in nights if facts.is_ahead(night))
    spans = {night: span_of(facts, night) for night in ahead}
    target = sorted(each for each in wanted if each.night in ahead)
    kept: list[DutyOnFile] = []
    withdrawn: list[DutyOnFile] = []
    for duty in sorted(facts.planned_duties(), key=lambda duty: (duty.night, duty.place, duty.listener)):
        if duty.night not in ahead:
            continue
        as_wanted = duty.placed in target and Span(duty.starts_at, duty.ends_at) == spans[duty.night]
        (kept if as_wanted else withdrawn).append(duty)
    standing = {duty.placed for duty in kept}
    return Publication(tuple(kept), tuple(withdrawn), tuple(each for each in target if each not in standing))
