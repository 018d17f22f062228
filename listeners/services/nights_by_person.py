"""Who has which nights, one person a line: the last ones lived, and the next ones ahead?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.load import counted_nights
from listeners.domain.nights import local_date
from listeners.domain.rota.planning_facts import FURTHEST_NIGHTS
from listeners.domain.states import DutyState
from listeners.domain.team import Site, TeamMember
from listeners.services.nights import Night, tonight

LAST_NIGHTS = 3
"""So many of the nights lived are named."""
BACK = 182
"""Nights looked back on: half a year."""


@dataclass(frozen=True, slots=True)
class NightAhead:
    """One of somebody's nights ahead, tonight included. ``said_no``: he has said that he cannot; it stays his until
    somebody takes it."""

    night: date
    said_no: bool


@dataclass(frozen=True, slots=True)
class PersonNights:
    """One Listener's nights: the last ones, the latest first, and how many nights ago that was; the next ones, the
    nearest first."""

    member: TeamMember
    last: tuple[date, ...]
    since: int | None
    ahead: tuple[NightAhead, ...]


def by_person(site: Site, actor: Actor, now: datetime) -> tuple[PersonNights, ...]:
    """Return the nights of everybody in the team today, in its order, as they were published (6 statements). A night on
    which somebody was called out counts as lived (docs/evidence.md, section 4, rule 6).

    Raises:
        NotAllowed: the actor may not see the rota of this site by name.
    """
    require(actor, Do.READ, Kind.ROTA, site.id)
    require(actor, Do.READ, Kind.LOAD, site.id)
    view = tonight(site, now, back=BACK, ahead=local_date(now, site.zone) + timedelta(days=FURTHEST_NIGHTS))
    here = [member for member in view.facts.team if _is_here(member, view)]
    return tuple(_nights_of(member, view) for member in sorted(here, key=lambda each: each.ref))


def _is_here(member: TeamMember, view: Night) -> bool:
    standing = member.standing_on(view.night)
    return standing is None or not standing.is_gone


def _nights_of(member: TeamMember, view: Night) -> PersonNights:
    said_no = view.facts.said_no.get(member.id, frozenset())
    ahead = sorted(
        duty.night
        for duty in view.facts.duties
        if duty.listener == member.id and duty.state is DutyState.PLANNED and duty.night >= view.night
    )
    served = view.served.get(member.id)
    lived = () if served is None else counted_nights(served, date.min, view.night - timedelta(days=1))
    return PersonNights(
        member,
        lived[: -LAST_NIGHTS - 1 : -1],
        (view.night - lived[-1]).days if lived else None,
        tuple(NightAhead(night, night in said_no) for night in ahead),
    )
