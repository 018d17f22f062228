"""Which questionnaires does the program know, by the keys that come with it?

The keys stand in ``instruments.json`` beside this file: facts, with source, licence and caveat of each, and no wording.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from listeners.domain.care.instruments import Band, Instrument, Reckoned, Scale, Use
from listeners.errors import NotFound

KEYS = "instruments.json"


@cache
def instruments() -> Mapping[str, Instrument]:
    """Return every instrument by its key, in the order of the file."""
    read = json.loads(files(__package__).joinpath(KEYS).read_text(encoding="utf-8"))
    return {key: _instrument(key, entry) for key, entry in read.items() if not key.startswith("_")}


def instrument(key: str, use: Use | None = None) -> Instrument:
    """Return one instrument, of a use where that is given.

    Raises:
        NotFound: there is none of that key and use.
    """
    found = instruments().get(key)
    if found is None or (use is not None and found.use is not use):
        raise NotFound("no such questionnaire")
    return found


def with_reliable_change() -> tuple[Instrument, ...]:
    """Return those whose key says which change is more than chance: what they say may be a reason to ask."""
    return tuple(each for each in instruments().values() if each.reliable_change is not None)


def _instrument(key: str, entry: Mapping[str, Any]) -> Instrument:
    percentiles = entry.get("percentiles_20_50_80", {})
    scales = (
        Scale(name, tuple(items), tuple(map(Fraction, percentiles.get(name, ()))))
        for name, items in entry["scales"].items()
    )
    return Instrument(
        key=key,
        name=entry["name"],
        use=Use(entry["use"]),
        items=entry["items"],
        least=entry["min"],
        most=entry["max"],
        period=entry["period"],
        reversed=frozenset(entry["reversed"]),
        scales=tuple(scales),
        reckoned=Reckoned(entry["reckoned"]),
        times=entry["times"],
        bands=tuple(Band(name, *ends) for name, ends in entry["bands_raw"].items()),
        reliable_change=entry.get("reliable_change"),
        response_rate=tuple(entry.get("response_rate", {}).items()),
        source=entry["source"],
        licence=entry["licence"],
        caveat=entry["caveat"],
        cues=tuple(entry["cues"]),
    )
