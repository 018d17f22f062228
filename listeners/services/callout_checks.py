"""No Listener goes to a man: when was the telephone given, the orderly officer told, and since when do staff check on
him? A staff duty (docs/evidence.md, section 4, "When cover runs out"), each with its time."""

from __future__ import annotations

from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import to_the_minute
from listeners.domain.states import CHECKS, CallOutEventKind
from listeners.domain.team import Site
from listeners.errors import NotFound, Problem, Unreadable
from listeners.services.acts import once
from listeners.services.callout_steps import Outcome, on_file
from listeners.store import callouts_writes
from listeners.store.callouts_events import EventOnFile, add_event, events
from listeners.store.callouts_facts import CallOutOnFile
from listeners.store.database import Session
from listeners.store.journal import audit

WITHOUT_A_LISTENER = (Outcome.TELEPHONE, Outcome.TELEPHONE_WHILE_FREE, Outcome.REFUSED_BY_STAFF)


def checks_of(call_out: CallOutOnFile, happened: tuple[EventOnFile, ...]) -> dict[CallOutEventKind, EventOnFile | None]:
    """Return what staff do for a man to whom no Listener goes, and when each was done; nothing for other requests."""
    if call_out.outcome not in WITHOUT_A_LISTENER:
        return {}
    return {kind: next((each for each in happened if each.kind is kind), None) for kind in CHECKS}


def faults(call_out: CallOutOnFile, at: datetime, now: datetime) -> list[Problem]:
    """Return why none of it can have been at that moment: still to come, or before the man asked."""
    found = []
    if at > now:
        found.append(Problem(None, "at", "is still to come"))
    if at < to_the_minute(call_out.asked_at):
        found.append(Problem(None, "at", "is before the man asked"))
    return found


def done(
    site: Site,
    call_out_id: str,
    kind: CallOutEventKind,
    at: datetime,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> str:
    """Record that one of these was done at a moment, or put the moment right. Returns the call-out's id.

    Raises:
        NotAllowed.
        NotFound: as ``on_file``, or it is no request to which no Listener went.
        Unreadable: it cannot have been then.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out = on_file(site, call_out_id, actor, now)
        there = checks_of(call_out, events(site.id, call_out_id))
        if kind not in there:
            raise NotFound("a Listener went, or goes")
        if wrong := faults(call_out, at, now):
            raise Unreadable("the call-out", wrong)
        before = there[kind]
        if before is None or before.at != at:
            replaces = None if before is None else before.id
            add_event(session, site.id, call_out_id, kind, at, actor, now, replaces_id=replaces)
            audit(
                session, actor, now, "note what staff did", Kind.CALL_OUT, object_id=call_out_id, detail={"what": kind}
            )
        return call_out_id

    return once(actor, act_key, now, do)
