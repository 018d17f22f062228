"""Is this the official wording of a questionnaire, whole and for its key? The format is in docs/instrument-packs.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from listeners.domain.care.instruments import Instrument
from listeners.errors import Problem

LONGEST_ITEM, LONGEST_LINE = 300, 200
"""Characters of an item, and of anything else."""
NEEDED, MAY_BE = ("instrument", "version", "licence", "items"), ("answers",)


@dataclass(frozen=True, slots=True)
class Pack:
    """The official wording: each item in the order of its number, and what each answer is called (or nothing)."""

    version: str
    licence: str
    items: tuple[str, ...]
    answers: tuple[str, ...]


def pack_of(of_key: Instrument, read: object) -> Pack | tuple[Problem, ...]:
    """Return the wording of a pack that was read from JSON, or every fault of it: where it stands, and why."""
    if not isinstance(read, dict):
        return (Problem(None, None, "this is no object of names and texts"),)
    faults = tuple(_faults(of_key, read))
    if faults:
        return faults
    labels = read.get("answers", {})
    return Pack(
        version=read["version"].strip(),
        licence=read["licence"].strip(),
        items=tuple(read["items"][str(item)].strip() for item in of_key.numbers),
        answers=tuple(labels[str(each)].strip() for each in _answers(of_key)) if labels else (),
    )


def _faults(of_key: Instrument, read: Mapping[object, object]) -> Iterator[Problem]:
    for name in read:
        if name not in (*NEEDED, *MAY_BE):
            yield Problem(None, str(name), "there is no such entry")
    if read.get("instrument") != of_key.key:
        yield Problem(None, "instrument", f"this must be {of_key.key}")
    for name in ("version", "licence"):
        if (why := _no_text(read.get(name), LONGEST_LINE)) is not None:
            yield Problem(None, name, why)
    yield from _of_each("item", "items", read.get("items"), of_key.numbers, LONGEST_ITEM)
    if "answers" in read:
        yield from _of_each("answer", "answers", read["answers"], _answers(of_key), LONGEST_LINE)


def _of_each(what: str, entry: str, found: object, numbers: range, longest: int) -> Iterator[Problem]:
    """What is wrong with the texts of an entry, one for each number."""
    if not isinstance(found, dict):
        yield Problem(None, entry, f"this must hold a text for each number from {numbers[0]} to {numbers[-1]}")
        return
    wanted = [str(number) for number in numbers]
    for name in wanted:
        why = "it is missing" if name not in found else _no_text(found[name], longest)
        if why is not None:
            yield Problem(None, f"{what} {name}", why)
    for name in found:
        if name not in wanted:
            yield Problem(None, f"{what} {name}", f"the numbers go from {wanted[0]} to {wanted[-1]}")


def _answers(of_key: Instrument) -> range:
    return range(of_key.least, of_key.most + 1)


def _no_text(found: object, longest: int) -> str | None:
    if not isinstance(found, str) or not found.strip():
        return "a text is missing"
    return f"it is longer than {longest} characters" if len(found.strip()) > longest else None
