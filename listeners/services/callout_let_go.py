"""Staff are on file as not letting a Listener go, and it was pressed by mistake, or they can after all: what then?

Staff who can let him go after all held him for a while: the refusal counts as a delay from then on, at its time, and
anybody at the desk may say so while the request is open. What was pressed by mistake counts no more: as of "he is
going" (``callout_not_gone``) the desk takes it back while the press is fresh, a coordinator with a reason later; the
event is replaced by another one. In both cases the Listener stands where he stood before it; a request that ended by it
is open again while its night is on (``callout_opened_again``).
"""

from __future__ import annotations

from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import to_the_minute
from listeners.domain.states import CallOutEventKind, CallOutState, Part
from listeners.domain.team import Site
from listeners.errors import Conflict
from listeners.services import callout_opened_again
from listeners.services.acts import once
from listeners.services.callout_corrections import goes_on, is_old
from listeners.services.callout_held import held_now, is_held_by, is_not_refused, may_come_in, waits_again
from listeners.services.callout_not_gone import WayBack, checked_reason, way_since
from listeners.services.callout_steps import (
    ANSWERED,
    Outcome,
    must_be_open,
    offer_next,
    on_file,
    pass_over,
)
from listeners.services.nights import Night, tonight
from listeners.store import callouts_events, callouts_writes
from listeners.store.callouts_events import EventOnFile, put_right
from listeners.store.callouts_facts import CallOutOnFile
from listeners.store.database import Session
from listeners.store.journal import audit

OF_STAFF = (CallOutEventKind.DELAYED, CallOutEventKind.REFUSED)


def way_back(site: Site, event: EventOnFile, actor: Actor, now: datetime) -> WayBack:
    """Return how this actor may take back that staff could not let somebody go: by a press within 30 minutes of it (of
    a line of paper: of its time), later as a coordinator, with a reason."""
    return way_since(site, event.at, actor, now)


def event_of(happened: tuple[EventOnFile, ...], event_id: str) -> EventOnFile | None:
    """Return which of a call-out's events is to be taken back; None where it counts no more, or is of another kind."""
    return next((each for each in happened if each.id == event_id and each.kind in OF_STAFF), None)


def goes_after_all(
    site: Site, call_out_id: str, event_id: str, actor: Actor, now: datetime, act_key: str | None = None
) -> str:
    """Record that staff, who hold a Listener, can let him go after all: he waits again from his yes on, and whoever is
    being asked in his place is passed over; had he only been asked, he stands in the order again. The refusal is a
    delay from now on. Returns the call-out's id.

    Raises:
        NotAllowed, NotFound.
        Conflict: the request has ended, or another said yes in his place meanwhile.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.one_at_a_time(session, site.id)
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out = on_file(site, call_out_id, actor, now)
        happened = callouts_events.events(site.id, call_out_id)
        must_be_open(call_out)
        event = next((each for each in held_now(call_out, happened) if each.id == event_id), None)
        if event is None:
            return call_out_id
        view = tonight(site, now)
        if not may_come_in(view, call_out, event):
            raise Conflict(ANSWERED)
        its = (site.id, call_out_id, event.id, CallOutEventKind.DELAYED, event.at, actor, now)
        put_right(session, *its, why=None, reason=event.reason, attendance_id=event.attendance_id)
        _stands_again(session, view, call_out, event, None, actor)
        detail = {"event": event.id}
        audit(session, actor, now, "held no more", Kind.CALL_OUT, object_id=call_out_id, detail=detail)
        return call_out_id

    return once(actor, act_key, now, do)


def take_back(
    site: Site, call_out_id: str, event_id: str, reason: str, actor: Actor, now: datetime, act_key: str | None = None
) -> str:
    """Take back that staff could not let a Listener go. While the request goes on he stands in the order again, or
    waits to be unlocked again from his yes on; where it is more than half an hour ago, or another has said yes
    meanwhile, he was woken in vain, and rests from when he was let go. A request that ended by it is open again while
    its night is on, or the press is fresh, and the next is asked where nobody waits; later it stays ended. Returns the
    call-out's id.

    Raises:
        NotAllowed, NotFound.
        Conflict: it is for a coordinator to take back.
        Unreadable: the reason is shorter than 20 characters or longer than 300.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.one_at_a_time(session, site.id)
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out = on_file(site, call_out_id, actor, now)
        happened = callouts_events.events(site.id, call_out_id)
        event = event_of(happened, event_id)
        if event is None:
            return call_out_id
        kept = checked_reason(way_back(site, event, actor, now), reason)
        its = (site.id, call_out_id, event.id, CallOutEventKind.REFUSAL_TAKEN_BACK, now, actor, now)
        put_right(session, *its, why=kept, attendance_id=event.attendance_id)
        if event.kind is CallOutEventKind.REFUSED:
            view = tonight(site, now)
            if ended_by(call_out, event, happened):
                call_out = _opens(session, view, call_out, event, kept, actor)
            _stands_again(session, view, call_out, event, kept, actor)
        detail = {"event": event.id}
        audit(session, actor, now, "let go after all", Kind.CALL_OUT, object_id=call_out_id, detail=detail)
        return call_out_id

    return once(actor, act_key, now, do)


def ended_by(call_out: CallOutOnFile, event: EventOnFile, happened: tuple[EventOnFile, ...]) -> bool:
    """Return whether a request ended by this refusal: after an earlier one another was asked, also in the same
    minute. ``happened``: every event of the call-out that counts, this one too."""
    closed = call_out.closed_at
    if call_out.outcome != Outcome.REFUSED_BY_STAFF or closed is None:
        return False
    asked = [each.id for each in call_out.attended]

    def which(each: EventOnFile) -> tuple[datetime, int]:
        return each.at, asked.index(each.attendance_id) if each.attendance_id in asked else len(asked)

    of_then = [e for e in happened if e.kind is CallOutEventKind.REFUSED and e.at >= to_the_minute(closed)]
    return event in of_then and event == max(of_then, key=which)


def opens(call_out: CallOutOnFile, event: EventOnFile, now: datetime, *, night_is_over: bool) -> bool:
    """Return whether a request that ended by this refusal (``ended_by``) goes on once it is taken back: its night is
    on, or the press is fresh, and the man asked less than 12 hours ago, and nobody has gone to him."""
    is_on = not night_is_over or not is_old(event.at, now)
    return is_on and call_out.nobody_went and callout_opened_again.opens(call_out, now)


def _opens(
    session: Session, view: Night, call_out: CallOutOnFile, event: EventOnFile, reason: str | None, actor: Actor
) -> CallOutOnFile:
    """Open a request again that ended by a refusal, or put it down as ended by what was taken back since; return it as
    it is then."""
    site, now = view.site, view.now
    if opens(call_out, event, now, night_is_over=call_out.night < view.night):
        callout_opened_again.opened(session, site, call_out, reason, actor, now)
    else:
        outcome = Outcome.REFUSAL_TAKEN_BACK.value
        callouts_writes.correct_call_out(session, site.id, call_out.id, actor, now, reason=reason, outcome=outcome)
    return on_file(site, call_out.id, actor, now)


def _stands_again(
    session: Session, view: Night, call_out: CallOutOnFile, event: EventOnFile, reason: str | None, actor: Actor
) -> None:
    """Put him where he stands without the refusal, and ask the next where nobody is asked. ``reason``: why a
    coordinator takes back what is long ago: since then he who waited is let go."""
    site, now = view.site, view.now
    if not call_out.is_open:
        return
    one, part = call_out.one(event.attendance_id or ""), Part.LEAD
    if one is not None and is_held_by(call_out, event):
        part = one.part
        if one.interruption is None:
            is_not_refused(session, site, one, reason, actor, now)
        elif reason is None and may_come_in(view, call_out, event):
            is_not_refused(session, site, one, reason, actor, now)
            pass_over(session, site, call_out.under_way(one.part), actor, now)
            waits_again(session, site, call_out, one, actor, now)
    if call_out.state is CallOutState.ASKED and goes_on(call_out, view.night, event.at, now):
        offer_next(session, site, call_out.id, part, actor, now)
