"""How are call-outs put on file? All works inside ``act()``; a correction keeps what it replaces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, exists, or_, select, text
from sqlalchemy.orm import Session

from listeners.access import Actor
from listeners.domain.people import ListenerId, SiteId
from listeners.domain.states import AttendanceState, CallOutState, ContactPlace, Part, Route
from listeners.errors import NotFound
from listeners.store.callouts import Attendance, CallOut
from listeners.store.columns import new_id
from listeners.store.database import put
from listeners.store.journal import keep


@dataclass(frozen=True, slots=True)
class NewCallOut:
    """A request as it is first put on file."""

    night: date
    asked_at: datetime
    wing: str
    route: Route | None = None
    place: ContactPlace | None = None
    state: CallOutState = CallOutState.ASKED


LAPSED = "not_finished"
"""The outcome of a request that was never finished on these pages."""
SITE_LOCK_CLASS = 43
"""First half of PostgreSQL's lock of a site's dispatch; 42 is that of a Listener."""


def one_at_a_time(session: Session, site_id: SiteId) -> None:
    """Let one act at a time choose whom to ask at a site (PostgreSQL; SQLite has one writer): the next sees the claim
    of the one before, so that nobody is refused because somebody else was a moment quicker."""
    if session.get_bind().dialect.name == "postgresql":
        lock = text(f"SELECT pg_advisory_xact_lock({SITE_LOCK_CLASS}, hashtext(:site))")  # noqa: S608
        session.execute(lock, {"site": site_id})


def is_free(session: Session, site_id: SiteId) -> bool:
    """Return whether no act chooses whom to ask at a site just now, and let none begin to before this transaction ends
    (PostgreSQL). On SQLite nobody chooses who has not read what is on file: there is one writer."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    lock = text(f"SELECT pg_try_advisory_xact_lock_shared({SITE_LOCK_CLASS}, hashtext(:site))")  # noqa: S608
    return bool(session.scalar(lock, {"site": site_id}))


def lock_call_out(session: Session, site_id: SiteId, call_out_id: str) -> None:
    """Let one act at a time move a call-out on (PostgreSQL; SQLite has one writer): whoever reads it after this sees
    what the act before has written. The lock stands in no offer's way."""
    here = CallOut.site_id == site_id, CallOut.id == call_out_id
    session.execute(select(CallOut.id).where(*here).with_for_update(key_share=True))


def add_call_out(session: Session, site_id: SiteId, new: NewCallOut, actor: Actor, at: datetime) -> str:
    """Put a request on file and return its id."""
    id_ = new_id()
    values = {
        "id": id_,
        "site_id": site_id,
        "night": new.night,
        "asked_at": new.asked_at,
        "wing_id": new.wing,
        "route": new.route,
        "place": new.place,
        "state": new.state,
        "recorded_at": at,
        "recorded_by": actor.account_id,
    }
    put(session, CallOut, values)
    return id_


def offer(
    session: Session, site_id: SiteId, call_out_id: str, listener: ListenerId, part: Part, actor: Actor, at: datetime
) -> str:
    """Claim a Listener for a call-out and return the id of the part in it: nobody else can ask the same man now.

    Somebody who was passed over before is asked again on the same row; the earlier version is kept.
    """
    row = session.scalar(
        select(Attendance).where(
            Attendance.site_id == site_id,
            Attendance.call_out_id == call_out_id,
            Attendance.listener_id == listener,
        )
    )
    if row is None:
        return offer_first(session, site_id, call_out_id, listener, part, actor, at)
    keep(session, row, actor, at)
    row.state, row.part, row.offered_at, row.answered_at = AttendanceState.OFFERED, part, at, None
    session.flush()
    return row.id


def offer_first(
    session: Session, site_id: SiteId, call_out_id: str, listener: ListenerId, part: Part, actor: Actor, at: datetime
) -> str:
    """As ``offer``, to somebody who has no row in the call-out yet."""
    offered: dict[str, Any] = {"part": part, "state": AttendanceState.OFFERED, "offered_at": at}
    return add_attendance(session, site_id, call_out_id, listener, actor, at, **offered)


def add_attendance(
    session: Session,
    site_id: SiteId,
    call_out_id: str,
    listener: ListenerId,
    actor: Actor,
    at: datetime,
    **values: Any,
) -> str:
    """Put one Listener's part in a call-out on file and return its id; ``values`` are its columns."""
    id_ = new_id()
    his = {
        "id": id_,
        "site_id": site_id,
        "call_out_id": call_out_id,
        "listener_id": listener,
        "recorded_at": at,
        "recorded_by": actor.account_id,
    }
    put(session, Attendance, his | values)
    return id_


def move_attendance(
    session: Session, site_id: SiteId, attendance_id: str, actor: Actor, at: datetime, **values: Any
) -> None:
    """Move one Listener's part on: new columns of the same facts. The version before each step is kept too, so that
    every entry stands with who made it and when.

    Raises:
        NotFound: there is no such part at this site.
    """
    _put(session, _attendance(session, site_id, attendance_id), actor, at, None, values)


def correct_attendance(
    session: Session,
    site_id: SiteId,
    attendance_id: str,
    actor: Actor,
    at: datetime,
    *,
    reason: str | None = None,
    **values: Any,
) -> None:
    """Correct what was recorded; the earlier version is kept, and with it the reason where one was asked for. What is
    on file already is no correction.

    Raises:
        NotFound: there is no such part at this site.
    """
    _put(session, _attendance(session, site_id, attendance_id), actor, at, reason, values)


def move_call_out(
    session: Session, site_id: SiteId, call_out_id: str, actor: Actor, at: datetime, **values: Any
) -> None:
    """Move a call-out on; the version before the step is kept, as of a part in it.

    Raises:
        NotFound: there is no such call-out at this site.
    """
    _put(session, _call_out(session, site_id, call_out_id), actor, at, None, values)


def correct_call_out(
    session: Session,
    site_id: SiteId,
    call_out_id: str,
    actor: Actor,
    at: datetime,
    *,
    reason: str | None = None,
    **values: Any,
) -> None:
    """Correct what was recorded of a call-out; the earlier version is kept, and with it the reason where one was asked
    for. What is on file already is no correction.

    Raises:
        NotFound: there is no such call-out at this site.
    """
    _put(session, _call_out(session, site_id, call_out_id), actor, at, reason, values)


def lapse(
    session: Session, site_id: SiteId, before: datetime, actor: Actor, at: datetime
) -> tuple[tuple[str, datetime], ...]:
    """Take back every offer made before a moment, and end the requests for which nobody ever went: an officer who
    walked away from a page must not keep a man from being asked the next night. A request in which a fresh offer
    stands, or for which somebody waits to be unlocked, goes on. Returns the requests that ended, the oldest first:
    which, and when the man asked (1 statement where there is nothing to end)."""
    given = {"site": site_id, "before": before}
    if not session.scalar(_ANYTHING_TO_LAPSE, given):
        return ()
    _lock_open_call_outs(session, site_id)
    offers = select(Attendance.id).where(*_OLD_OFFER).order_by(Attendance.id)
    for part in session.scalars(offers, given).all():
        move_attendance(session, site_id, part, actor, at, state=AttendanceState.NO_ANSWER, answered_at=None)
    asked = select(CallOut.id, CallOut.asked_at).where(*_LEFT_ALONE).order_by(CallOut.asked_at, CallOut.id)
    ended = tuple((id_, asked_at) for id_, asked_at in session.execute(asked, given).all())
    for id_, _ in ended:
        move_call_out(session, site_id, id_, actor, at, state=CallOutState.CLOSED, outcome=LAPSED, closed_at=at)
    return ended


_SITE: Any = bindparam("site")
_BEFORE: Any = bindparam("before")
_OLD_OFFER = (
    Attendance.site_id == _SITE,
    Attendance.state == AttendanceState.OFFERED,
    Attendance.offered_at < _BEFORE,
)
_SOMEBODY = select(Attendance.id).where(
    Attendance.call_out_id == CallOut.id,
    Attendance.state.in_((AttendanceState.OFFERED, AttendanceState.ACCEPTED)),
)
_LEFT_ALONE = (
    CallOut.site_id == _SITE,
    CallOut.state == CallOutState.ASKED,
    CallOut.asked_at < _BEFORE,
    ~_SOMEBODY.exists(),
)
_ANYTHING_TO_LAPSE = select(or_(exists().where(*_OLD_OFFER), exists().where(*_LEFT_ALONE)))
"""Put together once: each time a man asks, it is looked at."""


def _lock_open_call_outs(session: Session, site_id: SiteId) -> None:
    """As ``lock_call_out``, of all that are open, in ascending order of their ids and before any part in one: an answer
    that comes in the same moment takes its locks in that order too, and is not refused for it."""
    is_open = CallOut.state.in_((CallOutState.ASKED, CallOutState.ACTING))
    chosen = select(CallOut.id).where(CallOut.site_id == site_id, is_open).order_by(CallOut.id)
    session.execute(chosen.with_for_update(key_share=True)).all()


def _call_out(session: Session, site_id: SiteId, call_out_id: str) -> CallOut:
    row = session.scalar(select(CallOut).where(CallOut.site_id == site_id, CallOut.id == call_out_id))
    if row is None:
        raise NotFound("no such call-out")
    return row


def _attendance(session: Session, site_id: SiteId, attendance_id: str) -> Attendance:
    row = session.scalar(select(Attendance).where(Attendance.site_id == site_id, Attendance.id == attendance_id))
    if row is None:
        raise NotFound("no such part in a call-out")
    return row


def _put(
    session: Session,
    row: Attendance | CallOut,
    actor: Actor,
    at: datetime,
    reason: str | None,
    values: dict[str, Any],
) -> None:
    """Keep a version and write the next; where nothing changes there is none: it would stand in the way of the next,
    as a version is kept once."""
    if all(getattr(row, name) == value for name, value in values.items()):
        return
    keep(session, row, actor, at, reason)
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()
