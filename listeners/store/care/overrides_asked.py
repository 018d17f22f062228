"""Of which Listeners let go unrested has nobody asked again, and what did those say who were asked? Sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from listeners.access import Actor
from listeners.domain.care.agreed import Agreed
from listeners.domain.people import ListenerId, SiteId
from listeners.errors import NotFound
from listeners.store import keyring
from listeners.store.care.wellbeing import OverrideAsked
from listeners.store.columns import new_id
from listeners.store.database import db
from listeners.store.duties import RestOverride
from listeners.store.duties_overrides import TAKEN_BACK_UNUSED, OverrideOnFile, on_file
from listeners.store.journal import keep

TABLE, COLUMN = "override_asked", "answer"


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """An override, with the date on which its Listener was asked again and what he said; None where nobody has."""

    override: OverrideOnFile
    asked_on: date | None
    answer: Agreed | None


def to_ask(site_id: SiteId, now: datetime) -> tuple[OverrideOnFile, ...]:
    """Return the overrides whose night is over and about which nobody has asked, the oldest first (1 statement). One
    taken back before anybody had gone by it passed no rest: there is nothing to ask."""
    given, asked = RestOverride, OverrideAsked
    rows = db.session.scalars(
        select(given)
        .outerjoin(asked, (asked.site_id == given.site_id) & (asked.override_id == given.id))
        .where(given.site_id == site_id, given.expires_at <= now, asked.id.is_(None), ~TAKEN_BACK_UNUSED)
        .order_by(given.expires_at, given.id)
    )
    return tuple(on_file(row, is_unused=False) for row in rows)


def asked_again(site_id: SiteId, listener_id: ListenerId) -> tuple[AskedAgain, ...]:
    """Return the overrides of one Listener with what he said about each, opened, the newest first (1 statement).

    Raises:
        Unopened: another key, or it has been changed.
    """
    given, asked = RestOverride, OverrideAsked
    rows = db.session.execute(
        select(given, asked, TAKEN_BACK_UNUSED)
        .outerjoin(asked, (asked.site_id == given.site_id) & (asked.override_id == given.id))
        .options(undefer(asked.answer))
        .where(given.site_id == site_id, given.listener_id == listener_id)
        .order_by(given.recorded_at.desc(), given.id)
    )
    return tuple(
        AskedAgain(on_file(override, is_unused), *((None, None) if row is None else (row.asked_on, _opened(row))))
        for override, row, is_unused in rows
    )


def one(site_id: SiteId, override_id: str) -> tuple[OverrideOnFile, date | None]:
    """Return an override and when its Listener was asked again, if he was (1 statement).

    Raises:
        NotFound: there is no such override at this site.
    """
    given, asked = RestOverride, OverrideAsked
    found = db.session.execute(
        select(given, asked.asked_on, TAKEN_BACK_UNUSED)
        .outerjoin(asked, (asked.site_id == given.site_id) & (asked.override_id == given.id))
        .where(given.site_id == site_id, given.id == override_id)
    ).first()
    if found is None:
        raise NotFound("no such override")
    return on_file(found[0], found[2]), found[1]


def put_answer(
    session: Session, site_id: SiteId, override_id: str, asked_on: date, answer: Agreed, actor: Actor, now: datetime
) -> bool:
    """Write what a Listener said, sealed, inside an act; return whether that is new. What differs from what is on file
    corrects it, and the earlier version is kept."""
    row = session.scalar(
        select(OverrideAsked).where(OverrideAsked.site_id == site_id, OverrideAsked.override_id == override_id)
    )
    if row is None:
        row = OverrideAsked(id=new_id(), site_id=site_id, override_id=override_id)
        session.add(row)
    elif (row.asked_on, _opened(row)) == (asked_on, answer):
        return False
    else:
        keep(session, row, actor, now)
    row.asked_on, row.answer = asked_on, keyring.seal(answer.value, site_id, TABLE, COLUMN, row.id)
    row.recorded_at, row.recorded_by = now, actor.account_id
    return True


def _opened(row: OverrideAsked) -> Agreed:
    return Agreed(keyring.unseal(row.answer, row.site_id, TABLE, COLUMN, row.id).strip())
