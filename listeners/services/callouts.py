"""A man has asked for a Listener: who is asked, who goes, and how does the request end?

An offer is a claim: while it stands, nobody else can ask the same Listener. A "no" has no reason and costs nothing.
What was said, and who the caller is, has no place here.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from listeners.access import Actor, Do, Kind, require
from listeners.domain.people import ListenerId, WingId
from listeners.domain.states import AttendanceState, CallOutState, Part, Route
from listeners.domain.team import Site
from listeners.errors import Conflict, NotFound
from listeners.services import rests
from listeners.services.acts import once
from listeners.services.nights import Night, tonight
from listeners.store import callouts_facts, callouts_writes
from listeners.store.callouts_facts import Attended, CallOutOnFile
from listeners.store.callouts_writes import NewCallOut
from listeners.store.database import Session
from listeners.store.journal import audit

A_SHIFT = timedelta(hours=12)
"""An offer that nobody has answered for so long is not being asked any more."""
MOVED_ON = "guard_call_out_forward"
ANSWERED = "guard_attendance_forward"
NO_LEAD = "no_lead"


class Outcome(StrEnum):
    """How a request ended that did not end with everybody back. The telephone used while a Listener was free counts as
    a refusal (evidence.md, section 4)."""

    CALLED_OFF = "called_off"
    TELEPHONE = "telephone"
    TELEPHONE_WHILE_FREE = "telephone_while_free"
    BACK_UNKNOWN = "back_unknown"
    NOT_FINISHED = callouts_writes.LAPSED


def likely_wing(site: Site, actor: Actor) -> WingId | None:
    """Return the wing of the latest call-out, the most likely answer; None where there was none (1 statement).

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    return callouts_facts.last_wing(site.id)


def start(
    site: Site, wing: WingId, route: Route | None, actor: Actor, now: datetime, act_key: str | None = None
) -> str:
    """Record that a man on a wing has asked, offer it to the first in order, and return the call-out's id.

    Two officers at once get two different Listeners. Where nobody is left the request stands with nobody asked.

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
        NotFound: no such wing.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    if wing not in {each.id for each in site.wings}:
        raise NotFound("no such wing")

    def do(session: Session) -> str:
        callouts_writes.one_at_a_time(session, site.id)
        callouts_writes.lapse(session, site.id, now - A_SHIFT, now)
        rests.settle(site, actor, now)
        view = tonight(site, now)
        new = NewCallOut(view.night, now, wing, route)
        call_out_id = callouts_writes.add_call_out(session, site.id, new, actor, now)
        whom = _first(view, None, wing, Part.LEAD)
        if whom is not None:
            callouts_writes.offer(session, site.id, call_out_id, whom, Part.LEAD, actor, now)
        audit(session, actor, now, "ask for a Listener", Kind.CALL_OUT, object_id=call_out_id, subject_id=whom)
        return call_out_id

    return once(actor, act_key, now, do)


def going(
    site: Site, call_out_id: str, attendance_id: str, actor: Actor, now: datetime, act_key: str | None = None
) -> str:
    """Record that a Listener says yes and goes now; the rest that this forbids him to miss is worked out at once.

    A fact, never refused: it holds for somebody who said no a minute ago as well. Returns the call-out's id.

    Raises:
        NotAllowed, NotFound.
        Conflict: the request has ended, he is out on another one, or no lead has gone whom he could go beside.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out, one = _part(site, call_out_id, attendance_id)
        if one.state is AttendanceState.ACTING:
            return call_out_id
        _must_be_open(call_out)
        part = one.part if one.state is AttendanceState.OFFERED else _room_for(session, site, call_out, one, actor, now)
        _must_be_beside_a_lead(call_out, part)
        values = {"state": AttendanceState.ACTING, "part": part, "accepted_at": now, "out_at": now, "answered_at": now}
        callouts_writes.move_attendance(session, site.id, attendance_id, **values)
        callouts_writes.move_call_out(session, site.id, call_out_id, state=CallOutState.ACTING)
        rests.rederive(site, [one.listener], actor, now, since=now)
        audit(session, actor, now, "send", Kind.CALL_OUT, object_id=call_out_id, subject_id=one.listener)
        return call_out_id

    return once(actor, act_key, now, do)


def not_going(
    site: Site,
    call_out_id: str,
    attendance_id: str,
    answer: AttendanceState,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> str:
    """Record "says no" or "no answer" and offer the request to the next in order. No reason is asked, and the audit
    does not name him. Returns the call-out's id.

    Raises:
        NotAllowed, NotFound.
        Conflict: the request has ended, or he has gone already.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    if answer not in (AttendanceState.DECLINED, AttendanceState.NO_ANSWER):
        raise NotFound("no such answer")

    def do(session: Session) -> str:
        callouts_writes.one_at_a_time(session, site.id)
        call_out, one = _part(site, call_out_id, attendance_id)
        if one.state is answer and one.has_answered:
            return call_out_id
        _must_be_open(call_out)
        if one.state is not AttendanceState.OFFERED:
            raise Conflict(ANSWERED)
        callouts_writes.move_attendance(session, site.id, attendance_id, state=answer, answered_at=now)
        _offer_next(session, site, call_out_id, one.part, actor, now)
        audit(session, actor, now, "ask the next", Kind.CALL_OUT, object_id=call_out_id)
        return call_out_id

    return once(actor, act_key, now, do)


def ask(
    site: Site,
    call_out_id: str,
    part: Part,
    listener: ListenerId | None,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> str:
    """Offer a part to a Listener of the officer's choice, or to the first in order; whoever is being asked for it is
    passed over and may be asked later. Returns the call-out's id.

    Raises:
        NotAllowed, NotFound.
        Conflict: the request has ended, somebody has gone as this part, the Listener cannot be asked now, or no lead
            has gone whom he could go beside.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.one_at_a_time(session, site.id)
        call_out = _on_file(site, call_out_id)
        _must_be_open(call_out)
        _must_be_beside_a_lead(call_out, part)
        current = call_out.under_way(part)
        if current is not None and current.state is AttendanceState.ACTING:
            raise Conflict("guard_one_lead" if part is Part.LEAD else ANSWERED)
        view = tonight(site, now)
        whom = listener if listener is not None else _first(view, call_out, call_out.wing, part)
        if whom is None or whom not in _order(view, call_out, call_out.wing, part):
            raise Conflict("guard_one_call_out")
        _pass_over(session, site, current)
        callouts_writes.offer(session, site.id, call_out_id, whom, part, actor, now)
        audit(session, actor, now, "ask a Listener", Kind.CALL_OUT, object_id=call_out_id, subject_id=whom)
        return call_out_id

    return once(actor, act_key, now, do)


def call_off(site: Site, call_out_id: str, actor: Actor, now: datetime, act_key: str | None = None) -> str:
    """Record that the caller changed his mind: the request ends. Whoever had said yes was interrupted until now, and
    rests by the same rules. Returns the call-out's id.

    Raises:
        NotAllowed, NotFound.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out = _on_file(site, call_out_id)
        if not call_out.is_open:
            return call_out_id
        had_gone = [each for each in call_out.attended if each.state is AttendanceState.ACTING]
        for each in call_out.attended:
            if each.state in callouts_facts.UNDER_WAY:
                values = {"state": AttendanceState.CALLED_OFF, "called_off_at": max(now, each.accepted_at or now)}
                callouts_writes.move_attendance(session, site.id, each.id, **values)
        _close(session, site, call_out_id, Outcome.CALLED_OFF, now)
        if had_gone:
            began = min(each.accepted_at or now for each in had_gone)
            rests.rederive(site, [each.listener for each in had_gone], actor, now, since=began)
        audit(session, actor, now, "call off", Kind.CALL_OUT, object_id=call_out_id)
        return call_out_id

    return once(actor, act_key, now, do)


def telephone(site: Site, call_out_id: str, actor: Actor, now: datetime, act_key: str | None = None) -> str:
    """Record that the Samaritans telephone was given instead, the orderly officer told and staff checking on the man:
    a staff duty, recorded with its time. Whether a Listener was free is recorded with it. Returns the call-out's id.

    Raises:
        NotAllowed, NotFound.
        Conflict: somebody has gone already.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out = _on_file(site, call_out_id)
        if not call_out.is_open:
            return call_out_id
        if call_out.state is CallOutState.ACTING:
            raise Conflict(MOVED_ON)
        somebody_free = bool(_order(tonight(site, now), call_out, call_out.wing, Part.LEAD))
        for each in call_out.attended:
            _pass_over(session, site, each)
        outcome = Outcome.TELEPHONE_WHILE_FREE if somebody_free else Outcome.TELEPHONE
        _close(session, site, call_out_id, outcome, now)
        detail = {"outcome": outcome}
        audit(session, actor, now, "give the telephone", Kind.CALL_OUT, object_id=call_out_id, detail=detail)
        return call_out_id

    return once(actor, act_key, now, do)


def _order(view: Night, call_out: CallOutOnFile | None, wing: WingId, part: Part) -> list[ListenerId]:
    return [choice.listener for choice in view.ranking(wing, part, call_out).order]


def _first(view: Night, call_out: CallOutOnFile | None, wing: WingId, part: Part) -> ListenerId | None:
    """Return the first in order who is not being asked for it already."""
    asked = {each.listener for each in call_out.attended if each.state in callouts_facts.UNDER_WAY} if call_out else ()
    return next((each for each in _order(view, call_out, wing, part) if each not in asked), None)


def _offer_next(session: Session, site: Site, call_out_id: str, part: Part, actor: Actor, now: datetime) -> None:
    call_out, view = _on_file(site, call_out_id), tonight(site, now)
    if call_out.under_way(part) is not None or not _may_be_offered(call_out, part):
        return
    whom = _first(view, call_out, call_out.wing, part)
    if whom is not None:
        callouts_writes.offer(session, site.id, call_out_id, whom, part, actor, now)


def _room_for(
    session: Session, site: Site, call_out: CallOutOnFile, one: Attended, actor: Actor, now: datetime
) -> Part:
    """Make room for somebody who goes after all, and return as what: whoever is being asked in his place is passed
    over; beside a lead who has gone he is the second."""
    if one.state not in (AttendanceState.DECLINED, AttendanceState.NO_ANSWER):
        raise Conflict(ANSWERED)
    current = call_out.under_way(one.part)
    has_gone = current is not None and current.state is AttendanceState.ACTING
    part = Part.SECOND if has_gone and one.part is Part.LEAD else one.part
    if not has_gone:
        _pass_over(session, site, current)
    callouts_writes.offer(session, site.id, call_out.id, one.listener, part, actor, now)
    return part


def _pass_over(session: Session, site: Site, one: Attended | None) -> None:
    """Take an offer back: he has answered nothing, and may be asked again."""
    if one is not None and one.state is AttendanceState.OFFERED:
        values = {"state": AttendanceState.NO_ANSWER, "answered_at": None}
        callouts_writes.move_attendance(session, site.id, one.id, **values)


def _close(session: Session, site: Site, call_out_id: str, outcome: Outcome, now: datetime) -> None:
    values = {"state": CallOutState.CLOSED, "outcome": outcome.value, "closed_at": now}
    callouts_writes.move_call_out(session, site.id, call_out_id, **values)


def _on_file(site: Site, call_out_id: str) -> CallOutOnFile:
    call_out = callouts_facts.call_out(site.id, call_out_id)
    if call_out is None:
        raise NotFound("no such call-out")
    return call_out


def _part(site: Site, call_out_id: str, attendance_id: str) -> tuple[CallOutOnFile, Attended]:
    call_out = _on_file(site, call_out_id)
    one = call_out.one(attendance_id)
    if one is None:
        raise NotFound("nobody of that id was asked")
    return call_out, one


def _must_be_open(call_out: CallOutOnFile) -> None:
    if not call_out.is_open:
        raise Conflict(MOVED_ON)


def _may_be_offered(call_out: CallOutOnFile, part: Part) -> bool:
    """A second and a new Listener go beside a lead who has gone, never alone."""
    lead = call_out.under_way(Part.LEAD)
    return part is Part.LEAD or (lead is not None and lead.state is AttendanceState.ACTING)


def _must_be_beside_a_lead(call_out: CallOutOnFile, part: Part) -> None:
    if not _may_be_offered(call_out, part):
        raise Conflict(NO_LEAD)
