"""Is a team about to be too small, and are its coordinators told of it, once each time that it comes to be so?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import local_date, nights_between
from listeners.domain.rota.planning_facts import PlanningFacts
from listeners.domain.team import Site
from listeners.domain.team_warnings import COMING, LoadRise, SmallTeam, load_rise, small_team
from listeners.services import rotas
from listeners.services.duty_gaps import tell_coordinators
from listeners.store import people_facts
from listeners.store.database import act

SMALL_TEAM, LOAD_RISES = "small_team", "load_rises"
"""Kinds of notice to coordinators; neither names anybody."""
LOOK_BACK = timedelta(days=56)
"""The facts of a plan reach at least four weeks further back than its first night: twelve weeks together."""


@dataclass(frozen=True, slots=True)
class Warnings:
    """What there is to warn of at a site; None: nothing."""

    small: SmallTeam | None
    rise: LoadRise | None


def warnings_in(facts: PlanningFacts) -> Warnings:
    """Return what there is to warn of; ``facts`` reach back over the last twelve weeks."""
    today = local_date(facts.now, facts.site.zone)
    coming = nights_between(today, today + timedelta(days=COMING - 1))
    places = sum(facts.policy(night).crew for night in coming)
    return Warnings(
        small_team(facts.team, today, facts.policy(today).small_team),
        load_rise(facts.team, facts.served, today, places),
    )


def warn_site(site_code: str, actor: Actor, now: datetime) -> int:
    """Tell the coordinators of a site what there is to warn of, each of it once; return how much there is.

    The same small team is told once, however long it lasts: from the day on which it is small, past or to come. A load
    that rises is told once for each time that the team shrank.

    Raises:
        NotAllowed: only background work looks through a team so.
        NotFound: there is no such site.
    """
    site = people_facts.site_by_code(site_code)
    require(actor, Do.WRITE, Kind.KEY, site.id)  # which is open to SYSTEM alone
    found = warnings_in(_facts(site, now))
    small, rise = found.small, found.rise
    with act() as session:
        if small is not None:
            event = f"{SMALL_TEAM}:{site.id}:{small.from_on}"
            facts: dict[str, object] = {"from": small.from_on, "people": small.people, "least": small.least}
            tell_coordinators(session, site, event, SMALL_TEAM, facts, actor, now)
        if rise is not None:
            event = f"{LOAD_RISES}:{site.id}:{rise.since}"
            each = {"before": f"{float(rise.before):.1f}", "coming": f"{float(rise.coming):.1f}"}
            tell_coordinators(session, site, event, LOAD_RISES, {"since": rise.since, **each}, actor, now)
    return sum(each is not None for each in (small, rise))


def _facts(site: Site, now: datetime) -> PlanningFacts:
    today: date = local_date(now, site.zone)
    return rotas.facts_for(site, today - LOOK_BACK, today + timedelta(days=COMING), now).counting_pauses()
