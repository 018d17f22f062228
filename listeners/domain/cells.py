"""How is a cell written, and which wing is it on?

A cell here is always a Listener's own. There is no field for a caller's cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PART = re.compile(r"[A-Z0-9]{1,10}")
CELL_LENGTH = 20
PARTS_WITHIN = 3
"""A cell as it is called within one prison: wing, landing, cell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as prisons write it: prison-wing-landing-cell, such as MDI-A-1-010 (docs/evidence.md, section 8)."""

    prison: str
    wing: str
    landing: str
    number: str

    def __str__(self) -> str:
        return f"{self.prison}-{self.wing}-{self.landing}-{self.number}"


def read_cell(text: str) -> Cell | None:
    """Return the cell that a text names; None where it is not four parts of capitals and digits, 20
    characters at most."""
    parts = text.split("-")
    if len(text) > CELL_LENGTH or len(parts) != 4 or not all(_PART.fullmatch(part) for part in parts):
        return None
    return Cell(*parts)


def cell_at(prison: str, text: str) -> Cell | None:
    """Return the cell that somebody at a prison typed, in small letters or capitals, with spaces or hyphens; the prison
    may be left out, as everybody there does ("a-1-010" at MDI is MDI-A-1-010). None where it is no cell."""
    parts = text.upper().replace("-", " ").split()
    return read_cell("-".join([prison, *parts] if len(parts) == PARTS_WITHIN else parts))
