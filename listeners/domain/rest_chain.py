"""How far back must one look to know which rests a changed fact changes?

Rests hang together only through what falls inside them: a stretch in which nothing happened cuts the chain, and what
came before it has no part in what came after.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from listeners.domain.rest_facts import Interruption, WorkInRest

QUIET = timedelta(days=4)
"""Nothing reaches further: a call-out of unknown end lasts at most to the end of its stand-by night, 24 h after it
began, and the longest rest that a site may set is 24 h; two days to spare."""


def chain_from(happened: Iterable[Interruption | WorkInRest], since: datetime) -> datetime:
    """Return a moment, not after ``since``, before which nothing bears on any rest of ``since`` or later.

    It is right when ``happened`` is all, call-outs and work, that was not over at the moment less ``QUIET``.
    """
    begins = since
    for each in sorted(happened, key=_busy_until, reverse=True):
        if begins - _busy_until(each) >= QUIET:
            break
        begins = min(begins, each.start)
    return begins


def _busy_until(each: Interruption | WorkInRest) -> datetime:
    return each.end if each.end is not None else each.start
