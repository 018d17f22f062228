"""Is whoever had Christmas or New Year asked for it last, and only so that no place stays empty?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.domain.rota.board import Board, NoteCode
from listeners.domain.rota.problem import RotaProblem
from listeners.domain.states import DutyState
from listeners.planner.budget import Budget
from listeners.planner.plan import make_plan
from listeners.services import rota_slots, rotas
from listeners.store.database import act
from listeners.store.duties import Duty
from listeners.store.duties_facts import LIVED_ALL_THE_SAME
from tests.duties import add_duty
from tests.rota_world import FIRST, SECOND, draft, say, site_of, stands
from tests.world import Prison, World

NOW = datetime(2026, 12, 20, 20, 30, tzinfo=UTC)
EVE = date(2026, 12, 24)
LAST = date(2025, 12, 25)


def stood(prison: Prison, name: str, night: date) -> str:
    """A Listener who has long been there was on stand-by on a night long ago; returns the id of the duty."""
    stands(prison, name, Standing.ACTIVE, date(2023, 1, 1))
    return add_duty(site_of(prison), prison.listeners[name], night)


def problem(prison: Prison, first: date = EVE, nights: int = 3) -> RotaProblem:
    return rotas.problem_for(prison.actor(Role.COORDINATOR), site_of(prison), first, nights, NOW)


def avoiding(prison: Prison, first: date = EVE, nights: int = 3) -> dict[str, set[date]]:
    return {each.id: set(each.avoid) for each in problem(prison, first, nights).volunteers if each.avoid}


def board(prison: Prison) -> Board:
    return rotas.board(prison.actor(Role.COORDINATOR), site_of(prison), NOW, EVE, EVE + timedelta(days=2)).board


def on_christmas(prison: Prison) -> set[str]:
    plan = make_plan(problem(prison), Budget.of(2_000, 60.0), 1, lambda *_: None)
    assert not plan.gaps
    return {each.volunteer for each in plan.assignments}


def test_who_had_christmas_is_not_planned_while_others_can(world: World) -> None:
    prison = world.larkmoor
    for name, night in (("sam", LAST), ("ravi", date(2024, 12, 24))):
        stood(prison, name, night)
    three = {EVE + timedelta(days=day) for day in range(3)}
    assert avoiding(prison) == {"L01": three, "L02": three}

    assert not {"L01", "L02"} & on_christmas(prison)
    for name in ("luc", "dean", "imran", "kofi"):
        for night in three:
            say(prison, name, night, AvailabilityKind.UNAVAILABLE)
    # Four are left for six places with a free night between: whoever had it is asked now.
    assert {"L01", "L02"} <= on_christmas(prison)


def test_only_the_same_feast_of_the_last_two_years_counts_and_who_would_like_it_is_asked(world: World) -> None:
    prison = world.larkmoor
    for name, night in (
        ("sam", date(2023, 12, 25)),
        ("ravi", date(2025, 12, 31)),
        ("luc", date(2025, 12, 24)),
        ("dean", date(2025, 12, 26)),
    ):
        stood(prison, name, night)
    say(prison, "luc", EVE, AvailabilityKind.PREFER)

    assert avoiding(prison) == {
        "L03": {EVE + timedelta(days=1), EVE + timedelta(days=2)},
        "L04": {EVE, EVE + timedelta(days=1), EVE + timedelta(days=2)},
    }
    assert avoiding(prison, date(2026, 12, 28), 7) == {"L02": {date(2026, 12, 31), date(2027, 1, 1)}}
    assert avoiding(world.fenwick) == {}


def test_a_christmas_that_was_taken_off_him_or_that_he_could_not_do_was_none(world: World) -> None:
    prison = world.larkmoor
    ids = {name: stood(prison, name, LAST) for name in ("sam", "ravi", "luc", "dean")}
    say(prison, "sam", LAST, AvailabilityKind.UNAVAILABLE)
    with act() as session:
        session.get_one(Duty, ids["ravi"]).state = DutyState.WITHDRAWN
        for name, cause in (("luc", "unrested"), ("dean", f"unrested{LIVED_ALL_THE_SAME}")):
            row = session.get_one(Duty, ids[name])
            row.state, row.cause = DutyState.STOOD_DOWN, cause

    assert set(avoiding(prison)) == {"L04"}


def test_the_board_and_the_place_say_in_words_who_had_it_and_it_is_not_what_he_said(world: World) -> None:
    prison = world.larkmoor
    stood(prison, "sam", LAST)
    say(prison, "ravi", EVE, AvailabilityKind.AVOID)
    draft(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi")], EVE, 3, NOW)
    row = board(prison).rows[0]
    notes = {(note.code, note.listener, note.feast and note.feast.year) for note in row.notes}
    page = rota_slots.slot(prison.actor(Role.COORDINATOR), site_of(prison), EVE, 1, NOW)

    assert {
        (NoteCode.HAD_FEAST, prison.listeners["sam"], 2025),
        (NoteCode.AVOIDED, prison.listeners["ravi"], None),
    } == {each for each in notes if each[1] is not None}
    assert not page.has_asked_to_avoid(prison.listeners["sam"]) and page.has_asked_to_avoid(prison.listeners["ravi"])
    assert page.candidates.possible[-1].volunteer == "L01"
    assert not [each for each in page.facts.said if each.listener == prison.listeners["sam"]]
