"""Does everybody who went count once, as what he went?"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from listeners.domain.nights import Span, instant, overnight
from listeners.domain.people import ListenerId
from listeners.domain.policy import Policy
from listeners.domain.who_went import Went, WentAs, who_went

LONDON = ZoneInfo("Europe/London")
FRIDAY = date(2026, 11, 27)
SAM, LUC = ListenerId("sam"), ListenerId("luc")


def at(text: str) -> datetime:
    return instant(datetime.fromisoformat(f"2026-11-{text}"), LONDON)


def hours(night: date) -> Span:
    return overnight(night, Policy().stand_by_from, Policy().stand_by_until, LONDON)


def counted(*went: Went, let_go: str | None = None) -> dict[WentAs, int]:
    given = {(SAM, FRIDAY): at(let_go)} if let_go else {}
    found = who_went(went, {(SAM, FRIDAY)}, given, hours)
    assert sum(found.values()) == len(went) and list(found) == list(WentAs)
    return {key: count for key, count in found.items() if count}


@pytest.mark.parametrize(
    ("by", "out", "as_what"),
    [
        (SAM, "28 02:50", WentAs.ON_DUTY),
        (LUC, "28 02:50", WentAs.RESERVE),
        (SAM, "27 18:00", WentAs.ON_DUTY),
        (SAM, "27 17:59", WentAs.BY_DAY),
        (LUC, "28 08:00", WentAs.BY_DAY),
    ],
)
def test_on_stand_by_from_the_reserve_and_by_day(by: ListenerId, out: str, as_what: WentAs) -> None:
    assert counted(Went(by, FRIDAY, at(out))) == {as_what: 1}


def test_the_second_time_in_one_night_he_has_been_out_and_by_day_before_it_not() -> None:
    by_day, first, second = (Went(SAM, FRIDAY, at(out)) for out in ("27 14:00", "27 22:00", "28 03:00"))

    assert counted(second, by_day, first) == {WentAs.BY_DAY: 1, WentAs.ON_DUTY: 1, WentAs.BEEN_OUT: 1}
    assert counted(first, Went(LUC, FRIDAY, at("28 03:00"))) == {WentAs.ON_DUTY: 1, WentAs.RESERVE: 1}


def test_let_go_unrested_counts_from_when_a_named_person_said_so() -> None:
    before, after = Went(SAM, FRIDAY, at("27 20:00")), Went(SAM, FRIDAY, at("28 03:00"))

    assert counted(before, after, let_go="27 21:00") == {WentAs.OVERRIDE: 1, WentAs.ON_DUTY: 1}
    assert counted(Went(LUC, FRIDAY, at("28 03:00")), let_go="27 21:00") == {WentAs.RESERVE: 1}
