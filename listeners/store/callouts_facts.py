"""What is on file about who went out and when? Rows in, facts of the rest rules out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, or_, select, union

from listeners.domain.nights import to_the_minute
from listeners.domain.people import ListenerId, SiteId, WingId
from listeners.domain.rest_facts import Interruption
from listeners.domain.states import AttendanceState, CallOutState, ContactPlace, Part, Route
from listeners.store.callouts import Attendance, CallOut
from listeners.store.database import db, read

UNDER_WAY = (AttendanceState.OFFERED, AttendanceState.ACCEPTED, AttendanceState.ACTING)
SAID_YES = (AttendanceState.ACCEPTED, AttendanceState.ACTING)
"""Who waits to be unlocked, and who is out: both were woken for it, and neither is free for anything else."""
ENDED = (AttendanceState.CALLED_OFF, AttendanceState.RETURNED, AttendanceState.UNKNOWN_BACK)
INTERRUPTING = (*SAID_YES, *ENDED)
"""The states in which somebody was up for it: he had said yes, or gone. Being asked interrupts nobody."""


@dataclass(frozen=True, slots=True)
class Attended:
    """One Listener's part in one call-out, as it is on file."""

    id: str
    listener: ListenerId
    part: Part
    state: AttendanceState
    answered_at: datetime | None
    accepted_at: datetime | None
    out_at: datetime | None
    back_at: datetime | None
    called_off_at: datetime | None
    back_before: datetime | None
    debrief_offered_at: datetime | None
    recorded_at: datetime
    unlocked_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def sent_at(self) -> datetime | None:
        """When he was sent: when he was unlocked, the press of his answer or, on a line of paper, the time that he
        went. The moment of recording would not do: it moves with each correction, and with what he tells us."""
        return self.unlocked_at or self.answered_at or self.out_at

    @property
    def has_answered(self) -> bool:
        """Whether he said yes or no, or did not answer; somebody passed over while being asked has done neither."""
        return self.answered_at is not None

    @property
    def has_ended(self) -> bool:
        """Whether it has ended for him, who was let go or is back: he is not asked for this call-out again."""
        return self.state in ENDED

    @property
    def interruption(self) -> Interruption | None:
        """What the rest rules make of it; None where nobody was interrupted."""
        if self.state not in INTERRUPTING or (self.accepted_at is None and self.out_at is None):
            return None
        moments = (self.accepted_at, self.out_at, self.back_at, self.called_off_at, self.back_before)
        return Interruption(self.id, *moments)


@dataclass(frozen=True, slots=True)
class CallOutOnFile:
    """One request and everybody who was asked for it, in the order of asking. There is no caller in it."""

    id: str
    night: date
    asked_at: datetime
    wing: WingId
    route: Route | None
    place: ContactPlace | None
    state: CallOutState
    outcome: str | None
    closed_at: datetime | None
    attended: tuple[Attended, ...]

    @property
    def is_open(self) -> bool:
        """Whether it still needs somebody: not everybody is back, nor is it closed."""
        return self.state in (CallOutState.ASKED, CallOutState.ACTING)

    @property
    def nobody_went(self) -> bool:
        """Whether nobody is on file as having gone to the man who asked, whoever was asked or waited."""
        return all(each.out_at is None for each in self.attended)

    @property
    def alone_since(self) -> datetime:
        """Since when the man who asked has nobody with him, while nobody is out: since whoever went last is back, or
        since he asked."""
        backs = (each.back_at for each in self.attended if each.back_at is not None)
        return max(backs, default=self.asked_at)

    def one(self, attendance_id: str) -> Attended | None:
        """Return the part of that id."""
        return next((each for each in self.attended if each.id == attendance_id), None)

    def of(self, listener: ListenerId) -> Attended | None:
        """Return the part that a Listener has in it."""
        return next((each for each in self.attended if each.listener == listener), None)

    def under_way(self, part: Part) -> Attended | None:
        """Return who is being asked, or is out, as this part."""
        return next((each for each in self.attended if each.part is part and each.state in UNDER_WAY), None)


OF_INTERRUPTION = (
    Attendance.id,
    Attendance.accepted_at,
    Attendance.out_at,
    Attendance.back_at,
    Attendance.called_off_at,
    Attendance.back_before,
)
"""The columns of an ``Interruption``, in its order."""
IS_INTERRUPTION = and_(
    Attendance.state.in_(INTERRUPTING), or_(Attendance.out_at.is_not(None), Attendance.accepted_at.is_not(None))
)
"""Whether a part in a call-out interrupted whoever had it."""
_INTERRUPTIONS = (
    select(Attendance.listener_id, *OF_INTERRUPTION)
    .where(Attendance.site_id == bindparam("site"), IS_INTERRUPTION)
    .order_by(Attendance.out_at)
)
ENDS_SINCE = or_(
    *(
        column >= bindparam("since")
        for column in (Attendance.out_at, Attendance.accepted_at, Attendance.back_at, Attendance.called_off_at)
    )
)
"""Whether it had not ended by the moment ``since``."""
BEGAN_SINCE = or_(
    Attendance.out_at >= bindparam("since"),
    and_(Attendance.out_at.is_(None), Attendance.accepted_at >= bindparam("since")),
)
"""Whether it began at the moment ``since`` or later: by what has an index."""
_INTERRUPTIONS_SINCE = _INTERRUPTIONS.where(BEGAN_SINCE)
"""Put together once: the list of rests asks for a whole site."""


def interruptions(
    site_id: SiteId, listener_ids: Collection[ListenerId] | None = None, since: datetime | None = None
) -> dict[ListenerId, list[Interruption]]:
    """Return everything that interrupted a site's Listeners, or these, by its start (1 statement). ``since``: of a
    whole site what began at that moment or later; of these Listeners what had not ended by it."""
    wanted = _INTERRUPTIONS
    if listener_ids is not None:
        wanted = wanted.where(Attendance.listener_id.in_(listener_ids))
    if since is not None and listener_ids is None:
        wanted = _INTERRUPTIONS_SINCE
    elif since is not None:
        wanted = wanted.where(ENDS_SINCE)
    found: dict[ListenerId, list[Interruption]] = defaultdict(list)
    rows: Iterable[Any] = read(wanted, {"site": site_id, "since": since})
    for listener_id, *of_one in rows:
        found[listener_id].append(Interruption(*of_one))
    return found


_OF_CALL_OUT = (
    CallOut.id,
    CallOut.night,
    CallOut.asked_at,
    CallOut.wing_id,
    CallOut.route,
    CallOut.place,
    CallOut.state,
    CallOut.outcome,
    CallOut.closed_at,
)
_OF_ATTENDANCE = (
    Attendance.id,
    Attendance.listener_id,
    Attendance.part,
    Attendance.state,
    Attendance.answered_at,
    Attendance.accepted_at,
    Attendance.out_at,
    Attendance.back_at,
    Attendance.called_off_at,
    Attendance.back_before,
    Attendance.debrief_offered_at,
    Attendance.recorded_at,
    Attendance.unlocked_at,
    Attendance.started_at,
    Attendance.ended_at,
)


def _with_attended() -> Select[*tuple[Any, ...]]:
    """Joined by the call-out alone, which is of one site: with the site in it SQLite goes through all of a site's
    parts for each call-out."""
    columns: tuple[Any, ...] = (*_OF_CALL_OUT, *_OF_ATTENDANCE)
    return (
        select(*columns)
        .select_from(CallOut)
        .outerjoin(Attendance, Attendance.call_out_id == CallOut.id)
        .order_by(CallOut.asked_at, CallOut.id, Attendance.offered_at, Attendance.recorded_at, Attendance.id)
    )


# Put together once: they are asked at every page of the night.
_AT = CallOut.site_id == bindparam("site")
_LATELY = _with_attended().where(
    _AT,
    or_(CallOut.night >= bindparam("first"), CallOut.state.in_((CallOutState.ASKED, CallOutState.ACTING))),
)
_ONE = _with_attended().where(_AT, CallOut.id == bindparam("id"))


def call_outs(site_id: SiteId, first: date) -> tuple[CallOutOnFile, ...]:
    """Return every call-out of the nights from ``first`` on, and every older one still open (1 statement)."""
    return tuple(_on_file(read(_LATELY, {"site": site_id, "first": first})))


def call_out(site_id: SiteId, call_out_id: str) -> CallOutOnFile | None:
    """Return one call-out of a site (1 statement)."""
    return next(iter(_on_file(read(_ONE, {"site": site_id, "id": call_out_id}))), None)


def call_outs_of(site_id: SiteId, ids: Collection[str]) -> tuple[CallOutOnFile, ...]:
    """Return these call-outs of a site (1 statement)."""
    wanted = _with_attended().where(_AT, CallOut.id.in_(ids))
    return tuple(_on_file(db.session.execute(wanted, {"site": site_id})))


def of_nights(site_id: SiteId, first: date, last: date) -> tuple[CallOutOnFile, ...]:
    """Return every call-out of the nights from ``first`` to ``last``, in the order of asking (1 statement)."""
    wanted = _with_attended().where(_AT, CallOut.night.between(first, last))
    return tuple(_on_file(db.session.execute(wanted, {"site": site_id})))


def asked_in(site_id: SiteId, wing: WingId, moment: datetime) -> tuple[CallOutOnFile, ...]:
    """Return the call-outs for a wing that were asked for in that minute, in order (1 statement)."""
    within = CallOut.wing_id == wing, *_in_the_minute(CallOut.asked_at, moment)
    return tuple(_on_file(db.session.execute(_with_attended().where(_AT, *within), {"site": site_id})))


def _in_the_minute(column: Any, moment: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a time is of that minute: a press has seconds, and paper has none."""
    minute = to_the_minute(moment)
    return column >= minute, column < minute + timedelta(minutes=1)


def open_part(site_id: SiteId, listener: ListenerId) -> tuple[CallOutOnFile, Attended] | None:
    """Return what a Listener is being asked for or out on, and the part in it (1 statement, 2 where there is one)."""
    return _found(site_id, Attendance.listener_id == listener, Attendance.state.in_(UNDER_WAY))


def part_out_at(site_id: SiteId, listener: ListenerId, out_at: datetime) -> tuple[CallOutOnFile, Attended] | None:
    """Return the call-out on which a Listener went out at that moment (1 statement, 2 where there is one)."""
    return _found(site_id, Attendance.listener_id == listener, Attendance.out_at == out_at)


def part_out_in(site_id: SiteId, listener: ListenerId, moment: datetime) -> tuple[CallOutOnFile, Attended] | None:
    """Return the call-out on which a Listener went out in that minute (1 statement, 2 where there is one)."""
    return _found(site_id, Attendance.listener_id == listener, *_in_the_minute(Attendance.out_at, moment))


def ids_about(site_id: SiteId, wing: WingId, moment: datetime, outs: Mapping[ListenerId, datetime]) -> frozenset[str]:
    """Return the ids of all call-outs that paper of a request may touch: those for that wing in that minute, and those
    on which one of these Listeners is under way or went out in his minute (1 statement)."""
    asked = select(CallOut.id).where(
        CallOut.site_id == site_id, CallOut.wing_id == wing, *_in_the_minute(CallOut.asked_at, moment)
    )
    his = [
        and_(
            Attendance.listener_id == listener,
            or_(Attendance.state.in_(UNDER_WAY), and_(*_in_the_minute(Attendance.out_at, out_at))),
        )
        for listener, out_at in outs.items()
    ]
    gone = select(Attendance.call_out_id).where(Attendance.site_id == site_id, or_(false(), *his))
    return frozenset(db.session.scalars(union(asked, gone)))


def next_out(site_id: SiteId, listener: ListenerId, after: datetime) -> datetime | None:
    """Return when a Listener first went out again after a moment, whatever became of it (1 statement)."""
    return db.session.scalar(
        select(Attendance.out_at)
        .where(Attendance.site_id == site_id, Attendance.listener_id == listener, Attendance.out_at > after)
        .order_by(Attendance.out_at)
        .limit(1)
    )


def _found(site_id: SiteId, *wanted: ColumnElement[bool]) -> tuple[CallOutOnFile, Attended] | None:
    row: Any = db.session.execute(
        select(Attendance.call_out_id, Attendance.id).where(Attendance.site_id == site_id, *wanted)
    ).first()
    found = call_out(site_id, row[0]) if row is not None else None
    one = found.one(row[1]) if found is not None else None
    return (found, one) if found is not None and one is not None else None


def _on_file(rows: Iterable[Any]) -> Iterable[CallOutOnFile]:
    width = len(_OF_CALL_OUT)
    heads: dict[str, list[Any]] = {}
    attended: dict[str, list[Attended]] = defaultdict(list)
    for row in rows:
        heads.setdefault(row[0], list(row[:width]))
        if row[width] is not None:
            attended[row[0]].append(Attended(*row[width:]))
    return (CallOutOnFile(*(*head, tuple(attended[id_]))) for id_, head in heads.items())


def last_wing(site_id: SiteId) -> WingId | None:
    """Return the wing of the latest call-out: the officer's most likely answer (1 statement)."""
    found = db.session.scalar(
        select(CallOut.wing_id).where(CallOut.site_id == site_id).order_by(CallOut.asked_at.desc()).limit(1)
    )
    return WingId(found) if found is not None else None


def states(site_id: SiteId, attendance_ids: Collection[str]) -> dict[str, AttendanceState]:
    """Return how far each of these parts has come (1 statement)."""
    wanted = select(Attendance.id, Attendance.state).where(
        Attendance.site_id == site_id, Attendance.id.in_(attendance_ids)
    )
    rows: Iterable[Any] = db.session.execute(wanted)
    return {id_: state for id_, state in rows}


@dataclass(frozen=True, slots=True)
class Missing:
    """A part in a call-out with no end on file: of who is out now, or whose return was never entered, or of who said
    yes and is not on file as let out. On which call-out, of which night, and since when."""

    call_out: str
    attendance: str
    accepted_at: datetime | None
    out_at: datetime | None
    night: date
    since: datetime

    @property
    def waits(self) -> bool:
        """Whether he said yes, and it is not known whether he was let out."""
        return self.out_at is None


def parts_missing(site_id: SiteId) -> dict[ListenerId, Missing]:
    """Return who said yes or went, and of whom nothing later is on file (1 statement): all of them are treated as
    resting once the night is over, asked about at unlock, and offered to nobody meanwhile."""
    rows: Iterable[Any] = db.session.execute(
        select(
            Attendance.listener_id,
            CallOut.id,
            Attendance.id,
            Attendance.accepted_at,
            Attendance.out_at,
            CallOut.night,
            func.coalesce(Attendance.out_at, Attendance.accepted_at),
        )
        .join(CallOut, (CallOut.site_id == Attendance.site_id) & (CallOut.id == Attendance.call_out_id))
        .where(Attendance.site_id == site_id, Attendance.state.in_(SAID_YES))
    )
    return {listener: Missing(*rest) for listener, *rest in rows}
