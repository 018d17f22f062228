"""How does a table look as a file for a spreadsheet? Text that a spreadsheet would run as a formula stays text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that a spreadsheet takes for a formula (OWASP, "CSV injection")."""
Cell = str | int | date | None


def csv_text(rows: Iterable[Sequence[Cell]]) -> str:
    """Return rows as CSV, the heading first: UTF-8 with a mark at its head, by which a spreadsheet knows the letters of
    a name; lines end as the standard says (RFC 4180)."""
    text = io.StringIO()
    csv.writer(text).writerows([_cell(cell) for cell in row] for row in rows)
    return f"\ufeff{text.getvalue()}"


def _cell(cell: Cell) -> str:
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    return f"'{cell}" if cell.startswith(RUN_AS_FORMULA) else cell
