"""A Listener says that he cannot while somebody puts him on that night: is whoever comes second told of the first?

What is left must never be a night that is his, that he cannot do, and that nobody else is asked to take.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, ListenerId, Role
from listeners.domain.states import DutyState
from listeners.errors import RuleBroken
from listeners.services import availability, availability_rules, cover_answers, rota_publishing, rota_slots
from listeners.services.availability_rules import EveryNight
from listeners.services.import_availability import import_availability
from listeners.services.rota_slots import Change
from listeners.store import availability_facts, cover_facts, duties_rests
from listeners.store.database import act, db
from listeners.store.duties import Duty
from listeners.store.records import Notice
from tests.at_once import wait_for_waiting
from tests.csv_files import source
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, draft, published, site_of
from tests.world import Prison, World

THURSDAY = MONDAY + timedelta(days=3)
CANNOT = AvailabilityKind.UNAVAILABLE


@dataclass
class Scene:
    """Thursday at Larkmoor: whoever is first at it, Dean is to be put on it, or says that he cannot do it."""

    app: Flask
    prison: Prison

    @property
    def dean(self) -> ListenerId:
        return self.prison.listeners["dean"]

    def says(self) -> None:
        himself = self.prison.actor(Role.LISTENER, "dean")
        availability.say(site_of(self.prison), self.dean, {THURSDAY: CANNOT}, "", himself, NOW)

    def says_every(self) -> None:
        himself, thursdays = self.prison.actor(Role.LISTENER, "dean"), EveryNight(frozenset({3}), MONDAY, None, CANNOT)
        availability_rules.say(site_of(self.prison), self.dean, thursdays, "", himself, NOW)

    def handed_in(self) -> None:
        file = source(f"ref,on,kind\nL04,{THURSDAY},unavailable\n")
        import_availability(site_of(self.prison), file, SYSTEM, NOW)

    def cover(self) -> Callable[[], None]:
        published(self.prison, [(3, FIRST, "sam"), (3, SECOND, "ravi")], nights=7)
        availability.say(
            site_of(self.prison),
            self.prison.listeners["sam"],
            {THURSDAY: CANNOT},
            "",
            self.prison.actor(Role.LISTENER),
            NOW,
        )
        (found,) = cover_facts.waiting(self.prison.id, NOW)

        def take() -> None:
            himself = self.prison.actor(Role.LISTENER, "dean")
            cover_answers.answer(site_of(self.prison), found.id, self.dean, True, himself, NOW)

        return take

    def draft(self) -> Callable[[], None]:
        rota_id = draft(self.prison, [(3, FIRST, "dean")], nights=7)
        return lambda: _refused(
            lambda: rota_publishing.publish(self.prison.actor(Role.COORDINATOR), site_of(self.prison), rota_id, NOW)
        )

    def change(self) -> Callable[[], None]:
        published(self.prison, [(3, SECOND, "ravi")], nights=7)
        wanted = Change(THURSDAY, 1, None, self.dean, "A visit")
        return lambda: _refused(
            lambda: rota_slots.change(self.prison.actor(Role.COORDINATOR), site_of(self.prison), wanted, NOW)
        )

    def has_thursday(self) -> bool:
        db.session.rollback()
        his = db.session.query(Duty).filter_by(listener_id=self.dean, night=THURSDAY, state=DutyState.PLANNED)
        return his.count() == 1

    def asks(self) -> bool:
        """Whether others are asked for his Thursday, and coordinators told."""
        others = [each.night for each in cover_facts.waiting(self.prison.id, NOW) if each.listener == self.dean]
        told = db.session.query(Notice).filter_by(kind="needs_somebody").all()
        return others == [THURSDAY] and any(self.dean in notice.facts for notice in told)


def _refused(do: Callable[[], object]) -> None:
    try:
        do()
    except RuleBroken:
        return


def one_after_the_other(scene: Scene, acts: list[Callable[[], None]]) -> None:
    """Let each act begin when those before it wait: the first for Dean's lock, the next for the plan's. On SQLite all
    wait for the one file, and any may be first."""

    def in_a_thread(do: Callable[[], None]) -> None:
        with scene.app.app_context():
            try:
                do()
            finally:
                db.session.remove()

    db.session.rollback()
    pressed: list[Future[None]] = []
    with ThreadPoolExecutor(len(acts)) as pool:
        with act() as session:
            duties_rests.lock(session, [scene.dean])
            for number, do in enumerate(acts):
                pressed.append(pool.submit(in_a_thread, do))
                wait_for_waiting(number + 1)
        for each in pressed:
            each.result(timeout=60)


@pytest.mark.parametrize(
    ("word", "put_on", "is_his_word_first"),
    [
        (Scene.says, Scene.cover, True),
        (Scene.says, Scene.cover, False),
        (Scene.says_every, Scene.draft, True),
        (Scene.handed_in, Scene.change, True),
    ],
    ids=["before cover", "after cover", "before publishing", "before a change"],
)
def test_a_no_and_a_night_at_the_same_moment_never_leave_a_night_that_nobody_else_is_asked_for(
    app: Flask,
    world: World,
    word: Callable[[Scene], None],
    put_on: Callable[[Scene], Callable[[], None]],
    is_his_word_first: bool,
) -> None:
    scene = Scene(app, world.larkmoor)
    acts = [lambda: word(scene), put_on(scene)]
    one_after_the_other(scene, acts if is_his_word_first else acts[::-1])

    assert THURSDAY in availability_facts.said_no(scene.prison.id, MONDAY, THURSDAY)[scene.dean]
    assert scene.has_thursday() == scene.asks()
    if db.engine.dialect.name == "postgresql":
        assert scene.has_thursday() is not is_his_word_first
