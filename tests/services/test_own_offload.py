"""Does what was agreed with one Listener on how often he is owed offload count on every page, alike?"""

from __future__ import annotations

from datetime import time

import pytest
from sqlalchemy import select

from listeners.domain.care.cadence import CadenceFrom
from listeners.domain.care.flags import assess
from listeners.domain.care.offload import Due, LedBy, Officer, OffloadKind
from listeners.domain.care.planned import CancelledBy, Plan
from listeners.domain.care.reasons import Code
from listeners.domain.people import Role
from listeners.errors import NotAllowed, NotFound, Unreadable
from listeners.services.care import facts, look, offload_plans, offload_team, own_offload, prisons
from listeners.store.care.cadences import CadenceRow
from listeners.store.database import db
from listeners.store.records import Audit
from tests.kept import earlier_versions
from tests.services.care_records import NOW, TONIGHT, ago, at, had_offload, site_of, went_out
from tests.world import Prison, World


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Everybody had a session nine days ago, where it is owed every 14 days; Sam has been out at night since."""
    for who in world.larkmoor.listeners:
        had_offload(world.larkmoor, who, 9)
    went_out(world.larkmoor, "sam", at(3, 2))
    return world.larkmoor


def agree(
    prison: Prison, days: int | None, days_ago: int = 20, role: Role = Role.COORDINATOR, key: str | None = None
) -> None:
    agreed = CadenceFrom(ago(days_ago), days)
    own_offload.agree(site_of(prison), prison.listeners["sam"], agreed, prison.actor(role), NOW, key)


def on_every_page(prison: Prison) -> tuple[Due, Due, int, bool]:
    """How Sam stands on the page of everybody and on his own, how many are overdue at a glance, and whether it is a
    reason to ask."""
    site, who, sam = site_of(prison), prison.actor(Role.COORDINATOR), prison.listeners["sam"]
    (row,) = (each for each in offload_team.team(site, who, NOW).rows if each.member.id == sam)
    (glance,) = prisons.prisons_today(who, NOW)
    listed = {each.member.id for each in look.today(site, who, NOW).overdue}
    assert (sam in listed) is (row.state.due is Due.OVERDUE)
    team = facts.load(site, NOW)
    one = team.one(next(each for each in team.team if each.id == sam))
    codes = {reason.code for reason in assess(one, TONIGHT, NOW, team.policy).reasons}
    own = look.person(site, sam, who, NOW).offload.state.due
    return row.state.due, own, glance.offloads_overdue, Code.OFFLOAD_OVERDUE in codes


def test_weekly_for_him_he_is_overdue_on_every_page_and_nobody_else_is(larkmoor: Prison) -> None:
    assert on_every_page(larkmoor) == (Due.LATER, Due.LATER, 0, False)
    agree(larkmoor, 7)
    assert on_every_page(larkmoor) == (Due.OVERDUE, Due.OVERDUE, 1, True)
    agree(larkmoor, None, days_ago=20)
    assert on_every_page(larkmoor) == (Due.LATER, Due.LATER, 0, False)


def test_who_is_overdue_stays_so_on_every_page_whatever_is_agreed_with_him_afterwards(larkmoor: Prison) -> None:
    agree(larkmoor, 7)
    agree(larkmoor, 28, days_ago=0)
    assert on_every_page(larkmoor) == (Due.OVERDUE, Due.OVERDUE, 1, True)


def test_what_begins_today_makes_nobody_late_for_days_before_it(larkmoor: Prison) -> None:
    agree(larkmoor, 7, days_ago=0)
    assert on_every_page(larkmoor) == (Due.DUE, Due.DUE, 0, False)


def test_his_page_says_what_was_agreed_and_another_number_from_that_day_keeps_the_earlier_one(larkmoor: Prison) -> None:
    for days in (7, 7, 10):
        agree(larkmoor, days)
    page = own_offload.of(site_of(larkmoor), larkmoor.listeners["sam"], larkmoor.actor(Role.COORDINATOR), NOW)
    assert (page.agreed, page.of_site, page.row.every_days) == ((CadenceFrom(ago(20), 10),), 14, 10)
    row = db.session.scalars(select(CadenceRow)).one()
    assert [each["every_days"] for each in earlier_versions(db.session(), row)] == [7]
    assert len(db.session.scalars(select(Audit).where(Audit.verb == "offload_agreed")).all()) == 2


def test_a_second_press_changes_nothing(larkmoor: Prison) -> None:
    agree(larkmoor, 7, key="one form")
    agree(larkmoor, 10, key="one form")
    assert db.session.scalars(select(CadenceRow.every_days)).all() == [7]


def test_only_his_coordinator_agrees_it_and_nothing_that_cannot_be(world: World, larkmoor: Prison) -> None:
    for role in (Role.STAFF, Role.LISTENER, Role.PEER_LEAD, Role.SAFER_CUSTODY):
        with pytest.raises(NotAllowed):
            agree(larkmoor, 7, role=role)
    other = site_of(world.fenwick), larkmoor.listeners["sam"]
    with pytest.raises(NotFound):
        own_offload.agree(*other, CadenceFrom(ago(1), 7), world.fenwick.actor(Role.COORDINATOR), NOW)
    for days, days_ago in ((6, 1), (32, 1), (7, -1), (7, 400)):
        with pytest.raises(Unreadable):
            agree(larkmoor, days, days_ago)
    assert db.session.scalars(select(CadenceRow)).all() == []


def test_how_regular_it_is_is_told_of_him_and_of_everybody_together(larkmoor: Prison) -> None:
    site, who = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    had_offload(larkmoor, "sam", 30)
    had_offload(larkmoor, "sam", 2, Officer.EARSHOT)
    sam = larkmoor.listeners["sam"]
    plan = Plan(TONIGHT, time(20), OffloadKind.GROUP, LedBy.SAMARITANS)
    for people in ([sam], [larkmoor.listeners["luc"]]):
        planned_id = offload_plans.plan(site, plan, people, who, NOW)
        offload_plans.cancel(site, planned_id, 1, CancelledBy.PRISON, None, who, NOW)

    mine, all_of_us = own_offload.of(site, sam, who, NOW), offload_team.team(site, who, NOW)
    assert (mine.row.regularity.gaps[-1], mine.row.regularity.still_open) == (21, (9,))
    assert (mine.row.regularity.protected, mine.row.regularity.held) == (2, 3)
    others = len(larkmoor.listeners) - 1
    assert (all_of_us.regularity.protected, all_of_us.regularity.held) == (2 + others, 3 + others)
    assert len(all_of_us.regularity.still_open) == others + 1
    assert [each.settled.cancelled[CancelledBy.PRISON] for each in (mine, all_of_us)] == [1, 2]
