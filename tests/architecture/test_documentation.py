"""Do the pages for people name what the program has: every command with its options, every column of a file?"""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from listeners.cli import commands
from listeners.domain.imports import AVAILABILITY, CALL_OUTS, PEOPLE, FileSpec
from tests.architecture.files import ROOT

OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
FILES = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `((?:[a-z][a-z-]* ?)+)([^`]*)` \|", re.MULTILINE)


def leaves(command: click.Command, name: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with its whole name."""
    if not isinstance(command, click.Group):
        yield " ".join(name), command
        return
    with click.Context(command) as ctx:
        for part in command.list_commands(ctx):
            found = command.get_command(ctx, part)
            assert found is not None
            yield from leaves(found, (*name, part))


def documented() -> dict[str, str]:
    """The commands of the table in operations.md, each with what may follow it."""
    table = OPERATIONS.partition("\n## Commands\n")[2].partition("\n## ")[0]
    return {name.strip(): rest for name, rest in ROW.findall(table)}


def test_every_command_has_a_line_and_every_line_a_command() -> None:
    assert sorted(documented()) == sorted(name for name, _ in leaves(commands))


@pytest.mark.parametrize(("name", "command"), list(leaves(commands)))
def test_the_line_of_a_command_names_exactly_its_options(name: str, command: click.Command) -> None:
    options = {option for each in command.params if isinstance(each, click.Option) for option in each.opts}
    written = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", documented()[name]))

    assert written == options


@pytest.mark.parametrize(
    ("file", "spec"), [("people", PEOPLE), ("availability", AVAILABILITY), ("callouts", CALL_OUTS)]
)
def test_the_page_of_the_files_names_exactly_their_columns(file: str, spec: FileSpec) -> None:
    section = FILES.partition(f"\n## {file}.csv, ")[2].partition("\n## ")[0]
    named = [
        column for row in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE) for column in re.findall("`(.*?)`", row)
    ]

    assert sorted(named) == sorted(spec.required + spec.optional)
    assert section.startswith(f"key `{spec.key.replace(' ', '')}`")
