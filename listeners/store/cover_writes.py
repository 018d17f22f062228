"""How are requests for cover and the answers to them written? Every function works inside ``act()``, and all but
``open_request`` under the lock of the site's plan (``rota_writes.lock_plan``): of two people who say yes one is first,
and two acts never ask the same man."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from listeners.access import Actor
from listeners.domain.cover import PlaceToCover
from listeners.domain.people import ListenerId, SiteId
from listeners.domain.states import CoverReply, CoverState, DutyState
from listeners.store.columns import new_id
from listeners.store.cover import CoverAnswer, CoverRequest
from listeners.store.duties import Duty
from listeners.store.journal import keep


def open_request(session: Session, site_id: SiteId, wanted: PlaceToCover, actor: Actor, at: datetime) -> str | None:
    """Open a request for a place, or the earlier one again, and return its id; None where that of a duty is open
    already. For a place without a duty the one that was taken back last is opened again.

    A fact that stands a duty down is recorded beside the plan, not under its lock, and must neither be refused nor wait
    in a circle: a request that another act is changing is left to that act, and to what follows from this one.
    """
    earlier = session.scalar(_earlier(site_id, wanted))  # an insert beside one that is being changed would wait
    if earlier is None:
        values = _opened(wanted, actor, at) | {"id": new_id(), "site_id": site_id, "version": 1}
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        added = insert(CoverRequest).values(values).on_conflict_do_nothing(index_elements=["duty_id"])
        return session.scalar(added.returning(CoverRequest.id))
    row = session.scalar(_UNLESS_CHANGING.where(CoverRequest.id == earlier))
    if row is None or row.state is not CoverState.WITHDRAWN:
        return None
    keep(session, row, actor, at)
    for name, value in _opened(wanted, actor, at).items():
        setattr(row, name, row.duty_id if name == "duty_id" else value)
    session.flush()
    return row.id


def _opened(wanted: PlaceToCover, actor: Actor, at: datetime) -> dict[str, Any]:
    return {
        "duty_id": wanted.duty_id,
        "night": wanted.night,
        "place": wanted.place,
        "starts_at": wanted.starts_at,
        "ends_at": wanted.ends_at,
        "state": CoverState.OPEN,
        "opened_at": at,
        "recorded_at": at,
        "recorded_by": actor.account_id,
    }


def _earlier(site_id: SiteId, wanted: PlaceToCover) -> Select[str]:
    of_site = select(CoverRequest.id).where(CoverRequest.site_id == site_id)
    if wanted.duty_id is not None:
        return of_site.where(CoverRequest.duty_id == wanted.duty_id)
    taken_back = (CoverRequest.night == wanted.night, CoverRequest.place == wanted.place, *_LEFT_AND_TAKEN_BACK)
    last = of_site.outerjoin(Duty, Duty.id == CoverRequest.duty_id).where(*taken_back)
    return last.order_by(CoverRequest.opened_at.desc(), CoverRequest.id).limit(1)


_UNLESS_CHANGING = (
    select(CoverRequest).with_for_update(key_share=True, skip_locked=True).execution_options(populate_existing=True)
)
_LEFT_AND_TAKEN_BACK = (
    CoverRequest.state == CoverState.WITHDRAWN,
    or_(CoverRequest.duty_id.is_(None), Duty.state != DutyState.PLANNED),
)


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
    """Put down whom is asked, in this order. Of somebody who was asked before an answer is waited for anew."""
    rows = session.scalars(select(CoverAnswer).where(CoverAnswer.request_id == request_id)).all()
    before = {row.listener_id: row for row in rows}
    for row in (before[listener] for listener in listeners if listener in before):
        _keep_answer(session, row, actor, at)
        row.reply, row.asked_at, row.answered_at = CoverReply.NONE, at, None
        row.recorded_at, row.recorded_by = at, actor.account_id
    session.add_all(
        CoverAnswer(
            id=new_id(),
            site_id=site_id,
            request_id=request_id,
            listener_id=listener,
            ordinal=number,
            asked_at=at,
            reply=CoverReply.NONE,
            recorded_at=at,
            recorded_by=actor.account_id,
        )
        for number, listener in enumerate((each for each in listeners if each not in before), len(before))
    )
    session.flush()


def put_reply(
    session: Session, request_id: str, listener: ListenerId, reply: CoverReply, actor: Actor, at: datetime
) -> None:
    """Put down what somebody said who was asked."""
    row = session.scalars(
        select(CoverAnswer).where(CoverAnswer.request_id == request_id, CoverAnswer.listener_id == listener)
    ).one()
    _keep_answer(session, row, actor, at)
    row.reply, row.answered_at, row.recorded_at, row.recorded_by = reply, at, at, actor.account_id
    session.flush()


def _keep_answer(session: Session, row: CoverAnswer, actor: Actor, at: datetime) -> None:
    """Keep an answer as it is. What is the same after it, within one second, is a version of its own all the same: two
    of one number could not be kept."""
    keep(session, row, actor, at)
    flag_modified(row, "recorded_at")
