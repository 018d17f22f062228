"""What of cover holds whatever somebody tries: whose night it is, how far ahead anybody looks, and what time ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.domain.rota.gap_list import GapKind
from listeners.domain.states import CoverState
from listeners.errors import Conflict, NotFound
from listeners.services import (
    availability,
    cover,
    cover_answers,
    cover_job,
    rota_gaps,
    rota_slots,
    rotas,
    standings,
)
from listeners.services.answers import Outcome
from listeners.services.cover_page import open_cover, own_cover
from listeners.services.rota_slots import Change
from listeners.store import cover_facts, cover_writes
from listeners.store.database import act, db
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, duties_of, published, rests, site_of
from tests.services.covering import answers, asked, cannot, the_request
from tests.world import Prison, World

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
THURSDAY = MONDAY + 3 * DAY
BEGINS = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Sam and Ravi are down for Thursday, and for nothing else; it is Sunday evening."""
    published(world.larkmoor, [(3, FIRST, "sam"), (3, SECOND, "ravi")], nights=7)
    return world.larkmoor


def asks(prison: Prison, now: datetime = NOW) -> str:
    """Sam asks for cover and says of himself nothing at all; the id of his request."""
    cover.ask_for_cover(site_of(prison), prison.listeners["sam"], THURSDAY, prison.actor(Role.LISTENER), now)
    return the_request(prison, now).id


def test_whose_night_it_is_or_was_is_asked_by_nobody_to_take_it(larkmoor: Prison) -> None:
    site, coordinator, sam = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR), larkmoor.listeners["sam"]
    late = BEGINS - 30 * HOUR
    request = asks(larkmoor, late)
    assert asked(larkmoor, late) == ["luc", "dean", "imran", "kofi", "mo", "lee"], "all at once, but him and Ravi"
    with pytest.raises(Conflict):
        cover_answers.ask_one(site, request, sam, coordinator, late)

    for seen, standing in enumerate((Standing.PAUSED, Standing.ACTIVE), 1):
        standings.change(site, sam, standing, late.date(), seen, coordinator, late)
    cover_job.work_off("LKI", SYSTEM, late)
    assert the_request(larkmoor, late).listener is None and "sam" not in asked(larkmoor, late), "it was his"


def test_who_said_no_to_one_place_of_a_night_is_not_asked_of_it_by_a_coordinator_again(larkmoor: Prison) -> None:
    site, coordinator, late = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR), BEGINS - 30 * HOUR
    first = asks(larkmoor, late)
    assert answers(larkmoor, first, "mo", "no", late) is Outcome.NO
    assert answers(larkmoor, first, "dean", "yes", late) is Outcome.TAKEN
    cover.ask_for_cover(site, larkmoor.listeners["dean"], THURSDAY, SYSTEM, late)

    anew = next(each for each in open_cover(site, coordinator, late).first if each.request.id != first)
    assert larkmoor.listeners["mo"] not in anew.left
    with pytest.raises(Conflict):
        cover_answers.ask_one(site, anew.request.id, larkmoor.listeners["mo"], coordinator, late)


def test_a_night_that_has_begun_is_over_or_was_taken_off_him_wants_no_cover(larkmoor: Prison) -> None:
    site, coordinator, sam = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR), larkmoor.listeners["sam"]
    himself = larkmoor.actor(Role.LISTENER)
    cannot(larkmoor, "sam", THURSDAY)

    def wanting(now: datetime) -> tuple[int, int, int]:
        """How many nights want cover on his own page and on the board, and whether the list of gaps has his place."""
        db.session.rollback()
        needs = rota_gaps.gaps(site, coordinator, now).groups[GapKind.NEEDS_SOMEBODY]
        listed = [each for each in needs if (each.row.night, each.seat.place) == (THURSDAY, FIRST)]
        board = rotas.board(coordinator, site, now).facts.to_take
        return len(own_cover(site, himself, now).wanting), len(board), len(listed)

    assert wanting(BEGINS - timedelta(seconds=1)) == (1, 1, 1)
    for moment, listed in ((BEGINS, 1), (BEGINS + 14 * HOUR, 0), (BEGINS + 7 * DAY, 0)):
        assert wanting(moment) == (0, 0, listed), "he still cannot, and until it is over the list of gaps says so"
        with pytest.raises(NotFound):
            cover.ask_for_cover(site, sam, THURSDAY, himself, moment)
    standings.change(site, sam, Standing.PAUSED, MONDAY, 1, coordinator, NOW)
    assert wanting(NOW) == (0, 1, 1), "nobody has it now: others are asked, and the list has it as it had before"
    with pytest.raises(NotFound):
        cover.ask_for_cover(site, sam, THURSDAY, himself, NOW)


def test_a_listener_sees_no_question_and_no_night_of_his_more_than_two_weeks_ahead(world: World) -> None:
    prison, far = world.larkmoor, MONDAY + 20 * DAY
    published(prison, [(20, FIRST, "sam")], nights=28)
    cannot(prison, "sam", far)
    request, begins = the_request(prison).id, datetime(far.year, far.month, far.day, 18, tzinfo=UTC)
    mo = prison.actor(Role.LISTENER, "mo")
    cover_answers.ask_one(site_of(prison), request, prison.listeners["mo"], prison.actor(Role.COORDINATOR), NOW)

    second = timedelta(seconds=1)
    for moment, seen in ((begins - 14 * DAY - second, []), (begins - 14 * DAY, [far]), (begins, [])):
        db.session.rollback()
        assert [each.night for each in own_cover(site_of(prison), mo, moment).asked] == seen


def test_a_place_that_somebody_has_by_now_is_asked_for_no_more_by_the_job(larkmoor: Prison) -> None:
    standings.change(
        site_of(larkmoor), larkmoor.listeners["sam"], Standing.PAUSED, MONDAY, 1, larkmoor.actor(Role.COORDINATOR), NOW
    )
    request = the_request(larkmoor).id
    wanted = Change(THURSDAY, 1, None, larkmoor.listeners["kofi"], "He offered")
    rota_slots.change(larkmoor.actor(Role.COORDINATOR), site_of(larkmoor), wanted, NOW)
    with act() as session:  # as if it had been opened just then, by a fact that does not wait for the plan
        cover_writes.set_state(session, request, CoverState.OPEN, SYSTEM, NOW)

    later = NOW + 2 * DAY
    assert cover_job.work_off("LKI", SYSTEM, later) == (0, 0), "nobody more is asked"
    db.session.rollback()
    found = cover_facts.request(larkmoor.id, request)
    assert found is not None and (found.state, found.taken_by) == (CoverState.WITHDRAWN, None)
    assert answers(larkmoor, request, "luc", "yes", later) is Outcome.NOT_NEEDED


def test_what_is_closed_asks_nobody_and_changes_no_night_whoever_says_yes(larkmoor: Prison) -> None:
    request, himself = asks(larkmoor), larkmoor.actor(Role.LISTENER)
    cover.withdraw(site_of(larkmoor), request, himself, NOW)
    before = duties_of(larkmoor)
    assert {answers(larkmoor, request, name, "yes") for name in ("luc", "dean")} == {Outcome.NOT_NEEDED}
    assert answers(larkmoor, request, "imran", "no") is Outcome.NO
    cover_job.work_off("LKI", SYSTEM, NOW + 2 * DAY)
    availability.say(site_of(larkmoor), larkmoor.listeners["ravi"], {THURSDAY: AvailabilityKind.CAN}, "", SYSTEM, NOW)

    db.session.rollback()
    found = cover_facts.request(larkmoor.id, request)
    assert found is not None and found.state is CoverState.WITHDRAWN
    assert len(found.asked) == 3 and duties_of(larkmoor) == before


def test_who_asks_and_takes_back_over_and_over_in_one_second_asks_the_same_people_and_their_answers_count(
    larkmoor: Prison,
) -> None:
    for _ in range(3):
        request = asks(larkmoor)
        cover.withdraw(site_of(larkmoor), request, larkmoor.actor(Role.LISTENER), NOW)
    asks(larkmoor)
    assert asked(larkmoor) == ["luc", "dean", "imran"]
    rests(larkmoor, "luc", BEGINS - HOUR)
    assert [answers(larkmoor, request, "luc", "yes") for _ in range(3)] == [Outcome.NO_REST] * 3
    assert answers(larkmoor, request, "dean", "yes") is Outcome.TAKEN
