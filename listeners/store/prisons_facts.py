"""What stands on file at each of a few prisons? Two statements, however many prisons there are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Date,
    ScalarSelect,
    Select,
    String,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from listeners.access import Kind
from listeners.domain.people import AccountId, SiteId
from listeners.domain.policy import PolicyChange
from listeners.domain.rota.told import Told
from listeners.domain.states import DutyState, NoticeState, RotaState
from listeners.store.accounts import SignIn
from listeners.store.availability_facts import cannot_do
from listeners.store.columns import NO_DATE, NO_MOMENT, NO_WORD
from listeners.store.database import db
from listeners.store.duties import Duty, Rest
from listeners.store.people import Site
from listeners.store.people_facts import policy_value
from listeners.store.records import Audit, Notice
from listeners.store.rota import DRAFTED, IS_CHANGE, PolicyFact, Rota

Sites = Collection[SiteId]
Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Prison:
    """A prison as one coordinator finds it.

    ``last_visit`` is when this account was last seen there, or did or read anything there, before the present session;
    ``since`` is that, or the beginning of the session in which it is there first; None for a prison where it has never
    been.
    """

    id: SiteId
    name: str
    zone: ZoneInfo
    recording_since: date
    last_published: date | None
    rests_not_kept: int
    men_with_slips: int
    last_visit: datetime | None
    since: datetime | None


@dataclass(slots=True)
class Happened:
    """What is planned at one prison and what others have done: the changes of its policy, each published
    version, how many are on stand-by on each night that has anybody and have not said that they
    cannot do it, acts by the kind of data."""

    policy: list[PolicyChange] = field(default_factory=list)
    published: list[Told] = field(default_factory=list)
    on: dict[date, int] = field(default_factory=dict)
    acts: Counter[Kind] = field(default_factory=Counter)


def prisons(
    site_ids: Sites, account_id: AccountId, sign_in_id: str | None, broken: tuple[datetime, datetime]
) -> tuple[Prison, ...]:
    """Return prisons by name (1 statement). Rests not kept are those that ended between the two moments ``broken``."""
    asked = {
        "sites": list(site_ids),
        "account": account_id,
        "session": sign_in_id,
        "broken_from": broken[0],
        "broken_until": broken[1],
    }
    rows: Any = db.session.execute(_PRISONS, asked)
    return tuple(
        Prison(
            SiteId(id_), name, ZoneInfo(zone), since, until, not_kept, slips, visit, visit or (began if been else None)
        )
        for id_, name, zone, since, until, not_kept, slips, visit, been, began in map(_visited, rows)
    )


def _visited(row: Any) -> tuple[Any, ...]:
    """A session tells where it was last; what was done or read tells of the prisons gone to on the way."""
    *facts, act_before, seen_before, act_ever, is_there, began = row
    visit = max((at for at in (act_before, seen_before) if at is not None), default=None)
    return *facts, visit, is_there or act_ever is not None, began


def _of_site(counted: Rows, site_id: InstrumentedAttribute[Any]) -> ScalarSelect[Any]:
    return counted.where(site_id == Site.id).correlate(Site).scalar_subquery()


def _last_act(*when: ColumnElement[bool]) -> ScalarSelect[Any]:
    own = select(Audit.at).where(Audit.account_id == _ACCOUNT, *when).order_by(Audit.at.desc()).limit(1)
    return _of_site(own, Audit.site_id)


def _prisons() -> Rows:
    session: BindParameter[str] = bindparam("session", type_=String)
    began = select(SignIn.started_at).where(SignIn.id == session).scalar_subquery()
    there = select(SignIn.site_id).where(SignIn.id == session).scalar_subquery()
    seen = select(func.max(SignIn.seen_at)).where(
        SignIn.account_id == _ACCOUNT, SignIn.id != session, SignIn.started_at < began
    )
    last_published = select(func.max(Rota.last_night)).where(Rota.state == RotaState.PUBLISHED)
    not_kept = select(func.count()).where(
        Rest.in_force.is_(True),
        Rest.kept.is_(False),
        Rest.rest_until >= bindparam("broken_from"),
        Rest.rest_until < bindparam("broken_until"),
    )
    # A slip of nights holds many lines, so it is the men that are counted.
    slips = select(func.count(Notice.listener_id.distinct())).where(Notice.state == NoticeState.WAITING)
    return (
        select(
            Site.id,
            Site.name,
            Site.timezone,
            Site.recording_since,
            _of_site(last_published, Rota.site_id),
            _of_site(not_kept, Rest.site_id),
            _of_site(slips, Notice.site_id),
            _last_act(Audit.at < began),
            _of_site(seen, SignIn.site_id),
            _last_act(),
            there == Site.id,
            began,
        )
        .where(Site.id.in_(_SITES))
        .order_by(Site.name)
    )


def happened(
    since: Mapping[SiteId, datetime | None], account_id: AccountId, kinds: Collection[Kind], nights: tuple[date, date]
) -> dict[SiteId, Happened]:
    """Return what is planned between two nights at each prison that ``since`` names, and how many acts of others there
    have been after that moment (1 statement)."""
    moments = [(site_id, at) for site_id, at in since.items() if at is not None]
    asked: dict[str, Any] = {
        "sites": list(since),
        "account": account_id,
        "kinds": [kind.value for kind in kinds],
        "first": nights[0],
        "last": nights[1],
    }
    for number, (site_id, at) in enumerate(moments):
        asked |= {f"site_{number}": site_id, f"since_{number}": at}
    found: defaultdict[SiteId, Happened] = defaultdict(Happened)
    rows: Any = db.session.execute(_happened(len(moments)), asked)
    for what, site_id, word, value, on, until, number, at in sorted(rows, key=lambda row: (row[0], row[6] or 0)):
        one = found[SiteId(site_id)]
        if what == "policy":
            one.policy.append(PolicyChange(word, policy_value(word, value), on, "", at))
        elif what == "published":
            one.published.append(Told(on, until, at, by_hand=word is not None))
        elif what == "on":
            one.on[on] = number
        else:
            one.acts[Kind(word)] = number
    return dict(found)


_SITES: BindParameter[str] = bindparam("sites", expanding=True)
_ACCOUNT: BindParameter[str] = bindparam("account", type_=String)
_FIRST, _LAST = bindparam("first", type_=Date), bindparam("last", type_=Date)
_PRISONS = _prisons()
"""Put together once, as ``_happened`` is: every coordinator's first page asks."""


@lru_cache(maxsize=16)
def _happened(visited: int) -> CompoundSelect[*tuple[Any, ...]]:
    """The statement for a coordinator who has visited so many prisons."""
    policy = select(
        literal("policy").label("what"),
        PolicyFact.site_id,
        PolicyFact.name,
        PolicyFact.value,
        PolicyFact.from_on,
        NO_DATE,
        PolicyFact.ordinal,
        PolicyFact.recorded_at,
    ).where(PolicyFact.site_id.in_(_SITES))
    published = select(
        literal("published"),
        Rota.site_id,
        case((IS_CHANGE, "by_hand")),
        NO_WORD,
        Rota.first_night,
        Rota.last_night,
        Rota.ordinal,
        Rota.published_at,
    ).where(Rota.site_id.in_(_SITES), Rota.state == RotaState.PUBLISHED, Rota.last_night >= _FIRST)
    on = (
        select(literal("on"), Duty.site_id, NO_WORD, NO_WORD, Duty.night, NO_DATE, func.count(), NO_MOMENT)
        .where(
            Duty.site_id.in_(_SITES), Duty.night.between(_FIRST, _LAST), Duty.state == DutyState.PLANNED, ~cannot_do()
        )
        .group_by(Duty.site_id, Duty.night)
    )
    return union_all(policy, published, on, *(_acts(number) for number in range(visited)))


def _acts(number: int) -> Rows:
    """Acts of others at one prison after a moment of its own. A draft is the program's answer to whoever asked for a
    plan, and that somebody asked is counted."""
    return (
        select(
            literal("act"),
            Audit.site_id,
            type_coerce(Audit.kind, String),
            NO_WORD,
            NO_DATE,
            NO_DATE,
            func.count(),
            NO_MOMENT,
        )
        .where(
            Audit.site_id == bindparam(f"site_{number}"),
            Audit.at > bindparam(f"since_{number}"),
            Audit.kind.in_(bindparam("kinds", expanding=True)),
            or_(Audit.account_id != _ACCOUNT, Audit.account_id.is_(None) & (Audit.verb != DRAFTED)),
        )
        .group_by(Audit.site_id, Audit.kind)
    )
