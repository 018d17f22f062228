"""How a file is cut into lines and cells, and where reading stops."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat

import pytest

from listeners.domain.import_files import BOM, LONGEST_LINE, MOST_LINES, Source, columns_of, lines_of, records_of
from listeners.domain.imports import FileSpec, Header, Row
from listeners.errors import Problem
from tests.csv_files import source

SPEC = FileSpec(("a", "b"), ("c",), "a")


class Record(str):
    """What the tests read of a line: its first cell is the key."""

    @property
    def key(self) -> str:
        return self.partition("|")[0]


def read(number: int, row: Row) -> Record | tuple[Problem, ...]:
    if None in row or None in row.values():
        return (Problem(number, None, "wrong length"),)
    return Record("|".join(str(row.get(name, "")) for name in ("a", "b", "c")))


def told(content: str | bytes) -> list[Record | Problem]:
    return list(records_of(source(content), SPEC, read))


@pytest.mark.parametrize("content", [b"a,b\n1,x\n", BOM + b"b,a\r\nx,1\r\n", b"a,b\n\n \n1,x", b' a , b\n"1",x\n'])
def test_a_bom_either_line_end_blank_lines_and_quotes_change_nothing(content: bytes) -> None:
    assert told(content) == ["1|x|"]


def test_lines_are_counted_from_the_top_of_the_file_with_the_blank_ones() -> None:
    assert told("a,b\n\n1\n") == [Problem(3, None, "wrong length")]


def test_too_many_cells_and_too_few_are_seen_by_whoever_reads_the_line() -> None:
    assert told("a,b\n1,2,3\n1\n") == [Problem(2, None, "wrong length"), Problem(3, None, "wrong length")]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"1,\xff", "is not UTF-8 (byte 3)"),
        (b"1,\0", "holds a NUL"),
        (b'1,"x', "has a quotation mark that is not closed"),
        (b'1,"x"y', "has a quotation mark that is not closed, or text after a closed one"),
        (b"1,x\ry", "holds a carriage return that ends no line"),
    ],
)
def test_a_spoiled_line_is_told_and_the_others_are_read(line: bytes, why: str) -> None:
    first, second = told(b"a,b\n" + line + b"\n2,y\n")

    assert isinstance(first, Problem)
    assert (first.line, first.column) == (2, None)
    assert first.why.startswith(why)
    assert second == "2|y|"


def test_nothing_after_an_overlong_line_is_read() -> None:
    found = told(b"a,b\n1,x\n" + b"y" * (LONGEST_LINE + 1) + b"\n2,z\n")

    assert found == ["1|x|", Problem(3, None, f"is longer than {LONGEST_LINE} characters; nothing after it was read")]


def test_a_line_of_the_longest_length_is_read() -> None:
    cell = "y" * (LONGEST_LINE - 3)

    assert told(f"a,b\n1,{cell}\n") == [f"1|{cell}|"]


def test_a_line_without_end_is_never_held_whole() -> None:
    class Endless:
        """A file of one endless line, that counts what was asked of it."""

        asked = 0

        def readline(self, size: int) -> bytes:
            self.asked += size
            return b"x" * size

    endless = Endless()
    found = columns_of(Source("endless", lambda: lines_of(endless)), SPEC)  # type: ignore[arg-type]

    assert not isinstance(found, Header)
    assert endless.asked == LONGEST_LINE + 1


def test_a_file_has_an_end_in_sight() -> None:
    def lines() -> Iterator[bytes]:
        yield b"a,b\n"
        yield from repeat(b"\n", MOST_LINES + 1)

    assert list(records_of(Source("long", lines), SPEC, read)) == [
        Problem(MOST_LINES + 2, None, f"a file has at most {MOST_LINES} lines; cut it in two")
    ]


def test_a_header_that_cannot_be_used_is_all_that_is_told() -> None:
    assert told("a,x\n1,2\n") == [
        Problem(1, "b", "this column is missing"),
        Problem(1, "'x'", "there is no such column"),
    ]
    (too_many,) = told(",".join(["a"] * 51))
    assert isinstance(too_many, Problem)
    assert too_many.why.startswith("has more than 50 columns")


def test_the_columns_are_known_before_the_lines_are_read() -> None:
    assert columns_of(source("c,b,a\n"), SPEC) == Header(("c", "b", "a"))
