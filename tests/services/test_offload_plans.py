"""Is a session planned, held for all who came at once, or cancelled by somebody, and nobody's clock until then?"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from listeners.domain.care.offload import LedBy, OffloadKind, SessionPlace
from listeners.domain.care.planned import CancelledBy, Plan, PlannedState
from listeners.domain.people import ListenerId, Role
from listeners.errors import Conflict, NotAllowed, NotFound, Unreadable
from listeners.services.care import offload_plans, offload_team, offloads, own_offload
from listeners.store.care import offload_facts
from listeners.store.care.offload_plans import OffloadPlanned
from listeners.store.database import db
from tests.kept import earlier_versions
from tests.services.care_records import NOW, TONIGHT, ago, held, site_of
from tests.world import Prison, World

WHY = "No officer could be spared to unlock"


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Larkmoor."""
    return world.larkmoor


def plan_on(on: date) -> Plan:
    return Plan(on, time(20), OffloadKind.GROUP, LedBy.SAMARITANS, SessionPlace.CHAPLAINCY)


def planned(
    prison: Prison,
    on: date = TONIGHT,
    key: str | None = None,
    names: tuple[str, ...] = ("sam", "ravi"),
    now: datetime = NOW,
) -> str:
    people = [prison.listeners[name] for name in names]
    return offload_plans.plan(site_of(prison), plan_on(on), people, prison.actor(Role.COORDINATOR), now, key)


def is_held(prison: Prison, planned_id: str, *names: str, key: str | None = None, version: int = 1) -> None:
    came = [prison.listeners[name] for name in names]
    told = offloads.told(TONIGHT, "group", "samaritans", "yes", "none", 60, place="chaplaincy")
    offload_plans.hold(site_of(prison), planned_id, version, came, told, prison.actor(Role.COORDINATOR), NOW, key)


def is_cancelled(prison: Prison, planned_id: str, role: Role = Role.COORDINATOR) -> None:
    offload_plans.cancel(site_of(prison), planned_id, 1, CancelledBy.PRISON, WHY, prison.actor(role), NOW)


def page(prison: Prison) -> offload_team.OffloadTeam:
    db.session.rollback()
    return offload_team.team(site_of(prison), prison.actor(Role.COORDINATOR), NOW)


def test_a_plan_stands_on_the_page_and_restarts_nobody_s_clock(larkmoor: Prison) -> None:
    before = [(row.member.id, row.state) for row in page(larkmoor).rows]
    begun = NOW + timedelta(hours=4)
    first, again = (planned(larkmoor, key="one form", now=now) for now in (NOW, begun))
    with pytest.raises(Unreadable, match="this has been today"):
        planned(larkmoor, key="another form", now=begun)
    after = page(larkmoor)
    assert first == again, "sent again once it has begun, the same form has its first answer"
    assert [(each.plan, len(each.people)) for each in after.planned] == [(plan_on(TONIGHT), 2)]
    assert [(row.member.id, row.state) for row in after.rows] == before
    sam, luc = larkmoor.listeners["sam"], larkmoor.listeners["luc"]
    assert (after.planned_for(sam), after.planned_for(luc)) == (TONIGHT, None)


def test_held_it_is_on_file_for_all_who_came_and_restarts_their_clocks(larkmoor: Prison) -> None:
    planned_id = planned(larkmoor)
    for _ in range(2):
        is_held(larkmoor, planned_id, "sam", "luc", key="one form")
    now = page(larkmoor)
    since = {row.member.id: row.state.since for row in now.rows}
    there = {name: since[larkmoor.listeners[name]] == TONIGHT for name in ("sam", "luc", "ravi")}
    assert there == {"sam": True, "luc": True, "ravi": False}
    assert [len(each) for each in offload_facts.offloads(larkmoor.id).values()] == [1, 1]
    assert (now.planned, now.settled.held, now.settled.cancelled.total()) == ((), 1, 0)
    one = offload_plans.one(site_of(larkmoor), planned_id, larkmoor.actor(Role.COORDINATOR), NOW)
    assert one.session.state is PlannedState.HELD
    assert {member.name.split()[0] for member in one.people} == {"Sam", "Ravi"}
    assert {member.name.split()[0] for member in one.came} == {"Sam", "Luc"}
    with pytest.raises(Conflict):
        is_cancelled(larkmoor, planned_id)


def test_held_twice_from_two_pages_is_on_file_once(larkmoor: Prison) -> None:
    planned_id = planned(larkmoor)
    is_held(larkmoor, planned_id, "sam")
    with pytest.raises(Conflict):
        is_held(larkmoor, planned_id, "sam", "ravi")
    assert [len(each) for each in offload_facts.offloads(larkmoor.id).values()] == [1]


def test_cancelled_it_is_kept_by_whom_and_why_sealed_until_it_was_not_so(larkmoor: Prison) -> None:
    planned_id, site, who = planned(larkmoor), site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    is_cancelled(larkmoor, planned_id)
    assert page(larkmoor).settled.cancelled == Counter({CancelledBy.PRISON: 1})
    assert offload_plans.one(site, planned_id, who, NOW).why == WHY
    sealed = db.session.scalar(select(OffloadPlanned.why))
    assert sealed is not None and b"unlock" not in sealed

    offload_plans.plan_again(site, planned_id, who, NOW)
    assert len(page(larkmoor).planned) == 1
    with pytest.raises(Conflict):
        offload_plans.plan_again(site, planned_id, who, NOW)
    row = db.session.get_one(OffloadPlanned, planned_id)
    assert [each["state"] for each in earlier_versions(db.session(), row)] == ["planned", "cancelled"]
    assert offload_plans.one(site, planned_id, who, NOW).why is None


def test_that_nobody_came_is_a_fact_of_its_own_restarts_no_clock_and_can_be_taken_back(larkmoor: Prison) -> None:
    planned_id, site, who = planned(larkmoor), site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    before = [row.state for row in page(larkmoor).rows]
    offload_plans.nobody_came(site, planned_id, 1, who, NOW)
    now = page(larkmoor)
    assert ([row.state for row in now.rows], now.planned) == (before, ())
    assert (now.settled.held, now.settled.nobody, now.settled.cancelled.total(), now.settled.all) == (0, 1, 0, 1)
    his = own_offload.of(site, larkmoor.listeners["ravi"], who, NOW)
    assert (his.settled.nobody, his.stayed_away) == (1, 0)
    assert own_offload.of(site, larkmoor.listeners["luc"], who, NOW).settled.nobody == 0
    with pytest.raises(Conflict):
        is_cancelled(larkmoor, planned_id)

    offload_plans.plan_again(site, planned_id, who, NOW)
    is_held(larkmoor, planned_id, "sam", version=3)
    assert (page(larkmoor).settled.held, page(larkmoor).settled.nobody) == (1, 0)
    with pytest.raises(Conflict):
        offload_plans.plan_again(site, planned_id, who, NOW)


def is_changed(prison: Prison, planned_id: str, version: int, to: Plan, *names: str) -> None:
    people, who = [prison.listeners[name] for name in names], prison.actor(Role.COORDINATOR)
    offload_plans.change(site_of(prison), planned_id, version, to, people, who, NOW)


def test_a_plan_is_changed_and_what_stood_there_before_is_kept(larkmoor: Prison) -> None:
    planned_id = planned(larkmoor)
    to = Plan(ago(-7), time(10, 30), OffloadKind.SINGLE, LedBy.CLINICIAN, None)
    is_changed(larkmoor, planned_id, 1, to, "ravi", "luc")
    (now,) = page(larkmoor).planned
    assert (now.plan, now.people) == (to, frozenset(larkmoor.listeners[name] for name in ("ravi", "luc")))
    row = db.session.get_one(OffloadPlanned, planned_id)
    assert [each["on_date"] for each in earlier_versions(db.session(), row)] == [f"{TONIGHT}"]
    is_changed(larkmoor, planned_id, 2, to, "ravi", "luc")
    assert page(larkmoor).planned[0].version == 2


def test_who_has_an_older_plan_before_him_changes_nothing_whatever_was_changed(larkmoor: Prison) -> None:
    planned_id = planned(larkmoor)
    is_changed(larkmoor, planned_id, 1, plan_on(TONIGHT), "sam")
    assert page(larkmoor).planned[0].version == 2
    with pytest.raises(Conflict):
        is_changed(larkmoor, planned_id, 1, plan_on(ago(-7)), "sam", "ravi")
    (now,) = page(larkmoor).planned
    assert (now.plan, now.people) == (plan_on(TONIGHT), frozenset({larkmoor.listeners["sam"]}))


def test_who_has_an_older_plan_before_him_says_nothing_of_what_became_of_it(larkmoor: Prison) -> None:
    planned_id = planned(larkmoor)
    is_changed(larkmoor, planned_id, 1, plan_on(ago(-7)), "sam")
    for became in (is_cancelled, is_held_by_sam, is_nobodys):
        with pytest.raises(Conflict):
            became(larkmoor, planned_id)
    assert len(page(larkmoor).planned) == 1
    assert not offload_facts.offloads(larkmoor.id)


def test_what_was_held_or_cancelled_is_not_changed_any_more(larkmoor: Prison) -> None:
    for became in (is_cancelled, is_held_by_sam):
        planned_id = planned(larkmoor)
        became(larkmoor, planned_id)
        with pytest.raises(Conflict):
            is_changed(larkmoor, planned_id, 2, plan_on(ago(-7)), "sam")


def is_held_by_sam(prison: Prison, planned_id: str) -> None:
    is_held(prison, planned_id, "sam")


def is_nobodys(prison: Prison, planned_id: str) -> None:
    offload_plans.nobody_came(site_of(prison), planned_id, 1, prison.actor(Role.COORDINATOR), NOW)


def test_a_plan_is_moved_to_a_day_to_come_alone_and_for_somebody(larkmoor: Prison) -> None:
    planned_id = planned(larkmoor)
    for to, names in ((plan_on(ago(1)), ("sam",)), (plan_on(ago(-93)), ("sam",)), (plan_on(ago(-7)), ())):
        with pytest.raises(Unreadable):
            is_changed(larkmoor, planned_id, 1, to, *names)
    tomorrow = NOW + timedelta(days=1)
    who, sam = larkmoor.actor(Role.COORDINATOR), larkmoor.listeners["sam"]
    elsewhere = Plan(TONIGHT, time(20), OffloadKind.GROUP, LedBy.SAMARITANS, None)
    offload_plans.change(site_of(larkmoor), planned_id, 1, elsewhere, [sam], who, tomorrow)
    assert page(larkmoor).planned[0].plan == elsewhere
    earlier = Plan(TONIGHT, time(9), OffloadKind.GROUP, LedBy.SAMARITANS, None)
    with pytest.raises(Unreadable, match="this has been today"):
        offload_plans.change(site_of(larkmoor), planned_id, 2, earlier, [sam], who, NOW)
    begun = NOW + timedelta(hours=4)
    offload_plans.change(site_of(larkmoor), planned_id, 2, plan_on(TONIGHT), [sam], who, begun)
    assert page(larkmoor).planned[0].plan == plan_on(TONIGHT), "its room may change when it has begun"


def test_that_nobody_came_cannot_be_before_its_day(larkmoor: Prison) -> None:
    planned_id = planned(larkmoor, ago(-1))
    with pytest.raises(Unreadable, match="its day has not come"):
        offload_plans.nobody_came(site_of(larkmoor), planned_id, 1, larkmoor.actor(Role.COORDINATOR), NOW)
    assert len(page(larkmoor).planned) == 1
    assert offload_facts.offloads(larkmoor.id) == {}


def test_one_that_was_held_before_its_day_is_a_fact(larkmoor: Prison) -> None:
    planned_id = planned(larkmoor, ago(-4))
    is_held(larkmoor, planned_id, "sam")
    now = page(larkmoor)
    assert (now.planned, now.settled.held) == ((), 1)
    ((card,),) = offload_facts.offloads(larkmoor.id).values()
    assert card.held.on == TONIGHT


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE offload_planned SET state = 'cancelled'",
        "UPDATE offload_planned SET cancelled_by = 'prison'",
        "UPDATE offload_planned SET why = :why",
        "UPDATE offload_planned_for SET unplanned = TRUE",
    ],
)
def test_only_what_was_cancelled_says_by_whom_and_why_and_only_who_came_came_unplanned(
    larkmoor: Prison, wrong: str
) -> None:
    planned(larkmoor)
    with pytest.raises(IntegrityError):
        db.session.execute(text(wrong), {"why": b"x" * 40} if ":why" in wrong else {})
    db.session.rollback()


def test_nothing_is_planned_for_nobody_or_a_day_that_has_been_or_is_far_ahead(larkmoor: Prison) -> None:
    for on, names in ((TONIGHT, ()), (ago(1), ("sam",)), (ago(-93), ("sam",))):
        with pytest.raises(Unreadable):
            planned(larkmoor, on, names=names)
    planned(larkmoor, ago(-92))
    assert len(page(larkmoor).planned) == 1


def is_changed_for(prison: Prison, planned_id: str, who: ListenerId, role: Role = Role.COORDINATOR) -> None:
    offload_plans.change(site_of(prison), planned_id, 1, plan_on(TONIGHT), [who], prison.actor(role), NOW)


def test_only_the_coordinator_of_the_prison_plans_holds_and_cancels(world: World, larkmoor: Prison) -> None:
    planned_id = planned(larkmoor)
    for role in (Role.LISTENER, Role.PEER_LEAD, Role.STAFF, Role.SAFER_CUSTODY, Role.NATIONAL, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            is_cancelled(larkmoor, planned_id, role)
        with pytest.raises(NotAllowed):
            offload_plans.nobody_came(site_of(larkmoor), planned_id, 1, larkmoor.actor(role), NOW)
        with pytest.raises(NotAllowed):
            is_changed_for(larkmoor, planned_id, larkmoor.listeners["sam"], role)
        with pytest.raises(NotAllowed):
            offload_plans.one(site_of(larkmoor), planned_id, larkmoor.actor(role), NOW)
    theirs, other = site_of(world.fenwick), world.fenwick.actor(Role.COORDINATOR)
    with pytest.raises(NotFound):
        offload_plans.cancel(theirs, planned_id, 1, CancelledBy.PRISON, None, other, NOW)
    with pytest.raises(NotFound):
        offload_plans.hold(theirs, planned_id, 1, [world.fenwick.listeners["sam"]], held(0), other, NOW)
    with pytest.raises(NotFound):
        offload_plans.nobody_came(theirs, planned_id, 1, other, NOW)
    with pytest.raises(NotFound):
        offload_plans.change(theirs, planned_id, 1, plan_on(TONIGHT), [world.fenwick.listeners["sam"]], other, NOW)
    with pytest.raises(NotFound):
        is_changed_for(larkmoor, planned_id, world.fenwick.listeners["sam"])
    with pytest.raises(NotFound):
        offload_plans.plan(theirs, plan_on(TONIGHT), [larkmoor.listeners["sam"]], other, NOW)
    assert len(page(larkmoor).planned) == 1
