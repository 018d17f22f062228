"""Which date does an address name? One that is no date, or of a time no prison plans or looks back on, is no page."""

from __future__ import annotations

from datetime import date

from flask import abort

from listeners.domain.nights import read_near_date


def date_in(text: str) -> date:
    """Return a date as it stands in an address (2026-11-27); anything else is no page of ours."""
    found = read_near_date(text)
    if found is None:
        abort(404)
    return found
