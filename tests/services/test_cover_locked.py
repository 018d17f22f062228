"""Somebody says yes while another answers, or while a fact about him is recorded: does the second see the first?

On PostgreSQL alone: SQLite has one writer, who waits for the whole file.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from listeners.access import SYSTEM
from listeners.domain.states import CoverReply
from listeners.services import cover
from listeners.store import duties_rests, rota_writes, swap_facts
from listeners.store.acts import Writing
from listeners.store.database import act, db
from tests.at_once import wait_for_waiting
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, published, rest_of, site_of
from tests.services.covering import answers, asked, the_request
from tests.services.test_swaps import offers, planned, says
from tests.world import Prison, World

pytestmark = pytest.mark.parametrize("ready_url", ["postgresql"], indirect=True)

THURSDAY = MONDAY + timedelta(days=3)


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Sam and Ravi are down for Thursday, Luc for the Monday before; it is Sunday evening."""
    published(world.larkmoor, [(0, FIRST, "luc"), (3, FIRST, "sam"), (3, SECOND, "ravi")], nights=7)
    return world.larkmoor


def while_held(app: Flask, hold: Callable[[Writing], None], acts: list[Callable[[], str]]) -> list[str]:
    """Begin each act once those before it wait for the locks that ``hold`` holds; then let go."""

    def in_a_thread(do: Callable[[], str]) -> str:
        with app.app_context():
            try:
                return do()
            finally:
                db.session.remove()

    db.session.rollback()
    pressed: list[Future[str]] = []
    with ThreadPoolExecutor(len(acts)) as pool:
        with act() as session:
            hold(session)
            for number, do in enumerate(acts):
                pressed.append(pool.submit(in_a_thread, do))
                wait_for_waiting(number + 1)
        return [each.result(timeout=60) for each in pressed]


def test_of_a_no_and_two_yeses_that_wait_for_the_plan_each_sees_what_was_said_before(
    app: Flask, larkmoor: Prison
) -> None:
    cover.ask_for_cover(site_of(larkmoor), larkmoor.listeners["sam"], THURSDAY, SYSTEM, NOW)
    request = the_request(larkmoor).id
    assert asked(larkmoor) == ["dean", "imran", "kofi"]
    said = while_held(
        app,
        lambda session: rota_writes.lock_plan(session, larkmoor.id),
        [
            lambda: answers(larkmoor, request, "dean", "no"),
            lambda: answers(larkmoor, request, "imran", "yes"),
            lambda: answers(larkmoor, request, "kofi", "yes"),
        ],
    )

    assert said == ["no", "taken", "too_late"]
    db.session.rollback()
    after = cover.on_file(site_of(larkmoor), request)
    replies = [each.reply for each in after.asked]
    assert replies == [CoverReply.NO, CoverReply.YES, CoverReply.NONE, CoverReply.NONE], "one more was asked after a no"
    assert after.taken_by == larkmoor.listeners["imran"]
    assert [name for night, name in planned(larkmoor) if night == THURSDAY] == ["imran", "ravi"]


@pytest.mark.parametrize("is_swap", [False, True], ids=["cover", "a swap"])
def test_a_rest_that_is_recorded_just_before_his_yes_stops_it(app: Flask, larkmoor: Prison, is_swap: bool) -> None:
    before = planned(larkmoor)
    if is_swap:
        offers(larkmoor, "sam", THURSDAY, MONDAY)
        (offer,) = swap_facts.ahead(larkmoor.id, NOW)
    else:
        cover.ask_for_cover(site_of(larkmoor), larkmoor.listeners["sam"], THURSDAY, SYSTEM, NOW)
        request = the_request(larkmoor).id
    who = "luc" if is_swap else "dean"

    def yes() -> str:
        return says(larkmoor, offer.id, who, True) if is_swap else answers(larkmoor, request, who, "yes")

    def is_recorded(session: Writing) -> None:
        duties_rests.lock(session, [larkmoor.listeners[who]])
        session.add(rest_of(larkmoor, who, datetime(2026, 11, 26, 9, tzinfo=UTC)))
        session.flush()

    assert while_held(app, is_recorded, [yes]) == ["stopped" if is_swap else "no_rest"]
    assert planned(larkmoor) == before
