"""The telephone is on file in a Listener's place, or that the man wants none any more, and it was pressed by mistake:
who may take that back, and what then?

As of "he is going" (docs/decisions/0014): the desk while the press is fresh, a coordinator with a reason later. The
earlier version of the request is kept with who, when and why; what staff are on file as having done for the man instead
counts no more, for it is asked about again where the request ends so again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from listeners.access import Actor, Do, Kind, require
from listeners.domain.states import CHECKS, AttendanceState, CallOutEventKind, CallOutState, Part
from listeners.domain.team import Site
from listeners.services.acts import once
from listeners.services.callout_checks import take_back
from listeners.services.callout_corrections import is_old
from listeners.services.callout_held import is_not_refused, waits_again
from listeners.services.callout_lapses import A_SHIFT
from listeners.services.callout_not_gone import WayBack, checked_reason, way_since
from listeners.services.callout_steps import TELEPHONED, Outcome, offer_next, on_file
from listeners.services.nights import night_of, tonight
from listeners.store import callouts_writes
from listeners.store.callouts_events import events
from listeners.store.callouts_facts import Attended, CallOutOnFile
from listeners.store.database import Session
from listeners.store.journal import audit

INSTEAD = (*CHECKS, CallOutEventKind.WANTS_NOBODY)


def way_back(site: Site, call_out: CallOutOnFile, actor: Actor, now: datetime) -> WayBack:
    """Return how this actor may take back what a request ended by: by a press within 30 minutes of its end, later as a
    coordinator, with a reason."""
    return way_since(site, call_out.closed_at, actor, now)


def opens(call_out: CallOutOnFile, now: datetime) -> bool:
    """Return whether the request goes on when the telephone is taken back: within 12 hours of asking, as long as a
    request that nobody finishes stays open."""
    return now - call_out.asked_at < A_SHIFT


def may_be_taken_back(call_out: CallOutOnFile, now: datetime, *, night_is_over: bool) -> bool:
    """Return whether it can be taken back how a request ended: the telephone; or that the man wants none any more,
    while its night is on, or the press is fresh, where nobody had gone to him."""
    if call_out.outcome in TELEPHONED:
        return True
    is_on = opens(call_out, now) and not (night_is_over and is_old(call_out.closed_at, now))
    return call_out.outcome == Outcome.CALLED_OFF and call_out.nobody_went and is_on


def waited(call_out: CallOutOnFile) -> Attended | None:
    """Return who waited to be unlocked when the request ended, and was let go by that press."""
    those = (each for each in call_out.attended if each.state is AttendanceState.CALLED_OFF and each.out_at is None)
    return next((each for each in those if each.accepted_at and _ended_with(call_out, each)), None)


def _ended_with(call_out: CallOutOnFile, one: Attended) -> bool:
    return one.called_off_at == call_out.closed_at


def open_again(
    site: Site, call_out_id: str, reason: str, actor: Actor, now: datetime, act_key: str | None = None
) -> str:
    """Take back that the telephone was given in a Listener's place, or that the man wants none any more
    (``may_be_taken_back``). The request is open again: within half an hour
    whoever waited to be unlocked waits again from his yes on, unless he is asked or out elsewhere by now. Later he has
    been let go, and rests from then. Otherwise the next in order is asked; for a night that is over nobody is, until a
    person asks him. One that the man asked for more than 12 hours ago stays ended. Returns the
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
        if not may_be_taken_back(call_out, now, night_is_over=call_out.night < night_of(site, now)):
            return call_out_id
        kept = checked_reason(way_back(site, call_out, actor, now), reason)
        if opens(call_out, now):
            opened(session, site, call_out, kept, actor, now)
            _goes_on(session, site, call_out, kept, actor, now)
        else:
            _nothing_instead(session, site, call_out, kept, actor, now)
            outcome = Outcome.TELEPHONE_TAKEN_BACK.value
            callouts_writes.correct_call_out(session, site.id, call_out_id, actor, now, reason=kept, outcome=outcome)
        verb = "take the telephone back" if call_out.outcome in TELEPHONED else "wanted all the same"
        audit(session, actor, now, verb, Kind.CALL_OUT, object_id=call_out_id)
        return call_out_id

    return once(actor, act_key, now, do)


def opened(
    session: Session, site: Site, call_out: CallOutOnFile, reason: str | None, actor: Actor, now: datetime
) -> None:
    """Open a request again that ended without a Listener, by what was pressed by mistake; what staff did for the man
    instead counts no more. Works inside an act."""
    _nothing_instead(session, site, call_out, reason, actor, now)
    values: dict[str, Any] = {"state": CallOutState.ASKED, "outcome": None, "closed_at": None}
    callouts_writes.correct_call_out(session, site.id, call_out.id, actor, now, reason=reason, **values)


def _nothing_instead(
    session: Session, site: Site, call_out: CallOutOnFile, reason: str | None, actor: Actor, now: datetime
) -> None:
    instead = [each for each in events(site.id, call_out.id) if each.kind in INSTEAD]
    take_back(session, site, call_out.id, instead, actor, now, reason)


def _goes_on(
    session: Session, site: Site, call_out: CallOutOnFile, reason: str | None, actor: Actor, now: datetime
) -> None:
    """Let him who waited wait again where a press was enough, or ask the next; whoever was only being asked when it
    ended has answered nothing."""
    for each in call_out.attended:
        if each.state is AttendanceState.CALLED_OFF and each.interruption is None and _ended_with(call_out, each):
            is_not_refused(session, site, each, reason, actor, now)
    one, view = waited(call_out), tonight(site, now)
    if one is not None and reason is None and one.listener not in view.under_way:
        is_not_refused(session, site, one, reason, actor, now)
        waits_again(session, site, call_out, one, actor, now)
    elif reason is None or call_out.night == view.night:
        offer_next(session, site, call_out.id, Part.LEAD, actor, now)
