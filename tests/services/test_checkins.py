"""Does a check-in get on file once a week, let whoever wants a rest have it at once, and else change nothing?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from listeners.domain.care.checkin import CheckIn, HowMuch, Item, WantsRest
from listeners.domain.care.facts import CareFacts
from listeners.domain.people import Role
from listeners.errors import NotAllowed, NotFound, Unreadable
from listeners.services import availability_rules
from listeners.services.care import checkins, facts, held
from listeners.store.care.checkins import CheckInRow
from listeners.store.database import act, db
from listeners.store.records import ActKey, Audit
from tests.kept import earlier_versions
from tests.services.care_records import NOW, TONIGHT, ago, site_of
from tests.world import Prison, World

CALM = CheckIn((HowMuch.NOT_AT_ALL,) * len(Item), WantsRest.NO)
HARD = CheckIn((HowMuch.NEARLY_ALWAYS,) * len(Item), WantsRest.RATHER_NOT)
NOTHING = CheckIn((None,) * len(Item))
REST = CheckIn((None,) * len(Item), WantsRest.YES)


@pytest.fixture
def larkmoor(world: World) -> Prison:
    return world.larkmoor


def log(prison: Prison, told: CheckIn, days_on: int = 0, act_key: str | None = None) -> None:
    checkins.log(site_of(prison), told, prison.actor(Role.LISTENER), NOW + timedelta(days=days_on), act_key)


def key_in(prison: Prison, told: CheckIn, days_ago: int = 0, role: Role = Role.COORDINATOR) -> None:
    checkins.key_in(site_of(prison), prison.listeners["sam"], ago(days_ago), told, prison.actor(role), NOW)


def rests(prison: Prison) -> bool:
    return availability_rules.own_pause(site_of(prison), prison.actor(Role.LISTENER), NOW).own


def sams_weeks(prison: Prison, days_on: int = 0) -> tuple[str | None, ...]:
    page = checkins.team(site_of(prison), prison.actor(Role.COORDINATOR), NOW + timedelta(days=days_on))
    return next(row.check_ins for row in page.rows if row.member.id == prison.listeners["sam"])


def earlier(prison: Prison) -> int:
    """How many earlier answers are kept of the one check-in that is on file."""
    with act() as session:
        (row,) = session.scalars(select(CheckInRow).where(CheckInRow.site_id == prison.id))
        return len(earlier_versions(session, row))


def read(prison: Prison, days_on: int = 0) -> CheckIn:
    (newest, *_) = (each for each in sams_weeks(prison, days_on) if each)
    return checkins.read(site_of(prison), newest, prison.actor(Role.COORDINATOR), NOW).told


def test_what_he_answers_is_read_by_his_coordinator_and_each_reading_is_noted(larkmoor: Prison) -> None:
    log(larkmoor, HARD)
    assert read(larkmoor) == HARD
    db.session.rollback()
    noted = select(Audit.subject_id).where(Audit.kind == "check_in", Audit.verb == "read")
    assert sorted(map(str, db.session.scalars(noted))) == sorted(["None", larkmoor.listeners["sam"]])


def test_a_second_one_in_the_week_takes_its_place_and_the_first_is_kept(larkmoor: Prison) -> None:
    log(larkmoor, HARD)
    log(larkmoor, HARD)
    assert earlier(larkmoor) == 0
    log(larkmoor, CALM)
    assert read(larkmoor) == CALM
    assert earlier(larkmoor) == 1
    log(larkmoor, HARD, days_on=3)
    this_week, last_week, *_ = sams_weeks(larkmoor, 3)
    assert None not in (this_week, last_week) and this_week != last_week


def test_what_he_leaves_out_of_a_second_one_stays_as_he_said_it(larkmoor: Prison) -> None:
    log(larkmoor, HARD)
    log(larkmoor, CheckIn((None,) * len(Item)))
    assert read(larkmoor) == HARD
    assert earlier(larkmoor) == 0
    log(larkmoor, CheckIn((HowMuch.RATHER_NOT, *(None,) * (len(Item) - 1)), WantsRest.NO))
    assert read(larkmoor) == CheckIn((HowMuch.RATHER_NOT, *HARD.answers[1:]), WantsRest.NO)


def test_a_yes_to_a_rest_is_a_rest_from_that_moment_and_once(larkmoor: Prison) -> None:
    log(larkmoor, HARD)
    assert not rests(larkmoor)
    log(larkmoor, REST)
    log(larkmoor, REST)
    assert rests(larkmoor)
    assert len(facts.load(site_of(larkmoor), NOW).asked_for_rest[larkmoor.listeners["sam"]]) == 1


def test_who_came_back_and_says_yes_again_in_the_same_week_rests_again(larkmoor: Prison) -> None:
    log(larkmoor, REST)
    availability_rules.come_back(site_of(larkmoor), larkmoor.listeners["sam"], larkmoor.actor(Role.LISTENER), NOW)
    assert not rests(larkmoor)
    log(larkmoor, REST)
    assert rests(larkmoor)


def test_no_other_answer_is_a_fact_about_him(larkmoor: Prison) -> None:
    def known() -> list[CareFacts]:
        loaded = facts.load(site_of(larkmoor), NOW)
        return [loaded.one(member) for member in loaded.team]

    before = known()
    for told in (CALM, HARD, NOTHING):
        log(larkmoor, told)
        db.session.rollback()
        assert known() == before
    assert not rests(larkmoor)


def test_a_second_press_changes_nothing_and_its_answer_says_nothing(larkmoor: Prison) -> None:
    log(larkmoor, REST, act_key="a" * 20)
    log(larkmoor, CALM, act_key="a" * 20)
    assert read(larkmoor) == REST
    db.session.rollback()
    assert list(db.session.scalars(select(ActKey.answer))) == ["done"]


def test_a_card_is_keyed_in_for_its_week_and_the_same_card_again_changes_nothing(larkmoor: Prison) -> None:
    key_in(larkmoor, REST, days_ago=7)
    assert rests(larkmoor)
    availability_rules.come_back(site_of(larkmoor), larkmoor.listeners["sam"], larkmoor.actor(Role.LISTENER), NOW)
    key_in(larkmoor, REST, days_ago=7)
    assert not rests(larkmoor)
    this_week, last_week, *_ = sams_weeks(larkmoor)
    assert this_week is None and last_week is not None


@pytest.mark.parametrize("days_ago", [-1, 26])
def test_a_card_of_tomorrow_or_of_before_four_weeks_is_refused(larkmoor: Prison, days_ago: int) -> None:
    assert TONIGHT.weekday() == 4
    with pytest.raises(Unreadable):
        key_in(larkmoor, CALM, days_ago)


@pytest.mark.parametrize("role", [Role.LISTENER, Role.PEER_LEAD, Role.STAFF, Role.SAFER_CUSTODY, Role.NATIONAL])
def test_nobody_but_a_coordinator_keys_in_or_reads(larkmoor: Prison, role: Role) -> None:
    log(larkmoor, CALM)
    (one, *_) = sams_weeks(larkmoor)
    site, who = site_of(larkmoor), larkmoor.actor(role)
    for door in (
        lambda: key_in(larkmoor, CALM, role=role),
        lambda: checkins.whose_card(site, larkmoor.listeners["sam"], who),
        lambda: checkins.team(site, who, NOW),
        lambda: checkins.read(site, str(one), who, NOW),
    ):
        with pytest.raises(NotAllowed):
            door()


def test_another_prison_has_no_such_check_in_and_nobody_of_that_name(world: World) -> None:
    log(world.larkmoor, CALM)
    (one, *_) = sams_weeks(world.larkmoor)
    elsewhere, who = site_of(world.fenwick), world.fenwick.actor(Role.COORDINATOR)
    with pytest.raises(NotFound):
        checkins.read(elsewhere, str(one), who, NOW)
    with pytest.raises(NotFound):
        checkins.key_in(elsewhere, world.larkmoor.listeners["sam"], TONIGHT, CALM, who, NOW)


def test_a_word_that_is_not_offered_is_refused() -> None:
    assert checkins.told({"sleep": "3"}, "yes").of(Item.SLEEP) is HowMuch.NEARLY_ALWAYS
    for answers, rest in (({"sleep": "4"}, None), ({}, "maybe")):
        with pytest.raises(Unreadable):
            checkins.told(answers, rest)


def test_how_many_checked_in_is_told_from_five_people_on(larkmoor: Prison) -> None:
    log(larkmoor, CALM)
    page = checkins.team(site_of(larkmoor), larkmoor.actor(Role.COORDINATOR), NOW)
    team = len(page.rows)
    assert page.rates == (checkins.Rate(1, team), *[checkins.Rate(0, team)] * 3)
    assert [checkins.Rate(each, 8).per_cent for each in (1, 3)] == [13, 38]
    assert checkins.CheckInTeam(page.weeks, page.rows[:4]).rates == (None,) * 4
    assert checkins.CheckInTeam(page.weeks, page.rows[:5]).rates[0] is not None


def test_that_check_ins_are_held_is_said_to_everybody() -> None:
    assert "check_in" in {each.kind for each in held.kinds()}
