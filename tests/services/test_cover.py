"""A Listener asks for cover: who is asked, what a yes and a no do, and what everybody then sees."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, Role
from listeners.domain.states import CoverReply, CoverState
from listeners.errors import Conflict, NotAllowed, NotFound, RuleBroken
from listeners.services import (
    availability,
    cover,
    cover_answers,
    cover_job,
    notices,
    policies,
    rota_publishing,
    rotas,
    tonight,
)
from listeners.services.answers import TO_APPROVE, Decided, Outcome
from listeners.services.cover_page import OnTheBoard, own_cover
from listeners.services.own_page import own_page
from listeners.services.team_nights import team_nights
from listeners.store import cover_facts, cover_writes
from listeners.store.database import act, db
from listeners.store.records import Notice
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, draft, duties_of, published, rests, say, site_of, versions_of
from tests.services.covering import UNAVAILABLE, answers, asked, cannot, the_request
from tests.world import Prison, World

DAY = timedelta(days=1)
THURSDAY = MONDAY + 3 * DAY


def planned(prison: Prison) -> list[tuple[date, str, str]]:
    db.session.rollback()
    return [(night, place.value, name) for night, place, name, state in duties_of(prison) if state == "planned"]


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Sam and Ravi are down for Thursday, Luc for the Wednesday before it; it is Sunday evening."""
    published(world.larkmoor, [(2, FIRST, "luc"), (3, FIRST, "sam"), (3, SECOND, "ravi")], nights=7)
    return world.larkmoor


def test_who_says_that_he_cannot_keeps_the_night_and_the_three_who_carried_least_are_asked(larkmoor: Prison) -> None:
    cannot(larkmoor, "sam", THURSDAY)

    assert (THURSDAY, "first", "sam") in planned(larkmoor)
    # Luc is down for the night before, Ravi for the same one; the others carry nothing and are asked by ref.
    assert asked(larkmoor) == ["dean", "imran", "kofi"]
    slips = db.session.query(Notice).filter_by(kind=cover.ASKED).all()
    assert {slip.listener_id for slip in slips} == {larkmoor.listeners[name] for name in ("dean", "imran", "kofi")}
    for slip in slips:
        assert larkmoor.listeners["sam"] not in slip.facts and "unavailable" not in slip.facts


def test_a_no_is_kept_and_one_more_is_asked_and_nobody_twice(larkmoor: Prison) -> None:
    cannot(larkmoor, "sam", THURSDAY)
    found = the_request(larkmoor)
    assert answers(larkmoor, found.id, "dean", "no") is Outcome.NO

    assert asked(larkmoor) == ["dean", "imran", "kofi", "mo"]
    assert the_request(larkmoor).of(larkmoor.listeners["dean"]).reply is CoverReply.NO  # type: ignore[union-attr]
    db.session.rollback()
    assert own_cover(site_of(larkmoor), larkmoor.actor(Role.LISTENER, "dean"), NOW).asked == ()
    assert availability.of(site_of(larkmoor), larkmoor.listeners["dean"], MONDAY, THURSDAY, SYSTEM).nights == ()
    availability.withdraw(site_of(larkmoor), larkmoor.listeners["sam"], (THURSDAY,), larkmoor.actor(Role.LISTENER), NOW)
    cannot(larkmoor, "sam", THURSDAY)
    assert asked(larkmoor) == ["dean", "imran", "kofi", "mo"], "the same request, opened again"


def test_whoever_says_yes_has_the_night_and_the_next_is_told_that_it_is_taken(larkmoor: Prison) -> None:
    cannot(larkmoor, "sam", THURSDAY)
    found = the_request(larkmoor)

    assert answers(larkmoor, found.id, "imran", "yes") is Outcome.TAKEN
    assert planned(larkmoor) == [
        (THURSDAY - DAY, "first", "luc"),
        (THURSDAY, "first", "imran"),
        (THURSDAY, "second", "ravi"),
    ]
    assert answers(larkmoor, found.id, "dean", "yes") is Outcome.TOO_LATE
    assert answers(larkmoor, found.id, "kofi", "no") is Outcome.NO
    assert {answers(larkmoor, found.id, "imran", again) for again in ("yes", "no")} == {Outcome.ALREADY}
    db.session.rollback()
    after = cover_facts.request(larkmoor.id, found.id)
    assert after is not None and (after.state, after.taken_by) == (CoverState.TAKEN, larkmoor.listeners["imran"])
    newest = versions_of(larkmoor)[0]
    assert (newest.first_night, newest.last_night, newest.reason) == (THURSDAY, THURSDAY, "Cover taken")
    told = db.session.query(Notice).filter_by(kind="rota_changed", created_at=NOW).all()
    assert {larkmoor.listeners["sam"], larkmoor.listeners["imran"]} <= {each.listener_id for each in told}


def test_every_rule_is_judged_again_at_the_moment_of_the_yes(larkmoor: Prison) -> None:
    cannot(larkmoor, "sam", THURSDAY)
    found = the_request(larkmoor)
    rests(larkmoor, "dean", datetime(2026, 11, 26, 9, tzinfo=UTC))
    say(larkmoor, "kofi", THURSDAY, UNAVAILABLE)

    assert answers(larkmoor, found.id, "dean", "yes") is Outcome.NO_REST
    assert answers(larkmoor, found.id, "kofi", "yes") is Outcome.AWAY
    assert (THURSDAY, "first", "sam") in planned(larkmoor)
    assert asked(larkmoor) == ["dean", "imran", "kofi", "mo", "lee"]


def test_taking_it_back_withdraws_the_request_and_nobody_is_asked_any_more(larkmoor: Prison) -> None:
    cannot(larkmoor, "sam", THURSDAY)
    found = the_request(larkmoor)
    availability.withdraw(site_of(larkmoor), larkmoor.listeners["sam"], (THURSDAY,), larkmoor.actor(Role.LISTENER), NOW)

    db.session.rollback()
    assert cover_facts.waiting(larkmoor.id, NOW) == ()
    assert own_cover(site_of(larkmoor), larkmoor.actor(Role.LISTENER, "dean"), NOW).asked == ()
    assert answers(larkmoor, found.id, "dean", "yes") is Outcome.NOT_NEEDED
    assert (THURSDAY, "first", "sam") in planned(larkmoor)


def test_a_no_to_a_request_that_is_closed_is_kept_until_the_night_begins(larkmoor: Prison) -> None:
    cannot(larkmoor, "sam", THURSDAY)
    found = the_request(larkmoor)
    sam = larkmoor.listeners["sam"]
    cover.withdraw(site_of(larkmoor), found.id, larkmoor.actor(Role.LISTENER), NOW)
    assert answers(larkmoor, found.id, "dean", "no") is Outcome.NO

    cover.ask_for_cover(site_of(larkmoor), sam, THURSDAY, SYSTEM, NOW)
    assert own_cover(site_of(larkmoor), larkmoor.actor(Role.LISTENER, "dean"), NOW).asked == ()
    assert asked(larkmoor) == ["dean", "imran", "kofi", "mo"]
    assert answers(larkmoor, found.id, "imran", "yes") is Outcome.TAKEN
    assert answers(larkmoor, found.id, "kofi", "no") is Outcome.NO
    cannot(larkmoor, "imran", THURSDAY)
    assert not {"dean", "kofi"} & set(asked(larkmoor)), "whoever has the night now, their no is to the night"
    begins = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)
    assert answers(larkmoor, found.id, "mo", "no", begins) is Outcome.BEGUN


def test_nobody_answers_for_another_but_a_coordinator_and_nobody_who_was_not_asked(larkmoor: Prison) -> None:
    cannot(larkmoor, "sam", THURSDAY)
    found, dean = the_request(larkmoor), larkmoor.listeners["dean"]
    for role in (Role.STAFF, Role.SAFER_CUSTODY, Role.PEER_LEAD, Role.LISTENER, Role.NATIONAL, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            cover_answers.answer(site_of(larkmoor), found.id, dean, True, larkmoor.actor(role), NOW)
    with pytest.raises(NotFound):
        answers(larkmoor, found.id, "luc", "yes")

    coordinator = larkmoor.actor(Role.COORDINATOR)
    assert cover_answers.answer(site_of(larkmoor), found.id, dean, True, coordinator, NOW) is Outcome.TAKEN


def test_who_has_not_answered_in_a_day_keeps_nobody_waiting_and_near_the_night_all_are_asked(larkmoor: Prison) -> None:
    cannot(larkmoor, "sam", THURSDAY)
    assert cover_job.work_off("LKI", SYSTEM, NOW + timedelta(hours=23)) == (0, 0)
    assert cover_job.work_off("LKI", SYSTEM, NOW + timedelta(hours=24)) == (2, 0)
    assert asked(larkmoor) == ["dean", "imran", "kofi", "mo", "lee"]

    begins = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)
    assert answers(larkmoor, the_request(larkmoor).id, "lee", "yes", begins) is Outcome.BEGUN
    assert cover_job.work_off("LKI", SYSTEM, begins) == (0, 1)
    assert cover_job.work_off("LKI", SYSTEM, begins) == (0, 0)


def test_two_days_before_the_night_everybody_who_can_is_asked_at_once(larkmoor: Prison) -> None:
    late = datetime(2026, 11, 24, 18, 1, tzinfo=UTC)
    cannot(larkmoor, "sam", THURSDAY, late)

    assert asked(larkmoor, late) == ["dean", "imran", "kofi", "mo", "lee"]


def test_where_the_site_approves_a_yes_waits_and_the_coordinator_does_the_taking(larkmoor: Prison) -> None:
    site, coordinator = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    policies.change(coordinator, site, "cover_approval", 1, NOW.date(), "We look first", NOW)
    cannot(larkmoor, "sam", THURSDAY)
    found = the_request(larkmoor)
    assert answers(larkmoor, found.id, "dean", "yes") is Outcome.WAITS
    assert answers(larkmoor, found.id, "dean", "yes") is Outcome.WAITS_STILL
    assert answers(larkmoor, found.id, "imran", "yes") is Outcome.SPOKEN_FOR
    assert own_cover(site, larkmoor.actor(Role.LISTENER, "imran"), NOW).asked == (), "while Dean waits nobody is asked"
    assert (THURSDAY, "first", "sam") in planned(larkmoor)
    assert own_cover(site, larkmoor.actor(Role.LISTENER, "dean"), NOW).waits == (THURSDAY,)
    assert OnTheBoard.of(rotas.board(coordinator, site, NOW).facts).cover == (THURSDAY,)
    told = db.session.query(Notice).filter_by(kind=TO_APPROVE).one()
    assert told.account_id == larkmoor.accounts[Role.COORDINATOR]

    def lines() -> list[str]:
        return [line.kind for line in notices.notices_for(coordinator, site, NOW)]

    assert TO_APPROVE in lines()
    assert cover_answers.approve(site, found.id, False, coordinator, NOW) is None
    replies = {each.listener: each.reply for each in the_request(larkmoor).asked}
    assert replies[larkmoor.listeners["dean"]] is CoverReply.NOT_CHOSEN
    assert TO_APPROVE not in lines(), "what is decided is no line any more"
    assert asked(larkmoor) == ["dean", "imran", "kofi", "mo"], "not him: the next is asked"
    assert answers(larkmoor, found.id, "imran", "yes") is Outcome.WAITS
    earlier = cover_answers.approve(site, found.id, True, coordinator, NOW, whom=larkmoor.listeners["dean"])
    assert earlier == Decided("LKI coordinator", NOW), "who agrees to Dean from an old page does not agree to Imran"
    rests(larkmoor, "imran", datetime(2026, 11, 26, 9, tzinfo=UTC))
    with pytest.raises(RuleBroken):
        cover_answers.approve(site, found.id, True, coordinator, NOW)
    assert answers(larkmoor, found.id, "imran", "no") is Outcome.NO
    assert answers(larkmoor, found.id, "kofi", "yes") is Outcome.WAITS
    cover_answers.approve(site, found.id, True, coordinator, NOW)

    assert (THURSDAY, "first", "kofi") in planned(larkmoor)
    assert cover_answers.approve(site, found.id, True, coordinator, NOW) == earlier


def test_a_draft_of_the_same_nights_follows_and_does_not_undo_the_cover(larkmoor: Prison) -> None:
    rota_id = draft(larkmoor, [(2, FIRST, "luc"), (3, FIRST, "sam"), (3, SECOND, "ravi")], nights=7)
    cannot(larkmoor, "sam", THURSDAY)
    answers(larkmoor, the_request(larkmoor).id, "dean", "yes")

    rota_publishing.publish(larkmoor.actor(Role.COORDINATOR), site_of(larkmoor), rota_id, NOW)
    assert (THURSDAY, "first", "dean") in planned(larkmoor)


def test_whoever_took_a_night_may_ask_for_cover_of_it_himself(larkmoor: Prison) -> None:
    cannot(larkmoor, "sam", THURSDAY)
    answers(larkmoor, the_request(larkmoor).id, "dean", "yes")
    cannot(larkmoor, "dean", THURSDAY)

    assert asked(larkmoor) == ["imran", "kofi", "mo"], "not Sam, who cannot do the night either"
    answers(larkmoor, the_request(larkmoor).id, "mo", "yes")
    assert planned(larkmoor)[1:] == [(THURSDAY, "first", "mo"), (THURSDAY, "second", "ravi")]


def test_who_would_rather_not_asks_for_cover_and_is_asked_that_night_all_the_same(larkmoor: Prison) -> None:
    site, himself = site_of(larkmoor), larkmoor.actor(Role.LISTENER)
    rather_not = {THURSDAY: AvailabilityKind.AVOID}
    availability.say(site, larkmoor.listeners["sam"], rather_not, "", himself, NOW)

    assert own_cover(site, himself, NOW).wanting == (THURSDAY,)
    officer, late = larkmoor.actor(Role.STAFF), datetime(2026, 11, 26, 23, 0, tzinfo=UTC)
    db.session.rollback()
    assert larkmoor.listeners["sam"] in {seat.member.id for seat in tonight.board(site, officer, late).order}


def test_every_view_and_sheet_follows_a_cover_at_once(larkmoor: Prison) -> None:
    site, late = site_of(larkmoor), datetime(2026, 11, 26, 23, 0, tzinfo=UTC)
    cannot(larkmoor, "sam", THURSDAY)
    answers(larkmoor, the_request(larkmoor).id, "dean", "yes")
    db.session.rollback()
    sam, dean = (larkmoor.actor(Role.LISTENER, name) for name in ("sam", "dean"))

    assert THURSDAY in [each.night for each in own_page(site, dean, NOW).nights]
    assert THURSDAY not in [each.night for each in own_page(site, sam, NOW).nights]
    order = [seat.member.id for seat in tonight.board(site, larkmoor.actor(Role.STAFF), late).order]
    assert order == [larkmoor.listeners[name] for name in ("dean", "ravi")]
    nights = team_nights(site, larkmoor.actor(Role.PEER_LEAD), NOW)
    names = [name for each in nights if each.night == THURSDAY for name, _ in each.names]
    assert set(names) == {"Dean Shaw", "Ravi Patel"}
    board = rotas.board(larkmoor.actor(Role.COORDINATOR), site, NOW).board
    (row,) = [each for each in board.rows if each.night == THURSDAY]
    assert [seat.listener for seat in row.seats] == order and not row.wanting


def test_the_hours_before_a_night_on_which_the_clocks_go_back_are_elapsed_hours(world: World) -> None:
    prison, saturday = world.larkmoor, date(2026, 10, 24)
    now = datetime(2026, 10, 18, 12, 0, tzinfo=UTC)
    published(prison, [(0, FIRST, "sam")], saturday, 1, now)
    # 18:00 in summer time is 17:00 UTC: 48 hours before it is Thursday 17:00 UTC.
    just_before, just_after = (datetime(2026, 10, 22, 17, minute, tzinfo=UTC) for minute in (0, 1))
    cannot(prison, "sam", saturday, just_before)
    assert len(asked(prison, just_before)) == 3
    assert cover_job.work_off("LKI", SYSTEM, just_after) == (4, 0)

    begins = datetime(2026, 10, 24, 17, 0, tzinfo=UTC)
    found = the_request(prison, begins - timedelta(seconds=1))
    assert answers(prison, found.id, "luc", "yes", begins) is Outcome.BEGUN
    assert answers(prison, found.id, "luc", "yes", begins - timedelta(seconds=1)) is Outcome.TAKEN


def test_nobody_is_asked_earlier_than_two_weeks_before_unless_a_coordinator_asks_him(world: World) -> None:
    prison, far = world.larkmoor, MONDAY + timedelta(days=20)
    published(prison, [(20, FIRST, "sam")], nights=28)
    cannot(prison, "sam", far)
    assert asked(prison) == []

    coordinator, mo = prison.actor(Role.COORDINATOR), prison.listeners["mo"]
    cover_answers.ask_one(site_of(prison), the_request(prison).id, mo, coordinator, NOW)
    assert asked(prison) == ["mo"]
    with pytest.raises(Conflict):
        cover_answers.ask_one(site_of(prison), the_request(prison).id, mo, coordinator, NOW)
    near = NOW + timedelta(days=7)
    assert cover_job.work_off("LKI", SYSTEM, near) == (3, 0)


def test_the_database_itself_lets_nobody_take_a_night_that_is_taken(larkmoor: Prison) -> None:
    cannot(larkmoor, "sam", THURSDAY)
    found = the_request(larkmoor)
    answers(larkmoor, found.id, "dean", "yes")
    for state, taker in ((CoverState.TAKEN, larkmoor.listeners["kofi"]), (CoverState.OPEN, None)):
        with pytest.raises(Conflict, match="guard_cover_once"), act() as session:
            cover_writes.set_state(session, found.id, state, SYSTEM, NOW, taker)
