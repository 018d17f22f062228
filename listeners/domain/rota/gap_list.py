"""Which places still want somebody, and how much? All planned nights ahead, in three groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from listeners.domain.nights import nights_between
from listeners.domain.people import ListenerId
from listeners.domain.rota.board import NightRow, NightState, Seat, seats_on
from listeners.domain.rota.planning_facts import PlanningFacts
from listeners.domain.states import NightPlace

PlaceAsked = tuple[date, NightPlace, ListenerId | None]
"""A place of a night for which others are asked, and who has it; None: nobody has."""

NEEDED_PLACES = 2
"""A first and a second: nobody is on stand-by alone (docs/evidence.md, section 4, "The crew"). What a site's crew has
beyond them is good to fill, and no night is short without it (**D**)."""


class GapKind(StrEnum):
    """How much a place wants somebody, the most first."""

    NEEDS_SOMEBODY = "needs somebody"
    WANTS_COVER = "wants cover"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """A place on a night for which somebody is wanted; ``is_asked``: others are being asked to take it."""

    row: NightRow
    seat: Seat
    kind: GapKind
    is_asked: bool


def kind_of(seat: Seat, is_asked: bool) -> GapKind | None:
    """Return how much a place wants somebody, on the page, on paper and in the file alike. Who is on decides, and
    whoever cannot do his night is not: of the two that a night needs, one that nobody is on needs somebody, also while
    others are asked to take it; one beyond the two is optional. Whoever stays on until somebody takes his place wants
    cover while others are asked. None: it wants nobody."""
    if seat.needs_somebody:
        return GapKind.NEEDS_SOMEBODY if seat.number <= NEEDED_PLACES else GapKind.OPTIONAL
    return GapKind.WANTS_COVER if is_asked else None


def open_places(rows: Iterable[NightRow], asked: Iterable[PlaceAsked]) -> tuple[OpenPlace, ...]:
    """Return the places that want somebody on nights that are planned and not over, the earliest first. ``asked``: the
    places that others are being asked to take."""
    listed = tuple(asked)
    return tuple(place for row in rows if row.is_planned for place in _open(row, listed))


def told_under_draft(facts: PlanningFacts) -> tuple[NightRow, ...]:
    """Return the published nights that a draft plans again, in order, as people have been told of them: the board
    shows the draft there, which may never be published. Reasons, notes and rules are not reckoned."""
    if facts.draft is None:
        return ()
    told = replace(facts, draft=None)
    return tuple(
        NightRow(night, NightState.PUBLISHED, seats_on(told, night))
        for night in nights_between(facts.draft.first_night, facts.draft.last_night)
        if facts.in_draft(night) and told.is_planned(night)
    )


def seats_asked(night: date, seats: Iterable[Seat], asked: Iterable[PlaceAsked]) -> frozenset[int]:
    """Return the numbers of a night's seats that others are being asked to take; of several that nobody has as many,
    the first ones, as are asked for."""
    left, found = Counter(asked), set()
    for seat in seats:
        which = night, seat.place, seat.listener
        if left[which]:
            left[which] -= 1
            found.add(seat.number)
    return frozenset(found)


def by_kind(places: Collection[OpenPlace]) -> Mapping[GapKind, tuple[OpenPlace, ...]]:
    """Return the places by how much they want somebody: every group, the most first, an empty one too."""
    return {kind: tuple(each for each in places if each.kind is kind) for kind in GapKind}


def _open(row: NightRow, asked: Collection[PlaceAsked]) -> Iterator[OpenPlace]:
    numbers = seats_asked(row.night, row.seats, asked) if row.state is not NightState.DRAFT else frozenset()
    for seat in row.seats:
        kind = kind_of(seat, seat.number in numbers)
        if kind is not None:
            yield OpenPlace(row, seat, kind, seat.number in numbers)


def short_of(row: NightRow) -> tuple[int, int]:
    """Return how many a planned night that is not over still needs, and how many more are optional.

    Whoever has said that he cannot is counted like a place that nobody has: what leaves the coordinator's pages by
    this tells no "no" from a pause.
    """
    if not row.wanting:
        return 0, 0
    here = sum(not seat.needs_somebody for seat in row.seats)
    needed = max(min(NEEDED_PLACES, len(row.seats)) - here, 0)
    return needed, len(row.seats) - here - needed
