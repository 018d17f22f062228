"""For which places is somebody else asked, who was asked, and what did each say? Rows in, facts of the rules out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, select

from listeners.domain.cover import Asked
from listeners.domain.people import ListenerId, SiteId
from listeners.domain.rota.place_changes import HandOver
from listeners.domain.rota.planning_facts import Placed
from listeners.domain.states import CoverReply, CoverState, DutyState, NightPlace
from listeners.store.cover import CoverAnswer, CoverRequest
from listeners.store.database import db
from listeners.store.duties import Duty

UNDER_WAY = (CoverState.OPEN, CoverState.TO_APPROVE)
"""The states in which a request waits for somebody."""

_SAID_YES = (CoverReply.YES, CoverReply.STOPPED, CoverReply.NOT_CHOSEN)


@dataclass(frozen=True, slots=True)
class RequestOnFile:
    """A request for cover with the place that it is for, and everybody who was asked, in the order of asking.

    ``listener`` has the place now; None: nobody has. ``whose`` it is, or was before it was empty; None: nobody's.
    """

    id: str
    listener: ListenerId | None
    whose: ListenerId | None
    night: date
    place: NightPlace
    starts_at: datetime
    ends_at: datetime
    state: CoverState
    opened_at: datetime
    taken_by: ListenerId | None
    asked: tuple[Asked, ...]

    def taken(self, by: ListenerId) -> HandOver:
        """What changes hands when somebody takes the place."""
        gone = Placed(self.night, self.place, self.listener) if self.listener is not None else None
        return HandOver(gone, Placed(self.night, self.place, by, by_hand=True))

    def waits_at(self, now: datetime) -> bool:
        """Whether somebody may still take the place, or is to be approved."""
        return self.state in UNDER_WAY and now < self.starts_at

    def may_be_taken_at(self, now: datetime) -> bool:
        """Whether a yes still changes anything: nobody has given one before."""
        return self.state is CoverState.OPEN and now < self.starts_at

    def waits_for_approval_of(self, listener: ListenerId) -> bool:
        """Whether he has said yes and a coordinator is still to agree."""
        return self.state is CoverState.TO_APPROVE and self.taken_by == listener

    def was_in_vain(self, listener: ListenerId) -> bool:
        """Whether he said yes and has not got the place, nor is a coordinator still to agree."""
        asked = self.of(listener)
        return asked is not None and asked.reply in _SAID_YES and self.taken_by != listener

    def was_asked(self, listener: ListenerId) -> bool:
        """Whether he was asked and his answer stands, or is waited for: a yes at which a rule stopped him does not."""
        asked = self.of(listener)
        return asked is not None and asked.reply is not CoverReply.STOPPED

    def of(self, listener: ListenerId) -> Asked | None:
        """Return what one Listener was asked; None where he was not."""
        return next((each for each in self.asked if each.listener == listener), None)


def waiting(site_id: SiteId, now: datetime) -> tuple[RequestOnFile, ...]:
    """Return the requests that wait for somebody, by night (1 statement)."""
    return _read(_waits(site_id), CoverRequest.starts_at > now)


def unfinished(site_id: SiteId) -> tuple[RequestOnFile, ...]:
    """Return the requests that nobody has closed, those of nights that have begun included (1 statement)."""
    return _read(_waits(site_id))


def ahead(site_id: SiteId, now: datetime) -> tuple[RequestOnFile, ...]:
    """Return the requests of nights that have not ended, in whatever state, by night (1 statement)."""
    return _read(CoverRequest.site_id == site_id, CoverRequest.ends_at > now)


def of_night(site_id: SiteId, night: date) -> tuple[RequestOnFile, ...]:
    """Return the requests for the places of a night, in whatever state (1 statement)."""
    return _read(CoverRequest.site_id == site_id, CoverRequest.night == night)


def request(site_id: SiteId, request_id: str) -> RequestOnFile | None:
    """Return one request in whatever state (1 statement)."""
    return next(iter(_read(CoverRequest.site_id == site_id, CoverRequest.id == request_id)), None)


def said_no(site_id: SiteId, first: date, last: date) -> tuple[tuple[ListenerId, date], ...]:
    """Return who said no when he was asked to take a night from ``first`` to ``last`` (1 statement)."""
    rows = db.session.execute(
        select(CoverAnswer.listener_id, CoverRequest.night)
        .join(CoverRequest, CoverAnswer.request_id == CoverRequest.id)
        .where(
            CoverRequest.site_id == site_id, CoverRequest.night.between(first, last), CoverAnswer.reply == CoverReply.NO
        )
        .distinct()
    )
    return tuple((ListenerId(who), night) for who, night in rows)


def _waits(site_id: SiteId) -> ColumnElement[bool]:
    return and_(CoverRequest.site_id == site_id, CoverRequest.state.in_(UNDER_WAY))


HOLDER = case((Duty.state == DutyState.PLANNED, Duty.listener_id), else_=None)
"""Who has a place now for which others are asked; nobody has it when its duty was withdrawn."""
_REQUESTS: Select[*tuple[Any, ...]] = (
    select(
        CoverRequest.id,
        HOLDER,
        Duty.listener_id,
        CoverRequest.night,
        CoverRequest.place,
        CoverRequest.starts_at,
        CoverRequest.ends_at,
        CoverRequest.state,
        CoverRequest.opened_at,
        CoverRequest.taken_by,
        CoverAnswer.listener_id.label("asked"),
        CoverAnswer.asked_at,
        CoverAnswer.reply,
        CoverAnswer.answered_at,
    )
    .outerjoin(Duty, Duty.id == CoverRequest.duty_id)
    .outerjoin(CoverAnswer, CoverAnswer.request_id == CoverRequest.id)
    .order_by(CoverRequest.night, CoverRequest.place, CoverRequest.id, CoverAnswer.asked_at, CoverAnswer.ordinal)
)


def _read(*where: ColumnElement[bool]) -> tuple[RequestOnFile, ...]:
    rows: Iterable[Any] = db.session.execute(_REQUESTS.where(*where)).all()
    found = []
    for _, of_request in groupby(rows, key=lambda row: row.id):
        listed = [*of_request]
        asked = (Asked(ListenerId(who), *said) for who, *said in (row[-4:] for row in listed) if who is not None)
        found.append(RequestOnFile(*(*listed[0][:-4], tuple(asked))))
    return tuple(found)
