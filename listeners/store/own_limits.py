"""How do the limits agreed with a Listener get on file? Every function here is called inside ``act()``."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from listeners.access import Actor
from listeners.domain.own_limits import OwnLimits
from listeners.domain.people import ListenerId
from listeners.domain.team import Site
from listeners.store.journal import keep
from listeners.store.people import AvailabilityRule
from listeners.store.people_writes import listener_row


def put_limits(
    session: Session, site: Site, listener_id: ListenerId, limits: OwnLimits, actor: Actor, now: datetime
) -> None:
    """Write a Listener's own limits in his row, the earlier version kept; the same again changes nothing.

    Raises:
        NotFound: nobody of that id is at this site.
    """
    row = listener_row(session, site, listener_id)
    wings = ";".join(sorted(wing.id for wing in site.wings if wing.code in limits.not_wings))
    wanted = {"own_7": limits.in_7, "own_28": limits.in_28, "only": limits.only, "not_wings": wings}
    if all(getattr(row, name) == value for name, value in wanted.items()):
        return
    keep(session, row, actor, now)
    for name, value in wanted.items():
        setattr(row, name, value)
    row.recorded_at, row.recorded_by = now, actor.account_id


def agreed_rules(session: Session, site: Site, listener_id: ListenerId, tonight: date) -> tuple[str, ...]:
    """Return the ids of the words by which, as was agreed, a Listener is not asked for tonight or a later night
    (1 statement)."""
    rule = AvailabilityRule
    wanted = select(rule.id).where(
        rule.site_id == site.id,
        rule.listener_id == listener_id,
        rule.is_agreed,
        rule.in_force,
        or_(rule.until_on.is_(None), rule.until_on >= tonight),
    )
    return tuple(session.scalars(wanted))
