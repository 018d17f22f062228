"""Is training of several entered at once, once, and taken back with the earlier kept; and is it for coordinators?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from listeners.domain.care.training import Module
from listeners.domain.people import Role
from listeners.errors import NotAllowed, NotFound, Unreadable
from listeners.services.care import training
from listeners.services.care.training import TrainingTeam
from listeners.store.care.trainings import TrainingDone
from listeners.store.database import act, db
from listeners.store.people import Listener
from tests.kept import earlier_versions
from tests.services.care_records import NOW, TONIGHT, ago, site_of
from tests.world import Prison, World

LONG_AGO = TONIGHT - timedelta(days=400)


@pytest.fixture
def larkmoor(world: World) -> Prison:
    return world.larkmoor


def enter(prison: Prison, *names: str, on: date = TONIGHT, key: str | None = None) -> int:
    who = [prison.listeners[name] for name in names]
    return training.enter(site_of(prison), Module.TRAUMA, on, who, prison.actor(Role.COORDINATOR), NOW, key)


def team(prison: Prison) -> TrainingTeam:
    db.session.rollback()
    return training.team(site_of(prison), prison.actor(Role.COORDINATOR), NOW)


def days(prison: Prison, name: str) -> list[date]:
    """The last day of each module that somebody has."""
    line = next(line for line in team(prison).lines if line.member.id == prison.listeners[name])
    return [each.on for each in line.modules if each is not None]


def test_several_are_entered_at_once_and_the_same_again_changes_nothing(larkmoor: Prison) -> None:
    assert enter(larkmoor, "sam", "dean", "kofi", key="k" * 20) == 3
    assert enter(larkmoor, "sam", "dean", "kofi", key="k" * 20) == 3, "the second press gets the first answer"
    assert enter(larkmoor, "sam", "dean", "lee") == 1
    assert [days(larkmoor, name) for name in ("sam", "lee", "ravi")] == [[TONIGHT], [TONIGHT], []]
    place = list(Module).index(Module.TRAUMA)
    assert (team(larkmoor).missing[place], team(larkmoor).due[place]) == (4, 0)


def test_a_refresher_is_due_and_a_newer_training_ends_that(larkmoor: Prison) -> None:
    enter(larkmoor, "sam", "dean", on=LONG_AGO)
    place = list(Module).index(Module.TRAUMA)
    assert team(larkmoor).due[place] == 2
    enter(larkmoor, "sam", on=ago(1))
    assert (team(larkmoor).due[place], days(larkmoor, "sam")) == (1, [ago(1)])


def test_what_was_not_so_is_taken_back_and_may_be_entered_again(larkmoor: Prison) -> None:
    enter(larkmoor, "sam")
    coordinator, sam = larkmoor.actor(Role.COORDINATOR), larkmoor.listeners["sam"]
    _, (done,) = training.of(site_of(larkmoor), sam, coordinator)
    assert training.take_back(site_of(larkmoor), done.id, coordinator, NOW) == sam
    assert days(larkmoor, "sam") == []
    with pytest.raises(NotFound):
        training.take_back(site_of(larkmoor), done.id, coordinator, NOW)
    assert enter(larkmoor, "sam") == 1 and days(larkmoor, "sam") == [TONIGHT]
    with act() as session:
        assert len(earlier_versions(session, session.get_one(TrainingDone, done.id))) == 2


def test_the_day_of_the_first_training_stands_beside_it(larkmoor: Prison) -> None:
    with act() as session:
        session.get_one(Listener, larkmoor.listeners["sam"]).trained_on = LONG_AGO
    line = next(line for line in team(larkmoor).lines if line.member.id == larkmoor.listeners["sam"])
    assert line.finished_on == LONG_AGO


def test_only_a_coordinator_of_the_prison_enters_reads_and_takes_back(world: World) -> None:
    larkmoor, site = world.larkmoor, site_of(world.larkmoor)
    enter(larkmoor, "sam")
    sam = larkmoor.listeners["sam"]
    _, (done,) = training.of(site, sam, larkmoor.actor(Role.COORDINATOR))
    others = [larkmoor.actor(role) for role in Role if role is not Role.COORDINATOR]
    for actor in (*others, world.fenwick.actor(Role.COORDINATOR)):
        with pytest.raises(NotAllowed):
            training.team(site, actor, NOW)
        with pytest.raises(NotAllowed):
            training.of(site, sam, actor)
        with pytest.raises(NotAllowed):
            training.enter(site, Module.TRAUMA, TONIGHT, [sam], actor, NOW)
        with pytest.raises(NotAllowed):
            training.take_back(site, done.id, actor, NOW)


@pytest.mark.parametrize("names", [(), ("sam",)])
def test_somebody_must_have_been_there_on_a_day_that_has_been(larkmoor: Prison, names: tuple[str, ...]) -> None:
    with pytest.raises(Unreadable):
        enter(larkmoor, *names, on=TONIGHT + timedelta(days=len(names)))


def test_nobody_of_another_prison_is_entered_here(world: World) -> None:
    stranger = world.fenwick.listeners["sam"]
    with pytest.raises(NotFound):
        training.enter(
            site_of(world.larkmoor), Module.TRAUMA, TONIGHT, [stranger], world.larkmoor.actor(Role.COORDINATOR), NOW
        )
