"""How long did men wait for a Listener, and what came of the nights as they were planned? Exact figures, no names.

Facts about the prison's conduct (docs/evidence.md, section 7): the auditor and the national office see every prison,
the branch and safer custody their own, as in ``services.review``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from listeners.access import Actor
from listeners.domain.night_figures import (
    MONTHS_BACK,
    MONTHS_SHOWN,
    Answered,
    answered,
    by_month,
    by_wing,
    month_after,
    month_of,
    months_until,
)
from listeners.domain.nights import ONE_DAY
from listeners.domain.policy_book import night_at, policies_of
from listeners.domain.team import Site, SiteName
from listeners.errors import NotFound
from listeners.services.review import TELEPHONE, prison_for
from listeners.store import night_figures_facts, people_facts


@dataclass(frozen=True, slots=True)
class NightFigures:
    """The figures of one prison and one month: as a whole, wing by wing, and beside the months that end with it.
    ``months``: those that may be looked at, the newest first."""

    prison: SiteName
    prisons: tuple[SiteName, ...]
    month: date
    months: tuple[date, ...]
    whole: Answered
    by_wing: tuple[tuple[str, Answered], ...]
    by_month: tuple[tuple[date, Answered], ...]


def night_figures(
    actor: Actor, now: datetime, code: str | None = None, month: date | None = None
) -> NightFigures | None:
    """Return the figures of a prison and a month; without them of the chosen prison, or the first, and of the month of
    the night that it is. None where there is no prison yet (4 statements).

    Raises:
        NotAllowed: the actor sees no prison's figures.
        NotFound: no such prison, or one that is not for this actor; a month ahead, or longer ago than is kept.
    """
    chosen = prison_for(actor, code)
    if chosen is None:
        return None
    prison, prisons = chosen
    site = people_facts.site(prison.id)
    tonight = night_at(policies_of(people_facts.policy_changes(site.id)), now, site.zone)
    months = tuple(reversed(months_until(month_of(tonight), MONTHS_BACK + 1)))
    shown = months[0] if month is None else month
    if shown not in months:
        raise NotFound("no month that is kept")
    return _figures(site, prison, prisons, shown, months)


def _figures(
    site: Site, prison: SiteName, prisons: tuple[SiteName, ...], month: date, months: tuple[date, ...]
) -> NightFigures:
    year = months_until(month, MONTHS_SHOWN)
    asked = night_figures_facts.requests(site.id, year[0], _last_of(month), TELEPHONE)
    of_month = [each for each in asked if month_of(each.night) == month]
    codes = {wing.id: wing.code for wing in site.wings}
    begun = month_of(min([site.recording_since, *(each.night for each in asked)]))
    return NightFigures(
        prison,
        prisons,
        month,
        months,
        answered(of_month),
        tuple((codes[wing], each) for wing, each in by_wing(of_month, codes)),
        by_month(asked, [each for each in year if each >= begun]),
    )


def _last_of(month: date) -> date:
    return month_after(month) - ONE_DAY
