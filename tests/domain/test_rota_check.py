"""Does the check accept what is right and refuse each way in which a solution can be spoiled?"""

from dataclasses import replace

import pytest

from listeners.domain.rota.check import Broken, breaches_of, check
from listeners.domain.rota.problem import Absence, Assignment, RotaProblem
from listeners.domain.rota.solution import FIGURES, Gap, RotaSolution, Status
from tests.domain.rota_builders import away, honest, night, placed, rota, slot, volunteer

ANN, BEN, CAT = volunteer("ann"), volunteer("ben"), volunteer("cat", new=True)
TEAM = rota(ANN, BEN, CAT)
PLAN = (placed("ann", 0), placed("cat", 0, "second"), placed("ben", 2), placed("ann", 4), placed("ben", 4, "second"))


def codes(problem: RotaProblem, *plan: Assignment) -> list[tuple[str, str | None, int]]:
    return [(each.code.value, each.who, each.by) for each in breaches_of(problem, plan)]


def test_a_plan_that_keeps_every_rule_and_tells_the_truth_is_accepted() -> None:
    assert check(TEAM, honest(TEAM, *PLAN)) == ()


def test_an_empty_plan_breaks_no_rule() -> None:
    assert breaches_of(TEAM, ()) == ()


def test_two_in_one_place_is_one_too_many() -> None:
    assert codes(TEAM, placed("ann", 0), placed("ben", 0)) == [("filled twice", "ann, ben", 1)]


def test_a_place_that_nobody_asked_for_is_refused() -> None:
    assert codes(TEAM, placed("ann", 0, "third")) == [("no demand", "ann", 1)]


def test_a_stranger_is_refused() -> None:
    assert codes(TEAM, placed("zoe", 0)) == [("unknown volunteer", "zoe", 1)]


def test_two_duties_on_one_night_are_one_too_many() -> None:
    assert codes(TEAM, placed("ann", 0), placed("ann", 0, "second")) == [("same night", "ann", 1)]


def test_a_night_of_leave_is_refused_with_its_reason() -> None:
    problem = rota(replace(ANN, unavailable=(away(3, Absence.COURT),)))
    (breach,) = breaches_of(problem, [placed("ann", 3)])
    assert (breach.code, breach.who, breach.when, breach.detail) == (Broken.UNAVAILABLE, "ann", night(3), "court")


def test_an_area_out_of_reach_is_refused() -> None:
    problem = rota(replace(ANN, areas=frozenset({"A"})), areas=("A", "B"))
    assert codes(problem, placed("ann", 0, "first", "B")) == [("area", "ann", 1)]


def test_somebody_who_reaches_one_wing_may_take_a_place_for_the_whole_site() -> None:
    assert codes(rota(replace(ANN, areas=frozenset({"A"}))), placed("ann", 0)) == []


def test_two_nights_in_a_row_lack_one_free_night() -> None:
    (breach,) = breaches_of(TEAM, [placed("ann", 0), placed("ann", 1)])
    assert (breach.code, breach.when, breach.by, breach.detail) == (Broken.GAP, night(1), 1, "2026-12-07")


def test_a_night_too_close_to_an_earlier_one_is_refused() -> None:
    problem = rota(replace(ANN, last_nights=frozenset({night(-1)})))
    assert codes(problem, placed("ann", 0)) == [("gap", "ann", 1)]
    assert codes(problem, placed("ann", 1)) == []


def test_earlier_nights_too_close_to_each_other_break_nothing_by_themselves() -> None:
    assert codes(rota(replace(ANN, last_nights=frozenset({night(-1), night(-2), night(-3)}))), placed("ann", 6)) == []


def test_a_night_too_close_to_two_others_is_refused_for_both() -> None:
    rules = replace(TEAM.rules, free_nights_between=4, max_in_7=7)
    found = codes(replace(TEAM, rules=rules), placed("ann", 0), placed("ann", 2), placed("ann", 4))
    assert found == [("gap", "ann", 3), ("gap", "ann", 1), ("gap", "ann", 3)]


def test_three_nights_in_seven_are_one_over_the_limit() -> None:
    assert codes(TEAM, placed("ann", 0), placed("ann", 2), placed("ann", 6)) == [("limit 7", "ann", 1)]
    assert codes(TEAM, placed("ann", 0), placed("ann", 2), placed("ann", 7)) == []


def test_an_earlier_night_counts_for_the_limit_in_seven() -> None:
    problem = rota(replace(ANN, last_nights=frozenset({night(-2)})))
    assert codes(problem, placed("ann", 0), placed("ann", 4)) == [("limit 7", "ann", 1)]


def test_nine_nights_in_28_are_one_over_the_limit() -> None:
    problem = replace(rota(ANN, nights=35), rules=replace(TEAM.rules, max_in_7=7))
    assert codes(problem, *(placed("ann", 3 * index) for index in range(9))) == [("limit 28", "ann", 1)]
    assert codes(problem, *(placed("ann", 4 * index) for index in range(9))) == []


def test_an_own_limit_holds_where_it_is_lower() -> None:
    assert codes(rota(replace(ANN, max_in_28=1)), placed("ann", 0), placed("ann", 9)) == [("limit 28", "ann", 1)]
    assert (
        codes(rota(replace(ANN, max_in_7=5)), placed("ann", 0), placed("ann", 2), placed("ann", 4))[0][0] == "limit 7"
    )


def test_a_new_volunteer_is_never_first() -> None:
    assert ("new first", "cat", 1) in codes(TEAM, placed("cat", 0))


def test_a_new_volunteer_is_never_second_to_nobody() -> None:
    assert codes(TEAM, placed("cat", 0, "second")) == [("new alone", "cat", 1)]


def test_a_first_in_another_area_does_not_lead_a_new_volunteer() -> None:
    problem = rota(ANN, CAT, areas=("A", "B"))
    assert codes(problem, placed("ann", 0, "first", "A"), placed("cat", 0, "second", "B")) == [("new alone", "cat", 1)]


def test_a_pair_kept_apart_is_never_on_the_same_night_in_any_area() -> None:
    problem = rota(ANN, BEN, areas=("A", "B"), apart=(("ann", "ben"),))
    plan = [placed("ann", 0, "first", "A"), placed("ben", 0, "first", "B"), placed("ben", 2, "first", "A")]
    (breach,) = breaches_of(problem, plan)
    assert (breach.code, breach.who, breach.detail, breach.when) == (Broken.APART, "ann", "ben", night(0))


def test_a_fixed_assignment_must_stand_in_its_own_place() -> None:
    problem = replace(TEAM, fixed=(placed("ann", 0),))
    assert codes(problem, placed("ann", 0, "second"), placed("ben", 0)) == [("fixed", "ann", 1)]


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("by", [1, -1, 0.5])
def test_a_false_figure_is_refused(name: str, by: float) -> None:
    truth = honest(TEAM, *PLAN)
    assert truth.objective is not None
    lie = replace(truth, objective={**truth.objective, name: truth.objective[name] + by})
    assert [(each.code, each.detail.split(":")[0]) for each in check(TEAM, lie)] == [(Broken.FIGURE, name)]


def with_gap(solution: RotaSolution, index: int, gap: Gap | None) -> RotaSolution:
    kept = list(solution.gaps)
    kept[index : index + 1] = [] if gap is None else [gap]
    return replace(solution, gaps=tuple(kept))


def test_an_empty_place_that_is_not_listed_is_refused() -> None:
    (breach,) = check(TEAM, with_gap(honest(TEAM, *PLAN), 0, None))
    assert (breach.code, breach.when, breach.by) == (Broken.GAP_LIST, night(1), -1)


def test_a_filled_place_listed_as_a_gap_is_refused() -> None:
    truth = honest(TEAM, *PLAN)
    lie = replace(truth, gaps=(*truth.gaps, Gap(slot(0), {"leave": 3})))
    assert [(each.code, each.by) for each in check(TEAM, lie)] == [(Broken.GAP_LIST, 1)]


@pytest.mark.parametrize("counted", [{}, {"gap": 2}, {"gap": 2, "new": 2}])
def test_reasons_that_do_not_add_up_to_the_team_are_refused(counted: dict[str, int]) -> None:
    truth = honest(TEAM, *PLAN)
    (breach,) = check(TEAM, with_gap(truth, 0, replace(truth.gaps[0], reasons=counted)))
    assert (breach.code, breach.by) == (Broken.REASONS, sum(counted.values()) - 3)


def test_a_reason_that_is_none_of_the_known_ones_is_refused() -> None:
    truth = honest(TEAM, *PLAN)
    (breach,) = check(TEAM, with_gap(truth, 0, replace(truth.gaps[0], reasons={"gap": 2, "lazy": 1})))
    assert breach.code is Broken.REASONS


def test_a_solution_without_a_plan_is_refused() -> None:
    (breach,) = check(TEAM, RotaSolution(Status.NOTHING_IN_TIME, (), (), None))
    assert breach.code is Broken.NO_PLAN
