"""Which offload sessions are planned, for whom, and what became of them? Why one was cancelled is sealed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, Index, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session
from sqlalchemy.orm.attributes import flag_modified

from listeners.access import Actor
from listeners.domain.care.offload import LedBy, OffloadKind, SessionPlace
from listeners.domain.care.planned import Became, CancelledBy, Plan, PlannedState
from listeners.domain.care.wording import LONGEST_TEXT
from listeners.domain.people import ListenerId, SiteId
from listeners.errors import Conflict, NotFound
from listeners.store import keyring
from listeners.store.columns import P2, P4, PLAIN, coded, day, new_id, ref_to, sealed, words, yes_no
from listeners.store.database import Base, db
from listeners.store.journal import keep
from listeners.store.tables import Recorded, at_the_same_site, known_by_site, of_a_site

TABLE, WHY = "offload_planned", "why"
NOT_SO = frozenset({PlannedState.CANCELLED, PlannedState.NOBODY})
"""What can be taken back. One that was held is on file for each who came, and is corrected there."""


class OffloadPlanned(Base, Recorded):
    """One session that is planned, and what became of it; ``at``: HH:MM on the wall."""

    __tablename__ = TABLE
    __table_args__ = (
        of_a_site(),
        known_by_site(TABLE),
        Index("ix_offload_planned_site_on", "site_id", "on_date"),
        CheckConstraint("(cancelled_by IS NOT NULL) = (state = 'cancelled')", name="cancelled_by_whom"),
        CheckConstraint("why IS NULL OR state = 'cancelled'", name="cancelled_why"),
    )
    on_date: Mapped[date] = day(P2)
    at: Mapped[str] = words(5, P2)
    kind: Mapped[OffloadKind] = coded(OffloadKind, P2)
    led_by: Mapped[LedBy] = coded(LedBy, P2)
    place: Mapped[SessionPlace | None] = coded(SessionPlace, P2, optional=True)
    state: Mapped[PlannedState] = coded(PlannedState, P2, default=PlannedState.PLANNED)
    cancelled_by: Mapped[CancelledBy | None] = coded(CancelledBy, P2, optional=True)
    why: Mapped[bytes | None] = sealed(P4, LONGEST_TEXT * PLAIN)


class OffloadPlannedFor(Base, Recorded):
    """For whom a session is planned; ``came`` once it was held. ``unplanned``: he came, and it was not planned for
    him."""

    __tablename__ = "offload_planned_for"
    __table_args__ = (
        of_a_site(),
        at_the_same_site("planned_id", TABLE),
        at_the_same_site("listener_id", "listener"),
        UniqueConstraint("planned_id", "listener_id"),
        CheckConstraint("NOT unplanned OR came IS TRUE", name="unplanned_came"),
    )
    planned_id: Mapped[str] = ref_to(P2, index=False)
    listener_id: Mapped[str] = ref_to(P2)
    came: Mapped[bool | None] = yes_no(P2, optional=True)
    unplanned: Mapped[bool] = yes_no(P2, default=False)


@dataclass(frozen=True, slots=True)
class PlannedOnFile:
    """One planned session, why it was cancelled left sealed. ``people``: for whom it is planned; ``came`` may hold
    others."""

    id: str
    plan: Plan
    people: frozenset[ListenerId]
    came: frozenset[ListenerId]
    state: PlannedState
    cancelled_by: CancelledBy | None
    has_why: bool
    version: int

    @property
    def became(self) -> Became:
        """The same as the rules count it."""
        return self.plan.on, self.state, self.cancelled_by

    @property
    def is_open(self) -> bool:
        """Whether nothing is on file of what became of it."""
        return self.state is PlannedState.PLANNED


def planned(site_id: SiteId, since: date) -> tuple[PlannedOnFile, ...]:
    """Return the planned sessions of a site from a date on, by date and hour (1 statement)."""
    return _sessions(_chosen(site_id).where(OffloadPlanned.on_date >= since))


def one(site_id: SiteId, planned_id: str) -> PlannedOnFile:
    """Return one planned session of a site (1 statement).

    Raises:
        NotFound: there is none of that id at this site.
    """
    found = _sessions(_chosen(site_id).where(OffloadPlanned.id == planned_id))
    if not found:
        raise NotFound("no such planned session")
    return found[0]


def why_of(site_id: SiteId, planned_id: str) -> str:
    """Return why one was cancelled, opened (1 statement).

    Raises:
        NotFound: nothing was written.
    """
    row = OffloadPlanned
    found = db.session.scalar(select(row.why).where(row.site_id == site_id, row.id == planned_id))
    if found is None:
        raise NotFound("no such text")
    return keyring.unseal(found, site_id, TABLE, WHY, planned_id)


def add(
    session: Session, site_id: SiteId, plan: Plan, people: Collection[ListenerId], actor: Actor, now: datetime
) -> str:
    """Plan a session for some Listeners, inside an act, and return its id."""
    recorded = {"site_id": site_id, "recorded_at": now, "recorded_by": actor.account_id}
    row = OffloadPlanned(id=new_id(), state=PlannedState.PLANNED, **recorded, **_facts(plan))
    session.add(row)
    session.flush()
    session.add_all(
        OffloadPlannedFor(id=new_id(), planned_id=row.id, listener_id=each, **recorded) for each in sorted(people)
    )
    return row.id


def change(
    session: Session,
    site_id: SiteId,
    planned_id: str,
    seen_version: int,
    plan: Plan,
    people: Collection[ListenerId],
    actor: Actor,
    now: datetime,
) -> bool:
    """Change what is planned, and for whom, inside an act, and return whether anything is different; what stood there
    before is kept.

    Raises:
        NotFound: there is none of that id at this site.
        Conflict: somebody has changed it since it was read, or it is on file already what became of it.
    """
    row = seen(session, site_id, planned_id, seen_version)
    whose = {each.listener_id: each for each in _whose(session, site_id, planned_id)}
    facts = _facts(plan)
    if facts == {name: getattr(row, name) for name in facts} and set(people) == whose.keys():
        return False
    keep(session, row, actor, now)
    for name, value in facts.items():
        setattr(row, name, value)
    recorded = {"recorded_at": now, "recorded_by": actor.account_id}
    row.recorded_at, row.recorded_by = now, actor.account_id
    flag_modified(row, "recorded_at")  # a new version, where the people alone are others
    for each in sorted(whose.keys() - set(people)):
        keep(session, whose[each], actor, now)
        session.delete(whose[each])
    session.add_all(
        OffloadPlannedFor(id=new_id(), site_id=site_id, planned_id=planned_id, listener_id=each, **recorded)
        for each in sorted(set(people) - whose.keys())
    )
    return True


def seen(session: Session, site_id: SiteId, planned_id: str, seen_version: int) -> OffloadPlanned:
    """Return the row of a session that is still planned as it was read, inside an act.

    Raises:
        NotFound: there is none of that id at this site.
        Conflict: somebody has changed it since it was read, or it is on file already what became of it.
    """
    row = _row(session, site_id, planned_id, {PlannedState.PLANNED})
    if row.version != seen_version:
        raise Conflict("changed meanwhile")
    return row


def hold(
    session: Session,
    site_id: SiteId,
    planned_id: str,
    seen_version: int,
    came: Collection[ListenerId],
    actor: Actor,
    now: datetime,
) -> None:
    """Write that a planned session was held and who came, planned for or not, inside an act; with nobody, that nobody
    came.

    Raises:
        NotFound: there is none of that id at this site.
        Conflict: somebody has changed it since it was read, or it is on file already what became of it.
    """
    seen(session, site_id, planned_id, seen_version)
    after = PlannedState.HELD if came else PlannedState.NOBODY
    _move(session, site_id, planned_id, {PlannedState.PLANNED}, after, actor, now)
    rows = _whose(session, site_id, planned_id)
    for row in rows:
        row.came = row.listener_id in came
        row.recorded_at, row.recorded_by = now, actor.account_id
    for each in sorted(set(came) - {row.listener_id for row in rows}):
        more = OffloadPlannedFor(id=new_id(), site_id=site_id, planned_id=planned_id, listener_id=each)
        more.came = more.unplanned = True
        more.recorded_at, more.recorded_by = now, actor.account_id
        session.add(more)


def cancel(
    session: Session,
    site_id: SiteId,
    planned_id: str,
    seen_version: int,
    by: CancelledBy,
    why: str | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Write that a planned session was cancelled, by whom, and why, sealed, inside an act.

    Raises:
        NotFound: there is none of that id at this site.
        Conflict: somebody has changed it since it was read, or it is on file already what became of it.
    """
    seen(session, site_id, planned_id, seen_version)
    row = _move(session, site_id, planned_id, {PlannedState.PLANNED}, PlannedState.CANCELLED, actor, now)
    row.cancelled_by = by
    row.why = keyring.seal(why, site_id, TABLE, WHY, row.id) if why else None


def plan_again(session: Session, site_id: SiteId, planned_id: str, actor: Actor, now: datetime) -> None:
    """Let one that was cancelled, or to which nobody came, be planned again, inside an act; the earlier version is
    kept.

    Raises:
        NotFound: there is none of that id at this site.
        Conflict: it is neither any more.
    """
    row = _move(session, site_id, planned_id, NOT_SO, PlannedState.PLANNED, actor, now)
    row.cancelled_by = row.why = None
    for each in _whose(session, site_id, planned_id):
        each.came = None
        each.recorded_at, each.recorded_by = now, actor.account_id


def _whose(session: Session, site_id: SiteId, planned_id: str) -> list[OffloadPlannedFor]:
    row = OffloadPlannedFor
    return list(session.scalars(select(row).where(row.site_id == site_id, row.planned_id == planned_id)))


def _move(
    session: Session,
    site_id: SiteId,
    planned_id: str,
    before: Collection[PlannedState],
    after: PlannedState,
    actor: Actor,
    now: datetime,
) -> OffloadPlanned:
    row = _row(session, site_id, planned_id, before)
    keep(session, row, actor, now)
    row.state = after
    row.recorded_at, row.recorded_by = now, actor.account_id
    return row


def _row(session: Session, site_id: SiteId, planned_id: str, before: Collection[PlannedState]) -> OffloadPlanned:
    row = session.get(OffloadPlanned, planned_id)
    if row is None or row.site_id != site_id:
        raise NotFound("no such planned session")
    if row.state not in before:
        raise Conflict("changed meanwhile")
    return row


def _facts(plan: Plan) -> dict[str, Any]:
    """What is held of a plan, by column."""
    return {
        "on_date": plan.on,
        "at": f"{plan.at:%H:%M}",
        "kind": plan.kind,
        "led_by": plan.led_by,
        "place": plan.place,
    }


def _chosen(site_id: SiteId) -> Select[*tuple[Any, ...]]:
    row, whose = OffloadPlanned, OffloadPlannedFor
    return (
        select(
            row.id,
            row.on_date,
            row.at,
            row.kind,
            row.led_by,
            row.place,
            row.state,
            row.cancelled_by,
            row.why.is_not(None).label("has_why"),
            row.version,
            whose.listener_id,
            whose.came,
            whose.unplanned,
        )
        .outerjoin(whose, whose.planned_id == row.id)
        .where(row.site_id == site_id)
        .order_by(row.on_date, row.at, row.id)
    )


def _sessions(chosen: Select[*tuple[Any, ...]]) -> tuple[PlannedOnFile, ...]:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in db.session.execute(chosen):
        found[row.id].append(row)
    return tuple(map(_on_file, found.values()))


def _on_file(rows: list[Any]) -> PlannedOnFile:
    row = rows[0]
    return PlannedOnFile(
        id=row.id,
        plan=Plan(row.on_date, time.fromisoformat(row.at), row.kind, row.led_by, row.place),
        people=_ids(row.listener_id for row in rows if row.listener_id and not row.unplanned),
        came=_ids(row.listener_id for row in rows if row.came),
        state=row.state,
        cancelled_by=row.cancelled_by,
        has_why=row.has_why,
        version=row.version,
    )


def _ids(ids: Iterable[str]) -> frozenset[ListenerId]:
    return frozenset(map(ListenerId, ids))
