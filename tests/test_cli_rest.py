"""Do ``listeners rest`` and ``listeners night-sheet`` print what others rely on?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner, Result
from flask import Flask

from listeners.cli import commands
from tests.nights import FRIDAY, Scene, at, scene_of, utc
from tests.world import World

HEADER = "ref,rest_from,rest_until,excused_until,rule,kept"


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """The prison that a test is about."""
    return scene_of(world.larkmoor)


def listeners(app: Flask, *arguments: str) -> Result:
    """Run the command as the terminal would, its database the one of this test."""
    return CliRunner().invoke(commands, arguments, obj=lambda: app)


def test_a_broken_night_and_an_early_call_as_csv(app: Flask, larkmoor: Scene) -> None:
    larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10")
    larkmoor.paper("luc", "28 Nov 05:20", "28 Nov 06:00")
    larkmoor.paper("dean", "27 Nov 22:10", "27 Nov 22:30")

    printed = listeners(app, "rest", "--site", "LKI", "--on", "2026-11-28", "--csv").stdout

    assert printed.splitlines() == [
        HEADER,
        "L04,2026-11-27T22:30:00Z,2026-11-28T09:30:00Z,2026-11-28T09:30:00Z,daily_rest,yes",
        "L01,2026-11-28T04:10:00Z,2026-11-28T15:10:00Z,2026-11-28T17:00:00Z,broken_night,yes",
        "L03,2026-11-28T06:00:00Z,2026-11-28T11:00:00Z,2026-11-28T11:00:00Z,early_call,yes",
    ]


def test_rest_over_the_clock_change_is_eleven_elapsed_hours(app: Flask, larkmoor: Scene) -> None:
    larkmoor.paper("sam", "2026-10-24 23:30", "2026-10-25 00:30")

    printed = listeners(app, "rest", "--site", "LKI", "--on", "2026-10-25", "--csv").stdout

    assert "L01,2026-10-24T23:30:00Z,2026-10-25T10:30:00Z" in printed


def test_from_and_to_go_by_the_local_date_on_which_a_rest_begins(app: Flask, larkmoor: Scene) -> None:
    larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10")
    larkmoor.paper("luc", "29 Nov 02:50", "29 Nov 04:10")
    larkmoor.paper("dean", "30 Nov 02:50", "30 Nov 04:10")

    printed = listeners(app, "rest", "--site", "LKI", "--from", "2026-11-28", "--to", "2026-11-29", "--csv").stdout

    assert [line.split(",")[0] for line in printed.splitlines()] == ["ref", "L01", "L03"]


def test_a_rest_of_the_day_before_that_is_not_over_is_in_force_today(app: Flask, larkmoor: Scene) -> None:
    larkmoor.paper("sam", "27 Nov 14:00", "27 Nov 15:00", now="28 Nov 09:00")
    larkmoor.paper("sam", "27 Nov 06:30", "27 Nov 13:30", now="28 Nov 09:00")

    printed = listeners(app, "rest", "--site", "LKI", "--on", "2026-11-28", "--csv").stdout

    assert printed.splitlines()[1:] == [
        "L01,2026-11-27T15:00:00Z,2026-11-28T02:00:00Z,2026-11-28T02:00:00Z,restarted,yes"
    ]


def test_an_open_call_out_has_no_line(app: Flask, larkmoor: Scene) -> None:
    larkmoor.paper("sam", "28 Nov 02:50", None)

    assert listeners(app, "rest", "--site", "LKI", "--on", "2026-11-28", "--csv").stdout == f"{HEADER}\n"


def test_without_a_date_it_is_today_at_the_site(app: Flask, larkmoor: Scene) -> None:
    larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10")

    with time_machine.travel(utc("2026-11-28 09:00"), tick=False):
        told = listeners(app, "rest", "--site", "LKI")

    assert told.stdout == (
        "L01 Sam Okoro: rest 2026-11-28 04:10 to 2026-11-28 15:10, "
        "excused from work until 2026-11-28 17:00, broken night, kept\n"
    )


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--on", "2026-13-01"), "is not a date"),
        (("--on", "9999-12-31"), "of the years 2000 to 2100"),
        (("--from", "0001-01-01", "--to", "2026-11-28"), "of the years 2000 to 2100"),
        (("--from", "2026-11-28"), "--from and --to go together"),
        (("--from", "2026-11-29", "--to", "2026-11-28"), "is before"),
        (("--on", "2026-11-28", "--from", "2026-11-28", "--to", "2026-11-28"), "Ask for --on, or"),
    ],
)
def test_dates_that_cannot_be_are_refused_with_status_2(app: Flask, arguments: tuple[str, ...], why: str) -> None:
    refused = listeners(app, "rest", "--site", "LKI", *arguments)

    assert refused.exit_code == 2 and why in refused.output


def test_the_night_sheet_is_one_file_that_needs_nothing_beside_it(app: Flask, larkmoor: Scene, tmp_path: Path) -> None:
    larkmoor.on_duty("sam", "luc")
    larkmoor.paper("dean", "27 Nov 05:20", "27 Nov 12:00")
    sheet = tmp_path / "sheet.html"

    with time_machine.travel(utc("2026-11-27 16:00"), tick=False):
        printed = listeners(app, "night-sheet", "--site", "LKI", "-o", str(sheet))

    page = sheet.read_text(encoding="utf-8")
    assert printed.exit_code == 0 and printed.stdout == ""
    assert "Friday 27 to Saturday 28 November" in page and "Printed Friday 27 November, 16:00" in page
    assert page.index("Sam Okoro") < page.index("Luc Martin")
    assert "LKI-B-2-001" in page and "Samaritans 116 123" in page
    assert "HMP Larkmoor: emergency code and self-harm procedure first." in page
    assert "Fen " not in page
    for asks_elsewhere in ('src="', '<link rel="stylesheet"', "url("):
        assert asks_elsewhere not in page


def test_the_night_sheet_of_a_night_with_nobody_says_so_loudly(app: Flask, larkmoor: Scene) -> None:
    with time_machine.travel(utc("2026-11-27 16:00"), tick=False):
        page = listeners(app, "night-sheet", "--site", "LKI", "--night", str(FRIDAY + timedelta(days=3))).stdout

    assert "Nobody is on stand-by tonight" in page and "Monday 30 November to Tuesday 1 December" in page


def test_the_night_sheet_names_who_rests_who_is_out_and_the_cell_of_whoever_is_on_duty(
    app: Flask, larkmoor: Scene
) -> None:
    larkmoor.on_duty("sam", "luc")
    larkmoor.goes(larkmoor.start("27 Nov 21:00", wing="C"), "sam", "27 Nov 21:10")
    larkmoor.paper("ravi", "27 Nov 05:20", "27 Nov 09:30", now="27 Nov 15:00")

    with time_machine.travel(at("27 Nov 21:20"), tick=False):
        page = listeners(app, "night-sheet", "--site", "LKI").stdout

    assert "Ravi Patel until Friday 27 November, 20:30" not in page  # rested by now
    in_order, _, on_paper = page.partition("Call-outs tonight")
    assert "LKI-D-2-003" in in_order, "Luc is on stand-by"
    assert "Dean Shaw" in in_order and "LKI-A-2-004" not in in_order, "Dean is in reserve"
    written = [cell.partition("<")[0] for cell in on_paper.split('<td class="lst-write">')[1:6]]
    assert written == ["21:00", "C", "Sam Okoro", "", "21:10"], "no yes of his is on file apart from his going"


def test_with_nobody_on_stand_by_the_sheet_sends_the_officer_to_the_reserve(app: Flask, larkmoor: Scene) -> None:
    with time_machine.travel(at("27 Nov 17:30"), tick=False):
        page = listeners(app, "night-sheet", "--site", "LKI").stdout

    assert "Nobody is on stand-by tonight. If a man asks: ask the reserve, in this order." in page


def test_a_sheet_that_cannot_be_written_is_refused_and_leaves_nothing(app: Flask, tmp_path: Path, world: World) -> None:
    refused = listeners(app, "night-sheet", "--site", "LKI", "-o", str(tmp_path / "none" / "sheet.html"))

    assert refused.exit_code != 0 and list(tmp_path.glob("**/*.part")) == []
