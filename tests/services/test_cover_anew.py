"""Who is asked no more, or anew: he rests, the request was taken back, or a yes can be agreed to no more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, Role
from listeners.domain.states import CoverState
from listeners.errors import Conflict, NotAllowed, RuleBroken
from listeners.services import (
    availability,
    availability_rules,
    cover,
    cover_answers,
    cover_ends,
    cover_job,
    notices,
    policies,
)
from listeners.services.answers import Outcome
from listeners.services.cover_page import open_cover, own_cover
from listeners.store import cover_facts
from listeners.store.database import db
from listeners.store.records import Notice
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, published, say, site_of
from tests.services.covering import UNAVAILABLE, answers, asked, cannot, the_request
from tests.services.test_cover import DAY, THURSDAY
from tests.world import Prison, World


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Sam and Ravi are down for Thursday, Luc for the Wednesday before it; it is Sunday evening."""
    published(world.larkmoor, [(2, FIRST, "luc"), (3, FIRST, "sam"), (3, SECOND, "ravi")], nights=7)
    return world.larkmoor


def test_who_rests_or_is_away_or_took_another_night_is_asked_nothing_until_that_is_over(larkmoor: Prison) -> None:
    site = site_of(larkmoor)
    cannot(larkmoor, "sam", THURSDAY)
    found = the_request(larkmoor)
    dean, imran = (larkmoor.actor(Role.LISTENER, name) for name in ("dean", "imran"))

    def seen() -> tuple[bool, bool]:
        db.session.rollback()
        slips = {slip.to.id for slip in notices.slips(site, larkmoor.actor(Role.COORDINATOR), NOW) if slip.to}
        return bool(own_cover(site, dean, NOW).asked), larkmoor.listeners["dean"] in slips

    assert seen() == (True, True)
    availability_rules.pause(site, larkmoor.listeners["dean"], dean, NOW)
    assert seen() == (False, False), "nobody asks him to go"
    notices.hand_over(site, [[slip.lines[0].id] for slip in notices.slips(site, SYSTEM, NOW)], SYSTEM, NOW)
    availability_rules.come_back(site, larkmoor.listeners["dean"], dean, NOW)
    assert seen() == (True, True), "and his slip still waits"

    cover.ask_for_cover(site, larkmoor.listeners["luc"], THURSDAY - DAY, SYSTEM, NOW)
    (wednesday,) = [each for each in cover_facts.waiting(larkmoor.id, NOW) if each.night == THURSDAY - DAY]
    assert [each.night for each in own_cover(site, imran, NOW).asked] == [THURSDAY - DAY, THURSDAY]
    assert answers(larkmoor, wednesday.id, "imran", "yes") is Outcome.TAKEN
    db.session.rollback()
    assert own_cover(site, imran, NOW).asked == (), "the night after it is too near by now"
    assert found.of(larkmoor.listeners["imran"]) is not None


def test_a_request_that_was_taken_back_asks_anew_by_slip_and_waits_a_day_from_then_on(larkmoor: Prison) -> None:
    site, coordinator = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    cannot(larkmoor, "sam", THURSDAY)
    found, later = the_request(larkmoor), NOW + timedelta(hours=20)
    answers(larkmoor, found.id, "dean", "no")
    cover.withdraw(site, found.id, coordinator, NOW)
    given = notices.slips(site, coordinator, NOW)
    notices.hand_over(site, [[line.id for line in slip.lines] for slip in given], coordinator, NOW)
    cover.ask_for_cover(site, larkmoor.listeners["sam"], THURSDAY, coordinator, later)

    names = {listener: name for name, listener in larkmoor.listeners.items()}
    slips = notices.slips(site, coordinator, later)
    assert sorted(names[slip.to.id] for slip in slips if slip.to) == ["imran", "kofi", "mo"]
    assert cover_job.work_off("LKI", SYSTEM, later + timedelta(hours=3)) == (0, 0), "a day from the new asking"


def test_a_yes_that_can_be_agreed_to_no_more_lets_the_others_be_asked_and_he_is_told(larkmoor: Prison) -> None:
    site, coordinator = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    policies.change(coordinator, site, "cover_approval", 1, NOW.date(), "We look first", NOW)
    cannot(larkmoor, "sam", THURSDAY)
    found = the_request(larkmoor)
    dean, late = larkmoor.actor(Role.LISTENER, "dean"), datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
    assert answers(larkmoor, found.id, "dean", "yes") is Outcome.WAITS
    say(larkmoor, "dean", THURSDAY, UNAVAILABLE)

    cover_job.work_off("LKI", SYSTEM, late)
    after = the_request(larkmoor, late)
    assert after.state is CoverState.OPEN and asked(larkmoor, late) == ["dean", "imran", "kofi", "mo", "lee"]
    assert own_cover(site, dean, late).not_his == (THURSDAY,)
    told = db.session.query(Notice).filter_by(kind=cover_ends.YES_IN_VAIN).one()
    assert told.listener_id == larkmoor.listeners["dean"]
    assert answers(larkmoor, found.id, "mo", "yes", late) is Outcome.WAITS
    begins = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)
    with pytest.raises(Conflict):
        cover_answers.approve(site, found.id, True, coordinator, begins)
    assert cover_job.work_off("LKI", SYSTEM, begins) == (0, 1)
    db.session.rollback()
    lapsed = cover_facts.request(larkmoor.id, found.id)
    assert lapsed is not None and lapsed.state is CoverState.LAPSED
    assert own_cover(site, larkmoor.actor(Role.LISTENER, "mo"), begins).not_his == (THURSDAY,)


def test_only_whose_night_it_is_and_a_coordinator_take_a_request_back_and_no_one_elses_word_does(
    larkmoor: Prison,
) -> None:
    cannot(larkmoor, "sam", THURSDAY)
    found, ravi = the_request(larkmoor), larkmoor.actor(Role.LISTENER, "ravi")
    with pytest.raises(NotAllowed):
        cover.withdraw(site_of(larkmoor), found.id, ravi, NOW)
    can = {THURSDAY: AvailabilityKind.CAN}
    availability.say(site_of(larkmoor), larkmoor.listeners["ravi"], can, "", ravi, NOW)
    assert the_request(larkmoor).state is CoverState.OPEN
    assert own_cover(site_of(larkmoor), ravi, NOW).wanting == ()


def test_nobody_is_asked_out_of_turn_whom_a_rule_stops_nor_sees_a_night_more_than_14_days_ahead(world: World) -> None:
    prison, far = world.larkmoor, MONDAY + timedelta(days=20)
    published(prison, [(19, FIRST, "luc"), (20, FIRST, "sam")], nights=28)
    cannot(prison, "sam", far)
    coordinator, found = prison.actor(Role.COORDINATOR), the_request(prison)
    with pytest.raises(RuleBroken):
        cover_answers.ask_one(site_of(prison), found.id, prison.listeners["luc"], coordinator, NOW)
    cover_answers.ask_one(site_of(prison), found.id, prison.listeners["mo"], coordinator, NOW)
    mo = prison.actor(Role.LISTENER, "mo")
    assert own_cover(site_of(prison), mo, NOW).asked == ()
    assert [each.night for each in own_cover(site_of(prison), mo, NOW + 8 * DAY).asked] == [far]


def test_a_site_approves_by_what_was_on_file_of_the_night_itself(larkmoor: Prison) -> None:
    coordinator = larkmoor.actor(Role.COORDINATOR)
    policies.change(coordinator, site_of(larkmoor), "cover_approval", 1, THURSDAY, "We look first", NOW)
    cannot(larkmoor, "luc", THURSDAY - DAY)
    assert answers(larkmoor, the_request(larkmoor).id, "dean", "yes") is Outcome.TAKEN
    cannot(larkmoor, "sam", THURSDAY)
    assert answers(larkmoor, the_request(larkmoor).id, "kofi", "yes") is Outcome.WAITS


def test_whom_a_rule_stopped_at_his_yes_is_asked_again_once_none_does(larkmoor: Prison) -> None:
    site, coordinator = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    cannot(larkmoor, "sam", THURSDAY)
    found, dean = the_request(larkmoor), larkmoor.actor(Role.LISTENER, "dean")
    cannot(larkmoor, "dean", THURSDAY)
    assert answers(larkmoor, found.id, "dean", "yes") is Outcome.AWAY
    assert asked(larkmoor) == ["dean", "imran", "kofi", "mo"], "another in his stead"
    for name in ("imran", "kofi", "mo", "lee"):
        answers(larkmoor, found.id, name, "no")
    told = db.session.query(Notice).filter_by(kind=cover.NOBODY_LEFT).count()
    availability.withdraw(site, larkmoor.listeners["dean"], (THURSDAY,), dean, NOW)

    later = NOW + timedelta(hours=1)
    (open_,) = open_cover(site, coordinator, later).requests
    assert open_.left == (larkmoor.listeners["dean"],), "he is one who may still be asked"
    cover_job.work_off("LKI", SYSTEM, later)
    db.session.rollback()
    assert [each.night for each in own_cover(site, dean, later).asked] == [THURSDAY]
    assert own_cover(site, dean, later).not_his == ()
    slips = {slip.to.id for slip in notices.slips(site, coordinator, later) if slip.to}
    assert larkmoor.listeners["dean"] in slips
    assert db.session.query(Notice).filter_by(kind=cover.NOBODY_LEFT).count() == told
    assert answers(larkmoor, found.id, "dean", "yes", later) is Outcome.TAKEN


def test_a_coordinator_may_ask_again_whom_a_rule_stopped_but_nobody_else_twice(larkmoor: Prison) -> None:
    site, coordinator = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    cannot(larkmoor, "sam", THURSDAY)
    found = the_request(larkmoor)
    cannot(larkmoor, "dean", THURSDAY)
    answers(larkmoor, found.id, "dean", "yes")
    availability.withdraw(site, larkmoor.listeners["dean"], (THURSDAY,), SYSTEM, NOW)
    cover_answers.ask_one(site, found.id, larkmoor.listeners["dean"], coordinator, NOW)
    assert the_request(larkmoor).was_asked(larkmoor.listeners["dean"])
    with pytest.raises(Conflict):
        cover_answers.ask_one(site, found.id, larkmoor.listeners["dean"], coordinator, NOW)


def test_a_decision_about_one_mans_yes_is_none_about_anothers_nor_about_what_is_asked_anew(larkmoor: Prison) -> None:
    site, coordinator, listeners = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR), larkmoor.listeners
    policies.change(coordinator, site, "cover_approval", 1, NOW.date(), "We look first", NOW)
    cannot(larkmoor, "sam", THURSDAY)
    found, later = the_request(larkmoor), NOW + timedelta(hours=1)
    answers(larkmoor, found.id, "dean", "yes")
    cover_answers.approve(site, found.id, False, coordinator, NOW, whom=listeners["dean"])
    for says in ("yes", "no"):
        answers(larkmoor, found.id, "imran", says, later)
    with pytest.raises(Conflict):  # Imran waits no more, and nobody has decided about him
        cover_answers.approve(site, found.id, True, coordinator, later, whom=listeners["imran"])
    assert cover_answers.approve(site, found.id, True, coordinator, later, whom=listeners["dean"]) is not None

    cover.withdraw(site, found.id, coordinator, later)
    cover.ask_for_cover(site, listeners["sam"], THURSDAY, coordinator, later)
    with pytest.raises(Conflict):  # what was decided was about an earlier asking
        cover_answers.approve(site, found.id, True, coordinator, later, whom=listeners["dean"])


def test_who_comes_back_from_a_rest_closes_what_his_rest_opened_and_not_what_a_coordinator_had(
    larkmoor: Prison,
) -> None:
    site, coordinator = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    cover.ask_for_cover(site, larkmoor.listeners["sam"], THURSDAY, coordinator, NOW)
    for name in ("sam", "ravi"):
        himself = larkmoor.actor(Role.LISTENER, name)
        availability_rules.pause(site, larkmoor.listeners[name], himself, NOW + timedelta(hours=1))
        availability_rules.come_back(site, larkmoor.listeners[name], himself, NOW + timedelta(hours=2))
    assert the_request(larkmoor).listener == larkmoor.listeners["sam"], "of Ravi's nobody is asked any more"
    availability.say(
        site, larkmoor.listeners["sam"], {THURSDAY: AvailabilityKind.CAN}, "", coordinator, NOW + timedelta(hours=3)
    )
    assert cover_facts.waiting(larkmoor.id, NOW) == (), "his word about the night itself does"
