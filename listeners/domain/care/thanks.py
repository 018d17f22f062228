"""Who thanked a Listener, and with which words? Never those of a man who was listened to: what he says is not kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from listeners.domain.nights import not_of_the_last_year

LONGEST_THANKS = 200
"""Letters (a design choice): a sentence or two."""


class ThanksFrom(StrEnum):
    """By whose role thanks came. Nobody's name is asked for."""

    PRISONER = "prisoner"
    FAMILY = "family"
    OFFICER = "officer"
    HEALTH = "health"
    CHAPLAIN = "chaplain"
    CHARITY = "charity"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Thanks:
    """Thanks that came for a Listener on a date; the words may be empty."""

    on: date
    sender: ThanksFrom
    words: str


def thanks_fault(thanks: Thanks, today: date) -> tuple[str, str] | None:
    """Return what cannot be put on file, as a field and words; None: all of it can."""
    if (fault := not_of_the_last_year(thanks.on, today)) is not None:
        return "on", f"Look at the date: {fault}"
    if thanks.sender is ThanksFrom.PRISONER and thanks.words:
        return "words", "Leave the words of somebody in prison out: nothing that he said is kept"
    return None


def pack_thanks(words: str) -> str:
    """Return words as one text."""
    return json.dumps({"words": words})


def unpack_thanks(text: str) -> str:
    """Return the words that ``pack_thanks`` wrote.

    Raises:
        ValueError: the text is not one of ours.
    """
    try:
        return str(json.loads(text)["words"])
    except (KeyError, TypeError) as error:
        raise ValueError("not thanks") from error
