"""Which places still want somebody, and how much? All planned nights ahead, in three groups."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from listeners.domain.people import ListenerId
from listeners.domain.rota.board import NightRow, NightState, Seat

Held = tuple[ListenerId, date]
"""Somebody's night."""

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
    """Return how much a place wants somebody: nobody has it and the night is short; whoever has it cannot do it, or
    others are asked to; it is beyond the two that a night needs. None: it wants nobody."""
    if seat.listener is not None:
        return GapKind.WANTS_COVER if seat.cannot or is_asked else None
    return GapKind.NEEDS_SOMEBODY if seat.number <= NEEDED_PLACES else GapKind.OPTIONAL


def open_places(rows: Iterable[NightRow], asked: Collection[Held]) -> tuple[OpenPlace, ...]:
    """Return the places that want somebody on nights that are planned and not over, the earliest first. ``asked``:
    whose nights others are being asked to take."""
    return tuple(place for row in rows if row.is_planned for seat in row.seats for place in _open(row, seat, asked))


def by_kind(places: Collection[OpenPlace]) -> Mapping[GapKind, tuple[OpenPlace, ...]]:
    """Return the places by how much they want somebody: every group, the most first, an empty one too."""
    return {kind: tuple(each for each in places if each.kind is kind) for kind in GapKind}


def _open(row: NightRow, seat: Seat, asked: Collection[Held]) -> Iterator[OpenPlace]:
    is_asked = row.state is not NightState.DRAFT and (seat.listener, row.night) in asked
    kind = kind_of(seat, is_asked)
    if kind is not None:
        yield OpenPlace(row, seat, kind, is_asked)


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
