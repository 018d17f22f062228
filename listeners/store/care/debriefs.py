"""What came of the talks that were offered after call-outs? What somebody said is sealed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from listeners.access import Actor
from listeners.domain.care.debrief import Look, Talk, TalkOnFile
from listeners.domain.care.packed import pack_talk, unpack_talk
from listeners.domain.people import SiteId
from listeners.store import keyring
from listeners.store.care.wellbeing import Debrief
from listeners.store.columns import new_id
from listeners.store.database import db
from listeners.store.journal import keep

TABLE, COLUMN = "debrief", "talk"


Talks = dict[tuple[str, Look], TalkOnFile]
"""By call-out (its attendance) and look."""


def talks(site_id: SiteId, attendances: Collection[str]) -> Talks:
    """Return what came of the talks after some call-outs, opened (1 statement, or none).

    Raises:
        Unopened: another key, or it has been changed.
    """
    if not attendances:
        return {}
    row = Debrief
    found = db.session.scalars(
        select(row).options(undefer(row.talk)).where(row.site_id == site_id, row.attendance_id.in_(attendances))
    )
    return {(each.attendance_id, each.look): TalkOnFile(each.offered_on, _opened(each)) for each in found}


def put_talk(
    session: Session,
    site_id: SiteId,
    attendance_id: str,
    look: Look,
    told: TalkOnFile,
    actor: Actor,
    now: datetime,
) -> bool:
    """Write what came of an offer, sealed, inside an act; return whether that is new. What differs from what is on file
    corrects it, and the earlier version is kept."""
    wanted = Debrief.site_id == site_id, Debrief.attendance_id == attendance_id, Debrief.look == look
    row = session.scalar(select(Debrief).where(*wanted))
    if row is None:
        row = Debrief(id=new_id(), site_id=site_id, attendance_id=attendance_id, look=look)
        session.add(row)
    elif TalkOnFile(row.offered_on, _opened(row)) == told:
        return False
    else:
        keep(session, row, actor, now)
    row.offered_on, row.talk = told.offered_on, keyring.seal(pack_talk(told.talk), site_id, TABLE, COLUMN, row.id)
    row.recorded_at, row.recorded_by = now, actor.account_id
    return True


def _opened(row: Debrief) -> Talk:
    return unpack_talk(keyring.unseal(row.talk, row.site_id, TABLE, COLUMN, row.id))
