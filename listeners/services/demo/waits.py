"""How does it show in the demonstration that a Listener waited for staff, was relieved, or could not be let go?

Nothing here changes how long anybody was interrupted by night, so that the history keeps the rules that it was made by.
Every function is called inside ``act()``, with its session.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from listeners.access import SYSTEM
from listeners.domain.nights import ONE_DAY, at_local
from listeners.domain.states import AttendanceState, CallOutEventKind, CallOutState, Part, Route, StaffReason
from listeners.domain.team import Site, TeamMember
from listeners.services.callout_steps import Outcome
from listeners.services.demo.history import History, SentOut, Served
from listeners.store import callouts_writes
from listeners.store.callouts import Attendance
from listeners.store.callouts_events import add_event
from listeners.store.callouts_writes import NewCallOut
from listeners.store.database import Session

WAITED = 0.3
"""Share of call-outs for which staff noted that somebody had to wait to be unlocked."""
DELAYED = 0.3
"""Share of those for which they noted why."""
REASONS = (StaffReason.NO_STAFF, StaffReason.NO_STAFF, StaffReason.ROOM_IN_USE, StaffReason.SECURITY)
LATER = timedelta(minutes=45)
"""How long the one who took over stayed."""
REFUSED_NIGHTS_AGO = (3, 9, 17)


def add_waits(session: Session, site: Site, team: Iterable[TeamMember], chance: random.Random) -> None:
    """Note of some call-outs that somebody waited to be unlocked, and why, and from when to when they talked."""
    refs = {str(member.id): member.ref for member in team}
    for row in sorted(_parts(session, site), key=lambda row: (row.out_at, refs[row.listener_id])):
        waited = timedelta(minutes=chance.randint(2, 25))
        yes = row.out_at - waited if row.out_at is not None else None
        if row.out_at is None or row.back_at is None or yes is None or not _is_same_hour(site, yes, row.out_at):
            continue
        minutes = (row.back_at - row.out_at) // timedelta(minutes=1)
        row.started_at = row.out_at + timedelta(minutes=min(3, minutes))
        row.ended_at = max(row.started_at, row.back_at - timedelta(minutes=4))
        if chance.random() < WAITED and row.offered_at is not None and yes >= row.offered_at:
            row.accepted_at, row.unlocked_at, row.answered_at = yes, row.out_at, yes
            if chance.random() < DELAYED:
                about = {"reason": chance.choice(REASONS), "attendance_id": row.id}
                kind, at = CallOutEventKind.DELAYED, yes + waited / 2
                add_event(session, site.id, row.call_out_id, kind, at, SYSTEM, at, **about)
    session.flush()


def _parts(session: Session, site: Site) -> list[Attendance]:
    return session.query(Attendance).filter_by(site_id=site.id).all()


def _is_same_hour(site: Site, yes: datetime, out: datetime) -> bool:
    """Quiet hours, an early call and a night begin and end on the hour: within one the same rules hold."""
    return yes.astimezone(site.zone).hour == out.astimezone(site.zone).hour


def add_relay(session: Session, site: Site, history: History, until: datetime) -> None:
    """Let the other one on duty take over at the end of the latest call-out of an evening on which he could."""
    for went in reversed(history.went):
        other = _other(history, went)
        end = went.back_at + LATER
        if other is None or end > until:
            continue
        before = (went.listener, went.out_at)
        row = next(row for row in _parts(session, site) if (row.listener_id, row.out_at) == before)
        values = {"accepted_at": went.back_at, "answered_at": went.back_at, "out_at": went.back_at, "back_at": end}
        state = {"part": Part.LEAD, "state": AttendanceState.RETURNED, "debrief_offered_at": end}
        new = callouts_writes.add_attendance(
            session, site.id, row.call_out_id, other.listener, SYSTEM, end, **values, **state, offered_at=went.asked.at
        )
        about = {"attendance_id": new, "relieved_id": row.id}
        kind = CallOutEventKind.HANDED_OVER
        add_event(session, site.id, row.call_out_id, kind, went.back_at, SYSTEM, end, **about)
        return


def _other(history: History, went: SentOut) -> Served | None:
    """The other one on duty that night, where he was not out within a day of it and has no duty after it."""
    mine = [each for each in history.served if each.listener == went.listener and each.night == _evening(went)]
    others = [each for each in history.served if each.night == _evening(went) and each.listener != went.listener]
    if not mine or not others or went.back_at.hour < 22:
        return None
    near = {each.listener for each in history.went if abs(each.out_at - went.out_at) < 2 * ONE_DAY}
    return next((each for each in others if each.listener not in near), None)


def _evening(went: SentOut) -> date:
    return went.out_at.date()


def add_refusals(session: Session, site: Site, on: date, chance: random.Random) -> None:
    """Put some evenings on file on which staff could let nobody go, with what they did for the man instead."""
    wings = [str(wing.id) for wing in sorted(site.wings, key=lambda wing: wing.code)]
    for ago in REFUSED_NIGHTS_AGO:
        night = on - timedelta(days=ago)
        asked_at = at_local(night, time(21, chance.randint(0, 30)), site.zone)
        new = NewCallOut(night, asked_at, chance.choice(wings), Route.CELL_BELL)
        id_ = callouts_writes.add_call_out(session, site.id, new, SYSTEM, asked_at)
        ended = asked_at + timedelta(minutes=chance.randint(5, 20))
        closed = {"state": CallOutState.CLOSED, "outcome": Outcome.REFUSED_BY_STAFF.value, "closed_at": ended}
        callouts_writes.move_call_out(session, site.id, id_, SYSTEM, ended, **closed)
        add_event(session, site.id, id_, CallOutEventKind.REFUSED, ended, SYSTEM, ended, reason=chance.choice(REASONS))
        for minutes, kind in enumerate(
            (CallOutEventKind.TELEPHONE, CallOutEventKind.ORDERLY_TOLD, CallOutEventKind.STAFF_CHECKING), 1
        ):
            at = ended + timedelta(minutes=2 * minutes)
            add_event(session, site.id, id_, kind, at, SYSTEM, at)
