"""What did a group answer to a questionnaire? Each form is sealed, and of nobody by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Mapped, Session, undefer

from listeners.access import Actor
from listeners.domain.care.instruments import A_SHEET
from listeners.domain.people import SiteId
from listeners.errors import NotFound
from listeners.store import keyring
from listeners.store.columns import P2, P3, day, new_id, number, ref_to, sealed, words
from listeners.store.database import Base, db
from listeners.store.journal import keep
from listeners.store.tables import Recorded, at_the_same_site, known_by_site, of_a_site

TABLE, COLUMN = "group_answer", "answers"


class GroupSurvey(Base, Recorded):
    """A questionnaire (``instrument``: its key) that a group answers from a date on; closed: with how many sheets were
    handed out."""

    __tablename__ = "group_survey"
    __table_args__ = (of_a_site(), known_by_site("group_survey"))
    instrument: Mapped[str] = words(24, P2)
    begun_on: Mapped[date] = day(P2)
    closed_on: Mapped[date | None] = day(P2, optional=True)
    handed_out: Mapped[int | None] = number(P2, optional=True)


class GroupAnswer(Base, Recorded):
    """What stands on one sheet of a survey, sealed. Whose it is is nowhere."""

    __tablename__ = TABLE
    __table_args__ = (of_a_site(), at_the_same_site("survey_id", "group_survey"))
    survey_id: Mapped[str] = ref_to(P2)
    answers: Mapped[bytes] = sealed(P3, A_SHEET, optional=False)


@dataclass(frozen=True, slots=True)
class SurveyOnFile:
    """One survey, with how many sheets are keyed in; ``closed_on`` and ``handed_out`` None while it is open."""

    id: str
    instrument: str
    begun_on: date
    closed_on: date | None
    handed_out: int | None
    answered: int


def surveys(site_id: SiteId) -> tuple[SurveyOnFile, ...]:
    """Return the surveys of a site, the newest first (1 statement)."""
    row, answer = GroupSurvey, GroupAnswer
    answered = select(func.count(answer.id)).where(answer.survey_id == row.id).scalar_subquery()
    columns = row.id, row.instrument, row.begun_on, row.closed_on, row.handed_out, answered
    found = db.session.execute(select(*columns).where(row.site_id == site_id).order_by(row.begun_on.desc(), row.id))
    return tuple(SurveyOnFile(*each) for each in found)


def opened(site_id: SiteId, survey_id: str) -> tuple[str, ...]:
    """Return what stands on each sheet of a survey as a text, in no order that tells anything (1 statement).

    Raises:
        Unopened: another key, or one has been changed.
    """
    row = GroupAnswer
    mine = row.site_id == site_id, row.survey_id == survey_id
    found = db.session.scalars(select(row).options(undefer(row.answers)).where(*mine).order_by(row.id))
    return tuple(keyring.unseal(each.answers, site_id, TABLE, COLUMN, each.id) for each in found)


def begin(session: Session, site_id: SiteId, instrument: str, on: date, actor: Actor, now: datetime) -> str:
    """Begin a survey, inside an act, and return its id."""
    row = GroupSurvey(id=new_id(), site_id=site_id, instrument=instrument, begun_on=on)
    row.recorded_at, row.recorded_by = now, actor.account_id
    session.add(row)
    session.flush()
    return row.id


def claim(session: Session, site_id: SiteId, survey_id: str) -> bool:
    """Take hold of a survey that is open, inside an act: whoever closes it in the same moment has to wait, and whoever
    comes after that finds it closed. Whether it was open."""
    row = GroupSurvey
    mine = row.site_id == site_id, row.id == survey_id, row.closed_on.is_(None)
    hold = update(row).where(*mine).values(closed_on=None).execution_options(synchronize_session=False)
    found: Any = session.execute(hold)
    return bool(found.rowcount)


def add_answers(session: Session, site_id: SiteId, survey_id: str, text: str, actor: Actor, now: datetime) -> None:
    """Write what stands on one sheet, packed as one text, sealed, inside an act."""
    row = GroupAnswer(id=new_id(), site_id=site_id, survey_id=survey_id)
    row.answers = keyring.seal(text, site_id, TABLE, COLUMN, row.id)
    row.recorded_at, row.recorded_by = now, actor.account_id
    session.add(row)


def close(
    session: Session, site_id: SiteId, survey_id: str, handed_out: int, on: date, actor: Actor, now: datetime
) -> None:
    """Close a survey, inside an act; the earlier version is kept.

    Raises:
        NotFound: there is none of that id that is open.
    """
    row = session.get(GroupSurvey, survey_id)
    if row is None or row.site_id != site_id or row.closed_on is not None:
        raise NotFound("no such survey that is open")
    keep(session, row, actor, now)
    row.closed_on, row.handed_out = on, handed_out
    row.recorded_at, row.recorded_by = now, actor.account_id
