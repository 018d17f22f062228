"""How long does a test wait for what must come about? In seconds of a machine that has time for it.

A second in which three times as many processes want to run as there are processors counts as a third: what a busy
machine is late with is no fault, and what never comes is found all the same.
"""

from __future__ import annotations

import os
import time

PROCESSORS = len(os.sched_getaffinity(0))


class Patience:
    """So many seconds to wait, from now on; ``look`` is to be called again and again meanwhile."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._looked = time.monotonic()
        self.waited = 0.0
        """Seconds by the clock, up to the latest look."""
        self.spent = 0.0
        """The same, of a machine that has time."""

    def look(self) -> None:
        """Count the seconds since the latest look."""
        now = time.monotonic()
        self.waited += now - self._looked
        self.spent += (now - self._looked) / max(1.0, os.getloadavg()[0] / PROCESSORS)
        self._looked = now

    def must_last(self, fault: object) -> None:
        """Fail once it has run out, and say what did not come about."""
        self.look()
        assert self.spent < self._seconds, fault
