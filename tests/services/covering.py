"""Helpers of the tests of cover: who says what, who is asked, and how the one request stands."""

from __future__ import annotations

from datetime import date, datetime

from listeners.domain.people import AvailabilityKind, Role
from listeners.services import availability, cover_answers
from listeners.services.answers import Outcome
from listeners.store import cover_facts
from listeners.store.cover_facts import RequestOnFile
from listeners.store.database import db
from tests.rota_world import NOW, site_of
from tests.world import Prison

UNAVAILABLE = AvailabilityKind.UNAVAILABLE


def cannot(prison: Prison, name: str, night: date, now: datetime = NOW) -> None:
    availability.say(
        site_of(prison), prison.listeners[name], {night: UNAVAILABLE}, "", prison.actor(Role.LISTENER, name), now
    )


def the_request(prison: Prison, now: datetime = NOW) -> RequestOnFile:
    db.session.rollback()
    (found,) = cover_facts.waiting(prison.id, now)
    return found


def asked(prison: Prison, now: datetime = NOW) -> list[str]:
    """Who was asked, in order, by first name."""
    names = {listener: name for name, listener in prison.listeners.items()}
    return [names[each.listener] for each in the_request(prison, now).asked]


def answers(prison: Prison, request: str, name: str, says: str, now: datetime = NOW) -> Outcome:
    listener = prison.listeners[name]
    himself = prison.actor(Role.LISTENER, name)
    return cover_answers.answer(site_of(prison), request, listener, says == "yes", himself, now)
