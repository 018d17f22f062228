"""Which decisions of whether somebody wants to be a Listener are on file? All but the day is sealed as one text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Index, func, select
from sqlalchemy.orm import Mapped, Session, undefer

from listeners.access import Actor
from listeners.domain.care.decision import BY_LENGTH, Decided, Decision, pack_decision, unpack_decision
from listeners.domain.people import ListenerId, SiteId
from listeners.store import keyring
from listeners.store.columns import A_FEW_FACTS, IN_JSON, P0, P2, P3, day, new_id, number, ref_to, sealed
from listeners.store.database import Base, db
from listeners.store.tables import Recorded, at_the_same_site, of_a_site

TABLE, COLUMN = "decision", "told"


class DecisionRow(Base, Recorded):
    """What somebody said on a day of whether he wants to be a Listener, sealed as one. Added, never changed: the latest
    counts, of one day the last that came on file."""

    __tablename__ = TABLE
    __table_args__ = (
        of_a_site(),
        at_the_same_site("listener_id", "listener"),
        Index("ix_decision_listener_id", "listener_id", "decided_on"),
    )
    listener_id: Mapped[str] = ref_to(P2, index=False)
    decided_on: Mapped[date] = day(P2)
    told: Mapped[bytes] = sealed(P3, BY_LENGTH * IN_JSON + A_FEW_FACTS, optional=False)
    ordinal: Mapped[int] = number(P0, default=0)


def decisions(
    site_id: SiteId, listeners: Collection[ListenerId] | None = None
) -> dict[ListenerId, tuple[Decided, ...]]:
    """Return what each Listener of a site (all, or these) has said, opened, in the order of its day and of its coming
    on file (1 statement).

    Raises:
        Unopened, ValueError: another key, or one has been changed.
    """
    row = DecisionRow
    wanted = select(row).options(undefer(row.told)).where(row.site_id == site_id)
    if listeners is not None:
        wanted = wanted.where(row.listener_id.in_(listeners))
    found: dict[ListenerId, list[Decided]] = defaultdict(list)
    for each in db.session.scalars(wanted.order_by(row.decided_on, row.ordinal)):
        told = opened(site_id, each.id, each.told)
        found[ListenerId(each.listener_id)].append(Decided(each.decided_on, each.recorded_at, told, each.ordinal))
    return {listener: tuple(of_his) for listener, of_his in found.items()}


def opened(site_id: SiteId, decision_id: str, sealed_text: bytes) -> Decision:
    """Return one that is sealed.

    Raises:
        Unopened, ValueError: another key, or it has been changed.
    """
    return unpack_decision(keyring.unseal(sealed_text, site_id, TABLE, COLUMN, decision_id))


def add_decision(
    session: Session,
    site_id: SiteId,
    listener: ListenerId,
    on: date,
    told: Decision,
    actor: Actor,
    now: datetime,
) -> str:
    """Write one, sealed, inside an act; return its id."""
    of_his = DecisionRow.site_id == site_id, DecisionRow.listener_id == listener
    before = session.scalar(select(func.count()).select_from(DecisionRow).where(*of_his)) or 0
    row = DecisionRow(id=new_id(), site_id=site_id, listener_id=listener, decided_on=on, ordinal=before)
    row.told = keyring.seal(pack_decision(told), site_id, TABLE, COLUMN, row.id)
    row.recorded_at, row.recorded_by = now, actor.account_id
    session.add(row)
    return row.id
