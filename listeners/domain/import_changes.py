"""What would a line of a file change, compared with what is on file? The same line again changes nothing.

A column that the file does not have, and an empty cell where something is known that may be left empty (a return, a
tick, the reserve), says nothing and changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from listeners.domain.imports import AvailabilityRow, CallOutRow, PersonRow
from listeners.domain.people import AvailabilityKind, ListenerId, Standing
from listeners.domain.states import ContactPlace
from listeners.domain.team import TeamMember


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One column of a line that differs: what is on file, and what the file says, as a file would write it.

    ``old`` and ``new`` are None for a text that is for coordinators alone: that it changed is all that is shown.
    """

    column: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class AvailabilityOnFile:
    """What a Listener said about a night, withdrawn or not; ``reason`` is empty where none was given.
    ``is_agreed``: it stands for as long as what was agreed with him."""

    id: str
    listener: ListenerId
    on: date
    kind: AvailabilityKind
    reason: str
    in_force: bool
    is_agreed: bool = False


@dataclass(frozen=True, slots=True)
class CallOutOnFile:
    """One Listener's part in one call-out as it is on file, with the ids of both rows."""

    id: str
    attendance: str
    listener: ListenerId
    asked_at: datetime
    out_at: datetime
    back_at: datetime | None
    wing: str
    place: ContactPlace | None


def person_changes(row: PersonRow, on_file: TeamMember, today: date) -> tuple[FieldChange, ...]:
    """Return the columns in which a line differs from a member of the team; the standing is today's."""
    reserve = on_file.reserve if row.reserve is None else row.reserve
    return _differing(
        ("name", on_file.name, row.name),
        ("prison_number", on_file.prison_number, row.prison_number),
        ("cell", on_file.cell, str(row.cell)),
        ("reaches", wings_text(on_file.reaches_on_file), wings_text(row.reaches)),
        ("share", str(on_file.share), str(row.share)),
        ("joined_on", on_file.joined_on.isoformat(), row.joined_on.isoformat()),
        ("standing", _word(present_standing(on_file, today)), row.standing.value),
        ("reserve", yes_or_no(on_file.reserve), yes_or_no(reserve)),
    )


def new_person(row: PersonRow) -> tuple[str, ...]:
    """Return what is looked at of somebody new before he is put on file: name, cell, standing, part."""
    return row.name, str(row.cell), row.standing.value, f"{row.share} %"


def present_standing(member: TeamMember, today: date) -> Standing | None:
    """Return the standing in force today; for somebody who joins later, the one he joins with."""
    if (found := member.standing_on(today)) is not None or not member.standings:
        return found
    return member.standing_on(min(fact.from_on for fact in member.standings))


def standing_changes_from(member: TeamMember, joined_on: date, today: date) -> date:
    """Return from when a standing that a file gives holds: today, or the day of joining where that is ahead."""
    return max(today, joined_on) if member.standing_on(today) is None else today


def availability_changes(
    row: AvailabilityRow, on_file: AvailabilityOnFile, *, says_reason: bool
) -> tuple[FieldChange, ...]:
    """Return the columns in which a line differs: what was withdrawn is said again, and the reason may be another."""
    changes = _differing(("kind", "" if not on_file.in_force else row.kind.value, row.kind.value))
    if says_reason and row.reason != on_file.reason:
        changes += (FieldChange("reason", None, None),)
    return changes


def call_out_changes(row: CallOutRow, on_file: CallOutOnFile) -> tuple[FieldChange, ...]:
    """Return the columns in which a line differs from a call-out; an empty return or place says nothing."""
    back, place = row.back_at or on_file.back_at, row.place or on_file.place
    return _differing(
        ("asked_at", time_text(on_file.asked_at), time_text(row.asked_at)),
        ("back_at", time_text(on_file.back_at), time_text(back)),
        ("wing", on_file.wing, row.wing),
        ("place", _word(on_file.place), _word(place)),
    )


def wings_text(reaches: frozenset[str] | None) -> str:
    """Return wings as people.csv writes them; nothing for all."""
    return ";".join(sorted(reaches or ()))


def yes_or_no(value: bool) -> str:
    """Return the word that a file uses."""
    return "yes" if value else "no"


def time_text(moment: datetime | None) -> str:
    """Return an instant as a file may write it, in UTC."""
    return "" if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _word(value: Standing | ContactPlace | None) -> str:
    return "" if value is None else value.value


def _differing(*columns: tuple[str, str, str]) -> tuple[FieldChange, ...]:
    return tuple(FieldChange(name, old, new) for name, old, new in columns if old != new)
