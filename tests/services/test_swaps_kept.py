"""What of swaps holds whatever somebody tries: both nights or neither, who may take an offer back, how far ahead."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, Role
from listeners.domain.rota.hard_rules import Broken
from listeners.domain.states import SwapState
from listeners.errors import NotAllowed, NotFound, RuleBroken
from listeners.services import cover_job, notices, policies, swap_ends, swaps
from listeners.services.answers import TO_APPROVE, Outcome
from listeners.services.swap_page import open_offers, own_swaps, swap_page
from listeners.store import swap_facts
from listeners.store.database import db
from listeners.store.records import Notice
from tests.rota_world import FIRST, MONDAY, NOW, published, say, site_of, versions_of
from tests.services.test_swaps import DAY, FRIDAY, WEDNESDAY, offers, planned, says, the_offer
from tests.world import Prison, World

CANNOT = AvailabilityKind.UNAVAILABLE


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Sam has Monday, Luc Wednesday, Dean Friday; it is Sunday evening."""
    published(world.larkmoor, [(0, FIRST, "sam"), (2, FIRST, "luc"), (4, FIRST, "dean")], nights=7)
    return world.larkmoor


def state_of(prison: Prison, offer: str) -> SwapState:
    db.session.rollback()
    return swaps.on_file(site_of(prison), offer).state


@pytest.mark.parametrize("who", ["sam", "luc"])
def test_where_one_night_of_two_breaks_a_rule_neither_is_swapped_and_the_offer_is_refused_not_done(
    larkmoor: Prison, who: str
) -> None:
    before, versions = planned(larkmoor), len(versions_of(larkmoor))
    offers(larkmoor, "sam", MONDAY, WEDNESDAY)
    offer = the_offer(larkmoor)
    say(larkmoor, who, MONDAY if who == "luc" else WEDNESDAY, CANNOT)
    with pytest.raises(RuleBroken) as refused:
        swaps.swap_both(
            site_of(larkmoor), offer.one.duty_id, offer.other.duty_id, larkmoor.actor(Role.COORDINATOR), NOW
        )
    assert [each.who.split()[0].lower() for each in refused.value.breaches] == [who]  # type: ignore[attr-defined]
    assert state_of(larkmoor, offer.id) is SwapState.OFFERED

    assert says(larkmoor, offer.id, "luc", True) is Outcome.STOPPED
    assert (planned(larkmoor), len(versions_of(larkmoor))) == (before, versions)
    assert state_of(larkmoor, offer.id) is SwapState.REFUSED
    db.session.rollback()
    mine = own_swaps(site_of(larkmoor), larkmoor.actor(Role.LISTENER), NOW).mine
    assert [each.state for each in mine] == [SwapState.REFUSED], "who offered reads that it came to nothing"
    assert says(larkmoor, offer.id, "luc", True) is Outcome.NOT_NEEDED


@pytest.mark.parametrize("approved_on", [MONDAY, WEDNESDAY, None])
def test_a_swap_waits_for_a_coordinator_where_either_of_its_nights_does(
    larkmoor: Prison, approved_on: date | None
) -> None:
    site, coordinator = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    changes = {WEDNESDAY: [(1, WEDNESDAY)], MONDAY: [(1, MONDAY), (0, MONDAY + DAY)], None: []}
    for value, from_on in changes[approved_on]:
        policies.change(coordinator, site, "cover_approval", value, from_on, "We look first", NOW)
    offers(larkmoor, "sam", MONDAY, WEDNESDAY)
    offer = the_offer(larkmoor).id

    said = says(larkmoor, offer, "luc", True)
    assert said is (Outcome.TAKEN if approved_on is None else Outcome.WAITS)
    assert swap_page(site, coordinator, NOW).stopped == {}
    if approved_on is not None:
        say(larkmoor, "luc", MONDAY, CANNOT)
        with pytest.raises(RuleBroken):
            swaps.decide(site, offer, True, coordinator, NOW)
        assert state_of(larkmoor, offer) is SwapState.TO_APPROVE
        ((stopped,),) = swap_page(site, coordinator, NOW).stopped.values()
        assert (stopped.code, stopped.who) == (Broken.UNAVAILABLE, "Luc Martin (L03)")
        assert [each.gives for each in open_offers(site, larkmoor.actor(Role.LISTENER, "luc"), NOW).waits] == [MONDAY]
        assert swaps.decide(site, offer, False, coordinator, NOW) is None
        assert state_of(larkmoor, offer) is SwapState.NOT_AGREED
    assert (MONDAY, "sam" if approved_on else "luc") in planned(larkmoor)


def test_an_offer_is_taken_back_by_whoever_made_it_or_a_coordinator_and_by_nobody_else(larkmoor: Prison) -> None:
    site, coordinator = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    offers(larkmoor, "sam", MONDAY, WEDNESDAY)
    first = the_offer(larkmoor).id
    others = [larkmoor.actor(Role.LISTENER, name) for name in ("luc", "dean")]
    roles = (Role.STAFF, Role.SAFER_CUSTODY, Role.PEER_LEAD, Role.NATIONAL, Role.AUDITOR)
    for actor in (*others, *(larkmoor.actor(role) for role in roles)):
        with pytest.raises(NotAllowed):
            swaps.withdraw(site, first, actor, NOW)
    assert state_of(larkmoor, first) is SwapState.OFFERED
    with pytest.raises(NotFound):
        swaps.withdraw(site, "no such offer", coordinator, NOW)

    swaps.withdraw(site, first, larkmoor.actor(Role.LISTENER), NOW)
    assert state_of(larkmoor, first) is SwapState.WITHDRAWN
    offers(larkmoor, "sam", MONDAY, FRIDAY)
    second = the_offer(larkmoor).id
    swaps.withdraw(site, second, coordinator, NOW)
    assert state_of(larkmoor, second) is SwapState.WITHDRAWN
    assert says(larkmoor, second, "dean", True) is Outcome.NOT_NEEDED


def test_a_listener_is_told_no_night_more_than_two_weeks_ahead_by_a_swap_nor_one_that_has_begun(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(2, FIRST, "sam"), (15, FIRST, "luc"), (20, FIRST, "dean")], nights=28)
    sam, site, far = prison.actor(Role.LISTENER), site_of(prison), MONDAY + 15 * DAY
    begins = datetime(far.year, far.month, far.day, 18, tzinfo=NOW.tzinfo)
    luc = prison.actor(Role.LISTENER, "luc")
    assert swaps.nights_to_swap(site, prison.listeners["sam"], WEDNESDAY, sam, NOW) == ()
    assert own_swaps(site, luc, NOW).nights == ()
    assert offers(prison, "sam", WEDNESDAY, far), "a coordinator does it for him, say"

    def seen(now: datetime) -> tuple[int, int, int, int]:
        """What Luc is offered, whether Sam reads for which night his is offered, which of his nights Luc could give,
        for which Sam could."""
        db.session.rollback()
        could = swaps.nights_to_swap(site, prison.listeners["sam"], WEDNESDAY, sam, now)
        (mine,), (own,) = open_offers(site, sam, now).mine, own_swaps(site, sam, now).mine
        assert mine == own and mine.gives == WEDNESDAY and mine.takes in (None, far)
        named = 0 if mine.takes is None else 1
        return len(open_offers(site, luc, now).offered), named, len(own_swaps(site, luc, now).nights), len(could)

    second, near = timedelta(seconds=1), begins - 14 * DAY
    assert (seen(near - second), seen(near)) == ((0, 0, 0, 0), (1, 1, 1, 1))
    begun = datetime(2026, 11, 25, 18, tzinfo=NOW.tzinfo)
    offer = the_offer(prison).id
    for moment in (begun, begun + DAY):
        assert open_offers(site, luc, moment).offered == () and own_swaps(site, sam, moment).mine == ()
        assert says(prison, offer, "luc", True, moment) is Outcome.NOT_NEEDED
    assert cover_job.work_off("LKI", SYSTEM, begun) == (0, 1)
    assert state_of(prison, offer) is SwapState.LAPSED
    assert swap_facts.unfinished(prison.id) == ()


def test_a_yes_to_a_swap_that_a_rule_stops_by_now_does_not_wait_for_a_coordinator(larkmoor: Prison) -> None:
    policies.change(larkmoor.actor(Role.COORDINATOR), site_of(larkmoor), "cover_approval", 1, MONDAY, "We look", NOW)
    offers(larkmoor, "sam", MONDAY, WEDNESDAY)
    offer = the_offer(larkmoor).id
    say(larkmoor, "luc", MONDAY, CANNOT)

    assert says(larkmoor, offer, "luc", True) is Outcome.STOPPED
    assert state_of(larkmoor, offer) is SwapState.REFUSED


def test_what_is_taken_back_and_offered_again_is_told_again_to_the_other_and_to_the_coordinator(
    larkmoor: Prison,
) -> None:
    site, coordinator = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    policies.change(coordinator, site, "cover_approval", 1, MONDAY, "We look", NOW)
    told = []
    for hours in (0, 2):
        now = NOW + timedelta(hours=hours)
        swaps.offer(site, larkmoor.listeners["sam"], MONDAY, WEDNESDAY, larkmoor.actor(Role.LISTENER), now)
        offer = the_offer(larkmoor).id
        slips = [slip for slip in notices.slips(site, coordinator, now) if swaps.OFFERED in slip.lines[-1].kind]
        notices.hand_over(site, [slip.line_ids for slip in slips], coordinator, now)
        assert says(larkmoor, offer, "luc", True, now) is Outcome.WAITS
        db.session.rollback()
        lines = [line for line in notices.notices_for(coordinator, site, now) if line.kind == TO_APPROVE]
        notices.see(site, [line.id for line in lines], coordinator, now)
        told.append((len(slips), len(lines)))
        swaps.withdraw(site, offer, larkmoor.actor(Role.LISTENER), now + timedelta(hours=1))
    assert told == [(1, 1), (1, 1)]


@pytest.mark.parametrize("how", ["another is agreed to", "the coordinator does not agree", "it is taken back"])
def test_whose_yes_to_a_swap_ends_in_vain_reads_it_and_gets_one_slip(larkmoor: Prison, how: str) -> None:
    site, coordinator = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    policies.change(coordinator, site, "cover_approval", 1, MONDAY, "We look", NOW)
    offers(larkmoor, "sam", MONDAY, WEDNESDAY)
    offers(larkmoor, "sam", MONDAY, FRIDAY)
    ids = {each.other.placed.night: each.id for each in swap_facts.ahead(larkmoor.id, NOW)}
    for night, name in ((WEDNESDAY, "luc"), (FRIDAY, "dean")):
        assert says(larkmoor, ids[night], name, True) is Outcome.WAITS
        assert told_of_swaps(larkmoor, name) == ([MONDAY], [], 0)

    if how == "it is taken back":
        swaps.withdraw(site, ids[WEDNESDAY], larkmoor.actor(Role.LISTENER), NOW)
    elif how == "another is agreed to":
        assert swaps.decide(site, ids[FRIDAY], True, coordinator, NOW) is None
        assert state_of(larkmoor, ids[FRIDAY]) is SwapState.DONE
    else:
        assert swaps.decide(site, ids[WEDNESDAY], False, coordinator, NOW) is None
    cover_job.work_off("LKI", SYSTEM, NOW)

    assert told_of_swaps(larkmoor, "luc") == ([], [MONDAY], 1)
    waits_on = [] if how == "another is agreed to" else [MONDAY]
    assert told_of_swaps(larkmoor, "dean") == (waits_on, [], 0)
    assert says(larkmoor, ids[WEDNESDAY], "luc", True) is Outcome.NOT_NEEDED
    if how != "another is agreed to":
        swaps.decide(site, ids[FRIDAY], False, coordinator, NOW)
        offers(larkmoor, "sam", MONDAY, WEDNESDAY)
        said_no = how == "the coordinator does not agree"
        assert told_of_swaps(larkmoor, "luc")[1] == ([MONDAY] if said_no else []), (
            "what was taken back may be offered again"
        )


def told_of_swaps(prison: Prison, name: str) -> tuple[list[date], list[date], int]:
    """The nights that he said yes to and waits for, those that he reads he waited for in vain, and his slips of it."""
    db.session.rollback()
    site, listener = site_of(prison), prison.listeners[name]
    page = open_offers(site, prison.actor(Role.LISTENER, name), NOW)
    slips = db.session.query(Notice).filter_by(kind=swap_ends.YES_IN_VAIN, listener_id=listener).count()
    return [each.gives for each in page.waits], [each.gives for each in page.not_made], slips
