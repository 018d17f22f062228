"""What a Listener says of every such night, and that he rests: does everybody who plans or asks go by it at once?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, ListenerId, Role
from listeners.domain.rota.problem import Absence
from listeners.domain.said import Rule
from listeners.domain.states import DutyState
from listeners.domain.team import Site
from listeners.errors import Conflict, NotAllowed, NotFound
from listeners.services import availability, availability_rules, plans, rotas, tonight
from listeners.services.availability_rules import EveryNight
from listeners.services.nights import tonight as tonight_of
from listeners.services.own_page import own_page
from listeners.store import availability_facts, cover_facts, people_facts, prisons_facts
from listeners.store.database import db
from listeners.store.duties import Duty
from listeners.store.people import AvailabilityRule
from listeners.store.records import Notice
from tests.duties import add_duty
from tests.world import World

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FRIDAY = date(2026, 11, 20)
TUESDAY = date(2026, 11, 24)
ONE_DAY, WEEK = timedelta(days=1), timedelta(days=7)
UNAVAILABLE, AVOID, PREFER, CAN = AvailabilityKind
TUESDAYS = EveryNight(frozenset({1}), FRIDAY, None, UNAVAILABLE)


@pytest.fixture
def site(world: World) -> Site:
    return people_facts.site(world.larkmoor.id)


@pytest.fixture
def sam(world: World) -> ListenerId:
    return world.larkmoor.listeners["sam"]


def kinds(site: Site, sam: ListenerId, until: date = FRIDAY + 4 * WEEK) -> dict[date, AvailabilityKind]:
    found = availability.of(site, sam, FRIDAY, until, SYSTEM)
    return {each.night: each.kind for each in found.nights}


def rules(site: Site, sam: ListenerId) -> tuple[Rule, ...]:
    return availability.of(site, sam, FRIDAY, FRIDAY, SYSTEM).rules


def told(site: Site) -> list[str]:
    of_accounts = Notice.account_id.is_not(None)
    return sorted(db.session.scalars(select(Notice.kind).where(Notice.site_id == site.id, of_accounts)))


def on_the_overview(site: Site, world: World, night: date) -> int:
    """How many stand on a night as a coordinator of several prisons is told."""
    account = world.larkmoor.accounts[Role.COORDINATOR]
    happened = prisons_facts.happened({site.id: None}, account, [], (FRIDAY, FRIDAY + 8 * WEEK))
    return happened[site.id].on.get(night, 0) if site.id in happened else 0


def can_be_asked(site: Site, world: World, who: ListenerId, night: date) -> bool:
    late = datetime(night.year, night.month, night.day, 23, 0, tzinfo=UTC)
    board = tonight.board(site, world.larkmoor.actor(Role.STAFF), late)
    return who in {seat.member.id for seat in (*board.order, *board.reserve)}


def test_every_tuesday_at_court_reaches_planner_tonight_own_page_and_overview(
    site: Site, world: World, sam: ListenerId
) -> None:
    duty = add_duty(site, sam, TUESDAY)
    assert can_be_asked(site, world, sam, TUESDAY)
    needed = availability_rules.say(site, sam, TUESDAYS, "Court", world.larkmoor.actor(Role.COORDINATOR), NOW)

    assert needed == (TUESDAY,)
    assert db.session.get_one(Duty, duty).state is DutyState.PLANNED
    problem = plans.problem_to_solve(SYSTEM, site, FRIDAY + ONE_DAY, 28, NOW)
    ref = next(member.ref for member in people_facts.team(site.id) if member.id == sam)
    him = problem.volunteers_by_id()[ref]
    assert [each.on for each in him.unavailable] == [TUESDAY + week * WEEK for week in range(4)]
    assert {each.reason for each in him.unavailable} == {Absence.UNAVAILABLE}
    seen = rotas.problem_for(world.larkmoor.actor(Role.COORDINATOR), site, FRIDAY + ONE_DAY, 28, NOW)
    assert {each.reason for each in seen.volunteers_by_id()[ref].unavailable} == {Absence.COURT}
    assert not can_be_asked(site, world, sam, TUESDAY)
    own = own_page(site, world.larkmoor.actor(Role.LISTENER), NOW)
    assert [(each.night, each.said_no) for each in own.nights] == [(TUESDAY, True)]
    assert on_the_overview(site, world, TUESDAY) == 0


def test_one_tuesday_said_otherwise_later_counts_everywhere(site: Site, world: World, sam: ListenerId) -> None:
    add_duty(site, sam, TUESDAY)
    availability_rules.say(site, sam, TUESDAYS, "", SYSTEM, NOW)
    availability.say(site, sam, {TUESDAY: None}, "", SYSTEM, NOW + timedelta(minutes=5))

    assert kinds(site, sam) == {TUESDAY + week * WEEK: UNAVAILABLE for week in range(1, 4)}
    assert can_be_asked(site, world, sam, TUESDAY)
    assert on_the_overview(site, world, TUESDAY) == 1
    availability.say(site, sam, {TUESDAY: UNAVAILABLE}, "", SYSTEM, NOW + timedelta(minutes=9))
    assert kinds(site, sam)[TUESDAY] is UNAVAILABLE and on_the_overview(site, world, TUESDAY) == 0


def test_a_wish_of_before_is_said_again_after_a_court_date_of_every_week(site: Site, sam: ListenerId) -> None:
    availability.say(site, sam, {TUESDAY: PREFER}, "", SYSTEM, NOW)
    availability_rules.say(site, sam, TUESDAYS, "", SYSTEM, NOW + timedelta(minutes=5))
    assert kinds(site, sam)[TUESDAY] is UNAVAILABLE

    availability.say(site, sam, {TUESDAY: PREFER}, "", SYSTEM, NOW + timedelta(minutes=9))
    assert kinds(site, sam)[TUESDAY] is PREFER


def test_the_overview_counts_as_the_other_pages_do_whatever_was_said_first(
    site: Site, world: World, sam: ListenerId
) -> None:
    nights = [FRIDAY + number * ONE_DAY for number in range(21)]
    for night in nights:
        add_duty(site, sam, night)
    for minutes, kind in enumerate((PREFER, UNAVAILABLE, AVOID)):
        now = NOW + timedelta(minutes=minutes)
        availability.say(site, sam, {night: kind for night in nights[minutes::5]}, "", SYSTEM, now)
        every = EveryNight(frozenset({minutes, minutes + 3}), FRIDAY + minutes * WEEK, None, UNAVAILABLE)
        availability_rules.say(site, sam, every, "", SYSTEM, now)
        wish = EveryNight(frozenset({minutes + 1}), FRIDAY, nights[16], PREFER)
        availability_rules.say(site, sam, wish, "", SYSTEM, now)
    availability.say(site, sam, {nights[4]: None, nights[10]: None}, "", SYSTEM, NOW + timedelta(minutes=30))

    cannot = availability_facts.said_no(site.id, nights[0], nights[-1])[sam]
    assert 3 < len(cannot) < 18
    assert {night for night in nights if on_the_overview(site, world, night) == 0} == cannot


def test_what_has_ended_stays_on_file_for_the_nights_that_are_over(site: Site, sam: ListenerId) -> None:
    availability_rules.say(site, sam, TUESDAYS, "Court", SYSTEM, NOW)
    later = NOW + 2 * WEEK
    availability_rules.end(site, sam, rules(site, sam)[0].id, SYSTEM, later)
    assert kinds(site, sam) == {TUESDAY: UNAVAILABLE, TUESDAY + WEEK: UNAVAILABLE}
    ahead = EveryNight(frozenset({0}), FRIDAY + 3 * WEEK, None, AVOID)
    availability_rules.say(site, sam, ahead, "", SYSTEM, later)
    availability_rules.end(site, sam, rules(site, sam)[-1].id, SYSTEM, later)
    assert kinds(site, sam) == {TUESDAY: UNAVAILABLE, TUESDAY + WEEK: UNAVAILABLE}


def test_a_reason_of_every_week_is_sealed_and_opened_for_coordinators_alone(
    site: Site, world: World, sam: ListenerId
) -> None:
    availability_rules.say(site, sam, TUESDAYS, "Crown Court", SYSTEM, NOW)
    stored = db.session.scalars(select(AvailabilityRule.reason)).one()
    assert stored is not None and b"Court" not in stored
    coordinator = world.larkmoor.actor(Role.COORDINATOR)
    assert availability.reasons(site, sam, FRIDAY, FRIDAY + WEEK, coordinator, NOW) == {TUESDAY: "Crown Court"}


def test_what_nobody_can_mean_is_refused_and_nobody_speaks_for_another(
    site: Site, world: World, sam: ListenerId
) -> None:
    prison = world.larkmoor
    for wrong in (
        EveryNight(frozenset({1}), FRIDAY - ONE_DAY, None, AVOID),
        EveryNight(frozenset(), FRIDAY, None, AVOID),
        EveryNight(frozenset({1}), FRIDAY, FRIDAY - ONE_DAY, AVOID),
    ):
        with pytest.raises(Conflict):
            availability_rules.say(site, sam, wrong, "", SYSTEM, NOW)
    for role in (Role.STAFF, Role.SAFER_CUSTODY, Role.PEER_LEAD, Role.NATIONAL, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            availability_rules.say(site, sam, TUESDAYS, "", prison.actor(role), NOW)
        with pytest.raises(NotAllowed):
            availability_rules.pause(site, sam, prison.actor(role), NOW)
    availability_rules.say(site, sam, TUESDAYS, "", prison.actor(Role.LISTENER), NOW)
    for whom in (prison.listeners["luc"], sam):
        with pytest.raises(NotFound):
            wrong_id = rules(site, sam)[0].id if whom != sam else "0" * 20
            availability_rules.end(site, whom, wrong_id, SYSTEM, NOW)
    for _ in range(availability_rules.MOST_RULES - 1):
        availability_rules.say(site, sam, TUESDAYS, "", SYSTEM, NOW)
    with pytest.raises(Conflict):
        availability_rules.say(site, sam, TUESDAYS, "", SYSTEM, NOW)


def test_of_a_night_that_he_could_not_do_anyway_nobody_is_told_again(site: Site, sam: ListenerId) -> None:
    add_duty(site, sam, TUESDAY)
    add_duty(site, sam, TUESDAY + WEEK)
    availability.say(site, sam, {TUESDAY: UNAVAILABLE}, "", SYSTEM, NOW)
    assert told(site) == ["needs_somebody"]

    assert availability_rules.say(site, sam, TUESDAYS, "", SYSTEM, NOW) == (TUESDAY + WEEK,)
    assert told(site) == ["needs_somebody", "needs_somebody"]


def test_who_rests_from_now_on_is_asked_no_more_and_coordinators_know_at_once(
    site: Site, world: World, sam: ListenerId
) -> None:
    prison = world.larkmoor
    himself = prison.actor(Role.LISTENER)
    add_duty(site, sam, FRIDAY)
    duty = add_duty(site, sam, TUESDAY)
    availability.say(site, sam, {TUESDAY + WEEK: PREFER}, "", himself, NOW)
    late = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)  # in the midst of his night

    assert availability_rules.pause(site, sam, himself, late) == (FRIDAY, TUESDAY)
    assert availability_rules.pause(site, sam, himself, late) == ()

    assert not can_be_asked(site, world, sam, FRIDAY)
    assert db.session.get_one(Duty, duty).state is DutyState.PLANNED
    assert told(site) == ["needs_somebody", "needs_somebody", "paused"]
    assert [each.night for each in cover_facts.waiting(site.id, late)] == [TUESDAY], "others are asked to take it"
    assert set(kinds(site, sam).values()) == {UNAVAILABLE} and len(kinds(site, sam)) == 29
    ref = next(member.ref for member in people_facts.team(site.id) if member.id == sam)
    seen = rotas.problem_for(prison.actor(Role.COORDINATOR), site, FRIDAY + ONE_DAY, 28, late)
    assert {each.reason for each in seen.volunteers_by_id()[ref].unavailable} == {Absence.PAUSE}

    back = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    (rest,) = rules(site, sam)
    with pytest.raises(NotFound):  # who comes back is told of; the form of other nights tells nobody
        availability_rules.end(site, sam, rest.id, himself, back)
    availability_rules.come_back(site, sam, himself, back)
    availability_rules.come_back(site, sam, himself, back)
    assert told(site) == ["came_back", "needs_somebody", "needs_somebody", "paused"]
    assert cover_facts.waiting(site.id, back) == ()
    assert kinds(site, sam) == {
        **{FRIDAY + number * ONE_DAY: UNAVAILABLE for number in range(3)},
        TUESDAY + WEEK: PREFER,
    }


def test_who_comes_back_in_the_night_in_which_he_began_to_rest_has_not_rested(site: Site, sam: ListenerId) -> None:
    availability_rules.pause(site, sam, SYSTEM, NOW)
    availability_rules.come_back(site, sam, SYSTEM, NOW + timedelta(hours=2))
    assert kinds(site, sam) == {} and rules(site, sam) == ()


def test_a_week_of_rest_counts_as_the_mean_of_those_who_were_there(site: Site, world: World, sam: ListenerId) -> None:
    monday = date(2026, 11, 9)
    for name, nights in (("luc", (0, 1, 2)), ("dean", (0, 1, 2, 3))):
        for night in nights:
            add_duty(site, world.larkmoor.listeners[name], monday + night * ONE_DAY)
    assert tonight_of(site, NOW).loads[sam] == 0
    rested = datetime(2026, 11, 8, 12, 0, tzinfo=UTC)
    availability_rules.pause(site, sam, SYSTEM, rested)
    availability_rules.come_back(site, sam, SYSTEM, NOW)

    loads = tonight_of(site, NOW).loads
    assert loads[sam] == 2, "seven nights of two points, by seven who were there"
    assert loads[world.larkmoor.listeners["ravi"]] == 0
