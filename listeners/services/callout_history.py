"""Who entered what of a call-out, and when; what was put right since, by whom and why? For coordinators alone.

Times, the wing, the place, how it ended, what staff did, and who answered for the night: never who said no, which costs
nobody anything, and never what a Listener ticked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from listeners.access import Actor, Do, Kind, require
from listeners.domain.states import CallOutEventKind, StaffReason
from listeners.domain.team import Site
from listeners.errors import NotFound
from listeners.services.callout_corrections import FROM_THE_SHEET
from listeners.store import callouts_events, callouts_facts, callouts_versions, night_facts
from listeners.store.callouts_events import EventEntered
from listeners.store.callouts_facts import CallOutOnFile
from listeners.store.callouts_versions import Version

MOMENTS = (
    *("asked_at", "accepted_at", "unlocked_at", "out_at", "started_at", "ended_at", "back_at", "back_before"),
    *("called_off_at", "closed_at"),
)
WORDS = ("wing_id", "route", "place", "outcome")
SHOWN = (*MOMENTS, *WORDS)
"""The columns of which is told, in the order in which a night goes."""
CONTACT = "contact"
"""The support contact: the name, and how to reach that person, as one thing."""
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was entered, where there was nothing (``before`` None), or put right: which, what it was and what
    it is since. Instants, codes, words, or None."""

    what: str
    before: datetime | str | None
    after: datetime | str | None


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened in the course of it: what and when, why where it is about staff, what time stood there
    before, from whom somebody took over, and which other thing it takes back."""

    kind: CallOutEventKind
    at: datetime
    reason: StaffReason | None
    before: datetime | None
    relieved: str | None
    takes_back: CallOutEventKind | None


@dataclass(frozen=True, slots=True)
class Entry:
    """What one act entered or put right, of one man's part (``of``) or of the request itself (None): when, by whom
    (None: the program), and why where that was asked. ``from_the_sheet``: a line of paper was the reason.
    ``is_exact``: false where the record is older than the keeping of every step, so that some of it came later, and by
    whom is not on file. ``happened``: the event, where it is one and not a change of columns."""

    at: datetime
    by: str | None
    of: str | None
    changes: tuple[Change, ...] = ()
    reason: str | None = None
    from_the_sheet: bool = False
    is_exact: bool = True
    happened: Happened | None = None


@dataclass(frozen=True, slots=True)
class History:
    """A call-out and everything that was entered and put right about it, the latest first."""

    call_out: CallOutOnFile
    wing: str
    entries: tuple[Entry, ...]


def history(site: Site, call_out_id: str, actor: Actor) -> History:
    """Return what was entered and put right about a call-out (8 statements).

    Raises:
        NotAllowed: the actor is no coordinator of this site.
        NotFound: there is no such call-out at this site.
    """
    require(actor, Do.READ, Kind.CALL_OUT, site.id)
    require(actor, Do.READ, Kind.AVAILABILITY_REASON, site.id)
    call_out = callouts_facts.call_out(site.id, call_out_id)
    if call_out is None:
        raise NotFound("no such call-out")
    now = callouts_versions.as_it_is(site.id, call_out_id, call_out.night)
    happened = callouts_events.entered(site.id, call_out_id)
    kept: dict[str, list[Version]] = defaultdict(list)
    for each in callouts_versions.versions(site.id, [*now, *(each.event.id for each in happened)]):
        kept[each.row_id].append(each)
    members = {member.id: member.name for member in night_facts.team(site)}
    names = {each.id: members[each.listener] for each in call_out.attended}
    wings = {str(wing.id): wing.code for wing in site.wings}
    first = {row_id: kept[row_id][0].facts if kept[row_id] else facts for row_id, facts in now.items()}
    who = callouts_versions.account_names({each["recorded_by"] for each in first.values() if each["recorded_by"]})
    rows = {row_id: _of_row(kept[row_id], facts, who, names.get(row_id), wings) for row_id, facts in now.items()}
    contacts = {row_id: entries for row_id, entries in rows.items() if "reached" in now[row_id]}
    found = [entry for row_id, entries in rows.items() if row_id not in contacts for entry in entries]
    found += _of_contact([(now[row_id]["night"], entries) for row_id, entries in contacts.items()], call_out.asked_at)
    found += _of_events(happened, kept, names)
    found.sort(key=lambda each: each.at, reverse=True)
    return History(call_out, wings[call_out.wing], tuple(found))


def _of_row(
    kept: list[Version], now: Facts, who: Mapping[str, str], of: str | None, wings: Mapping[str, str]
) -> list[Entry]:
    """Return what was entered of one row, the latest first: each version, and who wrote the one after it. Where one was
    not kept in between, some of it came later."""
    states = [*(each.facts for each in kept), now]
    first = states[0]
    at, by = datetime.fromisoformat(first["recorded_at"]), who.get(first["recorded_by"])
    entries = [Entry(at, by, of, _changes({}, first, wings), is_exact=first["version"] == 1)]
    for (before, after), version in zip(pairwise(states), kept, strict=True):
        by_sheet = version.reason == FROM_THE_SHEET
        reason = None if by_sheet else version.reason
        is_exact = after["version"] == before["version"] + 1
        changes = _changes(before, after, wings)
        entries.append(Entry(version.replaced_at, version.by, of, changes, reason, by_sheet, is_exact))
    return [each for each in reversed(entries) if each.changes]


def _changes(before: Facts, after: Facts, wings: Mapping[str, str]) -> tuple[Change, ...]:
    """Return what differs between two versions of a row. Who was only being asked when it ended was never up for it."""
    if "reached" in after:
        pair = tuple(f"{each['name']}, {each['reached']}" if each.get("name") else None for each in (before, after))
        return () if pair[0] == pair[1] else (Change(CONTACT, *pair),)
    was_up = any(each.get(what) for each in (before, after) for what in ("asked_at", "accepted_at", "out_at"))
    differs = [what for what in SHOWN if was_up and before.get(what) != after.get(what)]
    return tuple(
        Change(what, _read(what, before.get(what), wings), _read(what, after.get(what), wings)) for what in differs
    )


def _read(what: str, value: str | None, wings: Mapping[str, str]) -> datetime | str | None:
    if value is None:
        return None
    if what == "wing_id":
        return wings.get(value, value)
    return datetime.fromisoformat(value) if what in MOMENTS else value


def _of_contact(contacts: list[tuple[str | None, list[Entry]]], asked_at: datetime) -> list[Entry]:
    """Return who answered for this night: what was entered for it alone, else what stood for every night when the man
    asked."""
    own = [entry for night, entries in contacts if night is not None for entry in entries]
    always = [entry for night, entries in contacts if night is None for entry in entries if entry.at <= asked_at]
    return own or always[:1]


def _of_events(
    happened: Iterable[EventEntered], kept: Mapping[str, list[Version]], names: Mapping[str, str]
) -> Iterable[Entry]:
    """Return what happened, the latest first; why is kept beside the one that was replaced."""
    listed = list(happened)
    by_id = {each.event.id: each.event for each in listed}
    for each in reversed(listed):
        event, replaced = each.event, by_id.get(each.replaces_id or "")
        is_corrected = replaced is not None and replaced.kind is event.kind
        was = replaced.at if replaced is not None and is_corrected else None
        gone = replaced.kind if replaced is not None and not is_corrected else None
        about = replaced if replaced is not None and event.reason is None else event
        told = Happened(event.kind, event.at, about.reason, was, names.get(event.relieved_id or ""), gone)
        why = kept[replaced.id][-1].reason if replaced is not None and kept.get(replaced.id) else None
        by_sheet = why == FROM_THE_SHEET
        of = names.get(event.attendance_id or "")
        yield Entry(each.entered_at, each.by, of, (), None if by_sheet else why, by_sheet, happened=told)
