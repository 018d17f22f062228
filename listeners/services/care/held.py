"""What kinds of things are held about a Listener, who can see each, and who has looked at what no officer sees?

The kinds and who sees them come from the access table and are the same for everybody: nothing on that page depends on
what is held about the one who reads it, but for who looked, and of that the role and the date alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.access.promise import Promise, officers_see, promise
from listeners.domain.nights import local_date
from listeners.domain.people import Role
from listeners.domain.team import Site
from listeners.errors import NotFound
from listeners.store.care import reading_facts

SHOWN_DAYS = 14
"""A kiosk shows nothing older: whoever makes him sign in sees two weeks at most (docs/security.md, T4)."""
HELD = (
    Kind.STANDING,
    Kind.CELL,
    Kind.ROTA,
    Kind.AVAILABLE,
    Kind.AVAILABILITY_REASON,
    Kind.CALL_OUT,
    Kind.REST,
    Kind.OVERRIDE,
    Kind.LOAD,
    Kind.OFFLOAD,
    Kind.OFFLOAD_TEXT,
    Kind.CONTACT_TICKS,
    Kind.CHECK_IN,
    Kind.OWN_CONTACT,
    Kind.FLAG,
    Kind.FLAG_REASON,
    Kind.CONCERN,
    Kind.DISCLOSURE,
    Kind.SUBJECT_ACCESS,
)
"""The kinds of data that this program holds about a Listener, from what everybody on duty knows to what he alone told.
Who he listened to and what was said is no kind of data here."""


@dataclass(frozen=True, slots=True)
class HeldKind:
    """A kind of data, with who can and who cannot see it; ``officers``: how much of it officers see, as
    ``officers_see`` says it."""

    kind: Kind
    promise: Promise
    officers: str | None


@dataclass(frozen=True, slots=True)
class Looked:
    """On these dates, the newest first, somebody of a role read something about this Listener that no officer sees."""

    role: Role
    on: tuple[date, ...]


def kinds() -> tuple[HeldKind, ...]:
    """Return every kind of data held about a Listener, with who can and who cannot see it."""
    return tuple(HeldKind(kind, promise(kind), officers_see(kind)) for kind in HELD)


def who_looked(site: Site, actor: Actor, now: datetime) -> tuple[Looked, ...]:
    """Return who looked at what no officer sees of the actor in the last 14 days: each role with its dates (1
    statement).

    Raises:
        NotAllowed, NotFound: the actor is not a Listener of this site.
    """
    listener = actor.listener_id
    if listener is None:
        raise NotFound("nobody of the team")
    require(actor, Do.READ, Kind.STANDING, site.id, listener)
    since = now - timedelta(days=SHOWN_DAYS)
    found = reading_facts.readings(site.id, listener, actor.account_id, since)
    dates: dict[Role, dict[date, None]] = {}
    for each in found:
        dates.setdefault(each.role, {})[local_date(each.at, site.zone)] = None
    return tuple(Looked(role, tuple(on)) for role, on in dates.items())
