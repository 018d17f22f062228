"""By which numbers is a night judged that people have been told of?

A number changed today for a date ahead binds the next plan; what people have been told of is no mistake, and lacks
nobody, by that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from listeners.domain.policy import Policy, PolicyChange
from listeners.domain.policy_book import policies_of
from listeners.domain.rest_facts import PolicyOn


@dataclass(frozen=True, slots=True)
class Told:
    """A published version: its first and last night, when people were told of it, and whether it is one place that
    somebody changed by hand."""

    first: date
    last: date
    at: datetime
    by_hand: bool = False

    def covers(self, night: date) -> bool:
        """Whether a night is one of its nights."""
        return self.first <= night <= self.last


def frozen_among(published: Iterable[Told], first_ahead: date, nights: int) -> frozenset[date]:
    """Return the published nights among so many from the first that has not begun: near enough to change only by
    cover."""
    near = (first_ahead + timedelta(days=day) for day in range(nights))
    told = tuple(published)
    return frozenset(night for night in near if any(each.covers(night) for each in told))


def policies_told(changes: tuple[PolicyChange, ...], in_force: PolicyOn, published: Sequence[Told]) -> PolicyOn:
    """Return, as a function of the night, the numbers on file when the night was published last, however they were
    changed since; of a night that is not published, those ``in_force``. ``published``: the later ones last.

    How many are on a night is a matter of its plan: a place changed by hand makes it no larger and no smaller.
    """
    known_at = {each.at: _known_at(each.at, changes, in_force) for each in published}

    def on(night: date) -> Policy:
        last = next((each for each in reversed(published) if each.covers(night)), None)
        if last is None:
            return in_force(night)
        policy = known_at[last.at](night)
        if not last.by_hand:
            return policy
        plan = next((each for each in reversed(published) if each.covers(night) and not each.by_hand), last)
        return replace(policy, crew=known_at[plan.at](night).crew)

    return on


def _known_at(at: datetime, changes: tuple[PolicyChange, ...], in_force: PolicyOn) -> PolicyOn:
    known = tuple(change for change in changes if change.was_known(at))
    return in_force if known == changes else policies_of(known)
