"""When did the man ask, when did a Listener say yes, and from when to when did they talk?

Facts beside going out and being back (``callout_times``): noted with a press or put right afterwards, each with the
earlier version kept. Only what cannot have happened is sent back. A yes put right moves the rest that follows from it.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import to_the_minute
from listeners.domain.team import Site
from listeners.errors import Conflict, Problem, Unreadable
from listeners.services import rests, rests_shortened
from listeners.services.acts import once
from listeners.services.callout_corrections import is_other, why
from listeners.services.callout_steps import ANSWERED, HALF_A_DAY, began, on_file, part_of
from listeners.services.nights import night_of
from listeners.store import callouts_writes
from listeners.store.callouts_facts import Attended, CallOutOnFile
from listeners.store.database import Session
from listeners.store.journal import audit

SOURCE = "the call-out"


class Mark(StrEnum):
    """What is noted of somebody's part in a call-out, in the order in which it happens."""

    ACCEPTED = "accepted"
    STARTED = "started"
    ENDED = "ended"


def noted(one: Attended, mark: Mark) -> datetime | None:
    """Return when it was, as it is on file."""
    return {Mark.ACCEPTED: one.accepted_at, Mark.STARTED: one.started_at, Mark.ENDED: one.ended_at}[mark]


def mark_faults(call_out: CallOutOnFile, one: Attended, mark: Mark, at: datetime, now: datetime) -> list[Problem]:
    """Return why it cannot have been at that moment, given everything else that is on file of his call-out."""
    asked = ("the man asked", call_out.asked_at)
    out, back = ("he went out", one.out_at), ("he was back", one.back_at or one.called_off_at)
    started, ended = ("they began", one.started_at), ("they finished", one.ended_at)
    after, before = {
        Mark.ACCEPTED: ((asked,), (out, back)),
        Mark.STARTED: ((out,), (ended, back)),
        Mark.ENDED: ((out, started), (back,)),
    }[mark]
    faults = [Problem(None, "at", "is still to come")] if at > now else []
    late = (words for words, moment in after if moment is not None and at < to_the_minute(moment))
    early = (words for words, moment in before if moment is not None and at > moment)
    return [*faults, *(Problem(None, "at", f"is before {words}") for words in late)] + [
        Problem(None, "at", f"is after {words}") for words in early
    ]


def mark(
    site: Site,
    call_out_id: str,
    attendance_id: str,
    what: Mark,
    at: datetime,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
    *,
    reason: str = "",
) -> str:
    """Note when he said yes, or from when to when they talked, or put it right. ``reason``: why, where that has to be
    said (``callout_corrections``). Returns the call-out's id.

    Raises:
        NotAllowed, NotFound.
        Conflict: he never said yes, or never went out.
        Unreadable: it cannot have been then, or nobody says why it is put right so late.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out, one = part_of(site, call_out_id, attendance_id, actor, now)
        if one.interruption is None or (what is not Mark.ACCEPTED and one.out_at is None):
            raise Conflict(ANSWERED)
        if not is_other(noted(one, what), at):
            return call_out_id
        _refuse(mark_faults(call_out, one, what, at, now))
        values: dict[str, Any] = {f"{what}_at": at}
        kept = why(noted(one, what), at, reason, now)
        callouts_writes.correct_attendance(session, site.id, one.id, actor, now, reason=kept, **values)
        if what is Mark.ACCEPTED:
            followed = rests.rederive(site, [one.listener], actor, now, since=min(began(one), at))
            rests_shortened.tell(session, site, call_out, one, followed, actor, now)
        detail = {"what": what}
        of_him = {"object_id": call_out_id, "subject_id": one.listener}
        audit(session, actor, now, "note a time", Kind.CALL_OUT, **of_him, detail=detail)
        return call_out_id

    return once(actor, act_key, now, do)


def asked_faults(call_out: CallOutOnFile, at: datetime, now: datetime) -> list[Problem]:
    """Return why the man cannot have asked at that moment: it is still to come, a Listener said yes before it, or it is
    more than 12 hours from what is on file, so that it was another call-out."""
    said_yes = [began(each) for each in call_out.attended if each.interruption is not None]
    faults = [Problem(None, "at", "is still to come")] if at > now else []
    if said_yes and at > min(said_yes):
        faults.append(Problem(None, "at", "is after a Listener said yes"))
    if abs(at - call_out.asked_at) > HALF_A_DAY:
        faults.append(Problem(None, "at", "is more than 12 hours from what is on file"))
    return faults


def asked(
    site: Site,
    call_out_id: str,
    at: datetime,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
    *,
    reason: str = "",
) -> str:
    """Put right when the man asked; the earlier version is kept, with the reason where one has to be said. Returns the
    call-out's id.

    Raises:
        NotAllowed, NotFound.
        Unreadable: he cannot have asked then, or nobody says why it is put right so late.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out = on_file(site, call_out_id, actor, now)
        if not is_other(call_out.asked_at, at):
            return call_out_id
        _refuse(asked_faults(call_out, at, now))
        night = night_of(site, at)
        kept = why(call_out.asked_at, at, reason, now)
        values = {"asked_at": at, "night": night}
        callouts_writes.correct_call_out(session, site.id, call_out_id, actor, now, reason=kept, **values)
        audit(session, actor, now, "correct when he asked", Kind.CALL_OUT, object_id=call_out_id)
        return call_out_id

    return once(actor, act_key, now, do)


def _refuse(faults: list[Problem]) -> None:
    if faults:
        raise Unreadable(SOURCE, faults)
