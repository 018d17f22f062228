"""Files of the charity's as the tests write them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from listeners.domain.import_files import Source, lines_of

TEAM = Path(__file__).parent / "data" / "team"
PEOPLE_HEADER = "ref,name,prison_number,cell,reaches,share,joined_on,standing,reserve"


def source(text: str | bytes, name: str = "people.csv") -> Source:
    """A file of this content."""
    content = text.encode() if isinstance(text, str) else text
    return Source(name, lambda: lines_of(io.BytesIO(content)))


def file_source(path: Path) -> Source:
    """A file of the test data."""
    return source(path.read_bytes(), path.name)


def file_of(path: Path) -> Source:
    """A file on the disk, read a line at a time."""

    def lines() -> Iterator[bytes]:
        with path.open("rb") as opened:
            yield from lines_of(opened)

    return Source(path.name, lines)


def people(*lines: str) -> Source:
    """people.csv with these lines."""
    return source("\n".join((PEOPLE_HEADER, *lines)) + "\n")


def availability(*lines: str) -> Source:
    """availability.csv with these lines."""
    return source("\n".join(("ref,on,kind,reason", *lines)) + "\n", "availability.csv")


def call_outs(*lines: str) -> Source:
    """callouts.csv with these lines."""
    header = "ref,asked_at,out_at,back_at,wing,place,suicidal_feelings"
    return source("\n".join((header, *lines)) + "\n", "callouts.csv")
