"""Which notices still have to go out by mail? They are put into messages, claimed before they are sent, marked after.

A message is a batch: its notices are chosen once and never change, so that its name (the Message-ID) always means the
same notices. Sent twice, because whoever sent it died before he could mark it, it can be dropped by who gets it the
second time without a loss; what was queued meanwhile goes out under another name.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session, aliased

from listeners.domain.states import NoticeState
from listeners.errors import Conflict
from listeners.store.accounts import Account
from listeners.store.columns import new_id
from listeners.store.database import act, db
from listeners.store.people import Site
from listeners.store.records import Notice

MOST_TRIES = 8
"""After so many a message is left to the page."""
LARGEST = 100
"""Notices in one message."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """One message to one account about one site: ``batch`` names it and always means the same ``notice_ids``."""

    batch: str
    mail: str
    site_name: str
    notice_ids: tuple[str, ...]
    tries: int


def gather() -> None:
    """Put what waits and is in no message yet into one for each account and site, oldest first; where there is nothing,
    nothing is written (1 statement)."""
    if db.session.execute(_ungathered().limit(1)).first() is None:
        return
    with act() as session:
        chosen: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for row in session.execute(_ungathered().with_for_update(of=Notice)):
            chosen[row.account_id, row.site_id].append(row.id)
        for ids in chosen.values():
            for start in range(0, len(ids), LARGEST):
                _set(session, Notice.id.in_(ids[start : start + LARGEST]), batch=new_id())


def _ungathered() -> Any:
    return (
        select(Notice.id, Notice.account_id, Notice.site_id)
        .join(Account, Account.id == Notice.account_id)
        .where(
            Notice.batch.is_(None),
            Notice.state == NoticeState.WAITING,
            Notice.sent_at.is_(None),
            Notice.tries < MOST_TRIES,
            _REACHABLE,
        )
        .order_by(Notice.created_at, Notice.id)
    )


_REACHABLE = Account.mail.is_not(None) & Account.active


def unsent(now: datetime) -> tuple[Unsent, ...]:
    """Return the messages that are due to go out, each of them whole, oldest first (1 statement).

    One of which all has been seen on the page meanwhile is not sent any more.
    """
    other = aliased(Notice)
    in_it = select(other.id).where(other.batch == Notice.batch)
    waits = in_it.where(other.state == NoticeState.WAITING)
    is_held = in_it.where(other.sent_at.is_not(None) | (other.tries >= MOST_TRIES) | (other.not_before > now))
    rows = db.session.execute(
        select(Notice.batch, Account.mail, Site.name, Notice.id, Notice.tries)
        .join(Account, Account.id == Notice.account_id)
        .join(Site, Site.id == Notice.site_id)
        .where(Notice.batch.is_not(None), Notice.sent_at.is_(None), waits.exists(), ~is_held.exists(), _REACHABLE)
        .order_by(Notice.created_at, Notice.id)
    )
    grouped: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.batch].append(row)
    return tuple(
        Unsent(batch, of_one[0].mail, of_one[0].name, tuple(row.id for row in of_one), of_one[0].tries)
        for batch, of_one in grouped.items()
    )


def claim(session: Session, unsent: Unsent, again_after: timedelta, now: datetime) -> None:
    """Take a message to be sent now, inside an act; it comes back after a while if it is not marked.

    Raises:
        Conflict: somebody else has taken it, or some of it; nothing is taken.
    """
    due = (Notice.batch == unsent.batch) & Notice.sent_at.is_(None)
    due &= or_(Notice.not_before.is_(None), Notice.not_before <= now)
    taken = _set(session, due, tries=Notice.tries + 1, not_before=now + again_after)
    if taken != len(unsent.notice_ids):
        raise Conflict("the message is being sent")


def mark_sent(session: Session, batch: str, now: datetime) -> None:
    """Note that a message has gone out."""
    _set(session, Notice.batch == batch, sent_at=now)


def _set(session: Session, which: ColumnElement[bool], **values: object) -> int:
    done: Any = session.execute(
        update(Notice).where(which).values(**values).execution_options(synchronize_session=False)
    )
    return int(done.rowcount)
