"""Which duties and rests are on file? Rows in, facts of the rules out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, or_, select

from listeners.domain.duties import PlannedDuty
from listeners.domain.people import ListenerId, SiteId, WingId
from listeners.domain.rest_facts import Rest
from listeners.domain.states import DutyState, NightPlace
from listeners.store import duties as tables
from listeners.store.database import db, read
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
    wanted = _duties(last is not None, listener_ids is not None)
    given = {"site": site_id, "first": first, "last": last, "listeners": listener_ids}
    rows: Iterable[Any] = read(wanted, given)
    return tuple(DutyOnFile(*row) for row in rows)


# Put together once: every page of the night asks for duties and rests.
@cache
def _duties(to_a_last: bool, of_some: bool) -> Select[*tuple[Any, ...]]:
    duty = tables.Duty
    columns: tuple[Any, ...] = (
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
    wanted = (
        select(*columns)
        .where(duty.site_id == bindparam("site"), duty.night >= bindparam("first"))
        .order_by(duty.night, duty.place, duty.recorded_at, duty.id)
    )
    if to_a_last:
        wanted = wanted.where(duty.night <= bindparam("last"))
    return wanted.where(duty.listener_id.in_(bindparam("listeners", expanding=True))) if of_some else wanted


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
    bounds = {"ending_after": ending_after, "from_on": from_on, "from_before": from_before, "listeners": listener_ids}
    given = {name: bound for name, bound in bounds.items() if bound is not None}
    found: dict[ListenerId, list[RestOnFile]] = defaultdict(list)
    rows: Iterable[Any] = read(_rests(frozenset(given)), {"site": site_id, **given})
    for id_, listener_id, *facts, minutes, because in rows:
        unbroken = timedelta(minutes=minutes) if minutes is not None else None
        found[listener_id].append(RestOnFile(id_, listener_id, Rest(*(*facts, unbroken, *because_of(because)))))
    return found


@cache
def _rests(given: frozenset[str]) -> Select[*tuple[Any, ...]]:
    rest = tables.Rest
    columns: tuple[Any, ...] = (
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
    after: Any = bindparam("ending_after")
    bounds = {
        "ending_after": or_(rest.rest_until > after, rest.excused_until > after),
        "from_on": rest.rest_from >= bindparam("from_on"),
        "from_before": rest.rest_from < bindparam("from_before"),
        "listeners": rest.listener_id.in_(bindparam("listeners", expanding=True)),
    }
    wanted = select(*columns).where(rest.site_id == bindparam("site"), rest.in_force)
    return wanted.where(*(bounds[name] for name in bounds if name in given)).order_by(rest.rest_from, rest.rest_until)
