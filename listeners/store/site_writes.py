"""How does a prison get on file? Inside an act."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from listeners.domain.new_site import SESSIONS, ZONE, NewSite
from listeners.domain.people import SiteId
from listeners.domain.states import ContactPlace
from listeners.domain.team import Session as SiteSession
from listeners.store import people
from listeners.store.columns import new_id


def add_site(session: Session, new: NewSite, sessions: Iterable[SiteSession] = SESSIONS) -> SiteId:
    """Add a prison with its wings and its sessions of work and education, and return its id."""
    site_id = new_id()
    session.add(
        people.Site(
            id=site_id,
            code=new.code,
            name=new.name,
            timezone=ZONE,
            country=new.country,
            emergency_line=new.emergency_line,
            telephone_line=new.telephone_line,
            recording_since=new.recording_since,
        )
    )
    session.flush()
    session.add_all(people.Wing(id=new_id(), site_id=site_id, code=code) for code in new.wings)
    session.add_all(
        people.SiteSession(
            id=new_id(),
            site_id=site_id,
            name=each.name,
            weekdays="".join(str(day) for day in sorted(each.weekdays)),
            starts=each.starts,
            ends=each.ends,
        )
        for each in sessions
    )
    session.flush()
    return SiteId(site_id)


def set_places(session: Session, site_id: SiteId, places: Iterable[ContactPlace]) -> None:
    """Note where the Listeners of a prison listen; all places where none is named."""
    codes = ";".join(place.value for place in places)
    session.get_one(people.Site, site_id).places = codes or None
    session.flush()


def code_taken(session: Session, code: str) -> bool:
    """Whether a prison has this code already."""
    return session.scalar(select(people.Site.id).where(people.Site.code == code)) is not None
