"""What is on file that a night depends on? Six statements, however long the history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select

from listeners.domain.people import ListenerId, SiteId, StandingFrom
from listeners.domain.rest_facts import Interruption, Rest
from listeners.domain.team import Site, TeamMember
from listeners.store import people
from listeners.store.availability_facts import sayings
from listeners.store.callouts_facts import CallOutOnFile, call_outs
from listeners.store.database import db, read
from listeners.store.duties import RestOverride
from listeners.store.duties_facts import DutyOnFile, duties, rests
from listeners.store.duties_overrides import TAKEN_BACK_UNUSED
from listeners.store.night_contacts import Contacts
from listeners.store.night_marks import OverrideOfNight, marks
from listeners.store.people_facts import team_member


@dataclass(frozen=True, slots=True)
class NightFacts:
    """Everything about one site that tonight depends on, from the night ``first`` to the night ``last``.

    ``said_no`` holds the nights on which somebody is unavailable: never why; ``said_no_by_day`` those on which he is so
    by day too, before the night begins. ``overrides`` holds the latest one of each night, ``contacts`` whoever is named
    as support contact. ``rests`` are those in force that end after the moment asked about. ``interruptions`` are those
    of all these nights, ``call_outs`` the whole of the latest alone, and of every one that is open.
    """

    team: tuple[TeamMember, ...]
    said_no: Mapping[ListenerId, frozenset[date]]
    said_no_by_day: Mapping[ListenerId, frozenset[date]]
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


def load(site: Site, first: date, latest: date, last: date, now: datetime) -> NightFacts:
    """Return what is on file for the nights from ``first`` to ``last``, whole call-outs from ``latest`` on, and the
    rests not over by ``now`` (6 statements)."""
    latest_ones = call_outs(site.id, latest)
    found, said = marks(site, first, last, latest_ones), sayings(site.id, first, last)
    return NightFacts(
        team=team(site),
        said_no=said.said_no,
        said_no_by_day=said.said_no_by_day,
        not_here=found.not_here,
        overrides=found.overrides,
        contacts=found.contacts,
        duties=duties(site.id, first, last),
        call_outs=latest_ones,
        interruptions=found.interruptions,
        rests={
            listener: tuple(each.rest for each in of_one)
            for listener, of_one in rests(site.id, ending_after=now).items()
        },
    )


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
        who.own_7,
        who.own_28,
        who.only,
        who.not_wings,
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


def count_overrides(site_id: SiteId, first: date, last: date) -> tuple[int, int]:
    """Return how often somebody was let begin unrested on the nights from ``first`` to ``last``, and how often that was
    taken back before anybody had gone by it, which is not among them (1 statement)."""
    unused = case((TAKEN_BACK_UNUSED, 1), else_=0)
    wanted = select(func.count(), func.sum(unused)).where(
        RestOverride.site_id == site_id, RestOverride.night.between(first, last)
    )
    given, back = db.session.execute(wanted).one()
    return given - (back or 0), back or 0


# Put together once: it is asked at every page of the night.
_TEAM = _select_team()
