"""Are nights that are more than a Listener agreed to covered for as long as that holds, whatever he says meanwhile?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.own_limits import NO_LIMITS, OwnLimits
from listeners.domain.people import AvailabilityKind, Role
from listeners.domain.said import EVERY_DAY
from listeners.services import availability, availability_rules, holds, own_limits
from listeners.services.availability_rules import EveryNight
from listeners.services.import_availability import import_availability
from listeners.store import cover_facts, people_facts
from listeners.store.database import act, db
from tests.csv_files import source
from tests.nights import FRIDAY, Scene, at, scene_of
from tests.world import World

ONE_IN_7, ONE_IN_28 = OwnLimits(in_7=1), OwnLimits(in_28=1)
SUNDAY, WEDNESDAY = FRIDAY + timedelta(days=2), FRIDAY + timedelta(days=5)
CAN, CANNOT = AvailabilityKind.CAN, AvailabilityKind.UNAVAILABLE
MORNING = at("27 Nov 09:00")
Word = Callable[[Scene, datetime], object]


@pytest.fixture
def friday(world: World) -> Scene:
    """It is Friday morning; Ravi is down for Sunday and Wednesday."""
    scene = scene_of(world.larkmoor)
    scene.on_duty("dean", "ravi", night=SUNDAY)
    scene.on_duty("ravi", night=WEDNESDAY)
    return scene


def agree(scene: Scene, limits: OwnLimits, now: datetime = MORNING) -> list[str]:
    with act() as session:
        return own_limits.agree_in(session, scene.site, scene.who("ravi"), limits, SYSTEM, now).split()


def says(scene: Scene, night: date, kind: AvailabilityKind | None, now: datetime = MORNING) -> tuple[date, ...]:
    himself = scene.prison.actor(Role.LISTENER, "ravi")
    return availability.say(scene.site, scene.who("ravi"), {night: kind}, "", himself, now)


def cannot(scene: Scene) -> list[date]:
    """The nights of his that he does not do."""
    db.session.rollback()
    said = availability.of(scene.site, scene.who("ravi"), FRIDAY, WEDNESDAY, SYSTEM)
    return [night for night in (SUNDAY, WEDNESDAY) if said.kind_on(night) is CANNOT]


def sought(scene: Scene) -> list[date]:
    """The nights for which others are asked."""
    db.session.rollback()
    return [each.night for each in cover_facts.waiting(scene.site.id, at("27 Nov 23:00"))]


@pytest.mark.parametrize(
    ("limits", "lived"),
    [(ONE_IN_7, FRIDAY - timedelta(days=2)), (ONE_IN_28, SUNDAY - timedelta(days=27))],
    ids=["1 in 7", "1 in 28"],
)
def test_the_first_of_his_nights_stay_his_and_the_others_are_covered(
    friday: Scene, limits: OwnLimits, lived: date
) -> None:
    friday.on_duty("ravi", night=lived)
    assert agree(friday, limits) == [SUNDAY.isoformat()]
    assert (cannot(friday), sought(friday)) == ([SUNDAY], [SUNDAY])
    assert agree(friday, limits, at("27 Nov 10:00")) == []
    assert (cannot(friday), sought(friday)) == ([SUNDAY], [SUNDAY])
    covered = availability.of(friday.site, friday.who("ravi"), SUNDAY, SUNDAY, SYSTEM).on(SUNDAY)
    assert covered is not None and covered.by_rule, "nothing that he takes back by itself"


@pytest.mark.parametrize("kind", [CAN, AvailabilityKind.AVOID, AvailabilityKind.PREFER, None])
def test_no_word_about_a_night_gives_him_more_than_was_agreed(friday: Scene, kind: AvailabilityKind | None) -> None:
    agree(friday, ONE_IN_7)
    assert says(friday, WEDNESDAY, kind, at("27 Nov 10:00")) == (WEDNESDAY,)
    assert (cannot(friday), sought(friday)) == ([WEDNESDAY], [WEDNESDAY])


def takes_back(scene: Scene, now: datetime) -> None:
    says(scene, SUNDAY, None, now)


def comes_back(scene: Scene, now: datetime) -> None:
    availability_rules.come_back(scene.site, scene.who("ravi"), SYSTEM, now)


def says_yes(scene: Scene, now: datetime) -> None:
    with act() as session:
        holds.release_in(session, scene.site, scene.who("ravi"), SYSTEM, now)


def ends_it(scene: Scene, now: datetime) -> None:
    (rule,) = availability.of(scene.site, scene.who("ravi"), FRIDAY, FRIDAY, SYSTEM).rules
    availability_rules.end(scene.site, scene.who("ravi"), rule.id, SYSTEM, now)


def rests(scene: Scene, now: datetime) -> None:
    availability_rules.pause(scene.site, scene.who("ravi"), SYSTEM, now)


def is_held(scene: Scene, now: datetime) -> None:
    with act() as session:
        holds.hold_in(session, scene.site, scene.who("ravi"), SYSTEM, now)


def says_of_every_night(scene: Scene, now: datetime) -> None:
    wanted = EveryNight(EVERY_DAY, FRIDAY, None, CANNOT)
    availability_rules.say(scene.site, scene.who("ravi"), wanted, "", SYSTEM, now)


@pytest.mark.parametrize(
    ("before", "after"), [(rests, comes_back), (is_held, says_yes), (says_of_every_night, ends_it)]
)
def test_nights_that_are_his_again_are_no_more_than_was_agreed(friday: Scene, before: Word, after: Word) -> None:
    before(friday, MORNING)
    assert agree(friday, ONE_IN_7, at("27 Nov 10:00")) == []
    after(friday, at("27 Nov 11:00"))
    assert (cannot(friday), sought(friday)) == ([WEDNESDAY], [WEDNESDAY])


def test_a_night_that_comes_back_takes_none_away_that_stayed_his(friday: Scene) -> None:
    says(friday, SUNDAY, CANNOT)
    assert agree(friday, ONE_IN_28, at("27 Nov 10:00")) == []
    takes_back(friday, at("27 Nov 11:00"))
    assert (cannot(friday), sought(friday)) == ([SUNDAY], [SUNDAY])


@pytest.mark.parametrize("limits", [NO_LIMITS, ONE_IN_7], ids=["nothing agreed", "1 in 7"])
def test_a_file_gives_him_no_more_than_was_agreed_and_seeks_nobody_for_what_fits(
    friday: Scene, limits: OwnLimits
) -> None:
    sundays = EveryNight(frozenset({SUNDAY.weekday()}), FRIDAY, None, CANNOT)
    availability_rules.say(friday.site, friday.who("ravi"), sundays, "", SYSTEM, MORNING)
    assert agree(friday, limits, at("27 Nov 10:00")) == []
    (ref,) = [ref for ref, who in people_facts.ids_by_ref(friday.site.id).items() if who == friday.who("ravi")]
    file = source(f"ref,on,kind\n{ref},{SUNDAY},prefer\n", "availability.csv")
    look = import_availability(friday.site, file, SYSTEM, at("27 Nov 11:00"))
    off = [] if limits is NO_LIMITS else [SUNDAY]
    assert (cannot(friday), sought(friday), [each.night for each in look.asked]) == (off, off, off)


@pytest.mark.parametrize("night", [WEDNESDAY, FRIDAY + timedelta(weeks=3)], ids=["of that night", "of another"])
def test_no_word_takes_a_night_away_that_a_fact_made_one_too_many(friday: Scene, night: date) -> None:
    agree(friday, OwnLimits(in_7=2), at("26 Nov 12:00"))
    friday.paper("ravi", "27 Nov 02:00", "27 Nov 03:00")
    assert says(friday, night, AvailabilityKind.PREFER) == ()
    assert (cannot(friday), sought(friday)) == ([], [])


def test_a_wider_agreement_gives_back_a_night_beside_one_that_he_does_not_do_by_his_own_word(friday: Scene) -> None:
    tuesday = FRIDAY + timedelta(days=4)
    friday.on_duty("ravi", night=tuesday)
    agree(friday, ONE_IN_7)
    tuesdays = EveryNight(frozenset({tuesday.weekday()}), FRIDAY, None, CANNOT)
    availability_rules.say(friday.site, friday.who("ravi"), tuesdays, "", SYSTEM, at("27 Nov 10:00"))
    agree(friday, OwnLimits(in_7=2), at("27 Nov 11:00"))
    assert (cannot(friday), sought(friday)) == ([], [tuesday])


@pytest.mark.parametrize("limits", [NO_LIMITS, OwnLimits(in_7=2)], ids=["ends", "is widened"])
def test_when_it_ends_or_is_widened_the_nights_are_his_again(friday: Scene, limits: OwnLimits) -> None:
    agree(friday, ONE_IN_7)
    agree(friday, ONE_IN_7, at("27 Nov 10:00"))
    assert agree(friday, limits, at("27 Nov 11:00")) == []
    assert (cannot(friday), sought(friday)) == ([], [])
    assert agree(friday, ONE_IN_7, at("27 Nov 12:00")) == [WEDNESDAY.isoformat()]
    assert (cannot(friday), sought(friday)) == ([WEDNESDAY], [WEDNESDAY])


def test_what_he_said_meanwhile_counts_when_it_ends(friday: Scene) -> None:
    agree(friday, ONE_IN_7)
    says(friday, WEDNESDAY, AvailabilityKind.PREFER, at("27 Nov 10:00"))
    agree(friday, NO_LIMITS, at("27 Nov 11:00"))
    assert sought(friday) == []
    said = availability.of(friday.site, friday.who("ravi"), FRIDAY, WEDNESDAY, SYSTEM)
    assert said.kind_on(WEDNESDAY) is AvailabilityKind.PREFER


def test_a_no_of_his_own_goes_on_when_it_ends(friday: Scene) -> None:
    agree(friday, ONE_IN_7)
    says(friday, WEDNESDAY, CANNOT, at("27 Nov 10:00"))
    agree(friday, NO_LIMITS, at("27 Nov 11:00"))
    assert (cannot(friday), sought(friday)) == ([WEDNESDAY], [WEDNESDAY])
