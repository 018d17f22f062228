"""How are the reasons of a flag written as one text, to be sealed, and read again?"""

from __future__ import annotations

import json
from fractions import Fraction

from listeners.domain.care.reasons import Code, Group, Reason


def pack(reasons: tuple[Reason, ...]) -> str:
    """Return reasons as one JSON text, in their order."""
    return json.dumps([_as_json(reason) for reason in reasons], separators=(",", ":"))


def unpack(text: str) -> tuple[Reason, ...]:
    """Return the reasons that ``pack`` wrote.

    Raises:
        ValueError: the text is not one of ours.
    """
    try:
        return tuple(_from_json(entry) for entry in json.loads(text))
    except (KeyError, TypeError) as error:
        raise ValueError("not the reasons of a flag") from error


def _as_json(reason: Reason) -> dict[str, object]:
    return {
        "group": reason.group,
        "code": reason.code,
        "count": reason.count,
        "limit": reason.limit,
        "days": reason.days,
        "keys": reason.keys,
        "usual": None if reason.usual is None else str(reason.usual),
        "starred": reason.starred,
    }


def _from_json(entry: dict[str, object]) -> Reason:
    usual, keys = entry["usual"], entry["keys"]
    if not isinstance(keys, list):
        raise ValueError("not the reasons of a flag")
    return Reason(
        group=Group(str(entry["group"])),
        code=Code(str(entry["code"])),
        count=_number(entry["count"]),
        limit=None if entry["limit"] is None else _number(entry["limit"]),
        days=None if entry["days"] is None else _number(entry["days"]),
        keys=tuple(str(key) for key in keys),
        usual=None if usual is None else Fraction(str(usual)),
        starred=entry["starred"] is True,
    )


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise ValueError("not the reasons of a flag")
    return value
