"""What may a Listener tell of a contact to which no officer called him? When, how long, where, and the ticks: never of
whom, and nothing that was said."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from listeners.domain.care.facts import Tick
from listeners.domain.nights import at_local, local_date, not_of_the_last_year
from listeners.domain.rest_facts import Interruption
from listeners.domain.states import ContactPlace

LONGEST_MINUTES = 720
"""What is longer than twelve hours is a mistake in typing (design choice)."""


@dataclass(frozen=True, slots=True)
class OwnContact:
    """A contact to which no officer called him: its local date, when it began on the wall clock, how many minutes it
    was, where, and what he ticked."""

    on: date
    at: time
    minutes: int
    place: ContactPlace
    ticks: frozenset[Tick]

    def interruption(self, id_: str, zone: ZoneInfo) -> Interruption:
        """Return from when to when it was, in the form in which nights are reckoned from call-outs; it owes no rest."""
        began = at_local(self.on, self.at, zone)
        return Interruption(id_, None, began, began + timedelta(minutes=self.minutes))


def own_fault(told: OwnContact, now: datetime, zone: ZoneInfo) -> str | None:
    """Return why it cannot have been so: it is ahead or has not ended, is more than a year ago, or is of no possible
    length; None when it can."""
    if not 1 <= told.minutes <= LONGEST_MINUTES:
        return f"from 1 to {LONGEST_MINUTES} minutes"
    if (fault := not_of_the_last_year(told.on, local_date(now, zone))) is not None:
        return fault
    began = at_local(told.on, told.at, zone)
    if began > now:
        return "it has not been yet"
    return "it has not ended yet" if began + timedelta(minutes=told.minutes) > now else None


def pack_own(told: OwnContact) -> str:
    """Return what is sealed of it: all but the date."""
    ticks = sorted(tick.value for tick in told.ticks)
    facts = {"at": f"{told.at:%H:%M}", "minutes": told.minutes, "place": told.place.value, "ticks": ticks}
    return json.dumps(facts, separators=(",", ":"))


def unpack_own(on: date, text: str) -> OwnContact:
    """Return the contact of a date that ``pack_own`` wrote.

    Raises:
        ValueError: the text is not one of ours.
    """
    try:
        facts = json.loads(text)
        ticks = frozenset(Tick(tick) for tick in facts["ticks"])
        return OwnContact(
            on, time.fromisoformat(facts["at"]), int(facts["minutes"]), ContactPlace(facts["place"]), ticks
        )
    except (KeyError, TypeError) as error:
        raise ValueError("not a contact of his own") from error
