"""Which facts may raise a flag?

There is no field here for a declined call-out, a skipped question or "prefer not to say": what is not a fact
cannot change anything (docs/evidence.md, section 2, C1). Concerns are not here either.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from listeners.domain.care.cadence import CadenceFrom
from listeners.domain.care.offload import Offload, Start
from listeners.domain.load import ListenerLoad
from listeners.domain.work_told import Department, Said


class Tick(StrEnum):
    """What a Listener may tick about a contact, with no content. A tick left out says nothing."""

    SUICIDAL_FEELINGS = "suicidal_feelings"
    ATTEMPT_OR_DEATH = "attempt_or_death"
    NEED_BEYOND_LISTENING = "need_beyond_listening"


class ContactSource(StrEnum):
    """How a contact came to be on file. ``PAPER``: keyed in from a sheet that does not tell whether a talk
    was offered."""

    CALL_OUT = "call_out"
    PAPER = "paper"
    IMPORTED = "imported"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Contact:
    """One Listener's contact with a caller, at any hour. ``id`` stays the same when the record is corrected.

    ``night`` is the night-date it belongs to. ``ended`` and ``debrief_offered`` are aware UTC, None where not
    recorded; an offer that was declined is an offer.
    """

    id: str
    night: date
    at_night: bool
    source: ContactSource
    ended: datetime | None
    debrief_offered: datetime | None
    ticks: frozenset[Tick]

    @property
    def is_suicide_related(self) -> bool:
        """Whether suicidal feelings, an attempt or a death were ticked."""
        return not self.ticks.isdisjoint({Tick.SUICIDAL_FEELINGS, Tick.ATTEMPT_OR_DEATH})


@dataclass(frozen=True, slots=True)
class AtWork:
    """One stretch of work or education inside a rest, as it was told: from when to when, how he came to it, and where.
    No officer is named."""

    starts_at: datetime
    ends_at: datetime
    said: Said
    department: Department


@dataclass(frozen=True, slots=True)
class RestBroken:
    """A rest that was not kept, or that somebody overrode; ``rest`` is its id, ``on`` its local date.

    ``until`` is when it would have ended, where a rest is on file. ``at`` holds what broke it: when he was called out
    in it, or let go unrested; nothing where that is not recorded. ``work`` is the work that fell in it.
    """

    rest: str
    on: date
    overridden: bool
    until: datetime | None = None
    at: tuple[datetime, ...] = ()
    work: tuple[AtWork, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedForRest:
    """The Listener asked for a rest on this local date."""

    on: date


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """What a questionnaire said on a local date, as far as it is a reason: ``worse`` by the reliable change of its key
    than the one before, or in its ``severe`` band. One with an answer left out, and a check-in, are none."""

    id: str
    on: date
    worse: bool
    severe: bool


@dataclass(frozen=True, slots=True)
class CareFacts:
    """All that is known of one Listener for a flag.

    ``contacts_from`` is the first date from which this Listener's contacts are on file, imported ones
    included: the own mean rests on nothing earlier. ``debriefs_from`` is the first night of a call-out
    that was recorded at the site, not imported; None where there is none, and then no debrief is missed.
    """

    start: Start
    contacts_from: date
    debriefs_from: date | None
    contacts: tuple[Contact, ...]
    offloads: tuple[Offload, ...]
    rests: tuple[RestBroken, ...]
    asked_for_rest: tuple[AskedForRest, ...]
    load: ListenerLoad
    offloads_agreed: tuple[CadenceFrom, ...] = ()
    """How often he is owed offload, from when on, where that was agreed with him."""
    checked_in: tuple[CheckedIn, ...] = ()
