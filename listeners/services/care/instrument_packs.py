"""Which official wording has the charity put into its instance folder, and may it be shown?

The wording is other people's text, so it never comes with the program. A pack with a fault is refused whole: the pages
go on with our own words, and say why.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from listeners.domain.care.instrument_pack import Pack, pack_of
from listeners.domain.care.instruments import Instrument
from listeners.errors import NotFound, Problem, Unreadable
from listeners.services.care.instrument_keys import instrument

FOLDER = "instruments"
LARGEST_FILE = 100_000
"""Bytes; the longest questionnaire needs a tenth of it."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a questionnaire's items: a pack; or none, and the fault of the one that is there."""

    pack: Pack | None = None
    fault: str | None = None


def wording(instance: Path, of_key: Instrument) -> Wording:
    """Return the official wording of a questionnaire from the instance folder, or why what is there is not shown."""
    try:
        return Wording(read_pack(instance / FOLDER / f"{of_key.key}.json", of_key))
    except NotFound:
        return Wording()
    except Unreadable as error:
        return Wording(fault=str(error).splitlines()[0])


def check(path: Path) -> tuple[Instrument, Pack]:
    """Return the wording in a file, and of what it is by the file's name.

    Raises:
        NotFound: there is no such file.
        Unreadable: it is none of a questionnaire that we know, or has faults; each is named.
    """
    try:
        of_key = instrument(path.stem)
    except NotFound as error:
        raise Unreadable(path.name, [Problem(None, None, "no questionnaire is called so")]) from error
    return of_key, read_pack(path, of_key)


def read_pack(path: Path, of_key: Instrument) -> Pack:
    """Return the wording in a file.

    Raises:
        NotFound: there is no such file.
        Unreadable: it cannot be read, or has faults; each is named, with the item.
    """
    source = f"{FOLDER}/{path.name}"
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST_FILE + 1)
    except FileNotFoundError as error:
        raise NotFound(f"there is no {path.name}") from error
    except OSError as error:
        raise Unreadable(source, [Problem(None, None, error.strerror or "cannot be read")]) from error
    if len(text) > LARGEST_FILE:
        raise Unreadable(source, [Problem(None, None, f"it is larger than {LARGEST_FILE // 1000} kB")])
    try:
        found = pack_of(of_key, json.loads(text.decode("utf-8-sig"), object_pairs_hook=_each_once))
    except json.JSONDecodeError as error:
        raise Unreadable(source, [Problem(error.lineno, None, f"this is no JSON: {error.msg}")]) from error
    except UnicodeDecodeError as error:
        raise Unreadable(source, [Problem(None, None, "it is not written in UTF-8")]) from error
    except _Twice as error:
        raise Unreadable(source, [Problem(None, str(error), "it stands there twice")]) from error
    if isinstance(found, Pack):
        return found
    raise Unreadable(source, found)


class _Twice(Exception):
    """A name stands twice in one object, of which JSON would silently keep the last."""


def _each_once(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise _Twice(name)
        found[name] = value
    return found
