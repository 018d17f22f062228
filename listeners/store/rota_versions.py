"""What has been published: which versions of the rota, by whom and why, with whom in which place, and what stands?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from listeners.domain.nights import nights_between
from listeners.domain.people import ListenerId, SiteId
from listeners.domain.rota.planning_facts import Placed
from listeners.domain.rota.told import Told
from listeners.domain.states import DutyState, NightPlace, RotaState
from listeners.store import people
from listeners.store.accounts import Account
from listeners.store.availability_facts import cannot_do
from listeners.store.database import db
from listeners.store.duties import Duty
from listeners.store.rota import IS_CHANGE, Assignment, Rota

VERSIONS_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class PublishedDuty:
    """A duty that stands, with the charity's reference for whose it is."""

    night: date
    place: NightPlace
    ref: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the rota that was published: which nights, when, by whom (None: by SYSTEM) and why."""

    id: str
    ordinal: int
    first_night: date
    last_night: date
    state: RotaState
    published_at: datetime
    published_by: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Dropped:
    """The first and last number of drafts in a row that others replaced before anybody was told of them."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Together:
    """Versions that came of one act, such as a repair or a swap, the newest first: the same moment, name and reason."""

    versions: tuple[Version, ...]

    @property
    def first_night(self) -> date:
        """The first night of any of them."""
        return min(each.first_night for each in self.versions)

    @property
    def last_night(self) -> date:
        """The last night of any of them."""
        return max(each.last_night for each in self.versions)


@dataclass(frozen=True, slots=True)
class Versions:
    """A page of the history, the newest first; ``older``: the number before which there are more, None at its end."""

    lines: tuple[Version | Together | Dropped, ...]
    older: int | None


def published_duties(site_id: SiteId, first: date, last: date) -> tuple[PublishedDuty, ...]:
    """Return the duties that stand from the night ``first`` to ``last``, but those of which their Listeners said that
    they cannot, by night, place and ref (1 statement)."""
    rows = db.session.execute(
        select(Duty.night, Duty.place, people.Listener.ref, Duty.starts_at, Duty.ends_at)
        .join(people.Listener, people.Listener.id == Duty.listener_id)
        .where(Duty.site_id == site_id, Duty.night.between(first, last), Duty.state == DutyState.PLANNED, ~cannot_do())
    )
    found = (PublishedDuty(*row) for row in rows)
    return tuple(sorted(found, key=lambda duty: (duty.night, duty.place, duty.ref)))


def last_published(site_id: SiteId) -> date | None:
    """Return the last night of any published version (1 statement)."""
    return db.session.scalar(
        select(func.max(Rota.last_night)).where(Rota.site_id == site_id, Rota.state == RotaState.PUBLISHED)
    )


def versions(site_id: SiteId, before: int | None = None) -> Versions:
    """Return a page of the versions that were ever published and of the drafts that were replaced before that; the
    draft that stands is neither. The newest is what people were told of last, for a draft has its number before it is
    published. ``before`` is the number at which the page before ended (1 statement)."""
    wanted = _versions().where(Rota.site_id == site_id, Rota.state != RotaState.DRAFT)
    if before is not None:
        wanted = wanted.where(_came_before(site_id, before))
    in_time = wanted.order_by(_moment(Rota).desc(), Rota.ordinal.desc())
    rows = db.session.execute(in_time.limit(VERSIONS_ON_A_PAGE + 1)).all()
    shown = rows[:VERSIONS_ON_A_PAGE]
    return Versions(_lines(shown), shown[-1].ordinal if len(rows) > len(shown) else None)


def _moment(rota: type[Rota]) -> ColumnElement[datetime]:
    """When a version was published; of a draft that was replaced before, when it was made."""
    return func.coalesce(rota.published_at, rota.recorded_at)


def _came_before(site_id: SiteId, ordinal: int) -> ColumnElement[bool]:
    """Whether a version is older than the one with this number; each is, where there is none."""
    other = aliased(Rota)
    then = select(_moment(other)).where(other.site_id == site_id, other.ordinal == ordinal).scalar_subquery()
    earlier = and_(_moment(Rota) == then, Rota.ordinal < ordinal)
    return or_(then.is_(None), _moment(Rota) < then, earlier)


def _lines(rows: Iterable[Any]) -> tuple[Version | Together | Dropped, ...]:
    found: list[Version | Together | Dropped] = []
    for row in rows:
        last = found[-1] if found else None
        if row.published_at is not None:
            version, made_with = Version(*row), () if last is None else _of_one_act(last)
            if made_with and _act_of(made_with[0]) == _act_of(version):
                found[-1] = Together((*made_with, version))
            else:
                found.append(version)
        elif isinstance(last, Dropped):
            found[-1] = Dropped(row.ordinal, last.last)
        else:
            found.append(Dropped(row.ordinal, row.ordinal))
    return tuple(found)


def _of_one_act(line: Version | Together | Dropped) -> tuple[Version, ...]:
    if isinstance(line, Together):
        return line.versions
    return (line,) if isinstance(line, Version) else ()


def _act_of(version: Version) -> tuple[datetime, str | None, str | None]:
    return version.published_at, version.published_by, version.reason


def version(site_id: SiteId, rota_id: str) -> tuple[Version, tuple[Placed, ...]] | None:
    """Return one version that was ever published, with its assignments (2 statements)."""
    wanted = _versions().where(Rota.site_id == site_id, Rota.id == rota_id, Rota.published_at.is_not(None))
    row = db.session.execute(wanted).first()
    if row is None:
        return None
    held = db.session.execute(
        select(Assignment.night, Assignment.place, Assignment.listener_id, Assignment.by_hand).where(
            Assignment.rota_id == rota_id
        )
    )
    placed = (Placed(night, place, ListenerId(who), by_hand) for night, place, who, by_hand in held)
    return Version(*row), tuple(sorted(placed))


def before(site_id: SiteId, version: Version) -> tuple[frozenset[date], tuple[Placed, ...]]:
    """Return the nights of a version that an earlier one had published, and who was placed on each of them in the last
    such version (1 statement)."""
    rows = db.session.execute(
        select(
            Rota.ordinal,
            Rota.first_night,
            Rota.last_night,
            Assignment.night,
            Assignment.place,
            Assignment.listener_id,
            Assignment.by_hand,
        )
        .outerjoin(
            Assignment,
            (Assignment.rota_id == Rota.id) & Assignment.night.between(version.first_night, version.last_night),
        )
        .where(
            Rota.site_id == site_id,
            Rota.published_at.is_not(None),
            Rota.ordinal < version.ordinal,
            Rota.first_night <= version.last_night,
            Rota.last_night >= version.first_night,
        )
        .order_by(Rota.ordinal)
    ).all()
    latest: dict[date, int] = {}
    for ordinal, first, last, *_ in rows:
        for night in nights_between(max(first, version.first_night), min(last, version.last_night)):
            latest[night] = ordinal
    placed = (
        Placed(night, place, ListenerId(who), by_hand)
        for ordinal, _, _, night, place, who, by_hand in rows
        if night is not None and latest.get(night) == ordinal
    )
    return frozenset(latest), tuple(sorted(placed))


def _versions() -> Select[*tuple[Any, ...]]:
    return select(
        Rota.id,
        Rota.ordinal,
        Rota.first_night,
        Rota.last_night,
        Rota.state,
        Rota.published_at,
        Account.name,
        Rota.reason,
    ).outerjoin(Account, Account.id == Rota.published_by)


def versions_told(site_id: SiteId, first: date, last: date = date.max) -> tuple[Told, ...]:
    """Return each published version that holds a night from ``first`` to ``last``, the later ones last (1
    statement)."""
    rows: Any = db.session.execute(
        select(Rota.first_night, Rota.last_night, Rota.published_at, IS_CHANGE)
        .where(
            Rota.site_id == site_id,
            Rota.state == RotaState.PUBLISHED,
            Rota.first_night <= last,
            Rota.last_night >= first,
        )
        .order_by(Rota.ordinal)
    )
    return tuple(Told(*row) for row in rows)
