"""How are rests written, and how is a duty withdrawn because rest is owed? Every function works inside ``act()``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert, select, text, update
from sqlalchemy.orm import Session

from listeners.access import Actor
from listeners.domain.people import ListenerId, SiteId
from listeners.domain.states import DutyState
from listeners.store import duties as tables
from listeners.store.duties_facts import RestOnFile
from listeners.store.guards import LOCK_CLASS
from listeners.store.journal import keep
from listeners.store.rest_because import because_as_text

AT_ONCE = 500
"""Rows in one statement: SQLite allows no more than 32,766 values in one."""


def lock(session: Session, listener_ids: Collection[ListenerId]) -> None:
    """Take the lock of each Listener, ascending, before their duties are read (PostgreSQL; SQLite has one writer).

    It is the lock of the guards: from here on nobody plans for them until this act ends, so that a fact recorded now
    is never refused because of a duty planned in between.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    session.execute(
        text(
            f"SELECT pg_advisory_xact_lock({LOCK_CLASS}, hashtext(each.id))"  # noqa: S608
            " FROM (SELECT unnest(CAST(:ids AS text[])) AS id ORDER BY 1) AS each"
        ),
        {"ids": sorted(listener_ids)},
    )


def stand_down(session: Session, causes: Mapping[str, str], actor: Actor, at: datetime) -> None:
    """Mark the planned duties of these ids as stood down, each with its cause; the earlier version is kept."""
    if not causes:
        return
    found = session.scalars(select(tables.Duty).where(tables.Duty.id.in_(causes)).order_by(tables.Duty.listener_id))
    for duty in found.all():
        keep(session, duty, actor, at)
        duty.state = DutyState.STOOD_DOWN
        duty.cause = causes[duty.id]
    session.flush()


def set_aside(session: Session, gone: Mapping[str, str | None], actor: Actor, at: datetime) -> None:
    """Put rests out of force, each with the one that takes its place (None: nothing does); the rows stay."""
    by_new: dict[str | None, list[str]] = defaultdict(list)
    for id_ in sorted(gone):
        by_new[gone[id_]].append(id_)
    out = {"in_force": False, "replaced_at": at, "replaced_by": actor.account_id, "version": tables.Rest.version + 1}
    for new, ids in by_new.items():
        for start in range(0, len(ids), AT_ONCE):
            session.execute(
                update(tables.Rest)
                .where(tables.Rest.id.in_(ids[start : start + AT_ONCE]))
                .values({**out, "replaced_for": new})
                .execution_options(synchronize_session=False)
            )


def add_rests(session: Session, site_id: SiteId, owed: Iterable[RestOnFile], actor: Actor, at: datetime) -> None:
    """Add a row for each rest owed, with these ids."""
    rows = [_row(site_id, each, actor, at) for each in owed]
    if rows:
        # Straight into the table: the ORM would send each pattern of empty columns as a statement of its own.
        session.execute(insert(cast(Table, tables.Rest.__table__)), rows)


def _row(site_id: SiteId, owed: RestOnFile, actor: Actor, at: datetime) -> dict[str, Any]:
    rest = owed.rest
    return {
        "id": owed.id,
        "site_id": site_id,
        "listener_id": owed.listener,
        "night": rest.night,
        "rest_from": rest.rest_from,
        "rest_until": rest.rest_until,
        "excused_until": rest.excused_until,
        "rule": rest.rule,
        "hours": rest.hours,
        "unbroken_minutes": None if rest.unbroken is None else int(rest.unbroken.total_seconds()) // 60,
        "kept": rest.kept,
        "in_force": True,
        "because": because_as_text(rest),
        "recorded_at": at,
        "recorded_by": actor.account_id,
        "version": 1,
    }
