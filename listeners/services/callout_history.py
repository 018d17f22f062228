"""What was on file of a call-out before it was put right, who put it right, and why? For coordinators alone.

Times, the wing, the place and how it ended: never who said no, which costs nobody anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from listeners.access import Actor, Do, Kind, require
from listeners.domain.team import Site
from listeners.errors import NotFound
from listeners.services.callout_corrections import FROM_THE_SHEET
from listeners.store import callouts_facts, callouts_versions, night_facts
from listeners.store.callouts_facts import CallOutOnFile
from listeners.store.callouts_versions import Version

MOMENTS = ("asked_at", "accepted_at", "unlocked_at", "out_at", "started_at", "ended_at", "back_at", "called_off_at")
WORDS = ("wing_id", "place", "outcome")
SHOWN = (*MOMENTS, *WORDS)
"""The columns of which a change is told, in the order in which a night goes."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was put right: which, what it was and what it is since. Instants, codes, or None."""

    what: str
    before: datetime | str | None
    after: datetime | str | None


@dataclass(frozen=True, slots=True)
class Correction:
    """What one act put right, of one man's part (``of``) or of the request itself (None): when, by whom (None: the
    program), and why where that was asked. ``from_the_sheet``: a line of paper was the reason."""

    at: datetime
    by: str | None
    of: str | None
    changes: tuple[Change, ...]
    reason: str | None
    from_the_sheet: bool


@dataclass(frozen=True, slots=True)
class History:
    """A call-out and everything that was put right about it, the latest first."""

    call_out: CallOutOnFile
    wing: str
    corrections: tuple[Correction, ...]


def history(site: Site, call_out_id: str, actor: Actor) -> History:
    """Return what was put right about a call-out (5 statements).

    Raises:
        NotAllowed: the actor is no coordinator of this site.
        NotFound: there is no such call-out at this site.
    """
    require(actor, Do.READ, Kind.CALL_OUT, site.id)
    require(actor, Do.READ, Kind.AVAILABILITY_REASON, site.id)
    call_out = callouts_facts.call_out(site.id, call_out_id)
    if call_out is None:
        raise NotFound("no such call-out")
    now = callouts_versions.as_it_is(site.id, call_out_id)
    names = {member.id: member.name for member in night_facts.team(site)}
    whose: dict[str, str | None] = {each.id: names[each.listener] for each in call_out.attended}
    wings = {str(wing.id): wing.code for wing in site.wings}
    found: list[Correction] = []
    for row_id, of_row in groupby(callouts_versions.versions(site.id, list(now)), key=lambda each: each.row_id):
        listed = list(of_row)
        later = [each.facts for each in listed[1:]] + [now[row_id]]
        pairs = zip(listed, later, strict=True)
        found += [each for each in (_correction(*pair, whose.get(row_id), wings) for pair in pairs) if each.changes]
    found.sort(key=lambda each: each.at, reverse=True)
    return History(call_out, wings[call_out.wing], tuple(found))


def _correction(version: Version, later: dict[str, Any], of: str | None, wings: dict[str, str]) -> Correction:
    facts = version.facts
    changed = [what for what in SHOWN if what in facts and facts[what] != later.get(what)]
    changes = tuple(
        Change(what, _read(what, facts[what], wings), _read(what, later.get(what), wings)) for what in changed
    )
    by_sheet = version.reason == FROM_THE_SHEET
    return Correction(version.replaced_at, version.by, of, changes, None if by_sheet else version.reason, by_sheet)


def _read(what: str, value: str | None, wings: dict[str, str]) -> datetime | str | None:
    if value is None:
        return None
    if what == "wing_id":
        return wings.get(value, value)
    return datetime.fromisoformat(value) if what in MOMENTS else value
