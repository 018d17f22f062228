"""How much may the solver still do: in units of its own work, and where asked in seconds?

Work is counted without a clock, so that a plan is the same on any machine: one unit each time the solver asks whether
to go on, about once for each node or round of its search. Seconds are a limit on top.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

DEFAULT_WORK = 20_000
"""Some minutes of search: a rota of 24 volunteers and 28 nights needs under 100 units."""

SHARE = 0.6
"""How much of what is left one stage may take, so that the later ones are not left with nothing."""


def seconds_of(text: str) -> float:
    """Return the seconds that a command line allows the planner.

    Raises:
        ValueError: it is no number from 0 to a million.
    """
    value = float(text)
    if not 0 <= value <= 10**6:
        raise ValueError(text)
    return value


@dataclass(slots=True)
class Budget:
    """What is left; ``start`` is the reading of the monotonic clock when the planner began."""

    work: int
    seconds: float
    start: float

    @classmethod
    def of(cls, work: int = DEFAULT_WORK, seconds: float = math.inf) -> Budget:
        """A full budget, from now."""
        return cls(work, seconds, time.monotonic())

    def elapsed(self) -> float:
        """Seconds since the planner began; for limits and progress alone, never for what a plan holds."""
        return time.monotonic() - self.start

    def allowance(self, *, last: bool) -> tuple[int, float]:
        """Return the work and the seconds that the next stage may take; the last stage may take all."""
        share = 1 if last else SHARE
        return math.floor(self.work * share), self.seconds_left() * share

    def seconds_left(self) -> float:
        """How long the planner may still take."""
        return max(0, self.seconds - self.elapsed())

    def half(self) -> Budget:
        """Half of what is left, as a budget of its own; what it spends is still to be taken off this one."""
        return Budget(self.work // 2, self.elapsed() + self.seconds_left() / 2, self.start)

    def spend(self, work: int) -> None:
        """Take off the work that a stage has done."""
        self.work = max(0, self.work - work)
