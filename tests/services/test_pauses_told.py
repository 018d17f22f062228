"""Somebody pauses, comes back and pauses again in one night: do the coordinators read how he stands now?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.care.decision import Answer
from listeners.domain.people import Role
from listeners.services import availability_rules, notices
from listeners.services.care import decisions
from tests.services.care_records import NOW, site_of
from tests.world import Prison, World

PAUSED, CAME_BACK = availability_rules.PAUSED, availability_rules.CAME_BACK


@pytest.fixture
def larkmoor(world: World) -> Prison:
    return world.larkmoor


def told(prison: Prison) -> list[str]:
    """The rows that wait for the coordinator."""
    lines = notices.notices_for(prison.actor(Role.COORDINATOR), site_of(prison), NOW + timedelta(hours=1))
    return [line.kind for line in lines]


def does(prison: Prison, *acts: str) -> None:
    """Let Sam do these, a minute after each other: rest, be ready again, or say "no" to being a Listener."""
    site, sam, himself = site_of(prison), prison.listeners["sam"], prison.actor(Role.LISTENER)
    for minutes, each in enumerate(acts):
        now = NOW + timedelta(minutes=minutes)
        if each == "rest":
            availability_rules.pause(site, sam, himself, now)
        elif each == "ready":
            availability_rules.come_back(site, sam, himself, now)
        else:
            decisions.decide(site, Answer.NO, himself, now)


@pytest.mark.parametrize("again", ["rest", "no"])
def test_that_he_rests_again_is_the_only_word_that_waits(larkmoor: Prison, again: str) -> None:
    does(larkmoor, "rest", "ready", again)
    assert told(larkmoor) == [PAUSED]


def test_so_is_that_he_is_back_and_of_somebody_else_another_word_waits(larkmoor: Prison) -> None:
    availability_rules.pause(site_of(larkmoor), larkmoor.listeners["luc"], SYSTEM, NOW)
    does(larkmoor, "rest", "ready", "rest", "ready")
    assert sorted(told(larkmoor)) == [CAME_BACK, PAUSED]


@pytest.mark.parametrize("acts", [("rest", "rest"), ("rest", "no"), ("no", "no"), ("no", "rest"), ("no", "rest", "no")])
def test_that_he_does_not_want_to_tells_nothing_while_he_rests(larkmoor: Prison, acts: tuple[str, ...]) -> None:
    does(larkmoor, *acts)
    assert told(larkmoor) == [PAUSED]
