"""Which coordinator has decided of a yes that waited for one, and when?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from listeners.domain.people import ListenerId, SiteId
from listeners.store.accounts import Account
from listeners.store.database import db
from listeners.store.records import Audit

DECIDED = ("cover_decided", "swap_decided")
"""The acts by which a coordinator agrees or not."""


def decision(site_id: SiteId, asked_id: str, whom: ListenerId | None, since: datetime) -> int | None:
    """Return the id of the last decision of a request for cover or an offer to swap, as it is asked ``since``, about
    the yes of one Listener (None: of anybody); None where there is none (1 statement)."""
    made = select(Audit.id).where(
        Audit.site_id == site_id, Audit.object_id == asked_id, Audit.verb.in_(DECIDED), Audit.at >= since
    )
    of_him = made if whom is None else made.where(Audit.subject_id == whom)
    return db.session.scalar(of_him.order_by(Audit.at.desc(), Audit.id.desc()).limit(1))


def made_by(site_id: SiteId, decision_id: int) -> tuple[str, datetime] | None:
    """Return who made a decision, by the name of the account, and when (1 statement)."""
    by = select(Account.name, Audit.at).join(Account, Account.id == Audit.account_id)
    row = db.session.execute(by.where(Audit.site_id == site_id, Audit.id == decision_id)).first()
    return None if row is None else (row.name, row.at)
