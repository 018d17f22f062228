"""Does the command line plan a prison's rota from what is on file, and hand out what is published?"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from click.testing import CliRunner, Result
from flask import Flask

from listeners.cli.rota import rota
from listeners.domain.people import AvailabilityKind, Role
from listeners.errors import NotFound, Unreadable
from listeners.services import rota_slots, rotas
from listeners.services.rota_slots import Change
from listeners.store.database import db
from listeners.store.rota import Rota
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, draft, duties_of, published, say, site_of, unfreeze
from tests.world import World

Ask = Callable[..., Result]


@pytest.fixture
def ask(app: Flask) -> Ask:
    """Run ``listeners rota ...`` on Sunday evening."""

    def run(*arguments: str) -> Result:
        with time_machine.travel(NOW, tick=False):
            result = CliRunner().invoke(rota, list(arguments), obj=lambda: app)
        db.session.rollback()
        return result

    return run


def stretch(nights: int = 7) -> list[str]:
    return ["--site", "LKI", "--from", MONDAY.isoformat(), "--nights", str(nights)]


def test_a_plan_is_a_draft_until_it_is_published(world: World, ask: Ask) -> None:
    result = ask("plan", *stretch())

    assert (result.exit_code, result.stdout.splitlines()[0][:37]) == (0, "draft: 14 places filled, 0 gaps (gaps")
    assert [row.state.value for row in db.session.query(Rota)] == ["draft"]
    assert duties_of(world.larkmoor) == []


def test_a_plan_can_be_published_at_once(world: World, ask: Ask) -> None:
    result = ask("plan", *stretch(), "--publish")

    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "published")
    assert len(duties_of(world.larkmoor)) == 14
    board = rotas.board(world.larkmoor.actor(Role.COORDINATOR), site_of(world.larkmoor), NOW).board
    assert (board.gaps, board.breaches) == (0, ())


def test_gaps_are_told_with_their_reasons_and_are_no_failure(world: World, ask: Ask) -> None:
    for name in world.larkmoor.listeners:
        say(world.larkmoor, name, MONDAY, AvailabilityKind.UNAVAILABLE, "leave")
    result = ask("plan", *stretch(1))

    assert result.exit_code == 0
    assert result.stdout.splitlines()[1:] == [
        "gap 2026-11-23 first: 8 unavailable",
        "  1 more volunteer",
        "gap 2026-11-23 second: 8 unavailable",
        "  1 more volunteer",
        "all 2 together: 2 more volunteers",
        "1 more volunteer would fill 1 of 2",
        "2 more volunteers would fill 2 of 2",
    ]


def test_whom_to_ask_is_told_beside_a_gap_and_stays_with_the_draft(world: World, ask: Ask) -> None:
    for name in world.larkmoor.listeners:
        if name != "sam":
            say(world.larkmoor, name, MONDAY, AvailabilityKind.UNAVAILABLE, "" if name == "ravi" else "court")
    lines = ask("plan", *stretch(1)).stdout.splitlines()

    assert lines[1:3] == ["gap 2026-11-23 second: 7 unavailable, 1 same night", "  ask L02 about 2026-11-23"]
    assert '"volunteer": "L02"' in (db.session.query(Rota).one().remedies or "")


def test_what_cannot_stand_among_the_choices_by_hand_is_named(world: World, ask: Ask) -> None:
    prison = world.larkmoor
    draft(prison, [], nights=7)
    rota_slots.change(
        prison.actor(Role.COORDINATOR), site_of(prison), Change(MONDAY, 1, None, prison.listeners["sam"]), NOW
    )
    say(prison, "sam", MONDAY, AvailabilityKind.UNAVAILABLE)
    result = ask("plan", *stretch())

    assert result.exit_code == 1
    assert "2026-11-23 unavailable: L01 is fixed as first" in result.stderr
    assert db.session.query(Rota).count() == 1


def test_a_night_that_has_begun_is_bad_input(world: World, ask: Ask) -> None:
    result = ask("plan", "--site", "LKI", "--from", "2026-11-22", "--nights", "7")

    assert isinstance(result.exception, Unreadable)
    assert ask("plan", "--site", "LKI", "--from", "Monday", "--nights", "7").exit_code == 2
    assert isinstance(ask("plan", "--site", "XXI", "--from", "2026-11-23", "--nights", "7").exception, NotFound)


def test_what_is_published_is_written_by_reference(world: World, ask: Ask) -> None:
    published(world.larkmoor, [(0, FIRST, "sam"), (0, SECOND, "ravi"), (2, FIRST, "luc")], nights=3)

    assert ask("export", *stretch()).stdout == (
        "night,place,ref\n2026-11-23,first,L01\n2026-11-23,second,L02\n2026-11-25,first,L03\n"
    )


def test_the_assignments_of_the_rota_format_come_out_as_they_are_read_in(world: World, ask: Ask) -> None:
    published(world.larkmoor, [(0, FIRST, "sam")], nights=1)
    told = json.loads(ask("export", *stretch(), "--json").stdout)

    assert told == {
        "version": 1,
        "site": "LKI",
        "assignments": [{"night": "2026-11-23", "duty": "first", "area": None, "volunteer": "L01"}],
    }


def test_the_calendar_names_nobody_and_keeps_its_events_when_somebody_else_takes_the_place(
    world: World, ask: Ask
) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam")], nights=1)
    before = ask("export", *stretch(), "--ics").stdout_bytes.decode()
    unfreeze(prison)
    published(prison, [(0, FIRST, "ravi")], nights=1, now=NOW + timedelta(minutes=1))
    after = ask("export", *stretch(), "--ics").stdout_bytes.decode()

    lines, zone = before.split("\r\n"), "TZID=Europe/London"
    assert lines[0] == "BEGIN:VCALENDAR"
    assert {f"DTSTART;{zone}:20261123T180000", f"DTEND;{zone}:20261124T080000", "SUMMARY:First: L01"} <= set(lines)
    uid = next(line for line in lines if line.startswith("UID:"))
    assert uid in after and "SUMMARY:First: L02" in after
    assert [text.count("BEGIN:VEVENT") for text in (before, after)] == [1, 1]
    first, second = (int(text.split("SEQUENCE:")[1].split("\r\n")[0]) for text in (before, after))
    assert second > first
    assert "Okoro" not in before


def test_nothing_published_is_an_empty_answer(world: World, ask: Ask) -> None:
    assert ask("export", *stretch()).stdout == "night,place,ref\n"
    assert ask("export", *stretch(), "--ics").stdout_bytes.count(b"BEGIN:VEVENT") == 0


def test_only_the_nights_asked_for_come_out(world: World, ask: Ask) -> None:
    published(world.larkmoor, [(0, FIRST, "sam"), (9, FIRST, "ravi")], nights=14)
    late = MONDAY + timedelta(days=7)
    result = ask("export", "--site", "LKI", "--from", late.isoformat(), "--nights", "7")

    assert result.stdout == "night,place,ref\n2026-12-02,first,L02\n"
    assert datetime.fromisoformat("2026-12-02").date() == MONDAY + timedelta(days=9)


def test_a_repair_is_proposed_by_reference_and_accepted_when_told_to(world: World, ask: Ask) -> None:
    prison, thursday = world.larkmoor, MONDAY + timedelta(days=3)
    assert ask("repair", "--site", "LKI").stdout == "nothing to repair\n"
    published(prison, [(3, FIRST, "luc"), (3, SECOND, "dean")], nights=4)
    say(prison, "dean", thursday, AvailabilityKind.UNAVAILABLE)
    before = duties_of(prison)
    db.session.rollback()
    first = ask("repair", "--site", "LKI")
    assert (first.exit_code, first.stdout.splitlines()[0]) == (0, "proposed: 1 changed, 0 still open")
    assert first.stdout.splitlines()[1].startswith(f"change {thursday} second: L")
    assert first.stdout.splitlines()[1].endswith("instead of L04")
    assert duties_of(prison) == before
    db.session.rollback()
    again = ask("repair", "--site", "LKI", "--accept")

    assert (again.exit_code, again.stdout.splitlines()[-1]) == (0, "accepted")
    assert (thursday, SECOND, "dean", "withdrawn") in duties_of(prison)


def test_a_repair_that_can_better_nothing_is_a_no_and_says_what_would_fill_what_stays_open(
    world: World, ask: Ask
) -> None:
    prison = world.larkmoor
    published(prison, [(3, FIRST, "luc")], nights=4)
    for name in prison.listeners:
        say(prison, name, MONDAY + timedelta(days=3), AvailabilityKind.UNAVAILABLE)
    result = ask("repair", "--site", "LKI")

    lines = result.stdout.splitlines()
    assert (result.exit_code, lines[0]) == (1, "nothing better can be had")
    assert "open 2026-11-26 first: 8 unavailable" in lines
    asked = {line.split("ask ")[1][:3] for line in lines if "ask L" in line}
    assert asked and "L03" not in asked
