"""A yes waits for a coordinator: nobody else is asked meanwhile; where it comes to nothing asking goes on at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from listeners.domain.people import Role
from listeners.domain.states import CoverReply, CoverState
from listeners.errors import Conflict, RuleBroken
from listeners.services import cover, cover_answers, cover_ends, cover_gaps, cover_job, notices, policies, rota_slots
from listeners.services.answers import TO_APPROVE, Outcome
from listeners.services.cover_page import open_cover, own_cover
from listeners.services.rota_slots import Change
from listeners.store.acts import once
from listeners.store.database import db
from listeners.store.records import Notice
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, published, rests, site_of
from tests.services.covering import answers, asked, cannot, the_request
from tests.world import Prison, World

THURSDAY = MONDAY + timedelta(days=3)
A_DAY_LATER = NOW + timedelta(days=1, minutes=1)


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Nobody is first on Thursday; Sam, Luc and Dean are asked, and Luc's yes waits for a coordinator."""
    prison = world.larkmoor
    published(prison, [(3, SECOND, "ravi")], nights=7)
    coordinator, site = prison.actor(Role.COORDINATOR), site_of(prison)
    policies.change(coordinator, site, "cover_approval", 1, NOW.date(), "We look first", NOW)
    cover_gaps.ask_who_can(site, THURSDAY, FIRST, coordinator, NOW)
    assert answers(prison, the_request(prison).id, "luc", "yes") is Outcome.WAITS
    return prison


def given_by_hand(prison: Prison, name: str) -> None:
    wanted = Change(THURSDAY, 1, None, prison.listeners[name], "He asked for it")
    rota_slots.change(prison.actor(Role.COORDINATOR), site_of(prison), wanted, NOW)
    db.session.rollback()


def not_his(prison: Prison, name: str) -> tuple[object, ...]:
    """What he reads and is told of nights that he said yes to in vain."""
    db.session.rollback()
    page = own_cover(site_of(prison), prison.actor(Role.LISTENER, name), NOW).not_his
    return page, db.session.query(Notice).filter_by(kind=cover_ends.YES_IN_VAIN).count()


def test_while_a_yes_waits_nobody_else_is_asked_however_long_the_others_are_silent(larkmoor: Prison) -> None:
    assert asked(larkmoor) == ["sam", "luc", "dean"]
    sam = larkmoor.actor(Role.LISTENER, "sam")
    assert own_cover(site_of(larkmoor), sam, NOW).asked == ()
    assert answers(larkmoor, the_request(larkmoor).id, "sam", "yes") is Outcome.SPOKEN_FOR
    cover_job.work_off("LKI", larkmoor.actor(Role.COORDINATOR), A_DAY_LATER)

    assert asked(larkmoor) == ["sam", "luc", "dean"]
    (shown,) = open_cover(site_of(larkmoor), larkmoor.actor(Role.COORDINATOR), NOW).requests
    assert (shown.said_yes_at, shown.is_stopped) == (NOW, False)


def test_where_he_says_that_he_cannot_after_all_asking_goes_on_in_the_same_act(larkmoor: Prison) -> None:
    cannot(larkmoor, "luc", THURSDAY)

    assert the_request(larkmoor).state is CoverState.OPEN
    assert asked(larkmoor) == ["sam", "luc", "dean", "imran"]
    assert own_cover(site_of(larkmoor), larkmoor.actor(Role.LISTENER, "sam"), NOW).asked != ()


def test_where_a_rule_stops_him_by_now_the_page_says_so_and_whoever_agrees_lets_the_others_be_asked(
    larkmoor: Prison,
) -> None:
    rests(larkmoor, "luc", datetime(2026, 11, 26, 9, tzinfo=UTC))
    site, coordinator = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    (shown,) = open_cover(site, coordinator, NOW).requests
    assert shown.is_stopped
    with pytest.raises(RuleBroken):
        cover_answers.approve(site, shown.request.id, True, coordinator, NOW)

    after = the_request(larkmoor)
    assert after.state is CoverState.OPEN and asked(larkmoor) == ["sam", "luc", "dean", "imran"]
    luc = after.of(larkmoor.listeners["luc"])
    assert luc is not None and luc.reply is CoverReply.STOPPED


def test_whose_yes_waits_is_told_when_a_coordinator_gives_the_place_to_somebody_else(larkmoor: Prison) -> None:
    given_by_hand(larkmoor, "mo")

    assert not_his(larkmoor, "luc") == ((THURSDAY,), 1)


def test_whom_a_coordinator_gives_the_night_himself_does_not_read_that_it_is_not_his(larkmoor: Prison) -> None:
    given_by_hand(larkmoor, "luc")

    assert not_his(larkmoor, "luc")[0] == ()


def test_the_key_of_another_form_is_no_answer(larkmoor: Prison) -> None:
    sam, key = larkmoor.actor(Role.LISTENER, "sam"), "k" * 20
    once(sam, key, NOW, lambda _session: "another form")
    with pytest.raises(Conflict):
        cover_answers.answer(
            site_of(larkmoor), the_request(larkmoor).id, larkmoor.listeners["sam"], False, sam, NOW, key
        )
    replies = {each.listener: each.reply for each in the_request(larkmoor).asked}
    assert replies[larkmoor.listeners["sam"]] is CoverReply.NONE


def test_a_yes_to_what_was_taken_back_and_is_asked_again_is_told_as_the_first_was(world: World) -> None:
    prison, site = world.larkmoor, site_of(world.larkmoor)
    coordinator, sam = prison.actor(Role.COORDINATOR), prison.actor(Role.LISTENER)
    published(prison, [(3, FIRST, "sam"), (3, SECOND, "ravi")], nights=7)
    policies.change(coordinator, site, "cover_approval", 1, NOW.date(), "We look first", NOW)
    told = []
    for hours in (0, 2):
        now = NOW + timedelta(hours=hours)
        cover.ask_for_cover(site, prison.listeners["sam"], THURSDAY, sam, now)
        request = the_request(prison, now).id
        assert answers(prison, request, "luc", "yes", now) is Outcome.WAITS
        db.session.rollback()
        lines = [line.id for line in notices.notices_for(coordinator, site, now) if line.kind == TO_APPROVE]
        notices.see(site, lines, coordinator, now)
        told.append((request, len(lines)))
        cover.withdraw(site, request, sam, now + timedelta(hours=1))
    assert told == [(request, 1), (request, 1)]
