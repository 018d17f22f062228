"""Is it on file that somebody looked at a flag again, and when to look the next time?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.care.flag_life import Outcome, fault_in_review
from listeners.domain.care.flags import FlagState
from listeners.domain.people import Role
from listeners.errors import Conflict, NotAllowed, Unreadable
from listeners.services.care import flag_work, flags, look
from listeners.store.care import flag_facts
from listeners.store.care.flag_facts import StoredFlag
from listeners.store.database import db
from tests.services.care_records import NOW, ago, at, had_offload, owed_rest, site_of
from tests.world import Prison, World

TODAY = ago(0)


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Larkmoor, where one of Dean's rests was not kept, and the coordinator has taken it up."""
    prison = world.larkmoor
    for who in prison.listeners:
        had_offload(prison, who, 3)
    owed_rest(prison, "dean", at(2, 4), kept=False)
    flags.run(site_of(prison), SYSTEM, NOW)
    seen = flag(prison)
    flag_work.take_up(site_of(prison), seen.id, seen.version, prison.actor(Role.COORDINATOR), NOW)
    return prison


def flag(prison: Prison) -> StoredFlag:
    db.session.rollback()
    found = flag_facts.flag_of(prison.id, prison.listeners["dean"])
    assert found is not None
    return found


def look_again(prison: Prison, days: int | None, version: int | None = None) -> StoredFlag:
    seen = flag(prison)
    on = None if days is None else TODAY + timedelta(days=days)
    actor, read = prison.actor(Role.COORDINATOR), seen.version if version is None else version
    flag_work.review(site_of(prison), seen.id, read, on, "He sleeps again", actor, NOW)
    return flag(prison)


def test_that_he_was_looked_at_again_is_kept_with_the_day_and_the_note_and_moves_the_flag_nowhere(
    larkmoor: Prison,
) -> None:
    found = look_again(larkmoor, 14)
    assert (found.state, found.review_on) == (FlagState.TAKEN_UP, TODAY + timedelta(days=14))
    newest = flag_facts.steps_of(larkmoor.id, found.listener)[0]
    assert (newest.word, newest.again_on, newest.note["words"]) == ("reviewed", found.review_on, "He sleeps again")


def test_no_day_has_to_be_set_and_the_next_look_sets_another(larkmoor: Prison) -> None:
    look_again(larkmoor, 14)
    assert look_again(larkmoor, 1).review_on == TODAY + timedelta(days=1)
    assert look_again(larkmoor, None).review_on is None


@pytest.mark.parametrize(("days", "allowed"), [(0, False), (1, True), (56, True), (57, False)])
def test_the_day_is_from_tomorrow_to_eight_weeks_ahead(larkmoor: Prison, days: int, allowed: bool) -> None:
    if allowed:
        assert look_again(larkmoor, days).review_on == TODAY + timedelta(days=days)
        return
    with pytest.raises(Unreadable):
        look_again(larkmoor, days)
    assert flag(larkmoor).review_on is None


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        (FlagState.RAISED, False),
        (FlagState.TAKEN_UP, True),
        (FlagState.GONE_THROUGH, True),
        (FlagState.CLOSED, False),
    ],
)
def test_only_an_open_flag_that_somebody_has_taken_up_is_looked_at_again(state: FlagState, allowed: bool) -> None:
    assert (fault_in_review(state, TODAY, None) is None) is allowed


def test_a_flag_that_was_closed_has_no_day_any_more_and_none_when_it_is_raised_again(larkmoor: Prison) -> None:
    seen, actor = look_again(larkmoor, 14), larkmoor.actor(Role.COORDINATOR)
    flag_work.close(site_of(larkmoor), seen.id, seen.version, Outcome.SUPPORT_IN_PLACE, "", actor, NOW)
    assert flag(larkmoor).review_on is None
    with pytest.raises(Conflict):
        look_again(larkmoor, 14)
    owed_rest(larkmoor, "dean", at(1, 4), kept=False)
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    assert (flag(larkmoor).state, flag(larkmoor).review_on) == (FlagState.RAISED, None)


def test_of_two_coordinators_the_second_is_told_that_the_first_has_looked(larkmoor: Prison) -> None:
    version = flag(larkmoor).version
    look_again(larkmoor, 14)
    with pytest.raises(Conflict):
        look_again(larkmoor, 7, version)


@pytest.mark.parametrize("role", [Role.LISTENER, Role.PEER_LEAD, Role.STAFF, Role.SAFER_CUSTODY, Role.NATIONAL])
def test_nobody_but_the_coordinator_looks_again(larkmoor: Prison, role: Role) -> None:
    seen = flag(larkmoor)
    with pytest.raises(NotAllowed):
        flag_work.review(site_of(larkmoor), seen.id, seen.version, None, "", larkmoor.actor(role), NOW)


def test_the_daily_look_is_the_same_whatever_day_is_set(larkmoor: Prison) -> None:
    look_again(larkmoor, 1)
    run = flags.run(site_of(larkmoor), SYSTEM, NOW + timedelta(days=2))
    assert (run.raised, run.added, run.reopened) == (0, 0, 0)
    (only,) = look.today(site_of(larkmoor), larkmoor.actor(Role.COORDINATOR), NOW).flagged
    assert only.flag.review_on == TODAY + timedelta(days=1)
