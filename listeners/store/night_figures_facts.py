"""What is on file of requests, and of what staff could not let go? A statement for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select

from listeners.domain.night_figures import Request
from listeners.domain.nights import Span
from listeners.domain.people import ListenerId, SiteId, WingId
from listeners.domain.refusals_told import RefusalTold
from listeners.domain.states import CallOutEventKind, StaffReason
from listeners.domain.who_went import Went
from listeners.store.callouts import Attendance, CallOut, CallOutEvent
from listeners.store.callouts_events import counts
from listeners.store.callouts_facts import INTERRUPTING
from listeners.store.database import db


@dataclass(frozen=True, slots=True)
class NotLetGo:
    """Of one call-out, why staff refused and delayed, each time, and how often nobody was left to ask."""

    refused: tuple[StaffReason, ...] = ()
    delayed: tuple[StaffReason, ...] = ()
    stretches: int = 0


def requests(
    site_id: SiteId, first: date, last: date, telephone: tuple[str, str], held: Mapping[str, NotLetGo]
) -> tuple[tuple[Request, ...], tuple[Went, ...]]:
    """Return every request of the nights from ``first`` to ``last``, in the order of asking, and everybody who went on
    them (1 statement).

    ``telephone``: the outcomes that say that the telephone was given, while somebody was free and while nobody was;
    ``held``: what staff could not let go, and when nobody was left, by call-out.
    """
    part = and_(Attendance.call_out_id == CallOut.id, Attendance.state.in_(INTERRUPTING))
    of_request = (CallOut.id, CallOut.night, CallOut.wing_id, CallOut.asked_at, CallOut.outcome)
    of_part = (
        Attendance.listener_id,
        Attendance.accepted_at,
        Attendance.unlocked_at,
        Attendance.out_at,
        Attendance.started_at,
    )
    rows: Iterable[Any] = db.session.execute(
        select(*of_request, *of_part)
        .outerjoin(Attendance, part)
        .where(CallOut.site_id == site_id, CallOut.night.between(first, last))
        .order_by(CallOut.asked_at, CallOut.id)
    )
    parts: dict[tuple[Any, ...], list[_Part]] = {}
    for row in rows:
        of_one = parts.setdefault(tuple(row[: len(of_request)]), [])
        if row[len(of_request)] is not None:
            of_one.append(_Part(*row[len(of_request) :]))
    went = [
        Went(each.listener, head[1], each.out_at)
        for head, of_one in parts.items()
        for each in of_one
        if each.out_at is not None
    ]
    nothing = NotLetGo()
    found = (_request(head, of_one, telephone, held.get(head[0], nothing)) for head, of_one in parts.items())
    return tuple(found), tuple(went)


@dataclass(frozen=True, slots=True)
class _Part:
    listener: ListenerId
    accepted_at: datetime | None
    unlocked_at: datetime | None
    out_at: datetime | None
    started_at: datetime | None

    @property
    def waited(self) -> bool:
        """Whether he waited to be unlocked: who goes in the moment of his yes does not."""
        return self.accepted_at is not None and (self.unlocked_at is not None or self.out_at is None)

    @property
    def unlock(self) -> timedelta | None:
        """How long he waited; None where he never was unlocked, or did not wait. On file as out before his yes: for no
        time."""
        if self.unlocked_at is None or self.accepted_at is None:
            return None
        return max(self.unlocked_at - self.accepted_at, timedelta(0))


def _request(head: tuple[Any, ...], parts: list[_Part], telephone: tuple[str, str], held: NotLetGo) -> Request:
    _, night, wing, asked_at, outcome = head
    first = min(
        ((each.started_at or each.out_at, each.out_at) for each in parts if each.out_at is not None), default=None
    )
    return Request(
        night,
        WingId(wing),
        asked_at,
        arrived_at=first[0] if first is not None else None,
        out_at=first[1] if first is not None else None,
        was_free=outcome == telephone[0] if outcome in telephone else None,
        refused=held.refused,
        delayed=held.delayed,
        unlocks=tuple(each.unlock for each in parts if each.waited),
        stretches=held.stretches,
    )


def events(site_id: SiteId, first: date, last: date, told: Span) -> tuple[dict[str, NotLetGo], tuple[RefusalTold, ...]]:
    """Return what staff could not let go on the nights from ``first`` to ``last``, and when nobody was left, by
    call-out; and the refusals that somebody told of within a stretch of time (1 statement)."""
    kinds = CallOutEventKind.REFUSED, CallOutEventKind.DELAYED, CallOutEventKind.NOBODY_LEFT
    at = CallOutEvent.at
    rows: Iterable[Any] = db.session.execute(
        select(CallOutEvent.call_out_id, CallOutEvent.kind, CallOutEvent.reason, at)
        .outerjoin(CallOut, CallOut.id == CallOutEvent.call_out_id)
        .where(
            CallOutEvent.site_id == site_id,
            or_(
                and_(CallOutEvent.kind.in_(kinds), CallOut.night.between(first, last)),
                and_(CallOutEvent.kind == CallOutEventKind.REFUSAL_TOLD, at >= told.start, at < told.end),
            ),
            counts(),
        )
    )
    found: dict[str, NotLetGo] = {}
    of_told = []
    for id_, kind, reason, at_ in rows:
        known = found.get(id_, NotLetGo())
        if kind is CallOutEventKind.REFUSAL_TOLD:
            of_told.append(RefusalTold(at_, reason))
        elif kind is CallOutEventKind.REFUSED:
            found[id_] = replace(known, refused=(*known.refused, reason))
        elif kind is CallOutEventKind.DELAYED:
            found[id_] = replace(known, delayed=(*known.delayed, reason))
        else:
            found[id_] = replace(known, stretches=known.stretches + 1)
    return found, tuple(of_told)


def not_served(site_id: SiteId, since: datetime, telephone: tuple[str, str]) -> tuple[Request, ...]:
    """Return the requests asked since a moment for which staff refused, nobody was left to ask or the telephone was
    given, with that alone, in the order of asking (1 statement). ``telephone``: as in ``requests``."""
    kinds = CallOutEventKind.REFUSED, CallOutEventKind.NOBODY_LEFT
    event = and_(CallOutEvent.call_out_id == CallOut.id, CallOutEvent.kind.in_(kinds), counts())
    of_request = (CallOut.id, CallOut.night, CallOut.wing_id, CallOut.asked_at, CallOut.outcome)
    rows: Iterable[Any] = db.session.execute(
        select(*of_request, CallOutEvent.kind, CallOutEvent.reason)
        .outerjoin(CallOutEvent, event)
        .where(
            CallOut.site_id == site_id,
            CallOut.asked_at >= since,
            or_(CallOutEvent.id.is_not(None), CallOut.outcome.in_(telephone)),
        )
        .order_by(CallOut.asked_at, CallOut.id, CallOutEvent.id)
    )
    found: dict[tuple[Any, ...], NotLetGo] = {}
    for *head, kind, reason in rows:
        known = found.setdefault(tuple(head), NotLetGo())
        if kind is CallOutEventKind.REFUSED:
            found[tuple(head)] = replace(known, refused=(*known.refused, reason))
        elif kind is CallOutEventKind.NOBODY_LEFT:
            found[tuple(head)] = replace(known, stretches=known.stretches + 1)
    return tuple(_request(head, [], telephone, held) for head, held in found.items())
