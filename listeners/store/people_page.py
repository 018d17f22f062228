"""What is on file about one Listener for the person who looks after the team?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from listeners.domain.people import ListenerId, Standing, StandingFrom
from listeners.domain.states import AttendanceState
from listeners.domain.team import Site, TeamMember
from listeners.errors import NotFound
from listeners.store.callouts import Attendance
from listeners.store.database import db
from listeners.store.people import Listener, Reach, StandingFact
from listeners.store.people_facts import team_member


@dataclass(frozen=True, slots=True)
class StandingOnFile:
    """A standing from a date on, and when it was recorded."""

    standing: Standing
    from_on: date
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class PersonOnFile:
    """One Listener as the rules see him, the version of the row, and the dates of training and of consent."""

    member: TeamMember
    version: int
    trained_on: date | None
    consented_on: date | None
    standings: tuple[StandingOnFile, ...]


def person(site: Site, listener_id: ListenerId) -> PersonOnFile:
    """Return one Listener of a site (3 statements).

    Raises:
        NotFound: nobody of that id is at this site.
    """
    row = db.session.get(Listener, listener_id)
    if row is None or row.site_id != site.id:
        raise NotFound("nobody of that id at this site")
    wings = {str(wing.id): wing.code for wing in site.wings}
    reached = db.session.scalars(select(Reach.wing_id).where(Reach.listener_id == listener_id))
    standings = _standings(listener_id)
    history = tuple(StandingFrom(each.standing, each.from_on) for each in standings)
    return PersonOnFile(
        team_member(row, wings, reached, history), row.version, row.trained_on, row.consented_on, standings
    )


def contacts_had(site: Site, listener_ids: Collection[ListenerId]) -> dict[ListenerId, int]:
    """Return how many call-outs each of some Listeners has gone on and come back from, ever, in any part: whoever
    shadows is never the lead (1 statement, or none)."""
    if not listener_ids:
        return {}
    been = Attendance.state.in_((AttendanceState.RETURNED, AttendanceState.UNKNOWN_BACK))
    counted = (
        select(Attendance.listener_id, func.count())
        .where(
            Attendance.site_id == site.id,
            Attendance.listener_id.in_(listener_ids),
            Attendance.out_at.is_not(None),
            been,
        )
        .group_by(Attendance.listener_id)
    )
    return {ListenerId(who): count for who, count in db.session.execute(counted)}


def standings_of(site: Site, listener_ids: Collection[ListenerId]) -> dict[ListenerId, tuple[StandingFrom, ...]]:
    """Return the standings of some Listeners, each one's in the order of recording (1 statement)."""
    fact = StandingFact
    chosen = (
        select(fact.listener_id, fact.standing, fact.from_on)
        .where(fact.site_id == site.id, fact.listener_id.in_(listener_ids))
        .order_by(fact.from_on, fact.ordinal)
    )
    found: dict[ListenerId, tuple[StandingFrom, ...]] = {}
    for who, standing, from_on in db.session.execute(chosen):
        found[ListenerId(who)] = (*found.get(ListenerId(who), ()), StandingFrom(standing, from_on))
    return found


def call_outs_of(site: Site, listener_id: ListenerId, since: datetime) -> dict[str, str]:
    """Return the id of the call-out for each part in one that a Listener went out on since a moment (1 statement)."""
    own = select(Attendance.id, Attendance.call_out_id).where(
        Attendance.site_id == site.id, Attendance.listener_id == listener_id, Attendance.out_at >= since
    )
    return {part: call_out for part, call_out in db.session.execute(own)}


def _standings(listener_id: ListenerId) -> tuple[StandingOnFile, ...]:
    fact = StandingFact
    rows = db.session.execute(
        select(fact.standing, fact.from_on, fact.recorded_at)
        .where(fact.listener_id == listener_id)
        .order_by(fact.ordinal, fact.recorded_at)
    )
    return tuple(StandingOnFile(*row) for row in rows)
