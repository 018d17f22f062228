"""How is the team on file changed? New Listeners, corrected details, standing from a date, and the duties it empties.

Every function here is called inside ``act()``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from listeners.access import Actor
from listeners.domain.people import ListenerId, Standing
from listeners.domain.people_details import Details
from listeners.domain.states import DutyState, NightPlace
from listeners.domain.team import Site
from listeners.errors import Conflict, NotFound
from listeners.store import rota_writes
from listeners.store.columns import new_id
from listeners.store.duties import Duty
from listeners.store.journal import keep
from listeners.store.people import Listener, Reach, StandingFact

NOT_AVAILABLE = "not_available"
"""The one cause that a duty withdrawn here carries, whether its Listener left, moved or paused: staff may see it."""


@dataclass(frozen=True, slots=True)
class EmptiedDuty:
    """A duty withdrawn because its Listener does not take part on that night; its place is now short of one."""

    id: str
    listener: ListenerId
    night: date
    place: NightPlace
    starts_at: datetime
    ends_at: datetime


def add_listener(session: Session, site: Site, ref: str, details: Details, actor: Actor, now: datetime) -> ListenerId:
    """Add a Listener, without a standing as yet, and return the id."""
    row = Listener(id=new_id(), site_id=site.id, ref=ref, recorded_at=now, recorded_by=actor.account_id)
    for name, value in _columns(site, details).items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    set_reaches(session, site, row.id, details.reaches)
    return ListenerId(row.id)


def correct_listener(
    session: Session,
    site: Site,
    listener_id: ListenerId,
    details: Details,
    actor: Actor,
    now: datetime,
    *,
    seen_version: int | None = None,
    keep_dates: bool = False,
) -> None:
    """Correct a Listener's details, keeping the earlier version (of the wings reached, the audit row tells).

    ``keep_dates`` leaves training and consent as they are. The date of joining takes the first standing with it.

    Raises:
        NotFound: nobody of that id is at this site.
        Conflict: somebody changed the row after ``seen_version``.
    """
    row = listener_row(session, site, listener_id, seen_version)
    columns = _columns(site, details)
    if keep_dates:
        columns = {name: value for name, value in columns.items() if name not in ("trained_on", "consented_on")}
    reaches_change = set_reaches(session, site, row.id, details.reaches)
    if reaches_change or any(getattr(row, name) != value for name, value in columns.items()):
        if row.joined_on != details.joined_on:
            _move_first_standing(session, row, details.joined_on, actor, now)
        keep(session, row, actor, now)
        for name, value in columns.items():
            setattr(row, name, value)
        row.recorded_at, row.recorded_by = now, actor.account_id


def put_consented(session: Session, site: Site, listener_id: ListenerId, on: date, actor: Actor, now: datetime) -> None:
    """Put on file the day of a Listener's yes to being one, where it is later than the one that is there; the earlier
    version is kept.

    Raises:
        NotFound: nobody of that id is at this site.
    """
    row = listener_row(session, site, listener_id)
    if row.consented_on is None or row.consented_on < on:
        keep(session, row, actor, now)
        row.consented_on, row.recorded_at, row.recorded_by = on, now, actor.account_id


def listener_row(session: Session, site: Site, listener_id: ListenerId, seen_version: int | None = None) -> Listener:
    """Return the row of a Listener of a site.

    Raises:
        NotFound: nobody of that id is at this site.
        Conflict: its version is another than the one that was seen.
    """
    row = session.get(Listener, listener_id)
    if row is None or row.site_id != site.id:
        raise NotFound("nobody of that id at this site")
    if seen_version is not None and row.version != seen_version:
        raise Conflict("changed meanwhile")
    return row


def _columns(site: Site, details: Details) -> dict[str, Any]:
    wing = site.wing(details.cell.wing)
    if wing is None:
        raise NotFound("no such wing")
    columns = {
        "name": details.name,
        "prison_number": details.prison_number,
        "cell": str(details.cell),
        "wing_id": wing.id,
        "share": details.share,
        "joined_on": details.joined_on,
        "reserve": details.reserve,
        "trained_on": details.trained_on,
        "consented_on": details.consented_on,
    }
    return columns if details.works is None else columns | {"works": ";".join(details.works)}


def set_reaches(session: Session, site: Site, listener_id: str, reaches: frozenset[str] | None) -> bool:
    """Make a Listener reach these wings, or every wing; return whether that changes anything."""
    wings = {wing.code: wing.id for wing in site.wings}
    wanted = {wings[code] for code in reaches or ()}
    there = set(session.scalars(select(Reach.wing_id).where(Reach.listener_id == listener_id)))
    if gone := there - wanted:
        session.execute(delete(Reach).where(Reach.listener_id == listener_id, Reach.wing_id.in_(gone)))
    session.add_all(
        Reach(id=new_id(), site_id=site.id, listener_id=listener_id, wing_id=wing) for wing in sorted(wanted - there)
    )
    return wanted != there


def _move_first_standing(session: Session, row: Listener, joined_on: date, actor: Actor, now: datetime) -> None:
    """Let the standing that a Listener joined with begin on the corrected day of joining.

    Where another standing begins before that day, all of them stay: what was true first is then not ours to guess.
    """
    facts = list(
        session.scalars(
            select(StandingFact)
            .where(StandingFact.listener_id == row.id)
            .order_by(StandingFact.from_on, StandingFact.ordinal)
        )
    )
    later = [fact for fact in facts if fact.from_on != row.joined_on]
    if any(fact.from_on <= joined_on for fact in later):
        return
    for fact in facts:
        if fact.from_on == row.joined_on:
            keep(session, fact, actor, now)
            fact.from_on, fact.recorded_at, fact.recorded_by = joined_on, now, actor.account_id
    session.flush()


def add_standing(
    session: Session,
    site: Site,
    listener_id: ListenerId,
    standing: Standing,
    from_on: date,
    actor: Actor,
    now: datetime,
) -> str:
    """Record that a Listener has a standing from a date on, and return the id of the fact.

    Duties that it makes unlawful are withdrawn before (``empty_duties``): the database refuses it otherwise.
    """
    last = session.scalar(select(func.max(StandingFact.ordinal)).where(StandingFact.listener_id == listener_id))
    fact = StandingFact(
        id=new_id(),
        site_id=site.id,
        listener_id=listener_id,
        standing=standing,
        from_on=from_on,
        ordinal=0 if last is None else last + 1,
        recorded_at=now,
        recorded_by=actor.account_id,
    )
    session.add(fact)
    session.flush()
    return fact.id


def empty_duties(
    session: Session,
    listener_id: ListenerId,
    takes_part: Callable[[date], bool],
    actor: Actor,
    now: datetime,
) -> tuple[EmptiedDuty, ...]:
    """Withdraw the duties of a Listener, not yet begun, on nights on which he will not take part."""
    ahead = session.execute(
        select(Duty.id, Duty.night, Duty.place, Duty.starts_at, Duty.ends_at)
        .where(Duty.listener_id == listener_id, Duty.state == DutyState.PLANNED, Duty.starts_at > now)
        .order_by(Duty.night)
    )
    emptied = [
        EmptiedDuty(duty_id, listener_id, night, place, starts_at, ends_at)
        for duty_id, night, place, starts_at, ends_at in ahead
        if not takes_part(night)
    ]
    rota_writes.withdraw(session, [duty.id for duty in emptied], NOT_AVAILABLE, actor, now)
    return tuple(emptied)
