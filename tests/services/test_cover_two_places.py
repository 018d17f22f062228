"""A night has two places for which others are asked: whoever is asked of one, or has answered, is not asked of both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.people import Role
from listeners.domain.states import CoverReply, NightPlace
from listeners.services import cover, cover_answers, cover_gaps, cover_job, policies
from listeners.services.answers import Outcome
from listeners.services.duty_gaps import duties_to_come
from listeners.store import cover_facts
from listeners.store.cover_facts import RequestOnFile
from listeners.store.database import act, db
from listeners.store.records import Notice
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, published, site_of
from tests.services.covering import answers
from tests.world import Prison, World

THURSDAY = MONDAY + timedelta(days=3)
LATE = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
"""Ten hours before the night: everybody is asked at once."""


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Nobody is down for Thursday; Sam is for Friday, and too close to it."""
    published(world.larkmoor, [(4, FIRST, "sam")], nights=7)
    return world.larkmoor


def ask(prison: Prison, place: NightPlace, now: datetime = NOW) -> RequestOnFile:
    before = {each.id for each in cover_facts.waiting(prison.id, now)}
    cover_gaps.ask_who_can(site_of(prison), THURSDAY, place, prison.actor(Role.COORDINATOR), now)
    (new,) = (each for each in cover_facts.waiting(prison.id, now) if each.id not in before)
    return new


def asked(prison: Prison, request: RequestOnFile) -> list[str]:
    db.session.rollback()
    names = {listener: name for name, listener in prison.listeners.items()}
    found = cover_facts.request(prison.id, request.id)
    return [names[each.listener] for each in found.asked] if found is not None else []


def test_whose_yes_waits_or_was_declined_is_not_asked_of_another_place_of_the_night(larkmoor: Prison) -> None:
    coordinator, site = larkmoor.actor(Role.COORDINATOR), site_of(larkmoor)
    policies.change(coordinator, site, "cover_approval", 1, NOW.date(), "We look first", NOW)
    first = ask(larkmoor, FIRST)
    assert answers(larkmoor, first.id, "ravi", "yes") is Outcome.WAITS
    cover_answers.approve(site, first.id, False, coordinator, NOW, whom=larkmoor.listeners["ravi"])
    assert answers(larkmoor, first.id, "luc", "yes") is Outcome.WAITS
    second = ask(larkmoor, SECOND, LATE)

    others = asked(larkmoor, second)
    assert others and {"ravi", "luc"}.isdisjoint(others)


def test_two_places_of_a_night_that_one_act_asks_for_are_asked_of_different_men(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(3, FIRST, "sam"), (3, SECOND, "ravi")], nights=7)
    with act() as session:
        duties = duties_to_come(site_of(prison), NOW)
        cover.open_for(session, site_of(prison), duties, SYSTEM, NOW)
    one, other = ({each.listener for each in found.asked} for found in cover_facts.waiting(prison.id, NOW))
    assert (len(one), len(other), one & other) == (3, 3, set())


def test_while_the_answer_to_one_place_is_waited_for_nobody_is_told_that_none_is_left_for_the_other(
    larkmoor: Prison,
) -> None:
    first = ask(larkmoor, FIRST, LATE)
    second = ask(larkmoor, SECOND, LATE)
    assert asked(larkmoor, first) and not asked(larkmoor, second), "they are asked of the night by the first"
    assert db.session.query(Notice).filter_by(kind=cover.NOBODY_LEFT).count() == 0
    cover_job.work_off("LKI", SYSTEM, LATE + timedelta(hours=5))
    assert db.session.query(Notice).filter_by(kind=cover.NOBODY_LEFT).count() == 2, "once for each place"


def test_a_no_is_one_to_every_place_of_the_night_that_he_was_asked_of(larkmoor: Prison) -> None:
    first, second = ask(larkmoor, FIRST), ask(larkmoor, SECOND)
    ravi = larkmoor.listeners["ravi"]
    with act() as session:  # as two facts at once left it before
        cover.ask_these(session, site_of(larkmoor), second, [ravi], SYSTEM, NOW)
    answers(larkmoor, first.id, "ravi", "no")
    db.session.rollback()
    for each in cover_facts.of_night(larkmoor.id, THURSDAY):
        said = each.of(ravi)
        assert said is not None and said.reply is CoverReply.NO


def test_of_a_request_that_is_asked_anew_coordinators_are_told_anew_that_nobody_is_left(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(3, FIRST, "sam"), (3, SECOND, "ravi")], nights=7)
    site, names = site_of(prison), {listener: name for name, listener in prison.listeners.items()}
    cover.ask_for_cover(site, prison.listeners["sam"], THURSDAY, SYSTEM, LATE)
    (found,) = cover_facts.waiting(prison.id, LATE)
    for each in found.asked:
        answers(prison, found.id, names[each.listener], "no", LATE)
    assert db.session.query(Notice).filter_by(kind=cover.NOBODY_LEFT).count() == 1
    cover.withdraw(site, found.id, prison.actor(Role.COORDINATOR), LATE)
    cover.ask_for_cover(site, prison.listeners["sam"], THURSDAY, SYSTEM, LATE + timedelta(minutes=30))
    assert db.session.query(Notice).filter_by(kind=cover.NOBODY_LEFT).count() == 2


def test_a_press_for_a_gap_leaves_the_request_alone_of_who_still_has_his_place(world: World) -> None:
    prison = world.larkmoor
    coordinator, site = prison.actor(Role.COORDINATOR), site_of(prison)
    policies.change(coordinator, site, "crew", 3, NOW.date(), "Three", NOW)
    published(prison, [(3, FIRST, "sam"), (3, SECOND, "ravi")], nights=7)
    cover.ask_for_cover(site, prison.listeners["ravi"], THURSDAY, coordinator, NOW)
    (of_ravi,) = cover_facts.waiting(prison.id, NOW)
    cover.withdraw(site, of_ravi.id, coordinator, NOW)
    pressed = ask(prison, SECOND)
    assert pressed.id != of_ravi.id and pressed.whose is None
