"""What must be known of a prison before its scheme can begin?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from listeners.domain.people import is_name, is_printable
from listeners.domain.team import Session

CODE = re.compile(r"[A-Z]{2}I")
"""A prison code: three letters, the last an I (docs/evidence.md, section 8)."""
WING = re.compile(r"[A-Z0-9]{1,10}")
ZONE = "Europe/London"
LONGEST_LINE = 300
LONGEST_TELEPHONE = 120
_WORKDAYS = frozenset(range(5))
SESSIONS = (
    Session("AM", _WORKDAYS, time(8, 30), time(11, 45)),
    Session("PM", _WORKDAYS, time(13, 45), time(16, 30)),
    Session("evening", _WORKDAYS, time(16, 30), time(17, 0)),
)
"""The sessions of work and education where a prison has said nothing else (docs/evidence.md, section 4, "The rest
notice")."""


class Country(StrEnum):
    """Whose bank holidays a prison keeps."""

    ENGLAND = "ENG"
    WALES = "WLS"
    SCOTLAND = "SCT"
    NORTHERN_IRELAND = "NIR"


@dataclass(frozen=True, slots=True)
class NewSite:
    """A prison as it is put on file. ``recording_since``: nothing before this date is counted against anybody."""

    code: str
    name: str
    country: Country
    wings: tuple[str, ...]
    emergency_line: str
    telephone_line: str
    recording_since: date


def wings_in(text: str) -> tuple[str, ...]:
    """Return the wings of a text such as ``A, B, C1``: capitals, each once, in its order."""
    return tuple(dict.fromkeys(part.upper() for part in re.split(r"[\s,;]+", text) if part))


def faults(new: NewSite) -> Iterator[tuple[str, str]]:
    """Yield what is wrong, as a field and why."""
    if CODE.fullmatch(new.code) is None:
        yield "code", "three capital letters, the last an I, such as LKI"
    if not is_name(new.name):
        yield "name", "1 to 80 characters"
    if not new.wings or not all(WING.fullmatch(wing) for wing in new.wings):
        yield "wings", "at least one, each 1 to 10 letters and digits"
    for field, text, most in (
        ("emergency_line", new.emergency_line, LONGEST_LINE),
        ("telephone_line", new.telephone_line, LONGEST_TELEPHONE),
    ):
        if not text.strip() or len(text) > most or not is_printable(text):
            yield field, f"1 to {most} characters on one line"
