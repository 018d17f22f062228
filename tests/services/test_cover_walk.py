"""People ask, answer, change their minds and let time pass in any order: what is true of cover at every moment?"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.people import Role
from listeners.domain.states import CoverReply, CoverState
from listeners.errors import Conflict, NotFound, RuleBroken
from listeners.services import availability, cover, cover_answers, cover_job
from listeners.services.answers import Outcome
from listeners.services.cover_page import own_cover
from listeners.store import cover_facts
from listeners.store.cover_facts import UNDER_WAY, RequestOnFile
from listeners.store.database import db
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, duties_of, published, site_of
from tests.services.covering import answers, cannot
from tests.size import sized
from tests.world import Prison, World

THURSDAY = MONDAY + timedelta(days=3)
BEGINS = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)
NEVER = frozenset({"ravi", "luc"})
"""Ravi has the other place of Thursday, and Luc the night before."""
SAID_YES = (CoverReply.YES, CoverReply.STOPPED)
"""A late yes to one request of the night is put down with the one that is open."""


@dataclass
class Walk:
    """Thursday first at Larkmoor: who has it, who said no to it or cannot do it, and whom the program has asked."""

    prison: Prison
    chance: random.Random
    now: datetime = NOW
    holder: str = "sam"
    noes: set[str] = field(default_factory=set)
    away: set[str] = field(default_factory=set)
    asked: dict[str, set[str]] = field(default_factory=dict)
    takings: int = 0

    def requests(self) -> tuple[RequestOnFile, ...]:
        db.session.rollback()
        return cover_facts.of_night(self.prison.id, THURSDAY)

    def somebody(self) -> str:
        return self.chance.choice([name for name in self.prison.listeners if name != "ravi"])

    def time_passes(self) -> None:
        self.now = min(self.now + timedelta(hours=self.chance.randint(1, 7)), BEGINS - timedelta(minutes=1))
        cover_job.work_off("LKI", SYSTEM, self.now)

    def whose_it_is_asks(self) -> None:
        listener = self.prison.listeners[self.holder]
        cover.ask_for_cover(site_of(self.prison), listener, THURSDAY, SYSTEM, self.now)

    def it_is_taken_back(self) -> None:
        for each in self.requests():
            cover.withdraw(site_of(self.prison), each.id, self.prison.actor(Role.COORDINATOR), self.now)

    def somebody_cannot(self) -> None:
        who = self.somebody()
        cannot(self.prison, who, THURSDAY, self.now)
        self.away.add(who)

    def somebody_can_again(self) -> None:
        who = self.somebody()
        listener, himself = self.prison.listeners[who], self.prison.actor(Role.LISTENER, who)
        availability.withdraw(site_of(self.prison), listener, (THURSDAY,), himself, self.now)
        self.away.discard(who)

    def a_coordinator_asks(self) -> None:
        found = self.chance.choice(self.requests())
        who, coordinator = self.prison.listeners[self.somebody()], self.prison.actor(Role.COORDINATOR)
        with suppress(Conflict, RuleBroken):
            cover_answers.ask_one(site_of(self.prison), found.id, who, coordinator, self.now)

    def somebody_answers(self) -> None:
        found, who = self.chance.choice(self.requests()), self.somebody()
        says = self.chance.choice(("yes", "no", "no"))
        is_open = any(each.state is CoverState.OPEN for each in self.requests())
        said = answers(self.prison, found.id, who, says, self.now)
        if said is Outcome.NO:
            self.noes.add(who)
        if said is Outcome.TAKEN:
            assert says == "yes" and is_open and who not in NEVER | self.away | {self.holder}
            self.holder = who
            self.noes.discard(who)
            self.takings += 1

    def holds(self) -> None:
        """What is true, whatever has happened."""
        names = {listener: name for name, listener in self.prison.listeners.items()}
        found = self.requests()
        for each in found:
            so_far, asked = self.asked.get(each.id, set()), {names[one.listener] for one in each.asked}
            assert len(each.asked) == len(asked), "nobody is asked twice"
            assert asked >= so_far, "what was asked stays"
            by_his_yes = {
                names[one.listener] for one in each.asked if one.reply in (CoverReply.YES, CoverReply.STOPPED)
            }
            new = asked - so_far - by_his_yes
            known = set[str]().union(*self.asked.values())
            assert (asked - so_far) & by_his_yes <= known, "only who was asked of the night says yes to another place"
            assert not new & (NEVER | self.away | {self.holder}), "only who may, and never whose it is"
            assert not new & self.noes, "a no is kept"
            assert not new or each.state is CoverState.OPEN, "what is closed asks nobody"
            self.asked[each.id] = asked
        assert sum(each.state in UNDER_WAY for each in found) <= 1
        held = [(place, name) for night, place, name, state in duties_of(self.prison) if state == "planned"]
        assert [name for place, name in held if place is FIRST and name != "luc"] == [self.holder], "until it is taken"

    def nobody_who_said_no_is_asked_on_his_page(self) -> None:
        for name in self.noes | self.away | NEVER | {self.holder}:
            assert own_cover(site_of(self.prison), self.prison.actor(Role.LISTENER, name), self.now).asked == (), name


@pytest.mark.parametrize("seed", range(sized(20)))
def test_whatever_is_done_in_any_order_nobody_is_asked_twice_or_against_a_no_and_the_night_is_somebodys(
    world: World, seed: int
) -> None:
    prison = world.larkmoor
    published(prison, [(2, FIRST, "luc"), (3, FIRST, "sam"), (3, SECOND, "ravi")], nights=7)
    walk = Walk(prison, random.Random(seed))  # noqa: S311 (chance for a test)
    steps: list[Callable[[], None]] = [
        *[walk.somebody_answers] * 6,
        *[walk.time_passes] * 2,
        *[walk.whose_it_is_asks] * 2,
        walk.it_is_taken_back,
        walk.somebody_cannot,
        walk.somebody_can_again,
        walk.a_coordinator_asks,
    ]
    walk.whose_it_is_asks()
    walk.holds()
    for _ in range(40):
        with suppress(NotFound):  # he was not asked
            walk.chance.choice(steps)()
        walk.holds()
    walk.nobody_who_said_no_is_asked_on_his_page()
    assert walk.takings or walk.noes, "it was a walk worth taking"

    cover_job.work_off("LKI", SYSTEM, BEGINS)
    assert not {each.state for each in walk.requests()} & set(UNDER_WAY)
