"""Which version of a record had somebody before them when they pressed the button?"""

from __future__ import annotations

LONGEST_NUMBER = 9


def seen_version(text: str | None) -> int:
    """Return the version that a form carries; 0, which no record has, where it carries none that can be read."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else 0
