"""Which texts make a form ask before they are saved, because they look as if they named a caller?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listeners.domain.disclosure_words import names_somebody
from tests.size import sized

NUMBERS = st.from_regex(r"\A[A-Z][0-9]{4}[A-Z]{2}\Z")
CELLS = st.from_regex(r"\A[A-Z]{2}I-[A-Z][0-9]?-[1-9]-[0-9]{3}\Z")
GAPS = st.sampled_from(
    ["-", " ", " - ", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\u00a0", ".", "/", "_"]
)
LARKMOOR = "ABCD"
"""The wings of the demonstration."""
AROUND = st.text(alphabet="abc ,.!?\n()", max_size=30)


@pytest.mark.parametrize(
    "text",
    [
        *("A1234BC", "he is a1234bc.", "(A1234BC)", "met A1234bc,", "A 1234 BC", "A-1234-BC", "A 12 34 BC"),
        *(
            "A\u20131234\u2013BC",
            "A \u2013 1234 \u2013 BC",
            "A1234\u00adBC",
            "A.1234.BC",
            "\uff211234\uff22\uff23",
            "_A1234BC_",
        ),
        *("LKI-B-2-011", "lki b 2 011", "LKI\u2013B\u20132\u2013011", "LKI/B/2/011", "LKI-HB1-2-011", "in LKIB2011"),
        *(
            "B-2-011",
            "b2-11",
            "B2-011",
            "B 2 011",
            "B \u2013 2 \u2013 011",
            "he is in cell 14",
            "Cell no. 2",
            "cell 2-011",
        ),
        *(
            "cell: 14",
            "cell-14",
            "cell \u2013 14",
            "Cell number: 14",
            "cell no 14",
            "cell #14",
            "cell B14",
            "cell nr. 3",
        ),
        *("cells 14 and 15", "cell 14: he cried", "cell 14's window", "cell 14, 2 hours"),
        *(f"cell 14 {wing} wing" for wing in LARKMOOR),
        *(f"cell 14 {wing}" for wing in LARKMOOR),
        *(f"he is in cell 14{wing}." for wing in LARKMOOR),
        *("cell 7 D", "cell 12 M block", "cell 3 H", "cell 5 N wing", "cell 6 W, again"),
        *("cell 14H wing", "cell 2s spur"),
        *(f"cell 14 {word} again" for word in ("was", "said", "has", "needs", "died", "might", "sent", "did", "woke")),
    ],
)
def test_something_like_a_prison_number_or_a_cell_makes_the_form_ask(text: str) -> None:
    assert names_somebody(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "it was hard", "at 12345 I slept", "AA1234BC", "A1234BCD", "on 25 November 2026", "2026-11-25"),
        *(
            "a 2 hour talk",
            "we sat in a cell 2 hours",
            "in the cell 30 minutes",
            "in the cell 30mins",
            "in my cell 23h a day",
            "in the cell 1-2h",
            "in the cell 30m, then 2x more",
            "in his cell 1 to 2 hours, then 20-30 minutes",
            "in the cell 20\u201330 minutes",
            "from my cell 3 times",
            "in my cell. 3 of us talked",
            "out of the cell 7 o'clock",
            "in the cell 2.5 hours",
            "in the cell 02:10",
            "a 20-30 minute walk",
            "a 10-15 min chat",
        ),
        *("I had 3 calls in 7 days", "B wing had 3 calls", "from 18:00 to 20:00", "at 02:10", "I was out 1-2 times"),
        *("three nights in 7", "Two men of B wing are away for the training of 4 December"),
    ],
)
def test_ordinary_words_and_figures_do_not(text: str) -> None:
    assert not names_somebody(text)


@settings(max_examples=sized(500))
@given(NUMBERS, GAPS, AROUND, AROUND, st.booleans())
def test_a_prison_number_is_noticed_however_it_is_typed(
    number: str, gap: str, before: str, after: str, small: bool
) -> None:
    typed = gap.join((number[0], number[1:5], number[5:]))
    for each in (number, typed):
        assert names_somebody(f"{before} {each.lower() if small else each} {after}")


@settings(max_examples=sized(500))
@given(CELLS, GAPS, AROUND, AROUND, st.booleans())
def test_a_cell_is_noticed_however_it_is_typed(cell: str, gap: str, before: str, after: str, small: bool) -> None:
    for each in (cell, cell.replace("-", gap)):
        assert names_somebody(f"{before} {each.lower() if small else each} {after}")


@settings(max_examples=sized(500))
@given(st.text(alphabet=st.characters(blacklist_categories=("Nd", "No", "Nl"))))
def test_a_text_without_a_figure_is_never_asked_about(text: str) -> None:
    assert not names_somebody(text)
