"""What does a notice say, beyond its kind? Codes, nights, instants and numbers; never a reason and never a feeling."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?[+-]\d{2}:\d{2}")
_ID = re.compile(r"[0-9a-f]{20}")

Facts = dict[str, Any]


def read_facts(text: str) -> Facts:
    """Return the facts of a notice as they were queued: dates and instants are dates and instants again."""
    facts: Facts = _revived(json.loads(text))
    return facts


def ids_in(facts: object) -> Iterator[str]:
    """Yield everything in the facts that looks like the id of a row: the Listeners to be named are among them."""
    if isinstance(facts, str) and _ID.fullmatch(facts):
        yield facts
    elif isinstance(facts, dict):
        for value in facts.values():
            yield from ids_in(value)
    elif isinstance(facts, list):
        for value in facts:
            yield from ids_in(value)


def _revived(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _revived(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_revived(each) for each in value]
    if isinstance(value, str) and _DATE.fullmatch(value):
        return date.fromisoformat(value)
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        return datetime.fromisoformat(value)
    return value
