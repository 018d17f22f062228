"""Which date does an address name? One that is no date, or of a time no prison plans or looks back on, is no page."""

from __future__ import annotations

from datetime import date

from flask import abort

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Whatever is added to or taken from a date of these years is still a date."""


def date_in(text: str) -> date:
    """Return a date as it stands in an address (2026-11-27); anything else is no page of ours."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        abort(404)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        abort(404)
    return found
