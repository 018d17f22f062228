"""Do the answers of a group come to the mean of each scale, as by hand, and only as far as it may be told?"""

from __future__ import annotations

from fractions import Fraction

import pytest

from listeners.domain.care.group_scores import GroupScore, group_scores, response_word
from listeners.services.care.instrument_keys import instrument

HSE, PSC12, PSC4 = (instrument(key) for key in ("hse_indicator_tool", "psc12", "psc4"))


def said(items: range, answers: str) -> dict[int, int]:
    return {item: int(answer) for item, answer in zip(items, answers, strict=True)}


# The points of five people together, after the reversed items were turned round: one below each percentile, one above.
# Demands: 8 items, 40 answers: 117 is 2.925 and 118 is 2.95, where the 20th percentile is 2.9387.
HSE_EDGES = [
    ("demands", (3, 6, 9, 12, 16, 18, 20, 22), (117, 118), (124, 125), (131, 132)),
    ("control", (2, 10, 15, 19, 25, 30), (96, 97), (104, 105), (111, 112)),
    ("managers_support", (8, 23, 29, 33, 35), (81, 82), (86, 87), (91, 92)),
    ("peer_support", (7, 24, 27, 31), (72, 73), (75, 76), (77, 78)),
    ("relationships", (5, 14, 21, 34), (72, 73), (76, 77), (80, 81)),
    ("role", (1, 4, 11, 13, 17), (100, 101), (104, 105), (107, 108)),
    ("change", (26, 28, 32), (41, 42), (45, 46), (48, 49)),
]
HSE_REVERSED = (3, 5, 6, 9, 12, 14, 16, 18, 20, 21, 22, 34)


def five_with(points: int, items: tuple[int, ...]) -> list[dict[int, int]]:
    """Five people's answers on the form that come to so many points, reversed items turned round."""
    each, more = divmod(points, 5 * len(items))
    turned = [each + (nth < more) for nth in range(5 * len(items))]
    given = [6 - one if items[nth % len(items)] in HSE_REVERSED else one for nth, one in enumerate(turned)]
    return [dict(zip(items, given[begin:], strict=False)) for begin in range(0, len(given), len(items))]


@pytest.mark.parametrize("scale, items, fifth, half, four_fifths", HSE_EDGES)
def test_each_scale_of_the_hse_tool_on_both_sides_of_each_percentile(
    scale: str, items: tuple[int, ...], fifth: tuple[int, int], half: tuple[int, int], four_fifths: tuple[int, int]
) -> None:
    for nth, (below, above) in enumerate((fifth, half, four_fifths)):
        for points, reached in ((below, nth), (above, nth + 1)):
            found = {each.scale: each for each in group_scores(HSE, five_with(points, items))}
            assert found[scale] == GroupScore(scale, 5, Fraction(points, 5 * len(items)), None, reached)
            assert [each.mean for name, each in found.items() if name != scale] == [None] * 6


def test_the_hse_tool_from_its_best_to_its_worst_answer_higher_is_better_in_every_scale() -> None:
    best = {item: 1 if item in HSE_REVERSED else 5 for item in range(1, 36)}
    worst = {item: 6 - answer for item, answer in best.items()}
    assert [each.mean for each in group_scores(HSE, [best] * 5)] == [5] * 7
    assert [each.mean for each in group_scores(HSE, [worst] * 5)] == [1] * 7


@pytest.mark.parametrize(
    "answers, total, band",
    [
        ("111111111111", 12, "high_risk"),
        ("333333333334", 37, "high_risk"),
        ("333333333344", 38, "moderate_risk"),
        ("333333334444", 40, "moderate_risk"),
        ("333333344444", 41, "low_risk"),
        ("555555555555", 60, "low_risk"),
    ],
)
def test_psc_12_at_each_edge(answers: str, total: int, band: str) -> None:
    assert group_scores(PSC12, [said(range(1, 13), answers)] * 5) == (GroupScore("total", 5, Fraction(total), band),)


@pytest.mark.parametrize(
    "answers, total, band",
    [
        ("1111", 4, "poor"),
        ("2222", 8, "poor"),
        ("2223", 9, "fair"),
        ("3333", 12, "fair"),
        ("3334", 13, "good"),
        ("5555", 20, "good"),
    ],
)
def test_psc_4_at_each_edge(answers: str, total: int, band: str) -> None:
    assert group_scores(PSC4, [said(range(1, 5), answers)] * 5) == (GroupScore("total", 5, Fraction(total), band),)


def test_a_mean_between_two_bands_counts_to_the_worse_one() -> None:
    mixed = [said(range(1, 5), "2222")] * 4 + [said(range(1, 5), "3333")]
    assert group_scores(PSC4, mixed) == (GroupScore("total", 5, Fraction(44, 5), "poor"),)  # 8.8


def test_the_mean_of_a_scale_is_told_from_five_and_its_items_from_ten() -> None:
    twos, fours = said(range(1, 5), "2222"), said(range(1, 5), "4442")
    (four,) = group_scores(PSC4, [twos] * 4)
    assert four == GroupScore("total", 4)
    (nine,) = group_scores(PSC4, [twos] * 9)
    assert nine.by_item is None and nine.mean == 8
    (ten,) = group_scores(PSC4, [twos] * 5 + [fours] * 5)
    assert ten.mean == 11
    assert ten.by_item == tuple((item, Fraction(mean)) for item, mean in ((1, 3), (2, 3), (3, 3), (4, 2)))


def test_who_left_an_item_out_counts_in_the_other_scales_alone() -> None:
    whole = {item: 3 for item in range(1, 36)}
    without = {item: 3 for item in range(1, 36) if item != 26}
    found = {each.scale: each for each in group_scores(HSE, [whole] * 4 + [without])}
    assert (found["change"].answered, found["change"].mean) == (4, None)
    assert (found["role"].answered, found["role"].mean) == (5, Fraction(3))


@pytest.mark.parametrize(
    "answered, handed_out, word",
    [
        (0, 0, None),
        (0, 20, None),
        (49, 100, None),
        (50, 100, "adequate"),
        (59, 100, "adequate"),
        (60, 100, "desirable"),
        (69, 100, "desirable"),
        (70, 100, "good"),
        (79, 100, "good"),
        (80, 100, "very_good"),
        (20, 20, "very_good"),
    ],
)
def test_how_good_a_response_rate_is(answered: int, handed_out: int, word: str | None) -> None:
    assert response_word(HSE, answered, handed_out) == word
