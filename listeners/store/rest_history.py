"""Which rests of one Listener are on file, those put out of force included, and by whom was each put there?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from listeners.domain.people import ListenerId, SiteId
from listeners.domain.rest_facts import Rest
from listeners.store.accounts import Account
from listeners.store.database import db
from listeners.store.duties import Rest as RestRow
from listeners.store.rest_because import because_of


@dataclass(frozen=True, slots=True)
class RestKept:
    """A rest in force, or one that was: then ``replaced_at`` says when that ended (None: not known), ``replaced_by``
    by whose act (None: by none of an account's) and ``replaced_for`` by which other rest (None: by none)."""

    id: str
    rest: Rest
    in_force: bool
    replaced_at: datetime | None
    replaced_by: str | None
    replaced_for: str | None


def of_one(site_id: SiteId, listener: ListenerId, since: datetime) -> tuple[RestKept, ...]:
    """Return the rests of a Listener, in force or not, that end (or excuse from work) after a moment, by their start (1
    statement)."""
    rest = RestRow
    wanted = (
        select(
            rest.id,
            rest.in_force,
            rest.replaced_at,
            Account.username,
            rest.replaced_for,
            rest.unbroken_minutes,
            rest.because,
            rest.rest_from,
            rest.rest_until,
            rest.excused_until,
            rest.rule,
            rest.kept,
            rest.night,
            rest.hours,
        )
        .outerjoin(Account, Account.id == rest.replaced_by)
        .where(rest.site_id == site_id, rest.listener_id == listener)
        .where(or_(rest.rest_until > since, rest.excused_until > since))
        .order_by(rest.rest_from, rest.rest_until, rest.recorded_at)
    )
    return tuple(_kept(*row) for row in db.session.execute(wanted))


def _kept(
    id_: str,
    in_force: bool,
    replaced_at: datetime | None,
    by: str | None,
    replaced_for: str | None,
    minutes: int | None,
    because: str | None,
    *facts: Any,
) -> RestKept:
    unbroken = None if minutes is None else timedelta(minutes=minutes)
    rest = Rest(*(*facts, unbroken, *because_of(because)))
    return RestKept(id_, rest, in_force, replaced_at, by, replaced_for)
