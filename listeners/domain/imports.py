"""Which columns and lines of the charity's own files can be used, and what is wrong with the others?

Strict: columns by name in any order, unknown ones refused; all or nothing; every bad line with its number,
column and reason. One line at a time, so that a file of 100,000 lines needs no more than their short keys.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar, cast
from zoneinfo import ZoneInfo

from listeners.domain.cells import Cell
from listeners.domain.import_fields import (
    BadCell,
    choice_cell,
    date_cell,
    moment_cell,
    name_cell,
    own_cell,
    prison_number_cell,
    reaches_cell,
    ref_cell,
    share_cell,
    shown,
    text_cell,
    wing_cell,
    yes_no_cell,
)
from listeners.domain.people import AvailabilityKind, Standing
from listeners.domain.states import ContactPlace
from listeners.errors import Problem

Problems = tuple[Problem, ...]
Row = Mapping[str | None, object]
"""One line as csv.DictReader gives it: text by column, None for a missing cell, a list under None for those
too many."""

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class FileSpec:
    """The columns of one kind of file. ``key`` names those that say which record a line is about."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    key: str


PEOPLE = FileSpec(
    ("ref", "name", "prison_number", "cell", "reaches", "share", "joined_on", "standing"), ("reserve",), "ref"
)
AVAILABILITY = FileSpec(("ref", "on", "kind"), ("reason",), "ref, on, kind")
CALL_OUTS = FileSpec(("ref", "asked_at", "out_at", "back_at", "wing", "place"), ("suicidal_feelings",), "ref, out_at")


@dataclass(frozen=True, slots=True)
class Header:
    """A header that can be used: the column names in the order of the file, without surrounding spaces."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportSite:
    """What lines are read against: the prison's code, name, time zone and wings, its Listeners' refs, the instant
    of reading, and the policy's hours after which a return must be confirmed."""

    code: str
    name: str
    zone: ZoneInfo
    wings: Container[str]
    refs: Container[str]
    now: datetime
    confirm_back_hours: int

    @property
    def today(self) -> date:
        """The date on the wall of the prison."""
        return self.now.astimezone(self.zone).date()


class Keyed(Protocol):
    """A record that says which line of a file would be the same again."""

    @property
    def key(self) -> str:
        """The key as one short text."""


_Record = TypeVar("_Record", bound=Keyed)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A line of people.csv. ``reaches`` is None for every wing, ``reserve`` None where the file does not
    say."""

    ref: str
    name: str
    prison_number: str
    cell: Cell
    reaches: frozenset[str] | None
    share: int
    joined_on: date
    standing: Standing
    reserve: bool | None

    @property
    def key(self) -> str:
        """The charity's reference."""
        return self.ref


@dataclass(frozen=True, slots=True)
class AvailabilityRow:
    """A line of availability.csv. ``reason`` is for coordinators only, and empty where none is given."""

    ref: str
    on: date
    kind: AvailabilityKind
    reason: str

    @property
    def key(self) -> str:
        """Reference, night and kind."""
        return f"{self.ref} {self.on} {self.kind}"


@dataclass(frozen=True, slots=True)
class CallOutRow:
    """A line of callouts.csv, times in UTC. ``back_at`` is None where no return is recorded, ``place`` where nobody
    noted it, ``suicidal_feelings`` where nothing was ticked either way."""

    ref: str
    asked_at: datetime
    out_at: datetime
    back_at: datetime | None
    wing: str
    place: ContactPlace | None
    suicidal_feelings: bool | None

    @property
    def key(self) -> str:
        """Reference and the instant out, however the file wrote it."""
        return f"{self.ref} {self.out_at.isoformat()}"


def read_header(fieldnames: Sequence[str] | None, spec: FileSpec) -> Header | Problems:
    """Return the header of a file, or everything that is wrong with it: missing, unknown and repeated
    columns."""
    names = tuple(name.strip() for name in fieldnames or ())
    if not any(names):
        return (Problem(1, None, f"there is no header; the columns are {', '.join(spec.required)}"),)
    unknown = [name for name in dict.fromkeys(names) if name not in spec.required + spec.optional]
    repeated = [name for name in dict.fromkeys(names) if names.count(name) > 1 and name not in unknown]
    problems = (
        *(Problem(1, name, "this column is missing") for name in spec.required if name not in names),
        *(Problem(1, shown(name), _why_unknown(name)) for name in unknown),
        *(Problem(1, name, "this column stands there more than once") for name in repeated),
    )
    return problems or Header(names)


def _why_unknown(name: str) -> str:
    """Why a column is refused; of one about the caller it is said that there can be none."""
    if "caller" in name.casefold():
        return "nothing about a caller is ever held: take this column out"
    return "there is no such column"


def read_rows(
    rows: Iterable[tuple[int, Row]], read: Callable[[int, Row], _Record | Problems], spec: FileSpec
) -> Iterator[_Record | Problem]:
    """Yield a record for each good line, and a problem for each fault, also for a key that an earlier line
    had.

    ``rows`` gives line numbers and lines, ``read`` turns one into a record. Only the keys are kept.
    """
    first_lines: dict[str, int] = {}
    for number, row in rows:
        found = read(number, row)
        if isinstance(found, tuple):
            yield from found
            continue
        first = first_lines.setdefault(found.key, number)
        yield found if first == number else Problem(number, spec.key, f"the same as in line {first}")


def person_row(number: int, row: Row, site: ImportSite) -> PersonRow | Problems:
    """Return one line of people.csv, or everything that is wrong with it."""
    line = _Line(number, row)
    found = PersonRow(
        ref=line.read("ref", ref_cell),
        name=line.read("name", name_cell),
        prison_number=line.read("prison_number", prison_number_cell),
        cell=line.read("cell", partial(own_cell, prison=site.code, wings=site.wings)),
        reaches=line.read("reaches", partial(reaches_cell, wings=site.wings)),
        share=line.read("share", share_cell),
        joined_on=line.read("joined_on", partial(date_cell, today=site.today)),
        standing=line.read("standing", partial(choice_cell, kind=Standing)),
        reserve=line.read("reserve", yes_no_cell),
    )
    return tuple(line.problems) or found


def availability_row(number: int, row: Row, site: ImportSite) -> AvailabilityRow | Problems:
    """Return one line of availability.csv, or everything that is wrong with it."""
    line = _Line(number, row)
    found = AvailabilityRow(
        ref=line.read("ref", partial(_known_ref, site=site)),
        on=line.read("on", partial(date_cell, today=site.today)),
        kind=line.read("kind", partial(choice_cell, kind=AvailabilityKind, without=(AvailabilityKind.CAN,))),
        reason=line.read("reason", text_cell),
    )
    return tuple(line.problems) or found


def call_out_row(number: int, row: Row, site: ImportSite) -> CallOutRow | Problems:
    """Return one line of callouts.csv, or everything that is wrong with it, the order of its times
    included."""
    line = _Line(number, row)
    moment = partial(moment_cell, zone=site.zone, now=site.now)
    found = CallOutRow(
        ref=line.read("ref", partial(_known_ref, site=site)),
        asked_at=line.read("asked_at", moment),
        out_at=line.read("out_at", moment),
        back_at=line.read("back_at", lambda text: moment(text) if text else None),
        wing=line.read("wing", partial(wing_cell, wings=site.wings)),
        place=line.read("place", lambda text: choice_cell(text, ContactPlace) if text else None),
        suicidal_feelings=line.read("suicidal_feelings", yes_no_cell),
    )
    if line.is_good("asked_at", "out_at") and found.out_at < found.asked_at:
        line.fault("out_at", "is before asked_at")
    if line.is_good("out_at", "back_at") and found.back_at is not None:
        _check_back(line, found.out_at, found.back_at, site.confirm_back_hours)
    return tuple(line.problems) or found


def _check_back(line: _Line, out_at: datetime, back_at: datetime, hours: int) -> None:
    if back_at < out_at:
        line.fault("back_at", "is before out_at")
    elif back_at - out_at > timedelta(hours=hours):
        line.fault("back_at", f"is more than {hours} hours after out_at; such a return is confirmed on its own page")


def _known_ref(text: str, site: ImportSite) -> str:
    if ref_cell(text) not in site.refs:
        raise BadCell(f"nobody at {site.name} has the ref {shown(text)}")
    return text


class _Line:
    """One line while it is read: what is wrong with each of its cells is gathered, so that all of it can be
    told."""

    def __init__(self, number: int, row: Row) -> None:
        self.number = number
        self.row = row
        self.problems: list[Problem] = []
        # A line of the wrong length has its cells in the wrong columns: that alone is said of it.
        self.is_whole = None not in row and None not in row.values()
        if not self.is_whole:
            self.fault(None, f"has {'more' if None in row else 'fewer'} cells than the header")

    def read(self, column: str, reader: Callable[[str], _Value]) -> _Value:
        """Return a cell's value, a column that is not there being read as empty.

        Where the cell is bad its problem is kept, and what is returned must not be used.
        """
        if self.is_whole:
            try:
                return reader(str(self.row.get(column, "")).strip())
            except BadCell as bad:
                self.fault(column, str(bad))
        return cast(_Value, None)

    def fault(self, column: str | None, why: str) -> None:
        """Keep a problem of this line."""
        self.problems.append(Problem(self.number, column, why))

    def is_good(self, *columns: str) -> bool:
        """Whether these cells have been read without a problem."""
        return self.is_whole and not any(problem.column in columns for problem in self.problems)
