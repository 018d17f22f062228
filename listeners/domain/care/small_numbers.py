"""From how many on is a figure about what Listeners told shown, and how exactly?

The rule is about small groups, where a figure points at somebody (docs/evidence.md, section 7). What the prison did is
given exactly, and no business of this file.
"""

from __future__ import annotations

FEWEST_IN_BRANCH = 5
"""For the branch: no middle, mean or share of fewer."""
FEWEST_SPLIT = 10
"""For the branch: nothing is split up of which there are fewer."""
FEWEST_BEYOND = 10
"""For anybody else: no count of fewer."""
TO_NEAREST = 5


def count_beyond(count: int) -> int | None:
    """Return a count as anybody outside the branch may read it: to the nearest 5, and None (which is read as "fewer
    than 10") below 10, nought included."""
    return None if count < FEWEST_BEYOND else (2 * count + TO_NEAREST) // (2 * TO_NEAREST) * TO_NEAREST
