"""Which check-ins are on file? What somebody answered is sealed as one text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, undefer

from listeners.access import Actor
from listeners.domain.care.checkin import CheckIn, Item, pack, unpack
from listeners.domain.people import ListenerId, SiteId
from listeners.errors import NotFound
from listeners.store import keyring
from listeners.store.columns import P3, day, new_id, ref_to, sealed
from listeners.store.database import Base, db
from listeners.store.journal import keep
from listeners.store.tables import Recorded, at_the_same_site, of_a_site

TABLE, COLUMN = "check_in", "answers"


class CheckInRow(Base, Recorded):
    """What a Listener answered in one week, sealed as one; ``week`` is its Monday."""

    __tablename__ = TABLE
    __table_args__ = (
        of_a_site(),
        at_the_same_site("listener_id", "listener"),
        UniqueConstraint("listener_id", "week"),
    )
    listener_id: Mapped[str] = ref_to(P3, index=False)
    week: Mapped[date] = day(P3)
    answers: Mapped[bytes] = sealed(P3, len(Item) + 1, optional=False)


@dataclass(frozen=True, slots=True)
class CheckInOnFile:
    """That somebody checked in in a week, without what he answered."""

    id: str
    listener: ListenerId
    week: date


def since(site_id: SiteId, week: date) -> tuple[CheckInOnFile, ...]:
    """Return the check-ins of a site from a week on, unopened (1 statement)."""
    row = CheckInRow
    found = db.session.execute(
        select(row.id, row.listener_id, row.week).where(row.site_id == site_id, row.week >= week)
    )
    return tuple(CheckInOnFile(id_, ListenerId(listener), on) for id_, listener, on in found)


def one(site_id: SiteId, check_in_id: str) -> CheckInOnFile:
    """Return one check-in of a site, unopened (1 statement).

    Raises:
        NotFound: there is none of that id.
    """
    row = CheckInRow
    wanted = select(row.id, row.listener_id, row.week).where(row.site_id == site_id, row.id == check_in_id)
    found = db.session.execute(wanted).one_or_none()
    if found is None:
        raise NotFound("no such check-in")
    return CheckInOnFile(found[0], ListenerId(found[1]), found[2])


def opened(site_id: SiteId, check_in_id: str) -> CheckIn:
    """Return what was answered (1 statement).

    Raises:
        NotFound: there is none of that id.
        Unopened: another key, or it has been changed.
    """
    row = CheckInRow
    wanted = select(row).options(undefer(row.answers)).where(row.site_id == site_id, row.id == check_in_id)
    found = db.session.scalar(wanted)
    if found is None:
        raise NotFound("no such check-in")
    return _opened(found)


def put(
    session: Session,
    site_id: SiteId,
    listener: ListenerId,
    week: date,
    told: CheckIn,
    actor: Actor,
    now: datetime,
    *,
    adds: bool,
) -> str | None:
    """Write a check-in, sealed, inside an act; return its id, or None where the same is on file. Other answers in the
    same week take their place, and the earlier ones are kept; where it ``adds``, what it leaves out stays as it was."""
    wanted = CheckInRow.site_id == site_id, CheckInRow.listener_id == listener, CheckInRow.week == week
    row = session.scalar(select(CheckInRow).where(*wanted))
    if row is None:
        row = CheckInRow(id=new_id(), site_id=site_id, listener_id=listener, week=week)
        session.add(row)
    elif (told := told.over(_opened(row)) if adds else told) == _opened(row):
        return None
    else:
        keep(session, row, actor, now)
    row.answers = keyring.seal(pack(told), site_id, TABLE, COLUMN, row.id)
    row.recorded_at, row.recorded_by = now, actor.account_id
    return row.id


def _opened(row: CheckInRow) -> CheckIn:
    return unpack(keyring.unseal(row.answers, row.site_id, TABLE, COLUMN, row.id))
