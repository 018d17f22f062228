"""What has a Listener agreed with his coordinator that he is not to be planned or asked for?

These are the plain facts of it. Why, and what was talked about, is sealed elsewhere; whoever plans or asks sees nights
on which he is not available and wings that he does not reach, and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from listeners.domain.duties import count_in_window


class Only(StrEnum):
    """That he goes by night alone, or by day alone."""

    BY_NIGHT = "by_night"
    BY_DAY = "by_day"


@dataclass(frozen=True, slots=True)
class OwnLimits:
    """At most so many nights in any 7 and in any 28 night-dates (None: the site's limit alone), by night or by day
    alone, and the wings to which he does not go."""

    in_7: int | None = None
    in_28: int | None = None
    only: Only | None = None
    not_wings: frozenset[str] = frozenset()

    def are_passed_by(self, night: date, others: Collection[date]) -> bool:
        """Whether a night would be one more than he agreed to, after the other nights before it that count for him."""
        counted = {*others, night}
        return any(
            limit is not None and count_in_window(counted, night, length) > limit
            for length, limit in ((7, self.in_7), (28, self.in_28))
        )

    def too_many(self, others: Collection[date], ahead: Collection[date]) -> tuple[date, ...]:
        """Return which of the nights ahead are more than he agreed to, the first ones kept, in order; ``others`` are
        the nights before, between and after them that count for him in any case."""
        kept, found = set(others) - set(ahead), []
        for night in sorted(ahead):
            if self._are_passed_with(night, kept):
                found.append(night)
            else:
                kept.add(night)
        return tuple(found)

    def _are_passed_with(self, night: date, others: Collection[date]) -> bool:
        """Whether any 7 or 28 night-dates with this night among them would hold more than he agreed to."""
        counted = {*others, night}
        return any(
            limit is not None and count_in_window(counted, last, length) > limit
            for length, limit in ((7, self.in_7), (28, self.in_28))
            for last in counted
            if timedelta(0) <= last - night < timedelta(days=length)
        )

    def reached(self, on_file: frozenset[str] | None, wings: Collection[str]) -> frozenset[str] | None:
        """Return the wings that he is sent to: those that he can reach (None: all ``wings`` of the site) without those
        to which he does not go."""
        if not self.not_wings:
            return on_file
        return frozenset(wings if on_file is None else on_file) - self.not_wings

    def leave_no_wing(self, on_file: frozenset[str] | None, wings: Collection[str]) -> bool:
        """Whether of the wings that he can reach (None: all ``wings`` of the site) none is left to which he goes."""
        return self.reached(on_file, wings) == frozenset()

    @property
    def count_nights(self) -> bool:
        """Whether a number of nights was agreed."""
        return self.in_7 is not None or self.in_28 is not None

    @property
    def are_none(self) -> bool:
        """Whether nothing was agreed."""
        return self == NO_LIMITS


NO_LIMITS = OwnLimits()
