"""Tables of the record: audit, earlier versions, act keys, notices, uploads to be confirmed, job runs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from listeners.domain.import_look import ImportKind
from listeners.domain.states import NoticeState
from listeners.store.columns import A_LIST, P0, P1, P2, P4, coded, long_words, moment, number, ref_to, sealed, words
from listeners.store.database import Base
from listeners.store.tables import Owned, at_the_same_site, known_by_site, of_a_site


class Audit(Base):
    """One row for each act and for each reading of wellbeing data: who, when, what, about which row. Never changed.

    ``previous`` and ``seal`` are empty: nothing here shows tampering by whoever owns the database.
    """

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_site_at", "site_id", "at"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, info={"data": P0})
    site_id: Mapped[str | None] = ref_to(optional=True, index=False)
    at: Mapped[datetime] = moment()
    account_id: Mapped[str | None] = ref_to(optional=True)
    sign_in_id: Mapped[str | None] = ref_to(optional=True, index=False)
    verb: Mapped[str] = words(40, P0)
    kind: Mapped[str] = words(30, P0)
    object_id: Mapped[str | None] = words(40, P0, optional=True)
    subject_id: Mapped[str | None] = ref_to(P2, optional=True)
    detail: Mapped[str | None] = long_words(P1, optional=True)
    previous: Mapped[str | None] = words(64, P0, optional=True)
    seal: Mapped[str | None] = words(64, P0, optional=True)


class Kept(Base, Owned):
    """An earlier version of a fact, sealed, kept when it was corrected."""

    __tablename__ = "kept"
    __table_args__ = (of_a_site(), UniqueConstraint("table_name", "row_id", "row_version"))
    table_name: Mapped[str] = words(30, P0)
    row_id: Mapped[str] = words(20, P0)
    row_version: Mapped[int] = number(P0)
    body: Mapped[bytes] = sealed(P4, A_LIST, optional=False)
    replaced_at: Mapped[datetime] = moment()
    replaced_by: Mapped[str | None] = ref_to(optional=True, index=False)


class ActKey(Base):
    """A form's own key: the second press of the same form finds the first answer here."""

    __tablename__ = "act_key"
    id: Mapped[str] = mapped_column(String(40), primary_key=True, info={"data": P0})
    account_id: Mapped[str | None] = ref_to(optional=True, index=False)
    at: Mapped[datetime] = moment(index=True)
    answer: Mapped[str] = words(300, P0)


class Notice(Base, Owned):
    """Something that somebody must be told: on an account's page, or as a slip for a Listener. Queued once per event.

    ``ordinal`` tells apart, in the order in which they were queued, what one of them is told of in the same second.
    ``batch``, ``sent_at``, ``tries`` and ``not_before`` are the outbox's, for those who also have an address for mail;
    the batch is the message that a notice goes out with, and never another one.
    """

    __tablename__ = "notice"
    __table_args__ = (of_a_site(), at_the_same_site("listener_id", "listener"), UniqueConstraint("event"))
    event: Mapped[str] = words(120, P0)
    kind: Mapped[str] = words(30, P0)
    account_id: Mapped[str | None] = ref_to(P1, optional=True)
    listener_id: Mapped[str | None] = ref_to(P1, optional=True)
    facts: Mapped[str] = long_words(P1)
    created_at: Mapped[datetime] = moment()
    ordinal: Mapped[int] = number(P0)
    state: Mapped[NoticeState] = coded(NoticeState, default=NoticeState.WAITING)
    done_at: Mapped[datetime | None] = moment(optional=True)
    done_by: Mapped[str | None] = ref_to(optional=True, index=False)
    batch: Mapped[str | None] = ref_to(optional=True)
    sent_at: Mapped[datetime | None] = moment(optional=True)
    tries: Mapped[int] = number(default=0)
    not_before: Mapped[datetime | None] = moment(optional=True)


class Upload(Base, Owned):
    """A file that one account uploaded: what it would do and, until it is confirmed, its lines. Forgotten in a day."""

    __tablename__ = "upload"
    __table_args__ = (of_a_site(), known_by_site("upload"))
    account_id: Mapped[str] = ref_to(P1)
    kind: Mapped[ImportKind] = coded(ImportKind, P0)
    name: Mapped[str] = words(80, P1)
    at: Mapped[datetime] = moment(index=True)
    faults: Mapped[int] = number(P0)
    look: Mapped[bytes] = sealed(P4, A_LIST, optional=False)
    done_at: Mapped[datetime | None] = moment(optional=True)


class UploadPart(Base, Owned):
    """Some of the lines of an uploaded file, sealed."""

    __tablename__ = "upload_part"
    __table_args__ = (of_a_site(), at_the_same_site("upload_id", "upload"), UniqueConstraint("upload_id", "ordinal"))
    upload_id: Mapped[str] = ref_to()
    ordinal: Mapped[int] = number(P0)
    lines: Mapped[bytes] = sealed(P4, A_LIST, optional=False)


class JobRun(Base):
    """A job's period that is done: the row is written with or after the effect (docs/decisions/0012)."""

    __tablename__ = "job_run"
    job: Mapped[str] = mapped_column(String(40), primary_key=True, info={"data": P0})
    period: Mapped[str] = mapped_column(String(40), primary_key=True, info={"data": P0})
    at: Mapped[datetime] = moment()
    outcome: Mapped[str] = words(300, P0)
