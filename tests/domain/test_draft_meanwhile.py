"""Which nights of a draft follow what people are told meanwhile, and on which would it take that back?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from listeners.domain.people import ListenerId, SiteId
from listeners.domain.policy import Policy
from listeners.domain.rota.draft_meanwhile import differing, following
from listeners.domain.rota.planning_facts import Draft, Placed, PlanningFacts
from listeners.domain.states import NightPlace
from listeners.domain.team import Site

NIGHT = date(2026, 11, 26)
SAM, RAVI, LUC, DEAN = (ListenerId(name) for name in ("sam", "ravi", "luc", "dean"))
FIRST, SECOND = NightPlace.FIRST, NightPlace.SECOND
SITE = Site(SiteId("s"), "LKI", "HMP Larkmoor", ZoneInfo("Europe/London"), "ENG", "", "", date(2026, 6, 1), (), ())
Those = dict[NightPlace, ListenerId]


def placed(those: Those) -> tuple[Placed, ...]:
    return tuple(Placed(NIGHT, place, who) for place, who in those.items())


@pytest.mark.parametrize(
    ("gone", "new", "follows"),
    [
        ({FIRST: SAM}, {FIRST: LUC}, True),
        ({FIRST: SAM, SECOND: RAVI}, {FIRST: LUC, SECOND: DEAN}, True),
        ({FIRST: SAM, SECOND: RAVI}, {FIRST: RAVI, SECOND: SAM}, True),
        ({FIRST: SAM}, {}, True),
        ({FIRST: LUC}, {FIRST: DEAN}, False),  # whoever went is not in the draft
        ({}, {SECOND: LUC}, False),  # the place is taken there
        ({FIRST: SAM}, {FIRST: RAVI}, False),  # he has the other place there, and would stand twice
    ],
)
def test_it_follows_where_it_has_who_went_and_room_for_who_came_and_nobody_stands_twice(
    gone: Those, new: Those, follows: bool
) -> None:
    facts = drafted({FIRST: SAM, SECOND: RAVI})
    assert following(facts, placed(gone), placed(new)) == ((NIGHT,) if follows else ())
    assert differing(facts, placed(gone), placed(new)) == (() if follows else (NIGHT,))


@pytest.mark.parametrize("new", [{FIRST: SAM}, {SECOND: RAVI}])
def test_where_it_has_already_who_came_there_is_nothing_to_follow_and_nothing_is_taken_back(new: Those) -> None:
    facts = drafted({FIRST: SAM, SECOND: RAVI})
    assert following(facts, (), placed(new)) == ()
    assert differing(facts, (), placed(new)) == ()


def drafted(those: Those) -> PlanningFacts:
    """A draft of one night, some days ahead, of a site with a crew of two."""
    now = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    return PlanningFacts(
        site=SITE,
        now=now,
        policies=lambda _on: Policy(freeze_nights=0),
        bank_holidays=frozenset(),
        team=(),
        said=(),
        rests=(),
        duties=(),
        call_outs={},
        draft=Draft("d1", 1, 1, NIGHT, NIGHT + timedelta(days=6), placed(those)),
    )
