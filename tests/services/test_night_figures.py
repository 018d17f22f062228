"""Is what became of planned nights counted from what the services put on file, and has a "no" the look of a pause?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.people import Role, Standing
from listeners.domain.planned_and_lived import Became, PutDown
from listeners.domain.who_went import WentAs
from listeners.services import availability_rules, night_figures, review, standings, swaps
from listeners.services.night_figures import Lived
from listeners.store import cover_facts, duties_facts, people_facts
from listeners.store.callouts import Attendance
from listeners.store.database import act, db
from tests.nights import at, scene_of
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, published, site_of
from tests.services.covering import answers, asked, cannot, the_request
from tests.world import Prison, World

DAY = timedelta(days=1)
THURSDAY = MONDAY + 3 * DAY
IN_DECEMBER = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
PLAN = [(0, FIRST, "luc"), (0, SECOND, "mo"), (1, FIRST, "dean"), (3, FIRST, "sam"), (3, SECOND, "ravi")]

ALONE = [(0, FIRST, "luc"), (3, FIRST, "sam")]


def lived(prison: Prison) -> Lived:
    db.session.rollback()
    found = night_figures.night_figures(prison.actor(Role.COORDINATOR), IN_DECEMBER, month=date(2026, 11, 1))
    assert found is not None
    return found.lived


def duty_of(prison: Prison, name: str) -> str:
    (duty,) = duties_facts.duties(prison.id, MONDAY, listener_ids=[prison.listeners[name]])
    return duty.id


def paused(prison: Prison, name: str) -> None:
    """The coordinator pauses him from Thursday on."""
    listener, who = prison.listeners[name], prison.actor(Role.COORDINATOR)
    known = len(people_facts.member(prison.id, listener).standings)
    standings.change(site_of(prison), listener, Standing.PAUSED, THURSDAY, known, who, NOW)


def rests(prison: Prison, name: str) -> None:
    """He rests from call-outs by his own word, from now on."""
    listener = prison.listeners[name]
    availability_rules.pause(site_of(prison), listener, prison.actor(Role.LISTENER, name), NOW)


def says_no(prison: Prison, name: str) -> None:
    """He says that he cannot do Thursday."""
    cannot(prison, name, THURSDAY)


def test_places_published_covered_swapped_and_stood_down_are_counted_from_what_is_on_file(world: World) -> None:
    prison = world.larkmoor
    scene = scene_of(prison)
    published(prison, PLAN, nights=8)
    says_no(prison, "sam")
    answers(prison, the_request(prison).id, "kofi", "yes")
    dean, luc = (duty_of(prison, name) for name in ("dean", "luc"))
    swaps.swap_both(site_of(prison), dean, luc, prison.actor(Role.COORDINATOR), NOW)
    db.session.rollback()
    scene.paper("ravi", "26 Nov 02:00", "26 Nov 11:00")  # he rests until 22:00 of the night that he is down for
    scene.paper("dean", "24 Nov 02:00", "24 Nov 03:00")
    scene.paper("dean", "24 Nov 05:00", "24 Nov 06:00")
    scene.paper("lee", "23 Nov 14:00", "23 Nov 15:00")

    found = lived(prison)

    assert (found.until, found.plan.nights, found.plan.planned) == (date(2026, 11, 30), 30, 60)
    assert dict(found.plan.counts) == {
        (PutDown.FIRST, Became.LIVED): 1,
        (PutDown.FIRST, Became.CHANGED): 3,
        (PutDown.FIRST, Became.STOOD_DOWN): 1,
        (PutDown.EXCHANGED, Became.LIVED): 3,
    }
    assert {key: count for key, count in found.went.items() if count} == {
        WentAs.ON_DUTY: 1,
        WentAs.BEEN_OUT: 1,
        WentAs.BY_DAY: 1,
        WentAs.RESERVE: 1,
    }


def test_a_wait_ends_when_the_first_began_to_listen_or_where_that_was_not_noted_was_out(world: World) -> None:
    scene = scene_of(world.larkmoor)
    one = scene.start("18 Nov 20:00")
    first = scene.asked(one) or ""
    scene.goes(one, first, "18 Nov 20:10")
    scene.back(one, first, "18 Nov 21:00")
    noted = scene.start("19 Nov 20:00")
    second = scene.asked(noted) or ""
    scene.goes(noted, second, "19 Nov 20:10")
    with act() as session:
        session.get_one(Attendance, scene.part(noted, second).id).started_at = at("19 Nov 20:25")

    found = night_figures.night_figures(SYSTEM, IN_DECEMBER, "LKI", date(2026, 11, 1))

    assert found is not None
    assert [wait // timedelta(minutes=1) for wait in found.answers.whole.waits.all] == [10, 25]


@pytest.mark.parametrize("is_covered", [False, True])
@pytest.mark.parametrize("away", [paused, rests])
def test_a_no_and_a_pause_give_the_same_figures_covered_or_not(
    world: World, away: Callable[[Prison, str], None], is_covered: bool
) -> None:
    found, cards = [], []
    for prison, how in ((world.larkmoor, says_no), (world.fenwick, away)):
        published(prison, ALONE, nights=8)
        how(prison, "sam")
        if is_covered:
            db.session.rollback()
            (request,) = cover_facts.of_night(prison.id, THURSDAY)
            answers(prison, request.id, asked(prison)[0], "yes")
        scene_of(prison).paper("sam", "27 Nov 02:00", "27 Nov 03:00", now="27 Nov 09:00")
        found.append(lived(prison))
        judged = review.review(prison.actor(Role.COORDINATOR), IN_DECEMBER)
        cards.append(judged.card if judged is not None else None)

    assert found[0] == found[1] and cards[0] == cards[1]
    assert found[0].plan.counts[PutDown.FIRST, Became.CHANGED] == 1
    assert found[0].plan.counts.get((PutDown.EXCHANGED, Became.LIVED), 0) == is_covered
    assert found[0].went[WentAs.RESERVE] == 1
