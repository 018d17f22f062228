"""Every number has a source, bounds and a default inside them; a site changes it from a date."""

from dataclasses import fields
from datetime import date, time, timedelta

import pytest

from listeners.domain.policy import (
    BY_NAME,
    RULES,
    OutOfBounds,
    Policy,
    PolicyChange,
    Rule,
    fault_in,
    policy_on,
)


def test_every_number_of_the_policy_has_exactly_one_rule() -> None:
    assert sorted(rule.name for rule in RULES) == sorted(field.name for field in fields(Policy))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_has_a_label_a_unit_a_source_and_a_default_inside_its_bounds(rule: Rule) -> None:
    assert rule.label and rule.unit and rule.source
    assert type(rule.low) is type(rule.default) is type(rule.high)
    assert fault_in(rule.name, rule.default) is None
    assert fault_in(rule.name, rule.low) is None and fault_in(rule.name, rule.high) is None


def test_the_defaults_are_the_numbers_of_the_evidence() -> None:
    policy = Policy()
    assert (policy.quiet_from, policy.quiet_until) == (time(22), time(7))
    assert (policy.stand_by_from, policy.stand_by_until) == (time(18), time(8))
    assert (policy.unbroken_hours, policy.rest_hours) == (5, 11)
    assert (policy.early_call_from, policy.early_call_unbroken_hours, policy.early_call_rest_hours) == (
        time(5),
        7,
        5,
    )
    assert (policy.work_from, policy.work_until) == (time(8, 30), time(17))
    assert (policy.free_nights_between, policy.max_nights_in_7, policy.max_nights_in_28) == (1, 2, 8)
    assert (policy.max_night_call_outs_in_7, policy.max_night_call_outs_in_28) == (2, 4)
    assert (policy.hand_over_hours, policy.over_long_hours, policy.confirm_back_hours) == (3, 6, 12)
    assert (policy.crew, policy.shadowed_contacts, policy.load_window_nights) == (2, 3, 56)
    assert policy.freeze_nights == 3


def test_no_site_can_set_less_than_11_hours_of_rest_or_less_than_5_hours_unbroken() -> None:
    assert fault_in("rest_hours", 10) == OutOfBounds("rest_hours", 11, 24)
    assert fault_in("unbroken_hours", 4) == OutOfBounds("unbroken_hours", 5, 8)
    assert fault_in("free_nights_between", 0) == OutOfBounds("free_nights_between", 1, 6)


def test_a_number_where_a_time_belongs_and_a_truth_value_for_a_number_are_faults() -> None:
    assert fault_in("quiet_from", 22) == OutOfBounds("quiet_from", time(21), time(23))
    assert fault_in("crew", True) == OutOfBounds("crew", 1, 4)
    with pytest.raises(KeyError):
        fault_in("wishes", 1)


def test_a_change_holds_from_its_date_and_the_later_of_two_wins_in_any_order() -> None:
    twelve = PolicyChange("rest_hours", 12, date(2026, 4, 1), "asked for by the team")
    fourteen = PolicyChange("rest_hours", 14, date(2026, 5, 1), "asked for by the team")
    for changes in ((twelve, fourteen), (fourteen, twelve)):
        assert policy_on(changes, date(2026, 3, 31)).rest_hours == 11
        assert policy_on(changes, date(2026, 4, 1)).rest_hours == 12
        assert policy_on(changes, date(2026, 5, 1)).rest_hours == 14


def test_the_length_of_rest_is_elapsed_hours() -> None:
    assert Policy().rest_length == timedelta(hours=11)
    assert BY_NAME["rest_hours"].default == 11
