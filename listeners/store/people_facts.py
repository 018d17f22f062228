"""What is on file about a site, its policy and its team? Rows in, frozen facts out; a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from listeners.domain.own_limits import OwnLimits
from listeners.domain.people import ListenerId, SiteId, StandingFrom, WingId
from listeners.domain.policy import BY_NAME, Policy, PolicyChange, Value, policy_on
from listeners.domain.states import ContactPlace
from listeners.domain.team import Session, Site, TeamMember, Wing
from listeners.errors import NotFound
from listeners.store import people
from listeners.store.database import db, read
from listeners.store.rota import PolicyFact


def site_by_code(code: str) -> Site:
    """Return the site with a prison code.

    Raises:
        NotFound: there is none.
    """
    found = db.session.scalar(select(people.Site.id).where(people.Site.code == code))
    if found is None:
        raise NotFound(f"no site {code}")
    return site(SiteId(found))


def site_ids() -> tuple[SiteId, ...]:
    """Return every site, by code (1 statement)."""
    return tuple(SiteId(found) for found in db.session.scalars(select(people.Site.id).order_by(people.Site.code)))


def site(site_id: SiteId) -> Site:
    """Return a site with its wings and sessions (1 statement: every page asks for it).

    Raises:
        NotFound: there is none.
    """
    found = db.session.execute(
        select(people.Site, people.Wing, people.SiteSession)
        .outerjoin(people.Wing, people.Wing.site_id == people.Site.id)
        .outerjoin(people.SiteSession, people.SiteSession.site_id == people.Site.id)
        .where(people.Site.id == site_id)
        .order_by(people.Wing.code, people.SiteSession.starts)
    ).all()
    if not found:
        raise NotFound("no such site")
    row = found[0][0]
    # Every wing stands beside every session.
    wings = {wing.id: wing for _, wing, _ in found if wing is not None}.values()
    sessions = {session.id: session for _, _, session in found if session is not None}.values()
    return Site(
        id=SiteId(row.id),
        code=row.code,
        name=row.name,
        zone=ZoneInfo(row.timezone),
        country=row.country,
        emergency_line=row.emergency_line,
        telephone_line=row.telephone_line,
        recording_since=row.recording_since,
        wings=tuple(Wing(WingId(wing.id), wing.code) for wing in wings),
        places=_places(row.places),
        sessions=tuple(Session(s.name, frozenset(map(int, s.weekdays)), s.starts, s.ends) for s in sessions),
    )


def _places(codes: str | None) -> tuple[ContactPlace, ...]:
    """Return the places that a site has named; all of them where it has named none."""
    named = set(codes.split(";")) if codes else set(ContactPlace)
    return tuple(place for place in ContactPlace if place in named)


def policy(site_id: SiteId, on: date) -> Policy:
    """Return the numbers in force at a site on a date (1 statement)."""
    return policy_on(policy_changes(site_id), on)


def policy_changes(site_id: SiteId) -> tuple[PolicyChange, ...]:
    """Return every change of a site's policy, in the order of recording."""
    rows: Iterable[Any] = read(_POLICY_CHANGES, {"site": site_id})
    return tuple(
        PolicyChange(name, policy_value(name, value), from_on, reason, recorded_at)
        for name, value, from_on, reason, recorded_at in rows
    )


_POLICY_CHANGES = (
    select(PolicyFact.name, PolicyFact.value, PolicyFact.from_on, PolicyFact.reason, PolicyFact.recorded_at)
    .where(PolicyFact.site_id == bindparam("site"))
    .order_by(PolicyFact.ordinal)
)
"""Put together once: nearly every page asks which numbers hold."""


def policy_value(name: str, text: str) -> Value:
    """Read a stored number of the policy: a local time such as 22:00, or a whole number."""
    return time.fromisoformat(text) if isinstance(BY_NAME[name].default, time) else int(text)


def team(site_id: SiteId, ids: frozenset[str] | None = None) -> tuple[TeamMember, ...]:
    """Return everybody who has ever been in a site's team, or those of ``ids``, by ref (4 statements)."""
    chosen = select(people.Listener).where(people.Listener.site_id == site_id).order_by(people.Listener.ref)
    if ids is not None:
        chosen = chosen.where(people.Listener.id.in_(ids))
    wing_codes = {
        wing_id: code
        for wing_id, code in db.session.execute(
            select(people.Wing.id, people.Wing.code).where(people.Wing.site_id == site_id)
        )
    }
    reaches, standings = _reaches(site_id), _standings(site_id)
    return tuple(
        team_member(row, wing_codes, reaches[row.id], tuple(standings[row.id])) for row in db.session.scalars(chosen)
    )


def team_member(
    row: Any, wing_codes: Mapping[str, str], reached: Iterable[str], standings: tuple[StandingFrom, ...]
) -> TeamMember:
    """Return a Listener as the rules see him: his row or its columns, the ids of the wings that he reaches (none: every
    wing), and his standings in the order of recording."""
    on_file = frozenset(wing_codes[wing_id] for wing_id in reached) or None
    limits = own_limits(row, wing_codes)
    return TeamMember(
        id=ListenerId(row.id),
        ref=row.ref,
        name=row.name,
        prison_number=row.prison_number,
        cell=row.cell,
        wing=wing_codes[row.wing_id],
        reaches=limits.reached(on_file, wing_codes.values()),
        share=row.share,
        joined_on=row.joined_on,
        reserve=row.reserve,
        works=tuple(part for part in row.works.split(";") if part),
        standings=standings,
        limits=limits,
        reaches_on_file=on_file,
    )


def own_limits(row: Any, wing_codes: Mapping[str, str]) -> OwnLimits:
    """Return what was agreed with a Listener: his row or its columns, and the codes of the wings of his site by id."""
    wings = frozenset(wing_codes[wing_id] for wing_id in row.not_wings.split(";") if wing_id)
    return OwnLimits(row.own_7, row.own_28, row.only, wings)


def member(site_id: SiteId, listener_id: str) -> TeamMember:
    """Return one member of a site's team.

    Raises:
        NotFound: nobody of that id is at this site.
    """
    found = team(site_id, frozenset({listener_id}))
    if not found:
        raise NotFound("nobody of that id at this site")
    return found[0]


def _reaches(site_id: SiteId) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    rows = db.session.execute(
        select(people.Reach.listener_id, people.Reach.wing_id).where(people.Reach.site_id == site_id)
    )
    for listener_id, wing_id in rows:
        found[listener_id].add(wing_id)
    return found


def _standings(site_id: SiteId) -> defaultdict[str, list[StandingFrom]]:
    found: defaultdict[str, list[StandingFrom]] = defaultdict(list)
    fact = people.StandingFact
    rows = db.session.execute(
        select(fact.listener_id, fact.standing, fact.from_on).where(fact.site_id == site_id).order_by(fact.ordinal)
    )
    for listener_id, standing, from_on in rows:
        found[listener_id].append(StandingFrom(standing, from_on))
    return found


def without_decision(site_id: SiteId, ids: Collection[ListenerId]) -> tuple[ListenerId, ...]:
    """Return whose informed decision is not recorded, of these Listeners of a site (1 statement)."""
    listener = people.Listener
    chosen = select(listener.id).where(
        listener.site_id == site_id, listener.id.in_(ids), listener.consented_on.is_(None)
    )
    return tuple(ListenerId(found) for found in db.session.scalars(chosen.order_by(listener.ref)))


def consented(site_id: SiteId, ids: Collection[ListenerId] | None = None) -> dict[ListenerId, date | None]:
    """Return the day of the informed decision of everybody of a site, or of these, where it is recorded (1
    statement)."""
    listener = people.Listener
    wanted = select(listener.id, listener.consented_on).where(listener.site_id == site_id)
    if ids is not None:
        wanted = wanted.where(listener.id.in_(ids))
    return {ListenerId(id_): on for id_, on in db.session.execute(wanted)}


def is_on_file_otherwise(listener_id: ListenerId, prison_number: str) -> bool:
    """Whether somebody else's row, of whatever prison, has this prison number: never whose, and nothing else of it (1
    statement)."""
    listener = people.Listener
    other = select(listener.id).where(listener.prison_number == prison_number, listener.id != listener_id)
    return db.session.scalar(select(other.exists())) or False


def rows_by_number(numbers: Collection[str]) -> defaultdict[str, set[str]]:
    """Return the ids of the rows, of whatever prison, that have these prison numbers, by number: to count them, and for
    nothing else (1 statement for each thousand numbers)."""
    listener, found, asked = people.Listener, defaultdict[str, set[str]](set), sorted(numbers)
    for start in range(0, len(asked), 1000):
        some = listener.prison_number.in_(asked[start : start + 1000])
        for number, listener_id in db.session.execute(select(listener.prison_number, listener.id).where(some)):
            found[number].add(listener_id)
    return found


def ids_by_ref(site_id: SiteId) -> dict[str, ListenerId]:
    """Return the id of everybody who has ever been in a site's team, by ref (1 statement)."""
    rows = db.session.execute(select(people.Listener.ref, people.Listener.id).where(people.Listener.site_id == site_id))
    return {ref: ListenerId(listener_id) for ref, listener_id in rows}
