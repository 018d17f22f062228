"""Is the load of half a year and of a year the same load as that of eight weeks, over more nights?"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.errors import NotAllowed
from listeners.services import fairness
from listeners.services.nights import tonight
from listeners.store.database import act
from listeners.store.people import Listener
from tests.duties import add_duty
from tests.rota_world import MONDAY, NOW, say, site_of, stands
from tests.world import Prison, World

TONIGHT = MONDAY - timedelta(days=1)
FIRST_OF_EIGHT_WEEKS, THE_NIGHT_BEFORE = TONIGHT - timedelta(days=56), TONIGHT - timedelta(days=57)


def carried(prison: Prison, weeks: int) -> dict[str, int]:
    """What each has carried, by first name, in the order of the page."""
    page = fairness.page(site_of(prison), prison.actor(Role.COORDINATOR), NOW, weeks)
    names = {listener: name for name, listener in prison.listeners.items()}
    return {names[each.listener]: each.carried for each in page.balances}


def there_since_before(prison: Prison) -> None:
    """Everybody has been in the team for more than a year."""
    with act() as session:
        session.query(Listener).filter_by(site_id=prison.id).update({"joined_on": TONIGHT - timedelta(weeks=60)})


def test_a_night_counts_from_the_first_night_of_the_weeks_asked_about(world: World) -> None:
    prison, site = world.larkmoor, site_of(world.larkmoor)
    there_since_before(prison)
    add_duty(site, prison.listeners["sam"], FIRST_OF_EIGHT_WEEKS)
    add_duty(site, prison.listeners["ravi"], THE_NIGHT_BEFORE)

    assert (carried(prison, 8)["sam"], carried(prison, 8)["ravi"]) == (2, 0)
    assert (carried(prison, 26)["sam"], carried(prison, 26)["ravi"]) == (2, 3)  # a Saturday weighs more
    assert (carried(prison, 52)["sam"], carried(prison, 52)["ravi"]) == (2, 3)


def test_whoever_joined_on_the_way_counts_as_the_others_did_before_that(world: World) -> None:
    prison, site = world.larkmoor, site_of(world.larkmoor)
    there_since_before(prison)
    joined = MONDAY - timedelta(weeks=4)
    with act() as session:
        session.query(Listener).filter_by(id=prison.listeners["lee"]).update({"joined_on": joined, "share": 50})
    for listener in (each for name, each in prison.listeners.items() if name != "lee"):
        add_duty(site, listener, MONDAY - timedelta(weeks=10))

    assert carried(prison, 8)["lee"] == 0
    assert carried(prison, 26)["lee"] == 1  # half of the mean of 2 points in one week


def test_eight_weeks_are_the_load_that_tonight_is_shared_out_by(world: World) -> None:
    prison, site = world.larkmoor, site_of(world.larkmoor)
    for weeks, name in enumerate(("sam", "ravi", "luc", "sam"), start=1):
        add_duty(site, prison.listeners[name], TONIGHT - timedelta(weeks=weeks))
    loads = tonight(site, NOW).loads

    assert carried(prison, 8) == {name: loads[listener] for name, listener in prison.listeners.items()}


def test_who_was_away_in_the_whole_week_of_the_first_night_counts_as_the_others_did(world: World) -> None:
    prison, site = world.larkmoor, site_of(world.larkmoor)
    there_since_before(prison)
    for days in range(7):  # Monday to Sunday: six of them lie before the first night that counts
        say(prison, "lee", FIRST_OF_EIGHT_WEEKS - timedelta(days=days), AvailabilityKind.UNAVAILABLE)
    for listener in (each for name, each in prison.listeners.items() if name != "lee"):
        add_duty(site, listener, FIRST_OF_EIGHT_WEEKS)

    assert carried(prison, 8)["lee"] == 2


def test_nobody_is_ranked_and_who_takes_no_part_tonight_has_no_share(world: World) -> None:
    prison, site = world.larkmoor, site_of(world.larkmoor)
    stands(prison, "ravi", Standing.PAUSED, TONIGHT - timedelta(days=3))
    for weeks in (1, 2, 3):
        add_duty(site, prison.listeners["lee"], TONIGHT - timedelta(weeks=weeks))
    page = fairness.page(site, prison.actor(Role.COORDINATOR), NOW, 8)

    assert list(carried(prison, 8)) == [name for name in prison.listeners if name != "ravi"]
    assert sum(each.fair_share for each in page.balances) == sum(each.carried for each in page.balances)
    assert page.within == max(abs(each.over) for each in page.balances) and isinstance(page.within, Fraction)


@pytest.mark.parametrize("role", [Role.LISTENER, Role.PEER_LEAD, Role.NATIONAL, Role.AUDITOR])
def test_who_carries_how_much_is_not_for_everybody(world: World, role: Role) -> None:
    with pytest.raises(NotAllowed):
        fairness.page(site_of(world.larkmoor), world.larkmoor.actor(role), NOW, 8)
