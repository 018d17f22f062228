"""How are ticks, an answer, the reasons of a flag and the facts that raised it written as one text, to be sealed, and
read again?"""

from __future__ import annotations

import json
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from listeners.domain.care.behind import Behind
from listeners.domain.care.debrief import Answer, Talk
from listeners.domain.care.facts import AtWork, Tick
from listeners.domain.care.offload import Officer
from listeners.domain.care.reasons import Code, Group, Reason
from listeners.domain.work_told import Department, Said

EVERY_TICK = 72
"""Bytes in which all ticks have room."""
ONE_ANSWER = 24
"""Bytes in which an answer of a few has room, with a date."""


def pack_ticks(ticks: frozenset[Tick]) -> str:
    """Return ticks as one JSON text."""
    return json.dumps(sorted(tick.value for tick in ticks))


def unpack_ticks(text: str) -> frozenset[Tick]:
    """Return the ticks that ``pack_ticks`` wrote.

    Raises:
        ValueError: the text is not one of ours.
    """
    return frozenset(Tick(value) for value in _list_of_words(text))


def pack_talk(talk: Talk) -> str:
    """Return what came of a talk as one text."""
    held_on = talk.held_on.isoformat() if talk.held_on else ""
    return f"{talk.answer.value} {held_on}"


def unpack_talk(text: str) -> Talk:
    """Return the talk that ``pack_talk`` wrote.

    Raises:
        ValueError: the text is not one of ours.
    """
    answer, _, held_on = text.strip().partition(" ")
    return Talk(Answer(answer), date.fromisoformat(held_on) if held_on else None)


def pack_keys(keys: frozenset[str]) -> str:
    """Return the keys of the facts that a flag was ever raised on, in order."""
    return json.dumps(sorted(keys), separators=(",", ":"))


def unpack_keys(text: str) -> frozenset[str]:
    """Return the keys that ``pack_keys`` wrote.

    Raises:
        ValueError: the text is not one of ours.
    """
    return frozenset(_list_of_words(text))


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
        "since": None if reason.since is None else reason.since.isoformat(),
        "behind": [_behind_as_json(each) for each in reason.behind],
        "fresh": reason.fresh,
    }


def _behind_as_json(behind: Behind) -> dict[str, object]:
    return {
        "on": behind.on.isoformat(),
        "at": [at.isoformat() for at in behind.at],
        "until": None if behind.until is None else behind.until.isoformat(),
        "officer": behind.officer,
        "work": [
            [each.starts_at.isoformat(), each.ends_at.isoformat(), each.said, each.department] for each in behind.work
        ],
    }


def _from_json(entry: dict[str, object]) -> Reason:
    usual, keys = entry["usual"], entry["keys"]
    since, behind = entry.get("since"), entry.get("behind", [])  # older reasons have no date, and no facts
    if not isinstance(keys, list) or not isinstance(behind, list):
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
        since=None if since is None else date.fromisoformat(str(since)),
        behind=tuple(_behind(each) for each in behind),
        fresh=_number(entry.get("fresh", 1)),  # older reasons have none
    )


def _behind(entry: dict[str, Any]) -> Behind:
    return Behind(
        on=date.fromisoformat(entry["on"]),
        at=tuple(datetime.fromisoformat(at) for at in entry["at"]),
        until=None if entry["until"] is None else datetime.fromisoformat(entry["until"]),
        officer=None if entry["officer"] is None else Officer(entry["officer"]),
        work=tuple(_at_work(*each) for each in entry.get("work", [])),  # older reasons have none
    )


def _at_work(starts_at: str, ends_at: str, said: str, department: str) -> AtWork:
    moments = datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at)
    return AtWork(*moments, Said(said), Department(department))


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise ValueError("not the reasons of a flag")
    return value


def _list_of_words(text: str) -> list[str]:
    found = json.loads(text)
    if not isinstance(found, list) or not all(isinstance(word, str) for word in found):
        raise ValueError("not a list of words")
    return found
