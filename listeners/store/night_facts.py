"""What is on file that a night depends on? Seven statements, however long the history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CompoundSelect, Select, String, bindparam, cast, func, literal, null, or_, select, union_all

from listeners.domain.nights import at_local
from listeners.domain.people import ListenerId, SiteId, StandingFrom
from listeners.domain.rest_facts import Interruption, Rest
from listeners.domain.team import Site, TeamMember
from listeners.store import people
from listeners.store.availability_facts import said_no
from listeners.store.callouts_facts import CallOutOnFile, call_outs, interruptions
from listeners.store.columns import UtcDateTime
from listeners.store.database import db, read
from listeners.store.duties import NotHere, RestOverride
from listeners.store.duties_facts import DutyOnFile, duties, rests
from listeners.store.night_contacts import Contacts, NightContact, as_contacts
from listeners.store.people_facts import team_member


@dataclass(frozen=True, slots=True)
class OverrideOfNight:
    """The latest override of somebody's rest for one night: when it was recorded, until when it stands, by which
    account and in whose name."""

    recorded_at: datetime
    until: datetime
    approver_id: str
    approver_name: str


@dataclass(frozen=True, slots=True)
class NightFacts:
    """Everything about one site that tonight depends on, from the night ``first`` to the night ``last``.

    ``said_no`` holds the nights on which somebody is unavailable: never why. ``overrides`` holds the
    latest one of each night, ``contacts`` whoever is named as support contact. ``rests`` are those in force that end
    after the moment asked about. ``interruptions`` are those of all these nights, ``call_outs`` the whole of the latest
    alone, and of every one that is open.
    """

    team: tuple[TeamMember, ...]
    said_no: Mapping[ListenerId, frozenset[date]]
    not_here: frozenset[tuple[ListenerId, date]]
    overrides: Mapping[tuple[ListenerId, date], OverrideOfNight]
    contacts: Contacts
    duties: tuple[DutyOnFile, ...]
    call_outs: tuple[CallOutOnFile, ...]
    interruptions: Mapping[ListenerId, list[Interruption]]
    rests: Mapping[ListenerId, tuple[Rest, ...]]

    def member(self, listener: ListenerId) -> TeamMember:
        """Return who that is."""
        return next(member for member in self.team if member.id == listener)


def _select_marks() -> CompoundSelect[Any]:
    away, override = NotHere, RestOverride
    site: Any = bindparam("site")
    first: Any = bindparam("first")
    last: Any = bindparam("last")
    never, nobody = cast(null(), UtcDateTime), cast(null(), String)
    none = (never, never, nobody, nobody)
    not_here = select(literal("not here"), away.listener_id, away.night, *none).where(
        away.site_id == site, away.night.between(first, last)
    )
    overridden = select(
        literal("override"),
        override.listener_id,
        override.night,
        override.recorded_at,
        override.expires_at,
        override.approver_id,
        override.approver_name,
    ).where(override.site_id == site, override.night.between(first, last))
    contact = NightContact
    named = select(literal("contact"), contact.id, contact.night, never, never, contact.name, contact.reached).where(
        contact.site_id == site, or_(contact.night.is_(None), contact.night.between(first, last))
    )
    return union_all(not_here, overridden, named)


def load(site: Site, first: date, latest: date, last: date, now: datetime) -> NightFacts:
    """Return what is on file for the nights from ``first`` to ``last``, whole call-outs from ``latest`` on, and the
    rests not over by ``now`` (7 statements)."""
    not_here, overrides, contacts = _marks(site.id, first, last)
    latest_ones = call_outs(site.id, latest)
    return NightFacts(
        team=team(site),
        said_no=said_no(site.id, first, last),
        not_here=not_here,
        overrides=overrides,
        contacts=contacts,
        duties=duties(site.id, first, last),
        call_outs=latest_ones,
        interruptions=_with_open(interruptions(site.id, since=at_local(first, time(0), site.zone)), latest_ones),
        rests={
            listener: tuple(each.rest for each in of_one)
            for listener, of_one in rests(site.id, ending_after=now).items()
        },
    )


def _with_open(
    lately: dict[ListenerId, list[Interruption]], open_too: Iterable[CallOutOnFile]
) -> dict[ListenerId, list[Interruption]]:
    """Add what began before all these nights and is not over: a return of long ago that was never entered."""
    known = {each.id for of_one in lately.values() for each in of_one}
    for attended in (each for call_out in open_too for each in call_out.attended):
        interruption = attended.interruption
        if interruption is not None and interruption.id not in known:
            lately.setdefault(attended.listener, []).append(interruption)
    return lately


def _select_team() -> Select[*tuple[Any, ...]]:
    who, reach, fact = people.Listener, people.Reach, people.StandingFact
    columns: tuple[Any, ...] = (
        who.id,
        who.ref,
        who.name,
        who.prison_number,
        who.cell,
        who.wing_id,
        who.share,
        who.joined_on,
        who.reserve,
        who.works,
        reach.wing_id,
        fact.id,
        fact.standing,
        fact.from_on,
    )
    return (
        select(*columns)
        .select_from(who)
        .outerjoin(reach, (reach.site_id == who.site_id) & (reach.listener_id == who.id))
        .outerjoin(fact, (fact.site_id == who.site_id) & (fact.listener_id == who.id))
        .where(who.site_id == bindparam("site"))
        .order_by(fact.from_on, fact.ordinal)
    )


def team(site: Site) -> tuple[TeamMember, ...]:
    """Return everybody who has ever been in a site's team, by name, with reach and standing (1 statement)."""
    rows: Iterable[Any] = read(_TEAM, {"site": site.id})
    heads: dict[str, Any] = {}
    reaches: dict[str, set[str]] = defaultdict(set)
    standings: dict[str, dict[str, StandingFrom]] = defaultdict(dict)
    for row in rows:
        *_, reached, fact_id, standing, from_on = row
        heads.setdefault(row.id, row)
        if reached is not None:
            reaches[row.id].add(reached)
        if fact_id is not None:
            standings[row.id][fact_id] = StandingFrom(standing, from_on)
    codes = {str(wing.id): wing.code for wing in site.wings}
    members = [team_member(row, codes, reaches[id_], tuple(standings[id_].values())) for id_, row in heads.items()]
    return tuple(sorted(members, key=lambda member: (member.name.casefold(), member.ref)))  # the same on both engines


def _marks(
    site_id: SiteId, first: date, last: date
) -> tuple[frozenset[tuple[ListenerId, date]], dict[tuple[ListenerId, date], OverrideOfNight], Contacts]:
    """Return the two marks that somebody may have on a night, not here and let begin unrested, and the support contacts
    (1 statement)."""
    not_here: set[tuple[ListenerId, date]] = set()
    overrides: dict[tuple[ListenerId, date], OverrideOfNight] = {}
    named: list[tuple[date | None, str, str]] = []
    wanted = {"site": site_id, "first": first, "last": last}
    for mark, listener, night, *given in read(_MARKS, wanted):
        if mark == "not here":
            not_here.add((listener, night))
        elif mark == "contact":
            _, _, name, reached = given
            named.append((night, name, reached))
        else:
            found = OverrideOfNight(*given)
            latest = overrides.get((listener, night), found)
            overrides[listener, night] = max(found, latest, key=lambda one: (one.recorded_at, one.until))
    return frozenset(not_here), overrides, as_contacts(named)


def count_overrides(site_id: SiteId, first: date, last: date) -> int:
    """Return how often somebody was let begin unrested on the nights from ``first`` to ``last`` (1 statement)."""
    wanted = select(func.count()).where(RestOverride.site_id == site_id, RestOverride.night.between(first, last))
    return db.session.scalar(wanted) or 0


# Put together once: they are asked at every page of the night.
_TEAM, _MARKS = _select_team(), _select_marks()
