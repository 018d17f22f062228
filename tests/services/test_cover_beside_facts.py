"""A fact takes a night off somebody while others ask, answer or take back: it is on file, and who can is asked."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event

import pytest
from flask import Flask

from listeners.access import SYSTEM
from listeners.domain.people import Role, Standing, WingId
from listeners.domain.states import CoverState
from listeners.errors import ListenersError
from listeners.services import callout_paper, cover, cover_answers, cover_gaps, standings
from listeners.services.answers import Outcome
from listeners.services.paper_parts import PaperRecord
from listeners.store import cover_facts, cover_writes, duties_rests, rota_writes
from listeners.store.database import act, db
from listeners.store.journal import audit
from tests.at_once import at_once, wait_for_waiting
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, duties_of, published, site_of
from tests.services.covering import answers, the_request
from tests.world import Prison, World

THURSDAY = MONDAY + timedelta(days=3)
LATE = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def was_out(prison: Prison, name: str) -> str:
    """He was out at three this morning: tonight is too close."""
    out, back = (datetime(2026, 11, 26, hour, tzinfo=UTC) for hour in (3, 4))
    record = PaperRecord(prison.listeners[name], WingId(prison.wings["B"]), out, out, back)
    callout_paper.on_paper(site_of(prison), record, prison.actor(Role.STAFF), LATE)
    return "on file"


def pauses(prison: Prison, name: str) -> str:
    coordinator = prison.actor(Role.COORDINATOR)
    standings.change(site_of(prison), prison.listeners[name], Standing.PAUSED, THURSDAY, 1, coordinator, LATE)
    return "on file"


Fact = Callable[[Prison, str], str]
FACTS = pytest.mark.parametrize("fact", [was_out, pauses])


def beside(app: Flask, pool: ThreadPoolExecutor, do: Callable[[], str]) -> Future[str]:
    """Do something in a thread and an application context of its own; what refuses it is its answer."""

    def one() -> str:
        with app.app_context():
            try:
                return do()
            except ListenersError as refused:
                return f"refused: {refused}"
            finally:
                db.session.remove()

    return pool.submit(one)


def on_thursday(prison: Prison) -> dict[str, str]:
    """The state of each duty of Thursday, by first name."""
    db.session.rollback()
    return {name: state for night, _, name, state in duties_of(prison) if night == THURSDAY}


def is_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Sam and Ravi are down for Thursday."""
    published(world.larkmoor, [(3, FIRST, "sam"), (3, SECOND, "ravi")], nights=7)
    return world.larkmoor


@FACTS
def test_a_yes_that_fills_another_place_never_holds_up_the_fact_that_empties_it(
    app: Flask, world: World, fact: Fact
) -> None:
    prison = world.larkmoor
    site, names = site_of(prison), {listener: name for name, listener in prison.listeners.items()}
    # The holder's lock is taken after the taker's: locks go by ascending id.
    holder = names[max(prison.listeners[name] for name in ("sam", "luc", "dean", "imran", "kofi", "mo"))]
    published(prison, [(3, FIRST, holder)], nights=7)
    cover_gaps.ask_who_can(site, THURSDAY, SECOND, prison.actor(Role.COORDINATOR), NOW)
    second = the_request(prison)
    taker, other = (names[each.listener] for each in second.asked[:2])
    cover.ask_for_cover(site, prison.listeners[holder], THURSDAY, SYSTEM, NOW)
    assert answers(prison, second.id, other, "yes") is Outcome.TAKEN
    db.session.rollback()

    with ThreadPoolExecutor(2) as pool:
        with act() as session:
            duties_rests.lock(session, [prison.listeners[taker]])
            said = beside(app, pool, lambda: answers(prison, second.id, taker, "yes", LATE))
            wait_for_waiting(1)
            recorded = beside(app, pool, lambda: fact(prison, holder))
            if is_postgresql():
                wait_for_waiting(2)
        assert (said.result(60), recorded.result(60)) == ("taken", "on file")
    assert on_thursday(prison) | {holder: "off"} == {holder: "off", other: "planned", taker: "planned"}


@FACTS
def test_a_fact_waits_for_nobody_who_is_taking_a_request_back_and_others_are_asked_again(
    app: Flask, larkmoor: Prison, fact: Fact
) -> None:
    cover.ask_for_cover(site_of(larkmoor), larkmoor.listeners["sam"], THURSDAY, SYSTEM, NOW)
    found = the_request(larkmoor)
    db.session.rollback()
    with ThreadPoolExecutor(1) as pool:
        with act() as session:
            rota_writes.lock_plan(session, larkmoor.id)
            cover_writes.set_state(session, found.id, CoverState.WITHDRAWN, SYSTEM, LATE)
            recorded = beside(app, pool, lambda: fact(larkmoor, "sam"))
            wait_for_waiting(1)
            if is_postgresql():
                assert {name: state for night, _, name, state in duties_of(larkmoor)}["sam"] != "planned", "on file"
        assert recorded.result(60) == "on file"
    after = the_request(larkmoor, LATE)
    assert (after.id, after.state, after.listener) == (found.id, CoverState.OPEN, None)
    assert {each.asked_at for each in after.asked} == {LATE}, "they are asked anew"


@FACTS
def test_a_no_to_a_request_that_a_fact_opens_again_refuses_no_fact_and_is_kept(
    app: Flask, larkmoor: Prison, fact: Fact, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, names = site_of(larkmoor), {listener: name for name, listener in larkmoor.listeners.items()}
    cover.ask_for_cover(site, larkmoor.listeners["sam"], THURSDAY, SYSTEM, NOW)
    found = the_request(larkmoor)
    asked = names[found.asked[0].listener]
    cover.withdraw(site, found.id, larkmoor.actor(Role.COORDINATOR), NOW)
    db.session.rollback()
    said = Event()

    def slowly(*args: object) -> object:
        said.set()
        wait_for_waiting(1)
        return cover.ask_on(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(cover_answers, "ask_on", slowly)
    with ThreadPoolExecutor(2) as pool:
        no = beside(app, pool, lambda: answers(larkmoor, found.id, asked, "no", LATE))
        assert said.wait(60)
        recorded = beside(app, pool, lambda: fact(larkmoor, "sam"))
        assert (no.result(60), recorded.result(60)) == ("no", "on file")
    assert on_thursday(larkmoor)["sam"] != "planned"
    after = the_request(larkmoor, LATE)
    assert [each.reply for each in after.asked if each.listener == larkmoor.listeners[asked]] == ["no"]


def test_a_request_that_is_taken_back_while_its_night_is_taken_off_him_goes_on(
    app: Flask, larkmoor: Prison, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = site_of(larkmoor)
    cover.ask_for_cover(site, larkmoor.listeners["sam"], THURSDAY, SYSTEM, NOW)
    found = the_request(larkmoor)
    db.session.rollback()
    is_emptied = Event()

    def slowly(*args: object, **more: object) -> None:
        is_emptied.set()
        wait_for_waiting(1)
        audit(*args, **more)  # type: ignore[arg-type]

    def withdrawn() -> str:
        cover.withdraw(site, found.id, larkmoor.actor(Role.LISTENER), LATE)
        return ""

    monkeypatch.setattr(standings, "audit", slowly)
    with ThreadPoolExecutor(2) as pool:
        recorded = beside(app, pool, lambda: pauses(larkmoor, "sam"))
        assert is_emptied.wait(60)
        back = beside(app, pool, withdrawn)
        assert recorded.result(60) == "on file"
        back.result(60)
    after = the_request(larkmoor, LATE)
    assert (after.state, after.listener) == (CoverState.OPEN, None)


def test_two_facts_at_once_ask_nobody_of_both_places(
    app: Flask, larkmoor: Prison, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = Barrier(2)

    def at_the_same_moment(*args: object, **more: object) -> None:
        if is_postgresql():
            together.wait(60)
        audit(*args, **more)  # type: ignore[arg-type]

    def of(name: str) -> Callable[[], str]:
        def paused() -> str:
            coordinator, whom = larkmoor.actor(Role.COORDINATOR), larkmoor.listeners[name]
            standings.change(site_of(larkmoor), whom, Standing.PAUSED, MONDAY, 1, coordinator, NOW)
            return "on file"

        return paused

    db.session.rollback()
    monkeypatch.setattr(standings, "audit", at_the_same_moment)
    assert at_once(app, [of("sam"), of("ravi")]) == ["on file", "on file"]
    db.session.rollback()
    one, other = ({each.listener for each in found.asked} for found in cover_facts.of_night(larkmoor.id, THURSDAY))
    assert (len(one), len(other), one & other) == (3, 3, set())
