"""Does whoever plans, swaps, seeks cover or calls out obey what was agreed with a Listener, and does it end with it?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.care.support_plan import SupportPlan
from listeners.domain.cells import Cell
from listeners.domain.own_limits import NO_LIMITS, Only, OwnLimits
from listeners.domain.people import AvailabilityKind, Role
from listeners.domain.people_details import Details
from listeners.domain.rota.hard_rules import Broken
from listeners.domain.rota.problem import Volunteer
from listeners.domain.team import TeamMember
from listeners.errors import Conflict, NotAllowed, NotFound, RuleBroken, Unreadable
from listeners.services import (
    availability,
    availability_rules,
    holds,
    night_sheets,
    override_choices,
    people,
    plans,
    rota_slots,
    swaps,
)
from listeners.services.care import support_plans
from listeners.services.care.support_plans import Agreed
from listeners.services.imports import import_people, look_at_people
from listeners.services.nights import tonight
from listeners.services.rota_slots import Change
from listeners.services.stand_downs import is_allowed, proposal
from listeners.store import people_facts, people_writes
from listeners.store.care import support_plans as plans_on_file
from listeners.store.database import act, db
from listeners.store.people import Listener, Wing
from tests.csv_files import people as people_csv
from tests.kept import earlier_versions
from tests.nights import FRIDAY, Scene, at, scene_of
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, published, ref_of, site_of, unfreeze
from tests.services import repairing
from tests.services.covering import asked, cannot
from tests.world import Prison, World

BY_DAY, BY_NIGHT = OwnLimits(only=Only.BY_DAY), OwnLimits(only=Only.BY_NIGHT)
ONE_IN_7 = OwnLimits(in_7=1)
NOT_TO_B = OwnLimits(not_wings=frozenset("B"))
WEEKS = timedelta(weeks=4)
THURSDAY, SATURDAY = MONDAY + timedelta(days=3), MONDAY + timedelta(days=5)
DEANS = Agreed(BY_DAY, SupportPlan("Not of his brother", frozenset(), "A walk"), NOW.date() + WEEKS)


@pytest.fixture
def larkmoor(world: World) -> Prison:
    return world.larkmoor


@pytest.fixture
def friday(world: World) -> Scene:
    """Sam and Luc are on stand-by on Friday night."""
    scene = scene_of(world.larkmoor)
    scene.on_duty("sam", "luc")
    return scene


def agree(prison: Prison, name: str, limits: OwnLimits, now: str | None = None) -> tuple[date, ...]:
    moment = at(now) if now else NOW
    agreed = replace(DEANS, limits=limits, review_on=moment.date() + WEEKS)
    return put(prison, name, agreed, moment)


def put(
    prison: Prison, name: str, agreed: Agreed, moment: datetime = NOW, act_key: str | None = None
) -> tuple[date, ...]:
    who, listener, seen = prison.actor(Role.COORDINATOR), prison.listeners[name], in_force(prison, name)
    return support_plans.agree(site_of(prison), listener, agreed, seen, who, moment, act_key)


def in_force(prison: Prison, name: str) -> str | None:
    """The id of his plan."""
    db.session.rollback()
    plans = {each.listener: each.id for each in plans_on_file.in_force(prison.id)}
    return plans.get(prison.listeners[name])


def end(prison: Prison, name: str, now: str | None = None) -> None:
    who, seen = prison.actor(Role.COORDINATOR), in_force(prison, name) or ""
    support_plans.end(site_of(prison), prison.listeners[name], seen, who, at(now) if now else NOW)


def in_the_problem(prison: Prison, name: str) -> Volunteer:
    problem = plans.problem_to_solve(SYSTEM, site_of(prison), MONDAY, 14, NOW)
    return problem.volunteers_by_id()[ref_of(prison, name)]


def member(prison: Prison, name: str) -> TeamMember:
    db.session.rollback()
    return people_facts.member(prison.id, prison.listeners[name])


def order(scene: Scene, now: str, wing: str = "A") -> list[str]:
    """Who may be asked, in order."""
    db.session.rollback()
    found = tonight(scene.site, at(now)).ranking(scene.wing(wing)).order
    return [scene.name(choice.listener) for choice in found]


def test_the_planner_is_given_his_limits_and_no_night_of_who_goes_by_day_alone(larkmoor: Prison) -> None:
    agree(larkmoor, "sam", OwnLimits(in_7=1, in_28=3))
    agree(larkmoor, "dean", BY_DAY)
    sam, dean = in_the_problem(larkmoor, "sam"), in_the_problem(larkmoor, "dean")
    assert (sam.max_in_7, sam.max_in_28, sam.unavailable) == (1, 3, ())
    assert [each.on for each in dean.unavailable] == [MONDAY + timedelta(days=day) for day in range(14)]
    end(larkmoor, "sam")
    end(larkmoor, "dean")
    sam, dean = in_the_problem(larkmoor, "sam"), in_the_problem(larkmoor, "dean")
    assert (sam.max_in_7, sam.max_in_28, dean.unavailable) == (None, None, ())


def test_a_plan_by_hand_and_a_repair_give_him_no_more_than_he_agreed_to(larkmoor: Prison) -> None:
    unfreeze(larkmoor)
    published(larkmoor, repairing.PLAN, nights=5)
    agree(larkmoor, "kofi", ONE_IN_7)
    wanted = Change(THURSDAY, 1, larkmoor.listeners["luc"], larkmoor.listeners["lee"], "He asked")
    agree(larkmoor, "lee", ONE_IN_7)
    with pytest.raises(RuleBroken) as refused:
        rota_slots.change(larkmoor.actor(Role.COORDINATOR), site_of(larkmoor), wanted, NOW)
    assert Broken.LIMIT_7 in {each.code for each in refused.value.breaches}  # type: ignore[attr-defined]

    assert agree(larkmoor, "dean", BY_DAY) == (MONDAY + timedelta(days=1), THURSDAY)
    request = repairing.worked_out(larkmoor)
    repairing.accept(larkmoor, request)
    held = [(night, name) for night, _, name in repairing.planned(larkmoor)]
    assert "dean" not in {name for _, name in held}
    assert [sum(name == who for _, name in held) for who in ("kofi", "lee")] == [1, 1]


def test_cover_is_asked_of_nobody_who_does_not_go_by_night_or_has_his_nights(larkmoor: Prison) -> None:
    published(larkmoor, [(3, FIRST, "sam"), (5, FIRST, "imran")], nights=7)
    agree(larkmoor, "dean", BY_DAY)
    agree(larkmoor, "imran", ONE_IN_7)
    cannot(larkmoor, "sam", THURSDAY)
    assert asked(larkmoor) == ["ravi", "luc", "kofi"]


def test_who_agreed_to_go_by_day_alone_has_his_nights_covered_like_who_cannot(larkmoor: Prison) -> None:
    published(larkmoor, [(3, FIRST, "sam"), (3, SECOND, "ravi")], nights=7)
    assert agree(larkmoor, "sam", BY_DAY) == (THURSDAY,)
    assert asked(larkmoor) == ["luc", "dean", "imran"]


def test_a_swap_is_offered_for_no_night_that_he_does_not_do_and_not_made_by_then(larkmoor: Prison) -> None:
    published(larkmoor, [(0, FIRST, "sam"), (2, FIRST, "luc"), (4, FIRST, "dean")], nights=7)
    agree(larkmoor, "luc", BY_DAY)
    sam = larkmoor.listeners["sam"], larkmoor.actor(Role.LISTENER)
    nights = swaps.nights_to_swap(site_of(larkmoor), sam[0], MONDAY, sam[1], NOW)
    assert nights == (MONDAY + timedelta(days=4),)


def test_who_goes_by_day_alone_is_asked_by_day_and_not_by_night(friday: Scene) -> None:
    agree(friday.prison, "ravi", BY_DAY, "27 Nov 09:00")
    assert "ravi" in order(friday, "27 Nov 14:00") and "ravi" not in order(friday, "27 Nov 23:00")
    availability_rules.pause(friday.site, friday.who("ravi"), SYSTEM, at("27 Nov 13:00"))
    assert "ravi" not in order(friday, "27 Nov 14:00"), "he rests by his own word beside it"
    availability_rules.come_back(friday.site, friday.who("ravi"), SYSTEM, at("27 Nov 13:30"))
    assert "ravi" in order(friday, "27 Nov 14:00") and "ravi" not in order(friday, "27 Nov 23:00")


def test_who_goes_by_day_alone_and_still_has_a_place_tonight_looks_all_day_like_who_cannot(friday: Scene) -> None:
    agree(friday.prison, "sam", BY_DAY, "27 Nov 09:00")
    for hour in ("27 Nov 14:00", "27 Nov 23:00"):
        assert order(friday, hour)[0] == "luc" and "sam" not in order(friday, hour)


def test_who_goes_by_day_alone_and_is_held_is_asked_at_no_hour_and_his_yes_leaves_what_was_agreed(
    friday: Scene,
) -> None:
    ravi, now = friday.who("ravi"), at("27 Nov 09:30")
    agree(friday.prison, "ravi", BY_DAY, "27 Nov 09:00")
    with act() as session:
        holds.hold_in(session, friday.site, ravi, SYSTEM, now)
    assert "ravi" not in order(friday, "27 Nov 14:00")
    with act() as session:
        holds.release_in(session, friday.site, ravi, SYSTEM, now)
    assert "ravi" in order(friday, "27 Nov 14:00") and "ravi" not in order(friday, "27 Nov 23:00")


def test_who_goes_by_night_alone_is_asked_by_night_and_not_by_day(friday: Scene) -> None:
    agree(friday.prison, "sam", BY_NIGHT, "27 Nov 09:00")
    assert order(friday, "27 Nov 14:00")[0] == "luc" and "sam" not in order(friday, "27 Nov 14:00")
    assert order(friday, "27 Nov 23:00")[0] == "sam"


def test_he_is_not_sent_to_a_wing_to_which_he_does_not_go(friday: Scene) -> None:
    agree(friday.prison, "sam", NOT_TO_B, "27 Nov 09:00")
    assert friday.asked(friday.start("28 Nov 02:10", "B")) == "luc"
    assert order(friday, "28 Nov 02:10")[0] == "sam"
    assert member(friday.prison, "sam").reaches == frozenset("ACD")


def test_at_a_prison_of_ten_wings_he_need_not_go_to_nine(larkmoor: Prison) -> None:
    with act() as session:
        session.add_all(Wing(site_id=larkmoor.id, code=code) for code in "EFGHJK")
    agree(larkmoor, "sam", OwnLimits(not_wings=frozenset("BCDEFGHJK")))
    assert member(larkmoor, "sam").reaches == frozenset("A")


def test_who_has_his_nights_is_asked_from_reserve_no_more(friday: Scene) -> None:
    friday.paper("ravi", "1 Nov 02:30", "1 Nov 03:30")
    assert "ravi" in order(friday, "27 Nov 23:00")
    agree(friday.prison, "ravi", OwnLimits(in_28=1), "27 Nov 09:00")
    assert "ravi" not in order(friday, "27 Nov 23:00")
    assert "ravi" in order(friday, "27 Nov 14:00"), "a call by day is no night"


def passed_over(scene: Scene, now: str, ahead: date = FRIDAY) -> list[tuple[str, date]]:
    """Whose rest an override could pass, and for which night."""
    db.session.rollback()
    view = tonight(scene.site, at(now), ahead=ahead)
    return [(scene.name(each.member.id), each.night) for each in override_choices.choices(view)]


def test_no_override_passes_the_rest_of_who_has_had_the_nights_that_he_agreed_to(friday: Scene) -> None:
    friday.paper("ravi", "27 Nov 04:30", "27 Nov 08:30")
    friday.paper("ravi", "27 Nov 13:30", "27 Nov 14:00")
    assert passed_over(friday, "27 Nov 20:05") == [("ravi", FRIDAY)]
    agree(friday.prison, "ravi", ONE_IN_7, "27 Nov 19:00")
    assert passed_over(friday, "27 Nov 20:05") == []


def test_no_override_gives_a_night_ahead_back_to_who_has_had_the_nights_that_he_agreed_to(friday: Scene) -> None:
    monday = FRIDAY + timedelta(days=3)
    friday.on_duty("lee", night=monday)
    friday.paper("lee", "29 Nov 04:30", "29 Nov 09:00", now="29 Nov 09:00")
    friday.paper("lee", "29 Nov 19:30", "29 Nov 20:30", now="29 Nov 21:00")
    friday.paper("lee", "30 Nov 07:15", "30 Nov 07:45", now="30 Nov 08:10")
    assert ("lee", monday) in passed_over(friday, "30 Nov 06:00", monday)
    agree(friday.prison, "lee", ONE_IN_7, "30 Nov 08:30")
    assert ("lee", monday) not in passed_over(friday, "30 Nov 06:00", monday)


def test_who_has_his_nights_is_proposed_for_no_duty_that_was_withdrawn(friday: Scene) -> None:
    friday.paper("ravi", "24 Nov 02:30", "24 Nov 03:30")
    ravi, now = friday.who("ravi"), at("27 Nov 12:00")
    before = tonight(friday.site, now, ahead=FRIDAY + WEEKS)
    (duty, *_) = before.on_duty()
    assert is_allowed(before, before.facts.member(ravi), duty)
    agree(friday.prison, "ravi", ONE_IN_7, "27 Nov 09:00")
    agree(friday.prison, "dean", BY_DAY, "27 Nov 09:00")
    view = tonight(friday.site, now, ahead=FRIDAY + WEEKS)
    assert not is_allowed(view, view.facts.member(ravi), duty)
    proposed = {friday.name(each) for each in proposal(view, duty)}
    assert len(proposed) == 3 and not proposed & {"ravi", "dean"}


def test_the_sheet_of_the_night_is_as_if_he_had_said_that_he_cannot(friday: Scene) -> None:
    sheet = night_sheets.sheet(friday.site, friday.officer, at("27 Nov 15:00"))
    assert "Sam Okoro" in {each.name for each in sheet.on_paper.order}
    agree(friday.prison, "sam", BY_DAY, "27 Nov 09:00")
    agree(friday.prison, "luc", BY_NIGHT, "27 Nov 09:00")
    db.session.rollback()
    seen = night_sheets.sheet(friday.site, friday.officer, at("27 Nov 15:00")).on_paper
    assert "Sam Okoro" not in {each.name for each in (*seen.order, *seen.beside, *seen.been_out)}
    assert seen.order[0].name == "Luc Martin"


def test_details_and_files_of_the_team_neither_make_a_limit_last_nor_end_it(larkmoor: Prison) -> None:
    agree(larkmoor, "sam", replace(NOT_TO_B, in_7=1))
    line = "L01,Sam Okoro,A1001AA,LKI-B-2-001,,100,2026-06-01,active,no"
    look = import_people(site_of(larkmoor), people_csv(line), SYSTEM, NOW)
    assert (look.changed, look.same) == (0, 1)
    shown = people.person(site_of(larkmoor), larkmoor.listeners["sam"], SYSTEM, NOW)
    cell, on_file, joined_on = Cell("LKI", "B", "2", "001"), shown.member.reaches_on_file, shown.member.joined_on
    details = Details("Sam Okoro", "A1001AA", cell, on_file, 50, joined_on, False)
    people.change_details(site_of(larkmoor), shown.member.id, details, shown.version, SYSTEM, NOW)
    found = member(larkmoor, "sam")
    assert (found.share, found.reaches, found.limits) == (50, frozenset("ACD"), replace(NOT_TO_B, in_7=1))
    end(larkmoor, "sam")
    found = member(larkmoor, "sam")
    assert (found.reaches, found.limits) == (None, NO_LIMITS)


def test_no_details_leave_him_without_a_wing_to_which_he_goes(larkmoor: Prison) -> None:
    agree(larkmoor, "sam", NOT_TO_B)
    shown = people.person(site_of(larkmoor), larkmoor.listeners["sam"], SYSTEM, NOW)
    cell, joined_on = Cell("LKI", "B", "2", "001"), shown.member.joined_on
    to_b = Details("Sam Okoro", "A1001AA", cell, frozenset("B"), 100, joined_on, False)
    with pytest.raises(Conflict, match="no_wing_left"):
        people.change_details(site_of(larkmoor), shown.member.id, to_b, shown.version, SYSTEM, NOW)
    to_both = replace(to_b, reaches=frozenset("BC"))
    people.change_details(site_of(larkmoor), shown.member.id, to_both, shown.version, SYSTEM, NOW)
    assert member(larkmoor, "sam").reaches == frozenset("C")


def test_no_file_leaves_him_without_a_wing_to_which_he_goes(larkmoor: Prison) -> None:
    agree(larkmoor, "sam", NOT_TO_B)
    line = "L01,Sam Okoro,A1001AA,LKI-B-2-001,{},100,2026-06-01,active,no"
    to_b = people_csv(line.format("B"))
    (told,) = look_at_people(site_of(larkmoor), to_b, SYSTEM, NOW).problems
    assert (told.line, told.column) == (2, "reaches")
    with pytest.raises(Unreadable):
        import_people(site_of(larkmoor), to_b, SYSTEM, NOW)
    import_people(site_of(larkmoor), people_csv(line.format("B;C")), SYSTEM, NOW)
    assert member(larkmoor, "sam").reaches == frozenset("C")


def test_whoever_goes_to_no_wing_can_still_have_moved(larkmoor: Prison) -> None:
    site, sam = site_of(larkmoor), larkmoor.listeners["sam"]
    agree(larkmoor, "sam", NOT_TO_B)
    joined_on = member(larkmoor, "sam").joined_on
    details = Details("Sam Okoro", "A1001AA", Cell("LKI", "B", "2", "001"), frozenset("B"), 100, joined_on, False)
    with act() as session:  # as a file could until it was asked there too
        people_writes.correct_listener(session, site, sam, details, SYSTEM, NOW)
    assert member(larkmoor, "sam").reaches == frozenset()
    moved = replace(details, cell=Cell("LKI", "B", "2", "002"))
    people.change_details(site, sam, moved, people.person(site, sam, SYSTEM, NOW).version, SYSTEM, NOW)
    line = f"L01,Sam Okoro,A1001AA,LKI-B-2-003,B,100,{joined_on},active,no"
    import_people(site, people_csv(line), SYSTEM, NOW)
    assert member(larkmoor, "sam").cell == "LKI-B-2-003"


def test_neither_he_nor_a_later_word_takes_back_what_both_agreed(larkmoor: Prison) -> None:
    agree(larkmoor, "dean", BY_DAY)
    dean, himself = larkmoor.listeners["dean"], larkmoor.actor(Role.LISTENER, "dean")
    later = NOW + timedelta(hours=1)
    availability.say(site_of(larkmoor), dean, {THURSDAY: AvailabilityKind.PREFER}, "", himself, later)
    assert THURSDAY in {each.on for each in in_the_problem(larkmoor, "dean").unavailable}
    (rule,) = availability.of(site_of(larkmoor), dean, MONDAY, MONDAY, himself).rules
    with pytest.raises(NotFound):
        availability_rules.end(site_of(larkmoor), dean, rule.id, himself, later)
    assert availability.of(site_of(larkmoor), dean, MONDAY, MONDAY, himself).every == ()


def test_agreeing_anew_takes_the_place_of_what_was_agreed_and_the_earlier_is_kept(larkmoor: Prison) -> None:
    agree(larkmoor, "dean", BY_DAY)
    agree(larkmoor, "dean", ONE_IN_7)
    assert member(larkmoor, "dean").limits == ONE_IN_7
    assert in_the_problem(larkmoor, "dean").unavailable == ()
    page = support_plans.of(site_of(larkmoor), larkmoor.listeners["dean"], larkmoor.actor(Role.COORDINATOR), NOW)
    assert page.agreed is not None and page.agreed.plan == DEANS.plan and len(page.before) == 1
    with act() as session:
        row = session.get_one(Listener, larkmoor.listeners["dean"])
        assert [each["only"] for each in earlier_versions(session, row)] == [None, "by_day"]


def test_the_same_press_twice_agrees_once(larkmoor: Prison) -> None:
    put(larkmoor, "dean", DEANS, act_key="k" * 20)
    put(larkmoor, "dean", DEANS, act_key="k" * 20)
    page = support_plans.of(site_of(larkmoor), larkmoor.listeners["dean"], larkmoor.actor(Role.COORDINATOR), NOW)
    assert page.before == ()


def test_only_a_coordinator_of_the_prison_agrees_reads_and_ends(world: World) -> None:
    larkmoor, dean = world.larkmoor, world.larkmoor.listeners["dean"]
    for actor in (
        *(larkmoor.actor(role) for role in Role if role is not Role.COORDINATOR),
        world.fenwick.actor(Role.COORDINATOR),
    ):
        for deny in (
            lambda who=actor: support_plans.agree(site_of(larkmoor), dean, DEANS, None, who, NOW),
            lambda who=actor: support_plans.of(site_of(larkmoor), dean, who, NOW),
            lambda who=actor: support_plans.team(site_of(larkmoor), who, NOW),
            lambda who=actor: support_plans.end(site_of(larkmoor), dean, "", who, NOW),
        ):
            with pytest.raises(NotAllowed):
                deny()
    with pytest.raises(NotFound):
        end(larkmoor, "dean")
    with pytest.raises(Unreadable):
        agree(larkmoor, "dean", OwnLimits(in_7=9))
    with pytest.raises(NotFound):
        support_plans.agree(
            site_of(larkmoor), world.fenwick.listeners["dean"], DEANS, None, larkmoor.actor(Role.COORDINATOR), NOW
        )


def test_whose_plan_is_due_stands_first_on_the_list(larkmoor: Prison) -> None:
    agree(larkmoor, "dean", BY_DAY)
    agree(larkmoor, "kofi", ONE_IN_7)
    coordinator, later = larkmoor.actor(Role.COORDINATOR), NOW + WEEKS
    put(larkmoor, "dean", replace(DEANS, review_on=later.date() + WEEKS), later)
    lines = support_plans.team(site_of(larkmoor), coordinator, later)
    found = [(line.member.name.split()[0], line.plan is not None, line.is_due) for line in lines[:3]]
    assert found == [("Kofi", True, True), ("Dean", True, False), ("Imran", False, False)]
