"""Do the answers to each questionnaire add up as by hand, at both edges of every band, and only as far as they may?

Answers stand as on the official form, in the order of the items of the scale; the sums beside them were made by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest

from listeners.domain.care.instruments import (
    Fault,
    GroupScore,
    Score,
    Use,
    WrongAnswer,
    group_scores,
    pack,
    response_word,
    scores,
    unpack,
    wrong_answers,
)
from listeners.services.care.instrument_keys import instrument, instruments

PROQOL, WHO5, HSE, PSC12, PSC4 = (instrument(key) for key in ("proqol5", "who5", "hse_indicator_tool", "psc12", "psc4"))
SATISFACTION = (3, 6, 12, 16, 18, 20, 22, 24, 27, 30)
BURNOUT = (1, 4, 8, 10, 15, 17, 19, 21, 26, 29)
SECONDARY = (2, 5, 7, 9, 11, 13, 14, 23, 25, 28)
STRAIGHT = [
    ("1111111111", 10, "low"),
    ("2222222233", 22, "low"),
    ("2222222333", 23, "moderate"),
    ("4444444445", 41, "moderate"),
    ("4444444455", 42, "high"),
    ("5555555555", 50, "high"),
]
TURNED = [  # items 1, 4, 15, 17 and 29 are reversed: the first two, the fifth and sixth, and the last
    ("5511551115", 10, "low"),
    ("4422442233", 22, "low"),
    ("4422442333", 23, "moderate"),
    ("2244224441", 41, "moderate"),
    ("2244224451", 42, "high"),
    ("1155115551", 50, "high"),
]


def said(items: tuple[int, ...] | range, answers: str) -> dict[int, int]:
    return {item: int(answer) for item, answer in zip(items, answers, strict=True)}


def of(found: tuple[Score, ...], scale: str) -> Score:
    (one,) = (each for each in found if each.scale == scale)
    return one


@pytest.mark.parametrize(
    "scale, items, answers, raw, band",
    [("compassion_satisfaction", SATISFACTION, *case) for case in STRAIGHT]
    + [("burnout", BURNOUT, *case) for case in TURNED]
    + [("secondary_traumatic_stress", SECONDARY, *case) for case in STRAIGHT],
)
def test_each_scale_of_the_proqol_at_each_edge_and_the_others_have_none(
    scale: str, items: tuple[int, ...], answers: str, raw: int, band: str
) -> None:
    found = scores(PROQOL, said(items, answers))
    assert of(found, scale) == Score(scale, raw, raw, band)
    assert [each.raw for each in found if each.scale != scale] == [None, None]


@pytest.mark.parametrize("item", [1, 4, 15, 17, 29])
def test_a_reversed_item_alone_turns_its_own_answer_round(item: int) -> None:
    threes = said(BURNOUT, "3333333333")
    assert of(scores(PROQOL, threes | {item: 5}), "burnout").raw == 28  # nine threes and a one
    assert of(scores(PROQOL, threes | {item: 1}), "burnout").raw == 32  # nine threes and a five
    assert of(scores(PROQOL, threes | {8: 5}), "burnout").raw == 32  # item 8 is not


def test_a_raw_sum_is_never_held_against_the_cut_offs_of_t_scores() -> None:
    edges = {end for band in PROQOL.bands for end in (band.first, band.last)}
    assert edges == {10, 22, 23, 41, 42, 50}  # 43 and 44, 56 and 57 are those of T-scores


@pytest.mark.parametrize(
    "answers, raw, shown, band",
    [
        ("00000", 0, 0, "severe"),
        ("11221", 7, 28, "severe"),
        ("22220", 8, 32, "poor"),
        ("33330", 12, 48, "poor"),
        ("33331", 13, 52, "fair"),
        ("55555", 25, 100, "fair"),
    ],
)
def test_who_5_at_each_edge_raw_and_times_four(answers: str, raw: int, shown: int, band: str) -> None:
    assert scores(WHO5, said(range(1, 6), answers)) == (Score("wellbeing", raw, shown, band),)


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
    assert ten.by_item == ((1, 3), (2, 3), (3, 3), (4, 2))


def test_who_left_an_item_out_counts_in_the_other_scales_alone() -> None:
    whole = {item: 3 for item in range(1, 36)}
    without = {item: 3 for item in range(1, 36) if item != 26}
    found = {each.scale: each for each in group_scores(HSE, [whole] * 4 + [without])}
    assert (found["change"].answered, found["change"].mean) == (4, None)
    assert (found["role"].answered, found["role"].mean) == (5, 3)


@pytest.mark.parametrize("key", ["hse_indicator_tool", "psc12", "psc4"])
def test_what_is_made_for_groups_gives_nobody_a_score_of_his_own(key: str) -> None:
    group = instrument(key)
    assert group.use is Use.GROUP
    with pytest.raises(ValueError, match="gives nobody a score"):
        scores(group, {item: 3 for item in group.numbers})


@pytest.mark.parametrize("left_out", [1, 3, 5])
def test_who_5_with_an_answer_missing_has_no_score(left_out: int) -> None:
    answers = {item: 3 for item in range(1, 6) if item != left_out}
    assert scores(WHO5, answers) == (Score("wellbeing"),)


@pytest.mark.parametrize("key", list(instruments()))
def test_an_answer_out_of_range_and_an_item_that_is_not_there_are_refused_by_name(key: str) -> None:
    of_key = instrument(key)
    right = {item: of_key.least for item in of_key.numbers}
    assert wrong_answers(of_key, right) == ()
    assert wrong_answers(of_key, {item: of_key.most for item in of_key.numbers}) == ()
    outside: dict[int, int] = {2: of_key.most + 1, 4: of_key.least - 1, 0: of_key.least, of_key.items + 1: of_key.most}
    assert wrong_answers(of_key, right | outside) == (
        WrongAnswer(0, Fault.NO_SUCH_ITEM),
        WrongAnswer(2, Fault.OUT_OF_RANGE),
        WrongAnswer(4, Fault.OUT_OF_RANGE),
        WrongAnswer(of_key.items + 1, Fault.NO_SUCH_ITEM),
    )


@pytest.mark.parametrize("wrong", [{3: 6}, {3: -1}, {6: 1}])
def test_nothing_is_reckoned_from_a_wrong_answer(wrong: Mapping[int, int]) -> None:
    answers = {item: 3 for item in range(1, 6)} | dict(wrong)
    (item,) = wrong
    for reckon in (lambda: scores(WHO5, answers), lambda: pack(WHO5, answers), lambda: group_scores(WHO5, [answers])):
        with pytest.raises(ValueError, match=f"item {item}: "):
            reckon()


def test_answers_are_written_as_one_text_of_one_length_and_read_again() -> None:
    for answers in ({}, {2: 0}, {item: 5 for item in range(1, 6)}):
        assert len(pack(WHO5, answers)) == 5
        assert unpack(WHO5, pack(WHO5, answers)) == answers


@pytest.mark.parametrize("text", ["", "1234", "123456", "12346", "1234x"])
def test_a_text_that_is_not_ours_is_no_answers(text: str) -> None:
    with pytest.raises(ValueError):
        unpack(WHO5, text)


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


@pytest.mark.parametrize("key", list(instruments()))
def test_every_key_is_whole(key: str) -> None:
    of_key = instrument(key)
    in_scales = [item for scale in of_key.scales for item in scale.items]
    assert sorted(in_scales) == list(of_key.numbers)
    assert of_key.reversed <= set(of_key.numbers)
    assert of_key.source and of_key.licence and of_key.caveat
    assert len(of_key.cues) == of_key.items and all(1 <= len(cue.split()) <= 3 for cue in of_key.cues)
    ends = [(band.first, band.last) for band in of_key.bands]
    assert all(last + 1 == first for (_, last), (first, _) in zip(ends, ends[1:], strict=False))
    for scale in of_key.scales if ends else ():
        assert (ends[0][0], ends[-1][1]) == (len(scale.items) * of_key.least, len(scale.items) * of_key.most)
