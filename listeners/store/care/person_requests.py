"""Which Listeners asked for a copy of what is held about them, or for a correction, and was it given?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Mapped, Session

from listeners.access import Actor
from listeners.domain.care.person_request import AskedFor
from listeners.domain.people import ListenerId, SiteId
from listeners.errors import Conflict, NotFound
from listeners.store.columns import P2, coded, day, new_id, ref_to
from listeners.store.database import Base, db
from listeners.store.journal import keep
from listeners.store.people import Listener
from listeners.store.tables import Recorded, at_the_same_site, of_a_site, one_while


class PersonRequest(Base, Recorded):
    """What a Listener asked for, and when it was given to him in person."""

    __tablename__ = "person_request"
    __table_args__ = (
        of_a_site(),
        at_the_same_site("listener_id", "listener"),
        one_while("uq_person_request_open", "given_on IS NULL", "listener_id", "asked_for"),
    )
    listener_id: Mapped[str] = ref_to(P2)
    asked_for: Mapped[AskedFor] = coded(AskedFor, P2)
    asked_on: Mapped[date] = day(P2)
    given_on: Mapped[date | None] = day(P2, optional=True)


@dataclass(frozen=True, slots=True)
class RequestOnFile:
    """One of them, with who asked. ``given_on``: None while it is open."""

    id: str
    listener: ListenerId
    name: str
    asked_for: AskedFor
    asked_on: date
    given_on: date | None


def add(
    session: Session, site_id: SiteId, listener: ListenerId, asked_for: AskedFor, on: date, actor: Actor, now: datetime
) -> str | None:
    """Write one inside an act and return its id; None where the same is open already."""
    row = PersonRequest
    the_same = row.site_id == site_id, row.listener_id == listener, row.asked_for == asked_for, row.given_on.is_(None)
    if session.scalar(select(row.id).where(*the_same)) is not None:
        return None
    new = PersonRequest(id=new_id(), site_id=site_id, listener_id=listener, asked_for=asked_for, asked_on=on)
    new.recorded_at, new.recorded_by = now, actor.account_id
    session.add(new)
    return new.id


def give(session: Session, site_id: SiteId, request_id: str, on: date, actor: Actor, now: datetime) -> ListenerId:
    """Write inside an act that one was given, and return whose it is; the earlier version is kept.

    Raises:
        NotFound: none of that id at this site.
        Conflict: it was given before.
    """
    row = session.get(PersonRequest, request_id)
    if row is None or row.site_id != site_id:
        raise NotFound("no such request")
    if row.given_on is not None:
        raise Conflict("it is on file as given")
    keep(session, row, actor, now)
    row.given_on = on
    row.recorded_at, row.recorded_by = now, actor.account_id
    return ListenerId(row.listener_id)


def requests(site_id: SiteId, given_since: date) -> tuple[RequestOnFile, ...]:
    """Return those of a site that are open, the oldest first, and then those given since a date (1 statement)."""
    row = PersonRequest
    found = db.session.execute(
        select(row.id, row.listener_id, Listener.name, row.asked_for, row.asked_on, row.given_on)
        .join(Listener, and_(Listener.site_id == row.site_id, Listener.id == row.listener_id))
        .where(row.site_id == site_id, or_(row.given_on.is_(None), row.given_on >= given_since))
        .order_by(row.given_on.is_not(None), row.asked_on, Listener.name, row.id)
    )
    return tuple(
        RequestOnFile(request_id, ListenerId(who), name, asked_for, asked_on, given_on)
        for request_id, who, name, asked_for, asked_on, given_on in found
    )
