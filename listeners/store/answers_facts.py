"""Which coordinator has decided of a yes that waited for one, and when?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from listeners.domain.people import SiteId
from listeners.store.accounts import Account
from listeners.store.database import db
from listeners.store.records import Audit

DECIDED = ("cover_decided", "swap_decided")
"""The acts by which a coordinator agrees or not."""


def decided(site_id: SiteId, asked_id: str) -> tuple[str, datetime] | None:
    """Return who made the last decision of a request for cover or an offer to swap, by the name of the account, and
    when; None where there is none (1 statement)."""
    last = (
        select(Account.name, Audit.at)
        .join(Account, Account.id == Audit.account_id)
        .where(Audit.site_id == site_id, Audit.object_id == asked_id, Audit.verb.in_(DECIDED))
        .order_by(Audit.at.desc(), Audit.id.desc())
        .limit(1)
    )
    row = db.session.execute(last).first()
    return None if row is None else (row.name, row.at)
