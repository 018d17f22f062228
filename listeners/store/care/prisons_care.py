"""Who is in the team of each of a few prisons, what offload has each had lately, and how many flags are open? Without
texts and reasons; one statement, however many prisons there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    Date,
    Select,
    String,
    bindparam,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)

from listeners.domain.care.cadence import CadenceFrom
from listeners.domain.care.flags import FlagState, Level
from listeners.domain.care.offload import LedBy, Officer, Offload, OffloadKind
from listeners.domain.pauses import Pause
from listeners.domain.people import ListenerId, SiteId, Standing, StandingFrom
from listeners.store.care import wellbeing as tables
from listeners.store.care.cadences import CadenceRow
from listeners.store.columns import NO_DATE, NO_FLAG, NO_NUMBER, NO_WORD
from listeners.store.database import db
from listeners.store.people import AvailabilityRule, Listener, StandingFact


@dataclass(slots=True)
class Person:
    """A Listener, as far as it matters to whether an offload is owed and whether he is active."""

    joined_on: date
    standings: list[StandingFrom] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    held: list[Offload] = field(default_factory=list)
    cadences: list[CadenceFrom] = field(default_factory=list)


@dataclass(slots=True)
class Care:
    """Everybody who has ever been in the team of one prison, and how many flags are not closed, by level."""

    people: dict[ListenerId, Person] = field(default_factory=dict)
    flags: dict[Level, int] = field(default_factory=dict)


def care_of(site_ids: Collection[SiteId], first: date) -> dict[SiteId, Care]:
    """Return the care of each prison, with the sessions from a date on (1 statement)."""
    found: defaultdict[SiteId, Care] = defaultdict(Care)
    rows: Any = db.session.execute(_CARE, {"sites": list(site_ids), "first": first}).all()
    for what, site_id, who, id_, on, until, word, led_by, officer, private, by_card, apart, number in sorted(
        rows, key=_in_order
    ):
        site = found[SiteId(site_id)]
        if what == "person":
            person = site.people.setdefault(ListenerId(who), Person(on))
            person.standings.append(StandingFrom(Standing(word), until))
        elif what == "pause":
            site.people[ListenerId(who)].pauses.append((on, until))
        elif what == "cadence":
            site.people[ListenerId(who)].cadences.append(CadenceFrom(on, number))
        elif what == "flag":
            site.flags[Level(word)] = number
        else:
            held = Offload(
                id_, on, OffloadKind(word), LedBy(led_by), bool(private), Officer(officer), bool(by_card), bool(apart)
            )
            site.people[ListenerId(who)].held.append(held)
    return dict(found)


def _in_order(row: Any) -> tuple[bool, int]:
    """People before anything of theirs, and each one's standings in the order of recording."""
    return row[0] != "person", row[-1] or 0


_SITES: BindParameter[str] = bindparam("sites", expanding=True)


def _people() -> Select[*tuple[Any, ...]]:
    return (
        select(
            literal("person").label("what"),
            Listener.site_id,
            Listener.id,
            NO_WORD,
            Listener.joined_on,
            StandingFact.from_on,
            type_coerce(StandingFact.standing, String),
            NO_WORD,
            NO_WORD,
            NO_FLAG,
            NO_FLAG,
            NO_FLAG,
            StandingFact.ordinal,
        )
        .join(StandingFact, StandingFact.listener_id == Listener.id)
        .where(Listener.site_id.in_(_SITES))
    )


def _pauses() -> Select[*tuple[Any, ...]]:
    row = AvailabilityRule
    return select(
        literal("pause"),
        row.site_id,
        row.listener_id,
        NO_WORD,
        row.from_on,
        row.until_on,
        NO_WORD,
        NO_WORD,
        NO_WORD,
        NO_FLAG,
        NO_FLAG,
        NO_FLAG,
        NO_NUMBER,
    ).where(row.site_id.in_(_SITES), or_(row.is_pause, row.is_agreed), row.in_force)


def _offloads() -> Select[*tuple[Any, ...]]:
    row = tables.Offload
    return select(
        literal("offload"),
        row.site_id,
        row.listener_id,
        row.id,
        row.on_date,
        NO_DATE,
        type_coerce(row.kind, String),
        type_coerce(row.led_by, String),
        type_coerce(row.officer, String),
        row.private,
        row.on_behalf,
        row.apart,
        NO_NUMBER,
    ).where(row.listener_id.in_(_of_sites()), row.on_date >= bindparam("first", type_=Date))


def _cadences() -> Select[*tuple[Any, ...]]:
    row = CadenceRow
    return select(
        literal("cadence"),
        row.site_id,
        row.listener_id,
        NO_WORD,
        row.from_on,
        NO_DATE,
        NO_WORD,
        NO_WORD,
        NO_WORD,
        NO_FLAG,
        NO_FLAG,
        NO_FLAG,
        row.every_days,
    ).where(row.site_id.in_(_SITES))


def _of_sites() -> Select[str]:
    """By his id and its date an offload is found without reading all the older ones of the prison."""
    return select(Listener.id).where(Listener.site_id.in_(_SITES))


def _flags() -> Select[*tuple[Any, ...]]:
    row = tables.Flag
    return (
        select(
            literal("flag"),
            row.site_id,
            NO_WORD,
            NO_WORD,
            NO_DATE,
            NO_DATE,
            type_coerce(row.level, String),
            NO_WORD,
            NO_WORD,
            NO_FLAG,
            NO_FLAG,
            NO_FLAG,
            func.count(),
        )
        .where(row.site_id.in_(_SITES), row.state != FlagState.CLOSED)
        .group_by(row.site_id, row.level)
    )


_CARE = union_all(_people(), _pauses(), _offloads(), _cadences(), _flags())
"""Put together once: every coordinator's first page asks."""
