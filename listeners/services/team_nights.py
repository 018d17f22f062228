"""Who is down for the nights ahead? What a peer lead may see of others: names and places, as they hang on paper.

He is a prisoner at a kiosk: no cell, no reason, nothing that tells how anybody is, and no more than two weeks. Whoever
has said that he cannot is left out, so that his place looks as one from which a pause has taken somebody.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import nights_between
from listeners.domain.policy_book import night_at, policies_of
from listeners.domain.rota.told import policies_told
from listeners.domain.states import DutyState, NightPlace
from listeners.domain.team import Site
from listeners.services.own_page import NIGHTS_AHEAD
from listeners.store import availability_facts, duties_facts, people_facts, rota_versions


@dataclass(frozen=True, slots=True)
class TeamNight:
    """A night, who is down for it in the order of the places, and how many are still missing."""

    night: date
    names: tuple[tuple[str, NightPlace], ...]
    missing: int


def team_nights(site: Site, actor: Actor, now: datetime) -> tuple[TeamNight, ...]:
    """Return the nights from tonight on, two weeks of them (8 statements).

    Raises:
        NotAllowed: the actor may not see the rota of this site.
    """
    require(actor, Do.READ, Kind.ROTA, site.id)
    changes = people_facts.policy_changes(site.id)
    policies = policies_of(changes)
    tonight = night_at(policies, now, site.zone)
    last = tonight + timedelta(days=NIGHTS_AHEAD - 1)
    told = policies_told(changes, policies, rota_versions.versions_told(site.id, tonight, last))
    names = {member.id: member.name for member in people_facts.team(site.id)}
    down: dict[date, list[tuple[str, NightPlace]]] = defaultdict(list)
    cannot = availability_facts.said_no(site.id, tonight, last)
    for duty in duties_facts.duties(site.id, tonight, last):
        if duty.state is DutyState.PLANNED and duty.night not in cannot.get(duty.listener, ()):
            down[duty.night].append((names[duty.listener], duty.place))
    return tuple(
        TeamNight(night, tuple(down[night]), max(told(night).crew - len(down[night]), 0))
        for night in nights_between(tonight, last)
    )
