"""Do the places of a month add up, and can a "no" be told from a pause by them?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from listeners.domain.nights import instant, overnight
from listeners.domain.people import ListenerId
from listeners.domain.planned_and_lived import (
    Became,
    PlaceOnFile,
    PlannedAndLived,
    PutDown,
    Version,
    planned_and_lived,
)
from listeners.domain.policy import Policy
from listeners.domain.states import DutyState

FIRST, LAST = date(2026, 11, 2), date(2026, 11, 5)
LONDON = ZoneInfo("Europe/London")
PLAN = Version("plan", date(2026, 10, 26), date(2026, 11, 30), is_exchange=False)
HOUR = timedelta(hours=1)


def place(night: int, by: str = "sam", version: str | None = "plan") -> PlaceOnFile:
    on = date(2026, 11, night)
    span = overnight(on, Policy().stand_by_from, Policy().stand_by_until, LONDON)
    return PlaceOnFile(ListenerId(by), on, span.start, DutyState.PLANNED, False, version, None)


def off(one: PlaceOnFile, state: DutyState, hours: float = -1, *, found_later: bool = False) -> PlaceOnFile:
    """Stood down or withdrawn, so many hours after its night began."""
    return replace(one, state=state, found_later=found_later, ended_at=one.starts_at + hours * HOUR)


def counted(*places: PlaceOnFile, versions: tuple[Version, ...] = (PLAN,), **said_no: datetime) -> PlannedAndLived:
    noes = {(ListenerId(who), night): at for who, at in said_no.items() for night in {each.night for each in places}}
    return planned_and_lived(places, versions, noes, (FIRST, LAST), lambda night: Policy())


def test_planned_are_the_places_of_the_crew_in_force_on_each_night() -> None:
    found = planned_and_lived((), (), {}, (FIRST, LAST), lambda night: Policy(crew=3 if night > FIRST else 2))

    assert (found.nights, found.planned) == (4, 2 + 3 + 3 + 3)


def test_no_night_is_over_before_the_first_one_is() -> None:
    found = planned_and_lived([place(2)], (PLAN,), {}, (FIRST, FIRST - timedelta(days=1)), lambda night: Policy())

    assert (found.nights, found.planned, found.put(PutDown.FIRST)) == (0, 0, 0)


def test_each_time_somebody_is_put_down_stands_in_one_line_and_became_one_thing() -> None:
    cover = Version("cover", date(2026, 11, 3), date(2026, 11, 3), is_exchange=True)
    by_hand = Version("hand", date(2026, 11, 4), date(2026, 11, 4), is_exchange=False)
    found = counted(
        place(2),
        off(place(3), DutyState.WITHDRAWN),
        place(3, "luc", "cover"),
        off(place(4), DutyState.STOOD_DOWN),
        place(4, "mo", "hand"),
        off(place(5), DutyState.STOOD_DOWN, 20, found_later=True),
        place(9),
        versions=(PLAN, cover, by_hand),
    )

    assert found.counts == {
        (PutDown.FIRST, Became.LIVED): 2,
        (PutDown.FIRST, Became.CHANGED): 1,
        (PutDown.FIRST, Became.STOOD_DOWN): 1,
        (PutDown.EXCHANGED, Became.LIVED): 1,
        (PutDown.LATER, Became.LIVED): 1,
    }
    assert (found.put(PutDown.FIRST), found.became(Became.LIVED)) == (4, 4)


def test_a_night_planned_again_was_first_published_by_the_earlier_version() -> None:
    again = Version("again", FIRST, LAST, is_exchange=False)
    found = counted(place(2), place(3, version="again"), versions=(PLAN, again))

    assert (found.put(PutDown.FIRST), found.put(PutDown.LATER)) == (1, 1)


def test_a_night_without_a_version_on_file_counts_as_published_as_it_stands() -> None:
    assert counted(place(2, version=None), versions=()).put(PutDown.FIRST) == 1


@pytest.mark.parametrize(
    ("paused", "said_no"),
    [
        (off(place(2), DutyState.WITHDRAWN), place(2)),
        (off(place(2), DutyState.WITHDRAWN), off(place(2), DutyState.STOOD_DOWN)),
        (off(place(2), DutyState.WITHDRAWN), off(place(2), DutyState.STOOD_DOWN, 20, found_later=True)),
    ],
)
def test_a_no_has_the_look_of_a_pause_whatever_came_after_it(paused: PlaceOnFile, said_no: PlaceOnFile) -> None:
    noon = instant(datetime.fromisoformat("2026-11-02 12:00"), LONDON)

    assert counted(said_no, sam=noon).counts == counted(paused).counts == {(PutDown.FIRST, Became.CHANGED): 1}


def test_what_was_said_once_the_night_had_begun_or_the_rest_was_owed_changes_nothing() -> None:
    later = place(2).starts_at + HOUR

    assert counted(place(2), sam=later).became(Became.LIVED) == 1
    assert counted(off(place(2), DutyState.STOOD_DOWN, -9), sam=later - 2 * HOUR).became(Became.STOOD_DOWN) == 1
