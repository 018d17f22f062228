"""No Listener goes to a man: when was the telephone given, the orderly officer told, and since when do staff check on
him? A staff duty (docs/evidence.md, section 4, "When cover runs out"), each with its time.

Until all three are on file, or he wants nobody any more, Tonight asks for them (``to_chase``): a man whom the program
calls ended and nobody sees to is what it must not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import ONE_DAY, to_the_minute
from listeners.domain.states import CHECKS, CallOutEventKind
from listeners.domain.team import Site
from listeners.errors import NotFound, Problem, Unreadable
from listeners.services.acts import once
from listeners.services.callout_corrections import is_other, why
from listeners.services.callout_steps import HALF_A_DAY, UNFINISHED, WITHOUT_A_LISTENER, on_file
from listeners.services.nights import Night
from listeners.store import callouts_nobody, callouts_writes
from listeners.store.callouts_events import EventOnFile, add_event, events, put_right
from listeners.store.callouts_facts import CallOutOnFile
from listeners.store.database import Session
from listeners.store.journal import audit

Times = Mapping[CallOutEventKind, datetime]
"""When each of the three was done, of those that were."""


@dataclass(frozen=True, slots=True)
class ToChase:
    """A man to whom no Listener goes, and what staff do for him that is not on file yet."""

    call_out: CallOutOnFile
    wing: str
    lacks: tuple[CallOutEventKind, ...]


def is_without_a_listener(call_out: CallOutOnFile) -> bool:
    """Return whether a request ended without a Listener who went: so staff said, or nobody is on file as gone, and
    nobody finished it. In both cases it is asked what is done for the man."""
    if call_out.outcome in WITHOUT_A_LISTENER:
        return True
    return call_out.outcome in UNFINISHED and call_out.nobody_went


def checks_of(call_out: CallOutOnFile, happened: tuple[EventOnFile, ...]) -> dict[CallOutEventKind, EventOnFile | None]:
    """Return what staff do for a man to whom no Listener goes, and when each was done; nothing for other requests."""
    if not is_without_a_listener(call_out):
        return {}
    return {kind: _latest(happened, kind) for kind in CHECKS}


def wants_nobody(happened: tuple[EventOnFile, ...]) -> EventOnFile | None:
    """Return since when he no longer wants anybody, where that is on file."""
    return _latest(happened, CallOutEventKind.WANTS_NOBODY)


def _latest(happened: tuple[EventOnFile, ...], kind: CallOutEventKind) -> EventOnFile | None:
    return next((each for each in reversed(happened) if each.kind is kind), None)


def to_chase(view: Night) -> tuple[ToChase, ...]:
    """Return for whom something is not on file yet, of this night and the one before, which is as far back as the desk
    may look; the oldest first (1 statement, none where every request found somebody)."""
    asked = [each for each in view.facts.call_outs if is_without_a_listener(each)]
    near = [each for each in asked if each.night >= view.night - ONE_DAY]
    done = callouts_nobody.what_was_done(view.site.id, [each.id for each in near])
    codes = {wing.id: wing.code for wing in view.site.wings}
    found = (ToChase(each, codes[each.wing], done[each.id].lacks) for each in near)
    return tuple(each for each in found if each.lacks)


def may_be_only_now(asked_at: datetime, now: datetime) -> bool:
    """Whether staff may do their part for a man only now: half a day after he asked nobody does, and when it was done
    is entered instead."""
    return now - asked_at < HALF_A_DAY


def faults(call_out: CallOutOnFile, at: datetime, now: datetime) -> list[Problem]:
    """Return why none of it can have been at that moment: still to come, or before the man asked."""
    found = []
    if at > now:
        found.append(Problem(None, "at", "is still to come"))
    if at < to_the_minute(call_out.asked_at):
        found.append(Problem(None, "at", "is before the man asked"))
    return found


def record(
    session: Session,
    site: Site,
    call_out: CallOutOnFile,
    times: Times,
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> None:
    """Put on file when each of these was done, or put its moment right, with the reason where one has to be said
    (``callout_corrections``). Works inside an act.

    Raises:
        Unreadable: one cannot have been then, or nobody says why it is put right so late.
    """
    if wrong := [fault for at in times.values() for fault in faults(call_out, at, now)]:
        raise Unreadable("the call-out", wrong)
    happened = events(site.id, call_out.id)
    for kind, at in times.items():
        before = _latest(happened, kind)
        if before is None:
            add_event(session, site.id, call_out.id, kind, at, actor, now)
        elif is_other(before.at, at):
            kept = why(before.at, at, reason, now)
            put_right(session, site.id, call_out.id, before.id, kind, at, actor, now, why=kept)
        else:
            continue
        detail = {"what": kind}
        audit(session, actor, now, "note what staff did", Kind.CALL_OUT, object_id=call_out.id, detail=detail)


def done(
    site: Site,
    call_out_id: str,
    times: Times,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
    *,
    reason: str = "",
) -> str:
    """Record when each of these was done for a man to whom no Listener went, or put its moment right. Returns the
    call-out's id.

    Raises:
        NotAllowed.
        NotFound: as ``on_file``, or it is no request to which no Listener went.
        Unreadable: one cannot have been then, or nobody says why it is put right so late.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out = on_file(site, call_out_id, actor, now)
        must_be_without_a_listener(call_out)
        record(session, site, call_out, times, actor, now, reason)
        return call_out_id

    return once(actor, act_key, now, do)


def no_longer_wanted(
    site: Site, call_out_id: str, is_so: bool, actor: Actor, now: datetime, act_key: str | None = None
) -> str:
    """Record that a man to whom no Listener went no longer wants anybody, or take that back (``is_so`` false). Returns
    the call-out's id.

    Raises:
        NotAllowed.
        NotFound: as ``on_file``, or it is no request to which no Listener went.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        must_be_without_a_listener(on_file(site, call_out_id, actor, now))
        there = wants_nobody(events(site.id, call_out_id))
        if is_so == (there is not None):
            return call_out_id
        if there is None:
            add_event(session, site.id, call_out_id, CallOutEventKind.WANTS_NOBODY, now, actor, now)
        else:
            take_back(session, site, call_out_id, [there], actor, now)
        verb = "no longer wanted" if is_so else "wanted all the same"
        audit(session, actor, now, verb, Kind.CALL_OUT, object_id=call_out_id)
        return call_out_id

    return once(actor, act_key, now, do)


def take_back(
    session: Session,
    site: Site,
    call_out_id: str,
    those: Iterable[EventOnFile],
    actor: Actor,
    now: datetime,
    reason: str | None = None,
) -> None:
    """Let these events count no more: each stays on file, with why where that was asked, and another one replaces it.
    Works inside an act."""
    for each in those:
        kind = CallOutEventKind.TAKEN_BACK
        put_right(session, site.id, call_out_id, each.id, kind, now, actor, now, why=reason)


def must_be_without_a_listener(call_out: CallOutOnFile) -> None:
    """Raise NotFound when a Listener went, or goes."""
    if not is_without_a_listener(call_out):
        raise NotFound("a Listener went, or goes")
