"""Does the list of gaps put first what a night needs, and tell a "no" from a pause to nobody else?"""

from __future__ import annotations

from datetime import date

import pytest

from listeners.domain.people import ListenerId
from listeners.domain.rota.board import NightRow, NightState, Seat
from listeners.domain.rota.gap_list import GapKind, by_kind, open_places, short_of
from listeners.domain.states import NightPlace

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
SAM, CANNOT, NOBODY = "sam", "cannot", "nobody"


def row(*held: str, night: date = MONDAY, state: NightState = NightState.PUBLISHED) -> NightRow:
    """A night with these in its places, the first first."""
    seats = (
        Seat(
            number,
            NightPlace.FIRST if number == 1 else NightPlace.SECOND,
            None if who == NOBODY else ListenerId(f"{who}{number}"),
            cannot=who == CANNOT,
        )
        for number, who in enumerate(held, start=1)
    )
    return NightRow(night, state, tuple(seats))


def test_three_groups_in_order_and_each_by_night() -> None:
    groups = by_kind(open_places([row(CANNOT, SAM, NOBODY), row(NOBODY, NOBODY, NOBODY, night=TUESDAY)], ()))
    found = {kind: [(each.row.night, each.seat.number) for each in of_kind] for kind, of_kind in groups.items()}

    assert list(found) == [GapKind.NEEDS_SOMEBODY, GapKind.WANTS_COVER, GapKind.OPTIONAL]
    assert found[GapKind.NEEDS_SOMEBODY] == [(MONDAY, 1), (TUESDAY, 1), (TUESDAY, 2)]
    assert found[GapKind.WANTS_COVER] == []
    assert found[GapKind.OPTIONAL] == [(MONDAY, 3), (TUESDAY, 3)]


def test_a_place_of_which_others_are_asked_wants_cover_but_not_in_a_draft_that_gives_it_anew() -> None:
    asked = [(MONDAY, NightPlace.SECOND, ListenerId("sam2"))]
    (told,) = open_places([row(SAM, SAM)], asked)

    assert (told.seat.number, told.kind, told.is_asked) == (2, GapKind.WANTS_COVER, True)
    assert open_places([row(SAM, SAM, state=NightState.DRAFT), row(SAM, SAM, night=TUESDAY)], asked) == ()


def test_nobody_is_on_where_he_who_is_down_cannot_also_while_others_are_asked() -> None:
    asked = [(MONDAY, NightPlace.FIRST, ListenerId("cannot1")), (MONDAY, NightPlace.SECOND, ListenerId("sam2"))]
    found = open_places([row(CANNOT, SAM, CANNOT)], asked)

    assert [(each.seat.number, each.kind, each.is_asked) for each in found] == [
        (1, GapKind.NEEDS_SOMEBODY, True),
        (2, GapKind.WANTS_COVER, True),
        (3, GapKind.OPTIONAL, False),
    ]


def test_an_empty_place_needs_somebody_also_while_others_are_asked_and_is_asked_for_as_often_as_it_is() -> None:
    asked = [(MONDAY, NightPlace.FIRST, None), (MONDAY, NightPlace.SECOND, None)]
    found = open_places([row(NOBODY, NOBODY, NOBODY, NOBODY)], asked)

    assert [(each.seat.number, each.kind.value, each.is_asked) for each in found] == [
        (1, "needs somebody", True),
        (2, "needs somebody", True),
        (3, "optional", False),
        (4, "optional", False),
    ]


@pytest.mark.parametrize("state", [NightState.BEGUN, NightState.UNPLANNED])
def test_a_night_that_is_over_or_not_planned_wants_nobody(state: NightState) -> None:
    over = row(NOBODY, CANNOT, NOBODY, state=state)

    assert open_places([over], ()) == () and short_of(over) == (0, 0)


@pytest.mark.parametrize(
    ("held", "short"),
    [
        ((SAM, SAM), (0, 0)),
        ((SAM, NOBODY), (1, 0)),
        ((NOBODY, NOBODY), (2, 0)),
        ((NOBODY,), (1, 0)),
        ((SAM, SAM, NOBODY), (0, 1)),
        ((SAM, NOBODY, NOBODY, NOBODY), (1, 2)),
        ((NOBODY, NOBODY, NOBODY), (2, 1)),
    ],
)
def test_what_a_night_is_short_of_is_the_same_whether_somebody_cannot_or_is_not_there(
    held: tuple[str, ...], short: tuple[int, int]
) -> None:
    for number, who in enumerate(held):
        said_no = (*held[:number], CANNOT if who == NOBODY else who, *held[number + 1 :])
        assert short_of(row(*said_no)) == short_of(row(*held)) == short
