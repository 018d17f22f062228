"""How are requests for cover and the answers to them written? Every function works inside ``act()``, under the lock of
the site's plan (``rota_writes.lock_plan``): of two people who say yes one is first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from listeners.access import Actor
from listeners.domain.people import ListenerId, SiteId
from listeners.domain.states import CoverReply, CoverState, NightPlace
from listeners.store.columns import new_id
from listeners.store.cover import CoverAnswer, CoverRequest
from listeners.store.journal import keep


def open_request(
    session: Session, site_id: SiteId, duty_id: str, night: date, place: NightPlace, actor: Actor, at: datetime
) -> str | None:
    """Open a request for a duty, or the earlier one again, and return its id; None where it is open already."""
    row = session.scalar(select(CoverRequest).where(CoverRequest.site_id == site_id, CoverRequest.duty_id == duty_id))
    if row is None:
        row = CoverRequest(id=new_id(), site_id=site_id, duty_id=duty_id, night=night, place=place)
        row.state, row.opened_at, row.recorded_at, row.recorded_by = CoverState.OPEN, at, at, actor.account_id
        session.add(row)
    elif row.state is CoverState.WITHDRAWN:
        keep(session, row, actor, at)
        row.state, row.opened_at, row.recorded_at, row.recorded_by = CoverState.OPEN, at, at, actor.account_id
    else:
        return None
    session.flush()
    return row.id


def set_state(
    session: Session,
    request_id: str,
    state: CoverState,
    actor: Actor,
    at: datetime,
    taken_by: ListenerId | None = None,
) -> None:
    """Move a request on; ``taken_by`` says who has the duty, or would have it."""
    row = session.get_one(CoverRequest, request_id)
    keep(session, row, actor, at)
    row.state, row.taken_by, row.recorded_at, row.recorded_by = state, taken_by, at, actor.account_id
    session.flush()


def ask(
    session: Session, site_id: SiteId, request_id: str, listeners: Sequence[ListenerId], actor: Actor, at: datetime
) -> None:
    """Put down whom is asked, in this order."""
    of_request = select(func.count()).select_from(CoverAnswer).where(CoverAnswer.request_id == request_id)
    before = session.scalar(of_request) or 0
    session.add_all(
        CoverAnswer(
            id=new_id(),
            site_id=site_id,
            request_id=request_id,
            listener_id=listener,
            ordinal=before + number,
            asked_at=at,
            reply=CoverReply.NONE,
            recorded_at=at,
            recorded_by=actor.account_id,
        )
        for number, listener in enumerate(listeners)
    )
    session.flush()


def put_reply(
    session: Session, request_id: str, listener: ListenerId, reply: CoverReply, actor: Actor, at: datetime
) -> None:
    """Put down what somebody said who was asked."""
    row = session.scalars(
        select(CoverAnswer).where(CoverAnswer.request_id == request_id, CoverAnswer.listener_id == listener)
    ).one()
    keep(session, row, actor, at)
    row.reply, row.answered_at, row.recorded_at, row.recorded_by = reply, at, at, actor.account_id
    session.flush()
