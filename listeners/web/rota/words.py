"""How do the rota pages write a month, a night in a narrow column, and what stands as text in JSON or in a file?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date, datetime

from flask import g

from listeners.domain.cover import ASKING_BEGINS, asking_begins
from listeners.domain.nights import local_date
from listeners.services.holidays import holiday_of_night
from listeners.web.filters import MONTHS, WEEKDAYS, clock, day, day_year, night
from listeners.web.rota import blueprint

MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:]+(Z|[+-][0-9:]+))?")
"""A date, or a moment with its offset, as the look at a file holds it."""


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


@blueprint.app_template_filter("holiday")
def holiday(night: date) -> str:
    """Which holiday makes a night of this prison a holiday night: Christmas Eve."""
    return holiday_of_night(g.site.country, night)


@blueprint.app_template_filter("as_read")
def as_read(text: str) -> str:
    """What a line of a file says, part by part: a moment in the site's own time, a date in words, all else as it is."""
    return " ".join(_as_read(part) for part in text.split(" "))


@blueprint.app_template_filter("others_asked")
def others_asked(nights: date | Iterable[date], others: str = "others") -> str:
    """That others are asked to take a night or some nights, and from when where nobody is asked yet."""
    ahead = [nights] if isinstance(nights, date) else sorted(nights)
    today = local_date(g.now, g.site.zone)
    later = [begins for begins in map(asking_begins, ahead) if begins >= today]
    if not later:
        return f"{others} are asked"
    first, each = "tonight" if later[0] == today else day(later[0]), f"from {ASKING_BEGINS.days} days before each"
    if len(ahead) == 1:
        return f"{others} are asked from {first}"
    if len(later) == len(ahead):
        return f"{others} are asked {each}, the first from {first}"
    return f"{others} are asked, for later ones {each}, the next from {first}"


def needed_words(needed: Iterable[date], rather_not: Collection[date] = ()) -> str:
    """What follows for the nights that somebody is down for and that somebody else is ``needed`` for, once it is on
    file what he says of them; ``rather_not``: those that he would rather not do, which stay his meanwhile."""
    nights = tuple(needed)
    cannot = [on for on in nights if on not in rather_not]
    unwelcome = [on for on in nights if on in rather_not]
    told = []
    if cannot:
        told.append(f"He is not on these nights of his, and {others_asked(cannot)}: {_named(cannot)}.")
    if unwelcome:
        told.append(f"These stay his until somebody takes them, and {others_asked(unwelcome)}: {_named(unwelcome)}.")
    return " ".join(told)


def _named(nights: Iterable[date]) -> str:
    return "; ".join(night(on) for on in nights)


def _as_read(part: str) -> str:
    try:
        at = datetime.fromisoformat(part if MOMENT.fullmatch(part) else "")
    except ValueError:
        return part
    if at.tzinfo is None:
        return day_year(at.date())
    return f"{day_year(at)}, {clock(at)}"
