"""How do several things stand in one sentence, wherever it is written?"""

from __future__ import annotations

from collections.abc import Sequence


def listed(names: Sequence[str]) -> str:
    """Some things in a sentence: A, B and C; nothing for none."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
