"""How is a file of the charity's cut into lines and cells, and when is it not worth reading any further?

A cell never holds a line break, so each line stands alone: one stray quote spoils one line and not the rest of the
file. At most one line is held at a time, however many there are.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, TypeVar

from listeners.domain.imports import FileSpec, Header, Keyed, Problems, Row, read_header, read_rows
from listeners.errors import Problem

LONGEST_LINE = 10_000
"""Bytes. The longest line that can be right (names, reaches, reasons) is a tenth of it."""
MOST_COLUMNS = 50
MOST_LINES = 250_000
"""Two and a half times the largest file that is promised to work (100,000 call-outs)."""
BOM = b"\xef\xbb\xbf"

_Record = TypeVar("_Record", bound=Keyed)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that can be read more than once: its name, and a function that gives its lines from the start, each with
    its line end, none longer than ``LONGEST_LINE`` + 1 bytes."""

    name: str
    lines: Callable[[], Iterator[bytes]]


class _Stop(Exception):
    """The rest of the file is not read; ``problem`` says why."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.problem = Problem(line, None, why)


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of an open file, an overlong one in pieces of ``LONGEST_LINE`` + 1 bytes."""
    while line := file.readline(LONGEST_LINE + 1):
        yield line


def columns_of(source: Source, spec: FileSpec) -> Header | Problems:
    """Return the header of a file, or everything that is wrong with it."""
    first = list(islice(source.lines(), 1))
    try:
        return _header(first[0] if first else b"", spec)
    except _Stop as stop:
        return (stop.problem,)


def records_of(
    source: Source, spec: FileSpec, read: Callable[[int, Row], _Record | Problems]
) -> Iterator[_Record | Problem]:
    """Yield a record for each good line of a file and a problem for each fault, in the order of the lines.

    Blank lines are skipped. Reading stops at a header that cannot be used, at a line longer than any that can be
    right, and at the last line that a file may have.
    """
    bad: list[Problem] = []
    lines = source.lines()
    try:
        header = _header(next(lines, b""), spec)
        if not isinstance(header, Header):
            yield from header
            return
        for found in read_rows(_rows(lines, header, bad), read, spec):
            yield from _taken(bad)
            yield found
    except _Stop as stop:
        bad.append(stop.problem)
    yield from _taken(bad)


def _taken(bad: list[Problem]) -> list[Problem]:
    taken = bad[:]
    bad.clear()
    return taken


def _header(line: bytes, spec: FileSpec) -> Header | Problems:
    cells = _cells(1, line.removeprefix(BOM))
    if isinstance(cells, Problem):
        return (cells,)
    if len(cells) > MOST_COLUMNS:
        return (Problem(1, None, f"has more than {MOST_COLUMNS} columns; they are {', '.join(spec.required)}"),)
    return read_header(cells, spec)


def _rows(lines: Iterator[bytes], header: Header, bad: list[Problem]) -> Iterator[tuple[int, Row]]:
    """Yield number and cells of each line; a line that cannot be cut into cells goes to ``bad``."""
    for number, line in enumerate(lines, start=2):
        if number > MOST_LINES + 1:
            raise _Stop(number, f"a file has at most {MOST_LINES} lines; cut it in two")
        cells = _cells(number, line)
        if isinstance(cells, Problem):
            bad.append(cells)
        elif cells:
            yield number, _row(header.names, cells)


def _row(names: tuple[str, ...], cells: list[str]) -> Row:
    row: dict[str | None, object] = dict(zip(names, cells, strict=False))
    if len(cells) > len(names):
        row[None] = cells[len(names) :]
    row.update((name, None) for name in names[len(cells) :])
    return row


def _cells(number: int, line: bytes) -> list[str] | Problem:
    """Return the cells of one line, none for a blank one, or what is wrong with it."""
    if len(line) > LONGEST_LINE:
        raise _Stop(number, f"is longer than {LONGEST_LINE} characters; nothing after it was read")
    try:
        text = line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        return Problem(number, None, f"is not UTF-8 (byte {error.start + 1}); save the file as UTF-8")
    if "\0" in text:
        return Problem(number, None, "holds a NUL, which no text has")
    if "\r" in text:
        return Problem(number, None, "holds a carriage return that ends no line; save the file with ordinary line ends")
    if not text.strip():
        return []
    try:
        return next(csv.reader([text], strict=True))
    except csv.Error:
        return Problem(number, None, "has a quotation mark that is not closed, or text after a closed one")
