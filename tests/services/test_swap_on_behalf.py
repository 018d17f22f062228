"""A coordinator offers a swap on a Listener's behalf: only what the rules allow, and who did it for whom is on file."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from listeners.domain.people import AvailabilityKind, Role
from listeners.errors import Conflict, NotAllowed, NotFound, RuleBroken
from listeners.services import swap_on_behalf, swaps
from listeners.services.answers import Outcome
from listeners.services.swap_on_behalf import Side
from listeners.services.swap_page import open_offers, own_swaps
from listeners.store import swap_facts
from listeners.store.database import db
from listeners.store.records import Audit
from tests.at_once import at_once
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, duties_of, published, say, site_of
from tests.world import Prison, World

WEDNESDAY, FRIDAY, MONTH_LATER = (MONDAY + timedelta(days=days) for days in (2, 4, 28))


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Sam has Monday, Luc and Ravi Wednesday, Dean Friday, Kofi a Monday four weeks later; it is Sunday evening."""
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (2, FIRST, "luc"), (2, SECOND, "ravi"), (4, FIRST, "dean")], nights=7)
    published(prison, [(0, FIRST, "kofi")], MONTH_LATER, 1)
    return prison


def side(prison: Prison, name: str, night: date) -> Side:
    return prison.listeners[name], night


def possible(prison: Prison, name: str, night: date) -> list[tuple[date, str]]:
    """For which nights of whom his may be offered."""
    names = {listener: name for name, listener in prison.listeners.items()}
    found = swap_on_behalf.choices(site_of(prison), side(prison, name, night), prison.actor(Role.COORDINATOR), NOW)
    return [(each.night, names[each.listener]) for each in found.others]


def offers(prison: Prison, name: str, night: date, other: str, for_night: date, key: str | None = None) -> bool:
    his, theirs = side(prison, name, night), side(prison, other, for_night)
    return swap_on_behalf.offer(site_of(prison), his, theirs, prison.actor(Role.COORDINATOR), NOW, key)


def waiting(prison: Prison) -> list[str]:
    """Who is asked, by first name."""
    db.session.rollback()
    names = {listener: name for name, listener in prison.listeners.items()}
    return [names[each.other.placed.listener] for each in swap_facts.ahead(prison.id, NOW) if each.waits_at(NOW)]


def test_what_is_offered_on_his_behalf_is_his_offer_and_the_one_who_is_chosen_alone_is_asked(larkmoor: Prison) -> None:
    assert offers(larkmoor, "sam", MONDAY, "luc", WEDNESDAY)

    assert waiting(larkmoor) == ["luc"]
    site, luc = site_of(larkmoor), larkmoor.actor(Role.LISTENER, "luc")
    assert [each.takes for each in own_swaps(site, larkmoor.actor(Role.LISTENER), NOW).mine] == [WEDNESDAY]
    (seen,) = open_offers(site, luc, NOW).offered
    assert swaps.answer(site, seen.id, larkmoor.listeners["luc"], True, luc, NOW) is Outcome.TAKEN
    planned = [(night, name) for night, _, name, state in duties_of(larkmoor) if state == "planned"]
    assert (MONDAY, "luc") in planned and (WEDNESDAY, "sam") in planned


def test_who_offered_it_for_whom_is_on_file(larkmoor: Prison) -> None:
    offers(larkmoor, "sam", MONDAY, "luc", WEDNESDAY)

    (row,) = db.session.query(Audit).filter_by(verb="swap_offered")
    assert (row.account_id, row.subject_id) == (larkmoor.accounts[Role.COORDINATOR], larkmoor.listeners["sam"])


def test_only_what_the_rules_allow_now_may_be_chosen_and_what_was_said_no_to_is_not_offered_again(
    larkmoor: Prison,
) -> None:
    everything = [(WEDNESDAY, "luc"), (WEDNESDAY, "ravi"), (FRIDAY, "dean"), (MONTH_LATER, "kofi")]
    assert sorted(possible(larkmoor, "sam", MONDAY)) == sorted(everything)

    say(larkmoor, "dean", MONDAY, AvailabilityKind.UNAVAILABLE)
    offers(larkmoor, "sam", MONDAY, "luc", WEDNESDAY)
    assert sorted(possible(larkmoor, "sam", MONDAY)) == [(WEDNESDAY, "ravi"), (MONTH_LATER, "kofi")]
    with pytest.raises(RuleBroken) as refused:
        offers(larkmoor, "sam", MONDAY, "dean", FRIDAY)
    assert [breach.who for breach in refused.value.breaches] == ["Dean Shaw (L04)"]  # type: ignore[attr-defined]

    (found,) = [each for each in swap_facts.ahead(larkmoor.id, NOW) if each.waits_at(NOW)]
    coordinator = larkmoor.actor(Role.COORDINATOR)
    assert swaps.answer(site_of(larkmoor), found.id, larkmoor.listeners["luc"], False, coordinator, NOW) is Outcome.NO
    assert (WEDNESDAY, "luc") not in possible(larkmoor, "sam", MONDAY)
    with pytest.raises(Conflict):
        offers(larkmoor, "sam", MONDAY, "luc", WEDNESDAY)
    assert waiting(larkmoor) == []


def test_a_second_press_and_two_coordinators_at_once_ask_him_once(app: Flask, larkmoor: Prison) -> None:
    assert offers(larkmoor, "sam", MONDAY, "luc", WEDNESDAY, "k" * 20)
    assert offers(larkmoor, "sam", MONDAY, "luc", WEDNESDAY, "k" * 20)  # the answer that the first press got
    assert not offers(larkmoor, "sam", MONDAY, "luc", WEDNESDAY, "l" * 20)
    db.session.rollback()
    told = at_once(app, [lambda: str(offers(larkmoor, "sam", MONDAY, "dean", FRIDAY))] * 2)

    assert sorted(told) == ["False", "True"]
    assert sorted(waiting(larkmoor)) == ["dean", "luc"]


def test_nobody_but_a_coordinator_offers_for_another_and_a_night_is_his_and_ahead(larkmoor: Prison) -> None:
    site, his, theirs = site_of(larkmoor), side(larkmoor, "sam", MONDAY), side(larkmoor, "luc", WEDNESDAY)
    for role in set(Role) - {Role.COORDINATOR}:
        with pytest.raises(NotAllowed):
            swap_on_behalf.offer(site, his, theirs, larkmoor.actor(role), NOW)
    for name, night, other, for_night in (
        ("sam", WEDNESDAY, "luc", WEDNESDAY),
        ("sam", MONDAY, "luc", FRIDAY),
        ("luc", WEDNESDAY, "ravi", WEDNESDAY),
        ("sam", MONDAY, "sam", MONDAY),
    ):
        with pytest.raises(NotFound):
            offers(larkmoor, name, night, other, for_night)
    assert waiting(larkmoor) == []
