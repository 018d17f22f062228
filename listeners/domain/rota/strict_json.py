"""How is JSON from outside read, so that nothing odd gets in and every fault is named?

Duplicate keys, NaN, numbers of absurd length and wrong types are faults. A fault names its field (``nights[3].on``) and
reading goes on, so that all faults are shown at once; the stand-in value after a fault never leaves the reader, because
``Reader.finish`` raises.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from listeners.errors import Problem, Unreadable

MAX_DIGITS = 15
"""More digits than any number of a rota; the limit keeps each number exact in floating point too."""

YEARS = (1970, 2200)

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class _Odd(ValueError):
    """Valid for Python's reader of JSON, not for ours."""


def decode(data: bytes, source: str) -> object:
    """Return what a JSON file holds.

    Raises:
        Unreadable: not UTF-8, not JSON, a key twice in one object. NaN, Infinity and numbers of over 15 digits
            are refused by the field that they stand in.
    """
    try:
        return json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_once,
            parse_int=_whole,
            parse_float=_fraction,
            parse_constant=_NoNumber,
        )
    except UnicodeDecodeError as error:
        raise Unreadable(source, [Problem(None, None, f"not UTF-8 at byte {error.start}")]) from None
    except json.JSONDecodeError as error:
        raise Unreadable(source, [Problem(error.lineno, None, f"not JSON: {error.msg}")]) from None
    except _Odd as error:
        raise Unreadable(source, [Problem(None, None, str(error))]) from None
    except RecursionError:
        raise Unreadable(source, [Problem(None, None, "nested too deep")]) from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record = dict(pairs)
    if len(record) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _Odd(f"{shown(twice)} stands twice in one object")
    return record


@dataclass(frozen=True, slots=True)
class _NoNumber:
    """Stands where a file has a number that no field takes, so that the field is named when it is read."""

    text: str


def _whole(digits: str) -> int | _NoNumber:
    return int(digits) if len(digits) <= MAX_DIGITS else _NoNumber(f"a number of {len(digits)} digits")


def _fraction(digits: str) -> float | _NoNumber:
    value = float(digits)
    return value if abs(value) <= 10**MAX_DIGITS else _NoNumber("a number far too large")


def shown(value: object) -> str:
    """A value as a message shows it: one line, at most 40 characters, quoted where it is text."""
    text = json.dumps(value, ensure_ascii=True) if isinstance(value, str | int | float | bool | None) else _kind(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _kind(value: object) -> str:
    if isinstance(value, _NoNumber):
        return value.text
    return "a list" if isinstance(value, Sequence) else "an object"


class _Absent(Enum):
    MISSING = "is missing"
    UNSEEN = "stands in an object that has been refused already"


class Record:
    """The fields of one object; ``record["load"]`` gives the value and its full name, for a reading method."""

    def __init__(self, values: Mapping[str, object], name: str, absent: _Absent) -> None:
        self.values = values
        self.name = name
        self.absent = absent

    def __getitem__(self, key: str) -> tuple[object, str]:
        """The value under ``key`` and the name of the field."""
        return self.values.get(key, self.absent), f"{self.name}.{key}" if self.name else key

    def __contains__(self, key: str) -> bool:
        return key in self.values


class Reader:
    """Reads fields one by one and keeps every fault."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.faults: list[Problem] = []

    def fault(self, field: str, why: str) -> None:
        """Note that ``field`` cannot be used."""
        self.faults.append(Problem(None, field or None, why))

    def wrong(self, raw: object, field: str, wanted: str) -> None:
        """Note that ``field`` is not what was ``wanted``, or that it is missing."""
        if raw is _Absent.MISSING:
            self.fault(field, "is missing")
        elif raw is not _Absent.UNSEEN:
            self.fault(field, f"must be {wanted}, not {shown(raw)}")

    def finish(self) -> None:
        """Raise Unreadable with every fault so far, if there is any."""
        if self.faults:
            raise Unreadable(self.source, self.faults)

    def record(self, raw: object, field: str, known: Sequence[str] | None = None) -> Record:
        """An object; where ``known`` is given, with no other fields than those."""
        if not isinstance(raw, dict):
            self.wrong(raw, field, "an object")
            return Record({}, field, _Absent.UNSEEN)
        for key in raw:
            if known is not None and key not in known:
                self.fault(field, f"has an unknown field {shown(key)}")
        return Record(raw, field, _Absent.MISSING)

    def items(self, raw: object, field: str) -> list[tuple[object, str]]:
        """The items of a list, each with its name."""
        if not isinstance(raw, list):
            self.wrong(raw, field, "a list")
            return []
        return [(item, f"{field}[{index}]") for index, item in enumerate(raw)]

    def whole(self, raw: object, field: str, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``."""
        if isinstance(raw, bool) or not isinstance(raw, int) or not low <= raw <= high:
            self.wrong(raw, field, f"a whole number from {low} to {high}")
            return low
        return raw

    def number(self, raw: object, field: str) -> float:
        """Any number, as a claim to be judged later."""
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            self.wrong(raw, field, "a number")
            return 0
        return raw

    def flag(self, raw: object, field: str) -> bool:
        """true or false."""
        if not isinstance(raw, bool):
            self.wrong(raw, field, "true or false")
        return raw is True

    def text(self, raw: object, field: str, longest: int = 80) -> str:
        """Text of one line, not empty."""
        if not isinstance(raw, str) or not 1 <= len(raw) <= longest or not raw.isprintable():
            self.wrong(raw, field, f"text of 1 to {longest} printable characters")
            return ""
        return raw

    def date(self, raw: object, field: str) -> date:
        """A date as YYYY-MM-DD, in the years that make sense for a rota."""
        if isinstance(raw, str) and _DATE.fullmatch(raw) and YEARS[0] <= int(raw[:4]) <= YEARS[1]:
            try:
                return date.fromisoformat(raw)
            except ValueError:
                pass
        self.wrong(raw, field, f"a date as YYYY-MM-DD from {YEARS[0]} to {YEARS[1]}")
        return date(YEARS[0], 1, 1)
