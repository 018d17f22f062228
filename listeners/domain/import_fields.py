"""What may stand in one cell of an imported file, and what is said where it may not?

Each reader takes the cell's text without surrounding spaces and returns its value, or raises BadCell with the
reason in words. Nothing is guessed: what can be read in two ways is refused with both readings.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from listeners.domain.cells import Cell, read_cell
from listeners.domain.nights import NoSuchLocalTime, TwiceLocalTime, instant
from listeners.domain.people import (
    NAME_LENGTH,
    REF_LENGTH,
    SHARES,
    is_name,
    is_printable,
    is_prison_number,
    is_ref,
)

FIRST_YEAR = 1990
YEARS_AHEAD = 2
TEXT_LENGTH = 200
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MOMENT = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[T ]"
    r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
    r"(?P<offset>Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_Choice = TypeVar("_Choice", bound=StrEnum)


class BadCell(ValueError):
    """A cell that cannot be used; the message says why, in words for the person who made the file."""


def ref_cell(text: str) -> str:
    """Return a Listener's reference."""
    if not is_ref(text):
        why = f"must be 1 to {REF_LENGTH} letters, digits or - _ . /, and begin with a letter or digit"
        raise BadCell(_empty_or(text, why))
    return text


def name_cell(text: str) -> str:
    """Return a name: 1 to 80 characters, no control characters."""
    if len(text) > NAME_LENGTH:
        raise BadCell(f"is longer than {NAME_LENGTH} characters")
    if not is_name(text):
        raise BadCell(_empty_or(text, "holds a control character"))
    return text


def text_cell(text: str) -> str:
    """Return a short free text, which may be empty: up to 200 characters, no control characters."""
    if len(text) > TEXT_LENGTH:
        raise BadCell(f"is longer than {TEXT_LENGTH} characters")
    if not is_printable(text):
        raise BadCell("holds a control character")
    return text


def prison_number_cell(text: str) -> str:
    """Return a prison number."""
    if not is_prison_number(text):
        raise BadCell(_empty_or(text, "must be a letter, four digits and two letters in capitals, such as A1234BC"))
    return text


def wing_cell(text: str, wings: Container[str]) -> str:
    """Return a wing of the site."""
    if text not in wings:
        raise BadCell(_empty_or(text, f"{shown(text)} is not a wing of this prison"))
    return text


def reaches_cell(text: str, wings: Container[str]) -> frozenset[str] | None:
    """Return the wings, separated by semicolons, that a Listener can reach; None for all, where the cell is
    empty."""
    if not text:
        return None
    return frozenset(wing_cell(part.strip(), wings) for part in text.split(";"))


def own_cell(text: str, prison: str, wings: Container[str]) -> Cell:
    """Return a Listener's cell, which must be at this prison and on a wing of it."""
    cell = read_cell(text)
    if cell is None:
        raise BadCell(_empty_or(text, f"must be prison-wing-landing-cell, such as {prison}-A-2-014"))
    if cell.prison != prison:
        raise BadCell(f"is at {cell.prison}, and this is {prison}")
    wing_cell(cell.wing, wings)
    return cell


def share_cell(text: str) -> int:
    """Return a share in per cent."""
    if text not in {str(share) for share in SHARES}:
        raise BadCell(_empty_or(text, f"must be one of {', '.join(map(str, SHARES))}"))
    return int(text)


def choice_cell(text: str, kind: type[_Choice], without: Collection[_Choice] = ()) -> _Choice:
    """Return one of the words of an enumeration, ``without`` some of them."""
    allowed = [each for each in kind if each not in without]
    if text not in allowed:
        raise BadCell(_empty_or(text, f"must be one of {', '.join(allowed)}"))
    return kind(text)


def yes_no_cell(text: str) -> bool | None:
    """Return yes or no; None where the cell is empty."""
    if text not in ("yes", "no", ""):
        raise BadCell("must be yes, no or empty")
    return text == "yes" if text else None


def date_cell(text: str, today: date) -> date:
    """Return a date written YYYY-MM-DD, from 1990 to two years after today."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise BadCell(_empty_or(text, "must be a date written YYYY-MM-DD"))
    year, month, day = map(int, match.groups())
    try:
        found = date(year, month, day)
    except ValueError:
        raise BadCell("is not a date of the calendar") from None
    if year < FIRST_YEAR:
        raise BadCell(f"is before {FIRST_YEAR}")
    if (year - YEARS_AHEAD, month, day) > (today.year, today.month, today.day):
        raise BadCell(f"is more than {YEARS_AHEAD} years ahead")
    return found


def moment_cell(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """Return an instant in UTC, not in the future: with an offset, or as local time of the site.

    A local time that does not exist, or that happens twice, is refused with the two instants it might mean.
    """
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise BadCell(_empty_or(text, "must be a time written YYYY-MM-DDTHH:MM, with or without an offset"))
    on = date_cell(match["date"], now.astimezone(zone).date())
    try:
        at = time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
    except ValueError:
        raise BadCell("is not a time of the day") from None
    local, offset = datetime.combine(on, at), match["offset"]
    if offset is None:
        found = _local_instant(local, zone)
    else:
        found = local.replace(tzinfo=_offset(offset)).astimezone(UTC)
    if found > now:
        raise BadCell("is in the future")
    return found


def shown(text: str) -> str:
    """Return a piece of somebody's file as it may stand in a message: short, in quotes, nothing
    unprintable."""
    short = text if len(text) <= 30 else f"{text[:29]}…"
    return f"'{short}'" if is_printable(short) else ascii(short)


def _local_instant(local: datetime, zone: ZoneInfo) -> datetime:
    try:
        return instant(local, zone)
    except (NoSuchLocalTime, TwiceLocalTime) as error:
        first, second = (reading.astimezone(zone).isoformat(timespec="minutes") for reading in error.readings)
        raise BadCell(f"{error}; write {first} or {second}") from None


def _offset(text: str) -> timezone:
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 14 or minutes > 59:
        raise BadCell("has an offset that no clock has")
    length = timedelta(hours=hours, minutes=minutes)
    return timezone(-length if text[0] == "-" else length)


def _empty_or(text: str, why: str) -> str:
    return why if text else "is empty"
