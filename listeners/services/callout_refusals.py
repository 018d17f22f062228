"""Staff cannot let a Listener go: yet, or at all. Why, and what happens to the man who asked?

A reason is a code; nobody of staff is named. Whoever had said yes was woken, so that it interrupted him until he may go
back to sleep. Each is an event of its own: how often staff delayed and refused is shown for the prison, never for a
Listener.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from listeners.access import Actor, Do, Kind, require
from listeners.domain.states import AttendanceState, CallOutEventKind, CallOutState, Part, StaffReason
from listeners.domain.team import Site
from listeners.errors import Conflict, NotFound
from listeners.services import callout_nobody
from listeners.services.acts import once
from listeners.services.callout_ends import let_go, nobody_else
from listeners.services.callout_steps import (
    ANSWERED,
    MOVED_ON,
    Outcome,
    close,
    lock_listeners,
    must_be_open,
    offer_next,
    on_file,
)
from listeners.store import callouts_writes
from listeners.store.callouts_events import add_event
from listeners.store.callouts_facts import UNDER_WAY, Attended, CallOutOnFile
from listeners.store.database import Session
from listeners.store.journal import audit


class WhatNow(StrEnum):
    """What happens then: he waits on, another Listener is asked in his place, or no Listener goes."""

    WAITS = "waits"
    ANOTHER = "another"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Held:
    """What was said: why, what happens now, and whose part in the call-out the page was about (None: nobody's)."""

    reason: StaffReason
    now: WhatNow
    part: str | None = None


def held(call_out: CallOutOnFile) -> Attended | None:
    """Return whom staff would have to let go: who waits to be unlocked or is being asked, the lead before others."""
    parts = list(Part)
    there = [each for each in call_out.attended if each.state in UNDER_WAY and each.out_at is None]
    return min(there, key=lambda each: parts.index(each.part), default=None)


def ways(call_out: CallOutOnFile) -> tuple[WhatNow, ...]:
    """Return what can happen now: only who said yes waits on, and beside a lead who is out nobody has to go."""
    one = held(call_out)
    if not call_out.is_open or (one is None and call_out.state is CallOutState.ACTING):
        return ()
    waits = (WhatNow.WAITS,) if one is not None and one.state is AttendanceState.ACCEPTED else ()
    another = () if one is None else (WhatNow.ANOTHER,)
    return (*waits, *another, WhatNow.NOBODY)


def staff_cannot(
    site: Site, call_out_id: str, said: Held, actor: Actor, now: datetime, act_key: str | None = None
) -> str:
    """Record that staff cannot let a Listener go, and do what was said. Where he only waits longer, it is a delay; else
    a refusal, and he is not asked for this man again. Where no Listener goes to the man at all the request ends.
    Returns the call-out's id.

    Raises:
        NotAllowed.
        NotFound: as ``on_file``, or nothing of the kind can happen now.
        Conflict: the request has ended, or somebody else is asked since the page was opened.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.one_at_a_time(session, site.id)
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out = on_file(site, call_out_id, actor, now)
        lock_listeners(session, call_out)
        must_be_open(call_out)
        one = held(call_out)
        if (None if one is None else one.id) != said.part:
            raise Conflict(ANSWERED)
        if said.now not in ways(call_out):
            raise Conflict(MOVED_ON) if call_out.state is CallOutState.ACTING else NotFound("that cannot happen now")
        kind = CallOutEventKind.DELAYED if said.now is WhatNow.WAITS else CallOutEventKind.REFUSED
        about = {"reason": said.reason, "attendance_id": said.part}
        event_id = add_event(session, site.id, call_out_id, kind, now, actor, now, **about)
        if said.now is not WhatNow.WAITS:
            _does_not_go(session, site, call_out, one, said.now, actor, now)
        if said.now is WhatNow.NOBODY and call_out.state is CallOutState.ASKED:
            callout_nobody.tell_refused(session, site, event_id, call_out, said.reason, actor, now)
        detail = {"reason": said.reason, "now": said.now}
        audit(session, actor, now, "not let go", Kind.CALL_OUT, object_id=call_out_id, detail=detail)
        return call_out_id

    return once(actor, act_key, now, do)


def _does_not_go(
    session: Session,
    site: Site,
    call_out: CallOutOnFile,
    one: Attended | None,
    what: WhatNow,
    actor: Actor,
    now: datetime,
) -> None:
    """Let him go back to his cell, and ask the next, or end what can only end."""
    if one is not None:
        let_go(session, site, [one], actor, now)
    if what is WhatNow.ANOTHER and one is not None:
        offer_next(session, site, call_out.id, one.part, actor, now)
    elif call_out.state is CallOutState.ASKED:
        others = [each for each in call_out.attended if one is None or each.id != one.id]
        nobody_else(session, site, others, actor, now)
        close(session, site, call_out.id, Outcome.REFUSED_BY_STAFF, now, actor, now)
