"""What did a group answer to a questionnaire, and from how many answers on may that be told?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from listeners.domain.care.instruments import Answers, Instrument, Reckoned, Scale, band_of, turned_answers
from listeners.domain.care.small_numbers import FEWEST_IN_BRANCH, FEWEST_SPLIT


@dataclass(frozen=True, slots=True)
class GroupScore:
    """What a group answered to a scale: how many answered all of it, and the mean of their numbers.

    The mean is None under five of them. ``band`` is the one of the mean rounded down, ``reached`` how many of the
    percentiles it has come up to; None where the key has none. ``by_item`` is the mean answer to each item, as it was
    given and not turned round; None under ten.
    """

    scale: str
    answered: int
    mean: Fraction | None = None
    band: str | None = None
    reached: int | None = None
    by_item: tuple[tuple[int, Fraction], ...] | None = None


def group_scores(instrument: Instrument, answered: Sequence[Answers]) -> tuple[GroupScore, ...]:
    """Return what a group answered to each scale, in the order of the key.

    Raises:
        ValueError: an answer cannot stand.
    """
    return tuple(_group_score(instrument, scale, answered) for scale in instrument.scales)


def response_word(instrument: Instrument, answered: int, handed_out: int) -> str | None:
    """Return how good a response rate is by the key: the best word that it has come up to; None: none of them."""
    reached = [word for word, least in instrument.response_rate if 100 * answered >= least * handed_out > 0]
    return reached[-1] if reached else None


def _group_score(instrument: Instrument, scale: Scale, answered: Sequence[Answers]) -> GroupScore:
    whole = [(each, turned) for each in answered if (turned := turned_answers(instrument, scale, each)) is not None]
    if len(whole) < FEWEST_IN_BRANCH:
        return GroupScore(scale.name, len(whole))
    among = len(scale.items) if instrument.reckoned is Reckoned.MEAN else 1
    mean = Fraction(sum(sum(turned) for _, turned in whole), len(whole) * among)
    reached = sum(mean >= each for each in scale.percentiles) if scale.percentiles else None
    by_item = None
    if len(whole) >= FEWEST_SPLIT:
        by_item = tuple((item, _mean(said[item] for said, _ in whole)) for item in scale.items)
    return GroupScore(scale.name, len(whole), mean, band_of(instrument, math.floor(mean)), reached, by_item)


def _mean(numbers: Iterable[int]) -> Fraction:
    found = tuple(numbers)
    return Fraction(sum(found), len(found))
