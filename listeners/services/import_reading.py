"""How is a file read before anything is written? Once for its faults, and again, a chunk at a time, for its lines."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from itertools import islice
from typing import TypeVar

from listeners.domain.import_files import Source, records_of
from listeners.domain.imports import FileSpec, ImportSite, Keyed, Problems, Row
from listeners.domain.nights import local_date
from listeners.domain.team import Site
from listeners.errors import Problem, Unreadable
from listeners.store import people_facts

CHUNK = 500
"""Lines compared and written together."""
MOST_PROBLEMS = 50_000
"""So many faults are told; a file with more is not a file of this kind."""

R = TypeVar("R", bound=Keyed)
T = TypeVar("T")
Reader = Callable[[int, Row], R | Problems]


def import_site(site: Site, refs: Collection[str], now: datetime) -> ImportSite:
    """Return what lines are read against at a site (1 statement)."""
    policy = people_facts.policy(site.id, local_date(now, site.zone))
    wings = frozenset(wing.code for wing in site.wings)
    return ImportSite(site.code, site.name, site.zone, wings, refs, now, policy.confirm_back_hours)


def faults(source: Source, spec: FileSpec, read: Reader[R], seen: Callable[[R], None] | None = None) -> Problems:
    """Return everything that is wrong with a file; each good line is shown to ``seen`` on the way."""
    found: list[Problem] = []
    for record in records_of(source, spec, read):
        if isinstance(record, Problem):
            found.append(record)
            if len(found) == MOST_PROBLEMS:
                return (*found, Problem(record.line, None, "there are more faults after this one"))
        elif seen is not None:
            seen(record)
    return tuple(found)


def good_lines(source: Source, spec: FileSpec, read: Reader[R]) -> Iterator[R]:
    """Yield the lines of a file that has been found good.

    Raises:
        Unreadable: it has changed since.
    """
    for record in records_of(source, spec, read):
        if isinstance(record, Problem):
            raise Unreadable(source.name, (record,))
        yield record


def in_chunks(things: Iterator[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Yield the things in lists of at most ``size``."""
    while chunk := list(islice(things, size)):
        yield chunk
