"""Which notices still have to go out by mail? They are claimed before they are sent, and marked after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Session

from listeners.domain.states import NoticeState
from listeners.store.accounts import Account
from listeners.store.database import db
from listeners.store.people import Site
from listeners.store.records import Notice

MOST_TRIES = 8
"""After so many a notice is left to the page."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """What one account has not been told by mail about one site; ``tries`` is of the one tried most."""

    mail: str
    site_name: str
    notice_ids: tuple[str, ...]
    tries: int


def unsent(now: datetime) -> tuple[Unsent, ...]:
    """Return what is due to go out, oldest first, by account and site (1 statement)."""
    rows = db.session.execute(
        select(Notice.id, Notice.tries, Notice.account_id, Notice.site_id, Account.mail, Site.name)
        .join(Account, Account.id == Notice.account_id)
        .join(Site, Site.id == Notice.site_id)
        .where(
            Notice.state == NoticeState.WAITING,
            Notice.sent_at.is_(None),
            Notice.tries < MOST_TRIES,
            or_(Notice.not_before.is_(None), Notice.not_before <= now),
            Account.mail.is_not(None),
            Account.active,
        )
        .order_by(Notice.created_at, Notice.id)
    )
    grouped: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.account_id, row.site_id].append(row)
    return tuple(
        Unsent(of_one[0].mail, of_one[0].name, tuple(row.id for row in of_one), max(row.tries for row in of_one))
        for of_one in grouped.values()
    )


def claim(session: Session, notice_ids: Collection[str], again_after: timedelta, now: datetime) -> bool:
    """Take notices to be sent now; they come back after a while if they are not marked. Return whether all of them
    are ours."""
    done: Any = session.execute(
        update(Notice)
        .where(
            Notice.id.in_(notice_ids),
            Notice.sent_at.is_(None),
            or_(Notice.not_before.is_(None), Notice.not_before <= now),
        )
        .values(tries=Notice.tries + 1, not_before=now + again_after)
        .execution_options(synchronize_session=False)
    )
    return isinstance(done, CursorResult) and done.rowcount == len(notice_ids)


def mark_sent(session: Session, notice_ids: Collection[str], now: datetime) -> None:
    """Note that a message has gone out."""
    session.execute(
        update(Notice).where(Notice.id.in_(notice_ids)).values(sent_at=now).execution_options(synchronize_session=False)
    )
