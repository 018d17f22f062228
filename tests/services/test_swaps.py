"""Two Listeners swap a night each: both nights change in one act, or neither."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, Role
from listeners.domain.states import SwapState
from listeners.errors import Conflict, NotAllowed, NotFound, RuleBroken
from listeners.services import cover_job, policies, rotas, swaps
from listeners.services.answers import Outcome
from listeners.services.cover_page import OnTheBoard
from listeners.services.swap_page import open_offers, own_swaps
from listeners.store import swap_facts
from listeners.store.database import db
from listeners.store.duties import Duty
from listeners.store.records import Notice
from listeners.store.swap_facts import OfferOnFile
from tests.at_once import at_once
from tests.rota_world import (
    FIRST,
    MONDAY,
    NOW,
    SECOND,
    duties_of,
    published,
    rests,
    say,
    site_of,
    unfreeze,
    versions_of,
)
from tests.world import Prison, World

DAY = timedelta(days=1)
TUESDAY, WEDNESDAY, FRIDAY = MONDAY + DAY, MONDAY + 2 * DAY, MONDAY + 4 * DAY


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Sam has Monday, Luc Wednesday, Dean Friday; it is Sunday evening."""
    published(world.larkmoor, [(0, FIRST, "sam"), (2, FIRST, "luc"), (4, FIRST, "dean")], nights=7)
    return world.larkmoor


def offers(prison: Prison, name: str, night: date, for_night: date) -> bool:
    himself = prison.actor(Role.LISTENER, name)
    return swaps.offer(site_of(prison), prison.listeners[name], night, for_night, himself, NOW)


def the_offer(prison: Prison) -> OfferOnFile:
    db.session.rollback()
    (found,) = [each for each in swap_facts.ahead(prison.id, NOW) if each.waits_at(NOW)]
    return found


def says(prison: Prison, offer: str, name: str, is_yes: bool, now: datetime = NOW) -> Outcome:
    himself = prison.actor(Role.LISTENER, name)
    return swaps.answer(site_of(prison), offer, prison.listeners[name], is_yes, himself, now)


def planned(prison: Prison) -> list[tuple[date, str]]:
    db.session.rollback()
    return [(night, name) for night, _, name, state in duties_of(prison) if state == "planned"]


def test_a_yes_changes_both_nights_a_version_for_each_and_both_are_told(larkmoor: Prison) -> None:
    assert offers(larkmoor, "sam", MONDAY, WEDNESDAY)
    assert planned(larkmoor) == [(MONDAY, "sam"), (WEDNESDAY, "luc"), (FRIDAY, "dean")]
    assert says(larkmoor, the_offer(larkmoor).id, "luc", True) is Outcome.TAKEN

    assert planned(larkmoor) == [(MONDAY, "luc"), (WEDNESDAY, "sam"), (FRIDAY, "dean")]
    newest = versions_of(larkmoor)[:2]
    assert {(each.first_night, each.last_night, each.reason) for each in newest} == {
        (MONDAY, MONDAY, "Nights swapped"),
        (WEDNESDAY, WEDNESDAY, "Nights swapped"),
    }
    slips = db.session.query(Notice).filter_by(kind="rota_changed").all()
    told = [slip.listener_id for slip in slips if slip.event.count(":") == 2]
    assert all(told.count(larkmoor.listeners[name]) == 3 for name in ("sam", "luc"))


def test_the_other_learns_the_nights_alone_and_who_offers_names_no_man(larkmoor: Prison) -> None:
    offers(larkmoor, "sam", MONDAY, WEDNESDAY)
    (seen,) = open_offers(site_of(larkmoor), larkmoor.actor(Role.LISTENER, "luc"), NOW).offered

    assert (seen.gives, seen.takes) == (MONDAY, WEDNESDAY)
    slip = db.session.query(Notice).filter_by(kind=swaps.OFFERED).one()
    assert slip.listener_id == larkmoor.listeners["luc"] and larkmoor.listeners["sam"] not in slip.facts
    assert open_offers(site_of(larkmoor), larkmoor.actor(Role.LISTENER, "dean"), NOW).offered == ()


def test_only_the_result_of_both_must_keep_the_rules(larkmoor: Prison) -> None:
    # Luc has Wednesday: with Tuesday beside it he would break the free nights; in its stead he does not.
    unfreeze(larkmoor)
    published(larkmoor, [(0, FIRST, "ravi")], TUESDAY, 1)
    found = swaps.nights_to_swap(
        site_of(larkmoor), larkmoor.listeners["ravi"], TUESDAY, larkmoor.actor(Role.LISTENER, "ravi"), NOW
    )
    assert WEDNESDAY in found
    assert offers(larkmoor, "ravi", TUESDAY, WEDNESDAY)
    assert says(larkmoor, the_offer(larkmoor).id, "luc", True) is Outcome.TAKEN
    assert planned(larkmoor) == [(MONDAY, "sam"), (TUESDAY, "luc"), (WEDNESDAY, "ravi"), (FRIDAY, "dean")]


def test_a_swap_that_would_break_a_rule_is_neither_offered_nor_made(larkmoor: Prison) -> None:
    say(larkmoor, "luc", MONDAY, AvailabilityKind.UNAVAILABLE)
    assert not offers(larkmoor, "sam", MONDAY, WEDNESDAY)
    assert offers(larkmoor, "sam", MONDAY, FRIDAY)
    rests(larkmoor, "dean", datetime(2026, 11, 23, 9, tzinfo=UTC))

    assert says(larkmoor, the_offer(larkmoor).id, "dean", True) is Outcome.STOPPED
    assert planned(larkmoor) == [(MONDAY, "sam"), (WEDNESDAY, "luc"), (FRIDAY, "dean")]


def test_a_no_is_kept_and_not_asked_again(larkmoor: Prison) -> None:
    offers(larkmoor, "sam", MONDAY, WEDNESDAY)
    assert says(larkmoor, the_offer(larkmoor).id, "luc", False) is Outcome.NO

    offers(larkmoor, "sam", MONDAY, WEDNESDAY)
    himself = larkmoor.actor(Role.LISTENER, "luc")
    assert open_offers(site_of(larkmoor), himself, NOW).offered == ()
    mine = own_swaps(site_of(larkmoor), larkmoor.actor(Role.LISTENER), NOW).mine
    assert [each.state for each in mine] == [SwapState.REFUSED]


def test_what_is_taken_back_or_taken_by_another_is_offered_no_more(larkmoor: Prison) -> None:
    site, sam = site_of(larkmoor), larkmoor.actor(Role.LISTENER)
    offers(larkmoor, "sam", MONDAY, WEDNESDAY)
    first = the_offer(larkmoor).id
    swaps.withdraw(site, first, sam, NOW)
    assert says(larkmoor, first, "luc", True) is Outcome.NOT_NEEDED

    offers(larkmoor, "sam", MONDAY, WEDNESDAY)
    offers(larkmoor, "sam", MONDAY, FRIDAY)
    ids = {each.other.placed.night: each.id for each in swap_facts.ahead(larkmoor.id, NOW)}
    assert says(larkmoor, ids[FRIDAY], "dean", True) is Outcome.TAKEN
    assert says(larkmoor, ids[WEDNESDAY], "luc", True) is Outcome.NOT_NEEDED
    assert cover_job.work_off("LKI", SYSTEM, NOW) == (0, 1)
    assert cover_job.work_off("LKI", SYSTEM, NOW) == (0, 0)


def test_in_a_chain_of_swaps_each_gives_the_night_that_he_has_by_then(larkmoor: Prison) -> None:
    for giver, night, taker, other in (
        ("sam", MONDAY, "luc", WEDNESDAY),
        ("sam", WEDNESDAY, "dean", FRIDAY),
        ("luc", MONDAY, "sam", FRIDAY),
    ):
        assert offers(larkmoor, giver, night, other)
        assert says(larkmoor, the_offer(larkmoor).id, taker, True) is Outcome.TAKEN

    assert planned(larkmoor) == [(MONDAY, "sam"), (WEDNESDAY, "dean"), (FRIDAY, "luc")]


def test_nobody_answers_for_another_but_a_coordinator_who_may_swap_both_at_once(larkmoor: Prison) -> None:
    site, coordinator = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    offers(larkmoor, "sam", MONDAY, WEDNESDAY)
    found = the_offer(larkmoor)
    for role in (Role.STAFF, Role.SAFER_CUSTODY, Role.LISTENER, Role.PEER_LEAD, Role.NATIONAL, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            swaps.answer(site, found.id, larkmoor.listeners["luc"], True, larkmoor.actor(role), NOW)
        with pytest.raises(NotAllowed):
            swaps.swap_both(site, found.one.duty_id, found.other.duty_id, larkmoor.actor(role), NOW)
    with pytest.raises(NotFound):
        says(larkmoor, found.id, "dean", True)
    with pytest.raises(Conflict):
        swaps.swap_both(site, found.one.duty_id, found.one.duty_id, coordinator, NOW)

    swaps.swap_both(site, found.one.duty_id, found.other.duty_id, coordinator, NOW)
    assert planned(larkmoor) == [(MONDAY, "luc"), (WEDNESDAY, "sam"), (FRIDAY, "dean")]


def test_a_coordinator_is_told_who_by_how_much_where_both_at_once_would_break_a_rule(larkmoor: Prison) -> None:
    say(larkmoor, "luc", MONDAY, AvailabilityKind.UNAVAILABLE)
    ids = {duty.night: duty.id for duty in db.session.query(Duty).filter_by(site_id=larkmoor.id)}
    with pytest.raises(RuleBroken) as refused:
        swaps.swap_both(site_of(larkmoor), ids[MONDAY], ids[WEDNESDAY], larkmoor.actor(Role.COORDINATOR), NOW)

    assert [breach.who for breach in refused.value.breaches] == ["Luc Martin (L03)"]  # type: ignore[attr-defined]
    assert planned(larkmoor) == [(MONDAY, "sam"), (WEDNESDAY, "luc"), (FRIDAY, "dean")]


def test_where_the_site_approves_nothing_changes_before_the_coordinator_agrees(larkmoor: Prison) -> None:
    site, coordinator = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    policies.change(coordinator, site, "cover_approval", 1, NOW.date(), "We look first", NOW)
    offers(larkmoor, "sam", MONDAY, WEDNESDAY)
    found = the_offer(larkmoor)
    assert says(larkmoor, found.id, "luc", True) is Outcome.WAITS
    assert planned(larkmoor) == [(MONDAY, "sam"), (WEDNESDAY, "luc"), (FRIDAY, "dean")]

    assert says(larkmoor, found.id, "luc", True) is Outcome.WAITS_STILL
    assert OnTheBoard.of(rotas.board(coordinator, site, NOW).facts).swaps == (MONDAY,)
    assert [each.gives for each in open_offers(site, larkmoor.actor(Role.LISTENER, "luc"), NOW).waits] == [MONDAY]

    assert swaps.decide(site, found.id, True, coordinator, NOW) is None
    assert planned(larkmoor) == [(MONDAY, "luc"), (WEDNESDAY, "sam"), (FRIDAY, "dean")]
    earlier = swaps.decide(site, found.id, True, coordinator, NOW)
    assert earlier is not None and earlier.at == NOW
    assert {says(larkmoor, found.id, "luc", again) for again in (True, False)} == {Outcome.ALREADY}


def test_of_two_swaps_of_one_night_at_the_same_moment_one_is_made_whole(app: Flask, larkmoor: Prison) -> None:
    offers(larkmoor, "sam", MONDAY, WEDNESDAY)
    offers(larkmoor, "sam", MONDAY, FRIDAY)
    ids = {each.other.placed.night: each.id for each in swap_facts.ahead(larkmoor.id, NOW)}
    db.session.rollback()
    told = at_once(
        app,
        [lambda: says(larkmoor, ids[WEDNESDAY], "luc", True), lambda: says(larkmoor, ids[FRIDAY], "dean", True)],
    )

    assert sorted(told) == ["not_needed", "taken"]
    names = (("luc", "sam", "dean"), ("dean", "luc", "sam"))[told.index("taken")]
    assert planned(larkmoor) == [*zip((MONDAY, WEDNESDAY, FRIDAY), names, strict=True)]


def test_two_of_one_night_who_offer_it_for_the_same_night_each_see_their_own_offer(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi"), (4, FIRST, "luc")], nights=7)
    for name in ("sam", "ravi"):
        assert offers(prison, name, MONDAY, FRIDAY)
    db.session.rollback()

    for name in ("sam", "ravi"):
        shown = open_offers(site_of(prison), prison.actor(Role.LISTENER, name), NOW)
        assert [(each.gives, each.takes) for each in shown.mine] == [(MONDAY, FRIDAY)]
