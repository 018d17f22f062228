"""How do the limits agreed with a Listener get on file? Every function here is called inside ``act()``."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from listeners.access import Actor
from listeners.domain.own_limits import OwnLimits
from listeners.domain.people import AvailabilityKind, ListenerId
from listeners.domain.team import Site
from listeners.store.journal import keep
from listeners.store.people import Availability, AvailabilityRule, Listener
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


def numbers_agreed(session: Session, site: Site, listener_id: ListenerId) -> OwnLimits:
    """Return how many nights a Listener agreed to, and nothing else of what was agreed (1 statement)."""
    who = Listener
    wanted = select(who.own_7, who.own_28).where(who.site_id == site.id, who.id == listener_id)
    found = session.execute(wanted).one_or_none()
    return OwnLimits() if found is None else OwnLimits(*found)


def agreed_words(session: Session, site: Site, listener_id: ListenerId, tonight: date) -> dict[date, Availability]:
    """Return what covers a Listener's nights from tonight on that are more than was agreed (1 statement)."""
    said = Availability
    wanted = select(said).where(
        said.site_id == site.id,
        said.listener_id == listener_id,
        said.night >= tonight,
        said.is_agreed,
        said.in_force,
    )
    return {each.night: each for each in session.scalars(wanted)}


def take_back_words(session: Session, words: Iterable[Availability], actor: Actor, now: datetime) -> None:
    """Let these cover no night any more; the earlier versions are kept."""
    for row in words:
        keep(session, row, actor, now)
        row.in_force, row.is_agreed = False, False
        row.recorded_at, row.recorded_by = now, actor.account_id


def put_words(
    session: Session, site: Site, listener_id: ListenerId, nights: Collection[date], actor: Actor, now: datetime
) -> None:
    """Put on file, without a reason, that he cannot do these nights, of which it is not in force (1 statement)."""
    said, cannot = Availability, AvailabilityKind.UNAVAILABLE
    before = select(said).where(said.listener_id == listener_id, said.kind == cannot, said.night.in_(nights))
    known = {each.night: each for each in session.scalars(before)}
    for night in nights:
        row = known.get(night)
        if row is None:
            row = said(site_id=site.id, listener_id=listener_id, night=night, kind=cannot)
            session.add(row)
        else:
            keep(session, row, actor, now)
        row.in_force, row.is_agreed, row.reason = True, True, None
        row.recorded_at, row.recorded_by = now, actor.account_id
    session.flush()
