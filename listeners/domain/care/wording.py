"""Does a text look as if it named the person who was listened to?

Only a pattern can be looked for: a prison number is a letter, four digits and two letters (evidence.md, section 8). A
name cannot be told from any other word, so the prompt above the box says it too.
"""

from __future__ import annotations

import re

LONGEST_TEXT = 500
"""Characters of an offload text. Short on purpose: what is not written cannot be read by the wrong person."""

_LIKE_A_PRISON_NUMBER = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][ -]?[0-9]{4}[ -]?[A-Za-z]{2}(?![A-Za-z0-9])")


def names_somebody(text: str) -> bool:
    """Whether a text holds something like a prison number, in capitals or not, in one piece or with a space or a hyphen
    between its parts. It warns before saving and never blocks."""
    return _LIKE_A_PRISON_NUMBER.search(text) is not None
