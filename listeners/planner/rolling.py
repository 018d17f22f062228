"""Which rows say that a volunteer holds at most so many nights in any so many consecutive dates?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta


def windows(
    nights: Sequence[date], earlier: Collection[date], size: int, limit: int
) -> Iterator[tuple[Sequence[date], int]]:
    """Yield groups of ``nights`` (sorted) of which at most the given number may be taken.

    Together they say: at most ``limit`` nights in any ``size`` consecutive dates, ``earlier`` ones included. Groups
    that cannot be exceeded, or that another group already implies, are left out. A stretch that is over its limit by
    earlier nights alone takes no further night.
    """
    tightest: dict[tuple[int, int], int] = {}
    for last in _ends(nights, size):
        first = last - timedelta(days=size - 1)
        inside = [index for index, night in enumerate(nights) if first <= night <= last]
        room = max(0, limit - sum(first <= night <= last for night in earlier))
        if len(inside) > room:
            span = (inside[0], inside[-1] + 1)
            tightest[span] = min(room, tightest.get(span, room))
    spans = sorted(tightest)
    for start, stop in spans:
        room = tightest[start, stop]
        implied = any(
            (left, right) != (start, stop) and left <= start and stop <= right and tightest[left, right] <= room
            for left, right in spans
        )
        if not implied:
            yield nights[start:stop], room


def _ends(nights: Sequence[date], size: int) -> Iterator[date]:
    """Every date on which a stretch of ``size`` dates that holds a night can end."""
    ends: set[date] = set()
    for night in nights:
        ends.update(night + timedelta(days=days) for days in range(size))
    yield from sorted(ends)
