"""Is everybody invited to check in on Monday and reminded once on Thursday, whoever has answered?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.care.checkin import CheckIn, HowMuch, Item
from listeners.domain.people import Role
from listeners.errors import NotAllowed
from listeners.services import notices
from listeners.services.care import checkin_asked, checkins
from tests.services.care_records import site_of
from tests.world import Prison, World

MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
FIRST, AGAIN = "check_in_asked", "check_in_again"
WEEK = [MONDAY + timedelta(days=day) for day in range(8)]


@pytest.fixture
def larkmoor(world: World) -> Prison:
    return world.larkmoor


def slips(prison: Prison, at: datetime) -> list[tuple[str, str]]:
    waiting = notices.slips(site_of(prison), prison.actor(Role.COORDINATOR), at)
    return sorted((slip.lines[0].kind, slip.to.name) for slip in waiting if slip.to)


def ask(prison: Prison, at: datetime) -> int:
    return checkin_asked.ask_site(prison.code, SYSTEM, at)


def test_everybody_gets_one_slip_on_monday_and_one_on_thursday_and_never_two_at_once(larkmoor: Prison) -> None:
    page = checkins.team(site_of(larkmoor), larkmoor.actor(Role.COORDINATOR), MONDAY)
    team = sorted(row.member.name for row in page.rows)
    checkins.log(site_of(larkmoor), CheckIn((HowMuch.A_LOT,) * len(Item)), larkmoor.actor(Role.LISTENER), MONDAY)
    for at, kind in zip(WEEK, [FIRST] * 3 + [AGAIN] * 4 + [FIRST], strict=True):
        asked = [ask(larkmoor, at), ask(larkmoor, at)]
        assert asked == [len(team) if at.weekday() in (0, 3) else 0, 0]
        assert slips(larkmoor, at) == [(kind, name) for name in team]


def test_after_a_monday_without_the_program_he_is_invited_on_tuesday(larkmoor: Prison) -> None:
    assert ask(larkmoor, WEEK[1]) == len(slips(larkmoor, WEEK[1])) > 0


def test_nobody_but_background_work_asks(larkmoor: Prison) -> None:
    with pytest.raises(NotAllowed):
        checkin_asked.ask_site(larkmoor.code, larkmoor.actor(Role.COORDINATOR), MONDAY)


def test_whoever_joined_later_was_not_invited_and_counts_in_no_rate_before(larkmoor: Prison) -> None:
    page = checkins.team(site_of(larkmoor), larkmoor.actor(Role.COORDINATOR), MONDAY)
    new, *others = page.rows
    joined = replace(new, member=replace(new.member, joined_on=page.weeks[0]), check_ins=("id", "id", None, None))
    rows = (joined, *others)
    team = len(rows)
    rates = checkins.CheckInTeam(page.weeks, rows).rates
    assert [rate and (rate.answered, rate.invited) for rate in rates] == [(1, team), *[(0, team - 1)] * 3]
