"""Can a coordinator change one place by hand, and is whatever breaks a rule refused by name?"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from listeners.domain.people import AvailabilityKind, ListenerId, Role, Standing
from listeners.domain.rota.board import NightState, NoteCode
from listeners.domain.rota.hard_rules import Broken
from listeners.domain.rota.publication import Replaced
from listeners.domain.rota.reasons import Reason
from listeners.errors import Conflict, NotAllowed, NotFound, RuleBroken, Unreadable
from listeners.services import plans, policies, rota_slots, rotas
from listeners.services.rota_slots import Change
from listeners.store.database import db
from listeners.store.records import Audit, Notice
from listeners.store.rota import Rota
from tests.rota_world import (
    FIRST,
    MONDAY,
    NOW,
    SECOND,
    draft,
    duties_of,
    published,
    ref_of,
    rests,
    say,
    site_of,
    stands,
    versions_of,
)
from tests.world import Prison, World

TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


def change(
    prison: Prison, night: date, number: int, held: str | None, new: str | None, reason: str = "", **more: str
) -> NightState:
    def who(name: str | None) -> ListenerId | None:
        return prison.listeners[name] if name else None

    wanted = Change(night, number, who(held), who(new), reason)
    return rota_slots.change(prison.actor(Role.COORDINATOR), site_of(prison), wanted, NOW, **more)


def names(prison: Prison, refs: list[str]) -> list[str]:
    by_ref = {ref_of(prison, name): name for name in prison.listeners}
    return [by_ref[ref] for ref in refs]


@pytest.mark.parametrize(
    ("night", "why"),
    [(MONDAY + timedelta(days=20), "night_not_planned"), (NOW.date() + timedelta(days=182), "night_too_far")],
)
def test_nobody_is_put_on_a_night_that_is_not_planned_or_further_ahead_than_may_be(
    world: World, night: date, why: str
) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam")], nights=14)
    with pytest.raises(Conflict, match=why):
        rota_slots.slot(prison.actor(Role.COORDINATOR), site_of(prison), night, 1, NOW)
    with pytest.raises(Conflict, match=why):
        change(prison, night, 1, None, "ravi", "Needed")

    assert len(versions_of(prison)) == 1


def test_candidates_are_ranked_by_load_and_the_others_shown_with_their_rule(world: World) -> None:
    prison = world.larkmoor
    draft(prison, [(0, FIRST, "sam"), (1, FIRST, "ravi"), (2, FIRST, "kofi")], nights=14)
    say(prison, "luc", MONDAY, AvailabilityKind.UNAVAILABLE, "leave")
    say(prison, "dean", MONDAY, AvailabilityKind.AVOID)
    stands(prison, "imran", Standing.SHADOWING, date(2026, 11, 1))
    rests(prison, "mo", datetime(2026, 11, 23, 9, tzinfo=UTC))
    seen = rota_slots.slot(prison.actor(Role.COORDINATOR), site_of(prison), MONDAY, 2, NOW, reasons=True)

    # Lee and the new Imran carry least; Kofi has a night, on Wednesday; Dean asked to avoid the night.
    assert names(prison, [each.volunteer for each in seen.candidates.possible]) == ["imran", "lee", "kofi", "dean"]
    assert {names(prison, [each.volunteer])[0]: each.rule for each in seen.candidates.impossible} == {
        "sam": Reason.SAME_NIGHT,
        "ravi": Reason.GAP,
        "luc": Reason.LEAVE,
        "mo": Reason.RESTING,
    }
    assert (seen.seat.listener, seen.state) == (None, NightState.DRAFT)


def test_the_first_place_is_never_for_somebody_new(world: World) -> None:
    prison = world.larkmoor
    stands(prison, "imran", Standing.SHADOWING, date(2026, 11, 1))
    draft(prison, [(0, FIRST, "sam")], nights=1)
    seen = rota_slots.slot(prison.actor(Role.COORDINATOR), site_of(prison), MONDAY, 1, NOW)

    assert [each.rule for each in seen.candidates.impossible] == [Reason.NEW]
    assert "sam" in names(prison, [each.volunteer for each in seen.candidates.possible])


def test_a_choice_in_a_draft_is_kept_when_the_rota_is_planned_again(world: World) -> None:
    prison = world.larkmoor
    draft(prison, [(0, FIRST, "sam")], nights=3)
    assert change(prison, MONDAY, 2, None, "luc") is NightState.DRAFT
    asked = plans.problem_to_solve(prison.actor(Role.COORDINATOR), site_of(prison), MONDAY, 3, NOW)

    assert [(each.night, each.slot.duty, each.volunteer) for each in asked.fixed] == [(MONDAY, "second", "L03")]
    assert duties_of(prison) == []
    assert db.session.query(Notice).count() == 0


def test_a_place_in_a_draft_can_be_left_empty(world: World) -> None:
    prison = world.larkmoor
    draft(prison, [(0, FIRST, "sam"), (0, SECOND, "luc")], nights=1)
    change(prison, MONDAY, 2, "luc", None)
    shown = rotas.board(prison.actor(Role.COORDINATOR), site_of(prison), NOW).board

    assert [seat.listener for seat in shown.rows[1].seats] == [prison.listeners["sam"], None]


def test_a_choice_that_breaks_the_free_nights_is_refused_with_who_when_and_by_how_much(world: World) -> None:
    prison = world.larkmoor
    draft(prison, [(0, FIRST, "sam"), (1, FIRST, "ravi")], nights=2)
    with pytest.raises(RuleBroken) as refused:
        change(prison, TUESDAY, 2, None, "sam")

    (breach,) = refused.value.breaches
    assert (breach.code, breach.who, breach.when, breach.by) == (Broken.GAP, "Sam Okoro (L01)", TUESDAY, 1)  # type: ignore[attr-defined]
    shown = rotas.board(prison.actor(Role.COORDINATOR), site_of(prison), NOW).board
    assert shown.rows[2].seats[1].listener is None


def test_the_free_nights_hold_across_what_is_published_and_what_is_drafted(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam")], nights=1)
    draft(prison, [(0, FIRST, "ravi")], TUESDAY, 2)

    with pytest.raises(RuleBroken):
        change(prison, TUESDAY, 2, None, "sam")
    with pytest.raises(RuleBroken):
        change(prison, MONDAY, 2, None, "ravi", "Somebody is needed")


def test_somebody_new_is_never_left_alone(world: World) -> None:
    prison = world.larkmoor
    stands(prison, "imran", Standing.SHADOWING, date(2026, 11, 1))
    draft(prison, [(0, FIRST, "sam"), (0, SECOND, "imran")], nights=1)
    with pytest.raises(RuleBroken) as refused:
        change(prison, MONDAY, 1, "sam", None)

    assert [breach.code for breach in refused.value.breaches] == [Broken.NEW_ALONE]  # type: ignore[attr-defined]


def test_what_was_broken_before_stands_in_nobodys_way(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (2, FIRST, "ravi")], nights=3)
    say(prison, "sam", MONDAY, AvailabilityKind.UNAVAILABLE, "court")

    assert change(prison, WEDNESDAY, 2, None, "luc", "Two are needed") is NightState.PUBLISHED


def test_a_change_after_publishing_is_a_new_version_with_who_when_and_why(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi"), (2, FIRST, "luc")], nights=3)
    change(prison, MONDAY, 2, "ravi", "dean", "Ravi has a visit")

    assert [each for each in duties_of(prison) if each[3] == "planned"] == [
        (MONDAY, FIRST, "sam", "planned"),
        (MONDAY, SECOND, "dean", "planned"),
        (WEDNESDAY, FIRST, "luc", "planned"),
    ]
    board = rotas.board(prison.actor(Role.COORDINATOR), site_of(prison), NOW).board
    assert [[note.code for note in row.notes] for row in board.rows[1:]] == [[NoteCode.CHANGED], [], []]
    newest = versions_of(prison)[0]
    assert (newest.ordinal, newest.first_night, newest.last_night) == (2, MONDAY, MONDAY)
    assert (newest.published_by, newest.published_at, newest.reason) == ("LKI coordinator", NOW, "Ravi has a visit")
    held = rotas.version(prison.actor(Role.COORDINATOR), site_of(prison), newest.id).placed
    assert {(each.place, each.listener) for each in held} == {
        (FIRST, prison.listeners["sam"]),
        (SECOND, prison.listeners["dean"]),
    }


def test_a_version_says_who_was_replaced_by_whom(world: World) -> None:
    prison = world.larkmoor
    actor, site = prison.actor(Role.COORDINATOR), site_of(prison)
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi"), (2, FIRST, "luc")], nights=3)
    change(prison, MONDAY, 2, "ravi", "dean", "Ravi has a visit")
    change(prison, MONDAY, 2, "dean", None, "Dean too")
    emptied, changed, new = (rotas.version(actor, site, each.id).replaced for each in versions_of(prison))

    def told(rows: tuple[Replaced, ...]) -> list[tuple[str, str | None, str | None, bool]]:
        name = {listener: first for first, listener in prison.listeners.items()}
        return [(row.place.value, name.get(row.now), name.get(row.before), row.has_changed) for row in rows]  # type: ignore[arg-type]

    assert told(changed) == [("first", "sam", "sam", False), ("second", "dean", "ravi", True)]
    assert told(emptied) == [("first", "sam", "sam", False), ("second", None, "dean", True)]
    assert {row.is_first for row in new} == {True} and not any(row.has_changed for row in new)


def test_only_the_two_whom_a_change_concerns_are_told(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi")], nights=1)
    change(prison, MONDAY, 2, "ravi", "dean", "Ravi has a visit")
    told = Counter(row.listener_id for row in db.session.query(Notice))

    assert told == {prison.listeners["sam"]: 1, prison.listeners["ravi"]: 2, prison.listeners["dean"]: 1}


def test_a_published_night_is_not_changed_without_a_reason(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam")], nights=1)
    with pytest.raises(Unreadable):
        change(prison, MONDAY, 2, None, "ravi", "   ")

    assert len(duties_of(prison)) == 1
    assert db.session.query(Rota).count() == 1


def test_a_change_of_a_published_night_leaves_the_draft_as_it_is(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam")], nights=1)
    rota_id = draft(prison, [(0, FIRST, "ravi")], WEDNESDAY, 2)
    change(prison, MONDAY, 2, None, "luc", "Two are needed")

    assert db.session.get_one(Rota, rota_id).state.value == "draft"


def test_whoever_was_slower_is_told_that_the_seat_has_changed(world: World) -> None:
    prison = world.larkmoor
    draft(prison, [(0, FIRST, "sam")], nights=1)
    change(prison, MONDAY, 2, None, "luc")
    with pytest.raises(Conflict):
        change(prison, MONDAY, 2, None, "dean")


def test_a_second_press_changes_nothing(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam")], nights=1)
    answers = [
        change(prison, MONDAY, 2, None, "ravi", "Two are needed", act_key="abcdefabcdefabcdefab") for _ in range(2)
    ]

    assert answers == [NightState.PUBLISHED, NightState.PUBLISHED]
    assert db.session.query(Rota).count() == 2
    assert db.session.query(Audit).filter_by(verb="rota_changed").count() == 1


def test_a_night_that_has_begun_is_not_changed(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "ravi")], nights=1)
    with pytest.raises(NotFound):
        change(prison, MONDAY - timedelta(days=1), 1, None, "sam", "Too late")
    with pytest.raises(NotFound):
        change(prison, MONDAY, 3, None, "sam", "No such place")


def test_a_choice_by_hand_is_let_go_of_so_that_a_new_plan_may_choose(world: World) -> None:
    prison = world.larkmoor
    draft(prison, [(0, FIRST, "sam")], nights=1)
    actor, site, ravi = prison.actor(Role.COORDINATOR), site_of(prison), prison.listeners["ravi"]
    change(prison, MONDAY, 1, "sam", "ravi")
    assert len(rotas.problem_for(actor, site, MONDAY, 1, NOW).fixed) == 1
    rota_slots.change(actor, site, Change(MONDAY, 1, ravi, ravi, by_hand=False), NOW)

    assert rota_slots.slot(actor, site, MONDAY, 1, NOW).seat.listener == ravi
    assert rotas.problem_for(actor, site, MONDAY, 1, NOW).fixed == ()


def test_nobody_of_another_prison_is_put_in_a_place(world: World) -> None:
    prison, other = world.larkmoor, world.fenwick
    published(prison, [(0, SECOND, "ravi")], nights=1)
    wanted = Change(MONDAY, 1, None, next(iter(other.listeners.values())), "Somebody is needed")
    with pytest.raises(NotFound):
        rota_slots.change(prison.actor(Role.COORDINATOR), site_of(prison), wanted, NOW)
    for role in (Role.STAFF, Role.PEER_LEAD, Role.SAFER_CUSTODY):
        with pytest.raises(NotAllowed):
            rota_slots.change(prison.actor(role), site_of(prison), wanted, NOW)
        with pytest.raises(NotAllowed):
            rota_slots.slot(prison.actor(role), site_of(prison), MONDAY, 1, NOW)


def stricter(prison: Prison, name: str, value: int, from_on: date) -> None:
    """The coordinator makes a rule stricter from a night on, once the nights are published."""
    actor = prison.actor(Role.COORDINATOR)
    policies.change(actor, site_of(prison), name, value, from_on, "A small team over the holidays", NOW)


def stopped(prison: Prison, night: date, number: int = 1) -> dict[str, Reason]:
    """Who cannot take a place on a night, and the rule."""
    seen = rota_slots.slot(prison.actor(Role.COORDINATOR), site_of(prison), night, number, NOW)
    by_ref = {ref_of(prison, name): name for name in prison.listeners}
    return {by_ref[each.volunteer]: each.rule for each in seen.candidates.impossible}


@pytest.mark.parametrize(
    ("name", "value", "rule", "days"),
    [
        ("max_nights_in_7", 1, Reason.LIMIT_7, 7),
        ("max_nights_in_28", 2, Reason.LIMIT_28, 28),
        ("free_nights_between", 3, Reason.GAP, 4),
    ],
)
def test_a_limit_dated_ahead_stops_only_a_place_that_a_stretch_ending_there_can_hold(
    world: World, name: str, value: int, rule: Reason, days: int
) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi"), (14, FIRST, "sam"), (14, SECOND, "ravi")], nights=40)
    stricter(prison, name, value, WEDNESDAY + timedelta(days=days))
    assert "sam" not in stopped(prison, WEDNESDAY)
    assert change(prison, WEDNESDAY, 1, None, "sam", "Luc has court") is NightState.PUBLISHED

    stricter(prison, name, value, WEDNESDAY + timedelta(days=days - 1))
    assert stopped(prison, WEDNESDAY, 2)["ravi"] is rule
    with pytest.raises(RuleBroken):
        change(prison, WEDNESDAY, 2, None, "ravi", "Luc has court")


def test_a_limit_that_held_until_the_night_before_stops_nobody_after_it(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam")], nights=14)
    stricter(prison, "max_nights_in_7", 1, MONDAY)
    stricter(prison, "max_nights_in_7", 2, WEDNESDAY)

    assert "sam" not in stopped(prison, WEDNESDAY)


def test_a_draft_is_judged_by_its_strictest_limit_as_when_it_is_published(world: World) -> None:
    prison = world.larkmoor
    stricter(prison, "max_nights_in_7", 1, WEDNESDAY + timedelta(days=7))
    draft(prison, [(0, FIRST, "sam")], nights=14)

    assert stopped(prison, WEDNESDAY)["sam"] is Reason.LIMIT_7
