"""Does a draft follow what people are told meanwhile, or say that it would undo it and wait to be planned again?"""

from __future__ import annotations

import pytest

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.errors import Conflict
from listeners.services import plan_runs, plans, repairs, rota_publishing, rota_slots
from listeners.services.rota_publishing import Preview
from listeners.services.rota_slots import Change
from listeners.store.database import db
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, draft, published, say, site_of, stands
from tests.services.repairing import FRIDAY, PLAN, THURSDAY, accept, page_of, planned, solved, worked_out
from tests.world import Prison, World

AGAIN = [(7, FIRST, "sam"), (7, SECOND, "ravi")]
"""A night of the week after, that only the draft has."""


def repaired(prison: Prison) -> str:
    """Dean cannot do Thursday; a repair is accepted. Return who has his place by then."""
    say(prison, "dean", THURSDAY, AvailabilityKind.UNAVAILABLE)
    request_id = worked_out(prison)
    accept(prison, request_id)
    (new,) = {(night, who) for night, place, who in planned(prison) if (night, place) == (THURSDAY, "second")}
    return new[1]


def looked_at(prison: Prison, rota_id: str) -> Preview:
    page = rota_publishing.preview(prison.actor(Role.COORDINATOR), site_of(prison), rota_id, NOW)
    db.session.rollback()
    return page


def publish(prison: Prison, rota_id: str) -> None:
    rota_publishing.publish(prison.actor(Role.COORDINATOR), site_of(prison), rota_id, NOW, reason="The next weeks")


def test_a_draft_that_has_the_nights_as_they_were_follows_a_repair_and_does_not_undo_it(world: World) -> None:
    prison = world.larkmoor
    published(prison, PLAN, nights=5)
    rota_id = draft(prison, [*PLAN, *AGAIN], nights=8)
    say(prison, "dean", THURSDAY, AvailabilityKind.UNAVAILABLE)
    request_id = worked_out(prison)
    page = page_of(prison, request_id)
    assert (page.follows, page.differs) == ((THURSDAY,), ())
    db.session.rollback()
    accept(prison, request_id)
    told = planned(prison)
    assert looked_at(prison, rota_id).undone == ()
    publish(prison, rota_id)

    assert [each for each in planned(prison) if each[0] <= FRIDAY] == told


def test_a_draft_that_has_a_repaired_night_otherwise_says_so_and_is_published_only_when_planned_again(
    world: World,
) -> None:
    prison = world.larkmoor
    published(prison, PLAN, nights=5)
    others = [each for each in PLAN if each[:2] != (3, SECOND)]
    rota_id = draft(prison, [*others, (3, SECOND, "mo"), *AGAIN], nights=8)
    for name in ("mo", "kofi", "lee", "sam", "ravi"):
        say(prison, name, THURSDAY, AvailabilityKind.AVOID)
    say(prison, "dean", THURSDAY, AvailabilityKind.UNAVAILABLE)
    request_id = worked_out(prison)
    page = page_of(prison, request_id)
    assert page.replaced[0].now == prison.listeners["imran"]
    assert (page.follows, page.differs) == ((), (THURSDAY,))
    db.session.rollback()
    accept(prison, request_id)
    told = planned(prison)
    assert looked_at(prison, rota_id).undone == (THURSDAY,)
    with pytest.raises(Conflict, match="draft_would_undo"):
        publish(prison, rota_id)
    assert planned(prison) == told

    plans.ask(prison.actor(Role.COORDINATOR), site_of(prison), MONDAY, 8, NOW)
    again = solved(prison)
    assert again is not None and looked_at(prison, again).undone == ()
    publish(prison, again)
    assert set(told) <= set(planned(prison))


def test_a_plan_that_was_asked_for_before_a_repair_and_found_after_it_is_not_published_over_it(world: World) -> None:
    prison = world.larkmoor
    published(prison, PLAN, nights=5)
    plans.ask(prison.actor(Role.COORDINATOR), site_of(prison), MONDAY, 8, NOW)
    work = plan_runs.claim(SYSTEM, NOW)
    assert work is not None
    repaired(prison)
    rota_id = solved(prison, work)

    assert rota_id is not None
    page = looked_at(prison, rota_id)
    assert page.undone == (THURSDAY,) and page.breaches
    taken_off = Change(THURSDAY, 2, prison.listeners["dean"], None)
    rota_slots.change(prison.actor(Role.COORDINATOR), site_of(prison), taken_off, NOW)
    page = looked_at(prison, rota_id)
    assert (page.undone, page.breaches) == ((THURSDAY,), ())
    with pytest.raises(Conflict, match="draft_would_undo"):
        publish(prison, rota_id)


def test_a_draft_that_was_given_by_hand_what_a_repair_changed_needs_no_new_plan(world: World) -> None:
    prison = world.larkmoor
    published(prison, PLAN, nights=5)
    rota_id = draft(prison, AGAIN, nights=8)
    new = repaired(prison)
    assert looked_at(prison, rota_id).undone == (THURSDAY,)
    by_hand = Change(THURSDAY, 2, None, prison.listeners[new])
    rota_slots.change(prison.actor(Role.COORDINATOR), site_of(prison), by_hand, NOW)

    assert looked_at(prison, rota_id).undone == ()


def test_a_draft_of_other_nights_is_left_alone(world: World) -> None:
    prison = world.larkmoor
    published(prison, PLAN, nights=5)
    rota_id = draft(prison, [(0, FIRST, "sam")], FRIDAY.replace(day=30), 7)
    repaired(prison)

    page = looked_at(prison, rota_id)
    assert (page.undone, page.draft.version) == ((), 1)
    assert repairs.problem_to_solve(SYSTEM, site_of(prison), NOW) is None


def test_a_night_that_ends_on_the_day_on_which_its_listener_is_gone_is_planned_anew_and_undoes_nothing(
    world: World,
) -> None:
    prison = world.larkmoor
    published(prison, PLAN, nights=5)
    stands(prison, "dean", Standing.LEFT, FRIDAY)
    plans.ask(prison.actor(Role.COORDINATOR), site_of(prison), MONDAY, 8, NOW)
    rota_id = solved(prison)

    assert rota_id is not None
    assert looked_at(prison, rota_id).undone == ()
