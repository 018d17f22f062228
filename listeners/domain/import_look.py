"""What would an imported file do, or what has it done? Counts, the lines that change something, and every fault."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum

from listeners.domain.disclosure_words import names_somebody
from listeners.domain.import_changes import FieldChange
from listeners.errors import Problem

MOST_SHOWN = 200
"""Lines that add or change something and are shown one by one; all of them are counted."""


class ImportKind(StrEnum):
    """Which of the three files it is."""

    PEOPLE = "people"
    AVAILABILITY = "availability"
    CALL_OUTS = "callouts"


@dataclass(frozen=True, slots=True)
class LineChange:
    """What one line does: ``fields`` is empty for a new record. ``key`` names the record as the file does; ``says`` is
    what the line says of somebody new, so that it is seen before it is on file."""

    key: str
    fields: tuple[FieldChange, ...]
    says: tuple[str, ...] = ()

    @property
    def is_new(self) -> bool:
        """Whether the line adds a record."""
        return not self.fields


@dataclass(frozen=True, slots=True)
class NightShort:
    """A published night that loses, or may lose, somebody by an import: the Listener's ref and the night."""

    ref: str
    night: date


@dataclass(frozen=True, slots=True)
class Look:
    """The whole answer to one file. With ``problems`` nothing is written and the counts mean nothing.

    ``short`` holds the nights whose Listener does not take part any more, ``asked`` those whose Listener now says that
    they cannot do them: these duties stay until somebody takes them. ``named`` holds the keys of lines, new or
    changed, whose reason looks as if it named a caller. ``held``: how many lines bring somebody who is not planned or
    asked until his yes is written down, for his number is on file already.
    """

    added: int = 0
    changed: int = 0
    same: int = 0
    shown: tuple[LineChange, ...] = ()
    problems: tuple[Problem, ...] = ()
    short: tuple[NightShort, ...] = ()
    asked: tuple[NightShort, ...] = ()
    named: tuple[str, ...] = ()
    held: int = 0

    @property
    def changes_nothing(self) -> bool:
        """Whether every line says what is on file already."""
        return not (self.added or self.changed or self.problems)


@dataclass(slots=True)
class Tally:
    """A look in the making, line by line."""

    added: int = 0
    changed: int = 0
    same: int = 0
    shown: list[LineChange] = field(default_factory=list)
    short: list[NightShort] = field(default_factory=list)
    asked: list[NightShort] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    held: int = 0

    def add(self, key: str, says: tuple[str, ...] = ()) -> None:
        """Count a line that adds a record, with what is to be shown of it."""
        self.added += 1
        self._show(LineChange(key, (), says))

    def compare(self, key: str, fields: tuple[FieldChange, ...]) -> bool:
        """Count a line about a record that is on file, and return whether it changes it."""
        if not fields:
            self.same += 1
            return False
        self.changed += 1
        self._show(LineChange(key, fields))
        return True

    def read_words(self, key: str, words: str) -> None:
        """Note a line whose own words look as if they named a caller."""
        if len(self.named) < MOST_SHOWN and names_somebody(words):
            self.named.append(key)

    def _show(self, change: LineChange) -> None:
        if len(self.shown) < MOST_SHOWN:
            self.shown.append(change)

    def look(self) -> Look:
        """Return what has been counted."""
        return Look(
            self.added,
            self.changed,
            self.same,
            shown=tuple(self.shown),
            short=tuple(self.short),
            asked=tuple(self.asked),
            named=tuple(self.named),
            held=self.held,
        )


def pack(look: Look) -> str:
    """Return a look as one JSON text, to be sealed until it is confirmed."""
    return json.dumps(asdict(look), default=lambda value: value.isoformat(), separators=(",", ":"))


def unpack(text: str) -> Look:
    """Return the look that ``pack`` wrote, perhaps before an update: what it did not look for then was not found."""
    told = json.loads(text)
    return Look(
        added=told["added"],
        changed=told["changed"],
        same=told["same"],
        shown=tuple(
            LineChange(line["key"], tuple(FieldChange(**each) for each in line["fields"]), tuple(line.get("says", ())))
            for line in told["shown"]
        ),
        problems=tuple(Problem(**each) for each in told["problems"]),
        short=_nights(told["short"]),
        asked=_nights(told["asked"]),
        named=tuple(told.get("named", ())),
        held=told.get("held", 0),
    )


def _nights(told: list[dict[str, str]]) -> tuple[NightShort, ...]:
    return tuple(NightShort(each["ref"], date.fromisoformat(each["night"])) for each in told)
