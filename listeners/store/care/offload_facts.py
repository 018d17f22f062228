"""Which offload sessions are on file, and how does one get there? Rows in, frozen facts out; texts stay sealed until
one is asked for by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, Subquery, and_, exists, func, select, union_all
from sqlalchemy.orm import Session, aliased

from listeners.access import Actor
from listeners.domain.care.cadence import Cadence, CadenceFrom
from listeners.domain.care.offload import LedBy, Officer, Offload, OffloadKind, SessionPlace
from listeners.domain.people import ListenerId, SiteId
from listeners.errors import Conflict, NotFound
from listeners.store import keyring
from listeners.store.care import wellbeing as tables
from listeners.store.care.cadences import CadenceRow
from listeners.store.columns import NO_FLAG, NO_MOMENT, NO_NUMBER, NO_WORD, new_id
from listeners.store.database import db
from listeners.store.journal import keep


@dataclass(frozen=True, slots=True)
class Held:
    """One session as somebody tells it. ``minutes`` is its length, ``useful`` 1 to 5 where it was said, ``place`` where
    it was, and ``present`` who was there beside whoever led it, by role."""

    on: date
    kind: OffloadKind
    led_by: LedBy
    private: bool
    officer: Officer
    minutes: int
    useful: int | None = None
    place: SessionPlace | None = None
    present: frozenset[LedBy] = frozenset()


@dataclass(frozen=True, slots=True)
class OffloadOnFile:
    """One session of one Listener, its text left sealed."""

    id: str
    listener: ListenerId
    held: Held
    has_text: bool
    on_behalf: bool
    apart: bool
    version: int
    recorded_at: datetime

    @property
    def fact(self) -> Offload:
        """The same as the rules see it."""
        held = self.held
        return Offload(self.id, held.on, held.kind, held.led_by, held.private, held.officer, self.on_behalf, self.apart)


def _chosen(site_id: SiteId) -> Select[tables.Offload, bool]:
    return select(tables.Offload, tables.Offload.text.is_not(None)).where(tables.Offload.site_id == site_id)


@dataclass(frozen=True, slots=True)
class OffloadsTold:
    """The sessions of each Listener, the newest first, and what was agreed with him on how often he is owed one."""

    sessions: dict[ListenerId, tuple[OffloadOnFile, ...]]
    cadences: dict[ListenerId, tuple[CadenceFrom, ...]]

    def of(self, listener: ListenerId) -> tuple[OffloadOnFile, ...]:
        """Return the sessions of one of them."""
        return self.sessions.get(listener, ())

    def cadence(self, listener: ListenerId, of_site: int) -> Cadence:
        """Return how often he is owed offload; ``of_site``: the days of his prison."""
        return Cadence(of_site, self.cadences.get(listener, ()))


def offloads(
    site_id: SiteId, listener_ids: Iterable[ListenerId] | None = None
) -> dict[ListenerId, tuple[OffloadOnFile, ...]]:
    """Return the sessions of each Listener of a site, or of some, the newest first (1 statement)."""
    return told_of(site_id, listener_ids).sessions


def told_of(
    site_id: SiteId, listener_ids: Iterable[ListenerId] | None = None, since: date | None = None
) -> OffloadsTold:
    """Return the sessions of each Listener of a site, or of some, and what was agreed with him (1 statement for both).

    ``since`` leaves out what no rule of domain.care.offload asks for from that date on: each one's sessions before the
    last protected one that he had before it. The clock runs from that one, and no unprotected run goes back beyond it.
    """
    table, agreed = tables.Offload, CadenceRow
    # Columns, not rows of the table: of years of sessions that is a third of the work.
    chosen = select(
        *(getattr(table, name).label(name) for name in _SHOWN), table.text.is_not(None).label("has_text")
    ).where(table.site_id == site_id)
    own = select(*_CADENCE).where(agreed.site_id == site_id)
    if listener_ids is not None:
        some = tuple(listener_ids)
        chosen, own = chosen.where(table.listener_id.in_(some)), own.where(agreed.listener_id.in_(some))
    if since is not None:
        before = _last_protected(site_id, since)
        chosen = chosen.outerjoin(before, before.c.listener_id == table.listener_id)
        chosen = chosen.where(before.c.on_date.is_(None) | (table.on_date >= before.c.on_date))
    both: CompoundSelect[*tuple[Any, ...]] = union_all(chosen, own)
    shown = both.selected_columns
    return _told(db.session.execute(both.order_by(shown.on_date.desc(), shown.recorded_at.desc())))


def _told(rows: Iterable[Any]) -> OffloadsTold:
    held: dict[ListenerId, list[OffloadOnFile]] = defaultdict(list)
    agreed: dict[ListenerId, list[CadenceFrom]] = defaultdict(list)
    for row in rows:
        whose = ListenerId(row.listener_id)
        if row.kind is None:
            agreed[whose].append(CadenceFrom(row.on_date, row.minutes))
        else:
            held[whose].append(_on_file(row, row.has_text))
    return OffloadsTold(
        {whose: tuple(each) for whose, each in held.items()}, {whose: tuple(each) for whose, each in agreed.items()}
    )


def _last_protected(site_id: SiteId, before: date) -> Subquery:
    """The date of each Listener's last session before a date that domain.care.offload calls protected, and nobody
    tells otherwise of that date (domain.care.reconciled)."""
    table, other = tables.Offload, aliased(tables.Offload)
    of_that_day = exists().where(other.listener_id == table.listener_id, other.on_date == table.on_date)
    return (
        select(table.listener_id, func.max(table.on_date).label("on_date"))
        .where(table.site_id == site_id, table.on_date < before, ~of_that_day.where(~_protected(other)))
        .group_by(table.listener_id)
        .subquery()
    )


def _protected(table: type[tables.Offload]) -> ColumnElement[bool]:
    return and_(table.officer == Officer.NONE, table.led_by != LedBy.OFFICER)


def offload(site_id: SiteId, offload_id: str) -> OffloadOnFile:
    """Return one session of a site (1 statement).

    Raises:
        NotFound: there is none of that id at this site.
    """
    row = db.session.execute(_chosen(site_id).where(tables.Offload.id == offload_id)).first()
    if row is None:
        raise NotFound("no such offload session")
    return _on_file(*row)


def text_of(site_id: SiteId, offload_id: str) -> str:
    """Return the text of one session, opened (1 statement).

    Raises:
        NotFound: there is no such session, or it has no text.
    """
    table = tables.Offload
    sealed = db.session.scalar(select(table.text).where(table.site_id == site_id, table.id == offload_id))
    if sealed is None:
        raise NotFound("no such text")
    return keyring.unseal(sealed, site_id, "offload", "text", offload_id)


def add(
    session: Session,
    site_id: SiteId,
    listener_id: ListenerId,
    held: Held,
    text: str | None,
    actor: Actor,
    now: datetime,
    *,
    on_behalf: bool,
) -> str:
    """Add a session inside an act, its text sealed, and return its id."""
    row = tables.Offload(
        id=new_id(),
        site_id=site_id,
        listener_id=listener_id,
        on_behalf=on_behalf,
        recorded_at=now,
        recorded_by=actor.account_id,
    )
    _put(row, held)
    if text:
        row.text = keyring.seal(text, site_id, "offload", "text", row.id)
    session.add(row)
    return row.id


def correct(
    session: Session, site_id: SiteId, offload_id: str, seen_version: int, held: Held, actor: Actor, now: datetime
) -> tuple[ListenerId, bool]:
    """Correct a session inside an act and return whose it is and whether anything changed; the earlier version is
    kept. The text is nobody's to correct, nor how useful a session was where the Listener himself told of it.

    Raises:
        NotFound: there is none of that id at this site.
        Conflict: somebody has corrected it since it was read.
    """
    row = session.get(tables.Offload, offload_id)
    if row is None or row.site_id != site_id:
        raise NotFound("no such offload session")
    if row.version != seen_version:
        raise Conflict("changed meanwhile")
    listener = ListenerId(row.listener_id)
    if not row.on_behalf:
        held = replace(held, useful=row.useful)
    if _held(row) == held:
        return listener, False
    keep(session, row, actor, now)
    _put(row, held)
    row.recorded_at, row.recorded_by = now, actor.account_id
    return listener, True


def hold_apart(
    session: Session, site_id: SiteId, offload_id: str, apart: bool, actor: Actor, now: datetime
) -> tuple[ListenerId, bool]:
    """Say of a card, inside an act, whether it is of another session than the Listener told of, and return whose it is
    and whether anything changed; the earlier version is kept.

    Raises:
        NotFound: there is no card of that id at this site.
    """
    row = session.get(tables.Offload, offload_id)
    if row is None or row.site_id != site_id or not row.on_behalf:
        raise NotFound("no such card")
    if row.apart is not apart:
        keep(session, row, actor, now)
        row.apart, row.recorded_at, row.recorded_by = apart, now, actor.account_id
        return ListenerId(row.listener_id), True
    return ListenerId(row.listener_id), False


def _put(row: tables.Offload, held: Held) -> None:
    row.on_date, row.kind, row.led_by = held.on, held.kind, held.led_by
    row.private, row.officer = held.private, held.officer
    row.minutes, row.useful = held.minutes, held.useful
    row.place, row.present = held.place, " ".join(sorted(held.present))


_SHOWN = (
    *("id", "listener_id", "on_date", "kind", "led_by", "private", "officer", "minutes", "useful"),
    *("place", "present"),
    *("on_behalf", "apart", "version", "recorded_at"),
)

_CADENCE = (
    CadenceRow.id,
    CadenceRow.listener_id,
    CadenceRow.from_on,
    NO_WORD,  # kind: it is no session
    NO_WORD,  # led_by
    NO_FLAG,  # private
    NO_WORD,  # officer
    CadenceRow.every_days,
    NO_NUMBER,  # useful
    NO_WORD,  # place
    NO_WORD,  # present
    NO_FLAG,  # on_behalf
    NO_FLAG,  # apart
    NO_NUMBER,  # version
    NO_MOMENT,  # recorded_at
    NO_FLAG,  # has_text
)
"""What was agreed with somebody, in the columns of a session."""


def _held(row: Any) -> Held:
    present = frozenset(LedBy(each) for each in row.present.split())
    told = row.on_date, row.kind, row.led_by, row.private, row.officer, row.minutes, row.useful
    return Held(*told, row.place, present)


def _on_file(row: Any, has_text: bool) -> OffloadOnFile:
    return OffloadOnFile(
        id=row.id,
        listener=ListenerId(row.listener_id),
        held=_held(row),
        has_text=has_text,
        on_behalf=row.on_behalf,
        apart=row.apart,
        version=row.version,
        recorded_at=row.recorded_at,
    )
