"""Somebody is recorded as gone, and did not go after all: who may put that right, until when, and what follows?

It is no move of a call-out but a correction of the press that sent him: the earlier version is kept, every time is
taken off it, and the database accepts it in no other shape (``guard_attendance_forward``). A rest can go with it. So
the desk may do it only while the press is fresh, the coordinators are told of each, and the review counts them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from listeners.access import Actor, Do, Kind, require
from listeners.domain.people import ListenerId
from listeners.domain.states import AttendanceState, CallOutState, Part
from listeners.domain.team import Site
from listeners.errors import Conflict
from listeners.services import callout_as_before, rests
from listeners.services.acts import once
from listeners.services.callout_corrections import goes_on, is_old
from listeners.services.callout_ends import nobody_else
from listeners.services.callout_steps import (
    WITHOUT_A_LISTENER,
    Outcome,
    began,
    close,
    lock_listeners,
    may_be_offered,
    offer_next,
    part_of,
    refuse_late,
    shows_every_rule,
)
from listeners.services.duty_gaps import tell_coordinators
from listeners.services.nights import night_of
from listeners.services.overrides import reason_of
from listeners.services.rests import Consequences
from listeners.store import callouts_events, callouts_writes
from listeners.store.callouts_facts import INTERRUPTING, SAID_YES, Attended, CallOutOnFile
from listeners.store.callouts_taken_back import DID_NOT_GO
from listeners.store.database import Session
from listeners.store.duties_facts import RestOnFile
from listeners.store.journal import audit

TAKEN_BACK = "taken_back"
"""Kind of notice to the coordinators."""
TOO_LATE = "taken_back_late"
TIMES = (
    *("accepted_at", "unlocked_at", "out_at", "started_at", "ended_at", "back_at"),
    *("called_off_at", "back_before", "debrief_offered_at"),
)
NEVER_OUT: dict[str, Any] = dict.fromkeys(TIMES)
"""What is taken off the part of somebody who never went."""
ASKED_STILL: dict[str, Any] = {"state": AttendanceState.OFFERED, "answered_at": None}


class WayBack(StrEnum):
    """How somebody who went may be recorded as never gone by the one who asks: by a press, by a correction with a
    reason, or by a coordinator alone."""

    PRESS = "press"
    CORRECTION = "correction"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True)
class NeverGone:
    """What is said of it: ``is_still_asked``, the press came too soon and he has answered nothing yet; ``reason``, why
    a coordinator corrects what is not fresh any more; ``seen``, which going the page showed (``which_going``)."""

    is_still_asked: bool = False
    reason: str = ""
    seen: str = ""


def way_back(site: Site, one: Attended, actor: Actor, now: datetime) -> WayBack:
    """Return how this actor may record that somebody never went. A press is enough for who waits or is out now, or was
    called off, within 30 minutes of the press that sent him (on a line of paper: of the time that he went); anything
    else is a coordinator's correction. What he told us about it is not looked at: it would tell the desk that he
    did."""
    under_way = one.state in (*SAID_YES, AttendanceState.CALLED_OFF)
    return way_since(site, one.sent_at if under_way else None, actor, now)


def way_since(site: Site, pressed_at: datetime | None, actor: Actor, now: datetime) -> WayBack:
    """Return how this actor may take back what was pressed at that moment: by a press within 30 minutes of it, later,
    or where a press is not enough (None), as a coordinator, with a reason."""
    if pressed_at is not None and not is_old(pressed_at, now):
        return WayBack.PRESS
    return WayBack.CORRECTION if shows_every_rule(actor, site) else WayBack.COORDINATOR


def which_going(one: Attended) -> str:
    """Return what tells a going from the next of the same man on the same call-out; nothing for a line of paper. The
    moment of recording would not do: it moves with what he tells us."""
    return "" if one.answered_at is None else one.answered_at.isoformat()


def asks_why(site: Site, call_out_id: str, attendance_id: str, actor: Actor, now: datetime) -> bool:
    """Return whether this actor has to say why somebody never went, by now: the half hour may have ended while the
    page was open (4 statements).

    Raises:
        NotAllowed, NotFound.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    _, one = part_of(site, call_out_id, attendance_id, actor, now)
    return one.interruption is not None and way_back(site, one, actor, now) is WayBack.CORRECTION


def did_not_go(
    site: Site,
    call_out_id: str,
    attendance_id: str,
    said: NeverGone,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> str:
    """Correct "he is going": he never went. Nothing of it interrupted him, so that no rest follows; nights that were
    taken off him for it are proposed to the coordinators, never given back by themselves, and they are told in every
    case. Who is still asked has answered nothing yet; otherwise he is not going, and the next in order is asked: while
    his night is on, or the press is fresh. Where the request has ended it stays so. Of whom it was on file before that
    he was not let go, or did not go, that stands again, as does the end that his request had. Returns the call-out's
    id.

    A caller who changed his mind is something else (``callout_ends.call_off``): then the Listener was up for it.

    Raises:
        NotAllowed, NotFound.
        Conflict: it is for a coordinator to correct, or he was sent again since the page was opened
            (``AnsweredAlready``).
        Unreadable: the correction's reason is shorter than 20 characters or longer than 300.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.one_at_a_time(session, site.id)
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out, one = part_of(site, call_out_id, attendance_id, actor, now)
        if one.state not in INTERRUPTING or one.interruption is None:
            return call_out_id
        if said.seen and said.seen != which_going(one):
            refuse_late(site, one)
        reason = checked_reason(way_back(site, one, actor, now), said.reason)
        taken_over = _taken_over(site, call_out, one)
        relieved = None if taken_over is None or taken_over.by_word else taken_over.before
        lock_listeners(session, call_out, *(each.listener for each in (one, relieved) if each is not None))
        if relieved is None:
            is_alone = taken_over is not None
            _take_back(session, site, call_out, one, said.is_still_asked, reason, actor, now, is_alone=is_alone)
        else:
            _goes_back(session, site, one, relieved, said, reason, actor, now)
        both = [one] if relieved is None else [one, relieved]
        since = min(began(each) for each in both)
        changed = rests.rederive(site, [each.listener for each in both], actor, now, since=since)
        gone = _lost(changed, one.listener)
        _tell(session, site, call_out, one, gone, actor, now, asked_still=said.is_still_asked)
        detail = {"rests": [each.id for each in gone]}
        of_him = {"object_id": call_out_id, "subject_id": one.listener}
        audit(session, actor, now, DID_NOT_GO, Kind.CALL_OUT, **of_him, detail=detail)
        return call_out_id

    return once(actor, act_key, now, do)


def checked_reason(way: WayBack, said: str) -> str | None:
    """Return the reason that is kept with what is taken back; None where a press is enough.

    Raises:
        Conflict: it is for a coordinator.
        Unreadable: it is shorter than 20 characters or longer than 300.
    """
    if way is WayBack.PRESS:
        return None
    if way is WayBack.COORDINATOR:
        raise Conflict(TOO_LATE)
    return reason_of(said)


def _take_back(
    session: Session,
    site: Site,
    call_out: CallOutOnFile,
    one: Attended,
    is_still_asked: bool,
    reason: str | None,
    actor: Actor,
    now: datetime,
    *,
    is_alone: bool,
) -> None:
    """Take every time off his part, and put the request where it stands without him. Of whom it was on file that he
    did not go, or was not let go, that stands again (``callout_as_before``). ``is_alone``: he was to take over from one
    who is back, so that nobody is with the man, who waits for a Listener still."""
    before = callout_as_before.stood(site, call_out, one)
    goes_on_then = _goes_on_without(call_out, one, is_alone)
    may_ask = goes_on_then and goes_on(call_out, night_of(site, now), one.sent_at or now, now)
    is_free = before.his is None and before.led is None and one.state in SAID_YES and may_be_offered(call_out, one.part)
    asked_again = is_still_asked and may_ask and is_free
    as_told = before.his or {"state": AttendanceState.DECLINED, "answered_at": None if is_still_asked else now}
    values = NEVER_OUT | (ASKED_STILL if asked_again else as_told)
    callouts_writes.correct_attendance(session, site.id, one.id, actor, now, reason=reason, **values)
    if before.his is not None:
        callout_as_before.what_was_replaced(session, site, call_out.id, before.until, reason, actor, now)
    if before.request is not None:
        others = [each for each in call_out.attended if each.id != one.id]
        nobody_else(session, site, others, actor, now)
        callouts_writes.correct_call_out(session, site.id, call_out.id, actor, now, reason=reason, **before.request)
        return
    _go_on_without(session, site, call_out, one, before.led, actor, now, is_alone=is_alone)
    if may_ask and not asked_again:
        offer_next(session, site, call_out.id, one.part, actor, now)


@dataclass(frozen=True, slots=True)
class _TakenOver:
    """From whom somebody took over (``by_word``: that man's return was put right since, so that he is back)."""

    before: Attended
    by_word: bool


def _taken_over(site: Site, call_out: CallOutOnFile, one: Attended) -> _TakenOver | None:
    """Return from whom somebody took over, while the call-out goes on (1 statement)."""
    happened = callouts_events.events(site.id, call_out.id) if call_out.is_open else ()
    taken_over = [each for each in happened if each.attendance_id == one.id and each.relieved_id is not None]
    if not taken_over or one.state is not AttendanceState.ACTING:
        return None
    before = call_out.one(taken_over[-1].relieved_id or "")
    if before is None or before.state is AttendanceState.ACTING:
        return None
    return _TakenOver(before, by_word=before.back_at != taken_over[-1].at)


def _goes_back(
    session: Session,
    site: Site,
    one: Attended,
    relieved: Attended,
    said: NeverGone,
    reason: str | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Put him from whom somebody never took over back as out, as if he had never been back. The other is not going, or
    has answered nothing and may take over later."""
    answered_at = None if said.is_still_asked else now
    not_going = NEVER_OUT | {"state": AttendanceState.DECLINED, "answered_at": answered_at}
    callouts_writes.correct_attendance(session, site.id, one.id, actor, now, reason=reason, **not_going)
    out_still = {"state": AttendanceState.ACTING, "back_at": None, "debrief_unknown": False}
    callouts_writes.correct_attendance(session, site.id, relieved.id, actor, now, reason=reason, **out_still)


def _lost(followed: Consequences, of: ListenerId) -> tuple[RestOnFile, ...]:
    """Return the rests that somebody has no more: one that is only marked as kept again is there as before."""
    there = {(rest.rest_from, rest.rest_until) for _, rest in followed.rests}
    lost = (each for each in followed.gone if each.listener == of)
    return tuple(each for each in lost if (each.rest.rest_from, each.rest.rest_until) not in there)


def _tell(
    session: Session,
    site: Site,
    call_out: CallOutOnFile,
    one: Attended,
    gone: tuple[RestOnFile, ...],
    actor: Actor,
    now: datetime,
    *,
    asked_still: bool,
) -> None:
    """Tell the coordinators who never went, or has not answered yet (``asked_still``), who says so and when, and which
    rests are gone with it."""
    facts: dict[str, object] = {
        "listener": one.listener,
        "out_at": began(one),
        "waited": one.out_at is None,
        "by": actor.username,
        "rests": [[each.rest.rest_from, each.rest.rest_until] for each in gone],
        "asked_still": asked_still,
        "call_out": call_out.id,
    }
    event = f"{TAKEN_BACK}:{one.id}:{now:%Y%m%d%H%M%S}"
    tell_coordinators(session, site, event, TAKEN_BACK, facts, actor, now)


def _goes_on_without(call_out: CallOutOnFile, one: Attended, is_alone: bool) -> bool:
    """Whether a request goes on once somebody who went never did: others are out, nobody has been, or whoever has been
    left the man to him."""
    others = [each for each in call_out.attended if each.id != one.id]
    is_out = any(each.state is AttendanceState.ACTING for each in others)
    return call_out.is_open and (is_out or is_alone or not any(each.out_at is not None for each in others))


def _go_on_without(
    session: Session,
    site: Site,
    call_out: CallOutOnFile,
    one: Attended,
    led: Attended | None,
    actor: Actor,
    now: datetime,
    *,
    is_alone: bool,
) -> None:
    """Put a request where it stands without somebody who never went: whoever was made second to him leads as before,
    nobody goes beside a lead who is not there, and one for which nobody has gone, or nobody is there any more, asks
    again, or has ended in vain."""
    others = [each for each in call_out.attended if each.id != one.id]
    if one.part is Part.LEAD:
        nobody_else(session, site, [each for each in others if each is not led], actor, now)
        if led is not None:
            callouts_writes.correct_attendance(session, site.id, led.id, actor, now, part=Part.LEAD)
    if any(each.state is AttendanceState.ACTING for each in others):
        return
    has_been = any(each.out_at is not None for each in others)
    if call_out.is_open:
        state = CallOutState.RETURNED if has_been and not is_alone else CallOutState.ASKED
        callouts_writes.move_call_out(session, site.id, call_out.id, actor, now, state=state)
    elif not has_been and call_out.outcome not in (Outcome.CALLED_OFF, *WITHOUT_A_LISTENER):
        close(session, site, call_out.id, Outcome.NEVER_GONE, now, actor, now)
