"""How are offers to swap written? Every function works inside ``act()``, under the lock of the site's plan."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from listeners.access import Actor
from listeners.domain.people import SiteId
from listeners.domain.states import SwapState
from listeners.store.columns import new_id
from listeners.store.cover import SwapOffer
from listeners.store.duties_facts import DutyOnFile
from listeners.store.journal import keep

TAKEN_BACK = (SwapState.WITHDRAWN, SwapState.NOT_MADE)
"""The states of an offer to which nobody has said no, so that it may be made again."""


def offer(
    session: Session, site_id: SiteId, one: DutyOnFile, other: DutyOnFile, actor: Actor, at: datetime
) -> str | None:
    """Offer a duty for another, or the earlier offer again that was taken back, and return its id; None where it is
    offered already, or was said no to."""
    row = session.scalar(select(SwapOffer).where(SwapOffer.duty_id == one.id, SwapOffer.for_duty_id == other.id))
    if row is None:
        row = SwapOffer(id=new_id(), site_id=site_id, duty_id=one.id, for_duty_id=other.id)
        row.night, row.for_night, row.state, row.offered_at = one.night, other.night, SwapState.OFFERED, at
        row.recorded_at, row.recorded_by = at, actor.account_id
        session.add(row)
        session.flush()
        return row.id
    if row.state not in TAKEN_BACK:
        return None
    set_state(session, row.id, SwapState.OFFERED, actor, at)
    return row.id


def set_state(session: Session, offer_id: str, state: SwapState, actor: Actor, at: datetime) -> None:
    """Move an offer on."""
    row = session.get_one(SwapOffer, offer_id)
    keep(session, row, actor, at)
    row.state, row.recorded_at, row.recorded_by = state, at, actor.account_id
    session.flush()
