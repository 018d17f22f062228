"""Does a text look as if it named somebody who was listened to?

Only patterns can be looked for: a prison number, and a cell (docs/evidence.md, section 8). A name cannot be told from
any other word, so the prompt beside each box says it too. Whatever is found is a warning before saving, never a
refusal.
"""

from __future__ import annotations

import re
import unicodedata

_GAP = r"[\s\W_]{0,3}"
"""What may stand between two parts, however it was typed: nothing, spaces, dots, slashes, any kind of dash."""
_MARK = r"\s?[^\w\s]\s?"
"""The same where only a mark tells the parts of a cell from ordinary words."""
_NUMBER = _GAP.join(["[a-z]", r"\d", r"\d", r"\d", r"\d", "[a-z]", "[a-z]"])
_LONG = r"hrs?|hours?|mins?|minutes?|secs?|seconds?|days?|nights?|wks?|weeks?|months?|years?|o\W?clock|am|pm|times?"
"""What makes a figure after "cell" a length or a time of day: whole words alone, "14 said" is no 14 seconds."""
_WING = r"\s?(?:wings?|landings?|blocks?|spurs?|units?|halls?|houses?)\b"
_LONG_LETTER = rf"[hmswx]\b(?!{_WING})"
"""The same as one letter, right behind the figure: 14h. Apart from it, "cell 14 H", it is a wing as likely."""
_UP_TO = r"(?:(?:\s?[-/\u2010-\u2015\u2212]\s?|\s(?:to|or)\s)\d{1,3})?"
"""The second figure of "20-30 minutes"."""
_CELL = (
    rf"[a-z]{{2}}i{_GAP}[a-z0-9]{{1,3}}{_GAP}\d{{1,2}}{_GAP}\d{{2,4}}",  # LKI-B-2-011
    rf"[a-z]\d?(?:{_MARK})?\d{_MARK}\d{{2,3}}",  # B-2-011, B2-11
    r"[a-z]\s\d\s\d{3}",  # B 2 011
    r"cells?\s?(?:no\b\.?|numbers?|nr\b\.?)?\s?(?:[^\w\s.,;!?]\s?)?[a-z]?\d{1,4}"  # cell 14, cell: B14, cells 1 and 2
    rf"(?!{_UP_TO}(?:[\s-]*(?:{_LONG})\b|{_LONG_LETTER})|:\d|\.\d)[a-z]?",  # cell 14B, but not 14h
)
_LIKE_SOMEBODY = re.compile(rf"(?<![^\W_])(?:{_NUMBER}|{'|'.join(_CELL)})(?![^\W_])")


def names_somebody(text: str) -> bool:
    """Whether a text holds something like a prison number or a cell.

    Capitals or not, in one piece or with spaces, dots or any dash between the parts, in wide or styled letters.
    """
    return _LIKE_SOMEBODY.search(_plain(text)) is not None


def _plain(text: str) -> str:
    """The text in small plain letters, without the marks that no eye sees."""
    shown = unicodedata.normalize("NFKC", text)
    return "".join(char for char in shown if unicodedata.category(char) != "Cf").casefold()
