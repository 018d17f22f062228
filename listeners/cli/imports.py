"""How does a file of the charity's get on file from the command line?

Standard output is what was done (or, with ``--dry-run``, what would be); faults go to standard error, a line each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from listeners import clock
from listeners.access import SYSTEM, Actor
from listeners.domain.import_files import Source, lines_of
from listeners.domain.import_look import LineChange, Look, NightShort
from listeners.errors import Problem, Unreadable
from listeners.services import sites

if TYPE_CHECKING:
    from flask import Flask

    from listeners.domain.team import Site

Verb = Callable[["Site", Source, Actor, datetime], Look]


def import_command(name: str, look_at: str, do: str) -> click.Command:
    """Return the command ``import FILE.csv --site CODE [--dry-run]`` for one kind of file.

    ``look_at`` and ``do`` name the services as ``module:function``; they are loaded when the command is run.
    """

    @click.command("import", help=f"Put {name} on file, all of its lines or none.")
    @click.argument("file", metavar="FILE.csv", type=click.Path(path_type=Path))
    @click.option("--site", "code", required=True, metavar="CODE", help="The prison code, such as LKI.")
    @click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
    @click.pass_obj
    def command(open_app: Callable[[], Flask], file: Path, code: str, dry_run: bool) -> None:
        source = _source(file)
        with open_app().app_context():
            verb = _verb(look_at if dry_run else do)
            look = verb(sites.by_code(code, SYSTEM), source, SYSTEM, clock.now())
        if look.problems:
            raise Unreadable(source.name, look.problems)
        for line in _told(look, dry_run):
            click.echo(line)

    return command


def _verb(path: str) -> Verb:
    module, function = path.split(":")
    verb: Verb = getattr(import_module(module), function)
    return verb


def _source(file: Path) -> Source:
    """Return the file to be read.

    Raises:
        Unreadable: it cannot be opened.
    """

    def lines() -> Iterator[bytes]:
        with file.open("rb") as opened:
            yield from lines_of(opened)

    try:
        readable_twice = file.is_file() or file.is_dir() or not file.exists()
        if readable_twice:
            file.open("rb").close()
    except OSError as error:
        raise Unreadable(str(file), (Problem(None, None, error.strerror or "cannot be read"),)) from error
    if not readable_twice:
        raise Unreadable(str(file), (Problem(None, None, "is not a plain file, and has to be read twice"),))
    return Source(str(file), lines)


def _told(look: Look, dry_run: bool) -> Iterator[str]:
    counts = f"{look.added} added, {look.changed} changed, {look.same} the same"
    yield f"{counts} (dry run: nothing has been written)" if dry_run else counts
    yield from (_change(change) for change in look.shown if dry_run)
    more = look.added + look.changed - len(look.shown)
    if dry_run and more:
        yield f"and {more} more"
    if look.held:
        yield f"{look.held} not planned or asked until a yes is written down: the prison number is on file already"
    yield from _nights("is now short: its Listener takes no part", look.short)
    yield from _nights("needs somebody: its Listener cannot do it", look.asked)
    yield from (f"{key}: its reason looks as if it named a caller, take that out" for key in look.named)


def _change(change: LineChange) -> str:
    if change.is_new:
        return f"{change.key}: new"
    fields = (
        f"{each.column} changed"
        if each.new is None
        else f"{each.column} {each.old or 'empty'} -> {each.new or 'empty'}"
        for each in change.fields
    )
    return f"{change.key}: {', '.join(fields)}"


def _nights(words: str, nights: tuple[NightShort, ...]) -> Iterator[str]:
    for each in sorted(nights, key=lambda each: (each.night, each.ref)):
        yield f"night of {each.night.isoformat()}, {each.ref}: {words}"
