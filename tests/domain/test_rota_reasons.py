"""Why is a place empty, who could take it, and do the two ways of judging agree?"""

from dataclasses import replace

import pytest

from listeners.domain.rota.candidates import candidates
from listeners.domain.rota.check import breaches_of
from listeners.domain.rota.conflicts import Clash, conflicts
from listeners.domain.rota.objective import Figures, figures, gaps
from listeners.domain.rota.problem import Absence, Assignment, Demand, RotaProblem
from listeners.domain.rota.reasons import Reason, reasons, stops
from listeners.planner.greedy import careful_greedy
from tests.domain.rota_builders import away, night, placed, rota, slot, volunteer
from tests.planner.problems import seeded_problem
from tests.size import sized


def stopped(problem: RotaProblem, *plan: Assignment, duty: str = "first", area: str | None = None) -> Reason | None:
    """What stops the first of the team on night 3."""
    return stops(problem, plan, slot(3, duty, area), problem.volunteers[0])


@pytest.mark.parametrize("absence", list(Absence))
def test_an_absence_stops_by_its_own_name(absence: Absence) -> None:
    assert stopped(rota(volunteer("ann", unavailable=(away(3, absence),)))) == absence.value


def test_the_rules_stop_in_their_order() -> None:
    everything = volunteer("ann", new=True, unavailable=(away(3),), areas=frozenset({"A"}), max_in_7=1, max_in_28=1)
    problem = rota(everything, volunteer("ben"), areas=("A", "B"), apart=(("ann", "ben"),))
    near, far = placed("ann", 4, "second", "A"), placed("ann", 6, "second", "A")
    beside = placed("ben", 3, "second", "A")
    assert stopped(problem, near, beside, area="B") is Reason.LEAVE
    problem = replace(problem, volunteers=(replace(everything, unavailable=()), problem.volunteers[1]))
    assert stopped(problem, near, beside, area="B") is Reason.AREA
    assert stopped(problem, near, beside, area="A") is Reason.GAP
    assert stopped(problem, far, beside, area="A") is Reason.LIMIT_7
    problem = replace(problem, volunteers=(replace(problem.volunteers[0], max_in_7=2), problem.volunteers[1]))
    assert stopped(problem, far, beside, area="A") is Reason.LIMIT_28
    assert stopped(problem, beside, area="A") is Reason.NEW
    problem = replace(problem, volunteers=(replace(problem.volunteers[0], new=False), problem.volunteers[1]))
    assert stopped(problem, beside, area="A") is Reason.APART
    assert stopped(problem, placed("ann", 3, "second", "A"), area="A") is Reason.SAME_NIGHT
    assert stopped(problem, area="A") is None


def test_a_limit_that_earlier_nights_have_used_up_stops() -> None:
    assert stopped(rota(volunteer("ann", last_nights=frozenset({night(-3), night(-1)})))) is Reason.LIMIT_7


def test_a_limit_is_also_reached_by_the_nights_after() -> None:
    problem = rota(volunteer("ann"))
    assert stopped(problem, placed("ann", 7), placed("ann", 9)) is Reason.LIMIT_7
    assert stopped(problem, placed("ann", 8), placed("ann", 10)) is None


def test_a_new_volunteer_may_be_second_when_an_old_hand_is_first() -> None:
    problem = rota(volunteer("cat", new=True), volunteer("ann"), volunteer("dee", new=True))
    assert stopped(problem, placed("ann", 3), duty="second") is None
    assert stopped(problem, duty="second") is Reason.NEW
    assert stopped(problem, placed("ann", 3), placed("dee", 3, "second"), duty="second") is Reason.NEW


def test_whom_no_rule_stops_would_cost_elsewhere_and_the_reasons_add_up_to_the_team() -> None:
    team = [volunteer("ann", unavailable=(away(3),)), volunteer("ben"), volunteer("cat", new=True), volunteer("dee")]
    counted = reasons(rota(*team), [placed("dee", 2)], slot(3))
    assert counted == {"leave": 1, "gap": 1, "new": 1, "would cost elsewhere": 1}


@pytest.mark.parametrize("seed", range(sized(200)))
def test_what_stops_a_volunteer_is_a_breach_and_what_does_not_is_none(seed: int) -> None:
    problem = replace(seeded_problem(seed), fixed=())
    plan = careful_greedy(problem)
    assert plan is not None
    for empty in {each.slot for each in gaps(problem, plan)}:
        for each in problem.volunteers:
            broken = breaches_of(problem, [*plan, Assignment(empty, each.id)])
            assert (stops(problem, plan, empty, each) is None) == (broken == ())
        assert sum(reasons(problem, plan, empty).values()) == len(problem.volunteers)


def test_candidates_are_ranked_by_avoidance_then_load_for_their_share_then_wish() -> None:
    team = [
        volunteer("avoids", avoid=frozenset({night(3)})),
        volunteer("laden", carried_load=9),
        volunteer("half", share=50, carried_load=2),
        volunteer("plain", carried_load=6),
        volunteer("wishes", carried_load=6, prefer=frozenset({night(3)})),
        volunteer("away", unavailable=(away(3),)),
    ]
    found = candidates(rota(*team), [], slot(3))
    assert [each.volunteer for each in found.possible] == ["wishes", "half", "plain", "laden", "avoids"]
    assert [(each.load_after, each.load_for_share) for each in found.possible][1] == (4, 8.0)
    assert [(each.volunteer, each.rule) for each in found.impossible] == [("away", Reason.LEAVE)]


def test_the_five_figures_of_a_plan_worked_out_by_hand() -> None:
    ann = volunteer("ann", carried_load=3, avoid=frozenset({night(0)}))
    ben = volunteer("ben", share=50, prefer=frozenset({night(4)}))
    cat = volunteer("cat", share=25, carried_load=1)
    problem = rota(ann, ben, cat, nights=5, published=(placed("ann", 0), placed("ben", 2)))
    plan = [placed("ann", 0), placed("ben", 4)]
    # 5 firsts and 5 seconds, 2 firsts filled; ann 3+2=5: 5*5*3, ben Friday 3: 3*3*6, cat 1*1*12
    assert figures(problem, plan) == Figures(3 * 2 + 5 * 1, 1, 1, 75 + 54 + 12, 1)


def test_unfairness_counts_those_with_no_night_too() -> None:
    alone, shared = rota(volunteer("ann")), rota(volunteer("ann"), volunteer("ben", carried_load=4))
    assert figures(shared, []).unfairness - figures(alone, []).unfairness == 4 * 4 * 3


def test_of_equal_places_the_dearest_counts_as_filled() -> None:
    problem = replace(rota(volunteer("ann")), demand=(Demand(slot(0), 1), Demand(slot(0), 5)))
    assert [each.cost for each in gaps(problem, [placed("ann", 0)])] == [1]


def test_fixed_assignments_that_clash_are_named_on_both_sides() -> None:
    fixed = (placed("ann", 0), placed("ann", 1), placed("ben", 5))
    found = conflicts(rota(volunteer("ann"), volunteer("ben"), fixed=fixed))
    assert [(each.assignment, each.rule) for each in found] == [(fixed[0], "gap"), (fixed[1], "gap")]


@pytest.mark.parametrize(
    ("fixed", "rule"),
    [
        ((placed("ann", 0), placed("ben", 0)), Clash.FILLED_TWICE),
        ((placed("ann", 0, "third"),), Clash.NO_DEMAND),
        ((placed("ann", 0), placed("ann", 0, "second")), Reason.SAME_NIGHT),
        ((placed("ann", 0), placed("dee", 0, "second")), Reason.APART),
        ((placed("ann", 0), placed("ann", 2), placed("ann", 4)), Reason.LIMIT_7),
        ((placed("cat", 0),), Reason.NEW),
        ((placed("eve", 0),), Reason.COURT),
    ],
)
def test_each_rule_that_fixed_assignments_can_break(fixed: tuple[Assignment, ...], rule: str) -> None:
    team = [volunteer(name) for name in ("ann", "ben", "dee")]
    team += [volunteer("cat", new=True), volunteer("eve", unavailable=(away(0, Absence.COURT),))]
    found = conflicts(rota(*team, apart=(("ann", "dee"),), fixed=fixed))
    assert [each.rule for each in found] == [rule] * len(fixed)


def test_a_new_volunteer_fixed_as_second_waits_for_somebody_to_be_first() -> None:
    assert conflicts(rota(volunteer("ann"), volunteer("cat", new=True), fixed=(placed("cat", 0, "second"),))) == ()
