"""Which numbers has a site changed, when, by whom and why? Facts are added, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from listeners.access import Actor
from listeners.domain.people import SiteId
from listeners.domain.policy import BY_NAME, PolicyChange, Value
from listeners.store.accounts import Account
from listeners.store.columns import new_id
from listeners.store.database import db
from listeners.store.people_facts import policy_value
from listeners.store.rota import PolicyFact


@dataclass(frozen=True, slots=True)
class ChangeOnFile:
    """One change of one number, with who recorded it (None: SYSTEM) and when."""

    change: PolicyChange
    recorded_at: datetime
    recorded_by: str | None


def changes(site_id: SiteId) -> tuple[ChangeOnFile, ...]:
    """Return every change of a site's policy in the order of recording (1 statement)."""
    rows = db.session.execute(
        select(
            PolicyFact.name,
            PolicyFact.value,
            PolicyFact.from_on,
            PolicyFact.reason,
            PolicyFact.recorded_at,
            Account.name.label("recorded_by"),
        )
        .outerjoin(Account, Account.id == PolicyFact.recorded_by)
        .where(PolicyFact.site_id == site_id)
        .order_by(PolicyFact.ordinal)
    )
    return tuple(
        ChangeOnFile(
            PolicyChange(row.name, policy_value(row.name, row.value), row.from_on, row.reason, row.recorded_at),
            row.recorded_at,
            row.recorded_by,
        )
        for row in rows
        if row.name in BY_NAME
    )


def add_change(
    session: Session, site_id: SiteId, name: str, value: Value, from_on: date, reason: str, actor: Actor, at: datetime
) -> str:
    """Add a change inside an act and return its id; of two for the same date the later counts."""
    last = session.scalar(select(func.max(PolicyFact.ordinal)).where(PolicyFact.site_id == site_id))
    row = PolicyFact(
        id=new_id(),
        site_id=site_id,
        name=name,
        value=value.isoformat("minutes") if isinstance(value, time) else str(value),
        from_on=from_on,
        reason=reason,
        ordinal=0 if last is None else last + 1,
        recorded_at=at,
        recorded_by=actor.account_id,
    )
    session.add(row)
    session.flush()
    return row.id
