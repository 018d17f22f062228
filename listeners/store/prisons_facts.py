"""What stands on file at each of a few prisons, each kind of fact in one statement for all of them?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select

from listeners.access import Kind
from listeners.domain.people import AccountId, ListenerId, SiteId, StandingFrom
from listeners.domain.policy import PolicyChange
from listeners.domain.states import DutyState, RotaState
from listeners.store.accounts import SignIn
from listeners.store.database import db
from listeners.store.duties import Duty, Rest
from listeners.store.people import Listener, Site, StandingFact
from listeners.store.people_facts import policy_value
from listeners.store.records import Audit
from listeners.store.rota import PolicyFact, Rota

Sites = Collection[SiteId]


@dataclass(frozen=True, slots=True)
class Prison:
    """A prison and the last night of any rota that it has published."""

    id: SiteId
    name: str
    zone: ZoneInfo
    recording_since: date
    last_published: date | None


@dataclass(frozen=True, slots=True)
class Person:
    """A Listener, as far as it matters to whether an offload is owed."""

    id: ListenerId
    site_id: SiteId
    joined_on: date
    standings: tuple[StandingFrom, ...]


def prisons(site_ids: Sites) -> tuple[Prison, ...]:
    """Return prisons by name."""
    last = (
        select(func.max(Rota.last_night))
        .where(Rota.site_id == Site.id, Rota.state == RotaState.PUBLISHED)
        .correlate(Site)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Site.id, Site.name, Site.timezone, Site.recording_since, last)
        .where(Site.id.in_(site_ids))
        .order_by(Site.name)
    )
    return tuple(Prison(SiteId(id_), name, ZoneInfo(zone), since, until) for id_, name, zone, since, until in rows)


def policy_changes(site_ids: Sites) -> dict[SiteId, tuple[PolicyChange, ...]]:
    """Return every change of each prison's policy, in the order of recording."""
    found: defaultdict[SiteId, list[PolicyChange]] = defaultdict(list)
    rows = db.session.scalars(select(PolicyFact).where(PolicyFact.site_id.in_(site_ids)).order_by(PolicyFact.ordinal))
    for row in rows:
        change = PolicyChange(row.name, policy_value(row.name, row.value), row.from_on, row.reason)
        found[SiteId(row.site_id)].append(change)
    return {site_id: tuple(changes) for site_id, changes in found.items()}


def people_on(site_ids: Sites, first: date, last: date) -> dict[tuple[SiteId, date], int]:
    """Return how many are on stand-by at each prison on each night that has anybody."""
    rows = db.session.execute(
        select(Duty.site_id, Duty.night, func.count())
        .where(Duty.site_id.in_(site_ids), Duty.night.between(first, last), Duty.state == DutyState.PLANNED)
        .group_by(Duty.site_id, Duty.night)
    )
    return {(SiteId(site_id), night): count for site_id, night, count in rows}


def rests_not_kept(site_ids: Sites, since: datetime, until: datetime) -> dict[SiteId, int]:
    """Return how many rests that ended in a stretch of time were not kept."""
    rows = db.session.execute(
        select(Rest.site_id, func.count())
        .where(
            Rest.site_id.in_(site_ids),
            Rest.in_force.is_(True),
            Rest.kept.is_(False),
            Rest.rest_until >= since,
            Rest.rest_until < until,
        )
        .group_by(Rest.site_id)
    )
    return {SiteId(site_id): count for site_id, count in rows}


def people(site_ids: Sites) -> tuple[Person, ...]:
    """Return everybody who has ever been in these teams."""
    standings: defaultdict[str, list[StandingFrom]] = defaultdict(list)
    who: dict[str, tuple[str, date]] = {}
    rows = db.session.execute(
        select(Listener.id, Listener.site_id, Listener.joined_on, StandingFact.standing, StandingFact.from_on)
        .join(StandingFact, StandingFact.listener_id == Listener.id)
        .where(Listener.site_id.in_(site_ids))
        .order_by(StandingFact.ordinal)
    )
    for id_, site_id, joined_on, standing, from_on in rows:
        who[id_] = (site_id, joined_on)
        standings[id_].append(StandingFrom(standing, from_on))
    return tuple(
        Person(ListenerId(id_), SiteId(site_id), joined_on, tuple(standings[id_]))
        for id_, (site_id, joined_on) in who.items()
    )


def last_visits(account_id: AccountId, site_ids: Sites, but: str | None) -> dict[SiteId, datetime]:
    """Return when an account was last seen at each prison, in any session but the present one."""
    rows = db.session.execute(
        select(SignIn.site_id, func.max(SignIn.seen_at))
        .where(SignIn.account_id == account_id, SignIn.site_id.in_(site_ids), SignIn.id != but)
        .group_by(SignIn.site_id)
    )
    return {SiteId(site_id): at for site_id, at in rows if site_id is not None}


def acts_since(
    moments: dict[SiteId, datetime], account_id: AccountId, kinds: Collection[Kind]
) -> dict[SiteId, Counter[Kind]]:
    """Return how many acts of others each prison has seen since a moment of its own, by the kind of data."""
    if not moments:
        return {}
    after = or_(*((Audit.site_id == site_id) & (Audit.at > at) for site_id, at in moments.items()))
    rows = db.session.execute(
        select(Audit.site_id, Audit.kind, func.count())
        .where(
            after,
            Audit.kind.in_([kind.value for kind in kinds]),
            or_(Audit.account_id != account_id, Audit.account_id.is_(None)),
        )
        .group_by(Audit.site_id, Audit.kind)
    )
    found: defaultdict[SiteId, Counter[Kind]] = defaultdict(Counter)
    for site_id, kind, count in rows:
        found[SiteId(site_id or "")][Kind(kind)] = count
    return dict(found)
