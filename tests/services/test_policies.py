"""Can a site change a number: within bounds, from today on, with a reason, and only so that the numbers fit?"""

from __future__ import annotations

import json
from datetime import date, time, timedelta

import pytest

from listeners.domain.people import Role
from listeners.domain.policy import RULES, Policy, Value
from listeners.domain.policy_fit import misfits
from listeners.errors import NotAllowed, NotFound, Unreadable
from listeners.services import policies
from listeners.store import people_facts
from listeners.store.database import db
from listeners.store.records import Audit
from listeners.store.rota import PolicyFact
from tests.rota_world import MONDAY, NOW, site_of
from tests.world import Prison, World

SUNDAY = MONDAY - timedelta(days=1)


def change(prison: Prison, name: str, value: Value, from_on: date = MONDAY, reason: str = "We agreed it") -> str:
    return policies.change(prison.actor(Role.COORDINATOR), site_of(prison), name, value, from_on, reason, NOW)


def faults(prison: Prison, name: str, value: Value, **more: object) -> list[str]:
    with pytest.raises(Unreadable) as refused:
        change(prison, name, value, **more)  # type: ignore[arg-type]
    assert db.session.query(PolicyFact).count() == 0
    return [str(each) for each in refused.value.problems]


def test_every_number_is_shown_with_its_bounds_and_where_it_comes_from(world: World) -> None:
    shown = policies.numbers(world.larkmoor.actor(Role.COORDINATOR), site_of(world.larkmoor), NOW)

    assert [each.rule for each in shown] == list(RULES)
    assert all(each.rule.source and each.rule.unit and each.value == each.rule.default for each in shown)


def test_a_change_holds_from_its_date_on_and_at_its_own_site_alone(world: World) -> None:
    prison = world.larkmoor
    change(prison, "max_nights_in_28", 6, MONDAY)
    (now,) = [
        each
        for each in policies.numbers(prison.actor(Role.COORDINATOR), site_of(prison), NOW)
        if each.rule.name == "max_nights_in_28"
    ]

    assert (now.value, [each.value for each in now.ahead]) == (8, [6])
    assert people_facts.policy(prison.id, MONDAY).max_nights_in_28 == 6
    assert people_facts.policy(prison.id, SUNDAY).max_nights_in_28 == 8
    assert people_facts.policy(world.fenwick.id, MONDAY).max_nights_in_28 == 8


def test_of_two_changes_for_one_day_the_later_counts_and_both_stay_on_file(world: World) -> None:
    prison = world.larkmoor
    change(prison, "rest_hours", 12)
    change(prison, "rest_hours", 14, reason="Twelve was too little")
    shown = policies.number(prison.actor(Role.COORDINATOR), site_of(prison), "rest_hours", NOW)

    assert people_facts.policy(prison.id, MONDAY).rest_hours == 14
    assert [(each.change.value, each.recorded_by) for each in shown.history] == [
        (12, "LKI coordinator"),
        (14, "LKI coordinator"),
    ]
    assert db.session.query(Audit).filter_by(verb="policy_changed").count() == 2


def test_a_time_is_kept_as_a_time(world: World) -> None:
    change(world.larkmoor, "quiet_from", time(22, 30))

    assert people_facts.policy(world.larkmoor.id, MONDAY).quiet_from == time(22, 30)


def test_a_number_out_of_bounds_is_refused_with_the_bounds(world: World) -> None:
    assert faults(world.larkmoor, "rest_hours", 10) == ["value: must be from 11 to 24"]
    assert faults(world.larkmoor, "stand_by_from", time(15, 59)) == ["value: must be from 16:00 to 21:00"]


def test_a_text_where_a_number_belongs_is_refused(world: World) -> None:
    assert faults(world.larkmoor, "rest_hours", time(11, 0)) == ["value: must be from 11 to 24"]


def test_a_day_that_has_passed_is_refused_and_today_is_not(world: World) -> None:
    assert faults(world.larkmoor, "rest_hours", 12, from_on=SUNDAY - timedelta(days=1)) == [
        "from: must be today or a day ahead"
    ]
    change(world.larkmoor, "rest_hours", 12, SUNDAY)

    assert db.session.query(PolicyFact).count() == 1


def test_a_change_without_a_reason_is_refused(world: World) -> None:
    assert faults(world.larkmoor, "rest_hours", 12, reason="  ") == ["reason: say why, in at most 300 characters"]
    assert faults(world.larkmoor, "rest_hours", 12, reason="x" * 301) == ["reason: say why, in at most 300 characters"]


def test_numbers_that_do_not_fit_each_other_are_refused(world: World) -> None:
    assert faults(world.larkmoor, "max_nights_in_28", 1) == [
        "value: does not fit: Stand-by nights in any 28 and Stand-by nights in any 7"
    ]


def test_a_stand_by_night_longer_than_a_duty_may_last_is_refused(world: World) -> None:
    prison = world.larkmoor
    change(prison, "stand_by_until", time(9, 0))
    with pytest.raises(Unreadable, match="does not fit"):
        change(prison, "stand_by_from", time(17, 0))


def test_a_change_must_fit_what_is_still_to_come(world: World) -> None:
    prison = world.larkmoor
    change(prison, "max_nights_in_28", 2, MONDAY + timedelta(days=30))
    with pytest.raises(Unreadable, match="does not fit"):
        change(prison, "max_nights_in_7", 3, MONDAY)


def test_the_defaults_fit_each_other() -> None:
    assert misfits(Policy()) == ()


def test_only_a_coordinator_of_the_site_changes_a_number(world: World) -> None:
    prison = world.larkmoor
    for role in (Role.STAFF, Role.SAFER_CUSTODY, Role.PEER_LEAD, Role.NATIONAL, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            policies.change(prison.actor(role), site_of(prison), "rest_hours", 12, MONDAY, "Because", NOW)
    with pytest.raises(NotAllowed):
        policies.change(
            world.fenwick.actor(Role.COORDINATOR), site_of(prison), "rest_hours", 12, MONDAY, "Because", NOW
        )


def test_there_is_no_other_number(world: World) -> None:
    with pytest.raises(NotFound):
        change(world.larkmoor, "longest_call", 3)
    with pytest.raises(NotFound):
        policies.number(world.larkmoor.actor(Role.COORDINATOR), site_of(world.larkmoor), "longest_call", NOW)


def test_a_change_still_ahead_is_taken_back_and_what_held_before_goes_on(world: World) -> None:
    prison, actor = world.larkmoor, world.larkmoor.actor(Role.COORDINATOR)
    change(prison, "rest_hours", 12, SUNDAY)
    change(prison, "rest_hours", 14, MONDAY)
    for _ in range(2):
        policies.take_back(actor, site_of(prison), "rest_hours", MONDAY, NOW, act_key="once")
    shown = policies.number(actor, site_of(prison), "rest_hours", NOW)

    assert (people_facts.policy(prison.id, MONDAY).rest_hours, shown.ahead) == (12, ())
    assert [each.change.value for each in shown.history] == [12, 14, 12]
    for on in (SUNDAY, MONDAY):  # begun, and taken back already
        with pytest.raises(NotFound):
            policies.take_back(actor, site_of(prison), "rest_hours", on, NOW)


def test_changes_taken_back_the_first_before_the_last_or_after_it_are_all_gone(world: World) -> None:
    prison, actor = world.larkmoor, world.larkmoor.actor(Role.COORDINATOR)
    site, later = site_of(prison), MONDAY + timedelta(days=7)
    change(prison, "rest_hours", 12, MONDAY)
    change(prison, "rest_hours", 14, later)
    policies.take_back(actor, site, "rest_hours", later, NOW)
    policies.take_back(actor, site, "rest_hours", MONDAY, NOW)

    assert policies.number(actor, site, "rest_hours", NOW).ahead == ()
    assert people_facts.policy(prison.id, later).rest_hours == 11
    with pytest.raises(NotFound):
        policies.take_back(actor, site, "rest_hours", later, NOW)


def test_a_change_before_one_that_was_taken_back_does_not_end_with_it(world: World) -> None:
    prison, actor = world.larkmoor, world.larkmoor.actor(Role.COORDINATOR)
    later = MONDAY + timedelta(days=7)
    change(prison, "rest_hours", 14, later)
    policies.take_back(actor, site_of(prison), "rest_hours", later, NOW)
    change(prison, "rest_hours", 12, MONDAY)

    assert [each.value for each in policies.number(actor, site_of(prison), "rest_hours", NOW).ahead] == [12]
    assert people_facts.policy(prison.id, later).rest_hours == 12
    *_, last = db.session.query(Audit).filter_by(verb="policy_changed").order_by(Audit.id)
    assert json.loads(last.detail or "")["again"] == [str(later)]


def test_only_a_coordinator_of_the_site_takes_a_change_back(world: World) -> None:
    change(world.larkmoor, "rest_hours", 14, MONDAY)
    for actor in (world.larkmoor.actor(Role.STAFF), world.fenwick.actor(Role.COORDINATOR)):
        with pytest.raises(NotAllowed):
            policies.take_back(actor, site_of(world.larkmoor), "rest_hours", MONDAY, NOW)
