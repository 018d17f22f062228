"""Which duties and rests are on file? Rows in, facts of the rules out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from listeners.domain.duties import PlannedDuty
from listeners.domain.people import ListenerId, SiteId, WingId
from listeners.domain.rest_facts import Rest
from listeners.domain.states import DutyState, NightPlace
from listeners.store import duties as tables
from listeners.store.database import db
from listeners.store.rest_because import because_of

LIVED_ALL_THE_SAME = "_found_later"
"""How the cause of a stand-down ends when the duty had begun before anybody knew: it was lived, and counts as such."""


def found_later(cause: str | None) -> bool:
    """Whether the cause for which a duty was withdrawn was only known after it had begun."""
    return cause is not None and cause.endswith(LIVED_ALL_THE_SAME)


@dataclass(frozen=True, slots=True)
class DutyOnFile:
    """A published night of a Listener, with what became of it."""

    id: str
    listener: ListenerId
    night: date
    place: NightPlace
    wing: WingId | None
    starts_at: datetime
    ends_at: datetime
    state: DutyState
    cause: str | None
    override_id: str | None

    @property
    def had_begun(self) -> bool:
        """Whether it was withdrawn only after it had begun: nothing was left to be covered."""
        return found_later(self.cause)

    @property
    def was_served(self) -> bool:
        """Whether it counts as a night on stand-by: planned, or lived before the rule that withdrew it was known."""
        return self.state is DutyState.PLANNED or (self.state is DutyState.STOOD_DOWN and self.had_begun)

    @property
    def planned(self) -> PlannedDuty:
        """The same as the rules of duties see it."""
        return PlannedDuty(
            self.id,
            self.listener,
            self.night,
            self.starts_at,
            self.ends_at,
            self.state,
            self.override_id is not None,
        )


@dataclass(frozen=True, slots=True)
class RestOnFile:
    """A rest in force, as it is stored."""

    id: str
    listener: ListenerId
    rest: Rest


def duties(
    site_id: SiteId, first: date, last: date | None = None, listener_ids: Collection[ListenerId] | None = None
) -> tuple[DutyOnFile, ...]:
    """Return the duties of any state of the nights from ``first`` to ``last``, by night and place (1 statement)."""
    duty = tables.Duty
    wanted = (
        select(
            duty.id,
            duty.listener_id,
            duty.night,
            duty.place,
            duty.wing_id,
            duty.starts_at,
            duty.ends_at,
            duty.state,
            duty.cause,
            duty.override_id,
        )
        .where(duty.site_id == site_id, duty.night >= first)
        .order_by(duty.night, duty.place, duty.recorded_at, duty.id)
    )
    if last is not None:
        wanted = wanted.where(duty.night <= last)
    if listener_ids is not None:
        wanted = wanted.where(duty.listener_id.in_(listener_ids))
    rows: Iterable[Any] = db.session.execute(wanted)
    return tuple(DutyOnFile(*row) for row in rows)


def was_withdrawn_at(site_id: SiteId, listener: ListenerId, night: date, at: datetime) -> bool:
    """Whether a Listener's duty of a night was withdrawn at this very moment (1 statement)."""
    duty = tables.Duty
    his = select(duty.id).where(duty.site_id == site_id, duty.listener_id == listener, duty.night == night)
    return db.session.scalar(his.where(duty.state == DutyState.WITHDRAWN, duty.recorded_at == at)) is not None


def rests(
    site_id: SiteId,
    *,
    ending_after: datetime | None = None,
    from_on: datetime | None = None,
    from_before: datetime | None = None,
    listener_ids: Collection[ListenerId] | None = None,
) -> dict[ListenerId, list[RestOnFile]]:
    """Return the rests in force that end (or excuse from work) after a moment, or begin within a stretch, each
    Listener's in order of its start (1 statement)."""
    rest = tables.Rest
    wanted = (
        select(
            rest.id,
            rest.listener_id,
            rest.rest_from,
            rest.rest_until,
            rest.excused_until,
            rest.rule,
            rest.kept,
            rest.night,
            rest.hours,
            rest.unbroken_minutes,
            rest.because,
        )
        .where(rest.site_id == site_id, rest.in_force)
        .order_by(rest.rest_from, rest.rest_until)
    )
    if ending_after is not None:
        wanted = wanted.where(or_(rest.rest_until > ending_after, rest.excused_until > ending_after))
    if from_on is not None:
        wanted = wanted.where(rest.rest_from >= from_on)
    if from_before is not None:
        wanted = wanted.where(rest.rest_from < from_before)
    if listener_ids is not None:
        wanted = wanted.where(rest.listener_id.in_(listener_ids))
    found: dict[ListenerId, list[RestOnFile]] = defaultdict(list)
    rows: Iterable[Any] = db.session.execute(wanted)
    for id_, listener_id, *facts, minutes, because in rows:
        unbroken = timedelta(minutes=minutes) if minutes is not None else None
        found[listener_id].append(RestOnFile(id_, listener_id, Rest(*(*facts, unbroken, *because_of(because)))))
    return found
