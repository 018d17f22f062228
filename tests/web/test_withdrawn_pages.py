"""Somebody is being asked for a man and cannot come any more: can staff or peers tell from any page why?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.care.decision import Answer
from listeners.domain.care.support_plan import SupportPlan
from listeners.domain.own_limits import Only, OwnLimits
from listeners.domain.people import AvailabilityKind, Role
from listeners.services import availability, availability_rules
from listeners.services.care import decisions, support_plans
from listeners.services.care.support_plans import Agreed
from tests.nights import FRIDAY, Scene, at
from tests.web.test_support_plan_pages import PEERS, differing, is_passed_over, peers
from tests.web.twin_house import STAFF, House, a_house, pages

NOW = "27 Nov 23:12"
THEN = at(NOW)
ASKED = "Being asked: Luc Martin"


def says(scene: Scene) -> object:
    cannot = {FRIDAY: AvailabilityKind.UNAVAILABLE}
    return availability.say(scene.site, scene.who("sam"), cannot, "I cannot face it", SYSTEM, THEN)


def is_passed_over_first(scene: Scene) -> object:
    """The officer asks the next instead, a moment before he says that he cannot."""
    is_passed_over(scene, THEN)
    return says(scene)


def agrees(scene: Scene) -> object:
    agreed = Agreed(OwnLimits(only=Only.BY_DAY), SupportPlan("Not of his brother"), FRIDAY + timedelta(weeks=4))
    return support_plans.agree(scene.site, scene.who("sam"), agreed, None, SYSTEM, THEN)


WAYS: dict[str, Callable[[Scene], object]] = {
    "a no": says,
    "a rest of his own": lambda scene: availability_rules.pause(scene.site, scene.who("sam"), SYSTEM, THEN),
    "a not now of his own": lambda scene: decisions.decide(
        scene.site, Answer.NOT_NOW, scene.prison.actor(Role.LISTENER, "sam"), THEN
    ),
    "by day alone, as was agreed": agrees,
    "passed over by the officer": is_passed_over_first,
}


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Sam and Luc are on stand-by; a man has asked for a Listener, and Sam is being asked."""
    for made in a_house(request, tmp_path_factory.mktemp("house")):
        made.now = NOW
        made.sign_in(*STAFF)
        for role, (name, _) in PEERS.items():
            made.sign_in(role, listener=name)
        made.larkmoor.on_duty("sam", "luc")
        made.larkmoor.start("27 Nov 23:10")
        made.keep("lived")
        yield made


def test_a_question_withdrawn_looks_the_same_whatever_keeps_him_away(house: House) -> None:
    seen = {}
    for way, be_away in WAYS.items():
        house.restore("lived")
        be_away(house.larkmoor)
        seen[way] = pages(house) | peers(house)
    for way in WAYS:
        assert differing(seen["a no"], seen[way]) == [], way
    assert ASKED in seen["a no"]["staff /tonight"].decode()
