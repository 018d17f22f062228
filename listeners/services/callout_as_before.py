"""Somebody was put down as gone, and that was the mistake: how had everything stood until then?

Where it was on file that he did not go, or was not let go, the press that put him down as out put right an end, of his
part and perhaps of the request (``callout_went``). Taken back, both stand again as they did: he was woken all the same,
and what staff did for the man instead was done. Every name here works inside an act.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from listeners.access import Actor
from listeners.domain.states import AttendanceState, CallOutState, Part
from listeners.domain.team import Site
from listeners.services.callout_steps import UNFINISHED, WITHOUT_A_LISTENER
from listeners.store import callouts_events
from listeners.store.callouts_events import put_right
from listeners.store.callouts_facts import ENDED, SAID_YES, Attended, CallOutOnFile
from listeners.store.callouts_versions import Version, versions
from listeners.store.database import Session

TIMES = ("answered_at", "accepted_at", "called_off_at", "back_before")
OVER = (CallOutState.RETURNED, CallOutState.CLOSED)


@dataclass(frozen=True, slots=True)
class Stood:
    """How it stood until somebody was put down as out, at the moment ``until`` (None: it is not on file, as of a line
    of paper for whom nobody had asked). ``his``: the columns of the end that he had; ``request``: those of the end that
    the request had. None: there was none. ``led``: who waited as the lead until then, and waits or is out as second."""

    until: datetime | None = None
    his: dict[str, Any] | None = None
    request: dict[str, Any] | None = None
    led: Attended | None = None


def stood(site: Site, call_out: CallOutOnFile, one: Attended) -> Stood:
    """Return how it stood until somebody was put down as out (1 statement)."""
    kept = versions(site.id, [call_out.id, *(each.id for each in call_out.attended)])
    before = [each for each in kept if each.row_id == one.id and each.facts["out_at"] is None]
    if one.out_at is None or not before:
        return Stood()
    until = before[-1].replaced_at
    then = [each for each in kept if each.replaced_at == until]
    his, over = _his(before[-1]), [each for each in then if each.row_id == call_out.id and _is_over(each)]
    request = _request(over[-1]) if over and his is not None and _may_end_so(call_out, one, over[-1]) else None
    return Stood(until, his, request, _led(call_out, one, then))


def _his(version: Version) -> dict[str, Any] | None:
    state = AttendanceState(version.facts["state"])
    if state not in ENDED:
        return None
    return {"state": state, "part": Part(version.facts["part"])} | {name: _at(version, name) for name in TIMES}


def _at(version: Version, name: str) -> datetime | None:
    return None if version.facts[name] is None else datetime.fromisoformat(version.facts[name])


def _is_over(version: Version) -> bool:
    return version.facts["state"] in OVER


def _request(version: Version) -> dict[str, Any]:
    outcome, state = version.facts["outcome"], CallOutState(version.facts["state"])
    return {"state": state, "outcome": outcome, "closed_at": _at(version, "closed_at")}


def _may_end_so(call_out: CallOutOnFile, one: Attended, version: Version) -> bool:
    """Whether a request can have ended as it had: nobody else is out, and to whom another has been by now a Listener
    has gone."""
    others = [each for each in call_out.attended if each.id != one.id]
    if any(each.state is AttendanceState.ACTING for each in others):
        return False
    without = version.facts["outcome"] in (*WITHOUT_A_LISTENER, *UNFINISHED)
    return not (without and any(each.out_at is not None for each in others))


def _led(call_out: CallOutOnFile, one: Attended, then: list[Version]) -> Attended | None:
    """Return who waited as the lead until somebody went in his place and made him the second. Where another is back
    nobody leads by himself."""
    others = [each for each in call_out.attended if each.id != one.id]
    if one.part is not Part.LEAD or any(each.has_ended and each.out_at is not None for each in others):
        return None
    waited = {each.row_id for each in then if (each.facts.get("part"), each.facts["state"]) == ("lead", "accepted")}
    seconds = (each for each in others if each.part is Part.SECOND and each.state in SAID_YES)
    return next((each for each in seconds if each.id in waited), None)


def what_was_replaced(
    session: Session,
    site: Site,
    call_out_id: str,
    until: datetime | None,
    reason: str | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Let what happened count again that was replaced because he was put down as out: what staff did for the man
    instead, and that they did not let somebody go."""
    entered = callouts_events.entered(site.id, call_out_id)
    replaced = {each.replaces_id for each in entered}
    by_id = {each.event.id: each.event for each in entered}
    for each in entered:
        was = by_id.get(each.replaces_id or "")
        if was is None or each.entered_at != until or each.event.id in replaced:
            continue
        its = (site.id, call_out_id, each.event.id, was.kind, was.at, actor, now)
        put_right(session, *its, why=reason, reason=was.reason, attendance_id=was.attendance_id)
