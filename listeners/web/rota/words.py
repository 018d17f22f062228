"""How do the rota pages write a month, a night in a narrow column, and a night that stands in JSON?"""

from __future__ import annotations

from datetime import date

from listeners.web.filters import MONTHS, WEEKDAYS, night
from listeners.web.rota import blueprint


@blueprint.app_template_filter("month_year")
def month_year(on: date) -> str:
    """December 2026."""
    return f"{MONTHS[on.month - 1]} {on.year}"


@blueprint.app_template_filter("short_night")
def short_night(on: date) -> str:
    """Mon 7 Dec."""
    return f"{WEEKDAYS[on.weekday()][:3]} {on.day} {MONTHS[on.month - 1][:3]}"


@blueprint.app_template_filter("iso_night")
def iso_night(text: str) -> str:
    """The night that a text such as 2026-12-07 means, in words."""
    return night(date.fromisoformat(text))
