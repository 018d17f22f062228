"""Does the second press of a form change nothing and get the first answer, even at the same moment?"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, literal, select
from sqlalchemy.exc import DBAPIError

from listeners.access import Kind
from listeners.domain.people import Role
from listeners.errors import Conflict, NotFound
from listeners.services.acts import first_answer, once
from listeners.store.database import act, db
from listeners.store.journal import audit
from listeners.store.records import Audit
from tests.world import World

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


def noting(world: World, answer: str) -> Callable[..., str]:
    """An act that leaves one audit row and gives an answer."""

    def do(session) -> str:  # type: ignore[no-untyped-def]
        audit(session, world.larkmoor.actor(Role.STAFF), NOW, "try", Kind.CALL_OUT)
        return answer

    return do


def rows() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Audit).where(Audit.verb == "try")) or 0


def test_a_second_press_gets_the_first_answer_and_does_nothing(world: World) -> None:
    actor = world.larkmoor.actor(Role.STAFF)

    assert once(actor, "a" * 20, NOW, noting(world, "first")) == "first"
    assert once(actor, "a" * 20, NOW, noting(world, "second")) == "first"
    assert first_answer(actor, "a" * 20) == "first"
    assert rows() == 1


def test_a_form_of_somebody_else_is_no_answer_to_mine(world: World) -> None:
    once(world.larkmoor.actor(Role.STAFF), "a" * 20, NOW, noting(world, "first"))
    other = world.larkmoor.actor(Role.COORDINATOR)

    assert first_answer(other, "a" * 20) is None
    with pytest.raises(Conflict):
        once(other, "a" * 20, NOW, noting(world, "stolen"))
    assert rows() == 1


def test_without_a_key_an_act_is_simply_done(world: World) -> None:
    actor = world.larkmoor.actor(Role.STAFF)
    for _ in range(2):
        once(actor, None, NOW, noting(world, "done"))

    assert first_answer(actor, None) is None
    assert rows() == 2


def test_an_act_that_fails_leaves_no_answer_behind(world: World) -> None:
    actor = world.larkmoor.actor(Role.STAFF)

    def failing(session) -> str:  # type: ignore[no-untyped-def]
        noting(world, "never")(session)
        raise Conflict("guard_duty_rest")

    with pytest.raises(Conflict, match="guard_duty_rest"):
        once(actor, "a" * 20, NOW, failing)
    assert rows() == 0
    assert once(actor, "a" * 20, NOW, noting(world, "at last")) == "at last"


def test_a_fault_of_the_program_is_no_conflict_because_of_a_word_in_its_values(world: World) -> None:
    with pytest.raises(DBAPIError), act() as session:
        session.execute(select(func.no_such_function(literal("deadlocked"))))


def test_the_slower_press_that_finds_its_thing_gone_gets_the_first_answer(app: Flask, world: World) -> None:
    actor = world.larkmoor.actor(Role.STAFF)

    def faster() -> str:
        with app.app_context():
            return once(actor, "a" * 20, NOW, noting(world, "first"))

    def slower(session) -> str:  # type: ignore[no-untyped-def]
        session.rollback()
        with ThreadPoolExecutor(1) as pool:
            pool.submit(faster).result()
        raise NotFound("no such draft")

    assert once(actor, "a" * 20, NOW, slower) == "first"


def test_ten_presses_at_the_same_moment_are_one(app: Flask, world: World) -> None:
    actor, ready = world.larkmoor.actor(Role.STAFF), Barrier(10)

    def press(number: int) -> str:
        with app.app_context():
            ready.wait()
            return once(actor, "a" * 20, NOW, noting(world, f"press {number}"))

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(press, range(10)))

    assert len(set(answers)) == 1
    assert rows() == 1
