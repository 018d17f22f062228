"""Does the table on paper say what the rule says, on every kind of night?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from listeners.domain.nights import ONE_DAY, nights_between
from listeners.domain.policy import Policy
from listeners.domain.rest import rests_owed
from listeners.domain.rest_facts import Interruption
from listeners.domain.rest_nights import quiet_hours
from listeners.domain.rested_table import early_from, rested_table
from tests.nights import FRIDAY, LONDON, at, local
from tests.size import sized

SPRING, AUTUMN = date(2026, 3, 28), date(2026, 10, 24)


def rows(night: date, policy: Policy | None = None) -> list[str]:
    table = rested_table(night, policy or Policy(), LONDON)
    return [
        f"{local(row.back_at)[-5:]}{' again' if row.fold else ''} {local(row.rested_at)[-5:]}"
        + (f" {local(row.early)[-5:]}" if row.early else "")
        for row in table
    ]


def test_a_half_hour_is_eleven_hours_before_rested_and_five_after_an_early_call() -> None:
    table = rows(FRIDAY)

    assert len(table) == 20
    assert table[0] == "22:30 09:30" and table[13] == "05:00 16:00"
    assert table[14] == "05:30 16:30 10:30" and table[-1] == "08:00 19:00 13:00"


def test_the_night_the_clocks_go_forward_skips_an_hour_and_begins_early_calls_at_six() -> None:
    table = rows(SPRING)

    assert len(table) == 18 and not any(row.startswith("01:") for row in table)
    assert table[3:6] == ["00:00 12:00", "00:30 12:30", "02:00 13:00"]
    assert local(early_from(SPRING, Policy(), LONDON)) == "29 Mar 06:00"
    assert table[-4:] == ["06:30 17:30 11:30", "07:00 18:00 12:00", "07:30 18:30 12:30", "08:00 19:00 13:00"]


def test_the_night_the_clocks_go_back_has_an_hour_twice_each_with_its_own_rest() -> None:
    table = rows(AUTUMN)

    assert len(table) == 22
    assert table[5:9] == ["01:00 11:00", "01:30 11:30", "01:00 again 12:00", "01:30 again 12:30"]


def test_the_numbers_of_the_site_hold() -> None:
    policy = Policy(
        rest_hours=13,
        early_call_rest_hours=6,
        quiet_from=at("27 Nov 23:00").time(),
        early_call_from=at("27 Nov 06:00").time(),
    )

    assert rows(FRIDAY, policy)[0] == "23:30 12:30" and rows(FRIDAY, policy)[-1] == "08:00 21:00 14:00"


@pytest.mark.parametrize("year", [2026, 2027])
def test_every_row_of_every_night_is_the_rest_that_is_owed(year: int) -> None:
    every = list(nights_between(date(year, 1, 1), date(year, 12, 31)))
    for night in {SPRING, AUTUMN, *every[:: 366 // sized(366)]}:
        quiet = quiet_hours(night, Policy(), LONDON)
        for row in rested_table(night, Policy(), LONDON):
            for out, rested in (
                (quiet.start - timedelta(hours=1), row.rested_at),
                (row.back_at - timedelta(minutes=1), row.early),
            ):
                went = Interruption("one", None, out, row.back_at)
                owed = rests_owed([went], [], lambda _: Policy(), LONDON, row.back_at + ONE_DAY)
                if rested is not None and out < quiet.end:
                    assert [each.rest_until for each in owed] == [rested], (night, row)
