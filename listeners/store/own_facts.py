"""What is on file of the nights and the rest of some Listeners, for their own pages and papers? One statement each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    LargeBinary,
    String,
    bindparam,
    cast,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from listeners.domain.people import ListenerId, SiteId
from listeners.domain.rest_facts import Interruption, Rest, RestRule
from listeners.domain.states import DutyState, NightPlace
from listeners.store.availability_facts import Sayings, said_columns, sayings_in
from listeners.store.callouts import Attendance
from listeners.store.callouts_facts import ENDS_SINCE, IS_INTERRUPTION, OF_INTERRUPTION
from listeners.store.columns import NO_DATE, NO_FLAG, NO_MOMENT, NO_NUMBER, NO_WORD
from listeners.store.database import db
from listeners.store.duties import Duty
from listeners.store.duties import Rest as RestRow
from listeners.store.rest_because import because_of


@dataclass(frozen=True, slots=True)
class DutyOfHis:
    """A published night of a Listener, with what became of it."""

    listener: ListenerId
    night: date
    place: NightPlace
    state: DutyState
    starts_at: datetime
    ends_at: datetime


def nights(
    site_id: SiteId, listeners: Collection[ListenerId], first: date, last: date | None
) -> tuple[tuple[DutyOfHis, ...], Sayings]:
    """Return the duties of any state of these Listeners, of the nights from ``first`` to ``last`` (None: to their last
    duty), by night and place, and what they say about these nights (1 statement)."""
    asked = {"site": site_id, "first": first, "last": last or date.max, "listeners": list(listeners)}
    duties, said = [], []
    for *of_said, state, starts_at, ends_at in db.session.execute(_NIGHTS, asked).all():
        if state is None:
            said.append(of_said)
        else:
            id_, listener, night, _, _, place, at, *_ = of_said
            his = DutyOfHis(ListenerId(listener), night, NightPlace(place), DutyState(state), starts_at, ends_at)
            duties.append(((night, his.place, at, id_), his))
    in_order = tuple(his for _, his in sorted(duties, key=lambda each: each[0]))
    until = last or max((each.night for each in in_order), default=first)
    return in_order, sayings_in(said, first, until)


def _nights() -> CompoundSelect[Any]:
    duty = select(
        Duty.id,
        Duty.listener_id,
        Duty.night,
        NO_DATE,
        NO_WORD,
        type_coerce(Duty.place, String),
        Duty.recorded_at,
        NO_FLAG,
        NO_FLAG,
        NO_FLAG,
        cast(null(), LargeBinary),
        type_coerce(Duty.state, String),
        Duty.starts_at,
        Duty.ends_at,
    ).where(
        Duty.site_id == _SITE,
        Duty.listener_id.in_(_LISTENERS),
        Duty.night.between(bindparam("first"), bindparam("last")),
    )
    said = (part.add_columns(NO_WORD, NO_MOMENT, NO_MOMENT) for part in said_columns(True, with_reasons=False))
    return union_all(duty, *said)


def rest_of(
    site_id: SiteId, listener: ListenerId, since: datetime, now: datetime
) -> tuple[tuple[Rest, ...], tuple[Interruption, ...]]:
    """Return the rests in force of a Listener that are not over, or still excuse from work, and what interrupted him
    and had not ended by ``since``, both by their start (1 statement)."""
    asked = {"site": site_id, "listeners": [listener], "since": since, "now": now}
    rests, happened = [], []
    for id_, *row in db.session.execute(_REST, asked).all():
        *moments, rule, night, hours, minutes, kept, because = row
        if rule is None:
            happened.append(Interruption(id_, *moments))
        else:
            rest_from, rest_until, excused_until, *_ = moments
            unbroken = timedelta(minutes=minutes) if minutes is not None else None
            of_rest = (rest_from, rest_until, excused_until, RestRule(rule), bool(kept), night, hours, unbroken)
            rests.append(Rest(*of_rest, *because_of(because)))
    rests.sort(key=lambda rest: (rest.rest_from, rest.rest_until))
    happened.sort(key=lambda each: (each.start, each.id))
    return tuple(rests), tuple(happened)


def _rest() -> CompoundSelect[Any]:
    owed = select(
        RestRow.id,
        RestRow.rest_from,
        RestRow.rest_until,
        RestRow.excused_until,
        NO_MOMENT,
        NO_MOMENT,
        type_coerce(RestRow.rule, String),
        RestRow.night,
        RestRow.hours,
        RestRow.unbroken_minutes,
        RestRow.kept,
        RestRow.because,
    ).where(
        RestRow.site_id == _SITE,
        RestRow.listener_id.in_(_LISTENERS),
        RestRow.in_force,
        or_(RestRow.rest_until > bindparam("now"), RestRow.excused_until > bindparam("now")),
    )
    happened = select(*OF_INTERRUPTION, NO_WORD, NO_DATE, NO_NUMBER, NO_NUMBER, NO_FLAG, NO_WORD).where(
        Attendance.site_id == _SITE, Attendance.listener_id.in_(_LISTENERS), IS_INTERRUPTION, ENDS_SINCE
    )
    return union_all(owed, happened)


_SITE: BindParameter[str] = bindparam("site")
_LISTENERS: BindParameter[Any] = bindparam("listeners", expanding=True)
_NIGHTS, _REST = _nights(), _rest()
