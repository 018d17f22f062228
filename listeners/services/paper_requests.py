"""Which request on file is a line of the night sheet about, who writes to it meanwhile, and when has it ended?

A request that was begun on the screen and went on on paper is one request. Paper has no other name for it than its wing
and its minute, in which two men may have asked all the same. Every name here but the questions works inside an act.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from listeners.access import Actor
from listeners.domain.people import ListenerId, WingId
from listeners.domain.states import AttendanceState, CallOutState
from listeners.domain.team import Site
from listeners.services.callout_corrections import FROM_THE_SHEET
from listeners.services.callout_ends import not_on_the_line
from listeners.services.callout_held import is_not_refused
from listeners.services.callout_steps import UNFINISHED, Outcome
from listeners.services.paper_events import somebody_went
from listeners.store import callouts_facts, callouts_writes, duties_rests
from listeners.store.callouts_facts import Attended, CallOutOnFile
from listeners.store.database import Session


def lock(session: Session, site: Site, wing: WingId, asked_at: datetime, outs: Mapping[ListenerId, datetime]) -> None:
    """Let one act at a time write to what a line may touch: first the locks of all its call-outs, ascending, then those
    of all its Listeners, as everybody takes them. ``outs``: who went, and when. What was found before a lock was had
    may have moved on by then, so that it is looked for again; and two desks that key in one line make one request."""
    callouts_writes.one_at_a_time(session, site.id)
    locked: set[str] = set()
    while ids := callouts_facts.ids_about(site.id, wing, asked_at, outs) - locked:
        for call_out_id in sorted(ids):
            callouts_writes.lock_call_out(session, site.id, call_out_id)
        locked |= ids
    there = callouts_facts.call_outs_of(site.id, locked) if locked else ()
    waiting = {each.listener for one in there for each in one.attended if each.state is AttendanceState.ACCEPTED}
    duties_rests.lock(session, {*outs, *waiting})


def is_begun(there: CallOutOnFile) -> bool:
    """Whether a request was begun on the screen and nobody has been written down as gone: what became of it stands on
    paper. One that nobody finished on the screen has ended by itself meanwhile, or in vain."""
    goes_on = there.state is CallOutState.ASKED or there.outcome in UNFINISHED
    return goes_on and there.nobody_went


def has_room(there: CallOutOnFile, listener: ListenerId) -> bool:
    """Whether a Listener can be put on a request, one that has ended too: he has not gone on it yet by what is on file.
    Whoever was let go by what is on file may have gone all the same."""
    one = there.of(listener)
    return one is None or one.out_at is None


def goes_on(
    session: Session,
    site: Site,
    there: CallOutOnFile,
    actor: Actor,
    now: datetime,
    reason: str | None = FROM_THE_SHEET,
) -> None:
    """Somebody is out on a request, by the sheet or as is told afterwards (``reason``: why it is put right): it goes on
    until he is back, however it ended by what is on file."""
    values = {"state": CallOutState.ACTING, "outcome": None, "closed_at": None}
    callouts_writes.correct_call_out(session, site.id, there.id, actor, now, reason=reason, **values)


def put_right(
    session: Session,
    site: Site,
    there: CallOutOnFile,
    one: Attended,
    actor: Actor,
    now: datetime,
    values: Mapping[str, Any],
) -> None:
    """Put on file what became of somebody who was asked on the screen, on his row; what it said before is kept. Only
    who is out still by the sheet moves on as on the screen."""
    if values["state"] is AttendanceState.ACTING and one.state not in callouts_facts.UNDER_WAY:
        if one.has_ended:
            is_not_refused(session, site, one, FROM_THE_SHEET, actor, now)
        callouts_writes.offer(session, site.id, there.id, one.listener, values["part"], actor, now)
    callouts_writes.correct_attendance(session, site.id, one.id, actor, now, reason=FROM_THE_SHEET, **values)


def end_if_over(
    session: Session, site: Site, call_out_id: str, actor: Actor, now: datetime, reason: str | None = FROM_THE_SHEET
) -> None:
    """A request stays open no longer than somebody of it is out. One that has ended otherwise by what is on file, by
    the telephone, a refusal or unfinished, has ended as is told now: somebody went. ``reason``: why it is put right."""
    there = callouts_facts.call_out(site.id, call_out_id)
    if there is None:
        return
    somebody_went(session, site, there, actor, now, reason)
    if any(each.state is AttendanceState.ACTING for each in there.attended):
        return
    gone = [each for each in there.attended if each.out_at is not None]
    ends = [end for each in gone if (end := each.back_at or each.called_off_at or each.back_before) is not None]
    if not ends:
        return
    values = _ending(gone, max(ends))
    if there.is_open:
        not_on_the_line(session, site, there, there.attended, actor, now)
        callouts_writes.move_call_out(session, site.id, there.id, actor, now, **values)
    elif there.outcome is not None:
        callouts_writes.correct_call_out(session, site.id, there.id, actor, now, reason=reason, **values)


def _ending(gone: list[Attended], at: datetime) -> dict[str, Any]:
    states = {each.state for each in gone}
    if AttendanceState.RETURNED in states:
        return {"state": CallOutState.RETURNED, "outcome": None, "closed_at": None}
    outcome = Outcome.CALLED_OFF if AttendanceState.CALLED_OFF in states else Outcome.BACK_UNKNOWN
    return {"state": CallOutState.CLOSED, "outcome": outcome.value, "closed_at": at}
