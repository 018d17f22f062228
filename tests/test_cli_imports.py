"""Do the import commands answer on standard output, refuse in a line for each fault, and write all or nothing?"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from config import Settings
from listeners.cli import run
from listeners.store import people_facts
from listeners.store.database import db
from tests.architecture.files import ROOT
from tests.csv_files import PEOPLE_HEADER, TEAM
from tests.duties import add_duty
from tests.world import World

NOW = "2026-11-20T12:00:00Z"
PEOPLE, AVAILABILITY, CALL_OUTS = (TEAM / f"{name}.csv" for name in ("people", "availability", "callouts"))


class Terminal:
    """Somebody at a terminal: what a command printed, and how it ended."""

    def __init__(self, app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
        self.app, self.capsys = app, capsys

    def __call__(self, *arguments: str | Path) -> tuple[int | str | None, str, list[str]]:
        """Run one command, and return its exit status, its answer and the lines on standard error."""
        with pytest.raises(SystemExit) as left, time_machine.travel(NOW, tick=False):
            run(lambda: self.app, [str(each) for each in arguments])
        told = self.capsys.readouterr()
        return left.value.code, told.out, told.err.splitlines()


@pytest.fixture
def terminal(app: Flask, world: World, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """A terminal on an installation with the prison LKI."""
    return Terminal(app, capsys)


def test_the_three_files_of_a_team_are_put_on_file_and_a_second_time_change_nothing(terminal: Terminal) -> None:
    files = (("people", PEOPLE, 16), ("availability", AVAILABILITY, 25), ("callouts", CALL_OUTS, 14))
    for command, file, lines in files:
        assert terminal(command, "import", file, "--site", "LKI") == (0, f"{lines} added, 0 changed, 0 the same\n", [])
    for command, file, lines in files:
        assert terminal(command, "import", file, "--site", "LKI") == (0, f"0 added, 0 changed, {lines} the same\n", [])


def test_a_dry_run_says_what_would_change_and_changes_nothing(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(
        f"{PEOPLE_HEADER}\nL01,Sam Okoro,A1001AA,LKI-D-4-009,A,100,2026-06-01,active,no\n"
        "L50,Neo Jones,A1050AA,LKI-A-1-001,,100,2026-11-01,shadowing,\n"
    )
    status, told, _ = terminal("people", "import", file, "--site", "LKI", "--dry-run")

    assert (status, told.splitlines()) == (
        0,
        [
            "1 added, 1 changed, 0 the same (dry run: nothing has been written)",
            "L01: cell LKI-B-2-001 -> LKI-D-4-009, reaches empty -> A",
            "L50: new",
        ],
    )
    assert terminal("people", "import", file, "--site", "LKI")[1] == "1 added, 1 changed, 0 the same\n"


def test_a_dry_run_of_call_outs_never_says_what_was_ticked(terminal: Terminal, tmp_path: Path) -> None:
    terminal("people", "import", PEOPLE, "--site", "LKI")
    terminal("callouts", "import", CALL_OUTS, "--site", "LKI")
    file = tmp_path / "callouts.csv"
    file.write_bytes(CALL_OUTS.read_bytes().replace(b",yes", b",no"))

    _, told, _ = terminal("callouts", "import", file, "--site", "LKI", "--dry-run")

    assert told.count("suicidal_feelings changed") == 5
    assert "yes" not in told


def test_a_night_that_is_now_short_is_named(terminal: Terminal, world: World, tmp_path: Path) -> None:
    site = people_facts.site(world.larkmoor.id)
    add_duty(site, world.larkmoor.listeners["sam"], date(2026, 11, 27))
    file = tmp_path / "people.csv"
    file.write_text(f"{PEOPLE_HEADER}\nL01,Sam Okoro,A1001AA,LKI-B-2-001,,100,2026-06-01,left,no\n")

    _, told, _ = terminal("people", "import", file, "--site", "LKI")

    assert told.splitlines()[1:] == ["night of 2026-11-27, L01: is now short: its Listener takes no part"]


def test_every_bad_line_is_a_line_of_its_own_and_nothing_is_written(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(f"{PEOPLE_HEADER}\nL60,,A1060AA,LKI-A-1-001,,100,2026-11-01,active,\nL61,Al\n")

    assert terminal("people", "import", file, "--site", "LKI") == (
        2,
        "",
        [
            f"listeners: {file}: line 2, name: is empty",
            f"listeners: {file}: line 3: has fewer cells than the header",
        ],
    )
    assert len(people_facts.team(people_facts.site_by_code("LKI").id)) == 8


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("people", "import", PEOPLE, "--site", "XXI"), "listeners: no site XXI"),
        (("people", "import", "nowhere.csv", "--site", "LKI"), "listeners: nowhere.csv: No such file or directory"),
        (("people", "import", TEAM, "--site", "LKI"), f"listeners: {TEAM}: Is a directory"),
        (("people", "import", PEOPLE), "listeners: Missing option '--site'."),
    ],
    ids=["no such prison", "no such file", "a folder", "no prison"],
)
def test_what_cannot_be_done_is_one_clear_line(terminal: Terminal, arguments: tuple[str, ...], line: str) -> None:
    assert terminal(*arguments) == (2, "", [line])


def test_the_command_works_from_a_shell_on_an_instance_of_its_own(settings: Settings, world: World) -> None:
    db.session.rollback()
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "LISTENERS_INSTANCE": str(settings.instance),
        "LISTENERS_DATABASE_URL": settings.database_url,
    }
    command = [sys.executable, "-c", "from listeners.app import main; main()"]
    arguments = ["people", "import", str(PEOPLE), "--site", "LKI", "--dry-run"]
    done = subprocess.run([*command, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("16 added, 0 changed, 0 the same (dry run: nothing has been written)\nT01: new\n")
