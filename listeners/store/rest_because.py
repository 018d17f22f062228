"""How is it kept what a rest follows, with its times as they were when it was worked out?"""

from __future__ import annotations

import json
from datetime import UTC, datetime

from listeners.domain.nights import Span
from listeners.domain.rest_facts import Rest

Because = tuple[tuple[str, ...], tuple[Span, ...]]
"""The ids of what a rest follows, and from when to when that was: of a restarted one several may be one stretch."""


def because_as_text(rest: Rest) -> str:
    """Return what a rest follows as it is stored: ids, and times as whole seconds of the epoch."""
    spans = [[int(span.start.timestamp()), int(span.end.timestamp())] for span in rest.happened]
    return json.dumps([list(rest.because), spans])


def because_of(stored: str | None) -> Because:
    """Read it again; nothing where a rest is older than the keeping of it."""
    if stored is None:
        return (), ()
    ids, spans = json.loads(stored)
    return tuple(ids), tuple(Span(*(datetime.fromtimestamp(each, UTC) for each in span)) for span in spans)
