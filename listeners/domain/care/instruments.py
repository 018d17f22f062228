"""What do the answers to a questionnaire add up to, by its official key, and when may that be told?

A key holds item numbers, scales, reversed items, ranges and bands: facts, never the wording of an item. Bands are
those of raw sums. A scale with an answer missing has no score. What is made for groups gives nobody a score of his own.
Source of the rules: docs/evidence.md, section 6; of each key: the key itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

NO_ANSWER = "."

Answers = Mapping[int, int]
"""What was answered, by the number of the item on the official form; an item that was left out is not in it."""

A_SHEET = 64
"""Bytes in which the answers to any of them have room."""


class Use(StrEnum):
    """Whether an instrument may speak of one person, or of a group alone."""

    INDIVIDUAL = "individual"
    GROUP = "group"


class Reckoned(StrEnum):
    """How the answers of a scale make one number."""

    SUM = "sum"
    MEAN = "mean"


class Fault(StrEnum):
    """Why an answer cannot stand."""

    NO_SUCH_ITEM = "there is no such item"
    OUT_OF_RANGE = "out of range"


@dataclass(frozen=True, slots=True)
class Band:
    """A band of raw sums, both ends included."""

    name: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Scale:
    """The items of one scale; ``percentiles`` are the 20th, 50th and 80th of organisations, where they are known."""

    name: str
    items: tuple[int, ...]
    percentiles: tuple[Fraction, ...] = ()


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire's key. Items are numbered from 1 to ``items``, answers run from ``least`` to ``most``.

    ``times`` is what a raw sum is multiplied by where it is shown beside it (4 makes WHO-5 run from 0 to 100), and
    ``reliable_change`` a difference of such numbers that is more than chance. ``response_rate`` holds words for a rate
    in per cent, each with the least that it needs, the lowest first. ``cues`` are a word or three of our own for each
    item.
    """

    key: str
    name: str
    use: Use
    items: int
    least: int
    most: int
    period: str
    reversed: frozenset[int]
    scales: tuple[Scale, ...]
    reckoned: Reckoned
    times: int
    bands: tuple[Band, ...]
    reliable_change: int | None
    response_rate: tuple[tuple[str, int], ...]
    source: str
    licence: str
    caveat: str
    cues: tuple[str, ...]

    @property
    def numbers(self) -> range:
        """The numbers of its items."""
        return range(1, self.items + 1)


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """An answer that cannot stand: to which item, and why."""

    item: int
    why: Fault


@dataclass(frozen=True, slots=True)
class Score:
    """What one person's answers to a scale add up to: the raw sum, what it is shown as beside it, and its band.

    All None where an answer is missing.
    """

    scale: str
    raw: int | None = None
    shown: int | None = None
    band: str | None = None


def wrong_answers(instrument: Instrument, answers: Answers) -> tuple[WrongAnswer, ...]:
    """Return every answer that cannot stand, by the number of its item."""
    found = []
    for item in sorted(answers):
        if item not in instrument.numbers:
            found.append(WrongAnswer(item, Fault.NO_SUCH_ITEM))
        elif not instrument.least <= answers[item] <= instrument.most:
            found.append(WrongAnswer(item, Fault.OUT_OF_RANGE))
    return tuple(found)


def scores(instrument: Instrument, answers: Answers) -> tuple[Score, ...]:
    """Return one person's score of each scale, in the order of the key.

    Raises:
        ValueError: the instrument is made for groups, or an answer cannot stand.
    """
    if instrument.use is Use.GROUP:
        raise ValueError(f"{instrument.name} gives nobody a score of his own")
    return tuple(_score(instrument, scale, answers) for scale in instrument.scales)


def band_of(instrument: Instrument, raw: int) -> str | None:
    """Return the band of a raw sum; None where the key has none."""
    return next((band.name for band in instrument.bands if band.first <= raw <= band.last), None)


def pack(instrument: Instrument, answers: Answers) -> str:
    """Return answers as a text, a character for each item, so that its length does not tell how many there are.

    Raises:
        ValueError: an answer cannot stand.
    """
    _must_be_right(instrument, answers)
    return "".join(str(answers.get(item, NO_ANSWER)) for item in instrument.numbers)


def unpack(instrument: Instrument, text: str) -> dict[int, int]:
    """Return the answers that ``pack`` wrote.

    Raises:
        ValueError: the text is not one of ours.
    """
    if len(text) != instrument.items:
        raise ValueError("not the answers to this questionnaire")
    found = {item: int(said) for item, said in zip(instrument.numbers, text, strict=True) if said != NO_ANSWER}
    _must_be_right(instrument, found)
    return found


def _score(instrument: Instrument, scale: Scale, answers: Answers) -> Score:
    turned = turned_answers(instrument, scale, answers)
    if turned is None:
        return Score(scale.name)
    raw = sum(turned)
    return Score(scale.name, raw, raw * instrument.times, band_of(instrument, raw))


def turned_answers(instrument: Instrument, scale: Scale, answers: Answers) -> tuple[int, ...] | None:
    """Return the answers to a scale with the reversed items turned round; None where one is missing.

    Raises:
        ValueError: an answer cannot stand.
    """
    _must_be_right(instrument, answers)
    if any(item not in answers for item in scale.items):
        return None
    ends = instrument.least + instrument.most
    return tuple(ends - answers[i] if i in instrument.reversed else answers[i] for i in scale.items)


def _must_be_right(instrument: Instrument, answers: Answers) -> None:
    for wrong in wrong_answers(instrument, answers):
        raise ValueError(f"item {wrong.item}: {wrong.why}")
