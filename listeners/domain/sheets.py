"""What stands on the paper of a night, and does a later look at the same night say anything else?

Names, cells and times, as they are printed: no rule that stops anybody, no reason, and nobody who asked. What is kept
of a sheet is this, so that the copy is the paper.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

KEPT_FOR = timedelta(days=7)
"""A copy of each printed sheet is kept for so long: the week in which a line of it may still be asked about (D)."""


@dataclass(frozen=True, slots=True)
class OnSheet:
    """One Listener on the paper. ``cell`` is None where the prison's roll has it, ``reaches`` where he reaches every
    wing, ``place`` where he is in reserve; ``until`` is when he is rested."""

    name: str
    cell: str | None = None
    reaches: tuple[str, ...] | None = None
    place: str | None = None
    been_out: bool = False
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutOnSheet:
    """A line that is begun already: who is out, since when, for which wing. ``is_old``: of an earlier night."""

    name: str
    wing: str
    asked_at: datetime
    out_at: datetime
    is_old: bool


@dataclass(frozen=True, slots=True)
class SheetOnPaper:
    """The whole paper of one night. ``order``: whom to ask, the first first; ``more_reserve``: those for whom the first
    page has no room; ``beside``: who goes beside another, never alone; ``been_out``: asked again when nobody else is
    left; ``lines``: how many empty ones there are to write on."""

    site: str
    emergency_line: str
    telephone_line: str
    night: date
    begins: datetime
    ends: datetime
    quiet_from: time
    quiet_until: time
    rest_hours: int
    nobody_on: bool
    order: tuple[OnSheet, ...]
    more_reserve: tuple[OnSheet, ...]
    beside: tuple[OnSheet, ...]
    been_out: tuple[OnSheet, ...]
    resting: tuple[OnSheet, ...]
    resting_has_room: bool
    out: tuple[OutOnSheet, ...]
    lines: int
    printed_at: datetime

    @property
    def has_begun(self) -> bool:
        """Whether the night had begun when it was printed."""
        return self.begins <= self.printed_at


def pack(sheet: SheetOnPaper) -> str:
    """Return a sheet as one JSON text, to be sealed."""
    return json.dumps(asdict(sheet), default=lambda value: value.isoformat(), separators=(",", ":"), sort_keys=True)


def sum_of(sheet: SheetOnPaper) -> str:
    """Return what is the same for two sheets that say the same, whenever they were printed: 64 hexadecimal digits."""
    told = json.loads(pack(sheet))
    del told["printed_at"]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def unpack(text: str) -> SheetOnPaper:
    """Return the sheet that ``pack`` wrote."""
    told = json.loads(text)
    for name in ("order", "more_reserve", "beside", "been_out", "resting"):
        told[name] = _people(told[name])
    for name in ("begins", "ends", "printed_at"):
        told[name] = datetime.fromisoformat(told[name])
    for name in ("quiet_from", "quiet_until"):
        told[name] = time.fromisoformat(told[name])
    out = tuple(
        OutOnSheet(**each | {name: datetime.fromisoformat(each[name]) for name in ("asked_at", "out_at")})
        for each in told["out"]
    )
    return SheetOnPaper(**told | {"night": date.fromisoformat(told["night"]), "out": out})


def _people(told: Iterable[dict[str, Any]]) -> tuple[OnSheet, ...]:
    def read(each: dict[str, Any]) -> OnSheet:
        reaches, until = each["reaches"], each["until"]
        return OnSheet(
            **each
            | {
                "reaches": None if reaches is None else tuple(reaches),
                "until": None if until is None else datetime.fromisoformat(until),
            }
        )

    return tuple(read(each) for each in told)
