"""Which work is counted, how often, and when is a department named?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from listeners.domain.work_told import Department, Said, WorkedInRest, departments_named, told_once
from tests.domain.rest_builders import at

KITCHENS, GYM = Department.KITCHENS, Department.GYM


def made(by: str, where: Department = KITCHENS, times: str = "08:30 11:45", *, may_name: bool = False) -> WorkedInRest:
    starts, ends = (at(f"2026-11-28 {each}") for each in times.split())
    return WorkedInRest(by, starts, ends, where, may_name, Said.MADE)


def test_what_he_and_the_coordinator_tell_is_one_and_his_consent_holds() -> None:
    told = (made("sam"), made("sam", times="09:00 12:30", may_name=True), made("luc"))
    assert [(each.by, each.may_name) for each in told_once(told)] == [("sam", True), ("luc", False)]


def test_a_morning_and_an_afternoon_of_one_man_are_two() -> None:
    assert len(told_once([made("sam"), made("sam", times="11:45 16:30")])) == 2


def test_what_he_was_made_to_and_what_he_chose_stay_two() -> None:
    chose = replace(made("sam", times="09:00 12:30", may_name=True), said=Said.CHOSE)
    assert told_once([made("sam"), chose]) == (made("sam"), chose)


def test_three_tellings_that_run_into_one_another_are_one() -> None:
    chain = [made("sam", times=times) for times in ("08:30 10:00", "09:30 12:00", "11:30 13:00")]
    assert len(told_once(chain)) == 1


@pytest.mark.parametrize(
    ("who", "named"),
    [
        (("sam", "luc", "dean"), ((KITCHENS, 3),)),
        (("sam", "luc"), ()),
        (("sam", "sam", "sam", "luc"), ()),
        (("sam", "sam", "luc", "dean"), ((KITCHENS, 4),)),
    ],
)
def test_a_department_is_named_from_three_men_on_not_from_three_times(
    who: tuple[str, ...], named: tuple[tuple[Department, int], ...]
) -> None:
    assert departments_named(made(each) for each in who) == named


def test_below_three_only_what_those_tell_who_agree_is_named() -> None:
    told = (made("sam", may_name=True), made("luc"), made("dean", GYM))
    assert departments_named(told) == ((KITCHENS, 1),)
