"""What became of the places of some nights: planned, filled when they were published, changed, stood down, lived?

Counts of places, never a name. A place that was put down and not lived says whether rest was owed, and nothing else of
why: a "no", a pause, leave and a change of plan have one look (docs/decisions/0011). Pure rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from listeners.domain.nights import nights_between
from listeners.domain.people import ListenerId
from listeners.domain.rest_facts import PolicyOn
from listeners.domain.states import DutyState
from listeners.domain.who_went import HisNight


class PutDown(StrEnum):
    """How somebody came to be down for a place: as the night was first published, by cover or a swap, or by a later
    change or a plan that planned it again."""

    FIRST = "first"
    EXCHANGED = "exchanged"
    LATER = "later"


class Became(StrEnum):
    """What became of it."""

    LIVED = "lived"
    STOOD_DOWN = "stood_down"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the rota that was published: of which nights, and whether it was cover or a swap."""

    id: str
    first: date
    last: date
    is_exchange: bool


@dataclass(frozen=True, slots=True)
class PlaceOnFile:
    """Somebody down for a place of a night; ``by`` tells Listeners apart and goes nowhere. ``version``: in which one of
    the rota; None: in none that is on file. ``found_later``: the rest that stood it down was not known while it was
    lived. ``ended_at``: when it was stood down or withdrawn."""

    by: ListenerId
    night: date
    starts_at: datetime
    state: DutyState
    found_later: bool
    version: str | None
    ended_at: datetime | None

    @property
    def his(self) -> HisNight:
        """Whose night it is."""
        return self.by, self.night

    def became(self, said_no_at: datetime | None) -> Became:
        """What became of it. ``said_no_at``: since when its Listener said that he cannot; before the night began it was
        nobody's to live, as if it had been taken off him."""
        until = self.starts_at if self.ended_at is None else min(self.starts_at, self.ended_at)
        if self.state is DutyState.WITHDRAWN or (said_no_at is not None and said_no_at < until):
            return Became.CHANGED
        is_off = self.state is DutyState.STOOD_DOWN and not self.found_later
        return Became.STOOD_DOWN if is_off else Became.LIVED


@dataclass(frozen=True, slots=True)
class PlannedAndLived:
    """``nights`` that are over, the places that the crew in force asked for, and how many were put down in each way and
    became what."""

    nights: int
    planned: int
    counts: Mapping[tuple[PutDown, Became], int]

    def put(self, how: PutDown) -> int:
        """How many places were put down in one way."""
        return sum(self.counts.get((how, became), 0) for became in Became)

    def became(self, what: Became) -> int:
        """How many places became this."""
        return sum(self.counts.get((how, what), 0) for how in PutDown)


def planned_and_lived(
    places: Iterable[PlaceOnFile],
    versions: Sequence[Version],
    said_no: Mapping[HisNight, datetime],
    nights: tuple[date, date],
    policies: PolicyOn,
) -> PlannedAndLived:
    """Count the places of the nights from the first to the last one, both over; none where the last is before the
    first. ``versions`` in the order of publishing; ``said_no``: since when somebody says that he cannot do a night."""
    first_versions = _first_versions(versions, nights)
    exchanges = {version.id for version in versions if version.is_exchange}
    counts = Counter(
        (_put_down(place, first_versions.get(place.night), exchanges), place.became(said_no.get(place.his)))
        for place in places
        if nights[0] <= place.night <= nights[1]
    )
    over = tuple(nights_between(*nights))
    return PlannedAndLived(len(over), sum(policies(night).crew for night in over), counts)


def _first_versions(versions: Sequence[Version], nights: tuple[date, date]) -> dict[date, str]:
    """Return the version in which each night was first published."""
    found: dict[date, str] = {}
    for version in versions:
        for night in nights_between(max(version.first, nights[0]), min(version.last, nights[1])):
            found.setdefault(night, version.id)
    return found


def _put_down(place: PlaceOnFile, first: str | None, exchanges: set[str]) -> PutDown:
    """A night of which no version is on file counts as published as it stands there."""
    if place.version == first:
        return PutDown.FIRST
    return PutDown.EXCHANGED if place.version in exchanges else PutDown.LATER
