"""How regularly does offload come: how long is it from one protected session to the next, and how many are protected?

Irregular offload, and officers in the room, are what the study found (docs/evidence.md, section 2, A6 and A7).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

from listeners.domain.care.offload import Offload, Start, is_protected
from listeners.domain.share import per_cent


@dataclass(frozen=True, slots=True)
class Regularity:
    """The offload of one Listener, or of several together, in a period.

    ``gaps`` are the whole days from one protected session to the next, of those that ended in the period;
    ``still_open`` those that had not ended on its last day, one for each Listener. The first gap of a Listener begins
    when he joined or recording did, whichever is later. ``held`` are the sessions of the period, each once.
    """

    gaps: tuple[int, ...]
    still_open: tuple[int, ...]
    held: int
    protected: int

    @property
    def median(self) -> float | None:
        """The gap in the middle; between two of them their mean; None where none has ended."""
        return median(self.gaps) if self.gaps else None

    @property
    def longest(self) -> int | None:
        """The longest gap, one that has not ended among them; None where nobody is counted."""
        return max((*self.gaps, *self.still_open), default=None)

    @property
    def per_cent(self) -> int | None:
        """The share of the sessions that were protected, in whole per cent; None where none was held."""
        return per_cent(self.protected, self.held)


def regularity(offloads: Iterable[Offload], start: Start, first: date, last: date) -> Regularity:
    """Return how regularly offload came to one Listener from ``first`` to ``last``, by his sessions, each once: those
    of the period, and before it at least the last protected one."""
    held = tuple(offloads)
    clock = max(start.joined_on, start.recording_from)
    days = [clock, *sorted({each.on for each in held if is_protected(each) and clock < each.on <= last})]
    within = [each for each in held if first <= each.on <= last]
    return Regularity(
        gaps=tuple((after - before).days for before, after in zip(days, days[1:], strict=False) if after >= first),
        still_open=(max(0, (last - days[-1]).days),),
        held=len(within),
        protected=sum(map(is_protected, within)),
    )


def together(parts: Iterable[Regularity]) -> Regularity:
    """Return the regularity of several Listeners together: each gap and each session counts once."""
    each = tuple(parts)
    return Regularity(
        gaps=tuple(days for part in each for days in part.gaps),
        still_open=tuple(days for part in each for days in part.still_open),
        held=sum(part.held for part in each),
        protected=sum(part.protected for part in each),
    )
