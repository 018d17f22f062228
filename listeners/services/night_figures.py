"""How long did men wait for a Listener, and what came of the nights as they were planned? Exact figures, no names.

Facts about the prison's conduct (docs/evidence.md, section 7): the auditor and the national office see every prison,
the branch and safer custody their own, as in ``services.review``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from listeners.access import Actor
from listeners.domain.night_figures import (
    MONTHS_SHOWN,
    Answered,
    Request,
    answered,
    by_month,
    by_wing,
    month_after,
    month_of,
    months_shown,
    months_until,
)
from listeners.domain.nights import ONE_DAY, Span, at_local, overnight
from listeners.domain.planned_and_lived import Became, PlannedAndLived, planned_and_lived
from listeners.domain.policy_book import night_at, policies_of
from listeners.domain.refusals_told import RefusalTold
from listeners.domain.rest_facts import PolicyOn
from listeners.domain.states import StaffReason
from listeners.domain.team import Site, SiteName
from listeners.domain.who_went import Went, WentAs, who_went
from listeners.errors import NotFound
from listeners.services.cover_answers import COVER_TAKEN
from listeners.services.review import TELEPHONE, prison_for
from listeners.services.swaps import SWAPPED
from listeners.store import call_out_counts, night_figures_facts, night_places_facts, people_facts

EXCHANGES = (COVER_TAKEN, SWAPPED)


@dataclass(frozen=True, slots=True)
class Answers:
    """What came of the requests of one month, wing by wing, and of the months that end with it. ``told``: the refusals
    of the month that Listeners and coordinators told of afterwards, by reason."""

    whole: Answered
    by_wing: tuple[tuple[str, Answered], ...]
    by_month: tuple[tuple[date, Answered], ...]
    told: Counter[StaffReason | None]


@dataclass(frozen=True, slots=True)
class Lived:
    """What came of the places of one month, up to the night ``until``, the last that is over (None: none is), and who
    went on its call-outs as what."""

    until: date | None
    plan: PlannedAndLived
    went: Mapping[WentAs, int]


@dataclass(frozen=True, slots=True)
class NightFigures:
    """The figures of one prison and one month. ``months``: those that may be looked at, the newest first."""

    prison: SiteName
    prisons: tuple[SiteName, ...]
    month: date
    months: tuple[date, ...]
    answers: Answers
    lived: Lived


def night_figures(
    actor: Actor, now: datetime, code: str | None = None, month: date | None = None
) -> NightFigures | None:
    """Return the figures of a prison and a month; without them of the chosen prison, or the first, and of the month of
    the night that it is. None where there is no prison yet (10 statements).

    Raises:
        NotAllowed: the actor sees no prison's figures.
        NotFound: no such prison, or one that is not for this actor; a month ahead, before anything was on file, or
            longer ago than is shown.
    """
    chosen = prison_for(actor, code)
    if chosen is None:
        return None
    site = people_facts.site(chosen[0].id)
    policies = policies_of(people_facts.policy_changes(site.id))
    tonight = night_at(policies, now, site.zone)
    months = months_shown(site.recording_since, call_out_counts.first_night(site.id), tonight)
    shown = months[0] if month is None else month
    if shown not in months:
        raise NotFound("no month that is shown")
    year = months_until(shown, MONTHS_SHOWN)
    first, last = year[0], _last_of(shown)
    held, told = night_figures_facts.events(site.id, first, last, _days_of(shown, site))
    asked, went = night_figures_facts.requests(site.id, first, last, TELEPHONE, held)
    of_month = [each for each in went if month_of(each.night) == shown]
    lived = _lived(site, shown, tonight, policies, of_month)
    kept = [each for each in year if each >= months[-1]]
    return NightFigures(*chosen, shown, months, _answers(site, asked, kept, told), lived)


def _answers(site: Site, asked: tuple[Request, ...], months: Sequence[date], told: tuple[RefusalTold, ...]) -> Answers:
    of_month = [each for each in asked if month_of(each.night) == months[-1]]
    codes = {wing.id: wing.code for wing in site.wings}
    return Answers(
        answered(of_month),
        tuple((codes[wing], each) for wing, each in by_wing(of_month, codes)),
        by_month(asked, months),
        Counter(each.reason for each in told),
    )


def _lived(site: Site, month: date, tonight: date, policies: PolicyOn, went: Iterable[Went]) -> Lived:
    nights = month, _last_of(month)
    places = night_places_facts.places(site.id, *nights)
    versions = night_places_facts.versions(site.id, *nights, EXCHANGES)
    said_no = night_places_facts.said_no_at(site.id, *nights)
    over = max(month, site.recording_since), min(nights[1], tonight - ONE_DAY)
    return Lived(
        until=over[1] if over[0] <= over[1] else None,
        plan=planned_and_lived(places, versions, said_no, over, policies),
        went=who_went(
            went,
            on_duty={each.his for each in places if each.became(said_no.get(each.his)) is Became.LIVED},
            let_go=night_places_facts.let_go(site.id, *nights),
            hours=lambda night: _hours(night, policies, site),
        ),
    )


def _hours(night: date, policies: PolicyOn, site: Site) -> Span:
    policy = policies(night)
    return overnight(night, policy.stand_by_from, policy.stand_by_until, site.zone)


def _days_of(month: date, site: Site) -> Span:
    return Span(at_local(month, time.min, site.zone), at_local(month_after(month), time.min, site.zone))


def _last_of(month: date) -> date:
    return month_after(month) - ONE_DAY
