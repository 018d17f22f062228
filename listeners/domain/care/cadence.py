"""How often is a Listener owed offload? As often as his prison says, unless something else was agreed with him."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

SHORTEST_DAYS, LONGEST_DAYS = 7, 31
"""Weekly to monthly, as for a prison (docs/evidence.md, section 4)."""


@dataclass(frozen=True, slots=True)
class CadenceFrom:
    """What was agreed with one Listener from a date on: the days; None: as his prison."""

    from_on: date
    every_days: int | None


@dataclass(frozen=True, slots=True)
class Cadence:
    """The days of a prison, and what was agreed with one Listener, in any order."""

    of_site: int
    own: tuple[CadenceFrom, ...] = ()

    def own_on(self, on: date) -> int | None:
        """Return his own days in force on a date; None where they are those of his prison."""
        come = [each for each in self.own if each.from_on <= on]
        return max(come, key=lambda each: each.from_on).every_days if come else None

    def on(self, on: date) -> int:
        """Return the days in force on a date."""
        return self.own_on(on) or self.of_site

    def due_after(self, clock: date) -> date:
        """Return when the next one is owed that is counted from a date: the first day on which as many days have
        passed as are in force on that very day. What is agreed later changes nothing that was owed before."""
        changes = sorted({each.from_on for each in self.own if each.from_on > clock})
        for begins, ends in zip([clock, *changes], [*changes, date.max], strict=True):
            due = max(begins, clock + timedelta(days=self.on(begins)))
            if due < ends:
                return due
        raise AssertionError("the last stretch has no end")


def cadence_fault(every_days: int | None) -> str | None:
    """Return why nobody can be owed offload so often; None when he can."""
    fits = every_days is None or SHORTEST_DAYS <= every_days <= LONGEST_DAYS
    return None if fits else f"from {SHORTEST_DAYS} to {LONGEST_DAYS} days"
