"""Which talks with Listeners who left are on file? What came of them is sealed as one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, undefer

from listeners.access import Actor
from listeners.domain.care.exit_talk import LONGEST_EXIT, ExitKind, ExitTalk, TalkOn, pack_exit, unpack_exit
from listeners.domain.people import ListenerId, SiteId
from listeners.store import keyring
from listeners.store.columns import A_FEW_FACTS, IN_JSON, P2, P3, P4, coded, day, new_id, ref_to, sealed
from listeners.store.database import Base, db
from listeners.store.journal import keep
from listeners.store.tables import Recorded, at_the_same_site, of_a_site

TABLE, COLUMN = "exit_talk", "told"


class ExitTalkRow(Base, Recorded):
    """A talk with a Listener who leaves or has left: when, of which kind; what came of it is sealed."""

    __tablename__ = TABLE
    __table_args__ = (
        of_a_site(),
        at_the_same_site("listener_id", "listener"),
        UniqueConstraint("listener_id", "kind", "on_date"),
    )
    listener_id: Mapped[str] = ref_to(P2, index=False)
    kind: Mapped[ExitKind] = coded(ExitKind, P3)
    on_date: Mapped[date] = day(P3)
    told: Mapped[bytes] = sealed(P4, 3 * LONGEST_EXIT * IN_JSON + A_FEW_FACTS, optional=False)


@dataclass(frozen=True, slots=True)
class ExitOnFile:
    """One of them, opened."""

    at: TalkOn
    talk: ExitTalk


def on_file(site_id: SiteId) -> dict[ListenerId, tuple[TalkOn, ...]]:
    """Return which talks are on file with whom, unopened (1 statement)."""
    row = ExitTalkRow
    found: dict[ListenerId, tuple[TalkOn, ...]] = {}
    for listener, kind, on in db.session.execute(
        select(row.listener_id, row.kind, row.on_date).where(row.site_id == site_id).order_by(row.on_date)
    ):
        found[ListenerId(listener)] = (*found.get(ListenerId(listener), ()), TalkOn(kind, on))
    return found


def of_one(site_id: SiteId, listener: ListenerId) -> tuple[ExitOnFile, ...]:
    """Return the talks with one Listener, opened, the newest first (1 statement).

    Raises:
        Unopened, ValueError: another key, or one has been changed.
    """
    row = ExitTalkRow
    wanted = select(row).options(undefer(row.told)).where(row.site_id == site_id, row.listener_id == listener)
    return tuple(
        ExitOnFile(TalkOn(each.kind, each.on_date), _opened(each))
        for each in db.session.scalars(wanted.order_by(row.on_date.desc(), row.kind))
    )


def put(
    session: Session, site_id: SiteId, listener: ListenerId, at: TalkOn, talk: ExitTalk, actor: Actor, now: datetime
) -> str:
    """Put a talk on file, sealed, inside an act, and return its id. Another telling of the same kind and date takes its
    place, and the earlier one is kept."""
    row = session.scalar(
        select(ExitTalkRow).where(
            ExitTalkRow.site_id == site_id,
            ExitTalkRow.listener_id == listener,
            ExitTalkRow.kind == at.kind,
            ExitTalkRow.on_date == at.on,
        )
    )
    if row is None:
        row = ExitTalkRow(id=new_id(), site_id=site_id, listener_id=listener, kind=at.kind, on_date=at.on)
        session.add(row)
    else:
        keep(session, row, actor, now)
    row.told = keyring.seal(pack_exit(talk), site_id, TABLE, COLUMN, row.id)
    row.recorded_at, row.recorded_by = now, actor.account_id
    return row.id


def _opened(row: ExitTalkRow) -> ExitTalk:
    return unpack_exit(keyring.unseal(row.told, row.site_id, TABLE, COLUMN, row.id))
