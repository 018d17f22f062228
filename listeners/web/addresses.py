"""Which date or number does an address or a hidden field of ours name? What was never ours is no page, or no form."""

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


def month_in(text: str) -> date:
    """Return the first day of a month as it stands in an address (2026-12); anything else is no page of ours."""
    return date_in(f"{text}-01")


def sent_date(text: str) -> date:
    """Return the date in a hidden field (2026-11-27); anything else was never ours."""
    found = read_near_date(text)
    if found is None:
        abort(400)
    return found


def sent_number(text: str | None) -> int:
    """Return the number in a hidden field; anything else was never ours."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 9:
        abort(400)
    return int(text)


def yes_in(text: str) -> bool:
    """Return the answer that stands in an address, yes or no; anything else is no page of ours."""
    if text not in ("yes", "no"):
        abort(404)
    return text == "yes"
