"""What must be passed on by law or by a prison's own rules, as lines that everybody reads before he tells something?"""

from __future__ import annotations

LONGEST_DUTY = 300
"""Letters of a line (a design choice)."""
MOST_DUTIES = 12
"""Lines (a design choice): nobody reads more before he tells something."""


def duty_lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text, without what is empty or stands there twice."""
    return tuple(dict.fromkeys(line for each in text.splitlines() if (line := " ".join(each.split()))))


def duty_fault(lines: tuple[str, ...]) -> str | None:
    """Return what cannot be put on file of these lines, in words; None: all of it can."""
    if len(lines) > MOST_DUTIES:
        return f"Write {MOST_DUTIES} lines at most"
    return f"Use {LONGEST_DUTY} letters at most in a line" if any(len(each) > LONGEST_DUTY for each in lines) else None
