"""Whom do staff hold while a request is open, could he still go, and how does he stand again as he did?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from listeners.access import Actor
from listeners.domain.states import AttendanceState, CallOutEventKind
from listeners.domain.team import Site
from listeners.services import rests
from listeners.services.callout_corrections import goes_on
from listeners.services.callout_not_gone import NEVER_OUT
from listeners.services.callout_steps import began, may_be_offered
from listeners.services.nights import Night
from listeners.store import callouts_writes
from listeners.store.callouts_events import EventOnFile
from listeners.store.callouts_facts import SAID_YES, Attended, CallOutOnFile
from listeners.store.database import Session


def held_now(call_out: CallOutOnFile, happened: Iterable[EventOnFile]) -> tuple[EventOnFile, ...]:
    """Return by which events staff hold a Listener now, in order: another is asked in his place, or nobody is."""

    refused = [each for each in happened if each.kind is CallOutEventKind.REFUSED]
    return tuple(each for each in refused if call_out.is_open and is_held_by(call_out, each))


def is_held_by(call_out: CallOutOnFile, event: EventOnFile) -> bool:
    """Whether somebody's part ended by this refusal, so that he was not out: he was let go, or it was told of once the
    night was over, when nobody knew any more until when he had waited."""
    one = call_out.one(event.attendance_id or "")
    if one is None or one.out_at is not None:
        return False
    waited_in_vain = one.state is AttendanceState.UNKNOWN_BACK and one.back_before == event.at
    return one.state is AttendanceState.CALLED_OFF or waited_in_vain


def may_come_in(view: Night, call_out: CallOutOnFile, event: EventOnFile) -> bool:
    """Whether he whom staff hold can take his part again: the request goes on, he is asked for nobody else, and nobody
    has said yes in his place, nor has the lead gone."""
    one = call_out.one(event.attendance_id or "")
    if one is None or one.listener in view.under_way or not goes_on(call_out, view.night, event.at, view.now):
        return False
    instead = call_out.under_way(one.part)
    return (instead is None or instead.state not in SAID_YES) and may_be_offered(call_out, one.part)


def is_not_refused(
    session: Session, site: Site, one: Attended, reason: str | None, actor: Actor, now: datetime
) -> None:
    """Take the end off his part: he has answered nothing, and may be asked. Works inside an act."""
    values = NEVER_OUT | {"state": AttendanceState.DECLINED, "answered_at": None}
    callouts_writes.correct_attendance(session, site.id, one.id, actor, now, reason=reason, **values)


def waits_again(
    session: Session, site: Site, call_out: CallOutOnFile, one: Attended, actor: Actor, now: datetime
) -> None:
    """Let him wait to be unlocked as he did, from the same yes on. Works inside an act."""
    callouts_writes.offer(session, site.id, call_out.id, one.listener, one.part, actor, now)
    values = {"state": AttendanceState.ACCEPTED, "accepted_at": one.accepted_at, "answered_at": one.answered_at}
    callouts_writes.move_attendance(session, site.id, one.id, actor, now, **values)
    rests.rederive(site, [one.listener], actor, now, since=began(one))
