"""How does what a Listener says of every such night get on file? Every function here is called inside ``act()``."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from listeners.access import Actor
from listeners.domain.people import AvailabilityKind, ListenerId
from listeners.domain.team import Site
from listeners.errors import NotFound
from listeners.store import keyring
from listeners.store.columns import new_id
from listeners.store.journal import keep
from listeners.store.people import AvailabilityRule


def add_rule(
    session: Session,
    site: Site,
    listener_id: ListenerId,
    weekdays: frozenset[int],
    from_on: date,
    until_on: date | None,
    kind: AvailabilityKind,
    reason: str,
    actor: Actor,
    now: datetime,
    *,
    is_pause: bool = False,
    is_agreed: bool = False,
    is_hold: bool = False,
) -> str:
    """Put on file what is said of every night of these weekdays, the reason sealed; return its id."""
    row_id = new_id()
    session.add(
        AvailabilityRule(
            id=row_id,
            site_id=site.id,
            listener_id=listener_id,
            weekdays="".join(map(str, sorted(weekdays))),
            from_on=from_on,
            until_on=until_on,
            kind=kind,
            is_pause=is_pause,
            is_agreed=is_agreed,
            is_hold=is_hold,
            reason=keyring.seal(reason, site.id, "availability_rule", "reason", row_id) if reason else None,
            said_at=now,
            recorded_at=now,
            recorded_by=actor.account_id,
        )
    )
    return row_id


def end_rule(
    session: Session, site: Site, listener_id: ListenerId, rule_id: str, last: date, actor: Actor, now: datetime
) -> None:
    """Let it speak of no night after ``last``; the earlier version is kept. One that had not begun is taken back.

    Raises:
        NotFound: this Listener has said no such thing at this site.
    """
    row = session.get(AvailabilityRule, rule_id)
    if row is None or (row.site_id, row.listener_id) != (site.id, listener_id) or not row.in_force:
        raise NotFound("nothing of that id was said")
    if row.until_on is not None and row.until_on <= last:
        return
    keep(session, row, actor, now)
    if last < row.from_on:
        row.in_force = False
    else:
        row.until_on = last
    row.recorded_at, row.recorded_by = now, actor.account_id


def rules_in_force(session: Session, site: Site, listener_id: ListenerId, tonight: date) -> int:
    """Return how many such words of a Listener speak of tonight or a later night (1 statement)."""
    rule = AvailabilityRule
    counted = select(func.count()).where(
        rule.site_id == site.id,
        rule.listener_id == listener_id,
        rule.in_force,
        or_(rule.until_on.is_(None), rule.until_on >= tonight),
    )
    return session.scalar(counted) or 0
