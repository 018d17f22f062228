"""Do the answers to each questionnaire add up as by hand, at both edges of every band, and only as far as they may?

Answers stand as on the official form, in the order of the items of the scale; the sums beside them were made by hand.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from listeners.domain.care.instruments import (
    Fault,
    Score,
    Use,
    WrongAnswer,
    pack,
    scores,
    unpack,
    wrong_answers,
)
from listeners.services.care.instrument_keys import instrument, instruments

PROQOL, WHO5 = instrument("proqol5"), instrument("who5")
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
    for reckon in (lambda: scores(WHO5, answers), lambda: pack(WHO5, answers)):
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
