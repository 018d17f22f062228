"""What did Listeners answer to questionnaires, on which dates? The answers of one are sealed as one text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, undefer

from listeners.access import Actor
from listeners.domain.care.instruments import A_SHEET
from listeners.domain.people import ListenerId, SiteId
from listeners.errors import NotFound
from listeners.store import keyring
from listeners.store.columns import P3, day, new_id, ref_to, sealed, words, yes_no
from listeners.store.database import Base, db
from listeners.store.journal import keep
from listeners.store.tables import Recorded, at_the_same_site, of_a_site

TABLE, COLUMN = "instrument_result", "answers"


class InstrumentResult(Base, Recorded):
    """What a Listener answered to a questionnaire (``instrument``: its key) on a date, sealed as one. Not in force: it
    was keyed in by mistake."""

    __tablename__ = TABLE
    __table_args__ = (
        of_a_site(),
        at_the_same_site("listener_id", "listener"),
        UniqueConstraint("listener_id", "instrument", "on_date"),
    )
    listener_id: Mapped[str] = ref_to(P3, index=False)
    instrument: Mapped[str] = words(24, P3)
    on_date: Mapped[date] = day(P3)
    answers: Mapped[bytes] = sealed(P3, A_SHEET, optional=False)
    in_force: Mapped[bool] = yes_no(P3, default=True)


@dataclass(frozen=True, slots=True)
class SealedResult:
    """One of them, still sealed."""

    id: str
    instrument: str
    on: date
    answers: bytes

    def opened(self, site_id: SiteId) -> str:
        """Return its answers as one text, opened.

        Raises:
            Unopened: another key, or it has been changed.
        """
        return keyring.unseal(self.answers, site_id, TABLE, COLUMN, self.id)


def of(site_id: SiteId, listener: ListenerId) -> tuple[SealedResult, ...]:
    """Return those of one Listener that are in force, unopened (1 statement)."""
    row = InstrumentResult
    mine = row.site_id == site_id, row.listener_id == listener, row.in_force
    found = db.session.execute(select(row.id, row.instrument, row.on_date, row.answers).where(*mine))
    return tuple(SealedResult(*each) for each in found)


def of_team(site_id: SiteId, keys: frozenset[str]) -> dict[ListenerId, tuple[SealedResult, ...]]:
    """Return everybody's to some questionnaires that are in force, unopened (1 statement). Of whatever date: what is
    worse is so by the one before, and that may be of half a year ago."""
    row, found = InstrumentResult, dict[ListenerId, tuple[SealedResult, ...]]()
    wanted = row.site_id == site_id, row.instrument.in_(keys), row.in_force
    columns = row.listener_id, row.id, row.instrument, row.on_date, row.answers
    for listener, id_, key, on, answers in db.session.execute(select(*columns).where(*wanted)):
        who = ListenerId(listener)
        found[who] = (*found.get(who, ()), SealedResult(id_, key, on, answers))
    return found


def put(
    session: Session,
    site_id: SiteId,
    listener: ListenerId,
    instrument: str,
    on: date,
    text: str,
    actor: Actor,
    now: datetime,
) -> str | None:
    """Write answers, packed as one text, sealed, inside an act; return their id, or None where the same are on file.

    Others of the same date take the place of the earlier ones, which are kept.
    """
    row_is = InstrumentResult
    wanted = row_is.site_id == site_id, row_is.listener_id == listener, row_is.instrument == instrument
    row = session.scalar(select(row_is).options(undefer(row_is.answers)).where(*wanted, row_is.on_date == on))
    if row is None:
        row = row_is(id=new_id(), site_id=site_id, listener_id=listener, instrument=instrument, on_date=on)
        session.add(row)
    elif row.in_force and keyring.unseal(row.answers, site_id, TABLE, COLUMN, row.id) == text:
        return None
    else:
        keep(session, row, actor, now)
    row.answers, row.in_force = keyring.seal(text, site_id, TABLE, COLUMN, row.id), True
    row.recorded_at, row.recorded_by = now, actor.account_id
    return row.id


def take_off(session: Session, site_id: SiteId, result_id: str, actor: Actor, now: datetime) -> ListenerId:
    """Let one that was keyed in by mistake be in force no more, inside an act, and return whose it was; the earlier
    version is kept.

    Raises:
        NotFound: none of that id is in force at this site.
    """
    row = session.get(InstrumentResult, result_id)
    if row is None or row.site_id != site_id or not row.in_force:
        raise NotFound("no such answers")
    keep(session, row, actor, now)
    row.in_force = False
    row.recorded_at, row.recorded_by = now, actor.account_id
    return ListenerId(row.listener_id)
