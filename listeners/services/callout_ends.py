"""How does a request end without anybody coming back from it: called off, or by the telephone?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.states import AttendanceState, CallOutState, Part
from listeners.domain.team import Site
from listeners.errors import Conflict
from listeners.services import callout_nobody, rests
from listeners.services.acts import once
from listeners.services.callout_checks import Times, checks_of, record
from listeners.services.callout_corrections import goes_on
from listeners.services.callout_steps import HALF_A_DAY, MOVED_ON, Outcome, began, close, on_file, order_of, pass_over
from listeners.services.nights import night_of, tonight
from listeners.store import callouts_facts, callouts_writes
from listeners.store.callouts_events import events
from listeners.store.callouts_facts import Attended, CallOutOnFile
from listeners.store.database import Session
from listeners.store.journal import audit


def call_off(site: Site, call_out_id: str, actor: Actor, now: datetime, act_key: str | None = None) -> str:
    """Record that the caller changed his mind: the request ends. Whoever had said yes was interrupted until now, and
    rests by the same rules. Returns the call-out's id.

    Raises:
        NotAllowed, NotFound.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out = on_file(site, call_out_id, actor, now)
        if not call_out.is_open:
            return call_out_id
        under_way = [each for each in call_out.attended if each.state in callouts_facts.UNDER_WAY]
        let_go(session, site, under_way, actor, now)
        close(session, site, call_out_id, Outcome.CALLED_OFF, now, actor, now)
        audit(session, actor, now, "call off", Kind.CALL_OUT, object_id=call_out_id)
        return call_out_id

    return once(actor, act_key, now, do)


def may_be_called_off(call_out: CallOutOnFile) -> bool:
    """Return whether the caller can still change his mind: it is open, and nobody who went is back. Whoever said yes
    and was let go has not been with him."""
    return call_out.is_open and not any(each.out_at is not None and each.has_ended for each in call_out.attended)


def is_anybody_free(site: Site, call_out: CallOutOnFile, now: datetime) -> bool:
    """Return whether a Listener could go to a man: one who waits to be unlocked, or one who may still be asked."""
    waits = any(each.state is AttendanceState.ACCEPTED for each in call_out.attended)
    return waits or bool(order_of(tonight(site, now), call_out, call_out.wing, Part.LEAD))


def nobody_else(session: Session, site: Site, parts: Iterable[Attended], actor: Actor, now: datetime) -> None:
    """Take back what is still offered among these parts, and let go whoever waits to be unlocked, as ``let_go``."""
    listed = list(parts)
    for each in listed:
        pass_over(session, site, each, actor, now)
    let_go(session, site, [each for each in listed if each.state is AttendanceState.ACCEPTED], actor, now)


def not_on_the_line(
    session: Session,
    site: Site,
    call_out: CallOutOnFile,
    parts: Iterable[Attended],
    actor: Actor,
    now: datetime,
    ended_at: datetime | None = None,
) -> None:
    """As ``nobody_else``, by what is told afterwards of another man. Whoever waits to be unlocked waited until the
    request ended, where that is written down (``ended_at``) and is not before his yes. Otherwise nobody told him
    before this press: it lets him go while the night goes on; later nobody knows until when he waited."""
    waiting = []
    for each in parts:
        pass_over(session, site, each, actor, now)
        if each.state is AttendanceState.ACCEPTED:
            waiting.append(each)
    for each in sorted(waiting, key=lambda one: one.listener):
        if ended_at is not None and began(each) < ended_at:
            let_go(session, site, [each], actor, now, until=ended_at)
        elif goes_on(call_out, night_of(site, now), each.sent_at or now, now):
            let_go(session, site, [each], actor, now)
        else:
            waited_in_vain(session, site, each, actor, now)


def waited_in_vain(session: Session, site: Site, one: Attended, actor: Actor, now: datetime) -> None:
    """End the part of somebody who waits to be unlocked, nobody knows when before now: he rests until it is put in."""
    values = {"state": AttendanceState.UNKNOWN_BACK, "back_before": now}
    callouts_writes.move_attendance(session, site.id, one.id, actor, now, **values)
    rests.rederive(site, [one.listener], actor, now, since=began(one))


def let_go(
    session: Session, site: Site, gone: Sequence[Attended], actor: Actor, now: datetime, until: datetime | None = None
) -> None:
    """End the parts of Listeners who are not needed any more: whoever had said yes was interrupted until now, or until
    the moment that a night sheet gives (``until``), and rests by the same rules. Without such a moment whoever said yes
    or went more than 12 hours ago was back before now, nobody knows when: it never becomes a call of 30 hours
    (docs/evidence.md, section 4, rule 5)."""
    at = until or now
    for each in gone:
        values = {"state": AttendanceState.CALLED_OFF, "called_off_at": at}
        if until is None and each.interruption is not None and now - began(each) > HALF_A_DAY:
            values = {"state": AttendanceState.UNKNOWN_BACK, "back_before": now}
        callouts_writes.move_attendance(session, site.id, each.id, actor, now, **values)
    had_said_yes = [each for each in gone if each.interruption is not None]
    if had_said_yes:
        since = min(began(each) for each in had_said_yes)
        rests.rederive(site, [each.listener for each in had_said_yes], actor, now, since=since)


def telephone(
    site: Site,
    call_out_id: str,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
    *,
    times: Times | None = None,
) -> str:
    """Record that no Listener goes to a man, and when the Samaritans telephone was given instead, the orderly officer
    told, and staff began to check on him (``times``): a staff duty, each with its own time. What is not done yet is
    asked for on Tonight until it is. Given while a Listener was free it is a refusal, and told as one
    (docs/evidence.md, section 4, "When cover runs out"). Whether a Listener was free, or waited to be unlocked, is
    recorded with it; whoever waited was interrupted until now. Where it ended so meanwhile at another desk, what is not
    on file yet is added. Returns the call-out's id.

    Raises:
        NotAllowed, NotFound.
        Conflict: somebody has gone already.
        Unreadable: one of the three cannot have been then.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out = on_file(site, call_out_id, actor, now)
        if not call_out.is_open:
            there = checks_of(call_out, events(site.id, call_out_id))
            new = {kind: at for kind, at in (times or {}).items() if kind in there and there[kind] is None}
            record(session, site, call_out, new, actor, now)
            return call_out_id
        if call_out.state is CallOutState.ACTING:
            raise Conflict(MOVED_ON)
        somebody_free = is_anybody_free(site, call_out, now)
        nobody_else(session, site, call_out.attended, actor, now)
        outcome = Outcome.TELEPHONE_WHILE_FREE if somebody_free else Outcome.TELEPHONE
        close(session, site, call_out_id, outcome, now, actor, now)
        if somebody_free:
            callout_nobody.tell_telephoned(session, site, call_out, now, actor, now)
        record(session, site, call_out, times or {}, actor, now)
        detail = {"outcome": outcome}
        audit(session, actor, now, "give the telephone", Kind.CALL_OUT, object_id=call_out_id, detail=detail)
        return call_out_id

    return once(actor, act_key, now, do)
