"""May somebody take a night beside the others that they have? Nights are the bits of a whole number here.

So a rule about a stretch of nights is a shift and a count, and takes well under a millionth of a second.
"""

from __future__ import annotations

from dataclasses import dataclass

from listeners.domain.rota.problem import Rules, Volunteer

WEEK, FOUR_WEEKS = 7, 28
_AROUND_FOUR_WEEKS = (1 << (2 * FOUR_WEEKS - 1)) - 1


@dataclass(frozen=True, slots=True)
class Limits:
    """How many free nights one person has between two nights, and how many nights at most in 7 and in 28 dates."""

    free: int
    in_week: int
    in_four_weeks: int

    @property
    def reach(self) -> int:
        """How many dates before and after a night its rules look at."""
        return max(FOUR_WEEKS - 1, self.free)

    def let(self, nights: int, day: int) -> bool:
        """May the night ``day`` be taken beside ``nights``? ``day`` is at least ``reach``."""
        if nights >> (day - self.free) & ((2 << 2 * self.free) - 1):
            return False
        around = nights >> (day - FOUR_WEEKS + 1) & _AROUND_FOUR_WEEKS
        if around.bit_count() < min(self.in_week, self.in_four_weeks):
            return True
        return not (
            _full(nights >> (day - WEEK + 1), WEEK, self.in_week) or _full(around, FOUR_WEEKS, self.in_four_weeks)
        )


def limits_of(rules: Rules, volunteer: Volunteer) -> Limits:
    """Return the limits of one person: the rules', or a lower one of his own."""
    return Limits(rules.free(volunteer), rules.in_7(volunteer), rules.in_28(volunteer))


def _full(around: int, size: int, limit: int) -> bool:
    """Holds any stretch of ``size`` dates with the night in it ``limit`` nights already?

    Bit 0 of ``around`` is the date ``size - 1`` before the night.
    """
    if (around & (1 << (2 * size - 1)) - 1).bit_count() < limit:
        return False
    stretch = (1 << size) - 1
    return any((around >> start & stretch).bit_count() >= limit for start in range(size))
