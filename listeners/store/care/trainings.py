"""Which training of Listeners is on file?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session

from listeners.access import Actor
from listeners.domain.care.training import Module, Trained
from listeners.domain.people import ListenerId, SiteId
from listeners.errors import NotFound
from listeners.store.columns import P2, coded, day, new_id, ref_to, yes_no
from listeners.store.database import Base, db
from listeners.store.journal import keep
from listeners.store.people import Listener
from listeners.store.tables import Recorded, at_the_same_site, of_a_site


class TrainingDone(Base, Recorded):
    """That a Listener was trained in a module on a date; not ``in_force``: it was not so."""

    __tablename__ = "training_done"
    __table_args__ = (
        of_a_site(),
        at_the_same_site("listener_id", "listener"),
        UniqueConstraint("listener_id", "module", "on_date"),
    )
    listener_id: Mapped[str] = ref_to(P2, index=False)
    module: Mapped[Module] = coded(Module, P2)
    on_date: Mapped[date] = day(P2)
    in_force: Mapped[bool] = yes_no(P2, default=True)


def of_site(site_id: SiteId, listener: ListenerId | None = None) -> tuple[Trained, ...]:
    """Return the training of everybody of a site, or of one of them, the latest first (1 statement)."""
    row = TrainingDone
    wanted = select(row.id, row.listener_id, row.module, row.on_date).where(row.site_id == site_id, row.in_force)
    if listener is not None:
        wanted = wanted.where(row.listener_id == listener)
    found = db.session.execute(wanted.order_by(row.on_date.desc(), row.module, row.id))
    return tuple(Trained(id_, ListenerId(who), module, on) for id_, who, module, on in found)


def finished_on(site_id: SiteId) -> dict[ListenerId, date]:
    """Return on which day each Listener of a site finished his first training, where that is known (1 statement)."""
    wanted = select(Listener.id, Listener.trained_on).where(
        Listener.site_id == site_id, Listener.trained_on.is_not(None)
    )
    return {ListenerId(who): on for who, on in db.session.execute(wanted) if on is not None}


def put(
    session: Session,
    site_id: SiteId,
    listeners: Collection[ListenerId],
    module: Module,
    on: date,
    actor: Actor,
    now: datetime,
) -> tuple[ListenerId, ...]:
    """Write that these Listeners were trained in a module on a date, inside an act; return for whom that is new. What
    was taken back and is so after all holds again, and the earlier version is kept."""
    row = TrainingDone
    wanted = select(row).where(row.site_id == site_id, row.module == module, row.on_date == on)
    known = {each.listener_id: each for each in session.scalars(wanted)}
    new = []
    for listener in sorted(listeners):
        there = known.get(listener)
        if there is None:
            session.add(_row(site_id, listener, module, on, actor, now))
        elif there.in_force:
            continue
        else:
            _set(session, there, True, actor, now)
        new.append(listener)
    return tuple(new)


def take_back(session: Session, site_id: SiteId, training_id: str, actor: Actor, now: datetime) -> ListenerId:
    """Take one that was not so off file, inside an act, and return whose it was; the earlier version is kept.

    Raises:
        NotFound: there is none of that id at this site.
    """
    row = session.get(TrainingDone, training_id)
    if row is None or row.site_id != site_id or not row.in_force:
        raise NotFound("no such training")
    _set(session, row, False, actor, now)
    return ListenerId(row.listener_id)


def _set(session: Session, row: TrainingDone, in_force: bool, actor: Actor, now: datetime) -> None:
    keep(session, row, actor, now)
    row.in_force, row.recorded_at, row.recorded_by = in_force, now, actor.account_id


def _row(site_id: SiteId, listener: ListenerId, module: Module, on: date, actor: Actor, now: datetime) -> TrainingDone:
    return TrainingDone(
        id=new_id(),
        site_id=site_id,
        listener_id=listener,
        module=module,
        on_date=on,
        recorded_at=now,
        recorded_by=actor.account_id,
    )
