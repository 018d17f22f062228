"""Do the pages for people say what the program has: commands, columns of files, defaults, access, guards, decisions?"""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from listeners.access.table import CALLERS, TABLE, Kind
from listeners.cli import commands
from listeners.domain.imports import AVAILABILITY, CALL_OUTS, PEOPLE, FileSpec
from listeners.domain.policy import DESIGN, FLAG_RULES, RULES, Rule, Value
from listeners.store.guards import guards_for
from listeners.store.schema_tables import metadata
from tests.architecture.files import ROOT

OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
FILES = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
EVIDENCE = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
SECURITY = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
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
    """The commands of the table in docs/operations.md, each with what may follow it."""
    table = OPERATIONS.partition("\n## Commands\n")[2].partition("\n## ")[0]
    return {name.strip(): rest for name, rest in ROW.findall(table)}


def test_every_command_has_a_line_and_every_line_a_command() -> None:
    assert sorted(documented()) == sorted(name for name, _ in leaves(commands))


def groups(command: click.Command) -> Iterator[click.Group]:
    """A group and every group in it."""
    if isinstance(command, click.Group):
        yield command
        with click.Context(command) as ctx:
            for part in command.list_commands(ctx):
                found = command.get_command(ctx, part)
                assert found is not None
                yield from groups(found)


def test_no_line_of_help_is_cut_off() -> None:
    for group in groups(commands):
        printed = CliRunner().invoke(group, ["--help"]).output.partition("Commands:")[2]
        assert printed and "..." not in printed, printed


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


def rows(page: str, heading: str, nth: int = 1) -> list[list[str]]:
    """The cells of the first table below a heading, or the nth, without its two lines at the top."""
    table = page.partition(f"\n## {heading}")[2].split("\n\n|")[nth].partition("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()[2:]]


def shown(value: Value) -> str:
    """A number of the policy as the page writes it."""
    return str(value) if isinstance(value, int) else f"{value:%H:%M}"


def documented_rule(rule: Rule) -> list[str]:
    """The line that a number of the policy should have."""
    unit = rule.unit.removesuffix("s") if rule.default == 1 else rule.unit
    default = shown(rule.default) if rule.unit == "local time" else f"{rule.default} {unit}"
    return [rule.label, default, f"{shown(rule.low)} to {shown(rule.high)}", rule.source.replace(DESIGN, "D")]


def test_the_page_of_the_evidence_gives_every_default_its_bounds_and_its_source() -> None:
    assert rows(EVIDENCE, "4. Rest") == [documented_rule(rule) for rule in RULES if rule not in FLAG_RULES]
    assert rows(EVIDENCE, "5. Flags", 2) == [documented_rule(rule) for rule in FLAG_RULES]


def test_the_page_of_security_shows_the_table_of_access_cell_by_cell() -> None:
    table = [
        [str(number), f"`{kind}`", *(TABLE[kind, caller] for caller in CALLERS)] for number, kind in enumerate(Kind, 1)
    ]

    assert rows(SECURITY, "Part b: ") == table


def test_the_page_of_security_names_every_guard_and_none_that_is_not_there() -> None:
    indexes = {str(index.name) for table in metadata.tables.values() for index in table.indexes}
    indexes = {each for each in indexes if each.startswith("guard_")}
    guards = {guard.name.removesuffix("()") for guard in guards_for("postgresql")} | indexes
    part = SECURITY.partition("\n## Part c: ")[2].partition("\n## ")[0]

    assert indexes
    assert set(re.findall("`(guard_[a-z_]+)`", part)) == guards


def test_every_test_that_the_page_of_security_names_is_there() -> None:
    named = re.findall(r"`((?:[a-z]+/)*test_[a-z_]+\.py)`", SECURITY)

    assert named
    assert [each for each in named if not (ROOT / "tests" / each).is_file()] == []


def test_every_decision_stands_in_the_list_of_decisions() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\]\((\d{4}-[a-z0-9-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8"))

    assert listed == sorted(path.name for path in folder.glob("[0-9]*.md"))
