"""Who has to be told something, and what are they still to be told?"""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select

from listeners.domain.people import AccountId, Role, SiteId
from listeners.store.accounts import Account, AccountGrant
from listeners.store.database import db


def coordinators(site_id: SiteId, on: date) -> tuple[AccountId, ...]:
    """Return the accounts that are coordinators of a site on a date (1 statement)."""
    grant = AccountGrant
    found = db.session.scalars(
        select(grant.account_id)
        .join(Account, Account.id == grant.account_id)
        .where(
            grant.site_id == site_id,
            grant.role == Role.COORDINATOR,
            grant.from_on <= on,
            or_(grant.until_on.is_(None), grant.until_on >= on),
            Account.active,
        )
        .order_by(grant.account_id)
        .distinct()
    )
    return tuple(AccountId(account_id) for account_id in found)
