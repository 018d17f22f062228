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

from listeners.domain.nights import ONE_DAY
from listeners.domain.rested_table import RestedRow

LINES = 4
"""Lines to write call-outs on, those that are begun already among them: a site has one or two a day, and the sheet must
stay on one page. Each has a second row for who went beside the first, and for how it ended (D)."""
ROWS = 2 * LINES
"""Where more are begun, those have one row each and share the same room with at least one empty line (D)."""
BEGUN_ON_FIRST_PAGE = ROWS - 2

NOON = time(12)
"""A sheet is printed in the afternoon, and lies at the desk until the next one is (D)."""

KEPT_FOR = timedelta(days=7)
"""A copy of each printed sheet is kept for so long: the week in which a line of it may still be asked about (D)."""


@dataclass(frozen=True, slots=True)
class OnSheet:
    """One Listener on the paper. ``cell`` is None where the prison's roll has it, ``reaches`` where he reaches every
    wing, ``place`` where he is in reserve; ``until`` is when he is rested; ``only_waited``: what counts as having been
    out was that he was woken and waited, and did not leave his cell. ``asked_for``: the wing for which he is only being
    asked, for whoever asked at ``asked_at``; what is printed does not last, so he stands in his place all the same."""

    name: str
    cell: str | None = None
    reaches: tuple[str, ...] | None = None
    place: str | None = None
    been_out: bool = False
    until: datetime | None = None
    only_waited: bool = False
    asked_for: str | None = None
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutOnSheet:
    """A line that is begun already: who is out, since when, for which wing; or who waits to be unlocked, since when he
    said yes (``waits_since``). ``is_old``: of an earlier night. ``name`` is empty where nobody has said yes: the man
    who asked still needs somebody. ``asked``: who is only being asked for him, by name; ``answered``: who was asked
    for him before and need not be asked again, whatever he answered."""

    name: str
    wing: str
    asked_at: datetime
    out_at: datetime | None
    is_old: bool
    waits_since: datetime | None = None
    asked: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetOnPaper:
    """The whole paper of one night. ``order``: whom to ask, the first first; ``more_reserve``: those for whom the first
    page has no room; ``beside``: who goes beside another, never alone; ``been_out``: asked again when nobody else is
    left; ``resting``: with no ``until`` where a return was not recorded; ``lines``: how many empty ones there are to
    write on; ``rested``: whoever is back then is rested when."""

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
    rested: tuple[RestedRow, ...]
    early_from: datetime
    unbroken_hours: int
    work_until: time
    printed_at: datetime
    contact: tuple[str, str] | None = None
    """The support contact and how to reach that person; None also on sheets from before anybody was named."""

    @property
    def has_second_rows(self) -> bool:
        """Whether there is room for a second row below each line that is begun."""
        return len(self.out) < LINES

    @property
    def begun(self) -> tuple[OutOnSheet, ...]:
        """The lines begun already for which the first page has room."""
        return self.out[:BEGUN_ON_FIRST_PAGE]

    @property
    def more_begun(self) -> tuple[OutOnSheet, ...]:
        """Those for which it has none."""
        return self.out[BEGUN_ON_FIRST_PAGE:]

    @property
    def has_begun(self) -> bool:
        """Whether the night had begun when it was printed."""
        return self.begins <= self.printed_at


def written_on(night: date, written: time) -> date:
    """Return the date of a local time on the sheet of a night: before noon it is that of the next morning, after it
    that of the night itself."""
    return night + ONE_DAY if written < NOON else night


def empty_lines(begun: int) -> int:
    """Return how many empty lines a sheet has where so many are begun: one less for each, and one at least."""
    return LINES - begun if begun < LINES else max((ROWS - begun) // 2, 1)


def pack(sheet: SheetOnPaper) -> str:
    """Return a sheet as one JSON text, to be sealed."""
    return json.dumps(asdict(sheet), default=_iso, separators=(",", ":"), sort_keys=True)


def sum_of(sheet: SheetOnPaper) -> str:
    """Return what is the same for two sheets that say the same, whenever they were printed: 64 hexadecimal digits."""
    told = asdict(sheet)
    del told["printed_at"]
    return hashlib.sha256(json.dumps(told, default=_iso, sort_keys=True).encode()).hexdigest()


def _iso(value: date | time) -> str:
    return value.isoformat()


def unpack(text: str) -> SheetOnPaper:
    """Return the sheet that ``pack`` wrote."""
    told = json.loads(text)
    for name in ("order", "more_reserve", "beside", "been_out", "resting"):
        told[name] = _people(told[name])
    for name in ("begins", "ends", "early_from", "printed_at"):
        told[name] = datetime.fromisoformat(told[name])
    for name in ("quiet_from", "quiet_until", "work_until"):
        told[name] = time.fromisoformat(told[name])
    out = tuple(_line(each) for each in told["out"])
    rested = tuple(RestedRow(**_with_moments(each, "back_at", "rested_at", "early")) for each in told["rested"])
    told["night"] = date.fromisoformat(told["night"])
    told["contact"] = tuple(told["contact"]) if told.get("contact") else None
    return SheetOnPaper(**told | {"out": out, "rested": rested})


def _with_moments(told: dict[str, Any], *names: str) -> dict[str, Any]:
    return told | {name: datetime.fromisoformat(told[name]) for name in names if told.get(name) is not None}


def _line(told: dict[str, Any]) -> OutOnSheet:
    moments = _with_moments(told, "asked_at", "out_at", "waits_since")
    return OutOnSheet(**moments | {name: tuple(told.get(name, ())) for name in ("asked", "answered")})


def _people(told: Iterable[dict[str, Any]]) -> tuple[OnSheet, ...]:
    def reaches(each: dict[str, Any]) -> tuple[str, ...] | None:
        return None if each["reaches"] is None else tuple(each["reaches"])

    return tuple(OnSheet(**_with_moments(each, "until", "asked_at") | {"reaches": reaches(each)}) for each in told)
